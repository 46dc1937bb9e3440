"""Buttons with words, and buttons with an icon alone."""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from netbuilder.app.theme import ThemeStore, mix
from netbuilder.app.widgets.control import Control
from netbuilder.app.widgets.painting import draw_box, draw_icon

ButtonKind = Literal["plain", "filled", "ghost", "danger", "link"]
ButtonSize = Literal["small", "medium", "large"]

_ICON_GAP = 8


class Button(Control):
    """A button with words and, if wanted, an icon before and a key hint after them.

    `filled` is the one main action of a group, `ghost` has no face until touched, `danger` ends
    something, `link` leads elsewhere. `clicked` is Qt's own signal.
    """

    def __init__(
        self,
        store: ThemeStore,
        text: str,
        *,
        kind: ButtonKind = "plain",
        size: ButtonSize = "medium",
        icon: str | None = None,
        trailing_icon: str | None = None,
        keys: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(store, text, parent)
        self._kind: ButtonKind = kind
        self._size: ButtonSize = size
        self._icon = icon
        self._trailing_icon = trailing_icon
        self._keys = keys
        self.apply_theme()

    def set_face(self, text: str, icon: str | None, kind: ButtonKind) -> None:
        """Turn into another action in the same place, as Train turns into Pause."""
        self.setText(text)
        self.setAccessibleName(text)
        self._icon, self._kind = icon, kind
        self._on_theme_changed()

    def apply_theme(self) -> None:
        """Take the weight that the kind is written in."""
        weight = {"filled": 600, "danger": 600}.get(self._kind, 500)
        style = "small" if self._size == "small" else "body"
        self.setFont(self.theme.font(style, weight=weight))

    def corner_radius(self) -> int:
        """Small buttons have smaller corners."""
        radius = self.theme.tokens.radius
        return radius.button_small if self._size == "small" else radius.button

    def sizeHint(self) -> QSize:
        """As high as its size says, as wide as its content."""
        control = self.theme.tokens.control
        height = {
            "small": control.button_small,
            "medium": control.button_height,
            "large": control.button_large,
        }[self._size]
        return QSize(self._content_px() + 2 * self._pad(), self.theme.scaled(height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint face, icon and words."""
        painter = self.begin_paint()
        fill, line = self._face()
        draw_box(painter, self.box(), self.corner_radius(), fill=fill, line=line)
        ink, icon_ink = self._inks()
        content = self._content_px()
        left = self._pad() if self._keys else max((self.width() - content) / 2, 0.0)
        icon_px, height = self._icon_px(), self.height()
        if self._icon is not None:
            rect = QRectF(left, 0, icon_px, height)
            draw_icon(painter, self, self.store, self._icon, icon_ink, rect)
            left += icon_px + _ICON_GAP
        painter.setPen(ink)
        painter.setFont(self.font())
        text_px = self._text_px()
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(left, 0, text_px + 1, height), middle, self.text())
        if self._trailing_icon is not None:
            rect = QRectF(left + text_px + _ICON_GAP, 0, icon_px, height)
            draw_icon(painter, self, self.store, self._trailing_icon, icon_ink, rect)
        if self._keys:
            painter.setFont(self.theme.font("mono"))
            right = QRectF(0, 0, self.width() - self._pad(), height)
            painter.drawText(right, middle | Qt.AlignmentFlag.AlignRight, self._keys)
        painter.end()

    def _pad(self) -> int:
        if self._kind == "link":
            return 0
        return self.theme.scaled({"small": 10, "medium": 12, "large": 12}[self._size])

    def _icon_px(self) -> int:
        control = self.theme.tokens.control
        small = self._size == "small" or self._kind == "link"
        return self.theme.scaled(control.icon_small if small else control.icon_size)

    def _text_px(self) -> int:
        return self.fontMetrics().horizontalAdvance(self.text())

    def _content_px(self) -> int:
        icons = (self._icon is not None) + (self._trailing_icon is not None)
        width = self._text_px() + icons * (self._icon_px() + _ICON_GAP)
        if self._keys:
            width += self.theme.scaled(24) + len(self._keys) * self.theme.font_px("mono")
        return width

    def _face(self) -> tuple[QColor | None, QColor | None]:
        colors = self.theme.colors
        down = self.isDown()
        if self._kind == "filled":
            hovered = mix(colors.accent.fill, colors.accent.fill_hover, self.hover_level)
            return (colors.accent.fill if down else hovered), None
        if self._kind == "danger":
            hovered = mix(colors.error.soft, colors.error.line, 0.18 * self.hover_level)
            return (colors.error.soft if down else hovered), None
        if self._kind == "link":
            return None, None
        if self._kind == "ghost":
            if down or self.isChecked():
                return colors.surface.pressed, None
            hover = QColor(colors.surface.hover)
            hover.setAlphaF(self.hover_level)
            return hover, None
        hovered = mix(colors.surface.field, colors.surface.hover, self.hover_level)
        return (colors.surface.pressed if down else hovered), colors.line.strong

    def _inks(self) -> tuple[QColor, QColor]:
        colors = self.theme.colors
        if self._kind == "filled":
            return colors.accent.on_fill, colors.accent.on_fill
        if self._kind == "danger":
            return colors.error.text, colors.error.text
        if self._kind == "link":
            ink = mix(colors.accent.text, colors.text.primary, 0.5 * self.hover_level)
            return ink, ink
        if self._kind == "ghost":
            ink = mix(colors.text.secondary, colors.text.primary, self.hover_level)
            return ink, ink
        return colors.text.primary, colors.text.secondary


class IconButton(Control):
    """An icon alone; `name` is what a screen reader and the tooltip say.

    `icon_size` in unscaled pixels replaces the size that goes with the button's.
    """

    def __init__(
        self,
        store: ThemeStore,
        icon: str,
        name: str,
        *,
        small: bool = False,
        icon_size: int | None = None,
        tone: str = "text.secondary",
        checkable: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(store, "", parent)
        self._icon = icon
        self._small = small
        self._icon_size = icon_size
        self._tone = tone
        self.setCheckable(checkable)
        self.setAccessibleName(name)
        self.set_tooltip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_icon(self, icon: str, name: str | None = None) -> None:
        """Show another icon, and say another name if what it does has changed."""
        self._icon = icon
        if name is not None:
            self.setAccessibleName(name)
            self.set_tooltip(name)
        self.update()

    def set_tone(self, tone: str) -> None:
        """Draw the icon in another colour of the tokens."""
        self._tone = tone
        self.update()

    def corner_radius(self) -> int:
        """Small buttons have smaller corners."""
        radius = self.theme.tokens.radius
        return radius.button_small if self._small else radius.button

    def sizeHint(self) -> QSize:
        """A square."""
        control = self.theme.tokens.control
        edge = self.theme.scaled(control.icon_button_small if self._small else control.icon_button)
        edge = max(edge, control.hit_minimum)
        return QSize(edge, edge)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the icon, on a face while touched or checked."""
        painter = self.begin_paint()
        colors, control = self.theme.colors, self.theme.tokens.control
        face = QColor(colors.surface.hover)
        face.setAlphaF(self.hover_level)
        if self.isDown() or self.isChecked():
            face = colors.surface.pressed
        draw_box(painter, self.box(), self.corner_radius(), fill=face)
        ink = mix(self.theme.color(self._tone), colors.text.primary, self.hover_level)
        size = control.icon_small if self._small else control.icon_size
        edge = self.theme.scaled(self._icon_size or size)
        rect = QRectF(0, 0, edge, edge)
        rect.moveCenter(self.box().center())
        draw_icon(painter, self, self.store, self._icon, ink, rect)
        painter.end()
