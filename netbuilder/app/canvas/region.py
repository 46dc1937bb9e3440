"""What of the view has to be painted anew, for many boxes or lines at once."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect
from PySide6.QtGui import QRegion

from netbuilder.app.canvas.arrays import Floats

PIECE_PX = 8.0
"""Lines must be no longer than this, see `region_of_pieces`."""

_TILE_PX = 16


def region_of_boxes(boxes: Floats) -> QRegion:
    """What boxes cover, given as left, top, right, bottom in view px, (boxes, 4)."""
    region = QRegion()
    low, high = np.floor(boxes[:, :2]).astype(int), np.ceil(boxes[:, 2:]).astype(int)
    for (left, top), (right, bottom) in zip(low.tolist(), high.tolist(), strict=True):
        region += QRect(left, top, right - left, bottom - top)
    return region


def region_of_pieces(pieces: Floats, width: float) -> QRegion:
    """The tiles that lines of a width of at most `PIECE_PX` / 2 touch.

    Args:
        pieces: Short lines as x1, y1, x2, y2 in view px, (lines, 4).
        width: Of the lines.
    """
    if not len(pieces):
        return QRegion()
    reach = np.array([-width, width]) / 2
    xs = (pieces[:, [0, 2], None] + reach).reshape(len(pieces), 4)
    ys = (pieces[:, [1, 3], None] + reach).reshape(len(pieces), 4)
    # A piece with its width is smaller than a tile, so the corners of its box name all it touches.
    columns = np.floor(np.stack([xs.min(1), xs.max(1), xs.min(1), xs.max(1)], 1) / _TILE_PX)
    rows = np.floor(np.stack([ys.min(1), ys.min(1), ys.max(1), ys.max(1)], 1) / _TILE_PX)
    tiles = np.unique(np.stack([rows.ravel(), columns.ravel()], 1).astype(int), axis=0)
    begins = np.flatnonzero((np.diff(tiles, axis=0, prepend=-9_999) != (0, 1)).any(axis=1))
    ends = np.append(begins[1:], len(tiles))
    region = QRegion()
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        row, column = tiles[begin].tolist()
        width_px = (end - begin) * _TILE_PX
        region += QRect(column * _TILE_PX, row * _TILE_PX, width_px, _TILE_PX)
    return region
