import dataclasses
import subprocess
import sys

import numpy as np
import pytest

from netbuilder.data import prepare, preview, read_again, read_schema
from netbuilder.error import DataError
from netbuilder.layers.tensor import image, sequence, vector
from netbuilder.project.schema import (
    ColumnKind,
    ColumnRole,
    Source,
    Split,
    TransformUse,
    Window,
    fed_type,
)

NUMBER, CATEGORY, TEXT = ColumnKind.NUMBER, ColumnKind.CATEGORY, ColumnKind.TEXT
INPUT, TARGET, IGNORED = ColumnRole.INPUT, ColumnRole.TARGET, ColumnRole.IGNORED


@pytest.fixture
def schema(tmp_path):
    """The schema of a CSV file with these columns."""

    def read(columns, target=None):
        rows = zip(*columns.values(), strict=True)
        lines = [",".join(columns), *(",".join(map(str, row)) for row in rows)]
        (tmp_path / "table.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return read_schema(Source(kind="csv", location="table.csv"), tmp_path, target=target)

    return read


@pytest.mark.parametrize(
    ("name", "rows", "inputs", "target", "classes", "by"),
    [
        ("digits", 1797, 1, "digit", 10, "stratified"),
        ("iris", 150, 4, "species", 3, "stratified"),
        ("wine", 178, 13, "cultivar", 3, "stratified"),
        ("breast_cancer", 569, 30, "diagnosis", 2, "stratified"),
        ("diabetes", 442, 10, "progression", 0, "random"),
        ("sunspots", 309, 0, "sunspots", 0, "time"),
    ],
)
def test_built_in_sets_have_their_known_shapes(name, rows, inputs, target, classes, by):
    data = read_schema(Source(kind="builtin", location=name), None)
    assert data.rows == rows
    assert len(data.with_role(INPUT)) == inputs
    (column,) = data.with_role(TARGET)
    assert (column.name, len(column.classes)) == (target, classes)
    assert data.split == Split(by=by)


@pytest.mark.parametrize(
    ("name", "classes"),
    [("two_moons", 2), ("circles", 2), ("spirals", 2), ("xor", 2), ("blobs", 3)],
)
def test_made_sets_have_two_numbers_and_a_class(name, classes):
    data = read_schema(Source(kind="made", location=name), None)
    assert [(column.name, column.kind) for column in data.columns] == [
        ("x", NUMBER),
        ("y", NUMBER),
        ("class", CATEGORY),
    ]
    assert len(data.columns[2].classes) == classes
    assert data.rows == 1000


def test_pictures_are_rescaled_by_the_range_they_were_measured_in():
    data = read_schema(Source(kind="builtin", location="digits"), None)
    limits = {"minimum": 0.0, "maximum": 16.0}
    assert data.transforms == (
        TransformUse(kind="rescale", columns=("picture",), parameters=limits),
    )
    assert fed_type(data, data.columns[0]) == image(1, 8, 8)


def test_numbers_are_standardised_on_both_sides():
    data = read_schema(Source(kind="builtin", location="diabetes"), None)
    assert data.transforms == (
        TransformUse(kind="standardise", role=INPUT),
        TransformUse(kind="standardise", role=TARGET),
    )
    assert fed_type(data, data.columns[0]) == vector(1)


def test_sunspots_are_a_series_of_windows():
    data = read_schema(Source(kind="builtin", location="sunspots"), None)
    assert data.window == Window(length=24, horizon=1, stride=1)
    assert fed_type(data, data.column("sunspots")) == sequence(24, 1)
    assert (data.columns[1].minimum, data.columns[1].maximum) == (0.0, 190.2)


def test_another_target_of_a_built_in_set_makes_the_old_one_an_input():
    data = read_schema(Source(kind="builtin", location="iris"), None, target="petal width")
    assert [column.name for column in data.with_role(TARGET)] == ["petal width"]
    assert data.column("species").role is INPUT
    assert data.split.by == "random"


def test_kinds_of_columns_are_inferred(schema):
    data = schema(
        {
            "id": range(40),
            "age": [20 + row for row in range(40)],
            "colour": ["red", "green", "blue", ""] * 10,
            "born": [f"19{row + 10}-05-17" for row in range(40)],
            "remark": [f"text number {row}" for row in range(40)],
            "town": [f"town {row // 2}" for row in range(38)] + ["town x", "town y"],
            "planet": ["earth"] * 40,
            "nothing": [""] * 40,
            "price": [row * 1.5 for row in range(40)],
        }
    )
    found = {column.name: (column.kind, column.role, column.note) for column in data.columns}
    assert found == {
        "id": (NUMBER, IGNORED, "numbers the rows"),
        "age": (NUMBER, INPUT, ""),
        "colour": (CATEGORY, INPUT, ""),
        "born": (TEXT, IGNORED, "dates"),
        "remark": (TEXT, IGNORED, "another text in every row"),
        "town": (TEXT, IGNORED, "21 different texts, too many"),
        "planet": (TEXT, IGNORED, "the same value in every row"),
        "nothing": (TEXT, IGNORED, "no values"),
        "price": (NUMBER, TARGET, ""),
    }
    colour = data.column("colour")
    assert (colour.classes, colour.missing) == (("blue", "green", "red"), 10)
    assert (data.column("age").minimum, data.column("age").maximum) == (20.0, 59.0)
    assert fed_type(data, colour) == vector(3)


def test_the_target_is_a_column_of_a_usual_name_or_the_last_usable_one(schema):
    numbers = [1.5, 2.5, 3.5]
    by_name = schema({"Label": ["a", "b", "a"], "x": numbers})
    assert by_name.with_role(TARGET)[0].name == "Label"
    last = schema({"x": numbers, "z": [2.5, 3.5, 4.5], "remark": ["one", "two", "three"]})
    assert last.with_role(TARGET)[0].name == "z"
    given = schema({"x": numbers, "target": [2.5, 3.5, 4.5]}, target="x")
    assert given.with_role(TARGET)[0].name == "x"
    assert given.column("target").role is INPUT


@pytest.mark.parametrize(
    ("values", "kind", "classes"),
    [
        ([0, 1] * 3, CATEGORY, ("0", "1")),
        ([1.0, 2.0, 10.0] * 4, CATEGORY, ("1", "2", "10")),
        ([1, 2, 3, 4], NUMBER, ()),
        ([0.5, 1.5] * 10, NUMBER, ()),
        (list(range(11)) * 10, NUMBER, ()),
        (["no", "yes"] * 3, CATEGORY, ("no", "yes")),
        ([f"name {number}" for number in range(500)] * 2, CATEGORY, None),
    ],
)
def test_whether_a_target_is_a_category(schema, values, kind, classes):
    data = schema({"x": np.arange(len(values)) * 0.5, "y": values})
    target = data.column("y")
    assert target.kind is kind
    if classes is None:
        assert len(target.classes) == 500
    else:
        assert target.classes == classes


@pytest.mark.parametrize(
    ("columns", "target", "sentence"),
    [
        (
            {"x": [1, 2, 3], "y": ["a", "a", ""]},
            None,
            "table.csv, column “y”: the target has the same value in every row, so there is "
            "nothing to learn, found “a”. Choose another target.",
        ),
        ({"x": [1, 2], "y": [5, 5]}, None, "table.csv, column “y”: the target has the same value"),
        ({"x": [1, 2], "y": ["", ""]}, None, "table.csv, column “y”: the target has no values."),
        (
            {"x": range(1100), "y": [f"text {row}" for row in range(1100)]},
            None,
            "table.csv, column “y”: the target is text that does not fall into classes, expected "
            "at most 1,000 different short texts, found 1,100.",
        ),
        (
            {"x": [1, 2], "y": ["a" * 300, "b"]},
            None,
            "table.csv, column “y”: the target is text that does not fall into classes",
        ),
        (
            {"x": [1, 2], "y": [1, 2]},
            "z",
            "table.csv: there is no column “z”. Choose one of x, y.",
        ),
    ],
)
def test_targets_that_cannot_be_learned_are_refused(schema, tmp_path, columns, target, sentence):
    with pytest.raises(DataError) as caught:
        schema(columns, target)
    assert caught.value.sentence.replace(f"{tmp_path}/", "").startswith(sentence)


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        (Source(), "the project has no data yet. Choose a set or open a CSV file."),
        (Source(kind="sql", location="db"), "db: this netbuilder cannot read such data, expected"),
        (Source(kind="builtin", location="mnist"), "mnist: there is no built-in set of this name."),
    ],
)
def test_sources_that_do_not_exist_are_refused(source, sentence):
    with pytest.raises(DataError) as caught:
        read_schema(source, None)
    assert caught.value.sentence.startswith(sentence)


def test_a_preview_shows_rows_schema_and_what_was_found(tmp_path):
    rows = "".join(f"{row},{row * 0.5},{'ab'[row % 2]}\n" for row in range(50))
    (tmp_path / "t.csv").write_text("id,x,x\n" + rows)
    shown = preview(Source(kind="csv", location="t.csv"), tmp_path, rows=2)
    assert {name: values.tolist() for name, values in shown.head.items()} == {
        "id": [0.0, 1.0],
        "x": [0.0, 0.5],
        "x 2": ["a", "b"],
    }
    assert shown.data == read_schema(Source(kind="csv", location="t.csv"), tmp_path)
    assert shown.report == (
        "Column 3 is called “x 2” here.",
        "“id” is ignored: numbers the rows.",
    )


def test_reading_again_keeps_what_a_person_decided_and_takes_what_is_new(schema, tmp_path):
    before = schema(
        {"a": [1.5, 2.5] * 10, "b": [0.5, 3.5] * 10, "c": [7.5, 8.5] * 10, "y": ["no", "yes"] * 10}
    )
    columns = {column.name: column for column in before.columns}
    columns["b"] = dataclasses.replace(columns["b"], role=IGNORED, unit="cm")
    decided = dataclasses.replace(
        before,
        columns=tuple(columns.values()),
        split=Split(train=0.5, validation=0.25, test=0.25, by="random", seed=7),
        missing="drop",
        transforms=(
            TransformUse(kind="clip", columns=("a", "c")),
            TransformUse(kind="log1p", columns=("c",)),
        ),
    )
    schema(
        {"a": [1.5, 9.5] * 12, "b": [0.5, 3.5] * 12, "y": ["no", "perhaps"] * 12, "z": [1, 2] * 12}
    )
    with pytest.raises(DataError, match="has changed since it was read"):
        prepare(decided, tmp_path)

    after = read_again(decided, tmp_path)

    found = {column.name: (column.kind, column.role) for column in after.columns}
    assert found == {
        "a": (NUMBER, INPUT),
        "b": (NUMBER, IGNORED),
        "y": (CATEGORY, TARGET),
        "z": (NUMBER, INPUT),
    }
    assert after.column("b").unit == "cm"
    assert after.column("y").classes == ("no", "perhaps")
    assert (after.column("a").maximum, after.rows) == (9.5, 24)
    assert (after.split, after.missing) == (decided.split, "drop")
    assert after.transforms == (TransformUse(kind="clip", columns=("a",)),)
    assert len(prepare(after, tmp_path).train) == 12


def test_reading_an_unchanged_source_again_changes_nothing(tmp_path):
    data = read_schema(Source(kind="builtin", location="sunspots"), None)
    assert read_again(data, None) == data


def test_importing_the_package_loads_no_heavy_library():
    code = (
        "import sys, netbuilder.data; from netbuilder.data.builtin import read_builtin; "
        "read_builtin('digits'); "
        "print({'pyarrow', 'sklearn', 'torch', 'scipy', 'networkx', 'PySide6'} & {*sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
