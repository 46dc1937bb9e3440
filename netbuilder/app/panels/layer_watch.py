"""What a run lets one see of the layer that the inspector shows."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from netbuilder.app.engine import Engine
from netbuilder.app.panels.facet import Facet
from netbuilder.app.workspace import Workspace
from netbuilder.project.value import Project
from netbuilder.runs.view import LayerView, Place
from netbuilder.words import _

_MOST_FLOWS = 32
"""Layers of which it is kept what flowed through them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What there is to see of a layer of a run.

    Attributes:
        view: What was seen last of it, or None.
        flow: What flowed through it when it was last seen live, once the run is over, or None.
        is_live: Whether the run is under way.
        notice: A sentence to stand above what is seen, or "".
        empty: Why there is nothing to see and nothing will come, or "".
        waiting: What is being waited for, or "" while nothing is.
    """

    view: LayerView | None = None
    flow: LayerView | None = None
    is_live: bool = False
    notice: str = ""
    empty: str = ""
    waiting: str = ""

    def of(self, facet: Facet) -> LayerView | None:
        """What there is to see on one side of the layer."""
        return (self.flow or self.view) if facet is Facet.LIVE else self.view


class LayerWatch(QObject):
    """Asks the run for one layer, as long as it is on the screen, and says what there is.

    Signals:
        changed: There is something else to see; at most `rate_hz` times a second.
    """

    changed = Signal()

    def __init__(
        self, engine: Engine, workspace: Workspace, *, rate_hz: int, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._engine = engine
        self._workspace = workspace
        self._place: Place | None = None
        self._asked: Place | None = None
        self._failed: Place | None = None
        self._trained: tuple[Project, frozenset[str]] | None = None
        self._shown: Place | None = None
        self._series = engine.series
        self._flows: dict[Place, LayerView] = {}
        self._pace = QTimer(self)
        self._pace.setSingleShot(True)
        self._pace.setInterval(1000 // rate_hz)
        self._pace.timeout.connect(self.changed)
        engine.live.layer_changed.connect(self._on_layer_changed)
        engine.state_changed.connect(self._on_state_changed)
        engine.failed.connect(self._on_failed)

    def has_run_of(self, network: str) -> bool:
        """Whether a run that trains or has trained this network is at hand."""
        engine = self._engine
        project = engine.live.project
        if project is None:  # none, one of another project, or one of an earlier day
            if engine.is_training or engine.run is None:
                return False
            project = self._workspace.project
        return network in self._trained_networks(project)

    def look_at(self, place: Place | None) -> None:
        """Say which layer is on the screen, or None for none."""
        self._place = place
        self._engine.live.want(layer=place)
        if place is None:
            self._asked = None
        elif not self._engine.is_training and self._seen(place) is None and self._asked != place:
            self._asked = place
            if self._is_in_run(place):
                self._engine.look(place)

    def sight(self, place: Place) -> Sight:
        """What there is to see of a layer."""
        engine = self._engine
        if not self._is_in_run(place):
            sentence = _("This layer was drawn after the run began. The next run trains it.")
            return Sight(empty=sentence)
        if self._is_passed_by(place):
            return Sight(empty=_("The run passes this layer by, so nothing flows through it."))
        if self._leads_nowhere(place):
            return Sight(empty=_("This layer leads to no output, so the run leaves it out."))
        if self._failed == place:
            return Sight(empty=_("The weights that the run has kept cannot be read."))
        view = self._seen(place)
        is_same = engine.live.is_current(place, self._workspace.project)
        return Sight(
            view=view,
            flow=self._flow(place, view),
            is_live=engine.is_training,
            notice="" if view is None or is_same else self._notice(),
            waiting="" if view is not None else self._waiting(),
        )

    def _seen(self, place: Place) -> LayerView | None:
        view = self._engine.live.layer
        return view if view is not None and view.place == place else None

    def _flow(self, place: Place, view: LayerView | None) -> LayerView | None:
        is_missed = view is not None and view.output is None and not self._engine.is_training
        return self._flows.get(place) if is_missed else None

    def _keep_flow(self, view: LayerView | None) -> None:
        """Keep what flowed through the layers looked at last: a run keeps only weights."""
        if self._engine.series is not self._series:
            self._series = self._engine.series
            self._flows.clear()
        if view is None or view.output is None:
            return
        self._flows.pop(view.place, None)
        self._flows[view.place] = replace(view, parameters=())
        if len(self._flows) > _MOST_FLOWS:
            self._flows.pop(next(iter(self._flows)))

    def _is_in_run(self, place: Place) -> bool:
        project = self._engine.live.project
        if project is None:  # not read yet
            return True
        network = project.networks.get(place.network)
        return network is not None and place.node in network.nodes

    def _is_passed_by(self, place: Place) -> bool:
        project = self._engine.live.project
        return project is not None and project.networks[place.network].nodes[place.node].bypassed

    def _leads_nowhere(self, place: Place) -> bool:
        analysis = self._workspace.analysis.networks.get(place.network)
        is_same = self._engine.live.is_current(place, self._workspace.project)
        return is_same and analysis is not None and place.node not in analysis.live

    def _notice(self) -> str:
        if self._engine.is_training:
            return _("The run trains this layer as it was before you changed it.")
        return _("The run trained this layer as it was before you changed it.")

    def _waiting(self) -> str:
        engine = self._engine
        if engine.is_training:
            return _("Waiting for the next step of the run.")
        return _("Reading the weights that the run has kept.")

    def _trained_networks(self, project: Project) -> frozenset[str]:
        if self._trained is None or self._trained[0] is not project:
            self._trained = project, trained_networks(project)
        return self._trained[1]

    def _on_layer_changed(self) -> None:
        """Show the first sight of a layer at once, and the next ones at the look's pace."""
        view = self._engine.live.layer
        self._keep_flow(view)
        place = view.place if view is not None else None
        if place != self._shown:
            self._shown = place
            self._pace.start()
            self.changed.emit()
        elif place == self._place and not self._pace.isActive():
            self._pace.start()

    def _on_failed(self, _sentence: str) -> None:
        if self._asked is not None and not self._engine.is_training:
            self._failed = self._asked
            self.changed.emit()

    def _on_state_changed(self) -> None:
        self._asked = self._failed = None
        self.changed.emit()


def trained_networks(project: Project) -> frozenset[str]:
    """The networks that a run of a project trains: those with a role, and blocks within them."""
    waiting, found = list(project.training.roles.values()), set[str]()
    while waiting:
        name = waiting.pop()
        if name in found or name not in project.networks:
            continue
        found.add(name)
        nodes = project.networks[name].nodes.values()
        waiting += [node.block.network for node in nodes if node.block is not None]
    return frozenset(found)
