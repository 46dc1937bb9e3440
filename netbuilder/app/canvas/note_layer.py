"""Paints the notes: cards of nothing but text, which lie over wires and below layers."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from netbuilder.app.canvas.frame import Frame
from netbuilder.app.canvas.level import Level
from netbuilder.app.canvas.notes import PADDING, Notes, line_height, note_font
from netbuilder.app.canvas.selection_outline import draw_selection
from netbuilder.app.theme import Theme, mix

_BAR_PX = 5.0
_FAR_SHARE = 0.5


class NoteLayer:
    """All notes but the one that is being written."""

    def __init__(self, theme: Theme, notes: Notes) -> None:
        self._theme = theme
        self._notes = notes
        self._radius = float(theme.tokens.radius.field)
        metrics = QFontMetricsF(note_font())
        self._baseline = (line_height() + metrics.capHeight()) / 2

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint the notes in view, selected ones above the others."""
        notes = self._notes
        rows = notes.within(*frame.edges(12 / min(frame.zoom, 1.0))).tolist()
        if not rows:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(note_font())
        for row in sorted(rows, key=lambda row: bool(notes.is_selected[row])):
            if notes.notes[row].id != notes.written:
                self._paint_note(painter, frame, row)
        painter.restore()

    def _paint_note(self, painter: QPainter, frame: Frame, row: int) -> None:
        notes, colors = self._notes, self._theme.colors
        box = notes.box(row)
        painter.setPen(Qt.PenStyle.NoPen)
        if notes.is_selected[row]:
            painter.setBrush(colors.surface.canvas)
            painter.drawRoundedRect(box.adjusted(-3, -3, 3, 3), self._radius + 3, self._radius + 3)
            draw_selection(painter, self._theme, box, self._radius, frame.zoom)
        if row == notes.hovered:
            painter.setPen(QPen(colors.line.strong, 1 / min(frame.zoom, 1.0)))
        else:
            painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colors.surface.raised)
        painter.drawRoundedRect(box, self._radius, self._radius)
        if frame.level >= Level.NAMES:
            self._write(painter, row, box)
        elif frame.level is Level.BLOCK:
            self._hint_at_lines(painter, row, box)

    def _write(self, painter: QPainter, row: int, box: QRectF) -> None:
        painter.setPen(self._theme.colors.text.primary)
        at = box.topLeft() + QPointF(PADDING[0], PADDING[1] + self._baseline)
        for number, (words, _width) in enumerate(self._notes.sheets[row].lines):
            painter.drawText(at + QPointF(0, number * line_height()), words)

    def _hint_at_lines(self, painter: QPainter, row: int, box: QRectF) -> None:
        """Where the text could not be read, bars as long as its lines."""
        colors = self._theme.colors
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(mix(colors.surface.raised, colors.text.secondary, _FAR_SHARE))
        top = box.top() + PADDING[1] + (line_height() - _BAR_PX) / 2
        for number, (_words, width) in enumerate(self._notes.sheets[row].lines):
            y = top + number * line_height()
            painter.drawRect(QRectF(box.left() + PADDING[0], y, width, _BAR_PX))
