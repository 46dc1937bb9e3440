"""Lines along which a dragged card stands in line with the cards around it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF

from netbuilder.app.canvas.arrays import Floats, Ints
from netbuilder.app.canvas.gestures.gesture import Scope
from netbuilder.app.canvas.hit import NEAREST_ZOOM_FOR_PORTS
from netbuilder.app.canvas.overlay import GuideLine

_REACH_PX = 4.0
"""How near, in view px, a card comes into line by itself."""

_BEYOND_PX = 8.0
_SHARES = np.array([0.0, 0.5, 1.0])
"""Which lines of a card meet those of another: left or upper edge, middle, right or lower edge."""


class Guides:
    """Brings what is dragged into line with cards in view, by their edges and middles.

    Args:
        scope: The canvas.
        rows: The rows of the cards that are dragged.
    """

    def __init__(self, scope: Scope, rows: Ints) -> None:
        self._scope = scope
        self._rows = rows
        boxes = scope.arrays.boxes[rows]
        self._low, self._high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        self._seen = QRectF()
        self._others: Floats = np.zeros((0, 4))

    def step(self, by: Floats) -> list[float | None]:
        """How far to go across and down instead of `by`, in scene px; None where no card is near.

        The lines that are met then are `lines`.
        """
        others = self._boxes_in_view()
        if not len(others):
            return [None, None]
        reach = _REACH_PX / self._scope.camera.zoom
        found: list[float | None] = []
        for axis in (0, 1):
            own = self._own(axis) + by[axis]
            size = others[:, axis + 2] - others[:, axis]
            off = others[:, axis, None] + _SHARES * size[:, None] - own
            nearest = off.flat[np.abs(off).argmin()]
            found.append(float(by[axis] + nearest) if abs(nearest) <= reach else None)
        return found

    def lines(self, by: Floats) -> list[GuideLine]:
        """The lines along which the cards stand once they have gone `by`, one a direction at most.

        Of cards of one size three lines would meet; the first says it.
        """
        found = (self._line(axis, by) for axis in (0, 1))
        return [line for line in found if line is not None]

    def _line(self, axis: int, by: Floats) -> GuideLine | None:
        others, along = self._boxes_in_view(), 1 - axis
        beyond = _BEYOND_PX / self._scope.camera.zoom
        for share, place in zip(_SHARES, self._own(axis) + by[axis], strict=True):
            places = others[:, axis] + share * (others[:, axis + 2] - others[:, axis])
            met = others[np.abs(places - place) < 1e-6]
            if len(met):
                first = min(self._low[along] + by[along], met[:, along].min()) - beyond
                last = max(self._high[along] + by[along], met[:, along + 2].max()) + beyond
                ends = [(place, first), (place, last)]
                one, other = (QPointF(*(end if axis == 0 else end[::-1])) for end in ends)
                return GuideLine(QLineF(one, other))
        return None

    def _own(self, axis: int) -> Floats:
        own: Floats = self._low[axis] + _SHARES * (self._high[axis] - self._low[axis])
        return own

    def _boxes_in_view(self) -> Floats:
        """The cards in view that stay where they are, (cards, 4); none where all are specks."""
        if self._scope.camera.zoom < NEAREST_ZOOM_FOR_PORTS:
            return np.zeros((0, 4))
        seen = self._scope.camera.seen
        if seen != self._seen:
            self._seen = seen
            arrays = self._scope.arrays
            rows = arrays.rows_within(seen.left(), seen.top(), seen.right(), seen.bottom())
            self._others = arrays.boxes[np.setdiff1d(rows, self._rows, assume_unique=True)]
        return self._others
