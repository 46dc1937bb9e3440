"""The table behind a chart: an epoch a row, a curve a column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from netbuilder.app.plots.curve import Curve
from netbuilder.app.quantity import score_words
from netbuilder.app.theme import ThemeStore
from netbuilder.words import _

_Index = QModelIndex | QPersistentModelIndex


class ValueModel(QAbstractTableModel):
    """The values of curves under one key, the newest epoch last."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._key = key
        self._curves: tuple[Curve, ...] = ()
        self._rows = 0

    def show_curves(self, curves: Sequence[Curve]) -> None:
        """Show these curves; rows that come are added, so that reading is not disturbed."""
        if self._curves == tuple(curves):  # a run draws at its steps, too
            return
        rows = max((len(curve.values) for curve in curves), default=0)
        names = [curve.name for curve in curves]
        if names == [curve.name for curve in self._curves] and rows > self._rows > 0:
            self.beginInsertRows(QModelIndex(), self._rows, rows - 1)
            self._curves, self._rows = tuple(curves), rows
            self.endInsertRows()
            return
        self.beginResetModel()
        self._curves, self._rows = tuple(curves), rows
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else self._rows

    def columnCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._curves)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        value = self._curves[index.column()].at(index.row() + 1)
        return "–" if value is None else score_words(self._key, value)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return _("Epoch {epoch}").format(epoch=section + 1)
        return self._curves[section].name

    def as_text(self) -> str:
        """All of it, columns parted by tabs."""
        lines = ["\t".join((_("Epoch"), *(curve.name for curve in self._curves)))]
        for epoch in range(1, self._rows + 1):
            values = [curve.at(epoch) for curve in self._curves]
            cells = ("" if value is None else f"{value:.6g}" for value in values)
            lines.append("\t".join((str(epoch), *cells)))
        return "\n".join(lines)


class ValueTable(QTableView):
    """Shows a model of values quietly; arrows go from cell to cell."""

    def __init__(self, store: ThemeStore, model: QAbstractTableModel, name: str) -> None:
        super().__init__()
        self._store = store
        self.setModel(model)
        self.setAccessibleName(name)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setHighlightSections(False)
        self.verticalHeader().setHighlightSections(False)
        self.setCornerButtonEnabled(False)
        store.changed.connect(self._apply_theme)
        self._apply_theme()

    def _apply_theme(self) -> None:
        theme, colors = self._store.theme, self._store.theme.colors
        self.setFont(theme.font("mono"))
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setFont(theme.font("caption"))
        self.verticalHeader().setDefaultSectionSize(theme.line_px("mono") + 6)
        self.setStyleSheet(
            f"QTableView {{ background: transparent; color: {colors.text.primary.name()};"
            f" selection-background-color: {colors.surface.pressed.name()};"
            f" selection-color: {colors.text.primary.name()}; }}"
            f"QHeaderView, QHeaderView::section, QTableCornerButton::section {{"
            f" background: transparent; border: 0;"
            f" color: {colors.text.hint.name()}; padding: 2px 8px; }}"
        )


def value_table(
    store: ThemeStore, key: str, name: str, parent: QWidget
) -> tuple[ValueModel, ValueTable]:
    """A model and its view, both of them the parent's."""
    model = ValueModel(key)
    model.setParent(parent)
    table = ValueTable(store, model, name)
    table.setParent(parent)
    return model, table
