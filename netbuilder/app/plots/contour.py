"""Lines along which a field of numbers on a grid has one value. No Qt here."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_BOTTOM, _RIGHT, _TOP, _LEFT = range(4)

_SIDES: dict[int, tuple[tuple[int, int], ...]] = {
    1: ((_LEFT, _BOTTOM),),
    2: ((_BOTTOM, _RIGHT),),
    3: ((_LEFT, _RIGHT),),
    4: ((_RIGHT, _TOP),),
    6: ((_BOTTOM, _TOP),),
    7: ((_LEFT, _TOP),),
    8: ((_TOP, _LEFT),),
    9: ((_TOP, _BOTTOM),),
    11: ((_TOP, _RIGHT),),
    12: ((_RIGHT, _LEFT),),
    13: ((_RIGHT, _BOTTOM),),
    14: ((_BOTTOM, _LEFT),),
}
"""The pairs of sides that a line joins, by which corners of a cell lie above the level.

Bottom left counts 1, bottom right 2, top right 4, top left 8.
"""

_SADDLES = {  # two opposite corners lie above: the middle of the cell decides
    (5, True): ((_LEFT, _TOP), (_BOTTOM, _RIGHT)),
    (5, False): ((_LEFT, _BOTTOM), (_RIGHT, _TOP)),
    (10, True): ((_LEFT, _BOTTOM), (_RIGHT, _TOP)),
    (10, False): ((_LEFT, _TOP), (_BOTTOM, _RIGHT)),
}


def contour(field: Floats, level: float) -> Floats:
    """Where a field crosses a level, by marching squares.

    Args:
        field: Numbers, rows from bottom to top × columns from left to right, at least 2 × 2.
        level: The value of the lines.

    Returns:
        Pieces of straight lines, pieces × 2 ends × (across, up), from 0 to 1 over the grid; none
        beside a number that is not finite.
    """
    above = np.asarray(field, dtype=np.float64) - level
    above = np.where(above == 0, np.finfo(np.float64).tiny, above)
    corners = (above[:-1, :-1], above[:-1, 1:], above[1:, 1:], above[1:, :-1])
    codes = sum((corner > 0).astype(np.int64) << bit for bit, corner in enumerate(corners))
    assert isinstance(codes, np.ndarray)
    crossings = _crossings(corners)
    middle_above = sum(corners) > 0
    assert isinstance(middle_above, np.ndarray)
    pieces = [
        _pieces(crossings, codes == code, side) for code, sides in _SIDES.items() for side in sides
    ]
    pieces += [
        _pieces(crossings, (codes == code) & (middle_above == is_above), side)
        for (code, is_above), sides in _SADDLES.items()
        for side in sides
    ]
    rows, columns = above.shape
    found = np.concatenate(pieces) / np.array([columns - 1, rows - 1], dtype=np.float64)
    return found[np.isfinite(found).all(axis=(1, 2))]


def _crossings(corners: tuple[Floats, ...]) -> Floats:
    """Where the field crosses each side of each cell: sides × rows × columns × 2, in cells."""
    bottom_left, bottom_right, top_right, top_left = corners
    rows, columns = bottom_left.shape
    y, x = np.mgrid[:rows, :columns].astype(np.float64)
    one = np.ones_like(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        bottom = bottom_left / (bottom_left - bottom_right)
        right = bottom_right / (bottom_right - top_right)
        top = top_left / (top_left - top_right)
        left = bottom_left / (bottom_left - top_left)
    ends = ((x + bottom, y), (x + one, y + right), (x + top, y + one), (x, y + left))
    return np.stack([np.stack(end, axis=-1) for end in ends])


def _pieces(crossings: Floats, cells: NDArray[np.bool_], sides: tuple[int, int]) -> Floats:
    """The pieces that join two sides in some cells."""
    return np.stack([crossings[side][cells] for side in sides], axis=1)
