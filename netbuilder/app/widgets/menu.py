"""Menus that drop down or open under the pointer."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from netbuilder.app.theme import ThemeStore


class PopupMenu(QMenu):
    """A menu with round corners; fill it as any `QMenu`. Disabled rows show their tooltips."""

    def __init__(self, store: ThemeStore, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._store = store
        self.setWindowFlag(Qt.WindowType.FramelessWindowHint)
        self.setWindowFlag(Qt.WindowType.NoDropShadowWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        self.setToolTipsVisible(True)
        self._apply_theme()
        store.changed.connect(self._apply_theme)

    def _apply_theme(self) -> None:
        self.setFont(self._store.theme.font("body"))
