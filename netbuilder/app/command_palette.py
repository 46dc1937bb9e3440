"""Every command by name: a search over the window, and the rows that it finds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from netbuilder.app.fuzzy import Found, find, has_words
from netbuilder.app.overlay import EDGE, Overlay
from netbuilder.app.theme import Theme, ThemeStore
from netbuilder.app.widgets import Divider, Label, SearchField
from netbuilder.words import _

MOST_ROWS = 10
"""Rows in sight; more are scrolled to."""

_WIDTH = 640
_TOP_SHARE = 0.14
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
    """

    words: str
    group: str
    run: Callable[[], object]
    keys: str = ""
    icon: str = ""
    family: str = ""
    other_words: str = ""
    reason: str = ""

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


class CommandPalette(Overlay):
    """Search field and rows: arrows choose, Enter or a click runs, Escape closes."""

    def __init__(self, store: ThemeStore, window: QWidget) -> None:
        super().__init__(store, window)
        self._entries: Sequence[Entry] = ()
        self.setObjectName("commands")
        self.setAccessibleName(_("Every command by name"))
        self.field = SearchField(store, placeholder=_("What do you want to do?"))
        self.field.setObjectName("commands.search")
        self._model = QStandardItemModel(self)
        self.rows = QListView()
        self.rows.setObjectName("commands.rows")
        self.rows.setAccessibleName(_("Commands"))
        self.rows.setModel(self._model)
        self.rows.setItemDelegate(_RowPainter(store, self.rows))
        self.rows.setFrameShape(QListView.Shape.NoFrame)
        self.rows.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.rows.setMouseTracking(True)
        self.rows.setUniformItemSizes(True)
        self.rows.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.viewport().setAutoFillBackground(False)
        self._foot = Label(store, style="caption", tone="text.hint")
        self._foot.setObjectName("commands.foot")
        self._foot.setContentsMargins(16, 6, 16, 8)
        body = self.card.body
        body.setContentsMargins(0, 12, 0, 0)
        body.setSpacing(8)
        head = QHBoxLayout()
        head.setContentsMargins(12, 0, 12, 0)
        head.addWidget(self.field)
        body.addLayout(head)
        for widget in (self.rows, Divider(store), self._foot):
            body.addWidget(widget)
        self.field.edit.installEventFilter(self)
        self.field.text_changed.connect(self._search)
        self.rows.clicked.connect(self._run)
        self.rows.selectionModel().currentChanged.connect(self._on_current_changed)

    def open_with(self, entries: Sequence[Entry]) -> None:
        """Show what can be done, with an empty search."""
        self._entries = entries
        self.field.edit.clear()
        self._search("")
        self.show_over(self.field)

    def card_size(self) -> tuple[int, int]:
        row_px = _row_px(self.store.theme)
        self.rows.setFixedHeight(0)
        rest = self.card.body.sizeHint().height()
        fitting = max(1, (self.height() - 2 * EDGE - rest) // row_px)
        rows = min(MOST_ROWS, fitting, self._model.rowCount()) * row_px
        self.rows.setFixedHeight(rows)
        return self.store.theme.scaled(_WIDTH), rest + rows

    def card_top(self) -> int:
        tallest = MOST_ROWS * _row_px(self.store.theme) + 3 * EDGE
        return max(EDGE, min(round(_TOP_SHARE * self.height()), (self.height() - tallest) // 2))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.field.edit and event.type() == QEvent.Type.ShortcutOverride:
            event.accept()  # the window's commands rest while their names are searched
            return True
        if watched is self.field.edit and isinstance(event, QKeyEvent):
            return event.type() == QEvent.Type.KeyPress and self._act_on(event)
        return super().eventFilter(watched, event)

    def _act_on(self, event: QKeyEvent) -> bool:
        key, row = Qt.Key(event.key()), self.rows.currentIndex().row()
        is_toggle = key == Qt.Key.Key_K and event.modifiers() == Qt.KeyboardModifier.ControlModifier
        if key == Qt.Key.Key_Escape or is_toggle:
            self.close_over()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._run(self.rows.currentIndex())
        elif key in _STEPS:
            count = max(1, self._model.rowCount())
            step = _STEPS[key]
            to = (row + step) % count if abs(step) == 1 else min(max(row + step, 0), count - 1)
            self.rows.setCurrentIndex(self._model.index(to, 0))
        elif key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        return True

    def _search(self, wanted: str) -> None:
        self._model.clear()
        for entry, found in found_entries(self._entries, wanted):
            row = QStandardItem(entry.words)
            row.setData(entry, _ENTRY)
            row.setData(found, _FOUND)
            row.setData(entry.spoken, Qt.ItemDataRole.AccessibleTextRole)
            self._model.appendRow(row)
        self.rows.setCurrentIndex(self._model.index(0, 0))
        self.rows.scrollToTop()
        self._show_foot()
        self.place_card()

    def _run(self, index: QModelIndex) -> None:
        entry = index.data(_ENTRY)
        if isinstance(entry, Entry) and not entry.reason:
            self.close_over()
            entry.run()

    def _on_current_changed(self, index: QModelIndex) -> None:
        self._show_foot()
        entry = index.data(_ENTRY)
        if isinstance(entry, Entry) and self.isVisible():
            spoken = QAccessibleAnnouncementEvent(self.field.edit, entry.spoken)
            QAccessible.updateAccessibility(spoken)

    def _show_foot(self) -> None:
        """Say why the chosen row cannot be run, or which keys there are."""
        entry = self.rows.currentIndex().data(_ENTRY)
        if not isinstance(entry, Entry):
            self._foot.setText(_("Nothing is called that. Fewer letters find more."))
        else:
            self._foot.setText(entry.reason or _("↑ ↓ choose  ·  Enter runs  ·  Esc closes"))
        self._foot.setAccessibleName(self._foot.text())


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
        return QSize(_WIDTH // 2, _row_px(self._store.theme))

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
        room.adjust(theme.scaled(18) + 12, 0, 0, 0)
        room.setRight(self._paint_end(painter, theme, room, entry) - 12)
        self._paint_words(painter, theme, room, entry.words, found.places)
        painter.restore()

    def _paint_icon(self, painter: QPainter, theme: Theme, room: QRect, entry: Entry) -> None:
        edge = theme.scaled(18)
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
            size = theme.scaled(12)
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
