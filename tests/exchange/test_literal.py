import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.exchange.literal import WIDTH, Call, Code, statement, width, written

plain = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    plain | st.text(),
    lambda inner: (
        st.lists(inner, max_size=6).map(tuple) | st.dictionaries(st.text(), inner, max_size=6)
    ),
    max_leaves=20,
)


@given(values)
def test_what_is_written_is_the_value(value: Any):
    assert ast.literal_eval(written(value)) == value


@given(st.dictionaries(st.text(max_size=400), st.text(max_size=400), max_size=5))
def test_no_line_is_too_long_whatever_the_names(value: dict[str, str]):
    text = written(value, before=10)

    assert all(width(line) <= WIDTH for line in f"COLUMNS = {text}".split("\n"))


def test_a_call_that_is_too_long_is_broken_between_its_arguments():
    call = Call("partial", (Code("numbers"),), {"mean": 48.62258064516129, "scale": 1 / 3})

    assert written(call) == "partial(numbers, mean=48.62258064516129, scale=0.3333333333333333)"
    assert written(call, before=40).splitlines() == [
        "partial(",
        "    numbers, mean=48.62258064516129, scale=0.3333333333333333,",
        ")",
    ]


@pytest.mark.parametrize(
    "expression",
    [
        "x + 1",
        "['' if v is None else 'a  b' if v > 3 else str(v) for v in [None, 1, 2, 5] * 3 + [x] * 2]",
        "(lambda first, second, third: first + second + third)(x, 20, 30) + (4 if x else 5) + 1000",
        '[f"{v:.15g}" + "  two blanks  " + \'one " quote\' for v in [x, 0.1, 1e300, 3, 4, 5, 6]]',
    ],
)
def test_a_broken_expression_has_the_same_value(expression: str):
    text = statement("result = ", expression, indent=0)
    names: dict[str, Any] = {"x": 7}
    exec(text, names)

    assert names["result"] == eval(expression, {"x": 7})
    assert all(width(line) <= WIDTH for line in text.splitlines())
