"""Lays wires anew where something has changed, and leaves the others as they lie.

A `Router` remembers the ways that it has laid last, and where cards, ports and bends were then. Of
each wire it asks whether a card has come into its way since, or gone out of it; only such wires,
and those whose ends or bends differ, are laid again. To undo is to come back to ways that are
remembered whole. The wires of a network of usual size are all laid anew: that takes less than a
frame, and the longest wires get the best lanes.
"""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from netbuilder.app.canvas.arrays import Bools, CanvasArrays, Floats, Ints
from netbuilder.app.canvas.ground import FewQuestions, Ground
from netbuilder.app.canvas.lanes import CORNERS, REACH_PX
from netbuilder.app.canvas.routes import Routes, all_curves, find_routes, lay_wires
from netbuilder.app.canvas.strokes import Strokes
from netbuilder.app.theme.canvas_geometry import CanvasGeometry
from netbuilder.project.layout import Point
from netbuilder.project.value import Edge

_REMEMBERED = 3
_USUAL = 500
"""So many wires are laid at once without a thought of what was before."""
_MOST_AGAIN = 0.5
"""Beyond this share of stale wires all are laid from the start."""
_FEW = 12
"""For so few wires the ground is not worth its making."""
_MOST_PAIRS = 20_000_000
"""More pairs of a wire and a card that came or went are not worth looking through."""

Points = tuple[Point, ...]


@dataclass(slots=True, eq=False)
class Laid:
    """Ways of all wires, and what they were laid by.

    Attributes:
        edges: The wires.
        ids: The nodes.
        boxes: Left, top, right, bottom of the cards, (nodes, 4).
        curves: The curve of each wire, which has both its ends, (wires, 4, 2).
        bends: The bends of the layout, and those of the wires by row.
        routes: The ways.
        strokes: Their lines, by the scale that they were flattened for.
    """

    edges: tuple[Edge, ...]
    ids: list[str]
    boxes: Floats
    curves: Floats
    bends: Mapping[Edge, Points]
    bent: dict[int, Points] = field(default_factory=dict)
    routes: Routes = field(default_factory=lambda: Routes(np.zeros((0, 4, 2)), {}))
    strokes: dict[float, Strokes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """How ways came from earlier ones.

    Attributes:
        before: The earlier ones.
        rows: The row that each wire had there, -1 for one that was laid anew.
    """

    before: Laid
    rows: Ints

    @property
    def num_stale(self) -> int:
        """How many wires were laid anew."""
        return int((self.rows < 0).sum())


class Router:
    """Finds the ways of the wires that arrays hold.

    Args:
        arrays: The wires and what they join.
        canvas: Distances.
        usual: Up to how many wires all are laid anew.
    """

    def __init__(
        self, arrays: CanvasArrays, canvas: CanvasGeometry, *, usual: int = _USUAL
    ) -> None:
        self._arrays = arrays
        self._canvas = canvas
        self._usual = usual
        self._remembered: list[Laid] = []

    def lay(self) -> tuple[Laid, Step | None]:
        """The ways now, and how they came from earlier ones if some of those were kept."""
        now = self._state()
        same = next((laid for laid in self._remembered if _is_same(laid, now)), None)
        step: Step | None = None
        if same is not None:
            now = same
        elif self._remembered and (shift := _shift(self._remembered[0], now)) is not None:
            last = self._remembered[0]
            now.routes = last.routes.shifted(now.curves, shift)
            now.strokes = {scale: lines.shifted(shift) for scale, lines in last.strokes.items()}
            self._remembered = [now, *self._remembered][:_REMEMBERED]
            return now, None
        elif self._remembered and len(now.edges) > self._usual:
            last = self._remembered[0]
            step = Step(last, self._kept(last, now))
        if step is not None and step.num_stale <= _MOST_AGAIN * len(now.edges):
            now.routes = self._laid_again(step, now)
        elif same is None:
            now.routes, step = find_routes(self._arrays, self._canvas), None
        others = [laid for laid in self._remembered if laid is not now]
        self._remembered = [now, *others][:_REMEMBERED]
        return now, step

    def _state(self) -> Laid:
        """What ways depend on now, without any."""
        arrays = self._arrays
        bends = arrays.network.layout.bends
        now = Laid(arrays.edges, arrays.ids, arrays.boxes, all_curves(arrays), bends)
        last = self._remembered[0] if self._remembered else None
        if last is not None and last.bends is bends and last.edges is arrays.edges:
            now.bent = last.bent
        elif bends:
            now.bent = {row: bends[edge] for row, edge in enumerate(now.edges) if edge in bends}
        return now

    def _laid_again(self, step: Step, now: Laid) -> Routes:
        """The ways of before with those of stale wires laid anew."""
        old = step.before.routes
        row_of = {was: row for row, was in enumerate(step.rows.tolist()) if was >= 0}
        lanes = {row_of[was]: way for was, way in old.lanes.items() if was in row_of}
        threads = {row_of[was]: way for was, way in old.threads.items() if was in row_of}
        stale = np.flatnonzero(step.rows < 0)
        land = (FewQuestions if len(stale) <= _FEW else Ground)(now.boxes, self._canvas.snap)
        held = [way for way in lanes.values() if len(way) == CORNERS]
        more, others, crowded = lay_wires(self._arrays, self._canvas, land, now.curves, stale, held)
        crowded |= {row_of[was] for was in old.crowded if was in row_of}
        return Routes(now.curves, lanes | more, threads | others, crowded)

    def _kept(self, before: Laid, now: Laid) -> Ints:
        """The row that each wire had, -1 where it is new or must be laid anew."""
        rows = _rows_before(before, now)
        if not len(before.edges):
            return rows
        was = rows.clip(0)
        stale = (rows < 0) | (before.curves[was] != now.curves).any(axis=(1, 2))
        come, gone = _changed_boxes(before, now)
        if (len(come) + len(gone)) * len(before.edges) > _MOST_PAIRS:
            return np.full(len(rows), -1)
        pad = float(self._canvas.snap)
        stale |= _met(before, _padded(come, pad), _padded(gone, pad))[was]
        stale |= _bent_otherwise(before, now, rows, has_room=bool(len(gone)))
        return np.where(stale, -1, rows)


def _is_same(before: Laid, now: Laid) -> bool:
    """Whether ways depend on nothing that differs."""
    return (
        len(before.edges) == len(now.edges)
        and all(map(operator.is_, before.edges, now.edges))
        and np.array_equal(before.curves, now.curves)
        and np.array_equal(before.boxes, now.boxes)
        and (before.bends is now.bends or before.bends == now.bends)
    )


def _shift(before: Laid, now: Laid) -> Floats | None:
    """How far everything has gone alike, (2,); None where it has not."""
    if not len(now.boxes) or before.ids != now.ids or len(before.edges) != len(now.edges):
        return None
    by: Floats = now.boxes[0, :2] - before.boxes[0, :2]
    is_alike = (
        all(map(operator.is_, before.edges, now.edges))
        and np.array_equal(before.boxes + np.tile(by, 2), now.boxes)
        and np.array_equal(before.curves + by, now.curves)
        and before.bent.keys() == now.bent.keys()
        and all(
            np.array_equal(np.add(points, by), now.bent[row]) for row, points in before.bent.items()
        )
    )
    return by if is_alike else None


def _rows_before(before: Laid, now: Laid) -> Ints:
    """The row that each wire had, -1 for a new one."""
    if now.edges is before.edges:
        return np.arange(len(now.edges))
    row_of = {id(edge): row for row, edge in enumerate(before.edges)}
    return np.array([row_of.get(id(edge), -1) for edge in now.edges], np.int64)


def _changed_boxes(before: Laid, now: Laid) -> tuple[Floats, Floats]:
    """Where cards are that were not there, and where some were that are there no more."""
    if now.ids is before.ids or now.ids == before.ids:
        differs = (now.boxes != before.boxes).any(axis=1)
        return now.boxes[differs], before.boxes[differs]
    row_of = {node_id: row for row, node_id in enumerate(before.ids)}
    was = np.array([row_of.get(node_id, -1) for node_id in now.ids], np.int64)
    is_there = was >= 0
    is_there[is_there] = (now.boxes[is_there] == before.boxes[was[is_there]]).all(axis=1)
    is_left = np.ones(len(before.ids), bool)
    is_left[was[is_there]] = False
    return now.boxes[~is_there], before.boxes[is_left]


def _met(before: Laid, come: Floats, gone: Floats) -> Bools:
    """Which wires a card has come into the way of, or left free the curve of."""
    curves, routes = before.curves, before.routes
    hit = np.zeros(len(curves), bool)
    ends = curves[:, [0, 3]]
    around = np.hstack([ends.min(axis=1), ends.max(axis=1)])
    is_lane = np.zeros(len(curves), bool)
    is_lane[list(routes.lanes)] = True
    hit[~is_lane] = _touched(around[~is_lane], come)
    bowed = is_lane & (ends[:, 1, 0] > ends[:, 0, 0])
    hit[bowed] = _touched(around[bowed], gone)
    crowded = np.array(sorted(routes.crowded), np.int64)
    hit[crowded] |= _touched(_padded(around[crowded], REACH_PX), gone)
    for rows, ways in _by_length(routes.lanes):
        inner = ways[:, 1:-1]
        low = np.minimum(inner[:, :-1], inner[:, 1:])
        high = np.maximum(inner[:, :-1], inner[:, 1:])
        pieces = np.concatenate([low, high], axis=2)
        hit[rows] |= _touched(pieces.reshape(-1, 4), come).reshape(len(rows), -1).any(axis=1)
    hit[list(routes.threads)] = False
    return hit


def _by_length(lanes: Mapping[int, Floats]) -> Iterator[tuple[Ints, Floats]]:
    groups: dict[int, list[int]] = {}
    for row, way in lanes.items():
        groups.setdefault(len(way), []).append(row)
    for rows in groups.values():
        yield np.array(rows), np.array([lanes[row] for row in rows])


def _bent_otherwise(before: Laid, now: Laid, rows: Ints, *, has_room: bool) -> Bools:
    """Which wires have other bends, or bends that were blocked where there is now more room."""
    stale = np.zeros(len(rows), bool)
    if before.bent is not now.bent or before.edges is not now.edges:
        was = rows.tolist()
        for row in now.bent.keys() | {row for row, old in enumerate(was) if old in before.bent}:
            stale[row] = now.bent.get(row) != before.bent.get(was[row])
    if has_room:
        routes, was = before.routes, rows.tolist()
        for row, points in now.bent.items():
            way = routes.lanes.get(was[row])
            is_followed = was[row] in routes.threads or (
                way is not None and np.array_equal(way[1:-1], points)
            )
            stale[row] |= not is_followed
    return stale


def _touched(boxes: Floats, others: Floats) -> Bools:
    """Which of `boxes` meet one of `others`; both left, top, right, bottom."""
    result = np.zeros(len(boxes), bool)
    for left, top, right, bottom in others.tolist():
        result |= (
            (boxes[:, 0] <= right)
            & (boxes[:, 2] >= left)
            & (boxes[:, 1] <= bottom)
            & (boxes[:, 3] >= top)
        )
    return result


def _padded(boxes: Floats, pad: float) -> Floats:
    padded: Floats = boxes + np.array([-pad, -pad, pad, pad])
    return padded
