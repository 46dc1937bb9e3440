"""Painted cards, kept in one large picture so that one call draws all that is in view."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPixmap

from netbuilder.app.canvas.arrays import Floats

_FIRST_EDGE_PX = 1024
_LONGEST_EDGE_PX = 4096
_SPACING_PX = 1


class Atlas:
    """Cells of one picture, found by key; all painted for one device scale.

    Attributes:
        scale: Device px a scene px, for which the cells are painted.
        pixmap: The picture.
    """

    def __init__(self) -> None:
        self.scale = 0.0
        self.pixmap = QPixmap()
        self.clear(0.0)

    def clear(self, scale: float) -> None:
        """Forget all cells; the next ones are painted for `scale`."""
        self.scale = scale
        self._cell_of: dict[int, int] = {}
        self._boxes: list[tuple[int, int, int, int]] = []
        self._array: Floats | None = None
        self._x = self._y = self._row_height = 0
        if self.pixmap.isNull():
            self.pixmap = _new_pixmap(_FIRST_EDGE_PX)

    def boxes(self) -> Floats:
        """Left, top, width, height of each cell in px of the picture, (cells, 4)."""
        if self._array is None:
            self._array = np.array(self._boxes, np.float64).reshape(-1, 4)
        return self._array

    def find(self, key: int) -> int | None:
        """The index of the cell under `key`, or None."""
        return self._cell_of.get(key)

    def add(
        self, key: int, width: int, height: int, paint: Callable[[QPainter], None]
    ) -> int | None:
        """Paint a new cell of so many px and return its index, or None where the picture is full.

        Args:
            key: Under which it is found.
            width: In px of the picture.
            height: In px of the picture.
            paint: Paints it; its corner is at the painter's origin.
        """
        place = self._place(width, height)
        if place is None:
            return None
        painter = QPainter(self.pixmap)
        box = QRect(place[0], place[1], width, height)
        painter.setClipRect(box)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        painter.fillRect(box, Qt.GlobalColor.transparent)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
        painter.translate(box.topLeft())
        paint(painter)
        painter.end()
        index = len(self._boxes)
        self._boxes.append((*place, width, height))
        self._cell_of[key] = index
        self._array = None
        return index

    def _place(self, width: int, height: int) -> tuple[int, int] | None:
        """A free place: in the present row, else in a new one below, else in a larger picture."""
        if max(width, height) > _LONGEST_EDGE_PX:
            return None
        if self._x + width > self.pixmap.width():
            self._x, self._y, self._row_height = 0, self._y + self._row_height + _SPACING_PX, 0
        while self._x + width > self.pixmap.width() or self._y + height > self.pixmap.height():
            if not self._grow():
                return None
        place = (self._x, self._y)
        self._x += width + _SPACING_PX
        self._row_height = max(self._row_height, height)
        return place

    def _grow(self) -> bool:
        edge = max(self.pixmap.width(), self.pixmap.height()) * 2
        if edge > _LONGEST_EDGE_PX:
            return False
        larger = _new_pixmap(edge)
        painter = QPainter(larger)
        painter.drawPixmap(0, 0, self.pixmap)
        painter.end()
        self.pixmap = larger
        return True


def _new_pixmap(edge: int) -> QPixmap:
    pixmap = QPixmap(edge, edge)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
