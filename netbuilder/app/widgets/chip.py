"""Rounded buttons that show a state: the device, the number of problems, a filter."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from netbuilder.app.theme import ThemeStore, mix
from netbuilder.app.widgets.control import Control
from netbuilder.app.widgets.painting import arrow_px, draw_box, draw_icon
from netbuilder.app.widgets.tag import Tone, tone_paths

_GAP = 8


class Chip(Control):
    """A pill with words, if wanted with an icon before them and an arrow that promises a menu.

    `badge` draws the icon on a round ground in the tone's line colour, as on "1 problem".
    A checkable chip is a filter.
    """

    def __init__(
        self,
        store: ThemeStore,
        text: str,
        *,
        tone: Tone = "plain",
        icon: str | None = None,
        badge: bool = False,
        has_menu: bool = False,
        checkable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(store, text, parent)
        self._tone: Tone = tone
        self._icon = icon
        self._badge = badge
        self._has_menu = has_menu
        self.setCheckable(checkable)
        self.apply_theme()

    def set_text(self, text: str) -> None:
        """Show other words."""
        self.setText(text)
        self.setAccessibleName(text)
        self.updateGeometry()

    def set_has_menu(self, on: bool) -> None:
        """Promise a menu, or not."""
        self._has_menu = on
        self.updateGeometry()
        self.update()

    def set_tone(self, tone: Tone) -> None:
        """Take another tone."""
        self._tone = tone
        self.update()

    def apply_theme(self) -> None:
        """Take the font."""
        weight = 500 if self._tone != "plain" else None
        self.setFont(self.theme.font("small", weight=weight))

    def corner_radius(self) -> int:
        """Half of the height."""
        return self.sizeHint().height() // 2

    def sizeHint(self) -> QSize:
        """As wide as the content."""
        theme = self.theme
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2 * theme.scaled(12)
        if self._icon is not None:
            width += self._icon_px() + theme.scaled(_GAP)
        if self._has_menu:
            width += arrow_px(theme) + theme.scaled(_GAP)
        return QSize(width, theme.scaled(theme.tokens.control.chip_height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pill and its content."""
        theme, colors = self.theme, self.theme.colors
        painter = self.begin_paint()
        fill_path, ink_path = tone_paths(self._tone)
        fill, ink = theme.color(fill_path), theme.color(ink_path)
        fill = mix(fill, colors.surface.hover, self.hover_level * (self._tone == "plain"))
        if self.isChecked() or self.isDown():
            fill, ink = colors.surface.pressed, colors.text.primary
        draw_box(painter, self.box(), self.height() / 2, fill=fill)
        left, height, gap = theme.scaled(12), self.height(), theme.scaled(_GAP)
        if self._icon is not None:
            rect = QRectF(left, 0, self._icon_px(), height)
            if self._badge:
                self._paint_badge(painter, rect)
            else:
                draw_icon(painter, self, self.store, self._icon, ink, rect)
            left += self._icon_px() + gap
        painter.setFont(self.font())
        painter.setPen(ink)
        width = self.fontMetrics().horizontalAdvance(self.text())
        painter.drawText(
            QRectF(left, 0, width + 1, height), Qt.AlignmentFlag.AlignVCenter, self.text()
        )
        if self._has_menu:
            rect = QRectF(left + width + gap, 0, arrow_px(theme), height)
            draw_icon(painter, self, self.store, "down", ink, rect)
        painter.end()

    def _icon_px(self) -> int:
        control = self.theme.tokens.control
        return self.theme.scaled(control.icon_size if self._badge else control.icon_small)

    def _paint_badge(self, painter: QPainter, rect: QRectF) -> None:
        colors = self.theme.colors
        ground = (
            colors.error.line
            if self._tone == "error"
            else self.theme.color(tone_paths(self._tone)[1])
        )
        edge = rect.width()
        disc = QRectF(0, 0, edge, edge)
        disc.moveCenter(rect.center())
        draw_box(painter, disc, edge / 2, fill=ground)
        glyph = disc.adjusted(3, 3, -3, -3)
        ink = colors.accent.on_fill if self._tone == "error" else colors.surface.panel
        assert self._icon is not None
        draw_icon(painter, self, self.store, self._icon, ink, glyph)
