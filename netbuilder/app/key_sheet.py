"""The key sheet: every key of the app by what it does, from the tables that bind them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.actions import COMMANDS, MENUS, key_words
from netbuilder.app.canvas.keys import CANVAS_KEYS, MOUSE_WAYS
from netbuilder.app.overlay import EDGE, Overlay
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Divider, IconButton, KeyHint, Label, ScrollArea
from netbuilder.words import _

_WIDTH = 1560
_MOST_COLUMNS = 4
_ROWS_OF_TITLE = 2

Row = tuple[str, tuple[str, ...]]
"""Words, and the keys that do it in Qt's portable form, or ways with the mouse in words."""


def rows_by_group() -> Mapping[str, Sequence[Row]]:
    """All keys by group: the menus of the commands, ``canvas``, and ``mouse``."""
    groups: dict[str, list[Row]] = {name: [] for name in MENUS}
    for row in COMMANDS:
        if row.keys:
            groups[row.menu].append((row.words, row.keys))
    groups["canvas"] = [(words, keys) for keys, words in CANVAS_KEYS]
    groups["mouse"] = [(words, ways) for ways, words in MOUSE_WAYS]
    return groups


class KeySheet(Overlay):
    """All keys over the window; the keys that open it, Escape and the cross close it."""

    def __init__(self, store: ThemeStore, window: QWidget) -> None:
        super().__init__(store, window)
        self.setObjectName("keys")
        self.setAccessibleName(_("Keys"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._title = Label(store, _("Keys"), style="title")
        self.close_button = IconButton(store, "x", _("Close"))
        self.close_button.setObjectName("keys.close")
        self.close_button.clicked.connect(self.close_over)
        self._area = ScrollArea()
        self._area.setObjectName("keys.rows")
        head = QHBoxLayout()
        head.setContentsMargins(24, 16, 16, 12)
        head.addWidget(self._title, 1)
        head.addWidget(self.close_button)
        self.card.body.setSpacing(0)
        self.card.body.addLayout(head)
        self.card.body.addWidget(Divider(store))
        self.card.body.addWidget(self._area, 1)
        store.changed.connect(self._fill_if_seen)

    def open_sheet(self) -> None:
        """Show the keys."""
        self._fill()
        self.show_over(self)

    def card_size(self) -> tuple[int, int]:
        content = self._area.widget()
        head = self.card.body.sizeHint().height() - self._area.sizeHint().height()
        height = content.sizeHint().height() if content is not None else 0
        return self.store.theme.scaled(_WIDTH), max(0, head) + height

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self._area.verticalScrollBar()
        steps = {
            Qt.Key.Key_Down: bar.singleStep(),
            Qt.Key.Key_Up: -bar.singleStep(),
            Qt.Key.Key_PageDown: bar.pageStep(),
            Qt.Key.Key_PageUp: -bar.pageStep(),
        }
        key = Qt.Key(event.key())
        if key in steps:
            bar.setValue(bar.value() + steps[key])
        elif key in (Qt.Key.Key_Escape, Qt.Key.Key_F1, Qt.Key.Key_Question):
            self.close_over()

    def _fill_if_seen(self) -> None:
        if self.isVisible():
            self._fill()
            self.place_card()

    def _fill(self) -> None:
        """Lay the groups out in as many columns as there is room for."""
        room = min(self.window().width() - 2 * EDGE, self.store.theme.scaled(_WIDTH))
        room -= self._area.verticalScrollBar().sizeHint().width()
        for count in range(_MOST_COLUMNS, 0, -1):
            content = self._build_columns(_balanced(rows_by_group(), count))
            if content.minimumSizeHint().width() <= room:
                break
        self._area.setWidget(content)

    def _build_columns(self, columns: Sequence[Sequence[str]]) -> QWidget:
        groups = rows_by_group()
        content = QWidget()
        row = QHBoxLayout(content)
        row.setContentsMargins(24, 16, 24, 24)
        row.setSpacing(32)
        for names in columns:
            column = QVBoxLayout()
            column.setSpacing(20)
            for name in names:
                column.addLayout(self._build_group(_TITLES[name], groups[name]))
            column.addStretch(1)
            row.addLayout(column, 1)
        return content

    def _build_group(self, title: str, rows: Iterable[Row]) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(6)
        grid.setHorizontalSpacing(12)
        grid.setColumnStretch(0, 1)
        grid.addWidget(Label(self.store, title, style="bodyStrong"), 0, 0, 1, 2)
        for i, (words, keys) in enumerate(rows, 1):
            shown = [key_words(key) or key for key in keys]
            label = Label(self.store, words, tone="text.secondary")
            label.setAccessibleName(f"{words}, {_(' or ').join(shown)}")
            hints = QHBoxLayout()
            hints.setSpacing(4)
            hints.addStretch(1)
            for key in shown:
                hints.addWidget(KeyHint(self.store, key))
            grid.addWidget(label, i, 0)
            grid.addLayout(hints, i, 1)
        return grid


def _balanced(groups: Mapping[str, Sequence[Row]], count: int) -> list[tuple[str, ...]]:
    """The groups with keys in `count` columns, in order, the longest column as short as may be."""
    names = [name for name, rows in groups.items() if rows]

    def length(part: tuple[str, ...]) -> int:
        return sum(len(groups[name]) + _ROWS_OF_TITLE for name in part)

    ways = (
        [tuple(names[start:stop]) for start, stop in pairwise((0, *cuts, len(names)))]
        for cuts in combinations(range(1, len(names)), count - 1)
    )
    return min(ways, key=lambda parts: max(map(length, parts)))


_TITLES: Mapping[str, str] = {
    **MENUS,
    "canvas": _("On the canvas"),
    "mouse": _("With the mouse on the canvas"),
}
