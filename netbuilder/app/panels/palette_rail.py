"""The palette where the window is narrow: a rail of family tiles that open it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Control, IconButton, ScrollArea
from netbuilder.app.widgets.painting import draw_box, draw_icon
from netbuilder.layers import catalogue
from netbuilder.words import _

_TILE = 26
_GLYPH = 16


class PaletteRail(QWidget):
    """A button to search, and one for each family of layers.

    Signals:
        family_chosen: The layers of a family are wanted, by its key.
        search_wanted: A layer is to be searched by name.
    """

    family_chosen = Signal(str)
    search_wanted = Signal()

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.setObjectName("palette_rail")
        self.setAccessibleName(_("Families of layers"))
        self.search_button = IconButton(store, "search", _("Find a layer"))
        self.search_button.setObjectName("palette_rail.search")
        self.search_button.clicked.connect(self.search_wanted)
        self._tiles = QWidget()
        self._area = ScrollArea()
        self._area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self._tiles)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(2)
        middle = Qt.AlignmentFlag.AlignHCenter
        for family in catalogue.families():
            tile = _FamilyButton(store, family.value, self._area)
            tile.clicked.connect(partial(self.family_chosen.emit, family.value))
            column.addWidget(tile, 0, middle)
        column.addStretch(1)
        self._area.setWidget(self._tiles)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.search_button, 0, middle)
        layout.addWidget(self._area, 1)
        self._apply_theme()
        store.changed.connect(self._apply_theme)

    def _apply_theme(self) -> None:
        theme = self._store.theme
        self.setFixedWidth(theme.scaled(theme.tokens.window.palette.rail))


class _FamilyButton(Control):
    """A family's tile; its name is in the tooltip and for screen readers."""

    def __init__(self, store: ThemeStore, family: str, area: ScrollArea) -> None:
        super().__init__(store)
        self._area = area
        self._family = family
        name = store.theme.colors.family[family].name
        self.setObjectName(f"palette_rail.{family}")
        self.setAccessibleName(name)
        self.set_tooltip(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def corner_radius(self) -> int:
        return self.theme.tokens.radius.button

    def sizeHint(self) -> QSize:
        edge = self.theme.scaled(self.theme.tokens.control.row_list)
        return QSize(edge, edge)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._area.ensureWidgetVisible(self)
        super().focusInEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = self.begin_paint()
        theme, colors = self.theme, self.theme.colors
        if self.isDown() or self.hover_level > 0:
            ground = colors.surface.pressed if self.isDown() else colors.surface.hover
            painter.setOpacity(1.0 if self.isDown() else self.hover_level)
            draw_box(painter, self.box(), self.corner_radius(), fill=ground)
            painter.setOpacity(1.0)
        tile = QRectF(0, 0, theme.scaled(_TILE), theme.scaled(_TILE))
        tile.moveCenter(self.box().center())
        family = theme.colors.family[self._family]
        draw_box(painter, tile, theme.tokens.radius.tile_small, fill=family.color)
        glyph = QRectF(0, 0, theme.scaled(_GLYPH), theme.scaled(_GLYPH))
        glyph.moveCenter(tile.center())
        ink = theme.colors.node.glyph_on_family
        draw_icon(painter, self, self.store, family.icon_name, ink, glyph)
        painter.end()
