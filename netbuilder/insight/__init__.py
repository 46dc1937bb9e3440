"""What people see inside a network: live views of a run, and looks at what it has kept.

Observers are called by the training loop between two steps and offer views of the moment. To add
one, write a class as `Observer` says and name it in `make_observers`.
"""

from __future__ import annotations

from netbuilder.insight.boundary import BoundaryObserver
from netbuilder.insight.layer import LayerObserver, look_at
from netbuilder.insight.observer import Moment, Observer, Subject
from netbuilder.insight.strips import StripObserver
from netbuilder.runs.channel import Views
from netbuilder.runs.view import Watching

__all__ = ["Moment", "Observer", "Subject", "look_at", "make_observers"]


def make_observers(views: Views, watching: Watching) -> tuple[Observer, ...]:
    """Those who look into a run for the screen.

    Args:
        views: Where they put what they have seen.
        watching: What is wanted just now; what nobody wants costs nothing.
    """
    return (
        StripObserver(views, watching),
        LayerObserver(views, watching),
        BoundaryObserver(views, watching),
    )
