"""The ring around the control that has the keyboard.

The ring stands outside the control's edge, so it is a widget of its own over the control's
neighbours. It lives in the window, or in the contents of the scroll area that the control scrolls
with, and follows the control.
"""

import weakref

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget
from shiboken6 import isValid

from netbuilder.app.theme import ThemeStore, faded
from netbuilder.app.widgets.painting import draw_box

_KEYBOARD_REASONS = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)
_FIELD_HALO_OPACITY = 0.35
_MOVES = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show)


class FocusRing(QWidget):
    """The ring itself. Takes no mouse; goes away with the control or its host."""

    def __init__(self, store: ThemeStore, target: QWidget, *, is_field: bool) -> None:
        self._host = _host_of(target)
        super().__init__(self._host)
        self._store = store
        # The control holds its ring; held in turn, neither would go before the next collection.
        self._target = weakref.ref(target)
        self._radius = 0
        self._is_field = is_field
        self._is_on = False
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._watch(target)
        target.destroyed.connect(self.deleteLater)
        self.hide()

    def is_around(self, target: QWidget) -> bool:
        """Whether the ring can still be used: the control may have moved to another window."""
        return self._host is _host_of(target)

    def turn_on(self, radius: int) -> None:
        """Show the ring around its control, whose corners have this radius now."""
        self._radius = radius
        self._is_on = True
        self._place()

    def turn_off(self) -> None:
        """Take the ring away."""
        self._is_on = False
        self.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the control when it or what holds it moves."""
        if event.type() is QEvent.Type.Hide:
            # Also sent while the window is being destroyed, when no place can be asked for.
            self.hide()
        elif event.type() in _MOVES:
            self._place()
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ring of a control, or the halo of a field."""
        painter = QPainter(self)
        width = self._store.theme.tokens.control.focus_ring.width
        color = self._store.theme.colors.accent.line
        if self._is_field:
            color = faded(color, _FIELD_HALO_OPACITY)
        rect = QRectF(self.rect())
        draw_box(painter, rect, self._radius + self._reach(), line=color, line_px=width)

    def _watch(self, target: QWidget) -> None:
        widget: QWidget | None = target
        while widget is not None and widget is not self._host:
            widget.installEventFilter(self)
            widget = widget.parentWidget()

    def _reach(self) -> int:
        ring = self._store.theme.tokens.control.focus_ring
        return ring.width if self._is_field else ring.width + ring.offset

    def _place(self) -> None:
        target = self._target()
        if target is None or not isValid(target) or not self._is_on:
            return
        corner = target.mapTo(self._host, target.rect().topLeft())
        reach = self._reach()
        rect = QRect(corner, target.size()).adjusted(-reach, -reach, reach, reach)
        self.setGeometry(rect)
        self.setVisible(target.isVisibleTo(self._host))
        self.raise_()


class FocusMark:
    """Shows and removes the ring of one control; the control calls it on focus events.

    A field shows its ring whenever it has the keyboard, any other control only when it got it by
    the keyboard.
    """

    def __init__(self, store: ThemeStore, *, is_field: bool = False) -> None:
        self._store = store
        self._is_field = is_field
        self._by_keyboard = False
        self._ring: FocusRing | None = None

    def take(self, target: QWidget, reason: Qt.FocusReason, radius: int) -> None:
        """The control got the keyboard; the ring follows its corners of the given radius."""
        if reason in _KEYBOARD_REASONS:
            self._by_keyboard = True
        elif reason is Qt.FocusReason.MouseFocusReason:
            self._by_keyboard = False
        if self._is_field or self._by_keyboard:
            self._ring_around(target).turn_on(radius)

    def leave(self) -> None:
        """The control lost the keyboard."""
        if self._ring is not None and isValid(self._ring):
            self._ring.turn_off()

    def _ring_around(self, target: QWidget) -> FocusRing:
        # Kept for the next time: deleting it while its window hides brings Qt down.
        if self._ring is not None and isValid(self._ring):
            if self._ring.is_around(target):
                return self._ring
            self._ring.deleteLater()
        self._ring = FocusRing(self._store, target, is_field=self._is_field)
        return self._ring


def _host_of(target: QWidget) -> QWidget:
    widget = target
    while (parent := widget.parentWidget()) is not None and not widget.isWindow():
        area = parent.parentWidget()
        if isinstance(area, QAbstractScrollArea) and area.viewport() is parent:
            return widget if widget is not target else parent
        widget = parent
    return widget
