"""Lengths with symbols obey the arithmetic of whole numbers."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.layers.dim import Dim, Expression, substitute, symbol, symbols

T, U = symbol("T"), symbol("U")

Pair = tuple[Dim, Callable[[int, int], int]]


def _leaf(draw: st.DrawFn) -> Pair:
    kind = draw(st.sampled_from(["T", "U", "number"]))
    if kind == "T":
        return T, lambda t, _: t
    if kind == "U":
        return U, lambda _, u: u
    number = draw(st.integers(-9, 9))
    return number, lambda _, __: number


@st.composite
def expressions(draw: st.DrawFn, depth: int = 4) -> Pair:
    """A length, and the same computed on plain numbers."""
    if depth == 0 or draw(st.booleans()):
        return _leaf(draw)
    left, left_value = draw(expressions(depth - 1))
    operation = draw(st.sampled_from("+-*/"))
    if operation == "/":
        divisor = draw(st.integers(1, 6))
        return left // divisor, lambda t, u: left_value(t, u) // divisor
    right, right_value = draw(expressions(depth - 1))
    if operation == "+":
        return left + right, lambda t, u: left_value(t, u) + right_value(t, u)
    if operation == "-":
        return left - right, lambda t, u: left_value(t, u) - right_value(t, u)
    return left * right, lambda t, u: left_value(t, u) * right_value(t, u)


@given(pair=expressions(), t=st.integers(0, 50), u=st.integers(0, 50))
def test_numbers_for_symbols_give_what_numbers_give(pair: Pair, t: int, u: int) -> None:
    dim, value = pair

    assert substitute(dim, {"T": t, "U": u}) == value(t, u)
    assert substitute(substitute(dim, {"T": t}), {"U": u}) == value(t, u)


@given(pair=expressions(), t=st.integers(0, 50), u=st.integers(0, 50))
def test_what_people_read_means_the_same(pair: Pair, t: int, u: int) -> None:
    dim, value = pair

    assert eval(str(dim), {"T": t, "U": u}) == value(t, u)


@given(first=expressions(), second=expressions())
def test_order_of_terms_does_not_matter(first: Pair, second: Pair) -> None:
    a, b = first[0], second[0]

    assert a + b == b + a
    assert a * b == b * a
    assert a - a == 0
    assert hash(a + b) == hash(b + a)


@pytest.mark.parametrize(
    ("dim", "words"),
    [
        (T, "T"),
        (2 * T, "2*T"),
        (T - 2, "T-2"),
        ((T - 3) // 2 + 1, "(T-1)//2"),
        ((T + 5) // 2, "(T+5)//2"),
        (T * U, "T*U"),
        (10 - T, "-T+10"),
        (T - 2 * (T // 3), "T-2*(T//3)"),
    ],
)
def test_lengths_are_written_as_people_write_them(dim: Dim, words: str) -> None:
    assert str(dim) == words


def test_lengths_that_are_equal_are_the_same_value() -> None:
    assert (T - 1) // 2 + 1 == (T + 1) // 2
    assert (4 * T) // 2 == 2 * T
    assert isinstance(T - T + 3, int)


def test_symbols_are_found_inside_divisions() -> None:
    assert symbols((T + 2 * U) // 3 + 1) == {"T", "U"}
    assert symbols(4) == frozenset()


@pytest.mark.parametrize("divisor", [0, -1])
def test_a_length_is_divided_by_whole_numbers_from_one(divisor: int) -> None:
    with pytest.raises(ValueError, match="from 1"):
        T // divisor


def test_an_expression_shows_itself_in_brackets() -> None:
    assert repr(T + 1) == "<T+1>"
    assert isinstance(T + 1, Expression)
