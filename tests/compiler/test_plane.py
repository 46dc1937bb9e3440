"""Which networks decide about a plane."""

from dataclasses import replace

import pytest

from netbuilder.compiler.plane import plane_of
from netbuilder.project import edit
from netbuilder.project.schema import ColumnKind, Window
from netbuilder.project.template import open_template
from netbuilder.project.value import Project


def with_parameter(project: Project, kind: str, key: str, value: object) -> Project:
    (name, network), *_ = project.networks.items()
    ids = [node.id for node in network.nodes.values() if node.kind == kind]
    return edit.set_parameter(project, name, ids, key, value)


@pytest.mark.parametrize("name", ["two-moons-mlp", "spirals-mlp"])
def test_made_sets_are_decided_about_on_their_plane(name: str) -> None:
    plane = plane_of(open_template(name))

    assert plane is not None
    assert plane.columns == ("x", "y")


@pytest.mark.parametrize("name", ["iris", "digits-cnn", "diabetes", "sunspots-lstm"])
def test_other_data_have_no_plane(name: str) -> None:
    assert plane_of(open_template(name)) is None


def test_extent_is_what_the_data_cover_and_a_little_more() -> None:
    plane = plane_of(open_template("two-moons-mlp"))

    assert plane is not None
    # x lies between -1.305779 and 2.29755, y between -0.879774 and 1.357948; 8 % on each side.
    assert plane.extent == pytest.approx((-1.594045, 2.585816, -1.058792, 1.536966), abs=1e-6)


def test_column_of_a_single_value_has_width_all_the_same() -> None:
    project = open_template("two-moons-mlp")
    columns = tuple(
        replace(column, minimum=3.0, maximum=3.0) if column.name == "x" else column
        for column in project.data.columns
    )

    plane = plane_of(edit.set_data(project, replace(project.data, columns=columns)))

    assert plane is not None
    assert plane.extent[:2] == pytest.approx((2.92, 3.08))


def test_axes_are_in_the_order_in_which_the_network_takes_them() -> None:
    project = with_parameter(open_template("two-moons-mlp"), "Input", "columns", ("y", "x"))

    plane = plane_of(project)

    assert plane is not None
    assert plane.columns == ("y", "x")


def test_two_measured_columns_of_many_make_a_plane() -> None:
    two = ("petal length", "petal width")
    project = with_parameter(open_template("iris"), "Input", "columns", two)

    plane = plane_of(project)

    assert plane is not None
    assert plane.columns == two
    assert plane.target.name == "species"


def test_single_number_can_be_the_answer() -> None:
    project = with_parameter(
        open_template("iris"), "Input", "columns", ("petal length", "petal width")
    )
    project = with_parameter(project, "Output", "column", "sepal width")

    plane = plane_of(project)

    assert plane is not None
    assert plane.target.kind is ColumnKind.NUMBER


@pytest.mark.parametrize(
    ("kind", "key", "value"),
    [
        ("Input", "columns", ("x",)),
        ("Input", "columns", ("x", "gone")),
        ("Input", "feeds", "shape"),
        ("Output", "column", ""),
    ],
)
def test_network_that_asks_or_answers_otherwise_has_no_plane(
    kind: str, key: str, value: object
) -> None:
    assert plane_of(with_parameter(open_template("two-moons-mlp"), kind, key, value)) is None


def test_series_has_no_plane() -> None:
    project = open_template("two-moons-mlp")
    assert plane_of(edit.set_data(project, replace(project.data, window=Window()))) is None
