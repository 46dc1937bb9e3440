"""The way of each wire: a curve to a port further right, a rounded lane between the rows otherwise.

A wire takes a lane where its sink lies to the left of its source, or where the curve would run
through another card. Lanes lie 20 px apart, and the longest wires choose first, so that the wire
that goes on to the next row lies nearest to it.

Bends of the layout are either a lane, as tidying up finds them (`layout_wires.is_lane`), which is
followed while it is free and meets its ports, or points that a person has set, through which the
wire runs as a smooth curve, whatever lies there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from types import MappingProxyType

import numpy as np

from netbuilder.app.canvas.arrays import Bools, CanvasArrays, Floats, Ints
from netbuilder.app.canvas.ground import Ground, Land
from netbuilder.app.canvas.lanes import Lanes
from netbuilder.app.theme.canvas_geometry import CanvasGeometry

_SHORTEST_CURVE = 16.0
_LEAST_HANDLE = 24.0
_HANDLE_SHARE = 0.4
_SAMPLES = np.linspace(0.06, 0.94, 12)


class Routes:
    """The ways of all wires.

    Attributes:
        curves: Control points of each wire's curve, (wires, 4, 2); also of those in lanes.
        lanes: Corners of the wires that take a lane, by wire row, (corners, 2).
        threads: Control points of the curves of wires through points that a person has set, by wire
            row, (points + 1, 4, 2).
        crowded: Rows of wires in lanes for which no free way was left.
    """

    def __init__(
        self,
        curves: Floats,
        lanes: dict[int, Floats],
        threads: Mapping[int, Floats] = MappingProxyType({}),
        crowded: Set[int] = frozenset(),
    ) -> None:
        self.curves = curves
        self.lanes = lanes
        self.threads = threads
        self.crowded = crowded

    def shifted(self, curves: Floats, by: Floats) -> Routes:
        """The same ways elsewhere, of which the curves are known."""
        lanes = {row: way + by for row, way in self.lanes.items()}
        threads = {row: way + by for row, way in self.threads.items()}
        return Routes(curves, lanes, threads, self.crowded)

    def part(self, rows: Ints) -> Routes:
        """The ways of some wires, counted within `rows`."""
        wires = list(enumerate(rows.tolist()))
        lanes = {at: self.lanes[row] for at, row in wires if row in self.lanes}
        threads = {at: self.threads[row] for at, row in wires if row in self.threads}
        return Routes(self.curves[rows], lanes, threads)


def find_routes(arrays: CanvasArrays, canvas: CanvasGeometry) -> Routes:
    """Lay every wire around the cards."""
    curves = all_curves(arrays)
    if not len(arrays.edges):
        return Routes(curves, {})
    ground = Ground(arrays.boxes, canvas.snap)
    return Routes(curves, *lay_wires(arrays, canvas, ground, curves, np.arange(len(curves))))


def all_curves(arrays: CanvasArrays) -> Floats:
    """Control points of every wire's curve, (wires, 4, 2), whether it takes that or not."""
    ends = arrays.port_xy
    return curve_points(ends[arrays.edge_source], ends[arrays.edge_sink])


def lay_wires(
    arrays: CanvasArrays,
    canvas: CanvasGeometry,
    land: Land,
    curves: Floats,
    rows: Ints,
    held: Iterable[Floats] = (),
) -> tuple[dict[int, Floats], dict[int, Floats], set[int]]:
    """The lanes and threads of those wires in `rows` that do not follow their curve.

    The last of the three says which wires have a lane that is not free.

    Args:
        arrays: The wires and what they join.
        canvas: Distances.
        land: Where cards lie.
        curves: Control points of every wire.
        rows: The wires to lay.
        held: Lanes that other wires have taken.
    """
    starts, stops = curves[rows, 0], curves[rows, 3]
    needs_lane = stops[:, 0] - starts[:, 0] < _SHORTEST_CURVE
    needs_lane |= ~needs_lane & _runs_into_card(curves[rows], land)
    bent, threads = _bent(arrays, land, curves, rows)
    needs_lane &= ~np.isin(rows, [*bent, *threads])
    giver = Lanes(arrays, canvas, land)
    giver.hold(held)
    span = np.abs(stops[:, 0] - starts[:, 0])[needs_lane]
    longest_first = rows[needs_lane][np.argsort(-span, kind="stable")].tolist()
    lanes = {row: giver.choose(row) for row in longest_first}
    return lanes | bent, threads, giver.crowded


def loose_routes(arrays: CanvasArrays, canvas: CanvasGeometry, rows: Ints) -> Routes:
    """Ways for the wires in `rows` alone while their cards move, in the order of `rows`."""
    sources, sinks = arrays.edge_source[rows], arrays.edge_sink[rows]
    starts, stops = arrays.port_places(sources), arrays.port_places(sinks)
    is_back = stops[:, 0] - starts[:, 0] < _SHORTEST_CURVE
    threads: dict[int, Floats] = {}
    lanes: dict[int, Floats] = {}
    for at in np.flatnonzero(np.isin(rows, [*arrays.points])).tolist():
        points = arrays.points[int(rows[at])]
        threads[at] = thread(np.array([starts[at], *points, stops[at]], np.float64))
    is_back[[*threads]] = False
    for at in np.flatnonzero(is_back).tolist():
        lanes[at] = Lanes(arrays, canvas, None).choose(int(rows[at]))
    return Routes(curve_points(starts, stops), lanes, threads)


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


def _bent(
    arrays: CanvasArrays, land: Land, curves: Floats, rows: Ints
) -> tuple[dict[int, Floats], dict[int, Floats]]:
    """The lanes of the layout that still fit, and the curves through what a person has set."""
    bends = arrays.network.layout.bends
    lanes: dict[int, Floats] = {}
    threads: dict[int, Floats] = {}
    for row in rows.tolist() if bends else ():
        points = bends.get(arrays.edges[row])
        if not points:
            continue
        way = np.array([curves[row, 0], *points, curves[row, 3]], np.float64)
        if row in arrays.points:
            threads[row] = thread(way)
        elif _still_fits(way, land):
            lanes[row] = way
    return lanes, threads


def _still_fits(way: Floats, land: Land) -> bool:
    """Whether a way leaves and reaches its ports on a level, and is free between its ends."""
    if abs(way[0, 1] - way[1, 1]) > 0.5 or abs(way[-1, 1] - way[-2, 1]) > 0.5:
        return False
    inner = way[1:-1]
    low, high = np.minimum(inner[:-1], inner[1:]), np.maximum(inner[:-1], inner[1:])
    segments = np.hstack([low, high]).tolist()
    return all(land.is_free(*segment) for segment in segments)


def _runs_into_card(curves: Floats, land: Land) -> Bools:
    reach = curves[:, 3, 0] - curves[:, 0, 0]
    is_far = reach > 5 * _LEAST_HANDLE
    result = np.zeros(len(curves), bool)
    if is_far.any():
        result[is_far] = land.taken_at(points_on(curves[is_far], _SAMPLES)).any(axis=1)
    return result
