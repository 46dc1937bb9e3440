"""Automatic layout: layers as columns from left to right, wrapped into rows like text.

The longest way through the network stands on one straight line in each row, everything else hangs
below it. Wires that cannot run straight to the next column get bends: through the column gaps, past
the cards between, and along lanes in the gaps between rows.

The steps, each with a module of its own: `layout_columns` finds columns and rows, `layout_row`
orders a row and gives it heights, `layout_wires` finds the ways of wires and the room they need.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from netbuilder.project.layout_columns import Grid, grids, wrapped
from netbuilder.project.layout_gaps import Gaps
from netbuilder.project.layout_row import Row, arranged_row, port_rows
from netbuilder.project.layout_wires import Ways, find_ways
from netbuilder.project.value import Edge, Network

Point = tuple[float, float]
Size = tuple[float, float]

USUAL_SIZE = (168.0, 64.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """Where everything goes, in px from the top left corner of the first row.

    Attributes:
        positions: The top left corner of every node.
        bends: The points between its ports that a wire passes, for wires that take a way around.
            Neighbouring points share their x or their y.
    """

    positions: Mapping[str, Point] = field(default_factory=dict)
    bends: Mapping[Edge, tuple[Point, ...]] = field(default_factory=dict)


def tidy(
    network: Network,
    sizes: Mapping[str, Size],
    *,
    width: float | None = None,
    gaps: Gaps | None = None,
) -> Arrangement:
    """Arrange a network.

    No two cards overlap, wires between columns of one row lead to the right, and no wire with bends
    runs through a card.

    Args:
        network: What to arrange; its present layout does not matter.
        sizes: Width and height of each card in px.
        width: Where to wrap, in px; a single column may be wider. None never wraps.
        gaps: Room between things.
    """
    gaps = gaps or Gaps()
    known = {node: sizes.get(node, USUAL_SIZE) for node in network.nodes}
    positions: dict[str, Point] = {}
    bends: dict[Edge, tuple[Point, ...]] = {}
    top = 0.0
    ports = port_rows(network)
    for grid in grids(network):
        inside = {node for column in grid.columns for node in column}
        own = {edge: rows for edge, rows in ports.items() if edge.sink.node in inside}
        part, height = _arranged(grid, own, known, width, gaps)
        positions.update({node: (x, y + top) for node, (x, y) in part.positions.items()})
        for edge, points in part.bends.items():
            bends[edge] = tuple((x, y + top) for x, y in points)
        top += height + gaps.row
    return Arrangement(positions=positions, bends=bends)


def _arranged(
    grid: Grid,
    ports: Mapping[Edge, tuple[int, int]],
    sizes: Mapping[str, Size],
    width: float | None,
    gaps: Gaps,
) -> tuple[Arrangement, float]:
    """One connected part of a network, and its height with the lanes below it."""
    widths = [max(sizes[node][0] for node in column) for column in grid.columns]
    rows: list[Row] = [
        arranged_row(grid, span, ports, sizes, gaps) for span in wrapped(widths, width, gaps.column)
    ]
    ways: Ways = find_ways(rows, ports, sizes, gaps)
    positions = {}
    for number, row in enumerate(rows):
        for column, items in enumerate(row.columns):
            for item in items:
                if isinstance(item, str):
                    x = ways.column_x[number][column]
                    positions[item] = (x, ways.row_y[number] + row.y[item])
    return Arrangement(positions=positions, bends=ways.bends), ways.height
