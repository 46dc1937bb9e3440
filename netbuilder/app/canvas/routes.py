"""The way of each wire: a curve to a port further right, a rounded lane between the rows otherwise.

A wire takes a lane where its sink lies to the left of its source, or where the curve would run
through another card. Lanes lie 20 px apart, and the longest wires choose first, so that the wire
that goes on to the next row lies nearest to it.

Bends of the layout are either a lane, as tidying up finds them (see `is_lane`), which is followed
while it is free and meets its ports, or points that a person has set, through which the wire runs
as a smooth curve, whatever lies there.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from types import MappingProxyType

import numpy as np

from netbuilder.app.canvas.arrays import Bools, CanvasArrays, Floats, Ints
from netbuilder.app.theme.canvas_geometry import CanvasGeometry
from netbuilder.project.layout import Point

_SHORTEST_CURVE = 16.0
_FIRST_LANE = 28.0
_MOST_LANES = 8
_OUT_STEPS = (20.0, 14.0, 26.0, 32.0)
_IN_STEPS = (14.0, 24.0, 19.0, 30.0)
_LEAST_HANDLE = 24.0
_HANDLE_SHARE = 0.4
_SAMPLES = np.linspace(0.06, 0.94, 12)
_MOST_CELLS = 2_000_000


class Routes:
    """The ways of all wires.

    Attributes:
        curves: Control points of each wire's curve, (wires, 4, 2); also of those in lanes.
        lanes: Corners of the wires that take a lane, by wire row, (corners, 2).
        threads: Control points of the curves of wires through points that a person has set, by wire
            row, (points + 1, 4, 2).
    """

    def __init__(
        self,
        curves: Floats,
        lanes: dict[int, Floats],
        threads: Mapping[int, Floats] = MappingProxyType({}),
    ) -> None:
        self.curves = curves
        self.lanes = lanes
        self.threads = threads


def find_routes(arrays: CanvasArrays, canvas: CanvasGeometry) -> Routes:
    """Lay every wire around the cards."""
    ends = arrays.port_xy
    starts, stops = ends[arrays.edge_source], ends[arrays.edge_sink]
    curves = curve_points(starts, stops)
    if not len(arrays.edges):
        return Routes(curves, {})
    ground = Ground(arrays.boxes, canvas.snap)
    needs_lane = stops[:, 0] - starts[:, 0] < _SHORTEST_CURVE
    needs_lane |= ~needs_lane & _runs_into_card(curves, ground)
    bent, threads = _bent(arrays, ground, starts, stops)
    needs_lane[[*bent, *threads]] = False
    lanes = _find_lanes(arrays, canvas, ground, np.flatnonzero(needs_lane))
    return Routes(curves, lanes | bent, threads)


def loose_routes(arrays: CanvasArrays, canvas: CanvasGeometry, rows: Ints) -> Routes:
    """Ways for the wires in `rows` alone while their cards move, in the order of `rows`."""
    sources, sinks = arrays.edge_source[rows], arrays.edge_sink[rows]
    starts, stops = arrays.port_places(sources), arrays.port_places(sinks)
    is_back = stops[:, 0] - starts[:, 0] < _SHORTEST_CURVE
    threads: dict[int, Floats] = {}
    lanes: dict[int, Floats] = {}
    for at, row in enumerate(rows.tolist()):
        if len(points := _points_now(arrays, row)):
            threads[at] = thread(np.array([starts[at], *points, stops[at]], np.float64))
        elif is_back[at]:
            lanes[at] = _Lanes(arrays, canvas, None).choose(row)
    return Routes(curve_points(starts, stops), lanes, threads)


def is_lane(points: Sequence[Point]) -> bool:
    """Whether the bends of a wire are a lane: in turn upright and level, first and last upright."""
    steps = [(a[0] == b[0], a[1] == b[1]) for a, b in pairwise(points)]
    return (
        bool(steps)
        and len(steps) % 2 == 1
        and all(step[number % 2] for number, step in enumerate(steps))
    )


def set_points(arrays: CanvasArrays, wire: int) -> Sequence[Point]:
    """The points that a person has set on a wire; none where it has none or takes a lane."""
    points = arrays.network.layout.bends.get(arrays.edges[wire], ())
    return () if is_lane(points) else points


def thread(points: Floats) -> Floats:
    """Curves through `points`, (points, 2), without a kink: control points, (points - 1, 4, 2).

    They leave the first point and reach the last on a level, as wires do at their ports.
    """
    steps = np.diff(points, axis=0)
    reach = np.maximum(np.hypot(steps[:, 0], steps[:, 1]), 1e-6)
    handles = np.zeros_like(points)
    handles[0] = handles[-1] = (1.0, 0.0)
    along = points[2:] - points[:-2]
    handles[1:-1] = along / np.maximum(np.hypot(along[:, 0], along[:, 1]), 1e-6)[:, None]
    length = (reach * _HANDLE_SHARE)[:, None]
    first, last = points[:-1] + handles[:-1] * length, points[1:] - handles[1:] * length
    return np.stack([points[:-1], first, last, points[1:]], axis=1)


def _points_now(arrays: CanvasArrays, wire: int) -> Floats:
    """The points of a wire while cards move: they go along where both of its ends go alike."""
    points = np.array(set_points(arrays, wire), np.float64).reshape(-1, 2)
    if not len(points):
        return points
    shifts = []
    for port in (arrays.edge_source[wire], arrays.edge_sink[wire]):
        row = int(arrays.port_node[port])
        home = arrays.network.layout.positions.get(arrays.ids[row])
        shifts.append(None if home is None else arrays.xy[row] - home)
    first, second = shifts
    if first is not None and second is not None and (first == second).all():
        points = points + first
    return points


def curve_points(starts: Floats, stops: Floats) -> Floats:
    """Control points of the curves between two ports each, with handles of half the way."""
    handle = np.maximum(_LEAST_HANDLE, np.abs(stops[:, 0] - starts[:, 0]) / 2)
    inner_start, inner_stop = starts.copy(), stops.copy()
    inner_start[:, 0] += handle
    inner_stop[:, 0] -= handle
    return np.stack([starts, inner_start, inner_stop, stops], axis=1)


def points_on(curves: Floats, times: Floats) -> Floats:
    """Points of cubic curves at `times` from 0 to 1, (curves, times, 2)."""
    t = times[None, :, None]
    u = 1 - t
    a, b, c, d = (curves[:, None, k, :] for k in range(4))
    points: Floats = u**3 * a + 3 * u * u * t * b + 3 * u * t * t * c + t**3 * d
    return points


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
        x0 = min(max(int((left - self._left) // self._cell), 0), columns)
        x1 = min(max(int((right - self._left) // self._cell) + 1, 0), columns)
        y0 = min(max(int((top - self._top) // self._cell), 0), rows)
        y1 = min(max(int((bottom - self._top) // self._cell) + 1, 0), rows)
        sums = self._sums
        taken: int = sums[y1, x1] - sums[y0, x1] - sums[y1, x0] + sums[y0, x0]
        return taken == 0

    def _cells(self, points: Floats) -> tuple[Ints, Ints]:
        cells = ((points - self._origin) // self._cell).astype(np.int64)
        return cells[:, 0], cells[:, 1]


def _bent(
    arrays: CanvasArrays, ground: Ground, starts: Floats, stops: Floats
) -> tuple[dict[int, Floats], dict[int, Floats]]:
    """The lanes of the layout that still fit, and the curves through what a person has set."""
    bends = arrays.network.layout.bends
    lanes: dict[int, Floats] = {}
    threads: dict[int, Floats] = {}
    for row, edge in enumerate(arrays.edges if bends else ()):
        points = bends.get(edge)
        if not points:
            continue
        way = np.array([starts[row], *points, stops[row]], np.float64)
        if not is_lane(points):
            threads[row] = thread(way)
        elif _still_fits(way, ground):
            lanes[row] = way
    return lanes, threads


def _still_fits(way: Floats, ground: Ground) -> bool:
    """Whether a way leaves and reaches its ports on a level, and is free between its ends."""
    if abs(way[0, 1] - way[1, 1]) > 0.5 or abs(way[-1, 1] - way[-2, 1]) > 0.5:
        return False
    inner = way[1:-1]
    low, high = np.minimum(inner[:-1], inner[1:]), np.maximum(inner[:-1], inner[1:])
    segments = np.hstack([low, high]).tolist()
    return all(ground.is_free(*segment) for segment in segments)


def _runs_into_card(curves: Floats, ground: Ground) -> Bools:
    reach = curves[:, 3, 0] - curves[:, 0, 0]
    is_far = reach > 5 * _LEAST_HANDLE
    result = np.zeros(len(curves), bool)
    if is_far.any():
        result[is_far] = ground.taken_at(points_on(curves[is_far], _SAMPLES)).any(axis=1)
    return result


def _find_lanes(
    arrays: CanvasArrays, canvas: CanvasGeometry, ground: Ground, rows: Ints
) -> dict[int, Floats]:
    ends = arrays.port_xy
    span = np.abs(ends[arrays.edge_sink[rows], 0] - ends[arrays.edge_source[rows], 0])
    lanes = _Lanes(arrays, canvas, ground)
    return {int(row): lanes.choose(int(row)) for row in rows[np.argsort(-span, kind="stable")]}


class _Lanes:
    """Gives out lanes, and remembers which are taken."""

    def __init__(self, arrays: CanvasArrays, canvas: CanvasGeometry, ground: Ground | None) -> None:
        self._arrays = arrays
        self._gap = float(canvas.gap.lane)
        self._ground = ground
        self._level: dict[int, list[tuple[float, float, float]]] = {}
        self._upright: dict[int, list[tuple[float, float, float]]] = {}

    def choose(self, edge: int) -> Floats:
        """The corners of the best way that is left for a wire."""
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
            if is_free and self._is_level_free(y, low, high):
                way = out, y, back
                break
            way = way or (out, y, back)
        assert way is not None
        out, y, back = way
        self._take(self._level, y, min(out, back), max(out, back))
        self._take(self._upright, out, min(y0, y), max(y0, y))
        self._take(self._upright, back, min(y1, y), max(y1, y))
        corners = [(x0, y0), (out, y0), (out, y), (back, y), (back, y1), (x1, y1)]
        return np.array(corners, np.float64)

    def _heights(self, source: int, sink: int) -> Iterator[float]:
        """Heights of lanes to try, best first."""
        xy, wh = self._arrays.xy, self._arrays.wh
        giver, taker = self._arrays.port_node[source], self._arrays.port_node[sink]
        top_a, bottom_a = xy[giver, 1], xy[giver, 1] + wh[giver, 1]
        top_b, bottom_b = xy[taker, 1], xy[taker, 1] + wh[taker, 1]
        between = max(top_a, top_b)
        if top_b < bottom_a and top_a < bottom_b:  # beside each other: above both
            between = min(top_a, top_b)
        for step in range(_MOST_LANES):
            yield float(between - _FIRST_LANE - step * self._gap)
        for step in range(_MOST_LANES):
            yield float(max(bottom_a, bottom_b) + _FIRST_LANE + step * self._gap)

    def _step(
        self, x: float, side: int, y_port: float, y_lane: float, steps: tuple[float, ...]
    ) -> tuple[float, bool]:
        """Where to go up or down beside a port, and whether that is free."""
        low, high = min(y_port, y_lane), max(y_port, y_lane)
        for step in steps:
            at = x + side * step
            is_free = self._ground is None or self._ground.is_free(at - 2, low, at + 2, high)
            if is_free and not self._meets(self._upright, at, low, high, 5.0):
                return float(at), True
        return float(x + side * steps[0]), False

    def _is_level_free(self, y: float, left: float, right: float) -> bool:
        if self._ground is not None and not self._ground.is_free(left, y - 2, right, y + 2):
            return False
        return not self._meets(self._level, y, left, right, self._gap - 1)

    def _meets(
        self,
        taken: dict[int, list[tuple[float, float, float]]],
        at: float,
        low: float,
        high: float,
        distance: float,
    ) -> bool:
        cell = int(at // self._gap)
        return any(
            abs(other - at) < distance and low < stop and start < high
            for near in (cell - 1, cell, cell + 1)
            for other, start, stop in taken.get(near, ())
        )

    def _take(
        self, taken: dict[int, list[tuple[float, float, float]]], at: float, low: float, high: float
    ) -> None:
        taken.setdefault(int(at // self._gap), []).append((at, low, high))
