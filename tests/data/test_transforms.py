import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import MinMaxScaler, OneHotEncoder, StandardScaler

from netbuilder.data.transforms import (
    TRANSFORMS,
    ClassIndex,
    Clip,
    FillNames,
    FillNumbers,
    Log1p,
    OneHot,
    Rescale,
    Standardise,
    ToFloat,
    ToNames,
    ToNumbers,
    ToPictures,
    class_name,
)
from netbuilder.error import DataError

finite = st.floats(-1e6, 1e6, allow_nan=False, width=64)
columns = hnp.arrays(np.float64, st.tuples(st.integers(1, 30), st.just(1)), elements=finite)
CHOOSABLE = sorted(kind for kind, made in TRANSFORMS.items() if made.is_choosable)


def run(step, values):
    """What the step's source text gives."""
    return eval(step.python("x"), {"np": np, "x": values})


@given(columns)
def test_standardise_equals_scikit_learns(values):
    step = Standardise.fit(values, {})
    expected = StandardScaler().fit(values)
    assert step.mean == pytest.approx(expected.mean_[0], rel=1e-9, abs=1e-9)
    if values.std() > 1e-6:  # scikit-learn takes less for a constant in another way
        np.testing.assert_allclose(step.apply(values), expected.transform(values), atol=1e-6)


@given(columns)
def test_rescale_equals_scikit_learns(values):
    if 0.0 < np.ptp(values) < 1e-9:  # scikit-learn takes such a range for none
        return
    expected = MinMaxScaler().fit_transform(values)
    np.testing.assert_allclose(Rescale.fit(values, {}).apply(values), expected, atol=1e-9)


def test_filled_numbers_equal_scikit_learns():
    values = np.array([[1.0], [np.nan], [4.0], [np.nan], [10.0]])
    expected = SimpleImputer().fit_transform(values)
    np.testing.assert_array_equal(FillNumbers.learned(values).apply(values), expected)


def test_filled_names_are_the_most_frequent_and_of_equals_the_first():
    names = np.array(["b", "", "a", "b", "a", "c"], dtype=object)
    assert FillNames.learned(names).apply(names).tolist() == ["b", "a", "a", "b", "a", "c"]


def test_one_hot_equals_scikit_learns():
    names = np.array(["b", "c", "a", "b"], dtype=object)
    expected = OneHotEncoder(sparse_output=False).fit_transform(names[:, None])
    step = OneHot(("a", "b", "c"), (3,))
    np.testing.assert_array_equal(step.apply(names), expected)
    assert step.invert(step.apply(names)).tolist() == names.tolist()


def test_infinite_numbers_are_filled_too():
    values = np.array([[1.0], [np.inf], [-np.inf], [5.0]])
    assert FillNumbers.learned(values).apply(values).ravel().tolist() == [1.0, 3.0, 3.0, 5.0]


def test_a_constant_is_centred_and_not_blown_up():
    values = np.full((1000, 1), 0.1)  # its mean is not exactly 0.1, so its deviation not exactly 0
    assert np.abs(Standardise.fit(values, {}).apply(values)).max() < 1e-12
    assert Rescale.fit(values, {}).apply(values).tolist() == [[0.0]] * 1000


def test_a_spread_that_float32_cannot_hold_is_none():
    values = np.array([[0.0], [1e-74]])
    assert np.abs(Standardise.fit(values, {}).apply(np.float32(values))).max() < 1e-30
    assert np.abs(Rescale.fit(values, {}).apply(np.float32(values))).max() < 1e-30


def test_log1p_of_counts_is_log1p_and_it_is_odd():
    values = np.array([0.0, 1.0, 99.0, -99.0])
    expected = [0.0, math.log(2), math.log(100), -math.log(100)]
    np.testing.assert_allclose(Log1p().apply(values), expected)


def test_fixed_limits_go_before_the_train_parts_own():
    values = np.array([[2.0], [10.0]])
    grey = Rescale.fit(values, {"minimum": 0, "maximum": 16})
    assert grey.apply(values).ravel().tolist() == [0.125, 0.625]
    clip = Clip.fit(values, {"maximum": 5})
    assert clip.apply(np.array([1.0, 3.0, 7.0])).tolist() == [2.0, 3.0, 5.0]


@pytest.mark.parametrize("kind", [kind for kind in CHOOSABLE if kind != "clip"])
@given(values=columns)
def test_invert_undoes_apply(kind, values):
    step = TRANSFORMS[kind].fit(values, {})
    scale = max(1.0, float(np.abs(values).max()))
    np.testing.assert_allclose(step.invert(step.apply(values)), values, atol=1e-9 * scale)


@pytest.mark.parametrize("kind", CHOOSABLE)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
@given(train=columns, later=columns)
def test_the_source_text_gives_the_same_bits(kind, dtype, train, later):
    step = TRANSFORMS[kind].fit(train, {})
    values = later.astype(dtype)
    applied = step.apply(values)
    assert applied.dtype == run(step, values).dtype == dtype
    assert applied.tobytes() == run(step, values).tobytes()


@pytest.mark.parametrize(
    ("step", "values"),
    [
        (ToNumbers((1,)), [1, None, "2.5", 3.0, True]),
        (ToNumbers((2, 1)), [[1, 2], [3, None]]),
        (ToPictures((1, 2, 2)), [[[1, 2], [3, 4]]]),
        (
            ToNames(),
            ["a", None, 3, 3.0, 2.5, float("nan"), " b ", True, np.float32(4.0), np.int8(5)],
        ),
        (FillNumbers(-1.5), np.array([[np.nan], [np.inf], [2.0]])),
        (FillNames("it's"), np.array(["a", ""], dtype=object)),
        (OneHot(("a", 'b"'), (2,)), np.array(["a", 'b"'], dtype=object)),
        (OneHot(("a", "b"), (2, 2)), np.array(["a", "b", "b", "b"], dtype=object)),
        (ClassIndex(("x", "y")), np.array(["y", "x"], dtype=object)),
        (ToFloat((2,)), np.array([[[1.0], [2.0]]])),
    ],
)
def test_the_source_text_of_fixed_steps_gives_the_same(step, values):
    expected = np.asarray(step.apply(values))
    given_back = np.asarray(run(step, values))
    assert given_back.shape == expected.shape
    if expected.dtype == object:
        assert given_back.tolist() == expected.tolist()
    else:
        assert given_back.dtype == expected.dtype
        assert given_back.tobytes() == expected.tobytes()


def test_names_of_numbers_do_not_depend_on_how_they_came():
    ways = (3, 3.0, "3", " 3", np.float32(3), np.int64(3), np.float64(3))
    assert {class_name(value) for value in ways} == {"3"}
    assert [class_name(value) for value in (None, math.nan, "", 0.1)] == ["", "", "", "0.1"]


@pytest.mark.parametrize(
    ("step", "values", "sentence"),
    [
        (ToNumbers(), ["1", "two"], "not all values are numbers, found “two” in row 2."),
        (ToNumbers((24, 1)), np.zeros((3, 10)), "another shape, expected 24×1, found 10."),
        (ToNumbers((1,)), np.zeros((3, 2)), "another shape, expected single numbers, found 2."),
        (ToPictures((1, 8, 8)), np.zeros((3, 28, 28)), "expected 1×8×8, found 28×28."),
        (ToPictures((3, 8, 8)), np.zeros((3, 8, 8)), "expected 3×8×8, found 8×8."),
        (ToPictures((1, 8, 8)), ["cat"], "expected 1×8×8."),
        (
            ClassIndex(("cat", "dog")),
            np.array(["cat", "cow"], dtype=object),
            "this value is none of the classes seen when the data was read, "
            "expected one of “cat”, “dog”, found “cow”.",
        ),
        (
            OneHot(tuple("abcdefghijklmnop"), (16,)),
            np.array(["z"], dtype=object),
            "“k”, “l” and 4 more, found “z”.",
        ),
        (ClassIndex(("cat",)), np.array([""], dtype=object), "a class is missing"),
    ],
)
def test_values_that_do_not_fit_are_named(step, values, sentence):
    with pytest.raises(DataError) as caught:
        step.apply(values)
    assert sentence in caught.value.sentence


@pytest.mark.parametrize(
    ("kind", "parameters", "sentence"),
    [
        ("standardise", {"mean": 0}, "the transform “standardise” has no parameter “mean”."),
        ("log1p", {"base": 2}, "the transform “log1p” has no parameter “base”."),
        ("clip", {"minimum": "low"}, "the minimum of “clip” must be a number, found 'low'."),
        ("clip", {"minimum": 3, "maximum": 1}, "the maximum of “clip” must be above its minimum"),
        ("rescale", {"minimum": 3, "maximum": 1}, "the maximum of “rescale” must be above"),
    ],
)
def test_impossible_parameters_are_refused(kind, parameters, sentence):
    with pytest.raises(DataError) as caught:
        TRANSFORMS[kind].fit(np.array([[1.0], [2.0]]), parameters)
    assert caught.value.sentence.startswith(sentence)
