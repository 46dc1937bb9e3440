"""The network for screen readers: a tree of nodes, ports and wires beside what is painted.

Qt asks for it through one factory, installed with the first canvas. Interfaces are made when asked
for and kept as long as the canvas; one that stands for something that is gone answers as invalid.
To tell of another kind of thing, give it a `Part` and name it among somebody's children.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QPoint, QRect, QRectF
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface, QColor, QWindow
from shiboken6 import isValid

from netbuilder.app.canvas.accessible_marks import FrameInterface, NoteInterface
from netbuilder.app.canvas.accessible_part import Part
from netbuilder.app.canvas.arrays import CanvasArrays, Mark
from netbuilder.app.canvas.face import shape_sentence
from netbuilder.app.canvas.spoken import live_words, node_words, port_name, spoken, wire_names
from netbuilder.app.canvas.tips import source_of
from netbuilder.app.quantity import count_words
from netbuilder.project.value import Edge, End
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.canvas.view import CanvasView

PortKey = tuple[str, str, bool, int]
"""Node id, port key, whether it is an input, and the place in a port that takes many."""

_Role = QAccessible.Role


class NodeInterface(Part):
    """One node; its children are its ports."""

    def __init__(self, tree: AccessibleTree, node_id: str) -> None:
        super().__init__(tree)
        self.node_id = node_id

    def isValid(self) -> bool:
        return self.tree.is_alive() and self.node_id in self.tree.arrays.row_of

    def children(self) -> Sequence[Part]:
        return self.tree.ports_of(self._row()) if self.isValid() else ()

    def name(self) -> str:
        return node_words(self.tree.arrays, self._row(), self.tree.view.workspace.network_analysis)

    def details(self) -> str:
        """What goes on in the node, the frames around it, and the wires at it."""
        arrays, row = self.tree.arrays, self._row()
        names = self.tree.wire_names()
        at = arrays.edges_at(arrays.rows([arrays.ids[row]])).nonzero()[0]
        words = [_("wire {words}").format(words=names[wire]) for wire in at.tolist()]
        around = [
            _("in the frame {title}").format(title=arrays.frames.frames[frame].title)
            for frame in reversed(arrays.frames.order)
            if row in arrays.frames.own[frame]
        ]
        live = live_words(arrays, row)
        return "; ".join([*([live] if live else ()), *around, *words])

    def box(self) -> QRectF:
        arrays, row = self.tree.arrays, self._row()
        return QRectF(*arrays.xy[row].tolist(), *arrays.wh[row].tolist())

    def marks(self) -> Mark:
        return Mark(int(self.tree.arrays.marks[self._row()]))

    def state(self) -> QAccessible.State:
        state = super().state()
        if self.isValid():
            state.focusable = True
            state.focused = bool(state.selected) and self.tree.view.hasFocus()
        return state

    def backgroundColor(self) -> QColor:
        return self.tree.view.store.theme.colors.surface.node

    def _row(self) -> int:
        return self.tree.arrays.row_of[self.node_id]


class PortInterface(Part):
    """One port of a node."""

    def __init__(self, tree: AccessibleTree, key: PortKey) -> None:
        super().__init__(tree)
        self._key = key

    def isValid(self) -> bool:
        return self.tree.is_alive() and self._row() is not None

    def parent(self) -> QAccessibleInterface:
        return self.tree.node(self._key[0])

    def role(self) -> QAccessible.Role:
        return _Role.StaticText

    def name(self) -> str:
        return port_name(self.tree.arrays, self._known_row())

    def details(self) -> str:
        """The shape of what runs through the port."""
        arrays = self.tree.arrays
        source = source_of(arrays, self._known_row())
        return spoken(shape_sentence(arrays.ports[source].face))

    def box(self) -> QRectF:
        x, y = self.tree.arrays.port_xy[self._known_row()].tolist()
        reach = self.tree.reach()
        return QRectF(x - reach, y - reach, 2 * reach, 2 * reach)

    def state(self) -> QAccessible.State:
        state = super().state()
        state.selectable = False
        return state

    def _row(self) -> int | None:
        node, key, is_input, order = self._key
        return self.tree.arrays.port_row(End(node, key), is_input=is_input, order=order)

    def _known_row(self) -> int:
        row = self._row()
        assert row is not None, "asked only of a valid part"
        return row


class WireInterface(Part):
    """One wire."""

    def __init__(self, tree: AccessibleTree, edge: Edge) -> None:
        super().__init__(tree)
        self.edge = edge

    def isValid(self) -> bool:
        return self.tree.is_alive() and self.tree.arrays.edge_row(self.edge) is not None

    def name(self) -> str:
        return self.tree.wire_names()[self._row()]

    def details(self) -> str:
        """The shape of what runs along the wire."""
        arrays = self.tree.arrays
        return spoken(shape_sentence(arrays.ports[int(arrays.edge_source[self._row()])].face))

    def box(self) -> QRectF:
        arrays, row = self.tree.arrays, self._row()
        ends = arrays.port_places(np.array([arrays.edge_source[row], arrays.edge_sink[row]]))
        (left, top), (right, bottom) = ends.min(axis=0).tolist(), ends.max(axis=0).tolist()
        reach = self.tree.reach()
        return QRectF(left, top - reach, right - left, bottom - top + 2 * reach)

    def marks(self) -> Mark:
        return Mark(int(self.tree.arrays.edge_marks[self._row()]))

    def state(self) -> QAccessible.State:
        state = super().state()
        if self.isValid():
            state.focusable = True
            state.focused = self.tree.root.focusChild() is self
        return state

    def _row(self) -> int:
        row = self.tree.arrays.edge_row(self.edge)
        assert row is not None, "asked only of a valid part"
        return row


class CanvasInterface(QAccessibleInterface):
    """The canvas; its children are the nodes, then the wires, the notes and the frames."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__()
        self._tree = AccessibleTree(view, self)

    def isValid(self) -> bool:
        return self._tree.is_alive()

    def object(self) -> QObject:
        return self._tree.view

    def window(self) -> QWindow | None:  # type: ignore[override]  # Qt allows none
        return self._tree.window()

    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]  # Qt allows none
        widget = self._tree.view.parentWidget()
        return None if widget is None else QAccessible.queryAccessibleInterface(widget)

    def childCount(self) -> int:
        arrays = self._tree.arrays
        return len(arrays) + len(arrays.edges) + len(arrays.notes) + len(arrays.frames)

    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]  # as above
        arrays = self._tree.arrays
        if 0 <= index < len(arrays):
            return self._tree.node(arrays.ids[index])
        wire = index - len(arrays)
        if 0 <= wire < len(arrays.edges):
            return self._tree.wire(arrays.edges[wire])
        others, other = self._tree.others(), wire - len(arrays.edges)
        return others[other] if 0 <= other < len(others) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        arrays = self._tree.arrays
        if isinstance(child, NodeInterface):
            return arrays.row_of.get(child.node_id, -1)
        if isinstance(child, WireInterface) and child.isValid():
            return len(arrays) + arrays.edges.index(child.edge)
        return next(
            (
                len(arrays) + len(arrays.edges) + index
                for index, part in enumerate(self._tree.others())
                if part is child
            ),
            -1,
        )

    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]  # as above
        view = self._tree.view
        at = view.mapToScene(view.viewport().mapFromGlobal(QPoint(x, y)))
        hit = view.scope.hits.at(at.x(), at.y(), view.camera.zoom)
        if hit.port is not None:
            return self._tree.node(view.arrays.port_end(hit.port).node)
        if hit.node is not None:
            return self._tree.node(view.arrays.ids[hit.node])
        if hit.note is not None:
            return self._tree.note(view.arrays.notes.notes[hit.note].id)
        if hit.frame is not None:
            return self._tree.frame(view.arrays.frames.frames[hit.frame].id)
        return None if hit.wire is None else self._tree.wire(view.arrays.edges[hit.wire])

    def focusChild(self) -> QAccessibleInterface | None:  # type: ignore[override]  # as above
        workspace = self._tree.view.workspace
        nodes, wires = workspace.selection, workspace.selected_edges
        if len(nodes) == 1:
            return self._tree.node(next(iter(nodes)))
        notes = workspace.selected_notes
        if not nodes and len(wires) == 1:
            return self._tree.wire(next(iter(wires)))
        return self._tree.note(next(iter(notes))) if not nodes and len(notes) == 1 else None

    def text(self, kind: QAccessible.Text) -> str:
        if kind is QAccessible.Text.Name:
            return self._tree.view.accessibleName()
        if kind is QAccessible.Text.Description:
            arrays = self._tree.arrays
            layers = count_words(len(arrays), _("layer"), _("layers"))
            wires = count_words(len(arrays.edges), _("wire"), _("wires"))
            return f"{layers}, {wires}"
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
        self._ports: dict[PortKey, PortInterface] = {}
        self._wires: dict[Edge, WireInterface] = {}
        self._notes: dict[str, NoteInterface] = {}
        self._frames: dict[str, FrameInterface] = {}
        self._names: tuple[int, list[str]] = (-1, [])

    @property
    def arrays(self) -> CanvasArrays:
        """The network as the canvas holds it."""
        return self.view.arrays

    def is_alive(self) -> bool:
        """Whether the canvas still exists."""
        return isValid(self.view)

    def node(self, node_id: str) -> NodeInterface:
        """The interface of a node."""
        if node_id not in self._nodes:
            self._nodes[node_id] = NodeInterface(self, node_id)
        return self._nodes[node_id]

    def wire(self, edge: Edge) -> WireInterface:
        """The interface of a wire."""
        if edge not in self._wires:
            self._wires[edge] = WireInterface(self, edge)
        return self._wires[edge]

    def note(self, note_id: str) -> NoteInterface:
        """The interface of a note."""
        if note_id not in self._notes:
            self._notes[note_id] = NoteInterface(self, note_id)
        return self._notes[note_id]

    def frame(self, frame_id: str) -> FrameInterface:
        """The interface of a frame."""
        if frame_id not in self._frames:
            self._frames[frame_id] = FrameInterface(self, frame_id)
        return self._frames[frame_id]

    def others(self) -> list[Part]:
        """The interfaces of what lies between nodes and wires: notes, then frames."""
        notes = (self.note(note.id) for note in self.arrays.notes.notes)
        return [*notes, *(self.frame(frame.id) for frame in self.arrays.frames.frames)]

    def ports_of(self, row: int) -> list[PortInterface]:
        """The interfaces of a node's ports, inputs first."""
        arrays = self.arrays
        return [self._port(port) for port in (arrays.port_node == row).nonzero()[0].tolist()]

    def wire_names(self) -> list[str]:
        """Every wire in words."""
        revision, names = self._names
        if revision != self.arrays.revision:
            names = wire_names(self.arrays)
            self._names = (self.arrays.revision, names)
        return names

    def window(self) -> QWindow | None:
        """The window that the canvas stands in."""
        return self.view.window().windowHandle() if self.is_alive() else None

    def reach(self) -> float:
        """How far around a port or wire the pointer may hit it, in scene px."""
        return self.view.store.theme.tokens.canvas.port.hit_radius

    def on_screen(self, box: QRectF) -> QRect:
        """Where a part of the scene is on the screen."""
        seen = self.view.view_box(box)
        return QRect(self.view.viewport().mapToGlobal(seen.topLeft()), seen.size())

    def _port(self, port: int) -> PortInterface:
        arrays = self.arrays
        end, face = arrays.port_end(port), arrays.ports[port].face
        key = (end.node, end.port, bool(arrays.port_is_input[port]), face.order)
        if key not in self._ports:
            self._ports[key] = PortInterface(self, key)
        return self._ports[key]


def announce(view: CanvasView, index: int) -> None:
    """Tell a screen reader that a child, such as the node of this row, now has the focus."""
    if QAccessible.isActive():
        event = QAccessibleEvent(view, QAccessible.Event.Focus)
        event.setChild(index)
        QAccessible.updateAccessibility(event)


def announce_selection(view: CanvasView) -> None:
    """Tell a screen reader that what alone is selected now has the focus."""
    if not QAccessible.isActive():
        return
    canvas: QAccessibleInterface = QAccessible.queryAccessibleInterface(view)
    chosen: QAccessibleInterface | None = canvas.focusChild()
    if chosen is not None and chosen.isValid():
        announce(view, canvas.indexOfChild(chosen))


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
