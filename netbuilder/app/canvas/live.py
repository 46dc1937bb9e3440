"""Shows on the canvas what goes on in the network that trains.

Nothing here is made before the first run of a session begins.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, QTimer, Signal

from netbuilder.app.canvas.activity import Activity
from netbuilder.app.canvas.face import Live
from netbuilder.app.canvas.level import Level, level_at
from netbuilder.app.canvas.live_layers import PULSE_PX_A_S, GlowLayer, PulseLayer, StripLayer
from netbuilder.app.canvas.view import CanvasView
from netbuilder.app.engine import Engine
from netbuilder.app.quantity import score_words
from netbuilder.app.settings import Settings
from netbuilder.project.value import Edge, Network, Node
from netbuilder.runs.series import Series
from netbuilder.runs.view import Inside, Place, Strip
from netbuilder.words import _

PULSE_HZ = 30

_TELLING = frozenset({QEvent.Type.Show, QEvent.Type.Hide})


class LiveCanvas(QObject):
    """Gives a canvas the strips, glow and pulses of the engine's run.

    The strips of the last look stay in the cards after the run has ended, until their node is
    edited, another run begins, or they are switched off.

    Signals:
        changed: `inside`, `is_on` or `reason` may answer otherwise.
    """

    changed = Signal()

    def __init__(self, view: CanvasView, engine: Engine, settings: Settings) -> None:
        super().__init__(view)
        self._view = view
        self._engine = engine
        self._settings = settings
        self._live: Mapping[str, Live] = {}
        self._changed: frozenset[str] = frozenset()
        self._edges: frozenset[Edge] = frozenset()
        self._pulses: PulseLayer | None = None
        self._ticked_s = 0.0
        self._timer = QTimer(self)
        self._timer.setInterval(1000 // PULSE_HZ)
        self._timer.timeout.connect(self._on_pulse_due)
        # Not `QTimer.singleShot`: one that is due when its object goes holds on to it for ever.
        self._asking = QTimer(self, singleShot=True, interval=0)
        self._asking.timeout.connect(self._ask)
        engine.live.shown_changed.connect(self._ask)
        engine.live.strips_changed.connect(self._on_strips_changed)
        engine.progressed.connect(self._show)
        engine.state_changed.connect(self.refresh)
        view.workspace.project_changed.connect(self.refresh)
        view.workspace.network_switched.connect(self.refresh)
        view.camera.settled.connect(self._ask)
        view.store.changed.connect(self._on_theme_changed)
        view.installEventFilter(self)
        self._build_layers()
        self.refresh()

    @property
    def inside(self) -> Inside:
        """What the person wants to see inside the nodes."""
        return self._settings.inside

    @property
    def is_on(self) -> bool:
        """Whether there is a run to look into, or what was last seen of one."""
        seen, name = self._engine.live.strips, self._view.workspace.network_name
        if self._is_training:
            return self._trained is not None
        return seen is not None and any(place.network == name for place in seen.strips)

    def reason(self, inside: Inside) -> str:
        """Why this cannot be shown inside the nodes now; "" if it can."""
        if self._is_training:
            return ""
        strips = self._engine.live.strips
        is_left = strips is not None and inside in (strips.inside, Inside.OFF)
        return "" if is_left else _("Shown while a network trains.")

    def show_inside(self, inside: Inside) -> None:
        """Show this inside the nodes, now and at later runs."""
        self._settings.inside = inside
        self.refresh()

    def refresh(self) -> None:
        """Look anew at which nodes there are, which of them train, and what is wanted."""
        self._live, self._changed = self._survey()
        is_carrying = self._trained is not None and self._is_training
        self._edges = (
            frozenset(self._trained.edges) if self._trained and is_carrying else frozenset()
        )
        self._ask()
        self._show()
        self.changed.emit()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Stop when nobody can see the canvas."""
        if event.type() in _TELLING:
            self._asking.start()
        return False

    @property
    def _is_training(self) -> bool:
        return self._engine.is_training and self._engine.live.project is not None

    @property
    def _trained(self) -> Network | None:
        """The network that is shown as the run trains or trained it."""
        project = self._engine.live.project
        return project.networks.get(self._view.workspace.network_name) if project else None

    def _strips(self) -> Mapping[str, Strip]:
        """What was seen last in the network that is shown, if it is what is wanted."""
        strips, name = self._engine.live.strips, self._view.workspace.network_name
        if strips is None or strips.inside is not self.inside:
            return {}
        return {
            place.node: strip for place, strip in strips.strips.items() if place.network == name
        }

    def _survey(self) -> tuple[Mapping[str, Live], frozenset[str]]:
        """What each card has room for, and which nodes are not as the run trains them."""
        trained, workspace = self._trained, self._view.workspace
        if trained is None or self.inside is Inside.OFF or not self.is_on:
            return {}, frozenset()
        live, changed = {}, set()
        for node_id, node in workspace.network.nodes.items():
            before = trained.nodes.get(node_id)
            if before is None or before.bypassed:
                continue
            place = Place(workspace.network_name, node_id)
            is_current = self._engine.live.is_current(place, workspace.project)
            if not is_current:
                changed.add(node_id)
            room = self._room(node, is_current)
            if room is not Live.NOTHING:
                live[node_id] = room
        return live, frozenset(changed)

    def _room(self, node: Node, is_current: bool) -> Live:
        is_training = self._is_training
        if node.kind == "Output":
            return Live.VALUE if is_training and is_current else Live.NOTHING
        return Live.STRIP if is_training or is_current else Live.NOTHING

    def _show(self) -> None:
        """Give the canvas what goes on, and paint what that changes."""
        view, trained = self._view, self._trained
        activity = None
        if trained is not None and self.is_on:
            activity = Activity(
                inside=self.inside,
                live=self._live,
                strips=self._strips() if self._live else {},
                changed=self._changed,
                values=self._values(),
                edges=self._edges,
                is_under_way=self._is_training,
                is_paused=self._engine.is_paused,
            )
        view.show_activity(activity)

    def _values(self) -> Mapping[str, str]:
        nodes = self._view.workspace.network.nodes
        outputs = (nodes[node_id] for node_id, room in self._live.items() if room is Live.VALUE)
        return {node.id: value_words(self._engine.series, node) for node in outputs}

    def _ask(self) -> None:
        """Say what is wanted of the run, which is nothing where nobody would see it."""
        view = self._view
        level = level_at(view.camera.zoom, view.store.theme.tokens.canvas)
        is_seen = view.isVisible() and self._trained is not None
        is_wanted = is_seen and level >= Level.NAMES
        self._engine.live.want(inside=self.inside if is_wanted else Inside.OFF)
        is_running = self._is_training and not self._engine.is_paused
        moves = is_running and is_seen and level >= Level.FULL and self._engine.live.is_shown
        moves = moves and not view.store.theme.reduced_motion
        if moves and not self._timer.isActive():
            self._ticked_s = time.monotonic()
            self._timer.start()
        elif not moves:
            self._timer.stop()

    def _build_layers(self) -> None:
        view, theme = self._view, self._view.store.theme
        phase = self._pulses.phase if self._pulses is not None else 0.0
        self._pulses = PulseLayer(theme, view.arrays, view.wiring, phase=phase)
        strips = GlowLayer(theme, view.arrays), StripLayer(theme, view.arrays)
        view.stage.strips, view.stage.pulses = strips, self._pulses

    def _on_theme_changed(self) -> None:
        self._build_layers()
        self._ask()

    def _on_strips_changed(self) -> None:
        if not self._is_training or not self._live:
            self.refresh()
        else:
            self._show()

    def _on_pulse_due(self) -> None:
        now_s = time.monotonic()
        assert self._pulses is not None
        self._pulses.phase += (now_s - self._ticked_s) * PULSE_PX_A_S
        self._ticked_s = now_s
        self._view.repaint_live(self._pulses.region)


def value_words(series: Series, output: Node) -> str:
    """What an Output reaches right now: the latest value of what the run watches."""
    key = _key_of(series, str(output.parameters.get("column", "")))
    for curves in (series.validation, series.train):
        if values := curves.get(key):
            words = score_words(key, values[-1])
            return _("loss {value}").format(value=words) if key == "loss" else words
    return "–"


def _key_of(series: Series, column: str) -> str:
    """The curve of an Output: what is watched, or where that is another's, its own first metric."""
    if "." not in series.watch or series.watch.startswith(f"{column}."):
        return series.watch
    own = (key for key in series.metrics if key.startswith(f"{column}."))
    return next(own, series.watch)
