"""Computed parameters: what they give, and that nothing outside the small language gets in."""

from contextlib import suppress

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from netbuilder.layers.dim import symbol
from netbuilder.project.formula import FormulaError, evaluate, names, parse

T = symbol("T")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7", 7),
        ("1 + 2 * 3", 7),
        ("(1 + 2) * 3", 9),
        ("2 ** 3 ** 2", 512),
        ("-2 ** 2", -4),
        ("10 - 3 - 2", 5),
        ("17 // 5 * 5 + 17 % 5", 17),
        ("-7 // 2", -4),
        ("7 % -3", -2),
        ("--3", 3),
        ("min(4, 2, 8)", 2),
        ("max(1, min(9, 3 + 3))", 6),
        ("2 ** i", 8),
        ("in.channels // 16", 4),
        ("units * (n - 1)", 20),
    ],
)
def test_formula_gives_what_arithmetic_gives(text: str, expected: int) -> None:
    values = {"in.channels": 64, "i": 3, "n": 5, "units": 5}

    assert evaluate(parse(text), values) == expected


def test_open_lengths_stay_open() -> None:
    values = {"in.time": T}

    assert evaluate(parse("(in.time - 3) // 2 + 1"), values) == (T - 3) // 2 + 1
    assert evaluate(parse("max(in.time, in.time + 2)"), values) == T + 2
    assert evaluate(parse("in.time - in.time"), values) == 0


def test_names_are_those_that_a_value_must_be_given_for() -> None:
    assert names(parse("max(units, in.channels // 2) ** 2 - -i")) == {"units", "in.channels", "i"}


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The formula ends too early, expected a number or a name."),
        ("1 +", "The formula ends too early, expected a number or a name."),
        ("(1", "The formula ends too early, expected )."),
        ("1) + 2", "Character 2: ) cannot stand here."),
        ("2 $ 3", "Character 3: $ cannot stand in a formula."),
        ("1.5", "Character 2: . cannot stand in a formula."),
        ("1" * 201, "A formula has at most 200 characters, found 201."),
        ("(" * 30 + "1" + ")" * 30, "A formula has at most 20 parts inside each other."),
        ("2**" * 40 + "1", "A formula has at most 20 parts inside each other."),
        ("width", "Width is not known here, expected units."),
        ("1 // 0", "A division by zero has no result."),
        ("5 % 0", "A division by zero has no result."),
        ("2 ** 51", "This power cannot be computed, expected an exponent from 0 to 50, found 51."),
        ("2 ** -1", "This power cannot be computed, expected an exponent from 0 to 50, found -1."),
        ("10 ** 16", "The result is too large, expected at most 1,000,000,000,000,000."),
    ],
)
def test_refused_formula_says_why(text: str, sentence: str) -> None:
    with pytest.raises(FormulaError) as caught:
        evaluate(parse(text), {"units": 3})

    assert str(caught.value).lower() == sentence.lower()


@pytest.mark.parametrize("text", ["min(T, 5)", "T ** 2", "4 // T", "T // -2"])
def test_open_length_that_cannot_be_kept_is_refused(text: str) -> None:
    with pytest.raises(FormulaError):
        evaluate(parse(text), {"T": T})


def test_largest_nested_power_is_refused_at_once() -> None:
    with pytest.raises(FormulaError, match="too large"):
        evaluate(parse("((9**15)**50)**50"), {})


numbers = st.integers(0, 9).map(str)
texts = st.recursive(
    numbers,
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from(["+", "-", "*", "//", "%"]), inner).map(" ".join),
        inner.map(lambda text: f"({text})"),
        inner.map(lambda text: f"-{text}"),
        st.tuples(inner, inner).map(lambda pair: f"min({pair[0]}, {pair[1]})"),
    ),
    max_leaves=12,
)


@given(texts)
def test_whole_numbers_compute_as_in_python(text: str) -> None:
    assume(len(text) <= 200 and text.count("(") <= 15)
    try:
        expected = eval(text)
    except ZeroDivisionError:
        with pytest.raises(FormulaError, match="division by zero"):
            evaluate(parse(text), {})
    else:
        assert evaluate(parse(text), {}) == expected


@given(st.text("0123456789+-*/%(),.abimnx_ \n\t²İ$", max_size=60))
def test_any_text_is_a_formula_or_refused(text: str) -> None:
    with suppress(FormulaError):
        evaluate(parse(text), {"i": 2, "n": 3})
