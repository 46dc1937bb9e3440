"""The list of a project's runs: what each is called, how good it was, which one runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QContextMenuEvent, QFocusEvent, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from netbuilder.app.panels.run_library import KeptRun, best_loss
from netbuilder.app.plots.curve import line_pen, run_look
from netbuilder.app.quantity import score_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets.painting import draw_box, draw_icon
from netbuilder.runs.folder import LONGEST_NAME
from netbuilder.words import _

_Index = QModelIndex | QPersistentModelIndex

_PAD, _GAP, _SAMPLE, _DOT, _STAR, _BOX = 8, 8, 20, 4, 14, 16


class Row(NamedTuple):
    """A run as the list shows it."""

    kept: KeptRun
    best: str
    is_running: bool
    is_paused: bool = False

    @property
    def state(self) -> str:
        """What the run does now, in a word; empty where it has ended."""
        if not self.is_running:
            return ""
        return _("paused") if self.is_paused else _("running")


class RunModel(QAbstractListModel):
    """The runs, newest first; the name can be edited."""

    def __init__(self, rename: Callable[[KeptRun, str], None]) -> None:
        super().__init__()
        self._rename = rename
        self._rows: tuple[Row, ...] = ()

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown."""
        return self._rows

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; those whose run stays keep their selection."""
        ids = [row.kept.id for row in self._rows]
        fresh = [row.kept.id for row in rows]
        if ids == fresh:
            changed = [i for i, row in enumerate(rows) if row != self._rows[i]]
            self._rows = tuple(rows)
            if changed:
                self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))
            return
        if fresh[len(fresh) - len(ids) :] == ids and ids:
            self.beginInsertRows(QModelIndex(), 0, len(fresh) - len(ids) - 1)
            self._rows = tuple(rows)
            self.endInsertRows()
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.kept.name
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return _spoken(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return _spoken(row)
        return None

    def setData(self, index: _Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        self._rename(self._rows[index.row()].kept, str(value))
        return True


class RunListView(QListView):
    """One row a run. A second one is taken along with Ctrl or Shift, or by its box.

    Signals:
        picked: The runs that are selected are others.
        menu_wanted: A menu for the selected runs, at a place on the screen.
        delete_wanted: The selected run is to be deleted.
    """

    picked = Signal()
    menu_wanted = Signal(QPoint)
    delete_wanted = Signal()

    def __init__(self, store: ThemeStore, model: RunModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._rows = model
        self._has_boxes = False
        self._is_quiet = False
        self.setObjectName("runs.list")
        self.setAccessibleName(_("Runs"))
        self.setModel(model)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_RowPainter(store, self))
        store.changed.connect(self.scheduleDelayedItemsLayout)

    @property
    def has_boxes(self) -> bool:
        """Whether each row has a box, so that a click takes it along or leaves it."""
        return self._has_boxes

    def set_boxes(self, on: bool) -> None:
        """Give the rows boxes, or take them away."""
        self._has_boxes = on
        mode = QAbstractItemView.SelectionMode
        self.setSelectionMode(mode.MultiSelection if on else mode.ExtendedSelection)
        self.viewport().update()

    def picked_runs(self) -> tuple[KeptRun, ...]:
        """The selected runs, newest first."""
        rows = sorted(index.row() for index in self.selectionModel().selectedIndexes())
        return tuple(self._rows.rows[row].kept for row in rows)

    def pick(self, ids: Sequence[str]) -> None:
        """Select these runs, without telling anyone."""
        self._is_quiet = True
        selection = QItemSelection()
        last = QModelIndex()
        for i, row in enumerate(self._rows.rows):
            if row.kept.id in ids:
                last = self._rows.index(i)
                selection.select(last, last)
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().select(selection, flag.ClearAndSelect)
        if last.isValid():
            self.selectionModel().setCurrentIndex(last, flag.NoUpdate)
        self._is_quiet = False

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        super().selectionChanged(selected, deselected)
        if not self._is_quiet:
            self.picked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.picked_runs():
            self.delete_wanted.emit()
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Who comes by keyboard finds the cursor on a row."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self._rows.rows:
            flag = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(self._rows.index(0), flag)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for a menu at the pointer's row, or by the keyboard at the row with the cursor."""
        by_keys = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_keys else self.indexAt(event.pos())
        if index.isValid() and not self.selectionModel().isSelected(index):
            self.pick([self._rows.rows[index.row()].kept.id])
            self.picked.emit()
        if self.picked_runs():
            place = self.visualRect(index).bottomLeft() if by_keys else event.pos()
            self.menu_wanted.emit(self.viewport().mapToGlobal(place))

    def row_px(self) -> int:
        """How high a row is."""
        return self._store.theme.scaled(self._store.theme.tokens.control.row_list)


class _RowPainter(QStyledItemDelegate):
    """Draws a row: dot and dash, name, state, star, the best loss at the right."""

    def __init__(self, store: ThemeStore, view: RunListView) -> None:
        super().__init__(view)
        self._store = store
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        return QSize(0, self._view.row_px())

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: _Index) -> QWidget:
        line = QLineEdit(parent)
        line.setObjectName("runs.name")
        line.setAccessibleName(_("Name of the run"))
        line.setMaxLength(LONGEST_NAME)
        line.setFont(self._store.theme.font("body"))
        colors = self._store.theme.colors
        line.setStyleSheet(
            f"QLineEdit {{ background: {colors.surface.field.name()};"
            f" color: {colors.text.primary.name()}; padding: 0 4px;"
            f" border: 1px solid {colors.accent.line.name()}; border-radius: 6px; }}"
        )
        return line

    def setEditorData(self, editor: QWidget, index: _Index) -> None:
        """Fill in the name once: the run may find a better loss while it is being typed."""
        assert isinstance(editor, QLineEdit)
        if not (editor.text() or editor.isModified()):
            super().setEditorData(editor, index)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: _Index
    ) -> None:
        rect: QRect = option.rect
        editor.setGeometry(rect.adjusted(self._name_left() - 6, 3, -_PAD, -3))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        assert isinstance(editor, QLineEdit)
        model.setData(index, editor.text())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, RunModel)
        row, rect = model.rows[index.row()], QRectF(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, rect, option.state)
        left = rect.left() + _PAD
        if self._view.has_boxes:
            is_on = bool(option.state & QStyle.StateFlag.State_Selected)
            self._paint_box(painter, QPointF(left, rect.center().y()), is_on=is_on)
        self._paint_sample(painter, rect, row.kept.place)
        right = self._paint_figures(painter, rect, row)
        self._paint_name(painter, rect, row, right)
        painter.restore()

    def _paint_ground(self, painter: QPainter, rect: QRectF, state: QStyle.StateFlag) -> None:
        theme, flag = self._store.theme, QStyle.StateFlag
        is_picked = bool(state & flag.State_Selected)
        has_cursor = bool(state & flag.State_HasFocus) and self._view.hasFocus()
        fill: QColor | None = None
        if is_picked:
            fill = theme.colors.surface.pressed
        elif state & flag.State_MouseOver:
            fill = theme.colors.surface.hover
        line = theme.colors.accent.line if has_cursor else None
        if fill is not None or line is not None:
            box = rect.adjusted(0, 1, 0, -1)
            draw_box(painter, box, theme.tokens.radius.field, fill=fill, line=line)

    def _paint_box(self, painter: QPainter, at: QPointF, *, is_on: bool) -> None:
        theme = self._store.theme
        edge = theme.scaled(_BOX)
        box = QRectF(at.x(), at.y() - edge / 2, edge, edge)
        colors = theme.colors
        if is_on:
            draw_box(painter, box, 4, fill=colors.accent.fill)
            mark = box.adjusted(2, 2, -2, -2)
            draw_icon(painter, self._view, self._store, "check", colors.accent.on_fill, mark)
        else:
            draw_box(painter, box, 4, fill=colors.surface.field, line=colors.text.hint)

    def _paint_sample(self, painter: QPainter, rect: QRectF, place: int) -> None:
        """The run's line as the charts draw it, with a dot on it."""
        theme = self._store.theme
        right = rect.left() + self._name_left() - _GAP
        left, y = right - theme.scaled(_SAMPLE), rect.center().y() + 0.5
        painter.setPen(line_pen(theme, place))
        painter.drawLine(QPointF(left, y), QPointF(right, y))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(run_look(theme, place)[0])
        painter.drawEllipse(QPointF((left + right) / 2, y), _DOT, _DOT)

    def _paint_figures(self, painter: QPainter, rect: QRectF, row: Row) -> float:
        """The best loss and the star; gives where they begin."""
        theme = self._store.theme
        painter.setFont(theme.font("code"))
        painter.setPen(theme.colors.text.primary)
        room = rect.adjusted(0, 0, -_PAD, 0)
        painter.drawText(
            room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, row.best
        )
        left = room.right() - QFontMetrics(painter.font()).horizontalAdvance(row.best)
        if row.kept.label.is_favourite:
            star = theme.scaled(_STAR)
            box = QRectF(left - _GAP - star, rect.center().y() - star / 2, star, star)
            draw_icon(painter, self._view, self._store, "star", theme.color("warn.text"), box)
            left = box.left()
        return left

    def _paint_name(self, painter: QPainter, rect: QRectF, row: Row, right: float) -> None:
        theme = self._store.theme
        tag = row.state
        caption = QFontMetrics(theme.font("caption"))
        tag_px = caption.horizontalAdvance(tag) + _GAP if tag else 0
        left = rect.left() + self._name_left()
        font = theme.font("body", weight=600 if row.is_running else None)
        metrics = QFontMetrics(font)
        room = max(0, int(right - left - tag_px - _GAP))
        shown = metrics.elidedText(row.kept.name, Qt.TextElideMode.ElideRight, room)
        painter.setFont(font)
        painter.setPen(theme.colors.text.primary)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(left, rect.top(), room + 2, rect.height()), middle, shown)
        if tag:
            painter.setFont(theme.font("caption"))
            tone = "text.secondary" if row.is_paused else "success.text"
            painter.setPen(theme.color(tone))
            left += metrics.horizontalAdvance(shown) + _GAP
            painter.drawText(QRectF(left, rect.top(), tag_px, rect.height()), middle, tag)

    def _name_left(self) -> int:
        theme = self._store.theme
        box = theme.scaled(_BOX) + _GAP if self._view.has_boxes else 0
        return _PAD + box + theme.scaled(_SAMPLE) + _GAP


def rows_of(
    runs: Sequence[KeptRun], running: str, running_best: float | None, *, is_paused: bool = False
) -> tuple[Row, ...]:
    """The rows of runs; of the one that runs the best so far is given, and whether it waits."""
    rows = []
    for kept in runs:
        is_running = kept.id == running
        best = running_best if is_running else best_loss(kept.series)
        words = "–" if best is None else score_words("loss", best)
        rows.append(Row(kept, words, is_running, is_running and is_paused))
    return tuple(rows)


def _spoken(row: Row) -> str:
    words = [row.kept.name]
    if row.state:
        words.append(row.state)
    if row.kept.label.is_favourite:
        words.append(_("favourite"))
    words.append(_("best validation loss {value}").format(value=row.best))
    return ", ".join(words)
