"""Where cards lie, for wires that must run around them."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from netbuilder.app.canvas.arrays import Bools, Floats, Ints

_MOST_CELLS = 2_000_000


class Land(Protocol):
    """What wires ask about the cards. Both ways to answer know cells of the snap grid."""

    def taken_at(self, points: Floats) -> Bools:
        """Whether a card lies at each point; `points` is (..., 2)."""

    def is_free(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether no card lies in a box."""


class Ground:
    """Which cells of the plane hold a card, so that asking about a box takes no loop."""

    def __init__(self, boxes: Floats, cell: float) -> None:
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        area = float(np.prod(high - low + 4 * cell))
        self._cell = max(cell, (area / _MOST_CELLS) ** 0.5)
        self._origin = low - 2 * self._cell
        width, height = np.ceil((high - self._origin) / self._cell).astype(int) + 3
        steps = np.zeros((height + 1, width + 1), np.int32)
        left, top = self._cells(boxes[:, :2])
        right, bottom = self._cells(boxes[:, 2:] - 1e-6)
        for y, x, sign in (
            (top, left, 1),
            (top, right + 1, -1),
            (bottom + 1, left, -1),
            (bottom + 1, right + 1, 1),
        ):
            np.add.at(steps, (y, x), sign)
        self._is_taken = steps.cumsum(0).cumsum(1) > 0
        self._shape = self._is_taken.shape
        sums = np.zeros((height + 2, width + 2), np.int32)
        sums[1:, 1:] = self._is_taken.cumsum(0, dtype=np.int32).cumsum(1, dtype=np.int32)
        # Single numbers are read several times faster through a memoryview than from numpy.
        self._sums = sums.data
        self._left, self._top = self._origin.tolist()

    def taken_at(self, points: Floats) -> Bools:
        """Whether a card lies at each point; `points` is (..., 2)."""
        x, y = self._cells(points.reshape(-1, 2))
        taken: Bools = self._is_taken[y.clip(0, self._shape[0] - 1), x.clip(0, self._shape[1] - 1)]
        return taken.reshape(points.shape[:-1])

    def is_free(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether no card lies in a box."""
        rows, columns = self._shape
        cell = self._cell
        x0, x1 = int((left - self._left) // cell), int((right - self._left) // cell) + 1
        y0, y1 = int((top - self._top) // cell), int((bottom - self._top) // cell) + 1
        if x0 < 0 or y0 < 0 or x1 > columns or y1 > rows:
            x0, x1 = min(max(x0, 0), columns), min(max(x1, 0), columns)
            y0, y1 = min(max(y0, 0), rows), min(max(y1, 0), rows)
        sums = self._sums
        taken: int = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]
        return taken == 0

    def _cells(self, points: Floats) -> tuple[Ints, Ints]:
        cells = ((points - self._origin) // self._cell).astype(np.int64)
        return cells[:, 0], cells[:, 1]


class FewQuestions:
    """Answers as `Ground` does, at once but a hundred times slower a question."""

    def __init__(self, boxes: Floats, cell: float) -> None:
        self._cell = cell
        self._low = np.floor(boxes[:, :2] / cell)
        self._high = np.floor((boxes[:, 2:] - 1e-6) / cell)

    def taken_at(self, points: Floats) -> Bools:
        """Whether a card lies at each point; `points` is (..., 2)."""
        cells = np.floor(points / self._cell)[..., None, :]
        is_within = (self._low <= cells) & (cells <= self._high)
        taken: Bools = is_within.all(axis=-1).max(axis=-1, initial=False)
        return taken

    def is_free(self, left: float, top: float, right: float, bottom: float) -> bool:
        """Whether no card lies in a box."""
        cell, low, high = self._cell, self._low, self._high
        taken = (low[:, 0] <= right // cell) & (high[:, 0] >= left // cell)
        taken &= (low[:, 1] <= bottom // cell) & (high[:, 1] >= top // cell)
        return not taken.any()
