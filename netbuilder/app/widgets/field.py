"""Fields that text is typed into."""

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QDragEnterEvent,
    QFocusEvent,
    QFont,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QWidget

from netbuilder.app.theme import Theme, ThemeStore, mix
from netbuilder.app.widgets.button import IconButton
from netbuilder.app.widgets.control import DISABLED_OPACITY
from netbuilder.app.widgets.focus import FocusMark
from netbuilder.app.widgets.painting import draw_box, draw_icon, draw_underline
from netbuilder.app.widgets.tag import KeyHint
from netbuilder.words import _

# QLineEdit keeps this much room before its text and offers no way to change it.
_LINE_EDIT_INSET = 2


class LineEdit(QLineEdit):
    """The line of text inside a field, without a face of its own."""

    focused = Signal(Qt.FocusReason)
    left = Signal()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell the field."""
        super().focusInEvent(event)
        self.focused.emit(event.reason())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell the field."""
        super().focusOutEvent(event)
        if event.reason() is not Qt.FocusReason.PopupFocusReason:
            self.left.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Leave files to the window: their names are no text that anyone wants here."""
        if event.mimeData().hasUrls():
            event.ignore()
        else:
            super().dragEnterEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave Escape and the keys that step to the field."""
        if event.key() in _KEYS_OF_THE_FIELD:
            event.ignore()
        else:
            super().keyPressEvent(event)


_KEYS_OF_THE_FIELD = (
    Qt.Key.Key_Escape,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_PageDown,
)


class Field(QWidget):
    """The box around a line of text: ground, focus, error, and the editor protocol's signals.

    A subclass turns text into a value in `commit_text` and shows its value again in `show_value`.
    """

    committed = Signal(object)
    error_changed = Signal(str)

    def __init__(
        self,
        store: ThemeStore,
        *,
        name: str = "",
        placeholder: str = "",
        mono: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.store = store
        self.edit = LineEdit(self)
        self._mono = mono
        self._error = ""
        self._shown = ""
        self._placeholder = placeholder
        self._focus_mark = FocusMark(store, is_field=True)
        self.row = QHBoxLayout(self)
        self.row.addWidget(self.edit, 1)
        self.edit.setFrame(False)
        # The style sheet paints a ground under every other line edit.
        self.edit.setProperty("faceless", True)
        self.edit.setPlaceholderText(placeholder)
        self.setAccessibleName(name)
        self.setFocusProxy(self.edit)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._connect()
        self.apply_theme()

    @property
    def theme(self) -> Theme:
        """The theme in force."""
        return self.store.theme

    def error(self) -> str:
        """The sentence shown below, empty for none."""
        return self._error

    def set_error(self, sentence: str | None) -> None:
        """Draw a red line under the field and give the sentence to show, or clear with None."""
        if (sentence or "") == self._error:
            return
        self._error = sentence or ""
        self.edit.setAccessibleDescription(self._error)
        self.error_changed.emit(self._error)
        self.update()

    def set_mixed(self) -> None:
        """Show that the selected things differ."""
        self.show_text("")
        self.edit.setPlaceholderText(_("Mixed"))

    def setAccessibleName(self, name: str) -> None:
        """Say what a screen reader calls the field and its line."""
        super().setAccessibleName(name)
        self.edit.setAccessibleName(name)

    def set_disabled_reason(self, sentence: str | None) -> None:
        """Disable the field and say why in its tooltip, or enable it again with None."""
        self.setEnabled(sentence is None)
        self.setToolTip(sentence or "")

    def show_value(self) -> None:
        """Write the value into the line, over whatever was typed."""
        raise NotImplementedError

    def commit_text(self) -> None:
        """Take what was typed: emit `committed` if it is another value, complain if it is none."""
        raise NotImplementedError

    def show_text(self, text: str) -> None:
        """Write a text as it stands, without an error."""
        self.set_error(None)
        self.edit.setPlaceholderText(self._placeholder)
        self._shown = text
        if self.edit.text() != text:
            self.edit.setText(text)
            self.edit.setCursorPosition(0)

    def has_draft(self) -> bool:
        """Whether something was typed or stepped to that has not been taken."""
        return self.edit.text() != self._shown or bool(self._error)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape puts the value back; without a draft it goes on to what is around the field."""
        if event.key() == Qt.Key.Key_Escape and self.has_draft():
            self.show_value()
            self.edit.selectAll()
        else:
            super().keyPressEvent(event)

    def text_font(self) -> QFont:
        """The font of the line."""
        return self.theme.font("code" if self._mono else "small")

    def field_height(self) -> int:
        """How high the field is."""
        return self.theme.scaled(self.theme.tokens.control.field_height)

    def corner_radius(self) -> int:
        """The radius of the box."""
        return self.theme.tokens.radius.field

    def apply_theme(self) -> None:
        """Take fonts, colours and sizes from the theme."""
        self.edit.setFont(self.text_font())
        self.edit.setPalette(self._line_palette())
        self.setFixedHeight(self.field_height())
        pad = self.theme.scaled(8)
        self.row.setContentsMargins(pad - _LINE_EDIT_INSET, 0, pad, 0)
        self.row.setSpacing(self.theme.scaled(4))

    def sizeHint(self) -> QSize:
        """As high as the theme says."""
        return QSize(self.theme.scaled(120), self.field_height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the box."""
        painter = QPainter(self)
        if not self.isEnabled():
            painter.setOpacity(DISABLED_OPACITY)
        rect, radius = QRectF(self.rect()), self.corner_radius()
        fill, line = self._face()
        draw_box(painter, rect, radius, fill=fill, line=line)
        if self._error:
            draw_underline(painter, rect, radius, self.theme.colors.error.line)
        self.paint_content(painter)
        painter.end()

    def paint_content(self, painter: QPainter) -> None:
        """Paint what stands beside the line, such as an icon."""

    def _face(self) -> tuple[QColor, QColor | None]:
        colors = self.theme.colors
        if self.edit.hasFocus():
            return colors.surface.panel, colors.accent.line
        if self.underMouse() and self.isEnabled():
            return colors.surface.hover, None
        return colors.surface.field, None

    def _line_palette(self) -> QPalette:
        colors = self.theme.colors
        palette = QPalette()
        role = QPalette.ColorRole
        clear = QColor(0, 0, 0, 0)
        for color_role, color in (
            (role.Base, clear),
            (role.Window, clear),
            (role.Text, colors.text.primary),
            (role.PlaceholderText, colors.text.hint),
            (role.Highlight, mix(colors.surface.panel, colors.accent.fill, 0.5)),
            (role.HighlightedText, colors.text.primary),
        ):
            palette.setColor(color_role, color)
        faint = QColor(colors.text.primary)
        faint.setAlphaF(DISABLED_OPACITY)
        palette.setColor(QPalette.ColorGroup.Disabled, role.Text, faint)
        return palette

    def _connect(self) -> None:
        self.store.changed.connect(self._on_theme_changed)
        self.edit.focused.connect(self._on_focused)
        self.edit.left.connect(self._on_left)
        self.edit.returnPressed.connect(self._on_return_pressed)

    def _on_theme_changed(self) -> None:
        self.apply_theme()
        self.update()

    def _on_focused(self, reason: Qt.FocusReason) -> None:
        self._focus_mark.take(self, reason, self.corner_radius())
        self.update()

    def _on_left(self) -> None:
        self._focus_mark.leave()
        self.commit_text()
        self.edit.deselect()
        self.update()

    def _on_return_pressed(self) -> None:
        self.commit_text()
        if not self._error:
            self.edit.selectAll()


class TextField(Field):
    """An editor of a line of text.

    Args:
        check: given what was typed, returns the sentence that says why it cannot be, or None.
    """

    def __init__(
        self,
        store: ThemeStore,
        *,
        name: str = "",
        placeholder: str = "",
        mono: bool = False,
        check: Callable[[str], str | None] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(store, name=name, placeholder=placeholder, mono=mono, parent=parent)
        self._check = check
        self._value: str | None = ""

    def value(self) -> str | None:
        """The text; None where the selected things differ."""
        return self._value

    def set_value(self, value: object) -> None:
        """Show a text without telling anyone."""
        self._value = str(value)
        self.show_value()

    def set_mixed(self) -> None:
        """Show that the selected things differ."""
        self._value = None
        super().set_mixed()

    def show_value(self) -> None:
        """Write the value into the line."""
        if self._value is None:
            self.set_mixed()
        else:
            self.show_text(self._value)

    def commit_text(self) -> None:
        """Take what was typed."""
        text = self.edit.text()
        if text == (self._value or ""):
            self.set_error(None)
            return
        sentence = self._check(text) if self._check is not None else None
        self.set_error(sentence)
        if sentence is None:
            self._value = text
            self.committed.emit(text)


class SearchField(Field):
    """A line to search with: tells each change as it is typed; Escape or the cross clears it.

    `submitted` is Enter, `stepped_down` the arrow that leaves for the results.
    """

    text_changed = Signal(str)
    submitted = Signal()
    stepped_down = Signal()

    def __init__(
        self,
        store: ThemeStore,
        *,
        placeholder: str,
        keys: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(store, name=placeholder, placeholder=placeholder, parent=parent)
        self._hint = KeyHint(store, keys)
        self._clear = IconButton(store, "x", _("Clear the search"), small=True)
        self._clear.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.row.addWidget(self._hint)
        self.row.addWidget(self._clear)
        self._clear.clicked.connect(self.edit.clear)
        self.edit.textChanged.connect(self._on_text_changed)
        self._show_ending()

    def text(self) -> str:
        """What is searched for."""
        return self.edit.text()

    def show_value(self) -> None:
        """Escape clears the search."""
        self.edit.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The arrow down leaves for the results."""
        if event.key() == Qt.Key.Key_Down:
            self.stepped_down.emit()
        else:
            super().keyPressEvent(event)

    def commit_text(self) -> None:
        """There is nothing to commit: each change was told."""

    def text_font(self) -> QFont:
        """A search is written as large as the list below it."""
        return self.theme.font("body")

    def field_height(self) -> int:
        """A search is higher than a field."""
        return self.theme.scaled(self.theme.tokens.control.search_height)

    def corner_radius(self) -> int:
        """A search is as round as a button."""
        return self.theme.tokens.radius.button

    def apply_theme(self) -> None:
        """Leave room for the glass."""
        super().apply_theme()
        left = self.theme.scaled(10 + self.theme.tokens.control.icon_small + 8)
        self.row.setContentsMargins(left - _LINE_EDIT_INSET, 0, self.theme.scaled(8), 0)

    def paint_content(self, painter: QPainter) -> None:
        """Paint the glass."""
        edge = self.theme.scaled(self.theme.tokens.control.icon_small)
        rect = QRectF(self.theme.scaled(10), 0, edge, self.height())
        draw_icon(painter, self, self.store, "search", self.theme.colors.text.hint, rect)

    def _on_text_changed(self, text: str) -> None:
        self._show_ending()
        self.text_changed.emit(text)

    def _show_ending(self) -> None:
        has_text = bool(self.edit.text())
        self._clear.setVisible(has_text)
        self._hint.setVisible(not has_text and bool(self._hint.text()))

    def _on_return_pressed(self) -> None:
        self.submitted.emit()
