"""The palette: every layer by family, searched by word, dragged or chosen onto the canvas."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence

from PySide6.QtCore import (
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    QSortFilterProxyModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from netbuilder.app.actions import Actions
from netbuilder.app.panels.block_list import LAYER_MIME, BlockList
from netbuilder.app.theme import Theme, ThemeStore
from netbuilder.app.widgets import SearchField
from netbuilder.app.workspace import Workspace
from netbuilder.layers import catalogue
from netbuilder.layers.layer import Family, Layer, Variant
from netbuilder.words import _

_TILE, _WORDS_LEFT = 22, 46

_FAMILY = Qt.ItemDataRole.UserRole
_LAYER = Qt.ItemDataRole.UserRole + 1
_HINT = Qt.ItemDataRole.UserRole + 2
_SEARCH = Qt.ItemDataRole.UserRole + 3

_NOT_FOUND, _BY_KEYWORD = -math.inf, -1e6

_Index = QModelIndex | QPersistentModelIndex


class LayerModel(QStandardItemModel):
    """Families, and below each its layers. A layer's data says what a drop places."""

    def __init__(self, store: ThemeStore) -> None:
        super().__init__()
        names = store.theme.colors.family
        for family, layers in catalogue.families().items():
            row = QStandardItem(names[family.value].name)
            row.setData(family.value, _FAMILY)
            row.setEditable(False)
            row.setDragEnabled(False)
            row.setSelectable(False)
            row.appendRows(list(_layer_rows(family, layers)))
            row.setData(str(row.rowCount()), _HINT)
            self.appendRow(row)

    def mimeTypes(self) -> list[str]:
        return [LAYER_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        for index in indexes:
            data.setData(LAYER_MIME, str(index.data(_LAYER)).encode())
        return data


def _layer_rows(family: Family, layers: Iterable[type[Layer]]) -> Iterable[QStandardItem]:
    for layer in layers:
        for variant in layer.variants or (Variant(word=layer.word),):
            row = QStandardItem(variant.word)
            row.setEditable(False)
            row.setData(family.value, _FAMILY)
            row.setData(_placement(layer, variant), _LAYER)
            row.setData(variant.hint, _HINT)
            row.setData(" ".join((variant.word, layer.kind, *layer.keywords)), _SEARCH)
            row.setToolTip(layer.summary)
            row.setData(
                f"{variant.word}, {variant.hint}" if variant.hint else variant.word,
                Qt.ItemDataRole.AccessibleTextRole,
            )
            yield row


def _placement(layer: type[Layer], variant: Variant) -> str:
    return json.dumps({"kind": layer.kind, "parameters": dict(variant.parameters)})


class _Filter(QSortFilterProxyModel):
    """Keeps layers whose word, kind or keywords hold the letters searched for."""

    def __init__(self, model: LayerModel) -> None:
        super().__init__()
        self._wanted = ""
        self.setRecursiveFilteringEnabled(True)
        self.setSourceModel(model)

    def search(self, text: str) -> None:
        self.beginFilterChange()
        self._wanted = text.casefold().strip()
        self.endFilterChange(QSortFilterProxyModel.Direction.Rows)
        self.sort(-1)
        if self._wanted:
            self.sort(0)

    def lessThan(self, left: _Index, right: _Index) -> bool:
        """Families by their best layer, layers by how well they fit; the catalogue's order else."""
        scores = self._score(left), self._score(right)
        if scores[0] == scores[1]:
            return left.row() < right.row()
        return scores[0] > scores[1]

    def _score(self, index: _Index) -> float:
        if index.data(_SEARCH) is None:
            model = self.sourceModel()
            rows = (model.index(row, 0, index) for row in range(model.rowCount(index)))
            return max((self._score(row) for row in rows), default=_NOT_FOUND)
        from netbuilder.app.fuzzy import find  # not before the first search

        if self._wanted not in str(index.data(_SEARCH)).casefold():
            return _NOT_FOUND
        found = find(self._wanted, str(index.data()))
        return _BY_KEYWORD if found is None else found.score

    def filterAcceptsRow(self, row: int, parent: _Index) -> bool:
        index = self.sourceModel().index(row, 0, parent)
        searched = index.data(_SEARCH)
        if searched is None:  # a family is kept by its layers
            return not self._wanted
        return self._wanted in str(searched).casefold()


class PaletteTree(QTreeView):
    """The families and their layers; Enter or a double-click chooses, a drag places."""

    layer_chosen = Signal(str, dict)

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._model = LayerModel(store)
        self._model.setParent(self)
        self._filter = _Filter(self._model)
        self._filter.setParent(self)
        self.setObjectName("palette.layers")
        self.setAccessibleName(_("Layers"))
        self.setModel(self._filter)
        self.setHeaderHidden(True)
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setExpandsOnDoubleClick(False)
        self.setMouseTracking(True)
        self.setItemDelegate(_RowPainter(store, self))
        self.clicked.connect(self._on_clicked)
        self.doubleClicked.connect(self._choose)
        store.changed.connect(self.scheduleDelayedItemsLayout)

    def search(self, text: str) -> None:
        """Show only what `text` finds; an empty text shows all, folded."""
        self._filter.search(text)
        if text.strip():
            self.expandAll()
            self.select_first()
        else:
            self.collapseAll()

    def show_family(self, family: str) -> None:
        """Unfold one family, fold all others, and put the cursor on its first layer."""
        self.collapseAll()
        for row in range(self._filter.rowCount()):
            index = self._filter.index(row, 0)
            if index.data(_FAMILY) == family:
                self.expand(index)
                self.setCurrentIndex(self._filter.index(0, 0, index))
                self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)

    def select_first(self) -> None:
        """Put the cursor on the first layer that is shown."""
        family = self._filter.index(0, 0)
        layer = self._filter.index(0, 0, family)
        if layer.isValid():
            self.setCurrentIndex(layer)

    def choose_current(self) -> None:
        """Choose the layer under the cursor."""
        self._choose(self.currentIndex())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._on_clicked(index)
            self._choose(index)
            return
        super().keyPressEvent(event)

    def _on_clicked(self, index: QModelIndex) -> None:
        if index.data(_LAYER) is None:
            self.setExpanded(index, not self.isExpanded(index))

    def _choose(self, index: QModelIndex) -> None:
        placement = index.data(_LAYER)
        if placement is not None:
            placed = json.loads(placement)
            self.layer_chosen.emit(placed["kind"], placed["parameters"])


class _RowPainter(QStyledItemDelegate):
    """Draws a family as tile, name, count and arrow, and a layer as word and hint."""

    def __init__(self, store: ThemeStore, tree: PaletteTree) -> None:
        super().__init__(tree)
        self._store = store
        self._tree = tree

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        theme = self._store.theme
        control = theme.tokens.control
        is_family = index.data(_LAYER) is None
        height = control.row_list if is_family else control.row_tree
        return QSize(theme.tokens.window.palette.min, theme.scaled(height))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        theme = self._store.theme
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        state: QStyle.StateFlag = option.state
        rect: QRect = option.rect
        self._paint_ground(painter, theme, rect, state, is_layer=index.data(_LAYER) is not None)
        if index.data(_LAYER) is None:
            self._paint_family(painter, theme, rect, index)
        else:
            self._paint_layer(painter, theme, rect, index)
        painter.restore()

    def _paint_ground(
        self,
        painter: QPainter,
        theme: Theme,
        rect: QRect,
        state: QStyle.StateFlag,
        *,
        is_layer: bool,
    ) -> None:
        selected = bool(state & QStyle.StateFlag.State_Selected) and is_layer
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        inset = theme.scaled(8)
        body = rect.adjusted(inset, 0, -inset, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        if selected or hovered:
            painter.setBrush(theme.color("surface.hover" if selected else "surface.raised"))
            painter.drawRoundedRect(body, theme.tokens.radius.field, theme.tokens.radius.field)
            if is_layer:
                self._paint_grip(painter, theme, rect)
        if state & QStyle.StateFlag.State_HasFocus and self._tree.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(theme.color("accent.line"))
            painter.drawRoundedRect(body.adjusted(0, 0, -1, -1), 6, 6)

    def _paint_grip(self, painter: QPainter, theme: Theme, rect: QRect) -> None:
        """Promise that the row can be dragged."""
        size = theme.scaled(theme.tokens.control.icon_small)
        ratio = painter.device().devicePixelRatioF()
        grip = self._store.icons.pixmap("grip", theme.color("text.hint"), size, ratio)
        left = rect.left() + theme.scaled(14)
        painter.drawPixmap(left, rect.center().y() + 1 - size // 2, grip)

    def _paint_family(self, painter: QPainter, theme: Theme, rect: QRect, index: _Index) -> None:
        node = theme.tokens.canvas.node
        family = theme.colors.family[str(index.data(_FAMILY))]
        edge = theme.scaled(_TILE)
        tile = QRect(rect.left() + theme.scaled(14), 0, edge, edge)
        tile.moveTop(rect.center().y() + 1 - edge // 2)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(family.color)
        painter.drawRoundedRect(
            tile, theme.tokens.radius.tile_small, theme.tokens.radius.tile_small
        )
        ratio = painter.device().devicePixelRatioF()
        glyph = theme.scaled(node.icon_glyph + 1)
        pixmap = self._store.icons.pixmap(
            family.icon_name, theme.color("node.glyph_on_family"), glyph, ratio
        )
        offset = (tile.width() - glyph) // 2
        painter.drawPixmap(tile.left() + offset, tile.top() + offset, pixmap)
        painter.setFont(theme.font("body", weight=500))
        painter.setPen(theme.color("text.primary"))
        has_count = theme.font_scale <= theme.tokens.type.wrap_above
        right = theme.scaled(56 if has_count else 34)
        words = rect.adjusted(theme.scaled(_WORDS_LEFT), 0, -right, 0)
        name = painter.fontMetrics().elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, name)
        if has_count:
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.color("text.hint"))
            painter.drawText(
                rect.adjusted(0, 0, -theme.scaled(34), 0),
                Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                str(index.data(_HINT)),
            )
        arrow = "down" if self._tree.isExpanded(index) else "right"
        size = theme.scaled(theme.tokens.control.icon_small)
        chevron = self._store.icons.pixmap(arrow, theme.color("text.hint"), size, ratio)
        top = rect.center().y() + 1 - size // 2
        painter.drawPixmap(rect.right() - theme.scaled(28), top, chevron)

    def _paint_layer(self, painter: QPainter, theme: Theme, rect: QRect, index: _Index) -> None:
        name, hint = str(index.data()), str(index.data(_HINT) or "")
        plain, small = QFontMetrics(theme.font("body")), QFontMetrics(theme.font("caption"))
        left, right = theme.scaled(_WORDS_LEFT), theme.scaled(26)
        room = rect.width() - left - right - plain.horizontalAdvance(name)
        if small.horizontalAdvance(hint) > room:
            hint = ""  # the name comes first; the tooltip says the rest
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.color("text.hint"))
        painter.drawText(
            rect.adjusted(0, 0, -theme.scaled(18), 0),
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
            hint,
        )
        painter.setFont(theme.font("body"))
        painter.setPen(theme.color("text.secondary"))
        words = rect.adjusted(left, 0, -right - small.horizontalAdvance(hint), 0)
        shown = plain.elidedText(name, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, shown)


class PalettePanel(QWidget):
    """Search field, layers, and the project's own blocks.

    Signals:
        layer_chosen: Kind and parameters of a layer to place.
        block_chosen: The name of a network to place as a block.
    """

    layer_chosen = Signal(str, dict)
    block_chosen = Signal(str)

    def __init__(
        self,
        store: ThemeStore,
        workspace: Workspace,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setAccessibleName(_("Palette"))
        self.search_field = SearchField(store, placeholder=_("Find a layer"), keys="Tab")
        self.search_field.setObjectName("palette.search")
        self.tree = PaletteTree(store)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(8)
        top = QVBoxLayout()
        top.setContentsMargins(12, 0, 12, 0)
        top.addWidget(self.search_field)
        layout.addLayout(top)
        layout.addWidget(self.tree, 1)
        self.blocks = BlockList(store, workspace, actions)
        layout.addWidget(self.blocks)
        self.search_field.text_changed.connect(self.tree.search)
        self.search_field.submitted.connect(self.tree.choose_current)
        self.search_field.stepped_down.connect(self.tree.setFocus)
        self.tree.layer_chosen.connect(self.layer_chosen)
        self.blocks.block_chosen.connect(self.block_chosen)

    def begin_search(self) -> None:
        """Put the cursor into the search field."""
        self.search_field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search_field.edit.selectAll()

    def show_family(self, family: str) -> None:
        """Unfold a family by its key and put the cursor on its first layer."""
        self.search_field.edit.clear()
        self.tree.show_family(family)
        self.tree.setFocus(Qt.FocusReason.ShortcutFocusReason)
