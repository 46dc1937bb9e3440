"""The decision boundary beside the curves: while a network learns, afterwards, and read off."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QLabel, QListView, QTableView
from pytestqt.qtbot import QtBot

from netbuilder.app.panels.boundary_panel import BoundaryLegend
from netbuilder.app.plots.boundary_chart import BoundaryChart
from netbuilder.app.theme import ThemeStore
from netbuilder.compiler.plane import plane_of
from netbuilder.model import Model
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.runs.folder import runs_of
from tests.app.conftest import OpenApp
from tests.app.person import Person

SPOTS = {
    "two-moons-mlp": [(-0.9, 0.2), (0.0, 1.0), (1.0, -0.4), (1.9, 0.3), (0.5, 0.3), (-1.4, -0.9)],
    "spirals-mlp": [(0.0, 0.9), (-0.8, 0.0), (0.45, 0.45), (0.2, -0.7), (0.9, 0.3), (-0.2, -0.3)],
}


def chart(person: Person) -> BoundaryChart:
    return person.see("boundary.chart", BoundaryChart)


def train(person: Person, *, epochs: int) -> None:
    person.wait_until_ready()
    person.type_into("training.epochs", str(epochs))
    person.click("top_bar.train")


def wait_for_boundary(person: Person) -> BoundaryChart:
    person.wait(lambda: person.can_see("boundary.chart") and chart(person).view is not None)
    return chart(person)


def point_at(person: Person, across: float, up: float) -> None:
    """Move the pointer to a point of the plane."""
    drawn = chart(person)
    person.qtbot.mouseMove(drawn, QPoint(0, 0))
    person.qtbot.mouseMove(drawn, drawn.place_of(across, up).toPoint())


@pytest.fixture
def moons(open_app: OpenApp, trained: Path) -> Person:
    """A person in front of a finished run of the two moons."""
    person = open_app(path=trained)
    person.wait_until_ready()
    person.switch_to("dock.tabs", "Runs")
    wait_for_boundary(person)
    return person


def test_boundary_is_drawn_while_the_network_learns(open_app: OpenApp) -> None:
    person = open_app(template="two-moons-mlp")
    train(person, epochs=2000)
    drawn = wait_for_boundary(person)
    first = drawn.view
    person.wait(lambda: drawn.view is not first)
    person.wait(lambda: drawn.points is not None)

    assert person.window.engine.is_training
    assert first is not None
    assert drawn.view is not None
    assert drawn.view.step > first.step
    assert not np.array_equal(drawn.view.values, first.values)
    person.click("top_bar.stop")
    person.wait_for_end()


@pytest.mark.parametrize("template", ["two-moons-mlp", "spirals-mlp"])
def test_drawn_class_is_the_one_that_the_model_predicts(open_app: OpenApp, template: str) -> None:
    person = open_app(template=template)
    train(person, epochs=25)
    person.wait_for_end()
    drawn = wait_for_boundary(person)
    person.wait(lambda: drawn.view is not None and drawn.view.values.shape[0] > 64)

    run = person.window.engine.run
    assert run is not None
    spots = SPOTS[template]
    x, y = zip(*spots, strict=True)
    expected = Model.load(run).predict({"x": list(x), "y": list(y)})["class"]
    assert expected.probabilities is not None
    for (across, up), name, shares in zip(
        spots, expected.values, expected.probabilities, strict=True
    ):
        reading = drawn.reading_at(across, up)
        assert reading is not None
        number, share = reading.shares[0]
        if shares.max() > 0.6:  # between the points of the grid, a close call may go either way
            assert expected.classes[number] == name
            assert share == pytest.approx(shares.max(), abs=0.1)


def test_finished_run_is_drawn_from_its_kept_weights(moons: Person) -> None:
    drawn = chart(moons)

    assert drawn.view is not None
    assert drawn.view.values.shape == (128, 128, 2)
    assert drawn.points is not None
    assert len(drawn.points) > 400
    assert drawn.accessibleDescription().startswith(f"After epoch {drawn.view.epoch}. 0 covers ")


def test_run_whose_weights_are_gone_says_why_it_has_no_boundary(
    open_app: OpenApp, trained: Path
) -> None:
    (run,) = runs_of(trained)
    run.weights("best").unlink()
    run.weights("last").unlink()
    person = open_app(path=trained)
    person.wait_until_ready()
    person.switch_to("dock.tabs", "Runs")

    person.wait(lambda: person.can_see("boundary.notice"))
    assert "this run has no weights yet" in person.read("boundary.notice")
    assert chart(person).points is not None
    assert chart(person).view is None


def test_pointer_reads_off_what_the_network_says(moons: Person) -> None:
    drawn = chart(moons)
    before = drawn.grab().toImage()
    point_at(moons, 0.0, 1.0)

    reading = drawn.reading
    assert reading is not None
    assert (reading.across, reading.up) == pytest.approx((0.0, 1.0), abs=0.05)
    run = moons.window.engine.run
    assert run is not None
    shares = Model.load(run).predict({"x": [reading.across], "y": [reading.up]})["class"]
    assert shares.probabilities is not None
    assert reading.shares[0][1] == pytest.approx(shares.probabilities.max(), abs=0.02)
    assert drawn.grab().toImage() != before

    moons.qtbot.mouseMove(drawn, QPoint(2, drawn.height() - 2))
    assert drawn.reading is None


def test_arrow_keys_move_the_cross_hair_and_screen_readers_hear_it(moons: Person) -> None:
    drawn = chart(moons)
    drawn.setFocus(Qt.FocusReason.TabFocusReason)
    moons.press(Qt.Key.Key_Right)
    first = drawn.reading
    moons.press(Qt.Key.Key_Right)
    moons.press(Qt.Key.Key_Up)
    second = drawn.reading

    assert first is not None
    assert second is not None
    assert second.across > first.across
    assert second.up > first.up
    assert f"y {second.up:.2f}" in drawn.accessibleDescription()
    assert "%" in drawn.accessibleDescription().rpartition(": ")[2]
    moons.press(Qt.Key.Key_Escape)
    assert drawn.reading is None


def test_table_says_the_same_as_the_picture(moons: Person) -> None:
    drawn = chart(moons)
    moons.click("boundary.table")
    model = moons.see("boundary.values", QTableView).model()

    assert (model.rowCount(), model.columnCount()) == (7, 7)
    assert drawn.view is not None
    left, _right, bottom, top = drawn.view.extent
    horizontal, vertical = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    assert model.headerData(0, horizontal) == f"{left:.2f}"
    assert model.headerData(0, vertical) == f"{top:.2f}"
    assert model.headerData(6, vertical) == f"{bottom:.2f}"
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert model.headerData(6, vertical, spoken) == f"y {bottom:.2f}"
    reading = drawn.reading_at(left, top)
    assert reading is not None
    number, _share = reading.shares[0]
    assert str(model.index(0, 0).data()).startswith(f"{number} ")
    moons.click("boundary.table")
    assert moons.can_see("boundary.chart")


def test_legend_names_classes_and_parts(moons: Person) -> None:
    words = moons.words_in("boundary").split("\n")
    assert {"0", "1", "validation"} <= set(words)


def test_legend_makes_room_for_larger_words(store: ThemeStore, qtbot: QtBot) -> None:
    legend = BoundaryLegend(store)
    qtbot.addWidget(legend)
    legend.resize(400, 40)
    legend.show_plane(plane_of(open_template("two-moons-mlp")))
    legend.show()
    store.set_font_scale(1.5)

    words = {label.text(): label for label in legend.findChildren(QLabel)}
    assert words.keys() == {"0", "1", "validation"}
    needed = QFontMetrics(store.theme.font("caption")).horizontalAdvance("validation")
    qtbot.waitUntil(lambda: words["validation"].width() >= needed)


def test_network_that_decides_about_no_plane_has_no_boundary(open_app: OpenApp) -> None:
    person = open_app(template="iris")
    train(person, epochs=1)
    person.wait_for_end()

    assert person.can_see("chart.loss")
    assert not person.can_see("boundary")


def test_next_run_of_another_network_takes_the_boundary_away(
    moons: Person, open_app: OpenApp
) -> None:
    project = edit.set_training(open_template("iris"), epochs=1)
    moons.window.workspace.set_project(project)
    moons.click("top_bar.train")
    moons.wait_for_end()

    assert not moons.can_see("boundary")


def test_earlier_run_is_drawn_while_another_learns(moons: Person) -> None:
    window, drawn = moons.window, chart(moons)
    workspace = window.workspace
    workspace.edit("Longer", edit.set_training(workspace.project, epochs=100_000))
    moons.click("top_bar.train")
    moons.wait(lambda: drawn.view is not None and len(drawn.view.values) <= 64)
    runs = moons.see("runs.list", QListView)
    moons.wait(lambda: runs.model().rowCount() == 2)

    click_row(moons, runs, 1)
    moons.wait(lambda: drawn.view is not None and len(drawn.view.values) == 128)
    assert window.engine.is_training
    assert not window.engine.live.wanted.boundary

    click_row(moons, runs, 0)
    moons.wait(lambda: drawn.view is not None and len(drawn.view.values) <= 64)
    assert window.engine.live.wanted.boundary
    moons.click("top_bar.stop")
    moons.wait_for_end()


def click_row(person: Person, runs: QListView, row: int) -> None:
    place = runs.visualRect(runs.model().index(row, 0)).center()
    person.qtbot.mouseClick(runs.viewport(), Qt.MouseButton.LeftButton, pos=place)


def test_nobody_looks_at_a_run_behind_another_tab(open_app: OpenApp) -> None:
    person = open_app(template="two-moons-mlp")
    train(person, epochs=2000)
    wait_for_boundary(person)
    live = person.window.engine.live
    assert live.wanted.boundary

    person.switch_to("dock.tabs", "Training")
    assert not live.wanted.boundary
    person.switch_to("dock.tabs", "Runs")
    assert live.wanted.boundary
    person.click("top_bar.stop")
    person.wait_for_end()
