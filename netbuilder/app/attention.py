"""Notices whether anybody can see a window: what nobody sees is not computed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from netbuilder.app.live import LiveViews

_TELLING = frozenset({QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.WindowStateChange})


class Attention(QObject):
    """Tells live views when their window is on the screen with the app in front."""

    def __init__(self, window: QWidget, live: LiveViews) -> None:
        super().__init__(window)
        self._window = window
        self._live = live
        window.installEventFilter(self)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(self._look)
        self._look()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Look again at what may have changed."""
        if event.type() in _TELLING:
            self._look()
        return False

    def _look(self) -> None:
        in_front = QGuiApplication.applicationState() is Qt.ApplicationState.ApplicationActive
        is_seen = self._window.isVisible() and not self._window.isMinimized()
        self._live.set_shown(in_front and is_seen)
