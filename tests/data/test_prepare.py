import dataclasses
import string

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from netbuilder.data import prepare, read_schema
from netbuilder.data.builtin import SETS, read_builtin
from netbuilder.data.made import MAKERS
from netbuilder.error import DataError
from netbuilder.project.schema import (
    Column,
    ColumnKind,
    ColumnRole,
    Data,
    Source,
    Split,
    TransformUse,
    Window,
    fed_type,
)

KNOWN = [("builtin", name) for name in SETS] + [("made", name) for name in MAKERS]


def known(kind, name):
    return read_schema(Source(kind=kind, location=name), None)


@pytest.fixture
def table(tmp_path):
    """Writes columns as a CSV file and gives its schema and folder."""

    def write(columns, **changes):
        rows = zip(*columns.values(), strict=True)
        lines = [",".join(columns), *(",".join(map(str, row)) for row in rows)]
        (tmp_path / "table.csv").write_text("\n".join(lines) + "\n")
        data = read_schema(Source(kind="csv", location="table.csv"), tmp_path)
        return dataclasses.replace(data, **changes), tmp_path

    return write


@pytest.mark.parametrize(("kind", "name"), KNOWN)
def test_arrays_have_the_shapes_that_the_schema_promises(kind, name):
    data = known(kind, name)
    prepared = prepare(data, None)
    for part in (prepared.train, prepared.validation, prepared.test):
        assert len(part) > 0
        for column, values in part.inputs.items():
            assert values.shape == (len(part), *fed_type(data, data.column(column)).example)
            assert values.dtype == np.float32
            assert values.flags.c_contiguous
            assert np.isfinite(values).all()
        (target,) = part.targets
        is_category = data.column(target).kind is ColumnKind.CATEGORY
        assert part.targets[target].dtype == (np.int64 if is_category else np.float32)
        assert part.targets[target].shape == ((len(part),) if is_category else (len(part), 1))


@pytest.mark.parametrize(("kind", "name"), KNOWN)
def test_preparing_twice_gives_the_same(kind, name):
    first, again = prepare(known(kind, name), None), prepare(known(kind, name), None)
    assert first.pipeline == again.pipeline
    for part in ("train", "validation", "test"):
        one, two = getattr(first, part), getattr(again, part)
        np.testing.assert_array_equal(one.rows, two.rows)
        for column in one.inputs:
            assert one.inputs[column].tobytes() == two.inputs[column].tobytes()


def test_the_train_part_is_standard_and_in_its_unit():
    prepared = prepare(known("builtin", "iris"), None)
    values = prepared.train.inputs["petal length"]
    assert (values.mean(), values.std()) == pytest.approx((0.0, 1.0), abs=1e-5)
    raw = read_builtin("iris").columns["petal length"]
    by_hand = (raw - raw[prepared.train.rows].mean()) / raw[prepared.train.rows].std()
    np.testing.assert_allclose(
        prepared.test.inputs["petal length"][:, 0], by_hand[prepared.test.rows], atol=1e-6
    )
    species = read_builtin("iris").columns["species"][prepared.test.rows]
    classes = ("setosa", "versicolor", "virginica")
    assert prepared.test.targets["species"].tolist() == [classes.index(name) for name in species]


def test_windows_look_back_and_their_targets_lie_ahead():
    prepared = prepare(known("builtin", "sunspots"), None)
    series = read_builtin("sunspots").columns["sunspots"]
    for part in (prepared.train, prepared.validation, prepared.test):
        for example in (0, len(part) - 1):
            row = part.rows[example]
            past = prepared.pipeline.invert("sunspots", part.inputs["sunspots"][example])
            np.testing.assert_allclose(past[:, 0], series[row - 24 : row], atol=1e-4)
            target = prepared.pipeline.invert("sunspots", part.targets["sunspots"][example])
            np.testing.assert_allclose(target, series[row : row + 1], atol=1e-4)
    # 309 steps: 46 test, 46 validate, 217 train, of which the first 24 are no target.
    assert [len(prepared.train), len(prepared.validation), len(prepared.test)] == [193, 46, 46]
    assert prepared.validation.rows[0] == 217
    fill = prepared.pipeline.inputs["sunspots"][1]
    assert fill.value == pytest.approx(series[:217].mean())


def test_a_horizon_of_three_gives_three_numbers_and_reports_what_straddles():
    data = known("builtin", "sunspots")
    data = dataclasses.replace(data, window=Window(length=10, horizon=3, stride=1))
    prepared = prepare(data, None)
    assert prepared.train.targets["sunspots"].shape[1] == 3
    # Two borders, at each of which two targets of three steps lie in two parts.
    assert "Left out, windows whose target lies in two parts: 4." in prepared.report


finite = st.floats(-1e3, 1e3, width=32)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(
    st.lists(st.tuples(finite, finite), min_size=20, max_size=40),
    st.integers(0, 3),
    st.sampled_from(["standardise", "rescale", "clip", "log1p"]),
    st.data(),
)
def test_rows_outside_the_train_part_never_change_what_was_fitted(table, rows, seed, kind, draw):
    columns = {"x": [row[0] + 0.25 for row in rows], "y": [row[1] + 0.25 for row in rows]}
    columns["x"][0], columns["y"][:2] = 1.125, (0.125, 0.375)  # neither whole nor constant
    changes = {
        "split": Split(by="random", seed=seed),
        "transforms": tuple(TransformUse(kind=kind, role=role) for role in list(ColumnRole)[:2]),
    }
    data, base = table(columns, **changes)
    before = prepare(data, base)
    held_out = np.concatenate([before.validation.rows, before.test.rows])
    for row in held_out:
        columns["x"][row] = draw.draw(finite) + 0.5
        columns["y"][row] = draw.draw(finite) + 0.5
    if len(set(columns["y"])) < 2 or len(set(columns["x"])) < 2:
        return
    data, base = table(columns, **changes)
    after = prepare(data, base)
    assert after.pipeline == before.pipeline
    np.testing.assert_array_equal(after.train.rows, before.train.rows)
    np.testing.assert_array_equal(after.train.inputs["x"], before.train.inputs["x"])


def test_missing_numbers_and_categories_are_filled_from_train_and_reported(table):
    columns = {
        "x": ["", *(row + 0.5 for row in range(39))],
        "c": ["", *("ab"[row % 3 == 0] for row in range(39))],
        "y": [row + 0.25 for row in range(40)],
    }
    data, base = table(columns)
    prepared = prepare(data, base)
    train = [row for row in prepared.train.rows if row]
    mean = np.mean([columns["x"][row] for row in train])
    fill_x, fill_c = prepared.pipeline.inputs["x"][1], prepared.pipeline.inputs["c"][1]
    assert fill_x.value == pytest.approx(mean)
    assert fill_c.value == "a"
    assert f"“x”: 1 missing, filled with the mean of the train part, {mean:.6g}." in prepared.report
    assert (
        "“c”: 1 missing, filled with the most frequent category of the train part, “a”."
        in prepared.report
    )
    assert len(prepared.train) + len(prepared.validation) + len(prepared.test) == 40


def test_rows_with_missing_values_can_be_dropped_and_rows_without_a_target_are(table):
    columns = {
        "x": ["", "", *(row + 0.5 for row in range(38))],
        "y": ["", *(row + 0.25 for row in range(38)), ""],
    }
    data, base = table(columns, missing="drop")
    prepared = prepare(data, base)
    rows = np.concatenate([prepared.train.rows, prepared.validation.rows, prepared.test.rows])
    assert sorted(rows.tolist()) == list(range(2, 39))
    assert prepared.report[1:] == (
        "Left out, rows without a target: 2.",
        "Left out, rows with a missing value: 1.",
    )
    filled = prepare(dataclasses.replace(data, missing="fill"), base)
    assert len(filled.train) + len(filled.validation) + len(filled.test) == 38


def test_windows_over_missing_targets_are_left_out(table):
    series = [row + 0.5 for row in range(40)]
    series[20] = ""
    data, base = table({"y": series}, window=Window(length=4), split=Split(by="time"))
    prepared = prepare(data, base)
    rows = np.concatenate([prepared.train.rows, prepared.validation.rows, prepared.test.rows])
    assert sorted(rows.tolist()) == [row for row in range(4, 40) if row != 20]
    assert "Left out, windows without a target: 1." in prepared.report
    assert np.isfinite(prepared.train.inputs["y"]).all()
    dropped = prepare(dataclasses.replace(data, missing="drop"), base)
    rows = np.concatenate([dropped.train.rows, dropped.validation.rows, dropped.test.rows])
    assert sorted(rows.tolist()) == [row for row in range(4, 40) if not 20 <= row <= 24]
    assert "Left out, windows with a missing value: 4." in dropped.report


def test_categories_feed_one_number_a_class_also_in_windows(table):
    columns = {
        "c": list("abcab" * 10),
        "x": [row * 0.5 for row in range(50)],
        "y": [row + 0.25 for row in range(50)],
    }
    data, base = table(columns)
    prepared = prepare(data, base)
    hot = prepared.train.inputs["c"]
    letters = np.array(list(columns["c"]))[prepared.train.rows]
    np.testing.assert_array_equal(
        hot.argmax(axis=1), [string.ascii_letters.index(a) for a in letters]
    )
    np.testing.assert_array_equal(hot.sum(axis=1), 1.0)
    data = dataclasses.replace(data, window=Window(length=5), split=Split(by="time"))
    windows = prepare(data, base)
    assert windows.train.inputs["c"].shape[1:] == (5, 3)
    np.testing.assert_array_equal(windows.train.inputs["c"][0].argmax(axis=1), [0, 1, 2, 0, 1])
    assert list(windows.train.inputs) == ["c", "x", "y"]


def test_numbers_of_a_category_may_be_given_as_names(table):
    data, base = table({"x": [row * 0.5 for row in range(40)], "y": [3, 5] * 20})
    prepared = prepare(data, base)
    assert prepared.pipeline.apply_targets({"y": ["5", 5, 3.0]})["y"].tolist() == [1, 1, 0]
    assert prepared.pipeline.invert("y", np.array([0, 1])).tolist() == ["3", "5"]


def test_a_column_that_is_constant_in_train_becomes_zeros(table):
    data, base = table(
        {"x": [1.5] * 39 + [2.5], "y": [row + 0.25 for row in range(40)]},
        split=Split(by="time"),
    )
    prepared = prepare(data, base)
    assert not prepared.train.inputs["x"].any()
    assert prepared.test.inputs["x"][-1] == 1.0


def test_transforms_follow_each_other_as_listed(table):
    data, base = table(
        {"x": [row + 0.5 for row in range(40)], "y": [row + 0.25 for row in range(40)]},
        transforms=(
            TransformUse(kind="log1p", columns=("x",)),
            TransformUse(kind="rescale", columns=("x",), parameters={"minimum": 0, "maximum": 4}),
            TransformUse(kind="log1p", role=ColumnRole.TARGET),
        ),
    )
    part = prepare(data, base).train
    expected = np.log1p(part.rows + 0.5) / 4
    np.testing.assert_allclose(part.inputs["x"][:, 0], expected, rtol=1e-6)
    np.testing.assert_allclose(part.targets["y"][:, 0], np.log1p(part.rows + 0.25), rtol=1e-6)


def test_a_changed_file_is_refused(table):
    columns = {"x": [0.5, 1.5, 2.5], "y": [1.25, 2.25, 3.25]}
    data, base = table(columns)
    table({**columns, "x": [0.5, 1.5, 2.75]})
    with pytest.raises(DataError) as caught:
        prepare(data, base)
    assert caught.value.sentence == (
        f"{base / 'table.csv'}: the data has changed since it was read. "
        "Read it again, so that the project knows what is in it now."
    )


def test_changed_options_of_a_made_set_are_refused():
    data = known("made", "xor")
    other = dataclasses.replace(data.source, options={"noise": 0.5})
    with pytest.raises(DataError, match="XOR: the data has changed since it was read"):
        prepare(dataclasses.replace(data, source=other), None)


def changed(data, name, /, **changes):
    """The schema with one column changed."""
    columns = tuple(
        dataclasses.replace(column, **changes) if column.name == name else column
        for column in data.columns
    )
    return dataclasses.replace(data, columns=columns)


IRIS = read_schema(Source(kind="builtin", location="iris"), None)
DIGITS = read_schema(Source(kind="builtin", location="digits"), None)
SUNSPOTS = read_schema(Source(kind="builtin", location="sunspots"), None)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (Data(), "the project has no data yet."),
        (
            changed(IRIS, "petal width", name="petal mass"),
            "Iris: the column “petal mass” is not what the project expects, expected numbers, "
            "found no such column. Read the data again.",
        ),
        (
            changed(IRIS, "species", kind=ColumnKind.NUMBER),
            "Iris: the column “species” is not what the project expects, expected numbers, found",
        ),
        (
            changed(DIGITS, "picture", dims=(1, 28, 28)),
            "Digits: the column “picture” is not what the project expects, expected pictures of",
        ),
        (changed(IRIS, "species", classes=()), "Iris: the column “species” has no classes."),
        (
            changed(IRIS, "species", classes=("setosa", "virginica")),
            "column “species”: this value is none of the classes seen when the data was read, "
            "expected one of “setosa”, “virginica”, found “versicolor”.",
        ),
        (
            dataclasses.replace(
                IRIS,
                columns=tuple(
                    dataclasses.replace(column, role=ColumnRole.TARGET) for column in IRIS.columns
                ),
            ),
            "no column feeds the network. Give at least one column",
        ),
        (
            dataclasses.replace(IRIS, transforms=(TransformUse(kind="magic"),)),
            "there is no transform “magic”. Choose one of standardise, rescale, clip, log1p.",
        ),
        (
            dataclasses.replace(IRIS, transforms=(TransformUse(kind="to_names"),)),
            "there is no transform “to_names”.",
        ),
        (
            dataclasses.replace(
                IRIS, transforms=(TransformUse(kind="clip", columns=("species",)),)
            ),
            "“clip” cannot transform “species”, expected a column of numbers or pictures, found",
        ),
        (
            dataclasses.replace(IRIS, transforms=(TransformUse(kind="clip", columns=("moon",)),)),
            "“clip” cannot transform “moon”, expected a column of numbers or pictures, found no",
        ),
        (
            dataclasses.replace(
                IRIS, transforms=(TransformUse(kind="clip", parameters={"minimum": "a"}),)
            ),
            "column “sepal length”: the minimum of “clip” must be a number, found 'a'.",
        ),
        (
            dataclasses.replace(IRIS, missing="guess"),
            "missing values can be filled or their rows dropped, expected fill or drop, found",
        ),
        (
            dataclasses.replace(IRIS, split=Split(train=1.5)),
            "split: the share of train must be from 0 to 1, found 1.5.",
        ),
        (
            dataclasses.replace(SUNSPOTS, split=Split()),
            "split: a series must be split by time, or the test part would leak into training, "
            "found stratified. Split by time.",
        ),
        (
            dataclasses.replace(SUNSPOTS, window=Window(length=0)),
            "window: length, horizon and stride must be at least 1.",
        ),
        (
            dataclasses.replace(SUNSPOTS, window=Window(length=300)),
            "Sunspots: no rows are left to train on. Give more rows",
        ),
        (
            dataclasses.replace(SUNSPOTS, window=Window(length=10_000)),
            "Sunspots: no rows are left to train on.",
        ),
        (
            dataclasses.replace(IRIS, window=Window(horizon=2), split=Split(by="time")),
            "window: a category can be forecast one step ahead only, found a horizon of 2.",
        ),
        (
            dataclasses.replace(DIGITS, window=Window(length=3), split=Split(by="time")),
            "column “picture”: pictures cannot be cut into windows of a series.",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(data, sentence):
    with pytest.raises(DataError) as caught:
        prepare(data, None)
    assert caught.value.sentence.startswith(sentence)


def test_text_columns_feed_nothing():
    remark = Column(name="remark", kind=ColumnKind.TEXT)
    data = dataclasses.replace(IRIS, columns=(*IRIS.columns, remark))
    with pytest.raises(DataError, match=r"“remark” is not what .*, expected texts, found no such"):
        prepare(data, None)
    as_text = changed(IRIS, "petal width", kind=ColumnKind.TEXT)
    assert "petal width" not in prepare(as_text, None).train.inputs


def test_a_table_without_a_complete_row_is_refused(table):
    columns = {"x": [1.5, 2.5, "", ""], "y": ["", "", "a", "b"]}
    data, base = table(columns, missing="drop")
    with pytest.raises(DataError, match=r"no rows are left to train on\. Give more rows"):
        prepare(data, base)


def test_windows_that_would_fill_the_memory_are_refused_before_they_are_made(table):
    columns = {"x": np.arange(40_000) * 0.5, "y": np.arange(40_000) + 0.25}
    data, base = table(columns, window=Window(length=20_000), split=Split(by="time"))
    with pytest.raises(DataError) as caught:
        prepare(data, base)
    # Windows: 28,000 train steps give 8,000, validation and test have 6,000 targets each.
    assert caught.value.sentence.endswith(
        "the prepared rows would hold too many values, expected at most 500,000,000, found "
        "800,000,000. Shorten the window or leave out columns; “x” is the widest."
    )
