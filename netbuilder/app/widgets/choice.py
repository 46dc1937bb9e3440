"""The drop-down that takes one of many values."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QComboBox, QListView, QSizePolicy, QWidget

from netbuilder.app.theme import Theme, ThemeStore
from netbuilder.app.widgets.control import DISABLED_OPACITY
from netbuilder.app.widgets.focus import FocusMark
from netbuilder.app.widgets.painting import arrow_px, draw_box, draw_icon, draw_underline
from netbuilder.words import _


class ChoiceField(QComboBox):
    """An editor that takes one of many values from a list that drops down.

    Args:
        choices: pairs of a value and its words, in order; values are compared with `==`.
    """

    committed = Signal(object)
    error_changed = Signal(str)

    def __init__(
        self,
        store: ThemeStore,
        choices: Sequence[tuple[object, str]] = (),
        *,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._error = ""
        self._values: list[object] = []
        self._focus_mark = FocusMark(store, is_field=True)
        self.setAccessibleName(name)
        self.setView(QListView(self))
        self.view().setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.set_choices(choices)
        self._apply_theme()
        self.activated.connect(self._on_activated)
        store.changed.connect(self._apply_theme)

    @property
    def theme(self) -> Theme:
        """The theme in force."""
        return self._store.theme

    def set_choices(self, choices: Sequence[tuple[object, str]]) -> None:
        """Offer other values; the value taken stays taken if it is among them."""
        taken = self.value()
        self.clear()
        self._values = [value for value, _word in choices]
        self.addItems([word for _value, word in choices])
        self.set_value(taken)

    def value(self) -> object:
        """The value taken; None where none is or the selected things differ."""
        index = self.currentIndex()
        return self._values[index] if 0 <= index < len(self._values) else None

    def set_value(self, value: object) -> None:
        """Show a value without telling anyone; one that is not offered shows none."""
        self.setPlaceholderText("")
        self.setCurrentIndex(self._values.index(value) if value in self._values else -1)

    def set_mixed(self) -> None:
        """Show that the selected things differ."""
        self.setCurrentIndex(-1)
        self.setPlaceholderText(_("Mixed"))

    def set_error(self, sentence: str | None) -> None:
        """Draw a red line under the field and give the sentence to show, or clear with None."""
        self._error = sentence or ""
        self.setAccessibleDescription(self._error)
        self.error_changed.emit(self._error)
        self.update()

    def set_disabled_reason(self, sentence: str | None) -> None:
        """Disable the field and say why in its tooltip, or enable it again with None."""
        self.setEnabled(sentence is None)
        self.setToolTip(sentence or "")

    def sizeHint(self) -> QSize:
        """Wide enough for the longest words."""
        metrics = self.fontMetrics()
        words = [self.itemText(i) for i in range(self.count())]
        widest = max((metrics.horizontalAdvance(word) for word in words), default=0)
        return QSize(widest + self.theme.scaled(40), self._height())

    def minimumSizeHint(self) -> QSize:
        """May be narrower than its words, which then end in …."""
        return QSize(self.theme.scaled(64), self._height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the field as the other fields are."""
        painter = QPainter(self)
        if not self.isEnabled():
            painter.setOpacity(DISABLED_OPACITY)
        colors, radius = self.theme.colors, self.theme.tokens.radius.field
        rect = QRectF(self.rect())
        if self.hasFocus():
            draw_box(painter, rect, radius, fill=colors.surface.panel, line=colors.accent.line)
        else:
            is_touched = self.underMouse() and self.isEnabled()
            fill = colors.surface.hover if is_touched else colors.surface.field
            draw_box(painter, rect, radius, fill=fill)
        if self._error:
            draw_underline(painter, rect, radius, colors.error.line)
        self._paint_words(painter, rect)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring."""
        super().focusInEvent(event)
        self._focus_mark.take(self, event.reason(), self.theme.tokens.radius.field)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Remove the ring, but not while the list is down."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self._focus_mark.leave()

    def enterEvent(self, event: QEvent) -> None:
        """Show the hover look."""
        super().enterEvent(event)  # type: ignore[arg-type]  # the stub wants QEnterEvent
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Leave the hover look."""
        super().leaveEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Open with Enter or Space; step with arrows; leave the rest to Qt."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.showPopup()
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Keep the font of the list: Qt 6.11 puts an older one back with every other parent."""
        super().showEvent(event)
        self._apply_list_font()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step while the field has the keyboard; otherwise the panel scrolls."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    def _height(self) -> int:
        return self.theme.scaled(self.theme.tokens.control.field_height)

    def _paint_words(self, painter: QPainter, rect: QRectF) -> None:
        colors = self.theme.colors
        ink = colors.text.primary if self.currentText() else colors.text.hint
        words = self.currentText() or self.placeholderText()
        draw_choice(painter, self, self._store, rect, words, ink)

    def _apply_theme(self) -> None:
        self.setFont(self.theme.font("small"))
        self._apply_list_font()
        self.setFixedHeight(self._height())
        self.updateGeometry()
        self.update()

    def _apply_list_font(self) -> None:
        self.view().setFont(self.theme.font("small"))

    def _on_activated(self, index: int) -> None:
        self.committed.emit(self._values[index])


def draw_choice(
    painter: QPainter, widget: QWidget, store: ThemeStore, rect: QRectF, words: str, ink: QColor
) -> None:
    """Draw what was taken, shortened to the room there is, and the arrow that promises a list."""
    theme = store.theme
    pad, edge = theme.scaled(8), theme.scaled(theme.tokens.control.icon_small)
    room = rect.adjusted(pad, 0, -(2 * pad + edge), 0)
    painter.setPen(ink)
    painter.setFont(theme.font("small"))
    metrics = QFontMetrics(painter.font())
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room.width()) + 1)
    painter.drawText(room.adjusted(0, 0, 1, 0), Qt.AlignmentFlag.AlignVCenter, shown)
    arrow = QRectF(0, 0, arrow_px(theme), arrow_px(theme))
    arrow.moveCenter(QPointF(rect.right() - pad - edge / 2, rect.center().y()))
    draw_icon(painter, widget, store, "down", theme.colors.text.secondary, arrow)
