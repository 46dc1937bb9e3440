"""Lanes for the wires that cannot run straight: out beside a card, level, and in beside another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from netbuilder.app.canvas.arrays import CanvasArrays, Floats
from netbuilder.app.canvas.ground import Land
from netbuilder.app.theme.canvas_geometry import CanvasGeometry

CORNERS = 6
"""How many corners a lane has, the ports at its ends included."""

REACH_PX = 190.0
"""How far from its ports and their cards a lane lies at most."""

_FIRST_LANE = 28.0
_MOST_LANES = 8
_OUT_STEPS = (20.0, 14.0, 26.0, 32.0)
_IN_STEPS = (14.0, 24.0, 19.0, 30.0)

_Stretches = dict[int, list[tuple[float, float, float]]]
"""Where a stretch lies, its start and its stop, by where it lies in lanes' distances."""


class Lanes:
    """Gives out lanes, and remembers which are taken.

    Attributes:
        crowded: The wires for which no free way was left.
    """

    def __init__(self, arrays: CanvasArrays, canvas: CanvasGeometry, ground: Land | None) -> None:
        self._arrays = arrays
        self._gap = float(canvas.gap.lane)
        self._ground = ground
        self._level: _Stretches = {}
        self._upright: _Stretches = {}
        self.crowded: set[int] = set()

    def hold(self, ways: Iterable[Floats]) -> None:
        """Count lanes as taken that were given out before; each is its corners, (6, 2)."""
        for (_x0, y0), (out, _y0), (_out, y), (back, _y), (_back, y1), _end in (
            way.tolist() for way in ways
        ):
            self._occupy(out, back, y0, y, y1)

    def choose(self, edge: int) -> Floats:
        """The corners of the best way that is left for a wire, (6, 2)."""
        source, sink = self._arrays.edge_source[edge], self._arrays.edge_sink[edge]
        (x0, y0), (x1, y1) = self._arrays.port_places(np.array([source, sink])).tolist()
        low, high = min(x0 + _OUT_STEPS[0], x1), max(x0 + _OUT_STEPS[0], x1)
        way = None
        for y in self._heights(source, sink):
            if way is not None and not self._is_level_free(y, low, high):
                continue
            out, is_out_free = self._step(x0, 1, y0, y, _OUT_STEPS)
            back, is_back_free = self._step(x1, -1, y1, y, _IN_STEPS)
            is_free = is_out_free and is_back_free
            if is_free and self._is_level_free(y, min(out, back), max(out, back)):
                way = out, y, back
                break
            way = way or (out, y, back)
        else:
            self.crowded.add(edge)
        assert way is not None
        out, y, back = way
        self._occupy(out, back, y0, y, y1)
        corners = [(x0, y0), (out, y0), (out, y), (back, y), (back, y1), (x1, y1)]
        return np.array(corners, np.float64)

    def _heights(self, source: int, sink: int) -> Iterator[float]:
        """Heights of lanes to try, best first."""
        nodes = self._arrays.port_node[[source, sink]]
        top_a, top_b = self._arrays.xy[nodes, 1].tolist()
        height_a, height_b = self._arrays.wh[nodes, 1].tolist()
        bottom_a, bottom_b = top_a + height_a, top_b + height_b
        between = max(top_a, top_b)
        if top_b < bottom_a and top_a < bottom_b:  # beside each other: above both
            between = min(top_a, top_b)
        for step in range(_MOST_LANES):
            yield between - _FIRST_LANE - step * self._gap
        for step in range(_MOST_LANES):
            yield max(bottom_a, bottom_b) + _FIRST_LANE + step * self._gap

    def _step(
        self, x: float, side: int, y_port: float, y_lane: float, steps: tuple[float, ...]
    ) -> tuple[float, bool]:
        """Where to go up or down beside a port, and whether that is free."""
        low, high = min(y_port, y_lane), max(y_port, y_lane)
        for step in steps:
            at = x + side * step
            is_free = self._ground is None or self._ground.is_free(at - 2, low, at + 2, high)
            if is_free and not self._meets(self._upright, at, low, high, 5.0):
                return at, True
        return x + side * steps[0], False

    def _is_level_free(self, y: float, left: float, right: float) -> bool:
        if self._ground is not None and not self._ground.is_free(left, y - 2, right, y + 2):
            return False
        return not self._meets(self._level, y, left, right, self._gap - 1)

    def _meets(
        self, taken: _Stretches, at: float, low: float, high: float, distance: float
    ) -> bool:
        cell = int(at // self._gap)
        for near in (cell - 1, cell, cell + 1):
            for other, start, stop in taken.get(near, ()):
                if low < stop and start < high and -distance < other - at < distance:
                    return True
        return False

    def _occupy(self, out: float, back: float, y0: float, y: float, y1: float) -> None:
        """Take the three stretches of a way that lie away from its ports."""
        self._take(self._level, y, out, back)
        self._take(self._upright, out, y0, y)
        self._take(self._upright, back, y1, y)

    def _take(self, taken: _Stretches, at: float, one: float, other: float) -> None:
        stretch = (at, one, other) if one < other else (at, other, one)
        taken.setdefault(int(at // self._gap), []).append(stretch)
