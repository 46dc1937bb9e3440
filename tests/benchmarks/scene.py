"""A large network in the whole window with every panel open, and steps of which each is timed.

Times are CPU times of the UI thread, so that neither a busy machine nor the app's own threads
count. The canvas itself is 1,600 x 1,000 px; the panels stand around it.
"""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, QSettings, Qt, QTimer
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QGraphicsView

from netbuilder.app.canvas.view import CanvasView
from netbuilder.app.main import build_window
from netbuilder.app.settings import Settings
from netbuilder.app.window import Window
from netbuilder.layers.parameter import Value
from netbuilder.project import file
from netbuilder.project.name import stem_of
from netbuilder.project.value import Edge, End, Layout, Network, Node, Project, Training
from tests.benchmarks.table import Row

VIEW = (1600, 1000)
STEPS = 1_000
_COLUMNS = 100
_TABS = ("settings", "run", "problems", "code", "console", "outline")


def network_of(nodes: int, skips: int) -> Project:
    """A chain of dense layers and activations in rows, with random wires that skip ahead."""
    chance = random.Random(0)
    kinds = ("Linear", "ReLU", "Dropout", "Linear", "Add")
    placed = {}
    positions = {}
    edges = []
    for number in range(nodes):
        kind = kinds[number % len(kinds)] if number else "Input"
        parameters: dict[str, Value] = {}
        if kind == "Input":
            parameters = {"feeds": "shape", "shape": (64,)}
        if kind == "Linear":
            parameters = {"out_features": 64}
        node_id = f"{number:012x}"
        name = f"{stem_of(kind)}{number}"
        placed[node_id] = Node(id=node_id, kind=kind, name=name, parameters=parameters)
        positions[node_id] = (208.0 * (number % _COLUMNS), 180.0 * (number // _COLUMNS))
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


def open_window(template: str = "digits-cnn") -> Window:
    """The window on a template once torch is there; every page of the dock has been built."""
    folder = tempfile.mkdtemp()
    settings = Settings(QSettings(f"{folder}/settings.ini", QSettings.Format.IniFormat))
    settings.reduced_motion = True
    window = build_window(template=template, settings=settings)
    window.resize(VIEW[0] + 600, VIEW[1] + 500)
    window.show()
    wait(lambda: window.engine.is_loaded)
    for tab in _TABS:
        window.dock.show_tab(tab)
        wait_s(0.1)
    missing = window.canvas.viewport().size()
    window.resize(
        window.width() + VIEW[0] - missing.width(), window.height() + VIEW[1] - missing.height()
    )
    wait_s(0.2)
    size = window.canvas.viewport().size()
    assert (size.width(), size.height()) == VIEW, size
    return window


def wait(is_done: Callable[[], bool], timeout_s: float = 120.0) -> None:
    """Let events happen until something is so."""
    until = time.monotonic() + timeout_s
    while not is_done():
        assert time.monotonic() < until, "the app did not get there in time"
        QApplication.processEvents()
        time.sleep(0.001)


def wait_s(seconds: float) -> None:
    """Let events happen for a while, as the app does."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def settle(view: CanvasView) -> None:
    """Have everything painted for where the view is now."""
    view.camera.settled.emit()
    for _round in range(3):
        QApplication.processEvents()
        view.viewport().repaint()


def timed(act: Callable[[int], None], steps: int = STEPS) -> list[float]:
    """CPU milliseconds of the UI thread for each of some steps, their painting included."""
    times = []
    for step in range(steps):
        start = time.thread_time()
        act(step)
        QApplication.processEvents()
        times.append((time.thread_time() - start) * 1000)
    return times


def rows_of(name: str, times: list[float], bound: str = "", baseline: str = "") -> list[Row]:
    """The median of some steps, and the p99, which is what was promised."""
    last = quantiles(times, n=100)[-1]
    return [
        Row(name=f"{name}, median", value=median(times), unit="ms", baseline=baseline),
        Row(name=f"{name}, p99", value=last, unit="ms", bound=bound),
    ]


@dataclass
class Mouse:
    """A mouse over a view, in view px, with real events."""

    view: QGraphicsView
    at: QPointF
    button: Qt.MouseButton = Qt.MouseButton.NoButton

    def press(self, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        self.button = button
        self._send(QEvent.Type.MouseButtonPress, button)

    def move_by(self, x: float, y: float) -> None:
        self.at += QPointF(x, y)
        self._send(QEvent.Type.MouseMove, Qt.MouseButton.NoButton)

    def release(self) -> None:
        button, self.button = self.button, Qt.MouseButton.NoButton
        self._send(QEvent.Type.MouseButtonRelease, button)

    def wheel(self, turns: float) -> None:
        event = QWheelEvent(
            self.at,
            QPointF(self.view.viewport().mapToGlobal(self.at.toPoint())),
            QPoint(),
            QPoint(0, round(120 * turns)),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.view.viewport(), event)

    def _send(self, kind: QEvent.Type, button: Qt.MouseButton) -> None:
        place = QPointF(self.view.viewport().mapToGlobal(self.at.toPoint()))
        keys = Qt.KeyboardModifier.NoModifier
        event = QMouseEvent(kind, self.at, place, button, self.button, keys)
        QApplication.sendEvent(self.view.viewport(), event)


def mouse_on(view: CanvasView, node: int) -> Mouse:
    """A mouse over the header of a node, by row."""
    at = QPointF(*view.arrays.xy[node].tolist()) + QPointF(60, 16)
    return Mouse(view, view.viewportTransform().map(at))


def saved(project: Project) -> Path:
    """A file that holds a project."""
    path = Path(tempfile.mkdtemp()) / "large.netb"
    file.write(project, path)
    return path
