"""Selecting wires by a click and nodes by a rectangle."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from netbuilder.app.canvas.frame import Frame
from netbuilder.app.canvas.gestures.gesture import Gesture, Modifiers, Scope
from netbuilder.app.theme import Theme, faded

_ADDS = Qt.KeyboardModifier.ShiftModifier
_TAKES_AWAY = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier


class SelectWire(Gesture):
    """A click on a wire selects it; with Shift it is added or taken out."""

    def __init__(self, scope: Scope, wire: int) -> None:
        super().__init__(scope)
        self._wire = scope.arrays.edges[wire]

    def begin(self, at: QPointF, modifiers: Modifiers) -> None:
        """Select at once, so that the press is answered."""
        workspace = self.scope.workspace
        if modifiers & _ADDS:
            wires = workspace.selected_edges ^ {self._wire}
            workspace.select(workspace.selection, wires, workspace.selected_notes)
        else:
            workspace.select((), [self._wire])


@dataclass(frozen=True, slots=True)
class _Rectangle:
    """The rectangle that selects, in scene px."""

    box: QRectF

    def paint(self, painter: QPainter, _frame: Frame, theme: Theme) -> None:
        tokens = theme.tokens.canvas.marquee
        line = theme.colors.accent.line
        pen = QPen(line, tokens.border)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(faded(line, tokens.fill_opacity))
        painter.drawRect(self.box)


class Marquee(Gesture):
    """A rectangle that selects every node and note it touches.

    With Shift they are added to what is selected, with Ctrl or Alt taken out of it.
    """

    cursor = Qt.CursorShape.CrossCursor

    def begin(self, at: QPointF, modifiers: Modifiers) -> None:
        """A press on empty canvas selects nothing, unless it adds or takes away."""
        workspace = self.scope.workspace
        self._start = at
        self._before = (
            workspace.selection,
            workspace.selected_edges,
            workspace.selected_notes,
        )
        self._takes_away = bool(modifiers & _TAKES_AWAY)
        keeps = self._takes_away or modifiers & _ADDS
        self._kept = workspace.selection if keeps else frozenset()
        self._kept_notes = workspace.selected_notes if keeps else frozenset()
        if not keeps:
            workspace.select(())

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Select what the rectangle touches by now."""
        box = QRectF(self._start, at).normalized()
        self.scope.overlay.sketches = [_Rectangle(box)]
        edges, arrays = (box.left(), box.top(), box.right(), box.bottom()), self.scope.arrays
        ids = {arrays.ids[row] for row in self.scope.hits.nodes_in(*edges).tolist()}
        notes = frozenset(arrays.notes.ids(self.scope.hits.notes_in(*edges).tolist()))
        if self._takes_away:
            self.scope.workspace.select(self._kept - ids, (), self._kept_notes - notes)
        else:
            self.scope.workspace.select(self._kept | ids, (), self._kept_notes | notes)
        self.scope.repaint(None)

    def end(self, at: QPointF, modifiers: Modifiers) -> None:
        """Keep the selection."""
        self.scope.overlay.clear()
        self.scope.repaint(None)

    def cancel(self) -> None:
        """Select what was selected before."""
        self.scope.overlay.clear()
        self.scope.workspace.select(*self._before)
        self.scope.repaint(None)
