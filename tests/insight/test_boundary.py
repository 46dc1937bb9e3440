"""The decision boundary of a run, while it learns and afterwards."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from netbuilder import training
from netbuilder.error import RunError
from netbuilder.insight.boundary import KEPT_POINTS, POINTS, BoundaryObserver, boundary_of
from netbuilder.model import Model
from netbuilder.project import edit
from netbuilder.project.schema import ColumnRole, TransformUse
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.channel import Views
from netbuilder.runs.event import EpochEnded, Event
from netbuilder.runs.folder import RunFolder
from netbuilder.runs.view import BoundaryView, Wanted, Watching
from tests.insight.conftest import Sit


def moons(**settings: object) -> Project:
    project = open_template("two-moons-mlp")
    return replace(project, training=replace(project.training, **({"patience": 0} | settings)))


def with_parameter(project: Project, kind: str, key: str, value: object) -> Project:
    (name, network), *_ = project.networks.items()
    ids = [node.id for node in network.nodes.values() if node.kind == kind]
    return edit.set_parameter(project, name, ids, key, value)


def points_of(view: BoundaryView) -> tuple[np.ndarray, np.ndarray]:
    """The places of all values across and up, row by row from the bottom."""
    left, right, bottom, top = view.extent
    rows, columns, _values = view.values.shape
    y, x = np.meshgrid(
        np.linspace(bottom, top, rows), np.linspace(left, right, columns), indexing="ij"
    )
    return x.ravel(), y.ravel()


def watched_run(project: Project, folder: Path) -> tuple[RunFolder, list[BoundaryView]]:
    """Train while somebody wants the boundary; gives what was there at the end of each epoch."""
    views, watching = Views(), Watching()
    watching.wanted = Wanted(boundary=True)
    seen: list[BoundaryView] = []

    def sink(event: Event) -> None:
        if isinstance(event, EpochEnded) and (view := views.take().get("boundary")) is not None:
            seen.append(view)

    run = training.train(project, folder=folder, sink=sink, views=views, watching=watching)
    return run, seen


def test_boundary_of_a_run_is_what_its_model_predicts_at_every_point(tmp_path: Path) -> None:
    run = training.train(moons(epochs=8), folder=tmp_path)

    view = boundary_of(run)

    assert view is not None
    assert view.columns == ("x", "y")
    assert view.classes == ("0", "1")
    assert view.values.shape == (KEPT_POINTS, KEPT_POINTS, 2)
    assert view.epoch == run.series().best_epoch
    x, y = points_of(view)
    expected = Model.load(run).predict({"x": x, "y": y})["class"]
    assert expected.probabilities is not None
    np.testing.assert_allclose(view.values.reshape(-1, 2), expected.probabilities, atol=1e-6)
    drawn = np.array(view.classes, dtype=object)[view.values.reshape(-1, 2).argmax(axis=1)]
    assert (drawn == expected.values).all()


def test_number_is_drawn_in_its_own_unit(tmp_path: Path) -> None:
    two = ("petal length", "petal width")
    project = open_template("iris")
    columns = tuple(
        replace(column, role=ColumnRole.TARGET) if column.name == "sepal length" else column
        for column in project.data.columns
    )
    scaled = TransformUse(kind="standardise", role=ColumnRole.TARGET)
    data = replace(project.data, columns=columns, transforms=(*project.data.transforms, scaled))
    project = with_parameter(edit.set_data(project, data), "Input", "columns", two)
    project = with_parameter(project, "Output", "column", "sepal length")
    project = with_parameter(project, "Output", "loss", "auto")
    (name, network), *_ = project.networks.items()
    softmax = next(node.id for node in network.nodes.values() if node.kind == "Softmax")
    project = edit.remove_nodes(project, name, [softmax], close_gap=True)
    network = project.networks[name]
    last = [node.id for node in network.nodes.values() if node.kind == "Linear"][-1]
    project = edit.set_parameter(project, name, [last], "out_features", 1)
    project = edit.set_training(project, epochs=4)
    run = training.train(project, folder=tmp_path)

    view = boundary_of(run)

    assert view is not None
    assert view.classes == ()
    assert view.values.shape == (KEPT_POINTS, KEPT_POINTS, 1)
    x, y = points_of(view)
    expected = Model.load(run).predict(dict(zip(two, (x, y), strict=True)))["sepal length"]
    np.testing.assert_allclose(view.values.ravel(), expected.values.ravel(), rtol=1e-5)


def test_one_number_for_two_classes_becomes_a_probability_of_each(tmp_path: Path) -> None:
    project = moons(epochs=4)
    (name, network), *_ = project.networks.items()
    softmax = next(node.id for node in network.nodes.values() if node.kind == "Softmax")
    project = edit.remove_nodes(project, name, [softmax], close_gap=True)
    project = with_parameter(project, "Output", "loss", "binary_cross_entropy")
    last = next(n.id for n in network.nodes.values() if n.parameters.get("out_features") == 2)
    project = edit.set_parameter(project, name, [last], "out_features", 1)
    run = training.train(project, folder=tmp_path)

    view = boundary_of(run)

    assert view is not None
    np.testing.assert_allclose(view.values.sum(axis=2), 1.0, atol=1e-6)
    x, y = points_of(view)
    expected = Model.load(run).predict({"x": x, "y": y})["class"].probabilities
    np.testing.assert_allclose(view.values.reshape(-1, 2), expected, atol=1e-6)


def test_network_that_decides_about_no_plane_has_no_boundary(tmp_path: Path) -> None:
    project = edit.set_training(open_template("iris"), epochs=1)
    assert boundary_of(training.train(project, folder=tmp_path)) is None


def test_watched_run_offers_boundaries_that_change_and_learns_the_same(tmp_path: Path) -> None:
    project = moons(epochs=40)
    (name, network), *_ = project.networks.items()
    into = next(e for e in network.edges if network.nodes[e.sink.node].kind == "ReLU")
    project = edit.insert_on_edge(project, name, into, edit.new_node(network, "BatchNorm"))
    alone = training.train(project, folder=tmp_path / "alone")

    run, seen = watched_run(project, tmp_path / "watched")

    assert len(seen) > 1
    assert seen[0].values.shape == (POINTS[0], POINTS[0], 2)
    assert not np.array_equal(seen[0].values, seen[-1].values)
    assert [view.step for view in seen] == sorted({view.step for view in seen})
    assert list(run.series().step_losses) == list(alone.series().step_losses)
    assert run.series().validation == alone.series().validation


def test_watched_run_without_a_plane_offers_nothing(tmp_path: Path) -> None:
    project = edit.set_training(open_template("iris"), epochs=5)
    _run, seen = watched_run(project, tmp_path)
    assert not seen


def test_boundary_answers_in_evaluation_mode(tmp_path: Path) -> None:
    """Dropout of 90 % would show as noise, were the training mode asked."""
    project = moons(epochs=6)
    (name, network), *_ = project.networks.items()
    into = next(e for e in network.edges if network.nodes[e.sink.node].kind == "Softmax")
    dropout = edit.new_node(network, "Dropout", {"p": 0.9})
    project = edit.insert_on_edge(project, name, into, dropout)

    _run, seen = watched_run(project, tmp_path)

    jumps = np.abs(np.diff(seen[-1].values[:, :, 0], axis=1))
    assert jumps.max() < 0.2


def test_damaged_run_says_so(tmp_path: Path) -> None:
    run = training.train(moons(epochs=1), folder=tmp_path)
    (run.path / "best.safetensors").write_bytes(b"torn")

    with pytest.raises(RunError):
        boundary_of(run)


@pytest.mark.parametrize(
    ("look_s", "sides"), [(math.inf, [64] * 9), (0.0, [64] * 3 + [48] * 3 + [32] * 3)]
)
def test_looks_that_take_too_long_ask_fewer_points(
    look_s: float, sides: list[int], sit: Sit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("netbuilder.insight.boundary.LOOK_S", look_s)
    sitting, views, watching = sit(open_template("two-moons-mlp")), Views(), Watching()
    watching.wanted = Wanted(boundary=True)
    observer = BoundaryObserver(views, watching)

    seen = []
    for step in range(1, 10):
        observer.look(sitting.moment(step))
        seen.append(views.take()["boundary"].values.shape[0])

    assert seen == sides
