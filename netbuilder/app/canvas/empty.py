"""What stands on the canvas while the network has no layers."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from netbuilder.app.theme import Theme, ThemeStore
from netbuilder.app.widgets import Button, EmptyState
from netbuilder.words import _


class EmptyCanvas(QWidget):
    """One drawing, one sentence and what to begin with; `chosen` carries "input", "template"."""

    chosen = Signal(str)

    def __init__(self, store: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("empty_canvas")
        self._state = EmptyState(
            store,
            _("Drag a layer here, or press Tab."),
            drawing=_draw_network,
            parent=self,
        )
        for words, choice in ((_("Input"), "input"), (_("Template"), "template")):
            button = Button(store, words, parent=self)
            button.setObjectName(f"empty_canvas_{choice}")
            button.clicked.connect(self._on_clicked)
            button.setProperty("choice", choice)
            self._state.add_button(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._state)

    def _on_clicked(self) -> None:
        self.chosen.emit(str(self.sender().property("choice")))


def _draw_network(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """Two cards and the wire between them, where a third could go."""
    line = theme.colors.line.strong
    painter.setPen(QPen(line, 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    width, height = 48.0, 40.0
    middle = box.center().y()
    left = QRectF(box.left() + 4, middle - height / 2, width, height)
    right = QRectF(box.right() - 4 - width, middle - height / 2, width, height)
    for card in (left, right):
        painter.drawRoundedRect(card, 6, 6)
        painter.drawLine(
            QPointF(card.left(), card.top() + 14), QPointF(card.right(), card.top() + 14)
        )
    start, stop = QPointF(left.right(), middle + 6), QPointF(right.left(), middle + 6)
    painter.drawLine(start, stop)
    painter.setBrush(line)
    painter.drawEllipse(start, 4, 4)
    painter.drawEllipse(stop, 4, 4)
