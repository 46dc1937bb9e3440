"""What a node says of itself while it trains, in words and numbers."""

import pytest

from netbuilder.app.canvas.activity import Activity, number_words
from netbuilder.app.canvas.face import Live
from netbuilder.runs.view import BINS, Inside, Strip


def strip(**changes: float) -> Strip:
    facts = {"low": -1.5, "high": 2.25, "mean": 0.5, "spread": 1.118, "zeros": 0.387}
    return Strip(bars=(1.0,) * BINS, activity=0.5, **{**facts, **changes})


def activity(inside: Inside = Inside.ACTIVATIONS, **changes: float) -> Activity:
    return Activity(inside=inside, live={"a": Live.STRIP}, strips={"a": strip(**changes)})


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0.0, "0"),
        (0.2944, "0.29"),
        (1.118, "1.12"),
        (-1.5, "−1.50"),
        (0.0514, "0.051"),
        (0.00213, "0.0021"),
        (0.00021, "2.1e-4"),
        (56.34, "56.3"),
        (2048.4, "2048"),
        (123_456.0, "1.2e5"),
        (float("nan"), "–"),
    ],
)
def test_number_is_as_short_as_a_strip_needs_it(number: float, words: str) -> None:
    assert number_words(number) == words


def test_layer_that_sets_zeros_tells_their_share() -> None:
    assert activity().word("a", counts_zeros=True) == "39% zero"


def test_other_layer_tells_the_spread() -> None:
    assert activity().word("a", counts_zeros=False) == "σ 1.12"


def test_weights_have_a_spread_even_where_zeros_count() -> None:
    assert activity(Inside.WEIGHTS).word("a", counts_zeros=True) == "σ 1.12"


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0% zero"), (0.004, "<1% zero"), (0.996, "99% zero"), (1.0, "100% zero")],
)
def test_share_of_zeros_is_never_rounded_to_all_or_none(share: float, words: str) -> None:
    assert activity(zeros=share).word("a", counts_zeros=True) == words


def test_numbers_that_are_not_finite_are_told_first() -> None:
    assert activity(bad=0.25).word("a", counts_zeros=True) == "not finite"


def test_node_without_weights_says_so_once_weights_were_seen() -> None:
    assert activity(Inside.WEIGHTS).word("b", counts_zeros=False) == "no weights"
    assert Activity(inside=Inside.WEIGHTS).word("b", counts_zeros=False) == ""


def test_paused_run_says_why_nothing_was_seen() -> None:
    waiting = Activity(inside=Inside.WEIGHTS, is_under_way=True, is_paused=True)
    assert waiting.word("b", counts_zeros=False) == "paused"


def test_range_is_that_of_the_last_look() -> None:
    assert activity().range_words("a") == "−1.50 to 2.25 at the last look"
    assert activity(Inside.WEIGHTS).range_words("a") == ""
    assert activity().range_words("b") == ""
