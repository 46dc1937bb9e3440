"""Wires as straight lines: curves and lanes flattened as finely as the zoom needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from netbuilder.app.canvas.arrays import Bools, Floats, Ints
from netbuilder.app.canvas.routes import Routes, points_on

_TOLERANCE_PX = 0.15
_MOST_SEGMENTS = 64
_FAR_SCALE = 0.25
_END_PX = 36.0
_SHORTEST_DASH_PX = 0.01
_LEAST_TURN_PX = 0.5


@dataclass(frozen=True, slots=True)
class Strokes:
    """The lines of all wires.

    Attributes:
        lines: x1, y1, x2, y2 in scene px, (lines, 4).
        wire: The row of the wire that each line belongs to; lines of a wire follow each other.
        boxes: Left, top, right, bottom of each wire, (wires, 4).
        crosses: Whether a line belongs to a lane and lies far enough from its ends that it cuts a
            gap into what it crosses.
    """

    lines: Floats
    wire: Ints
    boxes: Floats
    crosses: Bools

    def visible(self, left: float, top: float, right: float, bottom: float) -> Bools:
        """Which wires may be seen in a part of the scene."""
        box = self.boxes
        seen: Bools = (
            (box[:, 0] <= right) & (box[:, 2] >= left) & (box[:, 1] <= bottom) & (box[:, 3] >= top)
        )
        return seen

    def shifted(self, by: Floats) -> Strokes:
        """The same lines this far away."""
        both = np.tile(by, 2)
        return Strokes(self.lines + both, self.wire, self.boxes + both, self.crosses)

    def carried_over(self, rows: Ints, fresh: Strokes, stale: Ints) -> Strokes:
        """The lines of wires of which some were laid anew.

        Args:
            rows: The row that each wire had here; -1 for one of `stale`.
            fresh: The lines of the wires laid anew, counted within `stale`.
            stale: The rows of these wires, ascending.
        """
        row_now = np.full(len(self.boxes), -1)
        kept = np.flatnonzero(rows >= 0)
        row_now[rows[kept]] = kept
        wire = row_now[self.wire]
        is_kept = wire >= 0
        all_wires = np.concatenate([wire[is_kept], stale[fresh.wire]])
        order = np.argsort(all_wires, kind="stable")
        boxes = np.zeros((len(rows), 4))
        boxes[kept], boxes[stale] = self.boxes[rows[kept]], fresh.boxes
        return Strokes(
            lines=np.concatenate([self.lines[is_kept], fresh.lines])[order],
            wire=all_wires[order],
            boxes=boxes,
            crosses=np.concatenate([self.crosses[is_kept], fresh.crosses])[order],
        )

    def middles(self, wires: Ints) -> Floats:
        """The points halfway along some wires, ascending, (wires, 2)."""
        rows = self.rows_of(wires)
        lines, wire = self.lines[rows], self.wire[rows]
        steps = lines[:, 2:] - lines[:, :2]
        lengths = np.hypot(steps[:, 0], steps[:, 1])
        stops = np.cumsum(lengths)
        first = np.searchsorted(wire, wires, side="left")
        last = np.searchsorted(wire, wires, side="right") - 1
        half = (stops[first] - lengths[first] + stops[last]) / 2
        at = np.searchsorted(stops, half).clip(first, last)
        share = (half - stops[at]) / np.maximum(lengths[at], 1e-9) + 1
        points: Floats = lines[at, :2] + steps[at] * share[:, None]
        return points

    def part(self, wires: Ints) -> Strokes:
        """The lines of some wires, which are counted within `wires` then."""
        rows = self.rows_of(wires)
        counts = np.searchsorted(self.wire, wires, "right") - np.searchsorted(self.wire, wires)
        wire = np.repeat(np.arange(len(wires)), counts)
        return Strokes(self.lines[rows], wire, self.boxes[wires], self.crosses[rows])

    def moved(self, by: Floats) -> Strokes:
        """The same somewhere else."""
        shift = np.concatenate([by, by])
        return Strokes(self.lines + shift, self.wire, self.boxes + shift, self.crosses)

    def followed_by(self, others: Strokes) -> Strokes:
        """These wires and then others."""
        return Strokes(
            np.concatenate([self.lines, others.lines]),
            np.concatenate([self.wire, others.wire + len(self.boxes)]),
            np.concatenate([self.boxes, others.boxes]),
            np.concatenate([self.crosses, others.crosses]),
        )

    def rows_of(self, wires: Ints) -> Ints:
        """The rows of `lines` that belong to some wires, ascending."""
        first = np.searchsorted(self.wire, wires, side="left")
        counts = np.searchsorted(self.wire, wires, side="right") - first
        before = np.concatenate([[0], np.cumsum(counts)[:-1]])
        rows: Ints = np.repeat(first - before, counts) + np.arange(counts.sum())
        return rows


def flatten(routes: Routes, scale: float, corner: float) -> Strokes:
    """Flatten all ways for a zoom of `scale`; lanes get corners of `corner` px."""
    count = len(routes.curves)
    is_curve = np.ones(count, bool)
    is_curve[[*routes.lanes, *routes.threads]] = False
    rows = np.flatnonzero(is_curve)
    pieces, owners = _curves(routes.curves[rows], rows, scale)
    for row, curves in routes.threads.items():
        parts, numbers = _curves(curves, np.arange(len(curves)), scale)
        inner = np.concatenate(parts)[np.argsort(np.concatenate(numbers), kind="stable")]
        pieces.append(inner)
        owners.append(np.full(len(inner), row))
    lanes, numbers = _lane_lines(
        routes.lanes, corner, 0 if scale < _FAR_SCALE else _arc_steps(scale)
    )
    pieces += lanes
    owners += numbers
    if not pieces:
        empty = np.zeros((0, 4))
        return Strokes(empty, np.zeros(0, np.int64), np.zeros((count, 4)), np.zeros(0, bool))
    lines, wire = np.concatenate(pieces), np.concatenate(owners)
    order = np.argsort(wire, kind="stable")
    lines, wire = np.ascontiguousarray(lines[order]), wire[order]
    is_lane = np.zeros(count, bool)
    is_lane[list(routes.lanes)] = True
    crosses = is_lane[wire] & _is_inner(lines, routes.curves[wire])
    return Strokes(lines, wire, _boxes(lines, wire, count), crosses)


def rounded(ways: Floats, radius: float, steps: int) -> Floats:
    """Ways through equally many corners, (ways, corners, 2), turned with at most `radius`.

    Each turn becomes `steps` lines, or stays a corner repeated where there is no room for it.
    """
    before, here, after = ways[:, :-2], ways[:, 1:-1], ways[:, 2:]
    inward, outward = before - here, after - here
    length_in, length_out = (np.hypot(way[..., 0], way[..., 1]) for way in (inward, outward))
    reach = np.minimum(radius, np.minimum(length_in, length_out) / 2)
    reach[reach < _LEAST_TURN_PX] = 0.0
    start = here + inward * (reach / np.maximum(length_in, 1e-9))[..., None]
    stop = here + outward * (reach / np.maximum(length_out, 1e-9))[..., None]
    times = np.linspace(0.0, 1.0, steps + 1)[:, None]
    # A conic with this weight through `here` is the quarter of a circle.
    weight = np.sqrt(0.5)
    a, b, c = (1 - times) ** 2, 2 * weight * times * (1 - times), times**2
    start, here, stop = (points[:, :, None, :] for points in (start, here, stop))
    turns = (a * start + b * here + c * stop) / (a + b + c)
    return np.concatenate([ways[:, :1], turns.reshape(len(ways), -1, 2), ways[:, -1:]], axis=1)


def dashed(lines: Floats, pattern: tuple[float, float], *, bare: float = 0.0) -> Floats:
    """Cut the lines of one wire, which follow each other, into dashes of (on, off) px.

    So much as `bare` of both its ends stays without.
    """
    return paced(lines, np.zeros(len(lines), np.int64)).cut(pattern, bare=bare)[0]


@dataclass(frozen=True, slots=True)
class Paces:
    """Lines of wires with how far along its wire each one lies.

    Attributes:
        lines: x1, y1, x2, y2 in scene px, (lines, 4).
        starts: How far the start of each line is from the start of its wire, in px.
        lengths: The length of each line.
        totals: The length of the wire that each line belongs to.
    """

    lines: Floats
    starts: Floats
    lengths: Floats
    totals: Floats

    def pick(self, rows: Ints | Bools) -> Paces:
        """Some of the lines."""
        return Paces(self.lines[rows], self.starts[rows], self.lengths[rows], self.totals[rows])

    def followed_by(self, others: Paces) -> Paces:
        """These lines and then others."""
        return Paces(
            np.concatenate([self.lines, others.lines]),
            np.concatenate([self.starts, others.starts]),
            np.concatenate([self.lengths, others.lengths]),
            np.concatenate([self.totals, others.totals]),
        )

    def split(self, longest: float) -> tuple[Paces, Ints]:
        """The same in lines of at most so many px, and the line that each was part of."""
        counts = np.maximum(np.ceil(self.lengths / longest), 1).astype(np.int64)
        row = np.repeat(np.arange(len(self.lines)), counts)
        number = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
        shares = number / counts[row], (number + 1) / counts[row]
        lines, lengths = self.lines[row], self.lengths[row]
        step = lines[:, 2:] - lines[:, :2]
        points = [lines[:, :2] + step * share[:, None] for share in shares]
        starts = self.starts[row] + lengths * shares[0]
        return Paces(np.hstack(points), starts, lengths / counts[row], self.totals[row]), row

    def cut(
        self, pattern: tuple[float, float], *, phase: float = 0.0, bare: float = 0.0
    ) -> tuple[Floats, Ints]:
        """Cut the lines into dashes; give the dashes, (dashes, 4), and the line of each.

        Args:
            pattern: Lengths of a dash and of the gap behind it, in px.
            phase: How far the dashes have run from the start of their wire.
            bare: How much of both ends of each wire stays without.
        """
        on, off = pattern
        period, shift = on + off, phase % (on + off)
        first = np.floor((self.starts - shift - on) / period).astype(np.int64) + 1
        past = np.ceil((self.starts + self.lengths - shift) / period).astype(np.int64)
        counts = (past - first).clip(0)
        row = np.repeat(np.arange(len(self.lines)), counts)
        number = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts - first, counts)
        starts, begins = self.starts[row], number * period + shift
        low = np.maximum(np.maximum(begins, bare), starts)
        high = np.minimum(
            np.minimum(begins + on, self.totals[row] - bare), (starts + self.lengths[row])
        )
        is_seen = high - low > _SHORTEST_DASH_PX
        row, low, high = row[is_seen], low[is_seen], high[is_seen]
        lines, starts, lengths = self.lines[row], starts[is_seen], self.lengths[row]
        step = lines[:, 2:] - lines[:, :2]
        shares = ((low - starts) / lengths)[:, None], ((high - starts) / lengths)[:, None]
        return np.hstack([lines[:, :2] + step * share for share in shares]), row


def paced(lines: Floats, wire: Ints) -> Paces:
    """Measure lines of which those of one wire follow each other, `wire` ascending."""
    steps = lines[:, 2:] - lines[:, :2]
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    stops = np.cumsum(lengths)
    first = np.searchsorted(wire, wire, side="left")
    last = np.searchsorted(wire, wire, side="right") - 1
    before = (stops - lengths)[first]
    return Paces(lines, stops - lengths - before, lengths, stops[last] - before)


def _curves(curves: Floats, rows: Ints, scale: float) -> tuple[list[Floats], list[Ints]]:
    """The lines of curves, in groups, and of which of `rows`, one a curve, each line is."""
    pieces, owners = [], []
    num_segments = _segment_counts(curves, scale)
    for count in sorted(set(num_segments.tolist())):
        is_in = num_segments == count
        points = points_on(curves[is_in], np.linspace(0.0, 1.0, count + 1))
        pieces.append(np.concatenate([points[:, :-1], points[:, 1:]], axis=2).reshape(-1, 4))
        owners.append(np.repeat(rows[is_in], count))
    return pieces, owners


def _lane_lines(
    lanes: Mapping[int, Floats], radius: float, steps: int
) -> tuple[list[Floats], list[Ints]]:
    """The lines of lanes, in groups of equally many corners, and of which wire each is."""
    groups: dict[int, list[int]] = {}
    for row, corners in lanes.items():
        groups.setdefault(len(corners), []).append(row)
    pieces, owners = [], []
    for rows in groups.values():
        ways = np.array([lanes[row] for row in rows])
        points = rounded(ways, radius, steps) if steps else ways
        lines = np.concatenate([points[:, :-1], points[:, 1:]], axis=2)
        is_kept = (lines[..., :2] != lines[..., 2:]).any(axis=2)
        is_kept[:, 0] |= ~is_kept.any(axis=1)  # each wire has a line
        pieces.append(lines[is_kept])
        owners.append(np.repeat(rows, is_kept.sum(axis=1)))
    return pieces, owners


def _segment_counts(curves: Floats, scale: float) -> Ints:
    """How many lines a curve needs (Wang's bound), as powers of two; a level wire is one line."""
    if scale < _FAR_SCALE:
        return np.ones(len(curves), np.int64)
    bend = np.abs(curves[:, :-2] - 2 * curves[:, 1:-1] + curves[:, 2:]).sum(axis=2).max(axis=1)
    exact = np.sqrt(0.75 * bend * scale / _TOLERANCE_PX)
    counts = 2 ** np.ceil(np.log2(np.maximum(exact, 1))).astype(np.int64)
    is_level = curves[:, 0, 1] == curves[:, 3, 1]
    return np.where(is_level, 1, counts.clip(1, _MOST_SEGMENTS))


def _arc_steps(scale: float) -> int:
    return 4 if scale < 1 else 8


def _is_inner(lines: Floats, curves: Floats) -> Bools:
    """Which lines lie away from both ends of their wire."""
    middles = (lines[:, :2] + lines[:, 2:]) / 2
    from_start = np.abs(middles - curves[:, 0]).max(axis=1)
    from_stop = np.abs(middles - curves[:, 3]).max(axis=1)
    inner: Bools = np.minimum(from_start, from_stop) > _END_PX
    return inner


def _boxes(lines: Floats, wire: Ints, count: int) -> Floats:
    boxes = np.zeros((count, 4))
    first = np.flatnonzero(np.concatenate([[True], wire[1:] != wire[:-1]]))
    low = np.minimum(lines[:, :2], lines[:, 2:])
    high = np.maximum(lines[:, :2], lines[:, 2:])
    rows = wire[first]
    boxes[rows, :2] = np.minimum.reduceat(low, first)
    boxes[rows, 2:] = np.maximum.reduceat(high, first)
    return boxes
