"""The field in which a node gets its name, over the node's header."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.words import _

COMES_BACK = frozenset({Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason})
"""Why the keyboard leaves a field that gets it back by itself."""


_NARROWEST_PX = 140


class RenameField(QLineEdit):
    """Shows itself over a header; `named` carries node id and text, `closed` follows always."""

    named = Signal(str, str)
    closed = Signal()

    def __init__(self, store: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._store = store
        self._node_id = ""
        self.setObjectName("rename_field")
        self.setAccessibleName(_("Name of the layer"))
        self.setMaxLength(60)
        self.hide()
        self.returnPressed.connect(self._on_return_pressed)

    @property
    def node_id(self) -> str:
        """The node that is being named, or "" while the field is closed."""
        return self._node_id

    def open(self, node_id: str, name: str, box: QRect) -> None:
        """Show the field over `box` in view px."""
        self._node_id = node_id
        self.setFont(self._store.theme.font("bodyStrong"))
        self.setText(name)
        self.place(box)
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()

    def place(self, box: QRect) -> None:
        """Keep over the header as it moves, never narrower than a name of usual length."""
        height = max(box.height(), self.sizeHint().height())
        width = max(box.width(), self._store.theme.scaled(_NARROWEST_PX))
        self.setGeometry(box.x(), box.center().y() - height // 2, width, height)

    def close_unnamed(self) -> None:
        """Leave the name as it is."""
        if self._node_id:
            self._node_id = ""
            self.hide()
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape leaves the name as it is."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_unnamed()
            return
        super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Going elsewhere keeps what was typed; a menu or another window may come between."""
        super().focusOutEvent(event)
        if event.reason() not in COMES_BACK:
            self._take()

    def _on_return_pressed(self) -> None:
        self._take()

    def _take(self) -> None:
        if not self._node_id:
            return
        node_id, self._node_id = self._node_id, ""
        self.hide()
        self.named.emit(node_id, self.text())
        self.closed.emit()
