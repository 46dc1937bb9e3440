"""Where a new card has room."""

from __future__ import annotations

import numpy as np

from netbuilder.app.canvas.arrays import CanvasArrays

CARD_SIZE = (168.0, 110.0)
"""Width and height of a usual card, in scene px."""

_COLUMN_GAP = 40.0
_SNAP = 12.0
_CLEARANCE = 8.0
_CLEARANCE_BELOW = 24.0
_MOST_STEPS = 60

Point = tuple[float, float]


class Room:
    """Finds free places near where a card is wanted, on the snap grid."""

    def __init__(self, arrays: CanvasArrays) -> None:
        self._arrays = arrays

    def around(self, at: Point) -> Point:
        """The top left corner of a free place whose header's middle is near `at`."""
        return self._freed((_snapped(at[0] - CARD_SIZE[0] / 2), _snapped(at[1] - 16.0)))

    def behind(self, node_id: str) -> Point:
        """The top left corner of a free place to the right of a node."""
        row = self._arrays.row_of[node_id]
        x, y = self._arrays.xy[row].tolist()
        width, _height = self._arrays.wh[row].tolist()
        return self._freed((x + width + _COLUMN_GAP, y))

    def _freed(self, corner: Point) -> Point:
        """`corner`, or the first place below it where no card lies."""
        x, y = corner
        for _step in range(_MOST_STEPS):
            if self._is_free(x, y):
                break
            y += 2 * _SNAP
        return x, y

    def _is_free(self, x: float, y: float) -> bool:
        boxes = self._arrays.boxes
        return not bool(
            np.any(
                (boxes[:, 0] < x + CARD_SIZE[0] + _CLEARANCE)
                & (boxes[:, 2] > x - _CLEARANCE)
                & (boxes[:, 1] < y + CARD_SIZE[1] + _CLEARANCE_BELOW)
                & (boxes[:, 3] > y - _CLEARANCE_BELOW)
            )
        )


def _snapped(value: float) -> float:
    return round(value / _SNAP) * _SNAP
