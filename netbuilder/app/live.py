"""What can be seen of a run while it trains, and who looks.

Panels say with `LiveViews.want` what is on the screen; the trainer's thread makes nothing else. The
UI thread takes what has been made on a timer that runs only while there is something to take.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer, Signal

from netbuilder.error import NetbuilderError
from netbuilder.project.value import Edge, Network, Project
from netbuilder.runs.channel import Views
from netbuilder.runs.view import (
    BoundaryView,
    Inside,
    LayerView,
    Place,
    Strips,
    Wanted,
    Watching,
)

if TYPE_CHECKING:
    from netbuilder.runs.folder import RunFolder

POLL_HZ = 40
"""How often the views of a run are taken: more than twice as often as any is made.

Taking them only as often would lose each one that comes a little early.
"""


class _Unchanged:
    """Stands for an argument that was not given, where None means something."""


UNCHANGED: Final = _Unchanged()


class LiveViews(QObject):
    """The latest views of the run, and what is wanted of it.

    The views of the last look stay after the run has ended, until the next one begins.

    Signals:
        strips_changed: `strips` is another.
        layer_changed: `layer` is another.
        boundary_changed: `boundary` is another.
        shown_changed: `is_shown` is another.
    """

    strips_changed = Signal()
    layer_changed = Signal()
    boundary_changed = Signal()
    shown_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.views = Views()
        self.watching = Watching()
        self._wanted = Wanted()
        self._project: Project | None = None
        self._current: tuple[Project, frozenset[Place]] | None = None
        self._strips: Strips | None = None
        self._layer: LayerView | None = None
        self._boundary: BoundaryView | None = None
        self._is_shown = True
        self._is_under_way = False
        self._timer = QTimer(self)
        self._timer.setInterval(1000 // POLL_HZ)
        self._timer.timeout.connect(self.poll)

    @property
    def strips(self) -> Strips | None:
        """What goes on in the nodes; None before the first look."""
        return self._strips

    @property
    def layer(self) -> LayerView | None:
        """The layer that was looked at last, which is not always the one wanted now."""
        return self._layer

    @property
    def boundary(self) -> BoundaryView | None:
        """What the network says about every point of the plane; None before the first look."""
        return self._boundary

    @property
    def wanted(self) -> Wanted:
        """What is on the screen, or would be if the window were in front."""
        return self._wanted

    @property
    def is_shown(self) -> bool:
        """Whether the window is on the screen and in front."""
        return self._is_shown

    @property
    def project(self) -> Project | None:
        """The value that the run trains, or trained; None while there is no run to look at."""
        return self._project

    def want(
        self,
        *,
        inside: Inside | None = None,
        layer: Place | _Unchanged | None = UNCHANGED,
        boundary: bool | None = None,
    ) -> None:
        """Say what is on the screen; what is left out stays as it is.

        Args:
            inside: What the strips in the nodes show.
            layer: The node that is looked at closely, or None for none.
            boundary: Whether the decision boundary is on the screen.
        """
        before = self._wanted
        self._wanted = Wanted(
            inside=before.inside if inside is None else inside,
            layer=before.layer if isinstance(layer, _Unchanged) else layer,
            boundary=before.boundary if boundary is None else boundary,
        )
        self._tell()

    def set_shown(self, is_shown: bool) -> None:
        """Say whether the window is on the screen and in front; else nothing is looked at."""
        if is_shown == self._is_shown:
            return
        self._is_shown = is_shown
        self._tell()
        self.shown_changed.emit()

    def is_current(self, place: Place, project: Project) -> bool:
        """Whether the node at `place` of `project` is still the one that the run trains.

        A node that was renamed, moved or frozen is; one with other settings or wires is not.
        """
        if self._current is None or self._current[0] is not project:
            self._current = project, _same_places(self._project, project)
        return place in self._current[1]

    def begin(self, project: Project) -> Views:
        """A new run begins; what was seen of the one before goes. Gives where its views go."""
        self._forget(project)
        return self.go_on()

    def go_on(self, run: RunFolder | None = None) -> Views:
        """The run that was seen last goes on. Gives where its views go.

        Args:
            run: The run, where it may be one of an earlier day that has not been looked at yet.
        """
        self.views = Views()
        if self._project is None and run is not None:
            with suppress(NetbuilderError):  # whoever goes on with it says why that cannot be
                self._project, self._current = run.project, None
        self._is_under_way = True
        self._tell()
        return self.views

    def end(self) -> None:
        """The run has ended; what was seen last stays."""
        self.poll()
        self._is_under_way = False
        self._tell()

    def leave(self) -> None:
        """Look away from the run, even where it is still under way, and forget what was seen."""
        self._is_under_way = False
        self._forget(None)
        self._tell()

    def show_layer(self, project: Project, layer: LayerView) -> None:
        """Show what was read of a layer of a run of `project` that is not under way."""
        if project is not self._project:
            self._project, self._current = project, None
        self._layer = layer
        self.layer_changed.emit()

    def poll(self) -> None:
        """Take what the trainer has offered since the last time."""
        taken = self.views.take()
        if (strips := taken.get("strips")) is not None:
            self._strips = strips
            self.strips_changed.emit()
        if (layer := taken.get("layer")) is not None:
            self._layer = layer
            self.layer_changed.emit()
        if (boundary := taken.get("boundary")) is not None:
            self._boundary = boundary
            self.boundary_changed.emit()

    def _forget(self, project: Project | None) -> None:
        self.views = Views()
        self._project, self._current = project, None
        if self._strips is not None:
            self._strips = None
            self.strips_changed.emit()
        if self._layer is not None:
            self._layer = None
            self.layer_changed.emit()
        if self._boundary is not None:
            self._boundary = None
            self.boundary_changed.emit()

    def _tell(self) -> None:
        """Let the trainer know what is wanted, and wait for it only where something is."""
        is_looked_at = self._is_shown and self._is_under_way
        wanted = self._wanted if is_looked_at else Wanted()
        self.watching.wanted = wanted
        is_awaited = wanted != Wanted()
        if is_awaited and not self._timer.isActive():
            self._timer.start()
        elif not is_awaited:
            self._timer.stop()


def _same_places(trained: Project | None, drawn: Project) -> frozenset[Place]:
    """The nodes that are the same in both, down to what enters them."""
    if trained is None:
        return frozenset()
    same: set[Place] = set()
    for name, network in drawn.networks.items():
        old = trained.networks.get(name)
        if old is None:
            continue
        wires = _entering(network), _entering(old)
        for id, node in network.nodes.items():
            before = old.nodes.get(id)
            if before is None or wires[0].get(id) != wires[1].get(id):
                continue
            if node is before or replace(before, name=node.name, frozen=node.frozen) == node:
                same.add(Place(name, id))
    return frozenset(same)


def _entering(network: Network) -> dict[str, set[Edge]]:
    found: dict[str, set[Edge]] = {}
    for edge in network.edges:
        found.setdefault(edge.sink.node, set()).add(edge)
    return found
