"""The History tab: every step in words, the present one marked, each a click away."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QLineF,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPen, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStackedLayout,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from netbuilder.app.theme import Theme, ThemeStore
from netbuilder.app.widgets import EmptyState
from netbuilder.app.widgets.painting import draw_row_ground
from netbuilder.app.workspace import Workspace
from netbuilder.words import _

_Index = QModelIndex | QPersistentModelIndex

_PAD, _RAIL, _DOT, _GAP = 8, 16, 4, 8


class HistoryPanel(QWidget):
    """Shows the steps, or where there are none what will stand here."""

    def __init__(
        self, store: ThemeStore, workspace: Workspace, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self.setObjectName("history")
        self.setAccessibleName(_("History"))
        self.steps = StepList(store, StepModel())
        self.empty = EmptyState(store, _("What you change stands here, step by step."))
        self.empty.label.setObjectName("history.empty")
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.steps)
        self._stack.addWidget(self.empty)
        self.setFocusProxy(self.steps)
        workspace.history_changed.connect(self._on_history_changed)
        self.steps.chosen.connect(workspace.jump_to)

    def refresh(self) -> None:
        """Show the steps as they are."""
        history = self._workspace.history
        self.steps.show_steps(history.steps(), history.position)
        self._stack.setCurrentWidget(self.steps if history.steps() else self.empty)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what has happened."""
        super().showEvent(event)
        self.refresh()

    def _on_history_changed(self) -> None:
        if self.isVisible():
            self.refresh()


class StepModel(QAbstractListModel):
    """The values that the steps lead through: row 0 before all of them, row k after k of them."""

    def __init__(self) -> None:
        super().__init__()
        self.position = 0
        self._steps: tuple[str, ...] = ()

    def show_steps(self, steps: tuple[str, ...], position: int) -> None:
        """Show other steps, or that others of them are undone."""
        num_alike = len(self._steps)
        if steps[:num_alike] != self._steps:
            self.beginResetModel()
            self._steps, self.position = steps, position
            self.endResetModel()
            return
        if len(steps) > num_alike:
            self.beginInsertRows(QModelIndex(), num_alike + 1, len(steps))
            self._steps = steps
            self.endInsertRows()
        self.position = position
        self.dataChanged.emit(self.index(0), self.index(len(steps)))

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._steps) + 1

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() > len(self._steps):
            return None
        row = index.row()
        words = self._steps[row - 1] if row else _("As it began")
        if role == Qt.ItemDataRole.DisplayRole:
            return words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            state = _("now") if row == self.position else _("undone")
            return words if row < self.position else f"{words}, {state}"
        return None


class StepList(QListView):
    """One row a value. Arrows walk; a click, Enter or Space chooses.

    Signals:
        chosen: How many steps shall lead to the present.
    """

    chosen = Signal(int)

    def __init__(self, store: ThemeStore, model: StepModel) -> None:
        super().__init__()
        self._store = store
        self._rows = model
        self.setObjectName("history.steps")
        self.setAccessibleName(_("Steps, the oldest first"))
        self.setModel(model)
        self.setUniformItemSizes(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_RowPainter(store, self))
        self.clicked.connect(self._on_chosen)
        store.changed.connect(self.scheduleDelayedItemsLayout)

    def show_steps(self, steps: tuple[str, ...], position: int) -> None:
        """Show these steps, the cursor on the present value, that and its neighbours in sight."""
        self._rows.show_steps(steps, position)
        present = self._rows.index(position)
        flag = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(present, flag.ClearAndSelect)
        for row in (position - 1, position + 1, position):
            self.scrollTo(self._rows.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose the row with the cursor, or walk."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._on_chosen(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _letters: str) -> None:
        """Letters are commands here, as they are on the canvas."""

    def row_px(self) -> int:
        """How high a row is."""
        return self._store.theme.scaled(self._store.theme.tokens.control.row_tree)

    def _on_chosen(self, index: _Index) -> None:
        if index.isValid():
            self.chosen.emit(index.row())


class _RowPainter(QStyledItemDelegate):
    """Draws a step: a dot on the line that joins them all, its words, and where the project is."""

    def __init__(self, store: ThemeStore, view: StepList) -> None:
        super().__init__(view)
        self._store = store
        self._view = view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(0, self._view.row_px())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        model, theme = index.model(), self._store.theme
        assert isinstance(model, StepModel)
        room = QRectF(option.rect).adjusted(_PAD, 0, -_PAD, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_row_ground(painter, theme, room, option.state, has_keys=self._view.hasFocus())
        middle = QPointF(room.left() + _PAD + theme.scaled(_RAIL) / 2, room.center().y())
        is_first, is_last = index.row() == 0, index.row() == model.rowCount() - 1
        rail = room.adjusted(0, room.height() / 2 * is_first, 0, -room.height() / 2 * is_last)
        painter.setPen(QPen(theme.colors.line.strong, 1))
        painter.drawLine(QLineF(middle.x(), rail.top(), middle.x(), rail.bottom()))
        self._paint_dot(painter, theme, middle, index.row() - model.position)
        room.setLeft(middle.x() + theme.scaled(_RAIL) / 2 + _GAP)
        room.setRight(room.right() - _PAD)
        self._paint_words(painter, theme, room, str(index.data()), index.row() - model.position)
        painter.restore()

    def _paint_dot(self, painter: QPainter, theme: Theme, middle: QPointF, later: int) -> None:
        """Filled for what is done, the accent for now, hollow for what is undone."""
        colors, radius = theme.colors, theme.scaled(_DOT)
        tone = colors.accent.line if not later else colors.text.hint
        painter.setPen(QPen(tone, 1.5))
        painter.setBrush(colors.surface.panel if later > 0 else tone)
        painter.drawEllipse(middle, radius + (not later), radius + (not later))

    def _paint_words(
        self, painter: QPainter, theme: Theme, room: QRectF, words: str, later: int
    ) -> None:
        font = theme.font("body", weight=None if later else 600)
        tag = "" if later else _("now")
        caption = theme.font("caption")
        tag_px = QFontMetrics(caption).horizontalAdvance(tag) + _GAP if tag else 0
        metrics = QFontMetrics(font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, int(room.width() - tag_px))
        painter.setFont(font)
        painter.setPen(theme.color("text.hint" if later > 0 else "text.primary"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, shown)
        room.setLeft(room.left() + metrics.horizontalAdvance(shown) + _GAP)
        painter.setFont(caption)
        painter.setPen(theme.color("text.secondary"))
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, tag)
