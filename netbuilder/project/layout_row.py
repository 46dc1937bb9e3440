"""The second step of layout: the order and the heights of what stands in the columns of one row.

Wires that pass a column are items in it too: `Pass` stands for all wires of one source port there.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from netbuilder.layers import catalogue
from netbuilder.project.layout_columns import Grid
from netbuilder.project.layout_gaps import Gaps
from netbuilder.project.value import Edge, End, Network

LONGEST_PASS = 12
"""Wires over more columns than this take a lane below the row."""

_ORDER_SWEEPS = 8
_HEIGHT_SWEEPS = 6
_STRAIGHTENING_ROUNDS = 8


class Pass(NamedTuple):
    """The wires from one port where they pass a column, counted from the row's first."""

    source: End
    column: int


Item = str | Pass


class Link(NamedTuple):
    """A piece of wire from one column to the next, with the rows of the ports at its ends."""

    left: Item
    right: Item
    left_row: int
    right_row: int


@dataclass(slots=True, kw_only=True)
class Row:
    """Some columns of a grid.

    Attributes:
        columns: Items from top to bottom; the spine's node is the first of each.
        place: Column of each node.
        y: Top of each node, or height of each passing wire, in px from the top of the row.
        height: From the top to the lowest card or wire.
    """

    columns: list[list[Item]]
    place: dict[str, int]
    y: dict[Item, float] = field(default_factory=dict)
    height: float = 0.0

    def column_of(self, item: Item) -> int:
        """The column in which an item stands."""
        return item.column if isinstance(item, Pass) else self.place[item]


def arranged_row(
    grid: Grid,
    span: tuple[int, int],
    ports: Mapping[Edge, tuple[int, int]],
    sizes: Mapping[str, tuple[float, float]],
    gaps: Gaps,
) -> Row:
    """The columns of `grid` from `span[0]` up to `span[1]`, ordered and with heights."""
    start, end = span
    columns: list[list[Item]] = [
        sorted(column, key=lambda node: node not in grid.spine)
        for column in grid.columns[start:end]
    ]
    place = {
        node: number
        for number, column in enumerate(columns)
        for node in column
        if isinstance(node, str)
    }
    row = Row(columns=columns, place=place)
    links = _links(row, ports)
    _reduce_crossings(row, links)
    _find_heights(row, links, sizes, gaps)
    return row


def port_rows(network: Network) -> dict[Edge, tuple[int, int]]:
    """Which row of its cards each wire leaves and enters, counted from the first port."""
    keys: dict[tuple[str, bool], list[str]] = {}
    for node in network.nodes.values():
        layer = catalogue.layer_class(node.kind)
        if layer is not None and node.block is None:
            placed = layer(node.parameters)
            keys[node.id, True] = [port.key for port in placed.input_ports()]
            keys[node.id, False] = [port.key for port in placed.output_ports()]

    def row(end: End, order: int, is_input: bool) -> int:
        known = keys.get((end.node, is_input), [])
        return (known.index(end.port) if end.port in known else 0) + order

    return {e: (row(e.source, 0, False), row(e.sink, e.order, True)) for e in network.edges}


def _links(row: Row, ports: Mapping[Edge, tuple[int, int]]) -> list[Link]:
    """The pieces of wires between neighbouring columns; enters a `Pass` where a wire passes one."""
    links: dict[Link, None] = {}
    there: set[Pass] = set()
    last: dict[End, int] = {}
    for edge, (out, into) in ports.items():
        start, end = row.place.get(edge.source.node), row.place.get(edge.sink.node)
        if start is None or end is None or not 1 <= end - start <= LONGEST_PASS:
            continue
        left: Item = edge.source.node
        last[edge.source] = max(end, last.get(edge.source, 0))
        for column in range(start + 1, end):
            passing = Pass(edge.source, column)
            if passing not in there:
                there.add(passing)
                row.columns[column].append(passing)
            links[Link(left, passing, out, 0)] = None
            left, out = passing, 0
        links[Link(left, edge.sink.node, out, into)] = None
    for items in row.columns:  # shortest way nearest to the spine
        items.sort(key=lambda item: last[item.source] if isinstance(item, Pass) else -1)
    return list(links)


def _reduce_crossings(row: Row, links: Sequence[Link]) -> None:
    """Reorder the columns below the spine so that fewer wires cross."""
    before: dict[Item, list[tuple[Item, int]]] = {}
    after: dict[Item, list[tuple[Item, int]]] = {}
    for link in links:
        before.setdefault(link.right, []).append((link.left, link.left_row))
        after.setdefault(link.left, []).append((link.right, link.right_row))
    by_column: list[list[Link]] = [[] for _ in row.columns]
    for link in links:
        by_column[row.column_of(link.left)].append(link)
    index = {item: place for column in row.columns for place, item in enumerate(column)}
    best = [list(column) for column in row.columns]
    fewest = sum(_crossings(part, index) for part in by_column)
    for sweep in range(_ORDER_SWEEPS):
        if not fewest:
            break
        is_forward = sweep % 2 == 0
        for column in row.columns if is_forward else reversed(row.columns):
            _sort_column(column, before if is_forward else after, index)
        count = sum(_crossings(part, index) for part in by_column)
        # Of equal orders one that was found from the right keeps short ways near the spine.
        if count < fewest or (count == fewest and not is_forward):
            fewest = count
            best = [list(column) for column in row.columns]
    row.columns = best


def _sort_column(
    column: list[Item], neighbours: Mapping[Item, list[tuple[Item, int]]], index: dict[Item, int]
) -> None:
    """Order all but the spine's node by the mean place of their neighbours."""

    def mean(item: Item) -> float:
        near = neighbours.get(item)
        if not near:
            return float(index[item])
        return sum(index[other] + 0.1 * row for other, row in near) / len(near)

    column[1:] = sorted(column[1:], key=mean)
    for position, item in enumerate(column):
        index[item] = position


def _crossings(links: Sequence[Link], index: Mapping[Item, int]) -> int:
    """How many pairs of wires cross between two columns."""
    ends = sorted(((index[k.left], k.left_row), (index[k.right], k.right_row)) for k in links)
    seen: list[tuple[int, int]] = []
    count = 0
    for _left, right in ends:
        count += len(seen) - bisect_right(seen, right)
        insort(seen, right)
    return count


def _find_heights(
    row: Row, links: Sequence[Link], sizes: Mapping[str, tuple[float, float]], gaps: Gaps
) -> None:
    """Put every item as close to the height of its neighbours as the items above allow."""
    near: dict[Item, list[tuple[Item, float, float]]] = {}
    for link in links:
        left = _port_y(link.left, link.left_row, gaps)
        right = _port_y(link.right, link.right_row, gaps)
        weight = 4.0 if isinstance(link.left, Pass) and isinstance(link.right, Pass) else 1.0
        near.setdefault(link.left, []).append((link.right, right - left, weight))
        near.setdefault(link.right, []).append((link.left, left - right, weight))
    offsets = [_stacked(column, sizes, gaps) for column in row.columns]
    for column, tops in zip(row.columns, offsets, strict=True):
        row.y.update(zip(column, tops, strict=True))
    numbers = list(range(len(row.columns)))
    for sweep in range(_HEIGHT_SWEEPS):
        for number in numbers if sweep % 2 == 0 else reversed(numbers):
            _settle(row.columns[number], offsets[number], near, row.y)
    _straighten(row, _threads(row, links, gaps), offsets)
    row.height = max(
        row.y[item] + (sizes[item][1] if isinstance(item, str) else 0.0)
        for column in row.columns
        for item in column
    )


def _port_y(item: Item, port_row: int, gaps: Gaps) -> float:
    """Height of a port below the top of its card; a passing wire is its own port."""
    return 0.0 if isinstance(item, Pass) else gaps.port + port_row * gaps.port_next


def _stacked(
    column: Sequence[Item], sizes: Mapping[str, tuple[float, float]], gaps: Gaps
) -> list[float]:
    """The least heights of a column's items."""
    tops = []
    y = 0.0
    above: Item | None = None
    for item in column:
        if above is not None:
            is_card = isinstance(item, str) and isinstance(above, str)
            y += (sizes[above][1] if isinstance(above, str) else 0.0) + (
                gaps.below if is_card else gaps.lane
            )
        tops.append(y)
        above = item
    return tops


def _settle(
    column: Sequence[Item],
    offsets: Sequence[float],
    near: Mapping[Item, list[tuple[Item, float, float]]],
    y: dict[Item, float],
) -> None:
    """Move a column's items to where their neighbours draw them, keeping order and distance.

    This is isotonic regression: items that would overlap form blocks that settle at their mean.
    The first item stays at 0.
    """
    blocks: list[tuple[float, float, int]] = []  # mean of wish less offset, weight, items
    for item, offset in zip(column[1:], offsets[1:], strict=True):
        drawn = near.get(item, ())
        total = sum(weight for _other, _shift, weight in drawn)
        if total:
            wish = sum(w * (y[other] + shift) for other, shift, w in drawn) / total - offset
        else:
            wish, total = 0.0, 0.01
        block = (wish, total, 1)
        while blocks and blocks[-1][0] >= block[0]:
            mean, weight, count = blocks.pop()
            both = weight + block[1]
            block = ((mean * weight + block[0] * block[1]) / both, both, count + block[2])
        blocks.append(block)
    settled = [max(0.0, mean) for mean, _weight, count in blocks for _ in range(count)]
    for item, offset, mean in zip(column[1:], offsets[1:], settled, strict=True):
        y[item] = round(offset + mean)


def _threads(row: Row, links: Sequence[Link], gaps: Gaps) -> list[dict[Item, float]]:
    """Items below the spine that one straight wire could join, with their tops along it."""
    rights: dict[Item, set[Item]] = {}
    lefts: dict[Item, set[Item]] = {}
    for link in links:
        rights.setdefault(link.left, set()).add(link.right)
        lefts.setdefault(link.right, set()).add(link.left)
    fixed = {column[0] for column in row.columns}
    thread_of: dict[Item, dict[Item, float]] = {}
    threads = []
    for column in row.columns:
        for item in column:
            if item not in fixed:
                thread_of[item] = {item: 0.0}
    for link in sorted(links, key=lambda link: row.column_of(link.left)):
        is_pass = isinstance(link.left, Pass) and isinstance(link.right, Pass)
        is_alone = len(rights[link.left]) == 1 and len(lefts[link.right]) == 1
        if (is_pass or is_alone) and not {link.left, link.right} & fixed:
            shift = _port_y(link.left, link.left_row, gaps) - _port_y(
                link.right, link.right_row, gaps
            )
            thread = thread_of[link.left]
            thread[link.right] = thread[link.left] + shift
            thread_of[link.right] = thread
    seen: set[int] = set()
    for thread in thread_of.values():
        if len(thread) > 1 and id(thread) not in seen:
            seen.add(id(thread))
            threads.append(thread)
    return threads


def _straighten(
    row: Row, threads: Sequence[Mapping[Item, float]], offsets: Sequence[Sequence[float]]
) -> None:
    """Lower items until threads are straight, as far as a few rounds bring it."""
    for _ in range(_STRAIGHTENING_ROUNDS):
        is_settled = True
        for thread in threads:
            lowest = max(row.y[item] - along for item, along in thread.items())
            for item, along in thread.items():
                is_settled = is_settled and row.y[item] == lowest + along
                row.y[item] = lowest + along
        for column, tops in zip(row.columns, offsets, strict=True):
            for number in range(1, len(column)):
                least = row.y[column[number - 1]] + tops[number] - tops[number - 1]
                if row.y[column[number]] < least:
                    row.y[column[number]] = least
                    is_settled = False
        if is_settled:
            return
