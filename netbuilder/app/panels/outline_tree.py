"""The rows of the outline: what they look like, and which keys act on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from netbuilder.app.panels.outline_model import ROW, NodeRow, OutlineModel, PortRow
from netbuilder.app.quantity import count_words
from netbuilder.app.theme import Theme, ThemeStore
from netbuilder.app.widgets.painting import arrow_px, draw_box, draw_icon, draw_row_ground
from netbuilder.words import _

_Index = QModelIndex | QPersistentModelIndex
_Flag = QItemSelectionModel.SelectionFlag
_PAD, _INDENT = 8, 46


class OutlineTree(QTreeView):
    """The rows. Arrows walk and unfold.

    Signals:
        acted: "add", "edit", "enter", "connect", "earlier", "later", "delete" or "delete_open", for
            the current row.
        menu_wanted: Where on the screen the menu of the current row is to open.
    """

    acted = Signal(str)
    menu_wanted = Signal(QPoint)

    def __init__(self, store: ThemeStore, outline: OutlineModel) -> None:
        super().__init__()
        self.outline = outline
        self.setObjectName("outline.layers")
        self.setAccessibleName(_("Layers in order"))
        self.setModel(outline)
        self._unfolded: set[str] = set()
        self.expanded.connect(self._on_unfolded)
        self.collapsed.connect(self._on_folded)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setMouseTracking(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        self.setTabKeyNavigation(False)
        self.setItemDelegate(_RowPainter(store, self))
        store.changed.connect(self.scheduleDelayedItemsLayout)

    def current_row(self) -> NodeRow | PortRow | None:
        """What the cursor is on."""
        row = self.currentIndex().data(ROW)
        return row if isinstance(row, NodeRow | PortRow) else None

    def chosen_nodes(self) -> frozenset[str]:
        """The nodes of the rows that are marked."""
        order, chosen = self.outline.order, set[str]()
        marked = self.selectionModel().selection()
        for rows in (marked.at(number) for number in range(marked.count())):
            above = rows.parent()
            first, last = rows.top(), rows.bottom()
            if above.isValid():
                first = last = above.row()
            chosen.update(order[first : last + 1])
        return frozenset(chosen)

    def choose(self, ids: frozenset[str]) -> None:
        """Mark the rows of these nodes and no others."""
        model = self.selectionModel()
        found = (self.outline.index_of(node_id) for node_id in ids)
        rows = sorted(index.row() for index in found if index.isValid())
        chosen = QItemSelection()
        for first, last in _runs(rows):
            chosen.select(self.outline.index(first, 0), self.outline.index(last, 0))
        model.select(chosen, _Flag.ClearAndSelect)
        if rows:
            top = self.outline.index(rows[0], 0)
            model.setCurrentIndex(top, _Flag.NoUpdate)
            self.scrollTo(top)

    def refresh(self) -> None:
        """Show the network as it is, unfolded as it was, the cursor where it was or near by."""
        row, at = self.current_row(), self.currentIndex()
        place = (at.parent() if at.parent().isValid() else at).row()
        self.outline.refresh()
        for node_id in tuple(self._unfolded):
            index = self.outline.index_of(node_id)
            if not index.isValid():
                self._unfolded.discard(node_id)
            elif not self.isExpanded(index):
                self.expand(index)
        if row is None or self.currentIndex().isValid():
            return
        node_id = row.node_id if isinstance(row, NodeRow) else row.end.node
        index = self.outline.index_of(node_id)
        if not index.isValid():
            index = self.outline.index(min(place, len(self.outline.order) - 1), 0)
        elif isinstance(row, PortRow):
            port = self.outline.index(at.row(), 0, index)
            index = port if port.isValid() else index
        self.setCurrentIndex(index)

    def _on_unfolded(self, index: QModelIndex) -> None:
        self._unfolded.add(self.outline.order[index.row()])

    def _on_folded(self, index: QModelIndex) -> None:
        self._unfolded.discard(self.outline.order[index.row()])

    def rename_current(self) -> None:
        """Open the name of the current layer for typing."""
        if self.currentIndex().isValid():
            self.edit(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the keys of the outline say, and walk with the others."""
        if self.state() is QAbstractItemView.State.EditingState:
            super().keyPressEvent(event)  # what the name's field lets through, such as Enter
            return
        row, key = self.current_row(), Qt.Key(event.key())
        act = _KEYS.get((event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier, key))
        if act == "add" or (act is not None and row is not None):
            self.acted.emit(act)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _letters: str) -> None:
        """Letters are commands here, as they are on the canvas."""

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu at the pointer, or at the current row."""
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            place = self.visualRect(self.currentIndex()).center()
            self.menu_wanted.emit(self.viewport().mapToGlobal(place))
        else:
            self.menu_wanted.emit(event.globalPos())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keyboard finds the cursor on a row."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.outline.order:
            self.setCurrentIndex(self.outline.index(0, 0))


_NONE, _ALT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.AltModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_KEYS = {
    (_NONE, Qt.Key.Key_Insert): "add",
    (_NONE, Qt.Key.Key_A): "add",
    (_NONE, Qt.Key.Key_Return): "edit",
    (_NONE, Qt.Key.Key_Enter): "edit",
    (_SHIFT, Qt.Key.Key_Return): "enter",
    (_SHIFT, Qt.Key.Key_Enter): "enter",
    (_NONE, Qt.Key.Key_W): "connect",
    (_NONE, Qt.Key.Key_Delete): "delete",
    (_NONE, Qt.Key.Key_Backspace): "delete",
    (_SHIFT, Qt.Key.Key_Delete): "delete_open",
    (_ALT, Qt.Key.Key_Up): "earlier",
    (_ALT, Qt.Key.Key_Down): "later",
}


def _runs(rows: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last of each run of numbers in a row; `rows` ascends."""
    start = 0
    for at, row in enumerate(rows):
        if at + 1 == len(rows) or rows[at + 1] != row + 1:
            yield rows[start], row
            start = at + 1


class _RowPainter(QStyledItemDelegate):
    """Draws a layer with its family, name, shapes and count, and below it its ports."""

    def __init__(self, store: ThemeStore, tree: OutlineTree) -> None:
        super().__init__(tree)
        self._store = store
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        theme = self._store.theme
        return QSize(0, theme.scaled(theme.tokens.control.row_tree))

    def createEditor(
        self, parent: QWidget, _option: QStyleOptionViewItem, _index: _Index
    ) -> QWidget:
        editor = QLineEdit(parent)
        editor.setObjectName("outline.name")
        editor.setAccessibleName(_("Name of the layer"))
        editor.setFont(self._store.theme.font("code"))
        editor.setMaxLength(60)
        return editor

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, _index: _Index
    ) -> None:
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(self._store.theme.scaled(_INDENT), 1, 0, -1))
        editor.setFixedWidth(self._store.theme.scaled(240))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        row, theme = index.data(ROW), self._store.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        room = QRectF(rect).adjusted(_PAD, 0, -_PAD, 0)
        draw_row_ground(painter, theme, room, option.state, has_keys=self._tree.hasFocus())
        room.adjust(_PAD, 0, -_PAD, 0)
        if isinstance(row, NodeRow):
            self._paint_node(painter, theme, room, row, is_open=self._tree.isExpanded(index))
        elif isinstance(row, PortRow):
            self._paint_port(painter, theme, room, row)
        painter.restore()

    def _paint_node(
        self, painter: QPainter, theme: Theme, room: QRectF, row: NodeRow, *, is_open: bool
    ) -> None:
        colors, edge = theme.colors, theme.scaled(theme.tokens.canvas.node.icon_tile)
        arrow = QRectF(room.left(), room.top(), arrow_px(theme), room.height())
        name = "down" if is_open else "right"
        draw_icon(painter, self._tree, self._store, name, colors.text.hint, arrow)
        tile = QRectF(arrow.right() + 4, 0, edge, edge)
        tile.moveTop(round(room.center().y() - edge / 2))
        family = colors.family[row.family]
        draw_box(painter, tile, theme.tokens.radius.tile_small, fill=family.color)
        glyph = tile.adjusted(*(edge * share for share in (0.18, 0.18, -0.18, -0.18)))
        ink = colors.node.glyph_on_family
        draw_icon(painter, self._tree, self._store, family.icon_name, ink, glyph)
        columns = _Columns(painter, theme, room, tile.right() + 8)
        columns.write(row.title, "body", "text.primary")
        columns.write(row.name, "mono", "text.hint")
        columns.go_to(0.36)
        columns.write(_arrowed(row.takes, row.gives), "mono", "text.secondary")
        columns.go_to(0.56)
        if row.parameters:
            count = count_words(row.parameters, _("parameter"), _("parameters"))
            columns.write(count, "small", "text.secondary")
        columns.go_to(0.72)
        for state in row.states:
            columns.write(state, "small", "text.hint")
        tone = "error.text" if row.is_error else "warn.text"
        columns.write(row.problem, "small", tone)

    def _paint_port(self, painter: QPainter, theme: Theme, room: QRectF, row: PortRow) -> None:
        columns = _Columns(painter, theme, room, room.left() + theme.scaled(_INDENT))
        columns.write(row.words, "small", "text.secondary")
        columns.write(row.link, "small", "text.primary" if row.others else "text.hint")
        columns.go_to(0.36)
        columns.write(row.shape, "mono", "text.hint")


class _Columns:
    """Writes one text behind the other, each in what room it has."""

    def __init__(self, painter: QPainter, theme: Theme, room: QRectF, left: float) -> None:
        self._painter = painter
        self._theme = theme
        self._room = room
        self._left = left

    def go_to(self, share: float) -> None:
        """Go on at a share of the row's width, or where the last text ended."""
        self._left = max(self._left, self._room.left() + share * self._room.width())

    def write(self, text: str, style: str, tone: str) -> None:
        """Write a text in a style and a colour of the tokens."""
        if not text:
            return
        font = self._theme.font(style)
        metrics = QFontMetrics(font)
        room = QRectF(self._room)
        room.setLeft(self._left)
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        self._painter.setFont(font)
        self._painter.setPen(self._theme.color(tone))
        self._painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        self._left += metrics.horizontalAdvance(shown) + self._theme.scaled(12)


def _arrowed(takes: Sequence[str], gives: Sequence[str]) -> str:
    sides = (", ".join(side) for side in (takes, gives) if side)
    return " → ".join(sides)
