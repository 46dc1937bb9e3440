"""The field in which something is renamed where it stands."""

from collections.abc import Callable

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets.field import TextField


class NameEditor(TextField):
    """Lies over a name while it is changed: Enter or going elsewhere takes it, Escape does not.

    Signals:
        named: The new name.
        refused: Why a name cannot be, as a sentence; the editor stays open after Enter.
        closed: The editor has gone.
    """

    named = Signal(str)
    refused = Signal(str)
    closed = Signal()

    def __init__(self, store: ThemeStore, name: str, parent: QWidget) -> None:
        super().__init__(store, name=name, parent=parent)
        self._is_open = False
        self.hide()

    def open(self, text: str, box: QRect, check: Callable[[str], str | None]) -> None:
        """Show the editor with `text` to write over, in the middle of `box` of its parent."""
        self._check = check
        self._is_open = True
        self.set_value(text)
        height = self.field_height()
        self.setGeometry(box.x(), box.center().y() - height // 2, box.width(), height)
        self.show()
        self.raise_()
        self.edit.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edit.selectAll()

    def close_unnamed(self) -> None:
        """Leave the name as it is."""
        if self._is_open:
            self._is_open = False
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the name as it is."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_unnamed()
        else:
            super().keyPressEvent(event)

    def commit_text(self) -> None:
        """Take what was typed, or say why it cannot be."""
        if not self._is_open:
            return
        before = self.value()
        super().commit_text()
        if self.error():
            self.refused.emit(self.error())
        else:
            self.close_unnamed()
            if (text := self.value()) is not None and text != before:
                self.named.emit(text)

    def _on_left(self) -> None:
        super()._on_left()
        self.close_unnamed()
