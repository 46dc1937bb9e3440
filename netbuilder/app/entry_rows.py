"""Things that can be chosen by name, and the rows that show those that a search has found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFont,
    QFontMetrics,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from netbuilder.app.fuzzy import Found, find, has_words
from netbuilder.app.theme import Theme, ThemeStore
from netbuilder.words import _

MOST_ROWS = 10
"""Rows in sight; more are scrolled to."""

_NARROWEST = 200
_TILE = 18
_DISABLED = 0.4
_ENTRY = Qt.ItemDataRole.UserRole
_FOUND = Qt.ItemDataRole.UserRole + 1

_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Something that can be done by name.

    Attributes:
        words: Its name.
        group: What it belongs to.
        run: Does it.
        keys: The keys that do the same, as the system writes them.
        icon: An icon by name, or "".
        family: The layer family whose tile stands in the icon's place, or "".
        other_words: What else it is found by.
        reason: Why it cannot be done now, or "".
        line: What it is, in a sentence.
    """

    words: str
    group: str
    run: Callable[[], object]
    keys: str = ""
    icon: str = ""
    family: str = ""
    other_words: str = ""
    reason: str = ""
    line: str = ""

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        off = _("not now: {reason}").format(reason=self.reason) if self.reason else ""
        return ", ".join(part for part in (self.words, self.group, self.keys, off) if part)


def found_entries(entries: Sequence[Entry], wanted: str) -> list[tuple[Entry, Found]]:
    """The entries that a search finds, best first; all, in their order, for an empty one."""
    found = [(entry, match) for entry in entries if (match := _found(entry, wanted)) is not None]
    if wanted.strip():
        found.sort(key=lambda pair: -pair[1].score)
    return found


def _found(entry: Entry, wanted: str) -> Found | None:
    match = find(wanted, entry.words)
    if match is None and has_words(wanted, f"{entry.words} {entry.group} {entry.other_words}"):
        return Found(0.0, ())
    return match


class EntryRows(QListView):
    """The rows that a search has found, one of them current. The keys stay with the search.

    Args:
        store: The theme.
        name: What a screen reader calls them.
    """

    def __init__(self, store: ThemeStore, name: str) -> None:
        super().__init__()
        self._store = store
        self._model = QStandardItemModel(self)
        self.setAccessibleName(name)
        self.setModel(self._model)
        self.setItemDelegate(_RowPainter(store, self))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)

    @property
    def current(self) -> Entry | None:
        """The entry of the current row."""
        return self.entry_at(self.currentIndex())

    @property
    def row_px(self) -> int:
        """How high a row is."""
        return _row_px(self._store.theme)

    @property
    def num_rows(self) -> int:
        """How many entries were found."""
        return self._model.rowCount()

    def entry_at(self, index: _Index) -> Entry | None:
        """The entry of a row."""
        entry = index.data(_ENTRY)
        return entry if isinstance(entry, Entry) else None

    def show_found(self, entries: Iterable[tuple[Entry, Found]]) -> None:
        """Show what was found; the first is current."""
        self._model.clear()
        for entry, found in entries:
            row = QStandardItem(entry.words)
            row.setData(entry, _ENTRY)
            row.setData(found, _FOUND)
            row.setData(entry.spoken, Qt.ItemDataRole.AccessibleTextRole)
            self._model.appendRow(row)
        self.setCurrentIndex(self._model.index(0, 0))
        self.scrollToTop()

    def show_at_most(self, num_rows: int) -> int:
        """Be as high as the rows that there are, up to so many; gives the height."""
        height = min(num_rows, self.num_rows) * self.row_px
        self.setFixedHeight(height)
        return height

    def step(self, key: Qt.Key) -> bool:
        """Go to another row with an arrow or a page key; whether it was one."""
        if key not in _STEPS:
            return False
        count, step = max(1, self.num_rows), _STEPS[key]
        row = self.currentIndex().row() + step
        to = row % count if abs(step) == 1 else min(max(row, 0), count - 1)
        self.setCurrentIndex(self._model.index(to, 0))
        return True

    def announce_current(self, reader: QWidget) -> None:
        """Let a screen reader at `reader` say the current row."""
        if self.current is not None:
            spoken = QAccessibleAnnouncementEvent(reader, self.current.spoken)
            QAccessible.updateAccessibility(spoken)


_STEPS = {
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Down: 1,
    Qt.Key.Key_PageUp: -(MOST_ROWS - 1),
    Qt.Key.Key_PageDown: MOST_ROWS - 1,
}


def _row_px(theme: Theme) -> int:
    return theme.scaled(theme.tokens.control.row_list)


class _RowPainter(QStyledItemDelegate):
    """Draws an entry: icon, name with the letters that were found, group and keys."""

    def __init__(self, store: ThemeStore, rows: QListView) -> None:
        super().__init__(rows)
        self._store = store

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(_NARROWEST, _row_px(self._store.theme))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = self._store.theme
        entry, found = index.data(_ENTRY), index.data(_FOUND)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state: QStyle.StateFlag = option.state
        rect: QRect = option.rect
        room = rect.adjusted(8, 0, -8, 0)
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        if is_current or state & QStyle.StateFlag.State_MouseOver:
            ground = theme.colors.accent.soft if is_current else theme.colors.surface.hover
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            painter.drawRoundedRect(room, theme.tokens.radius.field, theme.tokens.radius.field)
        if entry.reason:
            painter.setOpacity(_DISABLED)
        room.adjust(10, 0, -10, 0)
        self._paint_icon(painter, theme, room, entry)
        room.adjust(theme.scaled(_TILE) + 12, 0, 0, 0)
        room.setRight(self._paint_end(painter, theme, room, entry) - 12)
        self._paint_words(painter, theme, room, entry.words, found.places)
        painter.restore()

    def _paint_icon(self, painter: QPainter, theme: Theme, room: QRect, entry: Entry) -> None:
        edge = theme.scaled(_TILE)
        tile = QRect(room.left(), room.center().y() - edge // 2 + 1, edge, edge)
        ratio = painter.device().devicePixelRatioF()
        icon, ink, size = entry.icon, theme.color("text.secondary"), theme.scaled(16)
        if entry.family:
            family = theme.colors.family[entry.family]
            radius = theme.tokens.radius.tile_small
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(family.color)
            painter.drawRoundedRect(tile, radius, radius)
            icon, ink = family.icon_name, theme.color("node.glyph_on_family")
            size = theme.scaled(_TILE * 2 // 3)
        if icon:
            inset = (edge - size) // 2
            pixmap = self._store.icons.pixmap(icon, ink, size, ratio)
            painter.drawPixmap(tile.topLeft() + QPoint(inset, inset), pixmap)

    def _paint_end(self, painter: QPainter, theme: Theme, room: QRect, entry: Entry) -> int:
        """Paint keys and group at the right; gives the left edge of both."""
        right = room.right()
        middle = Qt.AlignmentFlag.AlignCenter
        if entry.keys:
            font = theme.font("mono")
            width = QFontMetrics(font).horizontalAdvance(entry.keys) + 2 * theme.scaled(6)
            height = theme.scaled(theme.tokens.control.kbd_height)
            box = QRectF(right - width, room.center().y() - height / 2 + 0.5, width, height)
            painter.setPen(theme.color("line.strong"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setFont(font)
            painter.setPen(theme.color("text.secondary"))
            painter.drawText(box, middle, entry.keys)
            right = round(box.left()) - 10
        font = theme.font("caption")
        width = QFontMetrics(font).horizontalAdvance(entry.group) + 1
        painter.setFont(font)
        painter.setPen(theme.color("text.hint"))
        box = QRectF(right - width, room.top(), width, room.height())
        painter.drawText(box, middle, entry.group)
        return right - width

    def _paint_words(
        self, painter: QPainter, theme: Theme, room: QRect, words: str, places: Sequence[int]
    ) -> None:
        """Paint a name letter by letter where some were searched for."""
        plain, strong = theme.font("body"), theme.font("body", weight=600)
        shown = QFontMetrics(plain).elidedText(words, Qt.TextElideMode.ElideRight, room.width())
        x = float(room.left())
        for start, end, is_found in _pieces(shown, places):
            font: QFont = strong if is_found else plain
            painter.setFont(font)
            painter.setPen(theme.color("accent.text" if is_found else "text.primary"))
            piece = shown[start:end]
            box = QRectF(x, room.top(), room.width(), room.height())
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, piece)
            x += QFontMetrics(font).horizontalAdvance(piece)


def _pieces(text: str, places: Sequence[int]) -> list[tuple[int, int, bool]]:
    """Stretches of a text that were searched for or not: start, end, and which."""
    wanted = frozenset(places)
    pieces: list[tuple[int, int, bool]] = []
    for i in range(len(text)):
        is_found = i in wanted
        if pieces and pieces[-1][2] == is_found:
            pieces[-1] = (pieces[-1][0], i + 1, is_found)
        else:
            pieces.append((i, i + 1, is_found))
    return pieces
