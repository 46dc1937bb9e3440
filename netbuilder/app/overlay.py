"""Something that lies over the whole window until it is closed, and gives the focus back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from netbuilder.app.theme import ThemeStore, faded
from netbuilder.app.widgets import Card

EDGE = 24
"""Pixels that the window shows around a card, at least."""


class Overlay(QWidget):
    """Dims a window and shows a card over it; Escape or a click beside the card closes it.

    A subclass fills `card.body` and says in `card_size` how large the card is.
    """

    def __init__(self, store: ThemeStore, window: QWidget) -> None:
        super().__init__(window)
        self.store = store
        self._window = window
        self.card = Card(store, padding=0, radius=store.theme.tokens.radius.dialog, parent=self)
        self._focused: QWidget | None = None
        self.hide()
        window.installEventFilter(self)
        # Once what is in the card has taken the new fonts, too.
        store.changed.connect(self.place_card, Qt.ConnectionType.QueuedConnection)

    def card_size(self) -> tuple[int, int]:
        """The width and height that the card would like; the window may not have them."""
        raise NotImplementedError

    def card_top(self) -> int:
        """How far below the window's upper edge the card stands; by default it is centred."""
        return max(EDGE, (self.height() - self.card.height()) // 2)

    def card_left(self) -> int:
        """How far from the window's left edge the card stands; by default it is centred."""
        return (self.width() - self.card.width()) // 2

    def show_over(self, first: QWidget) -> None:
        """Show the card and put the focus on its first widget."""
        if not self.isVisible():
            self._focused = QApplication.focusWidget()
        self.setGeometry(self._window.rect())
        self.raise_()
        self.show()
        self.place_card()
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def close_over(self) -> None:
        """Go away and give the focus back to what had it."""
        if not self.isVisible():
            return
        focused, self._focused = self._focused, None
        self.hide()
        if focused is not None and isValid(focused) and focused.isVisible():
            focused.setFocus(Qt.FocusReason.OtherFocusReason)

    def place_card(self) -> None:
        """Fit the card into the window."""
        width, height = self.card_size()
        width = min(width, self.width() - 2 * EDGE)
        self.card.resize(width, min(height, self.height() - 2 * EDGE))
        self.card.move(self.card_left(), self.card_top())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._window and event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
            self.place_card()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # the window's commands rest while something lies over it
            return True
        return super().event(event)

    def focusNextPrevChild(self, is_next: bool) -> bool:
        """Let Tab go round within the card."""
        stops = [w for w in self.card.findChildren(QWidget) if _is_stop(w)]
        focused = QApplication.focusWidget()
        if stops:
            at = stops.index(focused) if focused in stops else -1 if is_next else 0
            tab, backtab = Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason
            step = 1 if is_next else -1
            stops[(at + step) % len(stops)].setFocus(tab if is_next else backtab)
        return bool(stops)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_over()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.card.geometry().contains(event.position().toPoint()):
            self.close_over()

    def paintEvent(self, _event: QPaintEvent) -> None:
        scrim = self.store.theme.colors.scrim
        painter = QPainter(self)
        painter.fillRect(self.rect(), faded(scrim.color, scrim.opacity))
        painter.end()


def _is_stop(widget: QWidget) -> bool:
    takes_tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus)
    return takes_tab and widget.isVisible() and widget.isEnabled() and widget.focusProxy() is None
