"""How numbers are spread, against NumPy and by hand."""

import math

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.insight.spread import MOST_NUMBERS, Measured, measure, tabulate
from netbuilder.runs.view import BINS


def measured(*tensors: torch.Tensor) -> Measured:
    (found,) = measure(tabulate([tensors]))
    return found


def test_bars_are_those_of_numpy() -> None:
    numbers = torch.randn(37, 41, generator=torch.Generator().manual_seed(3))
    found = measured(numbers)

    counts, edges = np.histogram(numbers.double().numpy(), bins=BINS)
    assert np.abs(np.array(found.counts) - counts).max() <= 1  # a number on an edge
    assert sum(found.counts) == numbers.numel()
    assert (found.low, found.high) == (edges[0], edges[-1])


def test_figures_are_those_of_numpy() -> None:
    numbers = torch.randn(500, generator=torch.Generator().manual_seed(4)).relu() + 100
    found = measured(numbers)

    exact = numbers.double().numpy()
    assert found.mean == pytest.approx(exact.mean(), rel=1e-6)
    assert found.deviation == pytest.approx(exact.std(), rel=1e-5)
    assert found.magnitude == pytest.approx(np.abs(exact).mean(), rel=1e-6)
    assert found.power == pytest.approx(np.square(exact).mean(), rel=1e-5)


def test_bar_of_each_number_by_hand() -> None:
    numbers = torch.arange(24.0).repeat_interleave(torch.arange(24) + 1)
    strip = measured(numbers).strip(0.5)

    assert strip.bars == tuple((n + 1) / 24 for n in range(24))
    assert (strip.low, strip.high, strip.activity) == (0.0, 23.0, 0.5)
    assert strip.zeros == pytest.approx(1 / 300)


def test_numbers_that_are_not_finite_are_counted_apart() -> None:
    found = measured(torch.tensor([1.0, math.nan, 3.0, math.inf, -math.inf, 0.0, 2.0, 2.0]))

    assert found.bad == 3 / 8
    assert found.zeros == 1 / 8
    assert (found.low, found.high) == (0.0, 3.0)
    assert found.mean == pytest.approx(8 / 5)
    assert found.deviation == pytest.approx(math.sqrt((0.36 + 1.96 + 2.56 + 0.16 + 0.16) / 5))
    assert sum(found.counts) == 5


def test_nothing_finite_has_no_bars() -> None:
    found = measured(torch.tensor([math.nan, math.inf]))

    assert found.bad == 1
    assert (found.low, found.high, found.mean, found.deviation) == (0, 0, 0, 0)
    assert set(found.strip(0).bars) == {0.0}


@pytest.mark.parametrize("value", [0.0, 7.0, -1e30])
def test_a_single_number_stands_in_the_middle(value: float) -> None:
    found = measured(torch.full((10,), value))

    assert found.counts.index(10.0) == BINS // 2
    assert sum(found.counts) == 10
    assert found.low == found.high == pytest.approx(value)


def test_numbers_as_wide_apart_as_floats_go_have_bars() -> None:
    found = measured(torch.tensor([-3e38, 3e38]))

    assert (found.counts[0], found.counts[-1]) == (1, 1)


@given(st.lists(st.floats(width=32), min_size=1, max_size=60))
def test_whatever_a_tensor_holds_is_counted_once(numbers: list[float]) -> None:
    found = measured(torch.tensor(numbers))

    finite = [number for number in numbers if math.isfinite(number)]
    assert sum(found.counts) == len(finite)
    assert found.bad == pytest.approx(1 - len(finite) / len(numbers))
    assert (found.low, found.high) == ((min(finite), max(finite)) if finite else (0, 0))
    assert found.zeros == pytest.approx(finite.count(0.0) / len(numbers))
    assert all(0 <= bar <= 1 for bar in found.strip(0).bars)


def test_groups_of_any_size_and_form_are_measured_apart() -> None:
    small, large = torch.tensor([[1.0], [2.0]]), torch.linspace(-1, 1, 999).reshape(3, 333)
    half = torch.tensor([0.5, 1.5], dtype=torch.bfloat16)
    first, second, third = measure(tabulate([(small, torch.tensor([6.0])), (large,), (half,)]))

    assert (first.low, first.high, first.mean) == (1.0, 6.0, 3.0)
    assert (second.low, second.high) == (-1.0, 1.0)
    assert sum(second.counts) == 999
    assert (third.mean, third.deviation, third.bad) == (1.0, 0.5, 0.0)


def test_many_numbers_are_thinned_out_evenly_over_all_tensors_of_a_group() -> None:
    """Two tensors of one group, ten times and thirty times as many numbers as are looked at."""
    ramp = torch.linspace(0, 1, 10 * MOST_NUMBERS)
    found = measured(ramp, torch.full((30 * MOST_NUMBERS,), 2.0))

    assert sum(found.counts) == MOST_NUMBERS
    assert found.counts[-1] == pytest.approx(0.75 * MOST_NUMBERS, abs=2)
    assert found.mean == pytest.approx(0.25 * 0.5 + 0.75 * 2.0, rel=1e-3)
    assert (found.low, found.high) == (0.0, 2.0)


def test_one_channel_of_many_does_not_fill_the_thinned_out_numbers() -> None:
    """Channels last, in a number that divides how many numbers there are for one looked at."""
    numbers = torch.arange(16.0).repeat(16 * MOST_NUMBERS // 16)
    found = measured(numbers)

    assert sum(1 for count in found.counts if count) == 16


def test_measuring_leaves_the_tensors_alone() -> None:
    weight = torch.nn.Parameter(torch.tensor([1.0, math.nan]))
    before = weight.detach().clone()
    measured(weight)

    assert torch.equal(weight.detach().nan_to_num(5.0), before.nan_to_num(5.0))
    assert weight.grad is None
