"""The network as a table: its layers along the wires, what each gives and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from enum import IntEnum

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
    QWidget,
)

from netbuilder.app.quantity import grouped
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets.painting import draw_box
from netbuilder.compiler.result import NetworkAnalysis
from netbuilder.words import _

_Index = QModelIndex | QPersistentModelIndex

_ID = Qt.ItemDataRole.UserRole
_TONE = Qt.ItemDataRole.UserRole + 1
_HINT = Qt.ItemDataRole.UserRole + 2
_FAMILY = Qt.ItemDataRole.UserRole + 3

_PAD, _MARK, _GAP = 6, 8, 12
_FEWEST_ROWS, _MEASURED_ROWS = 4, 500


class Column(IntEnum):
    """What stands in a row."""

    LAYER = 0
    GIVES = 1
    PARAMETERS = 2


class SummaryModel(QAbstractTableModel):
    """The layers of one network. Texts are made when they are asked for, however long it is."""

    def __init__(self) -> None:
        super().__init__()
        self._analysis: NetworkAnalysis | None = None
        self._order: tuple[str, ...] = ()
        self._readers: dict[int, Callable[[str, Column], object]] = {
            Qt.ItemDataRole.DisplayRole: self._text,
            Qt.ItemDataRole.ToolTipRole: self._tip,
            Qt.ItemDataRole.AccessibleTextRole: self._spoken,
            _ID: lambda id, _column: id,
            _TONE: self._tone,
            _HINT: self._hint,
            _FAMILY: self._family,
        }

    def show_analysis(self, analysis: NetworkAnalysis) -> None:
        """Show another state of a network."""
        if analysis is self._analysis:
            return
        is_as_long = len(analysis.order) == len(self._order)
        if not is_as_long:
            self.beginResetModel()
        self._analysis, self._order = analysis, analysis.order
        if not is_as_long:
            self.endResetModel()
        elif self._order:
            last = self.index(len(self._order) - 1, Column.PARAMETERS)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._order)

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(Column)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        reader = self._readers.get(role)
        if reader is None or not index.isValid():
            return None
        return reader(self._order[index.row()], Column(index.column()))

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return (_("Layer"), _("Gives"), _("Parameters"))[section]

    def _known(self) -> NetworkAnalysis:
        assert self._analysis is not None
        return self._analysis

    def _text(self, id: str, column: Column) -> str:
        analysis = self._known()
        match column:
            case Column.LAYER:
                return analysis.titles[id]
            case Column.GIVES:
                return ", ".join(str(x) for x in analysis.outputs[id].values()) or "–"
            case Column.PARAMETERS:
                return grouped(analysis.costs[id].parameters)

    def _hint(self, id: str, column: Column) -> str:
        return self._known().network.nodes[id].name if column is Column.LAYER else ""

    def _tip(self, id: str, column: Column) -> str:
        if column is Column.LAYER:
            return f"{self._text(id, column)}, {self._hint(id, column)}"
        if column is Column.PARAMETERS and id not in self._known().live:
            return _("It does not lead to an output, so it is not counted.")
        return self._text(id, column)

    def _spoken(self, id: str, column: Column) -> str:
        text = self._text(id, column)
        match column:
            case Column.LAYER:
                return self._tip(id, column)
            case Column.GIVES:
                return _("gives {shape}").format(shape=text)
            case Column.PARAMETERS:
                return _("{count} parameters").format(count=text)

    def _tone(self, id: str, column: Column) -> str:
        analysis = self._known()
        if column is Column.LAYER:
            return "text.primary"
        is_faint = {
            Column.GIVES: id in analysis.assumed,
            Column.PARAMETERS: id not in analysis.live or not analysis.costs[id].parameters,
        }
        return "text.hint" if is_faint[column] else "text.secondary"

    def _family(self, id: str, column: Column) -> str:
        layer = self._known().layers.get(id)
        return layer.family.value if layer is not None and column is Column.LAYER else ""


class SummaryTable(QTreeView):
    """The rows; a click or Enter on one emits `layer_chosen` with the node's id."""

    layer_chosen = Signal(str)

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._model = SummaryModel()
        self.setObjectName("inspector.layers")
        self.setAccessibleName(_("Layers of the network"))
        self.setModel(self._model)
        self.setHeader(_Header(store))
        self.setRootIsDecorated(False)
        self.setIndentation(0)
        self.setUniformRowHeights(True)
        self.setItemsExpandable(False)
        self.setAllColumnsShowFocus(True)
        self.setMouseTracking(True)
        self.setFrameShape(QTreeView.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_CellPainter(store, self))
        self.clicked.connect(self._choose)
        store.changed.connect(self._fit)

    def show_analysis(self, analysis: NetworkAnalysis) -> None:
        """Show the layers of a network."""
        self._model.show_analysis(analysis)
        self._fit()

    def row_px(self) -> int:
        """How high a row is."""
        theme = self._store.theme
        return theme.scaled(theme.tokens.control.row_tree)

    def sizeHint(self) -> QSize:
        """A few rows, so that the page never scrolls for it; it grows to show all."""
        return QSize(0, self._height_of(min(_FEWEST_ROWS, self._model.rowCount())))

    def minimumSizeHint(self) -> QSize:
        """A few rows; the others are scrolled to."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self._choose(index)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keyboard finds the cursor on the first row."""
        super().focusInEvent(event)
        by_keys = event.reason() in (
            Qt.FocusReason.TabFocusReason,
            Qt.FocusReason.BacktabFocusReason,
            Qt.FocusReason.ShortcutFocusReason,
        )
        if by_keys and not self.currentIndex().isValid():
            self.setCurrentIndex(self._model.index(0, 0))

    def _choose(self, index: QModelIndex) -> None:
        self.layer_chosen.emit(str(index.data(_ID)))

    def _height_of(self, rows: int) -> int:
        return self.header().sizeHint().height() + rows * self.row_px()

    def _fit(self) -> None:
        """Give shapes and counts the room they need, layers the rest."""
        theme, header = self._store.theme, self.header()
        header.setSectionResizeMode(Column.LAYER, QHeaderView.ResizeMode.Stretch)
        letters, caption = QFontMetrics(theme.font("mono")), QFontMetrics(theme.font("caption"))
        for column in (Column.GIVES, Column.PARAMETERS):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            rows = range(min(self._model.rowCount(), _MEASURED_ROWS))
            texts = {str(self._model.index(row, column).data()) for row in rows}
            heading = str(self._model.headerData(column, Qt.Orientation.Horizontal))
            widest = max((letters.horizontalAdvance(text) for text in texts), default=0)
            width = max(widest, caption.horizontalAdvance(heading)) + _GAP + 2
            header.resizeSection(column, min(width, theme.scaled(112)))
        self.setMaximumHeight(self._height_of(self._model.rowCount()))
        self.updateGeometry()
        self.scheduleDelayedItemsLayout()


class _Header(QHeaderView):
    """The words above the columns, quietly."""

    def __init__(self, store: ThemeStore) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._store = store
        self.setStretchLastSection(False)
        self.setMinimumSectionSize(1)
        self.viewport().setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        theme = self._store.theme
        return QSize(0, theme.scaled(theme.tokens.control.icon_button_small))

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = self._store.theme
        painter.fillRect(rect.left(), rect.bottom(), rect.width(), 1, theme.colors.line.soft)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colors.text.hint)
        words = str(self.model().headerData(section, Qt.Orientation.Horizontal))
        painter.drawText(rect.adjusted(_PAD if not section else 0, 0, -2, 0), _edge(section), words)


class _CellPainter(QStyledItemDelegate):
    """Draws a layer as a mark of its family, its word and its name, and figures at the right."""

    def __init__(self, store: ThemeStore, table: SummaryTable) -> None:
        super().__init__(table)
        self._store = store
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, self._table.row_px())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        painter.save()
        rect: QRect = option.rect
        self._paint_ground(painter, rect, option.state, index)
        if index.column() == Column.LAYER:
            self._paint_layer(painter, rect, index)
        else:
            self._write(painter, rect.adjusted(0, 0, -2, 0), "mono", str(index.data()), index)
        painter.restore()

    def _paint_ground(
        self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, index: _Index
    ) -> None:
        """One box behind the whole row, of which each cell shows its part."""
        theme, flag = self._store.theme, QStyle.StateFlag
        has_cursor = self._table.hasFocus() and index.row() == self._table.currentIndex().row()
        is_hovered = bool(state & flag.State_MouseOver)
        if not (has_cursor or is_hovered):
            return
        painter.setClipRect(rect)
        row = QRectF(0, rect.top(), self._table.viewport().width(), rect.height())
        fill = theme.colors.surface.hover if is_hovered else None
        line = theme.colors.accent.line if has_cursor else None
        draw_box(painter, row, theme.tokens.radius.field, fill=fill, line=line)

    def _paint_layer(self, painter: QPainter, rect: QRect, index: _Index) -> None:
        theme = self._store.theme
        mark = theme.scaled(_MARK)
        if family := index.data(_FAMILY):
            box = QRectF(rect.left() + _PAD, rect.center().y() - mark / 2 + 1, mark, mark)
            draw_box(painter, box, 2, fill=theme.colors.family[family].color)
        words = rect.adjusted(_PAD + mark + 8, 0, -4, 0)
        used = self._write(painter, words, "small", str(index.data()), index)
        name = words.adjusted(used + 8, 0, 0, 0)
        painter.setPen(theme.colors.text.hint)
        painter.setFont(theme.font("mono"))
        text = str(index.data(_HINT))
        if QFontMetrics(painter.font()).horizontalAdvance(text) <= name.width():
            painter.drawText(name, Qt.AlignmentFlag.AlignVCenter, text)

    def _write(self, painter: QPainter, rect: QRect, style: str, text: str, index: _Index) -> int:
        """Write as much as has room; return how wide that is."""
        theme = self._store.theme
        painter.setFont(theme.font(style))
        painter.setPen(theme.color(str(index.data(_TONE))))
        metrics = QFontMetrics(painter.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
        painter.drawText(rect, _edge(index.column()), shown)
        return metrics.horizontalAdvance(shown)


def _edge(column: int) -> Qt.AlignmentFlag:
    edge = Qt.AlignmentFlag.AlignLeft if column == Column.LAYER else Qt.AlignmentFlag.AlignRight
    return edge | Qt.AlignmentFlag.AlignVCenter
