"""A template as a card: its network drawn, what it is called, what it learns."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QFontMetrics,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from netbuilder.app.start.drawing import draw_skyline
from netbuilder.app.start.skyline import Skyline
from netbuilder.app.theme import ThemeStore, mix
from netbuilder.app.widgets import Button
from netbuilder.app.widgets.control import Control
from netbuilder.app.widgets.painting import draw_box
from netbuilder.project.template import Template
from netbuilder.words import _

_PICTURE_PX = 160
_MARGIN_X, _MARGIN_Y = 18, 44
_PADDING = 14
_SUMMARY_LINES = 2


class TemplateCard(Control):
    """One template; `clicked` says that it is to be opened.

    Enter, a double-click and the button Open do that; a single click gives the card the keyboard.
    """

    def __init__(
        self,
        store: ThemeStore,
        template: Template,
        kind: str,
        skyline: Skyline,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(store, template.title, parent)
        self.template = template
        self._kind = kind
        self._skyline = skyline
        self.setObjectName(f"start.template.{template.name}")
        self.setAccessibleDescription(f"{template.summary}. {kind}.")
        self.open_button = Button(store, _("Open"), kind="filled", size="small", parent=self)
        self.open_button.setObjectName(f"start.open.{template.name}")
        self.open_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.open_button.setAccessibleName(_("Open {title}").format(title=template.title))
        self.open_button.clicked.connect(self.click)
        self.open_button.hide()

    def corner_radius(self) -> int:
        return self.theme.tokens.radius.card

    def sizeHint(self) -> QSize:
        scaled = self.theme.scaled
        return QSize(scaled(_PICTURE_PX), self._words_top() + self._words_px() + scaled(_PADDING))

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = self.theme.colors
        painter = self.begin_paint()
        rect, radius = self.box(), self.corner_radius()
        level = 1.0 if self.hasFocus() else self.hover_level
        draw_box(painter, rect, radius, fill=colors.surface.raised)
        outline = QPainterPath()
        outline.addRoundedRect(rect, radius, radius)
        painter.save()
        painter.setClipPath(outline)
        picture = QRectF(0, 0, self.width(), self._picture_px())
        painter.fillRect(picture, colors.surface.canvas)
        painter.fillRect(QRectF(0, picture.bottom(), self.width(), 1), colors.line.soft)
        painter.restore()
        room = picture.adjusted(_MARGIN_X, _MARGIN_Y, -_MARGIN_X, -_MARGIN_Y)
        draw_skyline(painter, room, self._skyline, self.theme)
        self._paint_words(painter)
        line = mix(colors.line.soft, colors.accent.line, level)
        draw_box(painter, rect, radius, line=line)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.setFocus(Qt.FocusReason.MouseFocusReason)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.click()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in ARROWS:
            event.ignore()  # the grid knows the neighbours
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.open_button.show()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.open_button.setVisible(self.hasFocus())

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.open_button.show()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.open_button.setVisible(self.underMouse())
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size, edge = self.open_button.sizeHint(), self.theme.scaled(10)
        corner = self.rect().bottomRight() - QRect(0, 0, edge, edge).bottomRight()
        button = QRect(0, 0, size.width(), size.height())
        button.moveBottomRight(corner)
        self.open_button.setGeometry(button)

    def _paint_words(self, painter: QPainter) -> None:
        theme, colors = self.theme, self.theme.colors
        left = theme.scaled(_PADDING)
        width, top = self.width() - 2 * left, self._words_top()
        for style, tone, words, lines in (
            ("bodyStrong", colors.text.primary, self.template.title, 1),
            ("body", colors.text.secondary, self.template.summary, _SUMMARY_LINES),
        ):
            font = theme.font(style)
            painter.setFont(font)
            painter.setPen(tone)
            height = lines * theme.line_px(style)
            box = QRect(left, top, width, height)
            if lines == 1:
                words = QFontMetrics(font).elidedText(words, Qt.TextElideMode.ElideRight, width)
            painter.drawText(box, Qt.TextFlag.TextWordWrap, words)
            top += height
        painter.setFont(theme.font("caption"))
        painter.setPen(colors.text.hint)
        box = QRect(left, top + theme.scaled(4), width, theme.line_px("caption"))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, self._kind)

    def _picture_px(self) -> int:
        return self.theme.scaled(_PICTURE_PX)

    def _words_top(self) -> int:
        return self._picture_px() + self.theme.scaled(_PADDING)

    def _words_px(self) -> int:
        line = self.theme.line_px
        words = line("bodyStrong") + _SUMMARY_LINES * line("body") + line("caption")
        return words + self.theme.scaled(4)


ARROWS = (
    Qt.Key.Key_Left,
    Qt.Key.Key_Right,
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Home,
    Qt.Key.Key_End,
)
"""Keys that go from card to card."""
