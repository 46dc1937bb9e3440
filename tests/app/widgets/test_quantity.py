import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.app.widgets.quantity import Quantity

WHOLE = Quantity(is_integer=True, minimum=1, maximum=4096)
RATE = Quantity(is_integer=False, minimum=0)


@pytest.mark.parametrize(
    ("typed", "number"),
    [("64", 64), (" 64 ", 64), ("1,024", 1024), ("1 024", 1024), ("6.4e1", 64), ("64.0", 64)],
)
def test_whole_numbers_are_read_as_people_write_them(typed: str, number: int) -> None:
    read = WHOLE.read(typed)
    assert read == number
    assert isinstance(read, int)


@pytest.mark.parametrize(
    ("typed", "number"), [("0.0003", 0.0003), ("3e-4", 0.0003), (".5", 0.5), ("1,000.5", 1000.5)]
)
def test_rates_are_read_as_people_write_them(typed: str, number: float) -> None:
    assert RATE.read(typed) == number


def test_a_unit_may_be_typed_along() -> None:
    assert Quantity(unit="epochs").read("40 epochs") == 40


def test_a_minus_sign_may_be_the_long_one() -> None:
    assert Quantity(is_integer=False).read("\N{MINUS SIGN}0.5") == -0.5


@pytest.mark.parametrize("typed", ["", "sixty", "2*3", "1,2", "1.5", "nan", "1e400", "--1", "0x10"])
def test_what_is_no_whole_number_is_answered_with_a_sentence(typed: str) -> None:
    read = WHOLE.read(typed)
    assert isinstance(read, str)
    assert read.startswith("Type a")
    assert read.endswith(".")


def test_what_is_out_of_range_names_the_range() -> None:
    assert WHOLE.read("0") == "Choose a number from 1 to 4,096."
    assert Quantity(minimum=1).read("0") == "Choose 1 or more."
    assert Quantity(is_integer=False, maximum=0.5, unit="s").read("2") == "Choose 0.5 s or less."


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0003, "0.0003"),
        (0.00001, "0.00001"),
        (1.0, "1"),
        (0.1 + 0.2, "0.3"),
        (1234567.0, "1234567"),
        (1e-9, "1e-09"),
        (0.0, "0"),
    ],
)
def test_numbers_are_written_plainly(value: float, text: str) -> None:
    assert RATE.text(value) == text


@pytest.mark.parametrize(
    ("start", "steps", "snap", "end"),
    [(64, 1, False, 65), (64, -100, False, 1), (64, 2, True, 70), (4096, 5, False, 4096)],
)
def test_whole_numbers_step_by_one_within_their_range(
    start: int, steps: int, snap: bool, end: int
) -> None:
    assert WHOLE.stepped(start, steps, snap=snap) == end


def test_a_rate_steps_by_a_tenth_of_its_leading_digit() -> None:
    assert RATE.stepped(0.0003, 1) == 0.00031
    assert RATE.stepped(0.0003, -1) == 0.00029
    assert RATE.stepped(0.00036, 1, snap=True) == 0.0004
    assert RATE.stepped(0.0, 1) == 0.01


@given(st.integers(-(10**9), 10**9))
def test_whole_numbers_survive_writing_and_reading(number: int) -> None:
    assert Quantity().read(Quantity().text(number)) == number


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_what_is_written_is_read_as_nearly_the_same(number: float) -> None:
    quantity = Quantity(is_integer=False)
    read = quantity.read(quantity.text(number))
    assert isinstance(read, float)
    assert math.isclose(read, number, rel_tol=1e-5)


@given(st.text(max_size=12))
def test_whatever_is_typed_is_a_legal_number_or_a_sentence(typed: str) -> None:
    read = WHOLE.read(typed)
    if isinstance(read, str):
        assert read.endswith(".")
    else:
        assert 1 <= read <= 4096
