"""The network for screen readers: a tree of nodes, ports and wires beside what is painted.

Qt asks for it through one factory, installed with the first canvas. Interfaces are made when asked
for and kept as long as what they stand for; a stale one answers as invalid.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QColor, QWindow
from shiboken6 import isValid

from netbuilder.app.canvas.arrays import Mark
from netbuilder.app.canvas.tips import port_words, wire_words
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.canvas.view import CanvasView

_Role = QAccessible.Role


def node_words(view: CanvasView, row: int) -> str:
    """A node in one sentence: "Conv2d, conv2, 32×8×8 in, 64×8×8 out, 18,496 parameters"."""
    arrays = view.arrays
    node = arrays.network.nodes[arrays.ids[row]]
    found = view.workspace.network_analysis
    placed = found.placed.get(node.id) if found else None
    words = [arrays.faces[row].title, node.name]
    if placed is not None:
        arrived = [_spoken(str(type_)) for types in placed.inputs.values() for type_ in types]
        words += [_("{shape} in").format(shape=shape) for shape in arrived]
        words += [_("{shape} out").format(shape=_spoken(str(t))) for t in placed.outputs.values()]
        if placed.cost.parameters:
            words.append(_("{count} parameters").format(count=f"{placed.cost.parameters:,}"))
    for mark, word in (
        (Mark.ERROR, _("has a problem")),
        (Mark.WARNING, _("has a warning")),
        (Mark.BYPASSED, _("bypassed")),
        (Mark.FROZEN, _("locked")),
        (Mark.SELECTED, _("selected")),
    ):
        if arrays.marks[row] & mark:
            words.append(word)
    return ", ".join(words)


def _spoken(shape: str) -> str:
    return shape.replace("×", _(" by "))


class NodeInterface(QAccessibleInterface):
    """One node; its children are its ports."""

    def __init__(self, tree: AccessibleTree, node_id: str) -> None:
        super().__init__()
        self._tree = tree
        self._node_id = node_id

    def isValid(self) -> bool:
        return self._tree.row(self._node_id) is not None

    def object(self) -> QObject | None:  # type: ignore[override]  # Qt allows none
        return None

    def window(self) -> QWindow | None:  # type: ignore[override]  # Qt allows none
        return self._tree.window()

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]  # as above
        return self._tree.root

    def childCount(self) -> int:
        return 0

    def child(self, _index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def indexOfChild(self, _child: QAccessibleInterface) -> int:
        return -1

    def childAt(self, _x: int, _y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        return None

    def text(self, kind: QAccessible.Text) -> str:
        row = self._tree.row(self._node_id)
        if row is None:
            return ""
        if kind is QAccessible.Text.Name:
            return node_words(self._tree.view, row)
        if kind is QAccessible.Text.Description:
            return "; ".join(self._tree.links_of(row))
        return ""

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """A node is named through its name field."""

    def rect(self) -> QRect:
        row = self._tree.row(self._node_id)
        return QRect() if row is None else self._tree.screen_box(row)

    def role(self) -> QAccessible.Role:
        return _Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        row = self._tree.row(self._node_id)
        if row is not None:
            is_selected = bool(self._tree.view.arrays.marks[row] & Mark.SELECTED)
            state.selectable = True
            state.focusable = True
            state.selected = is_selected
            state.focused = is_selected and self._tree.view.hasFocus()
        return state

    def foregroundColor(self) -> QColor:
        return self._tree.view.store.theme.colors.text.primary

    def backgroundColor(self) -> QColor:
        return self._tree.view.store.theme.colors.surface.node


class CanvasInterface(QAccessibleInterface):
    """The canvas; its children are the nodes in the order of the network."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__()
        self._tree = AccessibleTree(view, self)

    def isValid(self) -> bool:
        return isValid(self._tree.view)

    def object(self) -> QObject:
        return self._tree.view

    def window(self) -> QWindow | None:  # type: ignore[override]  # Qt allows none
        return self._tree.window()

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]  # Qt allows none
        widget = self._tree.view.parentWidget()
        return None if widget is None else QAccessible.queryAccessibleInterface(widget)

    def childCount(self) -> int:
        return len(self._tree.view.arrays)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        ids = self._tree.view.arrays.ids
        return self._tree.node(ids[index]) if 0 <= index < len(ids) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        ids = self._tree.view.arrays.ids
        return next((i for i, node_id in enumerate(ids) if self._tree.node(node_id) is child), -1)

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        view = self._tree.view
        at = view.mapToScene(view.viewport().mapFromGlobal(QRect(x, y, 1, 1).topLeft()))
        row = view.scope.hits.node_at(at.x(), at.y())
        return None if row is None else self._tree.node(view.arrays.ids[row])

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]
        selection = self._tree.view.workspace.selection
        return self._tree.node(next(iter(selection))) if len(selection) == 1 else None

    def text(self, kind: QAccessible.Text) -> str:
        if kind is QAccessible.Text.Name:
            return self._tree.view.accessibleName()
        if kind is QAccessible.Text.Description:
            count = len(self._tree.view.arrays)
            return _("{count} layers").format(count=count)
        return ""

    def setText(self, _kind: QAccessible.Text, _text: str) -> None:
        """The canvas has no text."""

    def rect(self) -> QRect:
        view = self._tree.view
        return QRect(view.mapToGlobal(view.rect().topLeft()), view.size())

    def role(self) -> QAccessible.Role:
        return _Role.List

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.focusable = True
        state.focused = self._tree.view.hasFocus()
        state.multiSelectable = True
        return state

    def foregroundColor(self) -> QColor:
        return self._tree.view.store.theme.colors.text.primary

    def backgroundColor(self) -> QColor:
        return self._tree.view.store.theme.colors.surface.canvas


class AccessibleTree:
    """The interfaces of one canvas, kept so that each thing has one."""

    def __init__(self, view: CanvasView, root: CanvasInterface) -> None:
        self.view = view
        self.root = root
        self._nodes: dict[str, NodeInterface] = {}

    def node(self, node_id: str) -> NodeInterface:
        """The interface of a node."""
        if node_id not in self._nodes:
            self._nodes[node_id] = NodeInterface(self, node_id)
        return self._nodes[node_id]

    def row(self, node_id: str) -> int | None:
        """The row of a node, or None if it or the canvas is gone."""
        return self.view.arrays.row_of.get(node_id) if isValid(self.view) else None

    def window(self) -> QWindow | None:
        """The window that the canvas stands in."""
        return self.view.window().windowHandle() if isValid(self.view) else None

    def screen_box(self, row: int) -> QRect:
        """Where a card is on the screen."""
        arrays, viewport = self.view.arrays, self.view.viewport()
        box = QRectF(*arrays.xy[row].tolist(), *arrays.wh[row].tolist())
        seen = self.view.view_box(box)
        return QRect(viewport.mapToGlobal(seen.topLeft()), seen.size())

    def links_of(self, row: int) -> list[str]:
        """The ports and wires of a node in words."""
        arrays = self.view.arrays
        ports = [port for port in range(len(arrays.ports)) if arrays.port_node[port] == row]
        words = [port_words(arrays, port) for port in ports]
        wires = [
            wire
            for wire in range(len(arrays.edges))
            if arrays.edge_source[wire] in ports or arrays.edge_sink[wire] in ports
        ]
        return words + [_("wire from {words}").format(words=wire_words(arrays, w)) for w in wires]


def announce(view: CanvasView, row: int) -> None:
    """Tell a screen reader that a node now has the focus."""
    if QAccessible.isActive():
        event = QAccessibleEvent(view, QAccessible.Event.Focus)
        event.setChild(row)
        QAccessible.updateAccessibility(event)


@cache
def install_accessibility() -> None:
    """Let Qt find the tree of every canvas, once a process."""
    QAccessible.installFactory(_interface_of)


def _interface_of(_key: str, thing: QObject) -> QAccessibleInterface | None:
    from netbuilder.app.canvas.view import CanvasView

    if not isinstance(thing, CanvasView):
        return None
    # Qt does not keep the Python side of an interface alive, so the canvas does.
    thing.interface = CanvasInterface(thing)
    return thing.interface
