"""First networks for data: whatever the table, nothing is wrong with them and they train."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from netbuilder.compiler import analyse
from netbuilder.data import read_schema
from netbuilder.error import DataError
from netbuilder.project import edit, file
from netbuilder.project.schema import Source
from netbuilder.project.starter import start_project, title_of
from netbuilder.training import train

SETS = ("digits", "iris", "wine", "breast_cancer", "diabetes", "sunspots")


def kinds_of(project):
    (network,) = project.networks.values()
    return [node.kind for node in network.nodes.values()]


@pytest.mark.parametrize("name", SETS)
def test_every_built_in_set_gets_a_network_without_problems(name):
    data = read_schema(Source(kind="builtin", location=name), None)

    project = start_project(name, data)

    assert analyse(project).problems == ()
    assert file.from_text(file.to_text(project), "x") == project


def test_pictures_get_convolutions_series_an_lstm_and_numbers_dense_layers():
    def kinds(name):
        source = Source(kind="builtin", location=name)
        return kinds_of(start_project(name, read_schema(source, None)))

    assert kinds("digits").count("Conv") == 2
    assert kinds("sunspots") == ["Input", "LSTM", "Linear", "Output"]
    assert kinds("diabetes") == ["Input", "Linear", "ReLU", "Linear", "ReLU", "Linear", "Output"]
    assert kinds("iris")[-2:] == ["Softmax", "Output"]


def _units(rows, tmp_path):
    table = tmp_path / "table.csv"
    lines = [f"{i * 0.37 % 5:.3f},{i * 0.61 % 3:.3f}" for i in range(rows)]
    table.write_text("x,y\n" + "\n".join(lines) + "\n", encoding="utf-8")
    project = start_project("t", read_schema(Source(kind="csv", location=str(table)), None))
    (network,) = project.networks.values()
    dense = next(node for node in network.nodes.values() if node.kind == "Linear")
    return dense.parameters["out_features"], project.training.epochs


def test_more_rows_get_more_units_and_fewer_epochs(tmp_path):
    few, many = _units(100, tmp_path), _units(4_000, tmp_path)

    assert few == (16, 150)
    assert many == (64, 34)  # 3,000 steps of 32 rows, 88 a pass over 70 % of 4,000


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("flowers_of_2024", "flowers of 2024"),
        ("line\nbreak\u202e", "line break"),
        ("", "Network"),
        ("\x00\x01", "Network"),
        ("x" * 300, "x" * 200),
    ],
)
def test_any_file_name_gives_a_title(text, title):
    assert title_of(text) == title


cell = st.one_of(
    st.integers(-1_000_000, 1_000_000).map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.sampled_from(
        ["", "yes", "no", "NA", "größe", '"', "{0}", "1,5", "2024-01-01", "\\", "a\nb"]
    ),
    st.text(max_size=8),
)
columns = st.lists(
    st.one_of(
        st.lists(st.sampled_from(["red", "green", "b'l\"u{e}"]), min_size=12, max_size=12),
        st.lists(st.floats(-1e6, 1e6).map(repr), min_size=12, max_size=12),
        st.lists(cell, min_size=12, max_size=12),
    ),
    min_size=1,
    max_size=5,
)
names = st.lists(st.text(min_size=1, max_size=12), min_size=5, max_size=5)


@given(columns=columns, names=names)
def test_any_table_that_can_be_read_gives_a_project_without_problems(
    columns, names, tmp_path_factory
):
    project, _base = _project(columns, names, tmp_path_factory)

    assert analyse(project).problems == ()
    assert file.from_text(file.to_text(project), "x") == project


@given(columns=columns, names=names)
def test_any_table_that_can_be_read_trains_or_says_why_not(columns, names, tmp_path_factory):
    project, base = _project(columns, names, tmp_path_factory)

    try:
        run = train(edit.set_training(project, epochs=1), base=base, folder=base / "runs")
    except DataError:  # too few rows of a class, for instance
        return
    series = run.series()
    assert series.reason in ("epochs", "failed")
    if series.reason == "failed":
        assert series.trouble.code == "non_finite"  # numbers beyond what float32 holds


def _project(columns, names, tmp_path_factory):
    base: Path = tmp_path_factory.mktemp("table")
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(names[: len(columns)])
    writer.writerows(zip(*columns, strict=True))
    (base / "table.csv").write_bytes(text.getvalue().encode("utf-8", "surrogatepass"))
    try:
        data = read_schema(Source(kind="csv", location="table.csv"), base)
        return start_project("table", data), base
    except DataError:
        assume(False)
