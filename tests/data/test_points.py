"""Rows as points of a plane."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from netbuilder.data import prepare, read_schema, read_table
from netbuilder.data.points import MOST, points_on
from netbuilder.project.schema import ColumnRole, Source
from netbuilder.project.template import open_template

MOONS = open_template("two-moons-mlp").data


def test_points_are_rows_of_the_set_with_their_class() -> None:
    points = points_on(MOONS, None, columns=("x", "y"), target="class")

    assert points is not None
    assert MOST - 2 <= len(points) <= MOST
    table = read_table(MOONS.source, None)
    rows = np.stack([table.columns["x"], table.columns["y"]], axis=1)
    gaps = np.abs(points.places[:, None] - rows[None]).max(axis=2)
    nearest = gaps.argmin(axis=1)
    assert gaps.min(axis=1).max() < 1e-5
    assert table.columns["class"][nearest].astype(int).tolist() == points.answers.tolist()


def test_parts_have_their_share_of_the_points() -> None:
    points = points_on(MOONS, None, columns=("x", "y"), target="class")

    assert points is not None
    # 700 rows to train on and 150 to validate on: of 500 points 88 are for the latter.
    assert int(points.is_validation.sum()) == pytest.approx(88, abs=1)
    validation = prepare(MOONS, None).validation
    xs = MOONS_X[validation.rows]
    assert all(np.isclose(xs, x, atol=1e-5).any() for x in points.places[points.is_validation, 0])


MOONS_X = read_table(MOONS.source, None).columns["x"]


def test_numbers_are_in_their_own_unit() -> None:
    data = open_template("iris").data
    columns = tuple(
        replace(column, role=ColumnRole.TARGET) if column.name == "sepal length" else column
        for column in data.columns
    )
    two = ("petal width", "petal length")

    points = points_on(replace(data, columns=columns), None, columns=two, target="sepal length")

    assert points is not None
    assert len(points) == 127  # 150 rows less 23 for the test
    table = read_table(data.source, None)
    rows = np.stack([table.columns[name] for name in (*two, "sepal length")], axis=1)
    found = np.column_stack((points.places, points.answers))
    assert np.abs(found[:, None] - rows[None]).max(axis=2).min(axis=1).max() < 1e-5


def test_very_large_file_gives_no_points(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.csv").write_text("a,b,c\n" + "".join(f"{i},{i * i},{i}\n" for i in range(30)))
    data = read_schema(Source(kind="csv", location="a.csv"), tmp_path)
    monkeypatch.setattr("netbuilder.data.source.LARGEST_BYTES", 4)

    assert points_on(data, tmp_path, columns=("a", "b"), target="c") is None
