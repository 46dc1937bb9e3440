"""A hand that acts on a canvas as a person's does, and a network for it to act on."""

import functools
import operator
from itertools import pairwise

from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from netbuilder.app.canvas.view import CanvasView
from netbuilder.project import edit
from netbuilder.project.value import End, Network, Project
from tests.builders import DIGITS, MAIN, project_of

_NONE = Qt.KeyboardModifier.NoModifier
_LEFT = Qt.MouseButton.LeftButton

DIGITS_ROWS = (
    (48.0, (("Input", {"columns": ("picture",)}), ("Conv", {"out_channels": 32}), ("ReLU", {}))),
    (236.0, (("Conv", {"out_channels": 64}), ("Add", {}), ("Flatten", {}), ("Linear", {}))),
)


class Hand:
    """Moves a mouse over a canvas, in scene px, with real events."""

    def __init__(self, view: CanvasView) -> None:
        self.view = view
        self._at = QPointF()
        self._held: list[Qt.MouseButton] = []

    def press(
        self,
        at: QPointF,
        *,
        keys: Qt.KeyboardModifier = _NONE,
        button: Qt.MouseButton = _LEFT,
    ) -> None:
        self._held.append(button)
        self._send(QEvent.Type.MouseButtonPress, at, button, keys)

    def move(self, at: QPointF, *, keys: Qt.KeyboardModifier = _NONE) -> None:
        self._send(QEvent.Type.MouseMove, at, Qt.MouseButton.NoButton, keys)

    def release(self, *, keys: Qt.KeyboardModifier = _NONE) -> None:
        """Let go of the button that was pressed last."""
        button = self._held.pop()
        self._send(QEvent.Type.MouseButtonRelease, self._at, button, keys)

    def click(self, at: QPointF, *, keys: Qt.KeyboardModifier = _NONE) -> None:
        self.press(at, keys=keys)
        self.release(keys=keys)

    def double_click(self, at: QPointF) -> None:
        self.click(at)
        self._held.append(_LEFT)
        self._send(QEvent.Type.MouseButtonDblClick, at, _LEFT, _NONE)
        self.release()

    def drag(
        self,
        start: QPointF,
        stop: QPointF,
        *,
        keys: Qt.KeyboardModifier = _NONE,
        button: Qt.MouseButton = _LEFT,
    ) -> None:
        self.press(start, keys=keys, button=button)
        for step in (0.3, 0.6, 1.0):
            self.move(start + (stop - start) * step, keys=keys)
        self.release(keys=keys)

    def wheel(self, at: QPointF, turns: float, *, keys: Qt.KeyboardModifier = _NONE) -> None:
        place = self._in_view(at)
        event = QWheelEvent(
            place,
            QPointF(self.view.viewport().mapToGlobal(place.toPoint())),
            QPoint(),
            QPoint(0, round(120 * turns)),
            Qt.MouseButton.NoButton,
            keys,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.view.viewport(), event)

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier = _NONE) -> None:
        QTest.keyClick(self.view, key, keys)

    def hold_layer(self, data: QMimeData, at: QPointF) -> None:
        """Drag something in from outside and hold it."""
        viewport, place = self.view.viewport(), self._in_view(at).toPoint()
        rest = (Qt.DropAction.CopyAction, data, _LEFT, _NONE)
        QApplication.sendEvent(viewport, QDragEnterEvent(place, *rest))
        QApplication.sendEvent(viewport, QDragMoveEvent(place, *rest))

    def drag_layer(self, data: QMimeData, at: QPointF, *, drops: bool = True) -> None:
        """Drag something in from outside and let it go, or take it out again."""
        viewport, place = self.view.viewport(), self._in_view(at)
        self.hold_layer(data, at)
        if drops:
            rest = (Qt.DropAction.CopyAction, data, _LEFT, _NONE)
            QApplication.sendEvent(viewport, QDropEvent(place, *rest))
        else:
            QApplication.sendEvent(viewport, QDragLeaveEvent())

    def _in_view(self, at: QPointF) -> QPointF:
        return self.view.viewportTransform().map(at)

    def _send(
        self, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, keys: Qt.KeyboardModifier
    ) -> None:
        self._at = at
        place = self._in_view(at)
        held = functools.reduce(operator.or_, self._held, Qt.MouseButton.NoButton)
        globally = QPointF(self.view.viewport().mapToGlobal(place.toPoint()))
        event = QMouseEvent(kind, place, globally, button, held, keys)
        QApplication.sendEvent(self.view.viewport(), event)


def two_rows() -> Project:
    """Input, conv1, relu1 above; conv2, add1, flatten1, dense1 below; relu1 also feeds add1."""
    project = project_of(Network(), data=DIGITS)
    ids: list[str] = []
    for top, row in DIGITS_ROWS:
        for column, (kind, parameters) in enumerate(row):
            node = edit.new_node(project.networks[MAIN], kind, parameters)
            project = edit.add_node(project, MAIN, node, (24.0 + 208.0 * column, top))
            ids.append(node.id)
    pairs = [*pairwise(ids), (ids[2], ids[4])]
    for source, sink in pairs:
        kind = project.networks[MAIN].nodes[sink].kind
        port = "inputs" if kind == "Add" else "input"
        project = edit.connect(project, MAIN, End(source, "output"), End(sink, port))
    return project


def header(view: CanvasView, name: str) -> QPointF:
    """A point in the header of the node that people know by this name."""
    row = view.arrays.row_of[id_of(view, name)]
    return QPointF(*view.arrays.xy[row].tolist()) + QPointF(60, 16)


def port(view: CanvasView, name: str, key: str, order: int = 0) -> QPointF:
    """The centre of a port of the node that people know by this name."""
    end = End(id_of(view, name), key)
    is_input = not key.startswith(("output", "hidden"))
    row = view.arrays.port_row(end, is_input=is_input, order=order)
    assert row is not None
    return QPointF(*view.arrays.port_xy[row].tolist())


def id_of(view: CanvasView, name: str) -> str:
    nodes = view.workspace.network.nodes.values()
    return next(node.id for node in nodes if node.name == name)


def names(view: CanvasView) -> set[str]:
    """The names of the selected nodes."""
    nodes = view.workspace.network.nodes
    return {nodes[node_id].name for node_id in view.workspace.selection}


def wires(view: CanvasView) -> set[tuple[str, str, int]]:
    """The wires as (name, name, order)."""
    network = view.workspace.network
    return {
        (network.nodes[e.source.node].name, network.nodes[e.sink.node].name, e.order)
        for e in network.edges
    }


def position(view: CanvasView, name: str) -> tuple[float, float]:
    x, y = view.workspace.network.layout.positions[id_of(view, name)]
    return x, y
