"""Equations as they are written: trees, what is refused, and what is said aloud."""

import pytest

from netbuilder.app.equation import EquationError, parse, read_aloud
from netbuilder.app.equation.syntax import Class, Fence, Fraction, Root, Row, Script, Sign
from netbuilder.layers.catalogue import families
from netbuilder.layers.layer import Layer

LAYERS = [layer for members in families().values() for layer in members]


def letter(text: str) -> Sign:
    return Sign(text, is_italic=True)


def test_letters_slant_and_numbers_stand() -> None:
    assert parse("x 12") == Row((letter("x"), Sign("12")))


def test_script_of_one_sign_and_of_a_group() -> None:
    comma = Sign(",", Class.PUNCTUATION)
    assert parse("x_i") == parse("x_{i}")
    assert parse("W_{j,i}^2") == Row(
        (Script(letter("W"), Row((letter("j"), comma, letter("i"))), Row((Sign("2"),))),)
    )


def test_forms_nest() -> None:
    (fraction,) = parse(r"\frac{x}{\sqrt{(a)}}").items
    assert fraction == Fraction(
        Row((letter("x"),)), Row((Root(Row((Fence(Row((letter("a"),))),))),))
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        (r"\foo x", r"\foo"),
        ("(x", ")"),
        ("x)", ")"),
        ("x_{i", "}"),
        ("x_i_j", "_"),
        (r"\frac{x}", ""),
        ("x & y", "&"),
    ],
)
def test_what_cannot_be_drawn_is_refused(text: str, fault: str) -> None:
    with pytest.raises(EquationError) as refused:
        parse(text)
    assert refused.value.fault == fault


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.kind)
def test_every_layer_is_written_in_the_subset(layer: type[Layer]) -> None:
    words = read_aloud(parse(layer.equation))

    assert "equals" in words
    assert not set(words) & set("\\{}_^∑⊙∈")


def test_equation_is_read_in_words() -> None:
    assert read_aloud(parse(r"y_j = b_j + \sum_{i} W_{j,i} x_i")) == (
        "y j equals b j plus the sum over i of W j, i x i"
    )
    assert read_aloud(parse(r"y = \frac{1}{1 + e^{-x}}")) == (
        "y equals the fraction 1 over 1 plus e to the power of minus x, end of fraction,"
    )
