"""Tensors as small drawings: planes for pictures, rows for series, a bar of cells for vectors.

How many planes, rows or cells there are and how large they are follows the shape, on a scale that
grows slowly and ends: 64 channels are seven planes, not sixty-four.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from netbuilder.app.theme import ThemeStore, mix
from netbuilder.app.widgets.painting import draw_box
from netbuilder.layers.tensor import Kind, TensorType

_UNKNOWN = 16
"""A length that is known only when data arrives is drawn like this one."""

_MOST_PLANES, _MOST_ROWS, _MOST_CELLS, _EXACT_CELLS = 7, 5, 10, 6
_COMPACT_PLANES, _COMPACT_ROWS, _COMPACT_SIZE = 4, 2, 0.45
_PLANE_STEP = QPointF(3.5, -3.0)
_COMPACT_STEP = QPointF(2.5, -1.5)
_CELL_LONG, _CELL_SHORT = 10.0, 4.0
_ROW_HEIGHT, _ROW_STEP = 5.0, 7.0
_FRONT, _BEHIND, _ASSUMED = 0.42, 0.2, 0.1
"""How much of the colour of its kind fills a tensor."""


def boxes_of(x: TensorType, *, is_compact: bool = False) -> list[QRectF]:
    """The boxes that stand for a tensor, from the back to the front, in pixels at 100 %.

    A compact drawing is no higher than a line of text.
    """
    lengths = [dim if isinstance(dim, int) else _UNKNOWN for dim in x.example]
    if len(lengths) >= 3:
        return _planes(lengths, is_compact=is_compact)
    if len(lengths) == 2:
        return _rows(lengths, most=_COMPACT_ROWS if is_compact else _MOST_ROWS)
    if not lengths:
        return [QRectF(0, 0, _CELL_LONG, _CELL_LONG)]
    count = _cells(lengths[0])
    if is_compact or x.kind in (Kind.TOKENS, Kind.MASK):
        return [QRectF(i * _CELL_SHORT, 0, _CELL_SHORT, _CELL_LONG) for i in range(count)]
    return [QRectF(0, i * _CELL_SHORT, _CELL_LONG, _CELL_SHORT) for i in range(count)]


def _planes(lengths: Sequence[int], *, is_compact: bool) -> list[QRectF]:
    channels, height, width = lengths[0], lengths[-2], lengths[-1]
    count = min(_COMPACT_PLANES if is_compact else _MOST_PLANES, 1 + round(_log(channels)))
    long = min(26.0, 14 + 3 * _log(max(height, width))) * (_COMPACT_SIZE if is_compact else 1)
    size = [max(6.0, long * length / max(height, width, 1)) for length in (width, height)]
    step = _COMPACT_STEP if is_compact else _PLANE_STEP
    return [QRectF(step.x() * i, step.y() * i, *size) for i in range(count - 1, -1, -1)]


def _rows(lengths: Sequence[int], *, most: int) -> list[QRectF]:
    time, features = lengths
    width = min(40.0, 10 + 5 * _log(time))
    return [
        QRectF(0, _ROW_STEP * i, width, _ROW_HEIGHT) for i in range(min(most, _cells(features)))
    ]


def _cells(length: int) -> int:
    if length <= _EXACT_CELLS:
        return max(length, 1)
    return min(_MOST_CELLS, _EXACT_CELLS + round(_log(length / _EXACT_CELLS)))


def _log(length: float) -> float:
    return math.log2(max(length, 1))


class TensorDrawing(QWidget):
    """One tensor, drawn in the colour of its kind; dashed while its shape is a guess.

    Args:
        is_compact: Draw it no higher than a line of text.
    """

    def __init__(
        self,
        store: ThemeStore,
        x: TensorType,
        *,
        assumed: bool = False,
        is_compact: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._assumed = assumed
        self._kind = wire_kind(store, x)
        boxes = boxes_of(x, is_compact=is_compact)
        bounds = QRectF()
        for box in boxes:
            bounds = bounds.united(box)
        self._boxes = [box.translated(-bounds.topLeft()) for box in boxes]
        self._bounds = bounds.size()
        self.setAccessibleName(str(x))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        store.changed.connect(self._on_theme_changed)

    def sizeHint(self) -> QSize:
        """As large as the boxes."""
        scale = self._store.theme.font_scale
        width, height = (math.ceil(edge * scale) + 1 for edge in self._bounds.toTuple())
        return QSize(width, height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the boxes from the back to the front."""
        theme = self._store.theme
        colors, scale = theme.colors, theme.font_scale
        ink, ground = colors.wire[self._kind].color, colors.surface.raised
        overlap = len(self._boxes) > 1 and self._boxes[0].intersects(self._boxes[1])
        painter = QPainter(self)
        for i, box in enumerate(self._boxes):
            is_behind = overlap and i < len(self._boxes) - 1
            share = _ASSUMED if self._assumed else _BEHIND if is_behind else _FRONT
            corner = QPointF(round(box.left() * scale), round(box.top() * scale))
            edge = QPointF(round(box.right() * scale) + 1, round(box.bottom() * scale) + 1)
            draw_box(
                painter,
                QRectF(corner, edge),
                _corner(box) * scale,
                fill=mix(ground, ink, share),
                line=ink,
                dashes=(3, 2.5) if self._assumed else (),
            )
        painter.end()

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


def _corner(box: QRectF) -> float:
    return min(2.0, min(box.width(), box.height()) / 4)


def wire_kind(store: ThemeStore, x: TensorType) -> str:
    """The key of the colours of a tensor's wire."""
    return x.kind.value if x.kind.value in store.theme.colors.wire else "any"
