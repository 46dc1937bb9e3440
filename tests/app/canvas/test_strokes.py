"""Dashes along wires, by lengths that can be added up by hand."""

import numpy as np
import pytest

from netbuilder.app.canvas.strokes import dashed, paced

LEVEL = np.array([[0.0, 0, 100, 0]])
BENT = np.array([[0.0, 0, 10, 0], [10, 0, 10, 30]])
ONE = np.zeros(2, np.int64)


def test_dashes_of_a_level_line_stand_where_arithmetic_says() -> None:
    assert dashed(LEVEL, (6.0, 34.0)).tolist() == [
        [0, 0, 6, 0],
        [40, 0, 46, 0],
        [80, 0, 86, 0],
    ]


def test_dash_goes_around_a_corner_in_two_pieces() -> None:
    pieces, line = paced(BENT, ONE).cut((6.0, 100.0), phase=7.0)

    assert pieces.tolist() == [[7, 0, 10, 0], [10, 0, 10, 3]]
    assert line.tolist() == [0, 1]


@pytest.mark.parametrize("phase", [0.0, 3.5, 24.0, 250.0])
def test_dashes_move_with_the_phase_and_fill_their_share(phase: float) -> None:
    pieces, _line = paced(np.array([[0.0, 0, 240, 0]]), ONE[:1]).cut((3.0, 21.0), phase=phase)

    lengths = pieces[:, 2] - pieces[:, 0]
    assert lengths.sum() == pytest.approx(30.0)
    whole = pieces[lengths == 3.0, 0]
    assert whole % 24 == pytest.approx(np.full(len(whole), phase % 24))


def test_ends_of_a_wire_stay_bare() -> None:
    pieces, _line = paced(LEVEL, ONE[:1]).cut((1.0, 0.0), bare=8.0)

    assert (pieces[:, 0].min(), pieces[:, 2].max()) == (8, 92)


def test_each_wire_is_measured_from_its_own_start() -> None:
    lines = np.vstack([LEVEL, LEVEL + np.array([0, 50, 0, 50])])

    pieces, line = paced(lines, np.array([3, 7])).cut((5.0, 1000.0))

    assert pieces.tolist() == [[0, 0, 5, 0], [0, 50, 5, 50]]
    assert line.tolist() == [0, 1]


def test_split_lines_lie_on_the_same_way() -> None:
    paces, line = paced(BENT, ONE).split(4.0)

    assert paces.lengths.max() <= 4.0
    assert paces.lengths.sum() == pytest.approx(40.0)
    assert paces.starts[line == 1][0] == pytest.approx(10.0)
    before, _line = paced(BENT, ONE).cut((3.0, 4.0), phase=2.0)
    after, _line = paces.cut((3.0, 4.0), phase=2.0)
    assert np.hypot(*(after[:, 2:] - after[:, :2]).T).sum() == pytest.approx(
        np.hypot(*(before[:, 2:] - before[:, :2]).T).sum()
    )
