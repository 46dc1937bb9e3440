"""Where to wrap a network so that all of it can be seen at once as large as may be."""

from __future__ import annotations

from collections.abc import Mapping

from netbuilder.project.layout import USUAL_SIZE, Size
from netbuilder.project.layout_columns import Grid, grids, wrapped
from netbuilder.project.layout_gaps import Gaps
from netbuilder.project.value import Network

_STEP = 1.1
_BETTER = 1.02
"""How much larger things must be seen for rows that are wider than the page."""


def page_width(
    network: Network, sizes: Mapping[str, Size], page: Size, gaps: Gaps | None = None
) -> float:
    """The width, in px, to give `netbuilder.project.layout.tidy`.

    It is the page's own as long as that shows all at 100 %; a larger network is wrapped into rows
    that together have the shape of the page.

    Args:
        network: What will be arranged.
        sizes: Width and height of each card in px.
        page: Width and height of what can be seen at 100 %, in px.
        gaps: Room between things.
    """
    gaps = gaps or Gaps()
    columns = [_columns(grid, sizes, gaps) for grid in grids(network)]
    longest = max((sum(w for w, _h in part) for part in columns), default=0.0)
    best, width = page[0], page[0]
    largest = _zoom(columns, width, page, gaps)
    while largest < 1.0 and width < longest + sum(gaps.column for part in columns for _c in part):
        width *= _STEP
        zoom = _zoom(columns, width, page, gaps)
        if zoom > largest * _BETTER:
            best, largest = width, zoom
    return best


def _columns(grid: Grid, sizes: Mapping[str, Size], gaps: Gaps) -> list[Size]:
    """Width and height of each column, its cards below each other."""
    found = []
    for column in grid.columns:
        cards = [sizes.get(node, USUAL_SIZE) for node in column]
        height = sum(h for _w, h in cards) + gaps.below * (len(cards) - 1)
        found.append((max(w for w, _h in cards), height))
    return found


def _zoom(parts: list[list[Size]], width: float, page: Size, gaps: Gaps) -> float:
    """How large a page shows all if rows end at `width`, 1 at most."""
    widest, height = 0.0, -gaps.row
    for part in parts:
        for start, stop in wrapped([w for w, _h in part], width, gaps.column):
            row = part[start:stop]
            widest = max(widest, sum(w for w, _h in row) + gaps.column * (len(row) - 1))
            height += max(h for _w, h in row) + gaps.row
    return min(1.0, page[0] / max(widest, 1.0), page[1] / max(height, 1.0))
