"""The bar at a panel's top edge while something takes longer than a glance."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets.surface import ProgressLine
from netbuilder.words import _

BAR_AFTER_MS, WORDS_AFTER_MS = 300, 2000
"""Who waits longer sees a bar, and then words with a way to cancel."""


class WaitingLine(ProgressLine):
    """Lies along the top edge of its parent, from 300 ms after the beginning of a wait to its end.

    Signals:
        grew_long: The wait has taken two seconds; say for what, and offer a way out.
    """

    grew_long = Signal()

    def __init__(self, store: ThemeStore, parent: QWidget) -> None:
        super().__init__(store, parent=parent)
        self.setAccessibleName(_("Waiting"))
        self.set_fraction(1.0)
        self.hide()
        self._is_waiting = False
        self._bar = self._build_timer(BAR_AFTER_MS)
        self._bar.timeout.connect(self._on_bar_due)
        self._words = self._build_timer(WORDS_AFTER_MS)
        self._words.timeout.connect(self.grew_long)
        parent.installEventFilter(self)

    def begin(self) -> None:
        """Begin a wait; one that is under way goes on."""
        if not self._is_waiting:
            self._is_waiting = True
            self._bar.start()
            self._words.start()

    def end(self) -> None:
        """End the wait, if there is one."""
        self._is_waiting = False
        self._bar.stop()
        self._words.stop()
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._lie_on_top()
        return False

    def _on_bar_due(self) -> None:
        self._lie_on_top()
        self.show()
        self.raise_()

    def _lie_on_top(self) -> None:
        panel = self.parentWidget()
        if panel is not None:
            self.setGeometry(0, 0, panel.width(), self.height())

    def _build_timer(self, after_ms: int) -> QTimer:
        return QTimer(self, singleShot=True, interval=after_ms)
