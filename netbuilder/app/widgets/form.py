"""Rows and sections of forms, and what stands where nothing is yet."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from netbuilder.app.theme import Theme, ThemeStore
from netbuilder.app.widgets.button import Button
from netbuilder.app.widgets.control import Control
from netbuilder.app.widgets.label import Label
from netbuilder.app.widgets.painting import arrow_px, draw_icon
from netbuilder.app.widgets.switch import Switch

LABEL_WIDTH = 96
_LABEL_GAP = 8


class FormRow(QWidget):
    """A word, its editor, and below them the sentence of the editor's error.

    Gives the editor the word as its accessible name if it has none. Above the font scale at which
    captions wrap, long words break into lines.

    Args:
        editor: any widget that follows `Editor`.
        help_: one sentence, shown when the pointer rests on the word.
        label_width: room for the word in unscaled pixels.
    """

    def __init__(
        self,
        store: ThemeStore,
        text: str,
        editor: QWidget,
        *,
        help_: str = "",
        label_width: int = LABEL_WIDTH,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._label_width = label_width
        self.editor = editor
        self.label = Label(store, text, tone="text.secondary", wrap=True)
        self.label.setToolTip(help_)
        self.label.setBuddy(editor)
        self.error_label = Label(store, style="small", tone="error.text", wrap=True)
        self.error_label.hide()
        if not editor.accessibleName():
            editor.setAccessibleName(text)
        self._fill_layout()
        self._apply_theme()
        store.changed.connect(self._apply_theme)
        editor.error_changed.connect(self._on_error_changed)  # type: ignore[attr-defined]  # Editor

    def set_label_width(self, width: int) -> None:
        """Give the word other room, in unscaled pixels."""
        if width != self._label_width:
            self._label_width = width
            self._apply_theme()

    def _fill_layout(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(_LABEL_GAP)
        is_switch = isinstance(self.editor, Switch)
        row.addWidget(self.label, int(is_switch))
        row.addWidget(self.editor, int(not is_switch))
        column.addLayout(row)
        column.addWidget(self.error_label)

    def _apply_theme(self) -> None:
        theme = self._store.theme
        width = theme.scaled(self._label_width)
        if not isinstance(self.editor, Switch):
            self.label.setFixedWidth(width)
        self.label.setMinimumHeight(theme.scaled(theme.tokens.control.field_height))
        self.error_label.setContentsMargins(width + _LABEL_GAP, 0, 0, 0)

    def _on_error_changed(self, sentence: str) -> None:
        self.error_label.setText(sentence)
        self.error_label.setVisible(bool(sentence))


class Section(QWidget):
    """A heading that folds what is below it; fill its `body` layout.

    Args:
        strong: write the heading as a name, with the arrow at its end ("What is this?");
            otherwise as a quiet row with the arrow before it ("More: dilation, groups").
    """

    def __init__(
        self,
        store: ThemeStore,
        title: str,
        *,
        expanded: bool = False,
        strong: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.header = _SectionHeader(store, title, strong=strong)
        self._content = QWidget(self)
        self.body = QVBoxLayout(self._content)
        self.body.setContentsMargins(0, 4, 0, 0)
        self.body.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._content)
        self.header.setChecked(expanded)
        self._content.setVisible(expanded)
        self.header.toggled.connect(self._content.setVisible)


class _SectionHeader(Control):
    def __init__(self, store: ThemeStore, title: str, *, strong: bool) -> None:
        super().__init__(store, title)
        self._strong = strong
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.apply_theme()

    def corner_radius(self) -> int:
        return self.theme.tokens.radius.field

    def apply_theme(self) -> None:
        self.setFont(self.theme.font("bodyStrong" if self._strong else "small"))

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + self._icon_px() + 8
        return QSize(width, self.theme.scaled(self.theme.tokens.control.field_height))

    def minimumSizeHint(self) -> QSize:
        """The heading is elided where room is short; the tooltip then shows all of it."""
        return QSize(2 * self._icon_px(), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_all()

    def _tell_all(self) -> None:
        is_whole = self.sizeHint().width() <= self.width()
        self.setToolTip("" if is_whole else self.text())

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = self.begin_paint()
        colors, edge = self.theme.colors, self._icon_px()
        rect = self.box()
        painter.setPen(colors.text.primary if self._strong else colors.text.secondary)
        if self.hover_level > 0:
            painter.setPen(colors.text.primary)
        painter.setFont(self.font())
        left = 0 if self._strong else edge + 4
        room = rect.adjusted(left, 0, -(edge if self._strong else 0), 0)
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        icon = (
            ("up" if self.isChecked() else "down")
            if self._strong
            else ("down" if self.isChecked() else "right")
        )
        x = rect.right() - edge / 2 if self._strong else edge / 2
        arrow = QRectF(0, 0, arrow_px(self.theme), arrow_px(self.theme))
        arrow.moveCenter(QPointF(x, rect.center().y()))
        draw_icon(painter, self, self.store, icon, colors.text.secondary, arrow)
        painter.end()

    def _icon_px(self) -> int:
        return self.theme.scaled(self.theme.tokens.control.icon_small)


Drawing = Callable[[QPainter, QRectF, Theme], None]


class EmptyState(QWidget):
    """What stands where nothing is yet: a drawing, one sentence, and what to do about it.

    Args:
        drawing: paints into a box of at most 160×96, in line colour; None for no drawing.
        action: the words of the button, empty for none; pressing it emits `acted`.
    """

    acted = Signal()

    def __init__(
        self,
        store: ThemeStore,
        sentence: str,
        *,
        drawing: Drawing | None = None,
        action: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.label = Label(store, sentence, tone="text.secondary", wrap=True)
        self.label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addStretch(1)
        if drawing is not None:
            column.addWidget(_DrawingView(store, drawing), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self.label)
        column.addLayout(self._buttons)
        column.addStretch(1)
        self._buttons.addStretch(1)
        self._buttons.addStretch(1)
        if action:
            button = Button(store, action)
            button.clicked.connect(self.acted)
            self.add_button(button)

    def add_button(self, button: QWidget) -> None:
        """Offer one more thing to do."""
        self._buttons.insertWidget(self._buttons.count() - 1, button)


class _DrawingView(QWidget):
    def __init__(self, store: ThemeStore, drawing: Drawing) -> None:
        super().__init__()
        self._store = store
        self._drawing = drawing
        self.setFixedSize(160, 96)
        store.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        theme = self._store.theme
        painter.setPen(theme.colors.line.strong)
        self._drawing(painter, QRectF(self.rect()).adjusted(1, 1, -1, -1), theme)
        painter.end()
