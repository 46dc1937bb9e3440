"""What the canvas takes of the UI thread with 5,000 nodes, and what of the memory.

The steps are those of a person: moves of a mouse and turns of a wheel that reach the whole window
with every panel open. What needs a process of its own gets one: two device px a px, memory, a run
that trains, and NodeGraphQt with the same scene where it can be imported.
"""

from __future__ import annotations

import gc
import math
import time
from collections.abc import Callable
from statistics import median

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, Qt
from PySide6.QtWidgets import QApplication

from netbuilder.app.canvas.activity import Activity
from netbuilder.app.canvas.face import Live
from netbuilder.app.canvas.live_layers import GlowLayer, PulseLayer, StripLayer
from netbuilder.app.canvas.view import CanvasView
from netbuilder.app.theme import ThemeMode, ThemeStore
from netbuilder.app.window import Window
from netbuilder.app.workspace import Workspace
from netbuilder.project.value import Edge
from netbuilder.runs.view import BINS, Inside, Strip
from tests.benchmarks.apart import apart
from tests.benchmarks.canvas_peer import Peer, peer
from tests.benchmarks.scene import (
    STEPS,
    VIEW,
    Mouse,
    mouse_on,
    network_of,
    open_window,
    rows_of,
    saved,
    settle,
    timed,
)
from tests.benchmarks.table import Row

TITLE = "Canvas of 1,600 x 1,000 px, 5,000 nodes and 6,665 wires, all panels open"
NODES = 5_000
SKIPS = 1_666
DELETED = 1_000
MIDDLE = QPointF(10_000, 4_500)
_RADIUS = 160.0
FRAME_BOUND, NEAR_BOUND = "<16", "<8"


def rows() -> list[Row]:
    """Every number that issue 4 promises, beside those of NodeGraphQt."""
    other = peer()
    return [
        *apart("canvas", "steps", other.as_json()),
        *apart("canvas", "fine_steps", environment={"QT_SCALE_FACTOR": "2"}),
        *apart("canvas_memory", "rows"),
        *apart("canvas_training", "rows"),
        *apart("canvas", "live_steps"),
    ]


def steps(recorded: str) -> list[Row]:
    """Opening, panning, zooming, dragging, deleting and undoing."""
    other = Peer.from_json(recorded)
    window = _window()
    found = _opening(window, other)
    view = window.canvas
    gc.collect()
    gc.freeze()
    found += _at(view, "all in view", 0.0, FRAME_BOUND, other.far_pan, other.far_zoom)
    found += _drags(view, "all in view", other.far_drag)
    found += _drag_all(window, other)
    found += _at(view, "200 in view", 0.46, NEAR_BOUND, other.near_pan, other.near_zoom)
    found += _drags(view, "200 in view", other.near_drag)
    found += _at(view, "at 100 %", 1.0, NEAR_BOUND, other.full_pan, "")
    found += _drags(view, "at 100 %", "")
    return found + _undos(window, other)


def fine_steps() -> list[Row]:
    """Panning, zooming and dragging at two device px a px."""
    window = _window()
    assert window.devicePixelRatioF() == 2.0
    window.files.open_path(saved(network_of(NODES, SKIPS)))
    gc.collect()
    gc.freeze()
    found = []
    for name, zoom in (("all in view", 0.0), ("200 in view", 0.46), ("at 100 %", 1.0)):
        found += _at(window.canvas, f"pixel ratio 2: {name}", zoom, FRAME_BOUND, "", "")
    return [*found, *_drags(window.canvas, "pixel ratio 2: at 100 %", "")]


def _window() -> Window:
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    return open_window()


def _opening(window: Window, other: Peer) -> list[Row]:
    """From the file to the frame; and of that what belongs to the canvas."""
    path = saved(network_of(NODES, SKIPS))
    times = []
    for _round in range(5):
        start = time.thread_time()
        window.files.open_path(path)
        window.canvas.fit_all(glides=False)
        QApplication.processEvents()
        window.canvas.viewport().repaint()
        times.append(time.thread_time() - start)
        window.workspace.set_project(network_of(10, 0))
        QApplication.processEvents()
    window.files.open_path(path)
    settle(window.canvas)
    shown = []
    for _round in range(3):
        view, took = _opened(window.workspace, window.store)
        shown.append(took)
        view.deleteLater()
        QCoreApplication.sendPostedEvents(view, QEvent.Type.DeferredDelete)
    return [
        Row(
            name="opening: the canvas, to the frame",
            value=median(shown),
            unit="s",
            baseline=other.opening,
            bound="<0.3",
        ),
        Row(
            name="opening: file, checks and all panels, to the frame", value=median(times), unit="s"
        ),
    ]


def _opened(workspace: Workspace, store: ThemeStore) -> tuple[CanvasView, float]:
    """A canvas, and the CPU seconds until it has painted all of the network."""
    start = time.thread_time()
    view = CanvasView(workspace, store)
    view.resize(*VIEW)
    view.show()
    view.fit_all(glides=False)
    QApplication.processEvents()
    view.viewport().repaint()
    return view, time.thread_time() - start


def _at(
    view: CanvasView, name: str, zoom: float, bound: str, pan_baseline: str, zoom_baseline: str
) -> list[Row]:
    """Panning and zooming by the mouse at a zoom, 0.0 being that which shows all."""
    _show(view, zoom)
    found = rows_of(f"pan, {name}", _pan(view), bound, pan_baseline)
    _show(view, zoom)
    return found + rows_of(f"zoom, {name}", _zoom(view), bound, zoom_baseline)


def _show(view: CanvasView, zoom: float) -> None:
    if zoom:
        view.camera.show(MIDDLE, zoom)
    else:
        view.fit_all(glides=False)
    settle(view)


def _pan(view: CanvasView) -> list[float]:
    mouse = Mouse(view, QPointF(700, 500))
    mouse.press(Qt.MouseButton.MiddleButton)

    def step(number: int) -> None:
        mouse.move_by(7 if number // 40 % 2 == 0 else -7, 3 if number % 2 else -3)

    times = timed(step)
    mouse.release()
    return times


def _zoom(view: CanvasView) -> list[float]:
    mouse = Mouse(view, QPointF(700, 500))

    def step(number: int) -> None:
        mouse.wheel(0.1 if number // 10 % 2 == 0 else -0.1)

    return timed(step)


def _drags(view: CanvasView, name: str, baseline: str) -> list[Row]:
    """Dragging the node in the middle of the view, and letting go of it."""
    middle = view.camera.center
    node = int(np.abs(view.arrays.xy - (middle.x(), middle.y())).sum(axis=1).argmin())
    mouse = mouse_on(view, node)
    mouse.press()
    mouse.move_by(12, 12)
    settle(view)
    times = timed(_circling(mouse))
    let_go = timed(_releasing(mouse), 1)
    for _round in range(9):
        mouse = mouse_on(view, node)
        mouse.press()
        mouse.move_by(24, 24)
        settle(view)
        let_go += timed(_releasing(mouse), 1)
    while view.workspace.history.undo_label == "Move":
        view.workspace.undo()
    settle(view)
    return [
        *rows_of(f"drag one node, {name}", times, "", baseline)[1:],
        Row(
            name=f"drag one node, {name}, median",
            value=median(times),
            unit="ms",
            baseline=baseline,
            bound="<1",
        ),
        Row(name=f"let go of one node, {name}, to the frame", value=median(let_go), unit="ms"),
    ]


def _circling(mouse: Mouse) -> Callable[[int], None]:
    """Once around in all steps, since to and fro would be taken for shaking."""
    center = mouse.at - QPointF(_RADIUS, 0)

    def step(number: int) -> None:
        angle = 2 * math.pi * number / STEPS
        at = center + QPointF(_RADIUS * math.cos(angle), _RADIUS * math.sin(angle))
        mouse.move_by((at - mouse.at).x(), (at - mouse.at).y())

    return step


def _releasing(mouse: Mouse) -> Callable[[int], None]:
    return lambda _number: mouse.release()


def _drag_all(window: Window, other: Peer) -> list[Row]:
    """Dragging everything at once, and letting go."""
    view = window.canvas
    window.workspace.select(window.workspace.network.nodes)
    mouse = mouse_on(view, NODES // 2)
    mouse.press()
    mouse.move_by(12, 12)
    settle(view)
    times = timed(_circling(mouse))
    mouse.move_by(24, 0)
    let_go = timed(_releasing(mouse), 1)
    window.workspace.undo()
    window.workspace.select(())
    settle(view)
    return [
        *rows_of("drag all 5,000 nodes", times, FRAME_BOUND, other.drag_all),
        Row(name="let go of all 5,000 nodes, to the frame", value=median(let_go), unit="ms"),
    ]


def _undos(window: Window, other: Peer) -> list[Row]:
    """Deleting 1,000 nodes and taking it back, all panels and the frame included."""
    _show(window.canvas, 0.0)
    ids = list(window.workspace.network.nodes)[DELETED : 2 * DELETED]
    deleting, undoing = [], []

    def delete(_number: int) -> None:
        window.canvas.commands.delete()

    for _round in range(5):
        window.workspace.select(ids)
        settle(window.canvas)
        deleting += timed(delete, 1)
        undoing += timed(lambda _number: window.workspace.undo(), 1)
        settle(window.canvas)
    return [
        Row(name="delete 1,000 nodes, to the frame", value=median(deleting), unit="ms"),
        Row(
            name="undo that, to the frame",
            value=median(undoing),
            unit="ms",
            baseline=other.undo,
            bound="<50",
        ),
    ]


def live_steps() -> list[Row]:
    """Another look at 1,000 nodes that train, and the next step of their pulses."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    store = ThemeStore(mode=ThemeMode.DARK)
    store.install(application)
    workspace = Workspace(network_of(1_000, 333))
    view, _opening_s = _opened(workspace, store)
    view.camera.show(QPointF(4000, 900), 0.8)
    settle(view)
    pulses = PulseLayer(store.theme, view.arrays, view.wiring)
    view.stage.pulses = pulses
    view.stage.strips = GlowLayer(store.theme, view.arrays), StripLayer(store.theme, view.arrays)
    room = dict.fromkeys(workspace.network.nodes, Live.STRIP)
    edges = frozenset(workspace.network.edges)
    looks = [_look(room, edges, number) for number in range(12)]

    def show(number: int) -> None:
        view.show_activity(looks[number % len(looks)])

    def pulse(_number: int) -> None:
        pulses.phase += 1.6
        view.repaint_live(pulses.region)

    timed(show, 3)
    name = "1,000 nodes at 80 %:"
    return [
        *rows_of(f"{name} new strips in those in view", timed(show), "<16", "12 times a second"),
        *rows_of(f"{name} pulses move one step", timed(pulse), "<8", "30 times a second"),
    ]


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
