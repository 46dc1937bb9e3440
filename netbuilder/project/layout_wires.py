"""The last step of layout: the ways of wires, and the room that columns and rows leave for them.

Wires run upright only in the gaps between columns and beside the rows, and level only at the height
of a port, of a `Pass`, or in a lane between rows. Wires of one port share their way while it is the
same.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from netbuilder.project.layout_gaps import Gaps
from netbuilder.project.layout_row import LONGEST_PASS, Pass, Row
from netbuilder.project.value import Edge, End

Points = tuple[tuple[float, float], ...]

_UPRIGHT_DISTANCE = 12.0


def is_lane(points: Sequence[tuple[float, float]]) -> bool:
    """Whether the bends of a wire are such a way: in turn upright and level, both ends upright.

    All others are points that a person has set.
    """
    steps = [(a[0] == b[0], a[1] == b[1]) for a, b in pairwise(points)]
    return len(steps) % 2 == 1 and all(step[i % 2] for i, step in enumerate(steps))


class Gap(NamedTuple):
    """Room for upright wires: right of a column of a row, or left of the row for column -1."""

    row: int
    column: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """What is left to know after the rows.

    Attributes:
        column_x: Left edge of each column, by row.
        row_y: Top of each row.
        bends: Points of the wires that do not run straight to the next column.
        height: From the first row's top to the last row's bottom or the lane below it.
    """

    column_x: list[list[float]]
    row_y: list[float]
    bends: dict[Edge, Points]
    height: float


@dataclass(slots=True)
class _Slots:
    """Places beside each other that stretches of wire share out so that none overlap.

    A stretch belongs to an owner, whose stretches grow together into one.
    """

    stretches: dict[object, tuple[float, float]] = field(default_factory=dict)
    slot: dict[object, int] = field(default_factory=dict)
    count: int = 0

    def ask(self, owner: object, one: float, other: float) -> None:
        low, high = self.stretches.get(owner, (math.inf, -math.inf))
        self.stretches[owner] = min(low, one, other), max(high, one, other)

    def share_out(self, *, longest_first: bool = False) -> None:
        """Give every owner the first slot in which its stretch is free."""

        def key(owner: object) -> tuple[float, float]:
            low, high = self.stretches[owner]
            return (low - high, low) if longest_first else (low, high)

        taken: list[list[tuple[float, float]]] = []
        for owner in sorted(self.stretches, key=key):
            low, high = self.stretches[owner]
            for slot, others in enumerate(taken):
                if all(high + 1 < start or end + 1 < low for start, end in others):
                    others.append((low, high))
                    self.slot[owner] = slot
                    break
            else:
                self.slot[owner] = len(taken)
                taken.append([(low, high)])
        self.count = len(taken)


def find_ways(
    rows: Sequence[Row],
    ports: Mapping[Edge, tuple[int, int]],
    sizes: Mapping[str, tuple[float, float]],
    gaps: Gaps,
) -> Ways:
    """Lead every wire through the rows, and place columns and rows so that there is room for it."""
    finder = _Finder(rows, ports, sizes, gaps)
    for edge in ports:
        finder.ask(edge)
    finder.place_columns()
    finder.place_rows()
    bends = {edge: points for edge in ports if (points := finder.points(edge))}
    return Ways(column_x=finder.column_x, row_y=finder.row_y, bends=bends, height=finder.height)


@dataclass(frozen=True, slots=True)
class _Detour:
    """A wire that leaves its row: up or down beside both cards, and along lanes between.

    `lanes` numbers the lanes by the row above them. Two of them are joined left of all rows.
    """

    out: Gap
    into: Gap
    lanes: tuple[int, ...]


class _Finder:
    """Asks for room for all wires, then shares it out, then reads off their points."""

    def __init__(
        self,
        rows: Sequence[Row],
        ports: Mapping[Edge, tuple[int, int]],
        sizes: Mapping[str, tuple[float, float]],
        gaps: Gaps,
    ) -> None:
        self.rows = rows
        self.ports = ports
        self.sizes = sizes
        self.gaps = gaps
        self.place = {
            node: (number, column)
            for number, row in enumerate(rows)
            for node, column in row.place.items()
        }
        self.widths = [
            [max((sizes[i][0] for i in c if isinstance(i, str)), default=0.0) for c in row.columns]
            for row in rows
        ]
        self.detours: dict[Edge, _Detour] = {}
        self.uprights: dict[Gap, _Slots] = {}
        self.margin = _Slots()
        self.lanes = {number: _Slots() for number in range(-1, len(rows))}
        self.column_x: list[list[float]] = []
        self.row_y: list[float] = []
        self.height = 0.0

    def ask(self, edge: Edge) -> None:
        """Ask for the upright room that a wire needs."""
        (row, start), (sink_row, end) = self.place[edge.source.node], self.place[edge.sink.node]
        if row == sink_row and 1 <= end - start <= LONGEST_PASS:
            for gap, owner, before, after in self._steps(edge):
                self._upright(gap).ask(owner, before, after)
            return
        if row == sink_row or sink_row == row + 1:
            lanes: tuple[int, ...] = (row,)
        else:
            lanes = (row, sink_row - 1)
            self.margin.ask(edge.source, min(lanes), max(lanes))
        detour = _Detour(Gap(row, start), Gap(sink_row, end - 1), lanes)
        self.detours[edge] = detour
        low, high = self._heights(edge)
        self._upright(detour.out).ask(edge.source, low, math.inf)
        far_end = math.inf if row == sink_row else -math.inf
        self._upright(detour.into).ask((edge.sink, edge.order), high, far_end)

    def place_columns(self) -> None:
        """Share out the room beside columns, and find where columns stand."""
        for slots in self.uprights.values():
            slots.share_out()
        for number, widths in enumerate(self.widths):
            x = 0.0
            self.column_x.append([])
            for column, width in enumerate(widths):
                self.column_x[-1].append(x)
                x += width + self._gap_width(Gap(number, column))

    def place_rows(self) -> None:
        """Share out lanes, and find where rows stand."""
        self.margin.share_out()
        for edge, detour in self.detours.items():
            out, into = self._detour_x(edge, detour)
            if len(detour.lanes) == 1:
                self.lanes[detour.lanes[0]].ask(edge.source, out, into)
            else:
                margin = self._margin_x(edge.source)
                self.lanes[detour.lanes[0]].ask(edge.source, out, margin)
                self.lanes[detour.lanes[1]].ask(edge.source, into, margin)
        for slots in self.lanes.values():
            slots.share_out(longest_first=True)
        y = self._lanes_height(-1)
        for number, row in enumerate(self.rows):
            self.row_y.append(y)
            y += row.height
            if number < len(self.rows) - 1:
                lanes = self._lanes_height(number)
                y += max(self.gaps.row, lanes + self.gaps.first_lane if lanes else 0.0)
        self.height = y + self._lanes_height(len(self.rows) - 1)

    def points(self, edge: Edge) -> Points:
        """The points of a wire; none where it runs straight."""
        low, high = self._heights(edge)
        row, sink_row = self.place[edge.source.node][0], self.place[edge.sink.node][0]
        low, high = low + self.row_y[row], high + self.row_y[sink_row]
        detour = self.detours.get(edge)
        if detour is None:
            top = self.row_y[row]
            found: list[tuple[float, float]] = []
            for gap, owner, before, after in self._steps(edge):
                x = self._upright_x(gap, owner)
                found += [(x, top + before), (x, top + after)]
            return tuple(found)
        out, into = self._detour_x(edge, detour)
        lane_y = [self._lane_y(lane, edge.source) for lane in detour.lanes]
        first = [(out, low), (out, lane_y[0])]
        last = [(into, lane_y[-1]), (into, high)]
        if len(lane_y) == 1:
            return (*first, *last)
        margin = self._margin_x(edge.source)
        return (*first, (margin, lane_y[0]), (margin, lane_y[1]), *last)

    def _steps(self, edge: Edge) -> Iterator[tuple[Gap, object, float, float]]:
        """Where a wire inside a row changes its height: gap, owner, height before and after."""
        (row, start), (_row, end) = self.place[edge.source.node], self.place[edge.sink.node]
        here, last = self._heights(edge)
        goal: object = (edge.sink, edge.order)
        if end == start + 1:
            # The curve to the next column starts at the card: one that is narrower than its column
            # must pass its neighbours first.
            is_narrow = self.sizes[edge.source.node][0] < self.widths[row][start]
            if is_narrow and here != last:
                yield Gap(row, start), goal, here, last
            return
        for column in range(start + 1, end):
            passing = Pass(edge.source, column)
            there = self.rows[row].y[passing]
            if there != here:
                yield Gap(row, column - 1), passing, here, there
            here = there
        if here != last:
            yield Gap(row, end - 1), goal, here, last

    def _heights(self, edge: Edge) -> tuple[float, float]:
        """Heights of the ports of a wire, each in its own row."""
        heights = []
        for end, port_row in zip((edge.source, edge.sink), self.ports[edge], strict=True):
            row = self.rows[self.place[end.node][0]]
            heights.append(row.y[end.node] + self.gaps.port + port_row * self.gaps.port_next)
        return heights[0], heights[1]

    def _upright(self, gap: Gap) -> _Slots:
        return self.uprights.setdefault(gap, _Slots())

    def _gap_width(self, gap: Gap) -> float:
        count = self._upright(gap).count
        return max(self.gaps.column, _UPRIGHT_DISTANCE * (count + 1))

    def _upright_x(self, gap: Gap, owner: object) -> float:
        slots = self._upright(gap)
        slot = slots.slot[owner]
        if gap.column == -1:
            return -self.gaps.lane * (slot + 1)
        left = self.column_x[gap.row][gap.column] + self.widths[gap.row][gap.column]
        if gap.column == len(self.widths[gap.row]) - 1:
            return left + self.gaps.lane * (slot + 1)
        return left + round(self._gap_width(gap) * (slot + 1) / (slots.count + 1))

    def _detour_x(self, edge: Edge, detour: _Detour) -> tuple[float, float]:
        out = self._upright_x(detour.out, edge.source)
        return out, self._upright_x(detour.into, (edge.sink, edge.order))

    def _margin_x(self, owner: End) -> float:
        beside = max(self._upright(Gap(row, -1)).count for row in range(len(self.rows)))
        return -self.gaps.lane * (beside + self.margin.slot[owner] + 1)

    def _lanes_height(self, lane: int) -> float:
        """Room for lanes, with the distance to one of the rows beside them."""
        count = self.lanes[lane].count
        return self.gaps.first_lane + self.gaps.lane * (count - 1) if count else 0.0

    def _lane_y(self, lane: int, owner: End) -> float:
        step = self.gaps.first_lane + self.gaps.lane * self.lanes[lane].slot[owner]
        if lane == len(self.rows) - 1:
            return self.row_y[lane] + self.rows[lane].height + step
        return self.row_y[lane + 1] - step
