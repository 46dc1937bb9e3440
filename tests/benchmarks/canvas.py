"""How much of the UI thread the canvas takes with 5,000 nodes.

Figures are CPU times of this process, so that a busy machine does not count; those of NodeGraphQt
0.6.44 are recorded from the same scene on a comparable machine.
"""

from __future__ import annotations

import gc
import random
import time
from collections.abc import Callable
from statistics import median, quantiles

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from netbuilder.app.canvas.activity import Activity
from netbuilder.app.canvas.face import Live
from netbuilder.app.canvas.gestures.move import MoveNodes
from netbuilder.app.canvas.live_layers import GlowLayer, PulseLayer, StripLayer
from netbuilder.app.canvas.view import CanvasView
from netbuilder.app.theme import ThemeMode, ThemeStore
from netbuilder.app.workspace import Workspace
from netbuilder.project.name import stem_of
from netbuilder.project.value import Edge, End, Layout, Network, Node, Project, Training
from netbuilder.runs.view import BINS, Inside, Strip
from tests.benchmarks.table import Row

TITLE = "Canvas, 5,000 nodes and 6,665 wires, 1,600 x 1,000 px"
NODES = 5_000
SKIPS = 1_666
STEPS = 1_000
COLUMNS = 100
VIEW = (1600, 1000)
PEER = "NodeGraphQt 0.6.44"


def rows() -> list[Row]:
    """Opening, panning, zooming and dragging."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    store = ThemeStore(mode=ThemeMode.DARK, reduced_motion=True)
    store.install(application)
    workspace = Workspace(network_of(NODES, SKIPS))
    view, opening = _opened(workspace, store)
    gc.collect()
    gc.freeze()
    view.fit_all()
    _settle(view)
    far = _pan(view)
    far_zoom = _zoom(view, 1.01)
    drag_far = _drag(view)
    view.camera.show(QPointF(4000, 3000), 0.45)
    _settle(view)
    near = _pan(view)
    view.camera.show(QPointF(4000, 3000), 1.0)
    _settle(view)
    full = _pan(view)
    drag_full = _drag(view)
    moved = _move_step(view)
    view.deleteLater()
    strips, pulses = _live(store)
    return [
        Row(
            name="opening, to the first painted frame",
            value=opening,
            unit="s",
            baseline=f"{PEER}: 14.1 s",
            bound="<=1",
        ),
        Row(
            name="pan, all in view, median of 1,000 steps",
            value=median(far),
            unit="ms",
            baseline=f"{PEER}: 1,280 ms",
        ),
        Row(
            name="pan, all in view, p99 of 1,000 steps",
            value=_p99(far),
            unit="ms",
            baseline="one frame at 60 Hz: 16 ms",
            bound="<=16",
        ),
        Row(
            name="zoom, all in view, median",
            value=median(far_zoom),
            unit="ms",
            baseline=f"{PEER}: 1,195 ms",
        ),
        Row(name="pan at 45 %, p99", value=_p99(near), unit="ms", bound="<=16"),
        Row(
            name="pan at 100 %, median",
            value=median(full),
            unit="ms",
            baseline=f"{PEER}: 40.8 ms",
        ),
        Row(name="pan at 100 %, p99", value=_p99(full), unit="ms", bound="<=16"),
        Row(
            name="drag one node, all in view, median",
            value=median(drag_far),
            unit="ms",
            baseline=f"{PEER}: 1.1 ms",
            bound="<=1",
        ),
        Row(
            name="drag one node at 100 %, median",
            value=median(drag_full),
            unit="ms",
            baseline=f"{PEER}: 1.4 ms",
            bound="<=1",
        ),
        Row(name="let go of a dragged node, to the frame", value=moved, unit="ms"),
        Row(
            name="1,000 nodes at 80 %: new strips in those in view, median",
            value=median(strips),
            unit="ms",
            baseline="12 times a second",
            bound="<=16",
        ),
        Row(
            name="1,000 nodes at 80 %: pulses move one step, median",
            value=median(pulses),
            unit="ms",
            baseline="30 times a second",
            bound="<=8",
        ),
    ]


def network_of(nodes: int, skips: int) -> Project:
    """A chain of dense layers and activations in rows, with random wires that skip ahead."""
    chance = random.Random(0)
    kinds = ("Linear", "ReLU", "Dropout", "Linear", "Add")
    placed = {}
    positions = {}
    edges = []
    for number in range(nodes):
        kind = kinds[number % len(kinds)] if number else "Input"
        parameters = {"feeds": "shape", "shape": (64,)} if kind == "Input" else {}
        if kind == "Linear":
            parameters = {"out_features": 64}
        node_id = f"{number:012x}"
        name = f"{stem_of(kind)}{number}"
        placed[node_id] = Node(id=node_id, kind=kind, name=name, parameters=parameters)
        positions[node_id] = (208.0 * (number % COLUMNS), 180.0 * (number // COLUMNS))
        if number:
            port = "inputs" if kind == "Add" else "input"
            edges.append(Edge(source=End(f"{number - 1:012x}", "output"), sink=End(node_id, port)))
    adders = [n for n in range(10, nodes) if placed[f"{n:012x}"].kind == "Add"]
    taken: dict[int, int] = {}
    for _skip in range(skips):
        sink = chance.choice(adders)
        taken[sink] = taken.get(sink, 0) + 1
        source = max(0, sink - chance.randint(2, 8))
        edges.append(
            Edge(
                source=End(f"{source:012x}", "output"),
                sink=End(f"{sink:012x}", "inputs"),
                order=taken[sink],
            )
        )
    network = Network(nodes=placed, edges=tuple(edges), layout=Layout(positions=positions))
    return Project(
        name="Large", networks={"main": network}, training=Training(roles={"model": "main"})
    )


def _opened(workspace: Workspace, store: ThemeStore) -> tuple[CanvasView, float]:
    """The canvas, and the CPU seconds until it has painted all of the network."""
    start = time.process_time()
    view = CanvasView(workspace, store)
    view.resize(*VIEW)
    view.show()
    view.fit_all()
    QApplication.processEvents()
    view.viewport().repaint()
    return view, time.process_time() - start


def _settle(view: CanvasView) -> None:
    view.camera.settled.emit()
    for _round in range(3):
        QApplication.processEvents()
        view.viewport().repaint()


def _timed(act: Callable[[int], None], steps: int) -> list[float]:
    """CPU milliseconds of each of some steps."""
    times = []
    for step in range(steps):
        start = time.process_time()
        act(step)
        times.append((time.process_time() - start) * 1000)
    return times


def _pan(view: CanvasView) -> list[float]:
    def step(number: int) -> None:
        view.camera.pan(QPointF(7 if number // 40 % 2 == 0 else -7, 3 if number % 2 else -3))
        QApplication.processEvents()

    return _timed(step, STEPS)


def _zoom(view: CanvasView, factor: float) -> list[float]:
    def step(number: int) -> None:
        view.camera.zoom_by(factor if number // 10 % 2 == 0 else 1 / factor)
        QApplication.processEvents()

    return _timed(step, 200)


def _drag(view: CanvasView) -> list[float]:
    """Drag the node nearest to the middle of the view, painting what that makes stale."""
    gesture, at = _grip(view)

    def step(number: int) -> None:
        gesture.move(at + QPointF(30 + 12.0 * (number % 20), 8), Qt.KeyboardModifier.NoModifier)
        QApplication.processEvents()

    times = _timed(step, 200)
    gesture.cancel()
    _settle(view)
    return times


def _move_step(view: CanvasView) -> float:
    """CPU milliseconds from the release of a dragged node to the painted frame."""
    gesture, at = _grip(view)
    gesture.move(at + QPointF(60, 60), Qt.KeyboardModifier.NoModifier)

    def release(_number: int) -> None:
        gesture.end(at + QPointF(60, 60), Qt.KeyboardModifier.NoModifier)
        QApplication.processEvents()

    return _timed(release, 1)[0]


def _live(store: ThemeStore) -> tuple[list[float], list[float]]:
    """CPU milliseconds to paint another look at 1,000 nodes, and the next step of the pulses."""
    store.set_reduced_motion(False)
    workspace = Workspace(network_of(1_000, 333))
    view, _opening = _opened(workspace, store)
    view.camera.show(QPointF(4000, 900), 0.8)
    _settle(view)
    pulses = PulseLayer(store.theme, view.arrays, view.wiring)
    view.stage.pulses = pulses
    view.stage.strips = GlowLayer(store.theme, view.arrays), StripLayer(store.theme, view.arrays)
    room = dict.fromkeys(workspace.network.nodes, Live.STRIP)
    edges = frozenset(workspace.network.edges)
    looks = [_look(room, edges, number) for number in range(12)]

    def show(number: int) -> None:
        view.show_activity(looks[number % len(looks)])
        QApplication.processEvents()

    def pulse(_number: int) -> None:
        pulses.phase += 1.6
        view.repaint_live(pulses.region)
        QApplication.processEvents()

    for number in range(3):
        show(number)
    times = _timed(show, 100), _timed(pulse, 100)
    view.deleteLater()
    return times


def _look(room: dict[str, Live], edges: frozenset[Edge], seed: int) -> Activity:
    chance = np.random.default_rng(seed)
    strips = {}
    for id in room:
        bars = chance.random(BINS)
        strips[id] = Strip(
            bars=tuple((bars / bars.max()).tolist()),
            low=-1.0,
            high=1.0,
            mean=0.0,
            spread=float(chance.random()),
            zeros=float(chance.random()),
            activity=float(chance.random()),
        )
    return Activity(
        inside=Inside.ACTIVATIONS,
        live=room,
        strips=strips,
        edges=edges,
        is_under_way=True,
    )


def _grip(view: CanvasView) -> tuple[MoveNodes, QPointF]:
    middle = view.camera.center
    away = np.abs(view.arrays.xy - (middle.x(), middle.y())).sum(axis=1)
    node = int(np.argmin(away))
    at = QPointF(*view.arrays.xy[node].tolist()) + QPointF(60, 16)
    gesture = MoveNodes(view.scope, node)
    gesture.begin(at, Qt.KeyboardModifier.NoModifier)
    gesture.move(at + QPointF(12, 12), Qt.KeyboardModifier.NoModifier)
    _settle(view)
    return gesture, at


def _p99(times: list[float]) -> float:
    return quantiles(times, n=100)[-1]
