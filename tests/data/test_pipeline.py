import json

import numpy as np
import pytest

from netbuilder.data import Pipeline, prepare, read_schema
from netbuilder.data.builtin import read_builtin
from netbuilder.error import DataError
from netbuilder.project.schema import Source


@pytest.fixture(scope="module")
def prepared():
    names = ("iris", "digits", "diabetes", "sunspots")
    sources = {name: Source(kind="builtin", location=name) for name in names}
    return {name: prepare(read_schema(source, None), None) for name, source in sources.items()}


IRIS_ROW = {
    "sepal length": [5.1],
    "sepal width": [3.5],
    "petal length": [1.4],
    "petal width": [0.2],
}


def test_apply_gives_what_training_got(prepared):
    for name in ("iris", "digits", "diabetes"):
        part = prepared[name].test
        columns = read_builtin(name).columns
        rows = {key: values[part.rows] for key, values in columns.items()}
        applied = prepared[name].pipeline.apply(rows)
        for column, values in part.inputs.items():
            assert applied[column].tobytes() == values.tobytes()
            assert applied[column].dtype == np.float32
            assert applied[column].flags.c_contiguous


def test_rows_may_be_lists_texts_and_numbers(prepared):
    pipeline = prepared["iris"].pipeline
    as_numbers = pipeline.apply(IRIS_ROW)
    as_texts = pipeline.apply({key: [str(value[0])] for key, value in IRIS_ROW.items()})
    for column in pipeline.columns:
        np.testing.assert_array_equal(as_numbers[column], as_texts[column])


def test_a_missing_number_becomes_the_mean_of_the_train_part(prepared):
    row = {**IRIS_ROW, "petal width": [None]}
    # The mean, standardised, is 0.
    assert prepared["iris"].pipeline.apply(row)["petal width"].tolist() == [[0.0]]


def test_pictures_come_with_or_without_their_channel(prepared):
    picture = read_builtin("digits").columns["picture"][:2]
    pipeline = prepared["digits"].pipeline
    with_channel = pipeline.apply({"picture": picture})["picture"]
    without = pipeline.apply({"picture": picture[:, 0].tolist()})["picture"]
    np.testing.assert_array_equal(with_channel, picture / 16)
    np.testing.assert_array_equal(without, with_channel)
    assert with_channel.shape == (2, 1, 8, 8)


def test_a_series_gives_every_window_and_windows_stay_windows(prepared):
    pipeline = prepared["sunspots"].pipeline
    series = read_builtin("sunspots").columns["sunspots"]
    windows = pipeline.apply({"sunspots": series})["sunspots"]
    assert windows.shape == (309 - 24 + 1, 24, 1)
    one = pipeline.apply({"sunspots": [series[:24].tolist()]})["sunspots"]
    np.testing.assert_array_equal(one, windows[:1])


def test_targets_come_back_in_their_own_unit(prepared):
    part = prepared["diabetes"].test
    raw = read_builtin("diabetes").columns["progression"][part.rows]
    values = prepared["diabetes"].pipeline.invert("progression", part.targets["progression"])
    np.testing.assert_allclose(values[:, 0], raw, rtol=1e-5)
    part = prepared["iris"].test
    names = prepared["iris"].pipeline.invert("species", part.targets["species"])
    assert names.tolist() == read_builtin("iris").columns["species"][part.rows].tolist()


def test_an_input_comes_back_through_its_own_steps(prepared):
    part = prepared["iris"].test
    raw = read_builtin("iris").columns["petal width"][part.rows]
    values = prepared["iris"].pipeline.invert("petal width", part.inputs["petal width"])
    np.testing.assert_allclose(values[:, 0], raw, rtol=1e-5)


def test_targets_are_prepared_like_those_of_training(prepared):
    part = prepared["sunspots"].test
    series = read_builtin("sunspots").columns["sunspots"]
    applied = prepared["sunspots"].pipeline.apply_targets({"sunspots": series[part.rows]})
    np.testing.assert_array_equal(applied["sunspots"], part.targets["sunspots"])


@pytest.mark.parametrize("name", ["iris", "digits", "diabetes", "sunspots"])
def test_json_brings_a_pipeline_back(prepared, name):
    pipeline = prepared[name].pipeline
    assert Pipeline.from_json(json.loads(json.dumps(pipeline.to_json()))) == pipeline


@pytest.mark.parametrize("name", ["iris", "digits", "diabetes"])
def test_the_source_text_prepares_rows_bit_for_bit(prepared, name):
    pipeline = prepared[name].pipeline
    columns = {key: values[:50] for key, values in read_builtin(name).columns.items()}
    for column, expected in pipeline.apply(columns).items():
        found = eval(pipeline.python(column, "rows"), {"np": np, "rows": columns[column].tolist()})
        assert found.dtype == expected.dtype
        assert found.tobytes() == expected.tobytes()
    for column, expected in pipeline.apply_targets(columns).items():
        text = pipeline.python(column, "rows", target=True)
        found = eval(text, {"np": np, "rows": columns[column].tolist()})
        assert found.tobytes() == expected.tobytes()


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ({}, "there is no column “sepal length” in these rows. Give every column"),
        ({**IRIS_ROW, "petal width": [1, 2]}, "the columns have different numbers of rows"),
        (
            {**IRIS_ROW, "petal width": ["wide"]},
            "column “petal width”: not all values are numbers, found “wide” in row 1.",
        ),
        (
            {**IRIS_ROW, "petal width": [[1.0, 2.0]]},
            "column “petal width”: the values have another shape, expected single",
        ),
        ({**IRIS_ROW, "petal width": 1.0}, "column “petal width”: the values of a column must be"),
        ({**IRIS_ROW, "petal width": "1"}, "column “petal width”: the values of a column must be"),
        (
            {**IRIS_ROW, "petal width": [[[1.0], [2.0, 3.0]]]},
            "column “petal width”: ",
        ),
    ],
)
def test_rows_that_do_not_fit_are_refused(prepared, rows, sentence):
    with pytest.raises(DataError) as caught:
        prepared["iris"].pipeline.apply(rows)
    assert caught.value.sentence.startswith(sentence)


def test_a_series_shorter_than_its_window_is_refused(prepared):
    with pytest.raises(DataError, match="too short, expected at least 24 steps, found 10"):
        prepared["sunspots"].pipeline.apply({"sunspots": [1.0] * 10})


def test_an_unknown_class_is_named_with_its_column(prepared):
    with pytest.raises(DataError, match=r"column “species”: .* “virginica”, found “rose”"):
        prepared["iris"].pipeline.apply_targets({"species": ["rose"]})


@pytest.mark.parametrize(
    "value",
    [
        None,
        {},
        {"version": 2},
        {"version": 1, "inputs": [], "targets": {}},
        {"version": 1, "inputs": {"a": {}}, "targets": {}},
        {"version": 1, "inputs": {}, "targets": {}, "window": {"length": 0}},
        {"version": 1, "inputs": {}, "targets": {}, "window": 3},
    ],
)
def test_damaged_pipelines_are_refused(value):
    with pytest.raises(DataError, match="transforms"):
        Pipeline.from_json(value)


def test_a_column_that_did_not_feed_the_network_is_named(prepared):
    with pytest.raises(DataError, match="the column “species” did not feed the network"):
        prepared["iris"].pipeline.apply(IRIS_ROW, columns=["species"])
