"""A row of the inspector: a parameter's word, its editor, and a menu that resets it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import FormRow, PopupMenu
from netbuilder.words import _


class ParameterRow(FormRow):
    """A `FormRow` whose context menu, also by the menu key, brings the default back.

    Args:
        default: What the default is, in words.

    Signals:
        reset_wanted: The person wants the default.
    """

    reset_wanted = Signal()

    def __init__(
        self,
        store: ThemeStore,
        text: str,
        editor: QWidget,
        *,
        help_: str,
        default: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(store, text, editor, help_=help_, parent=parent)
        self._reset = QAction(_("Reset to {default}").format(default=default), self)
        self._reset.triggered.connect(self.reset_wanted)
        for widget in (editor, *editor.findChildren(QWidget)):
            if isinstance(widget, QLineEdit | QComboBox):  # they keep the event for themselves
                widget.installEventFilter(self)

    def set_default(self, is_default: bool) -> None:
        """Say whether the default is shown, so that there is nothing to reset."""
        self._reset.setEnabled(not is_default)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer the default."""
        self._open(PopupMenu(self._store, parent=self), event.globalPos())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Offer the default below what a line of text offers."""
        if not isinstance(event, QContextMenuEvent):
            return super().eventFilter(watched, event)
        if isinstance(watched, QLineEdit):
            menu = watched.createStandardContextMenu()
            menu.addSeparator()
            self._open(menu, event.globalPos())
        else:
            self.contextMenuEvent(event)
        return True

    def _open(self, menu: QMenu, at: QPoint) -> None:
        self._reset.setIcon(self._store.icons.icon("reset"))  # in the colours of now
        menu.addAction(self._reset)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(at)
