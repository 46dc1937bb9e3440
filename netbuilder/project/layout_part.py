"""Layout of some nodes of a network where they stand, while all others keep their places."""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from netbuilder.project.layout import USUAL_SIZE, Arrangement, Point, Size, tidy
from netbuilder.project.layout_gaps import Gaps
from netbuilder.project.value import Network

Box = tuple[float, float, float, float]
"""Left, top, right and bottom."""

_NARROWER = (0.75, 0.5, 0.33, 0.0)
_CELL = 240.0


def tidy_part(
    network: Network,
    ids: Collection[str],
    sizes: Mapping[str, Size],
    places: Mapping[str, Point],
    *,
    width: float | None = None,
    gaps: Gaps | None = None,
) -> Arrangement:
    """Arrange some nodes around where they stand; it holds the places of these alone.

    The top left corner of what they cover stays. Where they would come to lie on others they are
    wrapped into shorter rows; where no width leaves the others free, all are set beside them, as
    near as can be.

    Args:
        network: What they belong to.
        ids: Which nodes to arrange.
        sizes: Width and height of each card in px.
        places: The top left corner of every node as it is now.
        width: Where to wrap, in px; None never wraps.
        gaps: Room between things.
    """
    chosen = {node_id: network.nodes[node_id] for node_id in network.nodes if node_id in ids}
    if not chosen:
        return Arrangement()
    gaps = gaps or Gaps()
    inner = tuple(e for e in network.edges if e.source.node in chosen and e.sink.node in chosen)
    part = replace(network, nodes=chosen, edges=inner)
    others = _Others(
        _box(places[node_id], sizes.get(node_id, USUAL_SIZE))
        for node_id in network.nodes
        if node_id not in chosen and node_id in places
    )
    corner = _corner(places[node_id] for node_id in chosen)
    first: Arrangement | None = None
    for room in _widths(width, [_box(places[i], sizes.get(i, USUAL_SIZE)) for i in chosen]):
        found = _at(tidy(part, sizes, width=room, gaps=gaps), corner)
        if others.are_free_of(_boxes(found, sizes)):
            return found
        first = first or found
    assert first is not None
    by = others.way_out(_around(_boxes(first, sizes)), gaps.below)
    return _at(first, (corner[0] + by[0], corner[1] + by[1]))


def _widths(width: float | None, boxes: Sequence[Box]) -> Iterator[float | None]:
    """Widths to wrap at, the best first."""
    yield width
    left, _top, right, _bottom = _around(boxes)
    own = right - left
    if width is None or own < width:
        yield own
    for share in _NARROWER:
        yield share * min(own, math.inf if width is None else width)


class _Others:
    """The cards that stay."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self._boxes = list(boxes)
        self._cells: dict[tuple[int, int], list[Box]] = {}
        for box in self._boxes:
            for cell in _cells(box):
                self._cells.setdefault(cell, []).append(box)

    def are_free_of(self, boxes: Iterable[Box]) -> bool:
        """Whether none of `boxes` lies on a card that stays."""
        return not any(
            box[0] < other[2] and other[0] < box[2] and box[1] < other[3] and other[1] < box[3]
            for box in boxes
            for cell in _cells(box)
            for other in self._cells.get(cell, ())
        )

    def way_out(self, box: Box, clearance: float) -> Point:
        """The shortest shift, level or upright, that leaves `clearance` around `box`."""
        left, top, right, bottom = box
        across, down = [], []
        for other in self._boxes:
            low_x, high_x = other[0] - right - clearance, other[2] - left + clearance
            low_y, high_y = other[1] - bottom - clearance, other[3] - top + clearance
            if low_y < 0 < high_y:
                across.append((low_x, high_x))
            if low_x < 0 < high_x:
                down.append((low_y, high_y))
        x, y = _nearest_free(across), _nearest_free(down)
        return (0.0, y) if abs(y) <= abs(x) else (x, 0.0)


def _nearest_free(spans: Sequence[tuple[float, float]]) -> float:
    """The number nearest to 0 that lies inside no span; of two equally near the positive one."""
    up = down = 0.0
    for low, high in sorted(spans):
        if low < up < high:
            up = high
    for low, high in sorted(spans, key=lambda span: -span[1]):
        if low < down < high:
            down = low
    return up if up <= -down else down


def _cells(box: Box) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (math.floor(edge / _CELL) for edge in box)
    for x in range(left, right + 1):
        for y in range(top, bottom + 1):
            yield x, y


def _box(corner: Point, size: Size) -> Box:
    return corner[0], corner[1], corner[0] + size[0], corner[1] + size[1]


def _boxes(arranged: Arrangement, sizes: Mapping[str, Size]) -> list[Box]:
    return [_box(at, sizes.get(node, USUAL_SIZE)) for node, at in arranged.positions.items()]


def _around(boxes: Iterable[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _corner(points: Iterable[Point]) -> Point:
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys)


def _at(arranged: Arrangement, corner: Point) -> Arrangement:
    """The same with the top left corner of its cards at `corner`."""
    left, top = _corner(arranged.positions.values())
    x, y = corner[0] - left, corner[1] - top
    return Arrangement(
        positions={node: (at[0] + x, at[1] + y) for node, at in arranged.positions.items()},
        bends={
            edge: tuple((px + x, py + y) for px, py in points)
            for edge, points in arranged.bends.items()
        },
    )
