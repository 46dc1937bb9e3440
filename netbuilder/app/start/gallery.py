"""The templates as a grid of cards that can be filtered by kind and searched by word."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.start.skyline import skyline_of
from netbuilder.app.start.template_card import ARROWS, TemplateCard
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Chip, EmptyState, Label, ScrollArea, SearchField
from netbuilder.project.template import Template, open_template, templates
from netbuilder.words import _

KINDS: Mapping[str, str] = {
    "images": _("Images"),
    "points": _("Points"),
    "tables": _("Tables"),
    "series": _("Series"),
}
"""What templates learn from, in the order of the filters."""

_MARGIN, _TOP = 40, 32
_GAP_X, _GAP_Y = 16, 20
_RING_PX = 8
_NARROWEST_CARD = 194
_SEARCH_WIDTH, _NARROWEST_SEARCH = 264, 120


class CardGrid(QWidget):
    """Cards in rows, as many side by side as there is room for; arrows go from one to the next.

    Signals:
        left_above: The arrow up was pressed in the first row.
        moved_to: The card that has the keyboard now.
    """

    left_above = Signal()
    moved_to = Signal(QWidget)

    def __init__(self, store: ThemeStore, cards: list[TemplateCard]) -> None:
        super().__init__()
        self._store = store
        self._cards = cards
        self.setAccessibleName(_("Templates"))
        self._columns = 1
        for card in cards:
            card.setParent(self)
        store.changed.connect(self._place)

    @property
    def shown(self) -> list[TemplateCard]:
        """The cards that the filter lets through, in their order."""
        return [card for card in self._cards if not card.isHidden()]

    def show_only(self, wanted: set[str]) -> None:
        """Show the cards of these templates."""
        for card in self._cards:
            card.setHidden(card.template.name not in wanted)
        self._place()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        shown, focused = self.shown, QApplication.focusWidget()
        at = next((i for i, card in enumerate(shown) if card is focused), None)
        if at is None or event.key() not in ARROWS:
            super().keyPressEvent(event)
            return
        target = self._target(Qt.Key(event.key()), at, len(shown))
        if target < 0:
            self.left_above.emit()
        elif target < len(shown):
            shown[target].setFocus(Qt.FocusReason.TabFocusReason)
            self.moved_to.emit(shown[target])

    def _target(self, key: Qt.Key, at: int, count: int) -> int:
        """The number of the card to go to; below 0 for what is above the grid."""
        last_row = (count - 1) // self._columns
        match key:
            case Qt.Key.Key_Left:
                return max(at - 1, 0)
            case Qt.Key.Key_Right:
                return at + 1
            case Qt.Key.Key_Up:
                return at - self._columns
            case Qt.Key.Key_Down if at // self._columns < last_row:
                return min(at + self._columns, count - 1)
            case Qt.Key.Key_Home:
                return 0
            case Qt.Key.Key_End:
                return count - 1
        return at

    def _place(self) -> None:
        shown, scaled = self.shown, self._store.theme.scaled
        if not shown:
            self.setMinimumHeight(0)
            return
        self._columns = max(1, (self.width() + _GAP_X) // (scaled(_NARROWEST_CARD) + _GAP_X))
        width = (self.width() - _GAP_X * (self._columns - 1)) / self._columns
        height = shown[0].sizeHint().height()
        for i, card in enumerate(shown):
            row, column = divmod(i, self._columns)
            left = round(column * (width + _GAP_X))
            right = round(column * (width + _GAP_X) + width)
            card.setGeometry(left, row * (height + _GAP_Y), right - left, height)
        rows = -(-len(shown) // self._columns)
        self.setMinimumHeight(rows * height + (rows - 1) * _GAP_Y)


class Gallery(QWidget):
    """The right of the start page.

    Signals:
        chosen: The name of the template to open.
    """

    chosen = Signal(str)

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self.setObjectName("start.templates")
        self.search_field = SearchField(store, placeholder=_("Find a template"))
        self.search_field.setObjectName("start.search")
        self._chips = QButtonGroup(self)
        self._grid = CardGrid(store, [self._build_card(template) for template in templates()])
        self._nothing = EmptyState(store, _("No template is like that."), action=_("Show all"))
        self._nothing.setObjectName("start.nothing")
        self._lay_out()
        self._connect()
        self._filter()

    def _build_card(self, template: Template) -> TemplateCard:
        skyline = skyline_of(open_template(template.name))
        card = TemplateCard(self._store, template, KINDS[template.kind], skyline)
        card.clicked.connect(partial(self._on_card_opened, template.name))
        return card

    def _lay_out(self) -> None:
        title = Label(self._store, _("Start from a template"), style="display")
        title.setObjectName("start.title")
        head = QHBoxLayout()
        head.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        head.setSpacing(_GAP_X)
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self.search_field, 1000)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, _TOP, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addSpacing(16)
        column.addLayout(self._build_chips())
        column.addSpacing(12)
        column.addWidget(self._build_cards(), 1)
        column.addWidget(self._nothing, 1)
        self._apply_theme()

    def _build_chips(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        row.setSpacing(8)
        there = {template.kind for template in templates()}
        for kind, words in {"": _("All"), **KINDS}.items():
            if kind and kind not in there:
                continue
            chip = Chip(self._store, words, checkable=True)
            chip.setObjectName(f"start.kind.{kind or 'all'}")
            chip.setProperty("kind", kind)
            chip.setChecked(not kind)
            self._chips.addButton(chip)
            row.addWidget(chip)
        row.addStretch(1)
        return row

    def _build_cards(self) -> QWidget:
        contents = QWidget()
        around = QVBoxLayout(contents)
        around.setContentsMargins(_MARGIN, _RING_PX, _MARGIN, _MARGIN)
        around.addWidget(self._grid)
        around.addStretch(1)
        self._area = ScrollArea()
        self._area.setWidget(contents)
        return self._area

    def _connect(self) -> None:
        self._store.changed.connect(self._apply_theme)
        self._chips.buttonClicked.connect(self._filter)
        self.search_field.text_changed.connect(self._filter)
        self.search_field.submitted.connect(self._on_search_submitted)
        self.search_field.stepped_down.connect(self._focus_first)
        self._grid.left_above.connect(self._on_grid_left)
        self._grid.moved_to.connect(self._area.ensureWidgetVisible)
        self._nothing.acted.connect(self._on_all_wanted)

    def _apply_theme(self) -> None:
        scaled = self._store.theme.scaled
        self.search_field.setMinimumWidth(scaled(_NARROWEST_SEARCH))
        self.search_field.setMaximumWidth(scaled(_SEARCH_WIDTH))

    def _filter(self) -> None:
        chip = self._chips.checkedButton()
        kind = str(chip.property("kind")) if chip is not None else ""
        words = self.search_field.text().casefold().split()
        found = {
            template.name
            for template in templates()
            if kind in ("", template.kind) and all(word in _searched(template) for word in words)
        }
        self._grid.show_only(found)
        self._area.setVisible(bool(found))
        self._nothing.setVisible(not found)

    def _focus_first(self) -> None:
        for card in self._grid.shown[:1]:
            card.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_card_opened(self, name: str) -> None:
        self.chosen.emit(name)

    def _on_search_submitted(self) -> None:
        for card in self._grid.shown[:1]:
            card.click()

    def _on_grid_left(self) -> None:
        self.search_field.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_all_wanted(self) -> None:
        self._chips.buttons()[0].setChecked(True)
        self.search_field.edit.clear()
        self._filter()


def _searched(template: Template) -> str:
    return f"{template.title} {template.summary} {KINDS[template.kind]}".casefold()
