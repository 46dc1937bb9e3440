"""Lines along which a field has one value."""

import numpy as np
import pytest
from numpy.typing import NDArray

from netbuilder.app.plots.contour import contour

Floats = NDArray[np.float64]


def grid(points: int = 41) -> tuple[Floats, Floats]:
    """Places across and up of the points of a square from 0 to 1."""
    y, x = np.meshgrid(np.linspace(0, 1, points), np.linspace(0, 1, points), indexing="ij")
    return x, y


def length(pieces: Floats) -> float:
    return float(np.linalg.norm(pieces[:, 1] - pieces[:, 0], axis=1).sum())


def test_slope_is_crossed_in_one_straight_line() -> None:
    x, y = grid()
    pieces = contour(2 * x + y, 1.25)

    assert np.allclose(2 * pieces[..., 0] + pieces[..., 1], 1.25)
    # From (0.125, 1) to (0.625, 0).
    assert length(pieces) == pytest.approx(np.hypot(0.5, 1.0))


def test_circle_is_as_long_as_a_circle() -> None:
    x, y = grid(81)
    pieces = contour(np.hypot(x - 0.5, y - 0.5), 0.3)

    distances = np.hypot(pieces[..., 0] - 0.5, pieces[..., 1] - 0.5)
    assert np.abs(distances - 0.3).max() < 1e-3
    assert length(pieces) == pytest.approx(2 * np.pi * 0.3, rel=1e-3)


def test_line_has_no_gap_and_no_loose_end() -> None:
    rng = np.random.default_rng(3)
    pieces = contour(rng.normal(size=(12, 9)), 0.0)

    ends, counts = np.unique(pieces.reshape(-1, 2).round(9), axis=0, return_counts=True)
    on_edge = (ends == 0).any(axis=1) | (ends == 1).any(axis=1)
    assert set(counts[~on_edge].tolist()) == {2}
    assert set(counts[on_edge].tolist()) == {1}


def test_flat_field_has_no_line() -> None:
    assert contour(np.zeros((3, 3)), 0.5).shape == (0, 2, 2)
    assert contour(np.ones((3, 3)), 0.5).shape == (0, 2, 2)


@pytest.mark.parametrize(
    ("field", "count"),
    [([[1, 0], [0, 1]], 2), ([[0, 1], [1, 0]], 2), ([[1, 1], [1, 0]], 1), ([[1, 0], [1, 0]], 1)],
)
def test_each_kind_of_cell_has_its_pieces(field: list[list[int]], count: int) -> None:
    assert len(contour(np.array(field, dtype=np.float64), 0.5)) == count


def test_numbers_that_are_not_finite_leave_a_gap() -> None:
    x, _y = grid(5)
    field = x.copy()
    field[2, 2] = np.nan

    assert np.isfinite(contour(field, 0.4)).all()
