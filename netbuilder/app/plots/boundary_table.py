"""The table behind a decision boundary: the plane in a few steps, with the answer at each."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from netbuilder.app.plots.boundary_reading import answer_rows, read_at
from netbuilder.app.quantity import short_number
from netbuilder.compiler.plane import Plane
from netbuilder.runs.view import BoundaryView

_Index = QModelIndex | QPersistentModelIndex

STEPS = 7


class BoundaryModel(QAbstractTableModel):
    """The likeliest class with its share, or the number, at `STEPS` × `STEPS` points.

    Rows go down the plane from the top, columns from the left.
    """

    def __init__(self) -> None:
        super().__init__()
        self._plane: Plane | None = None
        self._view: BoundaryView | None = None

    def show_view(self, plane: Plane | None, view: BoundaryView | None) -> None:
        """Show another look, in the same cells where the plane is the same."""
        is_same = plane is self._plane and (view is None) == (self._view is None)
        if is_same:
            self._view = view
            corner = self.index(self.rowCount() - 1, self.columnCount() - 1)
            self.dataChanged.emit(self.index(0, 0), corner)
            return
        self.beginResetModel()
        self._plane, self._view = plane, view
        self.endResetModel()

    def rowCount(self, parent: _Index | None = None) -> int:
        is_empty = self._view is None or (parent is not None and parent.isValid())
        return 0 if is_empty else STEPS

    def columnCount(self, parent: _Index | None = None) -> int:
        return self.rowCount(parent)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or self._view is None or self._plane is None:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        across, up = self._across()[index.column()], self._up()[index.row()]
        number, name, value = answer_rows(read_at(self._view, across, up), self._plane)[0]
        return value if number is None else f"{name} {value}"

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if self._plane is None:
            return None
        is_across = orientation is Qt.Orientation.Horizontal
        number = short_number((self._across() if is_across else self._up())[section])
        if role == Qt.ItemDataRole.DisplayRole:
            return number
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            column = self._plane.across if is_across else self._plane.up
            return f"{column.name} {number} {column.unit}".rstrip()
        return None

    def _across(self) -> list[float]:
        assert self._plane is not None
        left, right, _bottom, _top = self._plane.extent
        return list(np.linspace(left, right, STEPS).tolist())

    def _up(self) -> list[float]:
        assert self._plane is not None
        _left, _right, bottom, top = self._plane.extent
        return list(np.linspace(top, bottom, STEPS).tolist())
