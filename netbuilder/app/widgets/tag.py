"""Small marks that only tell: tags, keys, shapes, icons and family tiles."""

from typing import Literal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from netbuilder.app.theme import Theme, ThemeStore
from netbuilder.app.widgets.painting import draw_box, draw_icon

Tone = Literal["plain", "accent", "success", "warn", "error"]


class Mark(QWidget):
    """A painted text of fixed size; a subclass paints it and names its type style."""

    text_style = "caption"
    text_weight: int | None = None

    def __init__(self, store: ThemeStore, text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self._text = text
        self.setAccessibleName(text)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        store.changed.connect(self._on_theme_changed)

    @property
    def theme(self) -> Theme:
        """The theme in force."""
        return self.store.theme

    def text(self) -> str:
        """What the mark says."""
        return self._text

    def set_text(self, text: str) -> None:
        """Say something else."""
        self._text = text
        self.setAccessibleName(text)
        self._on_theme_changed()

    def text_font(self) -> QFont:
        """The font that the mark is written in."""
        return self.theme.font(self.text_style, weight=self.text_weight)

    def text_px(self) -> int:
        """How wide the text is."""
        return QFontMetrics(self.text_font()).horizontalAdvance(self._text)

    def minimumSizeHint(self) -> QSize:
        """A mark is never squeezed."""
        return self.sizeHint()

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class Tag(Mark):
    """A rounded word such as "Live" or "train", if wanted with a dot or an icon before it."""

    def __init__(
        self,
        store: ThemeStore,
        text: str,
        *,
        tone: Tone = "plain",
        dot: bool = False,
        icon: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(store, text, parent)
        self._tone: Tone = tone
        self._dot = dot
        self._icon = icon

    def sizeHint(self) -> QSize:
        """As wide as the word."""
        theme = self.theme
        dot = theme.scaled(10) if self._dot else 0
        icon = theme.scaled(theme.tokens.control.icon_small + 4) if self._icon else 0
        width = self.text_px() + 2 * theme.scaled(8) + dot + icon
        return QSize(width, theme.scaled(theme.tokens.control.tag_height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pill and its word."""
        theme = self.theme
        fill, ink = tone_paths(self._tone)
        painter = QPainter(self)
        rect = QRectF(self.rect())
        draw_box(painter, rect, theme.tokens.radius.tag * theme.font_scale, fill=theme.color(fill))
        left = float(theme.scaled(8))
        if self._dot:
            size = theme.scaled(6)
            dot = QRectF(left, (rect.height() - size) / 2, size, size)
            draw_box(painter, dot, size / 2, fill=theme.color(ink))
            left += theme.scaled(10)
        if self._icon is not None:
            edge = theme.scaled(theme.tokens.control.icon_small)
            box = QRectF(left, 0, edge, rect.height())
            draw_icon(painter, self, self.store, self._icon, theme.color(ink), box)
            left += edge + theme.scaled(4)
        painter.setFont(self.text_font())
        painter.setPen(theme.color(ink))
        text_rect = QRectF(left, 0, rect.width() - left, rect.height())
        painter.drawText(text_rect, Qt.AlignmentFlag.AlignVCenter, self._text)
        painter.end()


class KeyHint(Mark):
    """The key that does the same, in a small frame."""

    text_style = "mono"

    def sizeHint(self) -> QSize:
        """As wide as the key's name."""
        theme = self.theme
        height = theme.scaled(theme.tokens.control.kbd_height)
        return QSize(max(self.text_px() + 2 * theme.scaled(6), height), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the frame and the key's name."""
        colors = self.theme.colors
        painter = QPainter(self)
        draw_box(
            painter, QRectF(self.rect()), self.theme.tokens.space.unit, line=colors.line.strong
        )
        painter.setFont(self.text_font())
        painter.setPen(colors.text.secondary)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()


class ShapePill(Mark):
    """A tensor's shape such as 64×8×8 on the ground of its kind.

    `kind` is a key of the wire colours (`image`, `vector`, ...). An assumed shape, one that stands
    downstream of a problem, has a dashed outline.
    """

    text_style = "mono"

    def __init__(
        self,
        store: ThemeStore,
        text: str,
        kind: str = "any",
        *,
        assumed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(store, text, parent)
        self._kind = kind
        self._assumed = assumed

    def sizeHint(self) -> QSize:
        """As wide as the shape."""
        theme, pill = self.theme, self.theme.tokens.canvas.pill
        return QSize(self.text_px() + 2 * theme.scaled(pill.pad_x), theme.scaled(pill.height))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pill and the shape."""
        colors = self.theme.colors
        wire = colors.wire[self._kind]
        painter = QPainter(self)
        rect = QRectF(self.rect())
        line = wire.color if self._assumed else None
        draw_box(painter, rect, rect.height() / 2, fill=wire.pill, line=line, dashes=(3, 2.5))
        painter.setFont(self.text_font())
        painter.setPen(colors.text.primary)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._text)
        painter.end()


class IconView(Mark):
    """An icon that only tells; `name` is what a screen reader says."""

    def __init__(
        self,
        store: ThemeStore,
        icon: str,
        name: str = "",
        *,
        tone: str = "text.secondary",
        size: int = 16,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(store, name, parent)
        self._icon = icon
        self._tone = tone
        self._size = size

    def set_icon(self, icon: str, tone: str | None = None) -> None:
        """Show another icon, if wanted in another colour."""
        self._icon = icon
        self._tone = tone or self._tone
        self.update()

    def sizeHint(self) -> QSize:
        """The icon's square."""
        edge = self.theme.scaled(self._size)
        return QSize(edge, edge)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the icon."""
        painter = QPainter(self)
        color = self.theme.color(self._tone)
        draw_icon(painter, self, self.store, self._icon, color, QRectF(self.rect()))
        painter.end()


class FamilyTile(Mark):
    """The coloured square with the icon of a layer's family.

    `family` is a key of the family colours (`conv`, `dense`, ...); `size` is 20 in lists and nodes
    and 32 at the head of the inspector.
    """

    def __init__(
        self, store: ThemeStore, family: str, *, size: int = 20, parent: QWidget | None = None
    ) -> None:
        super().__init__(store, "", parent)
        self._size = size
        self.set_family(family)

    def set_family(self, family: str) -> None:
        """Show another family."""
        self._family = self.store.theme.colors.family[family]
        self._key = family
        self.setAccessibleName(self._family.name)
        self.update()

    def sizeHint(self) -> QSize:
        """The tile's square."""
        edge = self.theme.scaled(self._size)
        return QSize(edge, edge)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the tile and its glyph."""
        theme = self.theme
        family = theme.colors.family[self._key]
        node, radius = theme.tokens.canvas.node, theme.tokens.radius
        painter = QPainter(self)
        rect = QRectF(self.rect())
        corner = radius.tile_small if self._size <= node.icon_tile + 4 else radius.tile_large
        draw_box(painter, rect, corner, fill=family.color)
        edge = round(rect.height() * node.icon_glyph / node.icon_tile)
        glyph = QRectF(0, 0, edge, edge)
        glyph.moveCenter(rect.center())
        ink = theme.colors.node.glyph_on_family
        draw_icon(painter, self, self.store, family.icon_name, ink, glyph)
        painter.end()


def tone_paths(tone: Tone) -> tuple[str, str]:
    """The paths of the fill and of the ink of a tone."""
    if tone == "plain":
        return "surface.field", "text.secondary"
    return f"{tone}.soft", f"{tone}.text"
