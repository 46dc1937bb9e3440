"""Letters typed on the canvas as the beginning of a search, for those who wish it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget


class TypeToSearch(QObject):
    """Takes letters without other keys from a widget before its commands do, while it `is_on`.

    Signals:
        letter_typed: The letter.
    """

    letter_typed = Signal(str)

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.is_on = True
        self._widget = widget
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self.is_on or watched is not self._widget or not isinstance(event, QKeyEvent):
            return False
        if event.modifiers() != Qt.KeyboardModifier.NoModifier or not event.text().isalpha():
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        if event.type() == QEvent.Type.KeyPress:
            self.letter_typed.emit(event.text())
            return True
        return False
