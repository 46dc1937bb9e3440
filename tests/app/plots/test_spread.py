"""Axes and outlines of spreads, against arithmetic done by hand and numpy's own bells."""

import math

import numpy as np
import pytest

from netbuilder.app.plots.spread import axis_of, near_zero, outlines, picked, round_up, ticks_of
from netbuilder.runs.view import Strip


def strip_of(numbers: np.ndarray) -> Strip:
    """How numbers are spread, in 24 bars."""
    counts, _edges = np.histogram(numbers, 24)
    return Strip(
        bars=tuple((counts / counts.max()).tolist()),
        low=float(numbers.min()),
        high=float(numbers.max()),
        mean=float(numbers.mean()),
        spread=float(numbers.std()),
        zeros=float((numbers == 0).mean()),
        activity=0.0,
    )


def flat(low: float, high: float) -> Strip:
    """As many numbers in each bar."""
    return strip_of(np.linspace(low, high, 2400))


@pytest.mark.parametrize(
    ("number", "rounded"),
    [(0.27, 0.3), (0.3, 0.3), (0.31, 0.4), (1.1, 1.5), (9.2, 10.0), (0.0042, 0.005), (170.0, 200)],
)
def test_ends_of_an_axis_have_easy_digits(number: float, rounded: float) -> None:
    assert round_up(number) == pytest.approx(rounded)


def test_axis_is_even_where_both_sides_are_about_as_long() -> None:
    assert axis_of([flat(-0.27, 0.2), flat(-0.1, 0.25)]) == (-0.3, 0.3)


def test_axis_begins_at_zero_where_nothing_is_below() -> None:
    assert axis_of([flat(0.8, 1.2)]) == (0.0, 1.5)
    assert ticks_of((0.0, 1.5)) == (0.0, 1.5)


def test_axis_of_one_number_that_is_zero_can_be_drawn() -> None:
    assert axis_of([strip_of(np.zeros(10))]) == (-1.0, 1.0)


def test_zero_is_written_between_the_ends() -> None:
    assert ticks_of((-0.3, 0.3)) == (-0.3, 0.0, 0.3)


def test_outline_of_a_bell_is_that_bell() -> None:
    numbers = np.random.default_rng(1).normal(0.0, 0.1, 200_000)
    axis = (-0.6, 0.6)

    (outline,) = outlines([strip_of(numbers)], axis, 241, count=numbers.size)

    places = np.linspace(*axis, 241)
    bell = np.exp(-0.5 * (places / 0.1) ** 2)
    assert outline.max() == pytest.approx(1.0)
    assert np.abs(outline - bell).max() < 0.06


def test_narrower_spread_stands_higher_by_the_root_of_its_density() -> None:
    draw = np.random.default_rng(2).normal(0.0, 1.0, 100_000)

    narrow, broad = outlines(
        [strip_of(0.1 * draw), strip_of(0.4 * draw)], (-2.0, 2.0), 401, count=draw.size
    )

    assert narrow.max() == pytest.approx(1.0)
    assert broad.max() == pytest.approx(0.5, abs=0.03)


def test_two_heaps_stay_two() -> None:
    draw = np.random.default_rng(3).normal(0.0, 0.05, 20_000)
    numbers = np.concatenate([draw - 1, draw + 1])

    (outline,) = outlines([strip_of(numbers)], (-1.5, 1.5), 301, count=20)

    assert outline[150] < 0.9 * outline.max()
    left, right = outline[:150].argmax(), 150 + outline[150:].argmax()
    assert np.linspace(-1.5, 1.5, 301)[[left, right]] == pytest.approx([-1, 1], abs=0.1)


def test_very_few_numbers_stand_each_for_itself() -> None:
    (outline,) = outlines([strip_of(np.array([-1.0, 1.0]))], (-2.0, 2.0), 401, count=2)

    assert outline[200] < 0.01
    assert outline[100:105].max() > 0.9


def test_what_cannot_be_told_from_zero_is_zero() -> None:
    assert near_zero(4.7e-14, (4.7e-14, 1.0)) == 0.0
    assert near_zero(0.01, (0.01, 1.0)) == 0.01


def test_spread_without_a_finite_number_is_flat() -> None:
    bad = Strip(
        bars=(0.0,) * 24,
        low=math.nan,
        high=math.nan,
        mean=math.nan,
        spread=math.nan,
        zeros=0.0,
        activity=0.0,
        bad=1.0,
    )

    good, flat_ = outlines([flat(-1, 1), bad], (-1.0, 1.0), 11, count=10)

    assert good.max() == 1.0
    assert not flat_.any()


@pytest.mark.parametrize(
    ("count", "places"), [(3, [0, 1, 2]), (6, [0, 1, 2, 3, 4, 5]), (11, [0, 2, 4, 6, 8, 10])]
)
def test_first_and_last_are_among_those_picked(count: int, places: list[int]) -> None:
    assert picked(count, 6) == places
