"""The lines of charts: smoothing, thinning, and how lines look."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.app.plots.curve import Curve, line_pen, run_look, smoothed, thinned
from netbuilder.app.theme import ThemeStore


def test_smoothing_by_hand() -> None:
    # 2; (2·½ + 4)/(½ + 1) = 10/3; (2·¼ + 4·½ + 0)/(¼ + ½ + 1) = 2.5/1.75
    assert np.allclose(smoothed([2.0, 4.0, 0.0], 0.5), [2.0, 10 / 3, 2.5 / 1.75])


def test_no_smoothing_leaves_values_alone() -> None:
    assert smoothed([3.0, -1.0, 7.5], 0.0) == [3.0, -1.0, 7.5]


def test_gap_stays_a_gap_and_is_stepped_over() -> None:
    first, gap, second = smoothed([2.0, math.nan, 4.0], 0.5)
    assert first == 2.0
    assert math.isnan(gap)
    assert np.isclose(second, 10 / 3)


@given(st.lists(st.floats(-1e3, 1e3), min_size=1, max_size=30), st.floats(0, 0.98))
def test_smoothed_values_stay_between_the_extremes(values: list[float], amount: float) -> None:
    result = smoothed(values, amount)
    assert min(values) - 1e-6 <= min(result)
    assert max(result) <= max(values) + 1e-6


@given(st.integers(1, 5000), st.integers(4, 300))
def test_thinning_keeps_ends_peaks_and_order(count: int, most: int) -> None:
    xs = np.arange(count, dtype=float)
    ys = np.sin(xs * 1.7) * (1 + xs)
    kept_xs, kept_ys = thinned(xs, ys, most)

    assert len(kept_xs) <= max(most, 4)
    assert kept_xs[0] == 0
    assert kept_xs[-1] == count - 1
    assert kept_ys.max() == ys.max()
    assert kept_ys.min() == ys.min()
    assert (np.diff(kept_xs) > 0).all()


def test_thinning_survives_stretches_without_numbers() -> None:
    ys = np.full(1000, np.nan)
    ys[::250] = 1.0
    kept_xs, kept_ys = thinned(np.arange(1000.0), ys, 40)
    assert len(kept_xs) <= 40
    assert np.nansum(kept_ys) >= 1.0


def test_curve_knows_its_last_finite_value() -> None:
    assert Curve(name="a", look="train", values=[1.0, 0.5, math.nan]).last == (2, 0.5)
    assert Curve(name="a", look="train", values=[]).last is None
    assert Curve(name="a", look="train", values=[math.inf]).last is None
    assert Curve(name="a", look="train", values=[1.0, 0.5]).at(2) == 0.5
    assert Curve(name="a", look="train", values=[1.0, 0.5]).at(3) is None


def test_runs_that_share_a_colour_have_other_dashes(store: ThemeStore) -> None:
    looks = [run_look(store.theme, place) for place in range(64)]
    assert len({(color.name(), dashes) for color, dashes in looks}) == 64
    assert looks[0][0] == store.theme.colors.chart.runs[0]
    assert looks[8][0] == looks[0][0]


def test_validation_is_dashed_and_training_is_not(store: ThemeStore) -> None:
    chart = store.theme.colors.chart
    train, validation = line_pen(store.theme, "train"), line_pen(store.theme, "validation")
    assert train.color() == chart.train
    assert not train.dashPattern()
    assert validation.color() == chart.validation
    assert [dash * validation.widthF() for dash in validation.dashPattern()] == [6, 4]
