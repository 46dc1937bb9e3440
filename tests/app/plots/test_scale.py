"""The axes of charts."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.app.plots.scale import epoch_scale, tick_words, value_scale


def words(scale: object) -> list[str]:
    return [text for _value, text in scale.ticks]  # type: ignore[attr-defined]


def test_loss_shows_its_zero() -> None:
    scale = value_scale("loss", 0.9, 2.3, is_log=False)
    assert scale.low == 0
    assert words(scale)[0] == "0"
    assert scale.high >= 2.3


def test_share_ends_at_a_hundred_per_cent() -> None:
    scale = value_scale("accuracy", 0.335, 0.982, is_log=False)
    assert words(scale) == ["20%", "40%", "60%", "80%", "100%"]
    assert scale.high == 1.0


def test_close_shares_have_places() -> None:
    assert words(value_scale("accuracy", 0.971, 0.9805, is_log=False)) == [
        "97.00%",
        "97.25%",
        "97.50%",
        "97.75%",
        "98.00%",
        "98.25%",
    ]


@given(st.floats(0, 1e6), st.floats(1e-9, 1e6))
def test_loss_axis_holds_the_values_between_few_ticks(low: float, span: float) -> None:
    scale = value_scale("loss", low, low + span, is_log=False)
    assert scale.low <= low
    assert low + span <= scale.high * (1 + 1e-9)
    assert 2 <= len(scale.ticks) <= 7
    values = [value for value, _text in scale.ticks]
    assert values == sorted(values)


@given(st.floats(1e-9, 1e3), st.floats(1, 1e9))
def test_log_axis_holds_the_values(low: float, factor: float) -> None:
    scale = value_scale("loss", low, low * factor, is_log=True)
    assert scale.low <= math.log10(low) + 1e-9
    assert math.log10(low * factor) <= scale.high + 1e-9
    assert scale.low < scale.high
    assert 1 <= len(scale.ticks) <= 7


def test_log_axis_names_powers_of_ten() -> None:
    assert words(value_scale("loss", 0.003, 2.0, is_log=True)) == [
        "0.001",
        "0.01",
        "0.1",
        "1",
        "10",
    ]
    assert words(value_scale("loss", 0.11, 0.9, is_log=True)) == ["0.1", "0.2", "0.5", "1"]


def test_one_value_has_an_axis() -> None:
    scale = value_scale("mae", 3.0, 3.0, is_log=False)
    assert scale.low < 3.0 < scale.high


def test_epochs_begin_at_zero_and_end_where_they_are_said_to() -> None:
    scale = epoch_scale(40, is_log=False)
    assert (scale.low, scale.high) == (0, 40)
    assert words(scale) == ["0", "10", "20", "30", "40"]
    assert words(epoch_scale(6, is_log=False)) == ["0", "2", "4", "6"]
    assert words(epoch_scale(1, is_log=False)) == ["0", "1"]


def test_log_epochs_begin_with_the_first_step() -> None:
    scale = epoch_scale(100, is_log=True, first=0.01)
    assert scale.low == pytest.approx(-2)
    assert scale.high == pytest.approx(2)
    assert words(scale) == ["1", "10", "100"]


def test_ticks_have_the_places_of_their_step() -> None:
    assert tick_words("loss", 1.2, 0.6) == "1.2"
    assert tick_words("loss", 0.25, 0.25) == "0.25"
    assert tick_words("loss", 2000, 1000) == "2,000"
    assert tick_words("loss", 0.0, 0.5) == "0"
