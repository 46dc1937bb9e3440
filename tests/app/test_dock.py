"""The dock: training settings, the run, problems, and folding."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QSplitter, QWidget

from netbuilder.app.settings import Settings
from netbuilder.app.widgets import Control, Switch
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from tests.app.conftest import OpenApp
from tests.app.person import LEFT, Person
from tests.builders import MAIN, chain, node_named

VECTOR = ("Input", {"feeds": "shape", "shape": (8,)})


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    return open_app(template="iris")


def training(person: Person) -> object:
    return person.window.workspace.project.training


def without_wire(project: Project, sink: str) -> Project:
    node = node_named(project, sink).id
    wires = [edge for edge in project.networks[MAIN].edges if edge.sink.node == node]
    return edit.remove_edges(project, MAIN, wires)


def test_data_are_named_with_rows_and_parts(person: Person) -> None:
    words = person.words_in("training_settings")

    assert "Iris" in words
    assert "150 rows" in words
    assert "104 train" in words  # 22.5 rows of 150 are 23 in the two other parts
    assert "23 validation" in words
    assert "23 test" in words


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("epochs", "3", 3),
        ("batch_size", "0", 0),
        ("batch_size", "7", 7),
        ("learning_rate", "0.05", 0.05),
    ],
)
def test_number_is_typed_and_undone(person: Person, field: str, typed: str, value: float) -> None:
    before = getattr(training(person), field)
    person.type_into(f"training.{field}", typed)
    assert getattr(training(person), field) == value

    person.click("top_bar.undo")
    assert getattr(training(person), field) == before
    assert float(person.read(f"training.{field}")) == before


@pytest.mark.parametrize(
    ("field", "typed"),
    [("epochs", "0"), ("epochs", "2.5"), ("batch_size", "-1"), ("learning_rate", "0")],
)
def test_refused_number_says_why(person: Person, field: str, typed: str) -> None:
    before = training(person)
    person.type_into(f"training.{field}", typed)

    assert person.sentence_below(f"training.{field}")
    assert training(person) == before


def test_watched_value_is_chosen(person: Person) -> None:
    person.take("training.watch", "Loss")
    assert person.window.workspace.project.training.watch == "loss"


def test_loss_is_the_outputs_own(person: Person) -> None:
    person.take("training.loss", "Cross-entropy")
    assert person.parameters("output1")["loss"] == "cross_entropy"

    person.select("output1")
    assert person.read("inspector.loss") == "Cross-entropy"
    person.click("top_bar.undo")
    assert person.parameters("output1").get("loss", "auto") == "auto"
    assert person.read("training.loss") == person.read("inspector.loss")


def test_activation_that_the_loss_computes_itself_is_told(person: Person) -> None:
    assert person.read("training.fold") == "Softmax at the end is folded into the loss."

    person.select("softmax1")
    person.press(Qt.Key.Key_B)
    assert not person.can_see("training.fold")
    person.press(Qt.Key.Key_B)
    assert person.can_see("training.fold")


def test_patience_is_a_switch_and_a_number(person: Person) -> None:
    switch = person.see("training.patience").findChild(Switch)
    assert isinstance(switch, Switch)
    if switch.value():
        person.click_on(switch)
    assert person.window.workspace.project.training.patience == 0
    assert not person.can_see("training.patience.epochs")

    person.click_on(switch)
    assert person.window.workspace.project.training.patience == 8
    person.type_into("training.patience.epochs", "3")
    assert person.window.workspace.project.training.patience == 3


def test_keep_best_is_a_switch(person: Person) -> None:
    before = person.window.workspace.project.training.keep_best
    person.click("training.keep_best")
    assert person.window.workspace.project.training.keep_best is not before


def test_method_and_its_settings(person: Person) -> None:
    person.take("training.optimizer", "SGD")
    assert person.window.workspace.project.training.optimizer == "SGD"

    person.click("training.optimizer_options")
    menu = person.open_menu()
    person.type_into("optimizer.momentum", "0.9")
    assert person.window.workspace.project.training.optimizer_options["momentum"] == 0.9
    menu.close()

    person.take("training.optimizer", "Adam")
    assert not person.window.workspace.project.training.optimizer_options


def test_seed_is_typed_beside_the_settings_of_the_method(person: Person) -> None:
    person.click("training.optimizer_options")
    menu = person.open_menu()
    assert person.read("training.seed") == "0"
    person.type_into("training.seed", "7")
    assert person.window.workspace.project.training.seed == 7
    menu.close()

    person.click("top_bar.undo")
    assert person.window.workspace.project.training.seed == 0


def test_no_run_yet_is_said(person: Person) -> None:
    person.switch_to("dock.tabs", "Runs")
    assert person.read("dock.no_run") == "Press Train and the curves appear here."


def test_fold_gives_the_canvas_the_room_and_back(person: Person) -> None:
    before = person.window.canvas.height()
    person.click("dock.fold")
    assert not person.can_see("training_settings")
    person.wait(lambda: person.window.canvas.height() > before + 100)

    person.click("dock.fold")
    assert person.can_see("training_settings")
    person.wait(lambda: abs(person.window.canvas.height() - before) <= 2)


def test_problems_are_rows_with_their_repair(open_app: OpenApp) -> None:
    project = chain(VECTOR, "Linear", "Output")
    person = open_app(project)
    window = person.window
    window.workspace.edit("Cut", without_wire(project, "output1"))
    (problem, *_rest) = window.workspace.analysis.problems
    assert person.see("dock.tabs").findChildren(Control)
    person.window.dock.show_tab("problems")

    words = person.words_in("problems")
    assert "Output" in words
    person.click(f"problems.fix.{problem.code}")
    assert problem.code not in {p.code for p in window.workspace.analysis.problems}

    person.click("top_bar.undo")
    assert problem.code in {p.code for p in window.workspace.analysis.problems}


def test_show_opens_the_card_at_the_node(open_app: OpenApp) -> None:
    project = chain(VECTOR, "Linear", "Output")
    person = open_app(project)
    person.window.workspace.edit("Cut", without_wire(project, "dense1"))
    problem = next(p for p in person.window.workspace.analysis.problems if p.node)
    person.window.canvas.furniture.dismiss_card()
    person.window.dock.show_tab("problems")
    person.click(f"problems.show.{problem.code}")

    assert person.can_see("problem_card")
    assert problem.node in person.window.workspace.selection


def test_f8_goes_from_problem_to_problem(open_app: OpenApp) -> None:
    project = chain(VECTOR, "Linear", "ReLU", "Output")
    person = open_app(project)
    person.window.workspace.edit("Cut", without_wire(without_wire(project, "dense1"), "output1"))
    seen = []
    for _press in range(3):
        person.press(Qt.Key.Key_F8)
        seen.append(person.window.canvas.furniture.card.problem)
    first = [problem for problem in seen if problem is not None]

    assert len({problem.node for problem in first}) > 1


def test_no_problems_is_said(person: Person) -> None:
    person.switch_to("dock.tabs", "Problems")
    assert "No problems" in person.words_in("problems")


def test_status_bar_counts(person: Person) -> None:
    before = person.read("status_bar.figures")
    assert "multiply-adds per example" in before
    dense = next(name for name in person.node_names() if name.startswith("dense"))
    person.select(dense)
    person.type_into("inspector.out_features", "40")
    assert person.read("status_bar.figures") != before


def test_status_bar_says_that_editing_goes_on_while_training(open_app: OpenApp) -> None:
    person = open_app(open_template("digits-cnn"))
    assert "wire" in person.message
    person.click("top_bar.train")
    assert "keep editing" in person.message
    person.click("top_bar.stop")
    person.wait_for_end()
    assert "wire" in person.message


def test_everything_that_is_clicked_is_large_enough(person: Person) -> None:
    person.select(next(iter(person.node_names())))
    small = [
        (control.objectName() or control.accessibleName(), control.width(), control.height())
        for control in person.window.findChildren(Control)
        if _is_seen(control)
        and control.accessibleName() != "More or less"  # typing, dragging and keys do the same
        and (control.width() < 24 or control.height() < 24)
    ]

    assert not small


def _is_seen(widget: QWidget) -> bool:
    return widget.isVisible() and not widget.visibleRegion().isEmpty()


@pytest.mark.parametrize(("width", "scale"), [(1100, 1.0), (1100, 1.5), (1280, 1.5), (1600, 1.5)])
def test_figures_of_a_run_give_way_instead_of_being_cut(
    open_app: OpenApp, settings: Settings, trained: Path, width: int, scale: float
) -> None:
    settings.font_scale = scale
    person = open_app(path=trained, size=(width, 800))
    live = person.window.dock.live
    labels = [label for label in live.findChildren(QLabel) if label.isVisible()]

    assert person.read("live.epoch") == "2"
    assert all(label.width() >= label.sizeHint().width() for label in labels)
    tabs = person.see("dock.tabs")
    assert tabs.width() >= tabs.minimumSizeHint().width()
    assert live.geometry().right() < person.window.dock.fold_button.x()


def test_figures_come_back_with_the_room(open_app: OpenApp, trained: Path) -> None:
    person = open_app(path=trained, size=(1600, 800))
    assert person.can_see("live.memory")
    person.window.dock.live.resize(200, 30)
    assert not person.can_see("live.memory")
    assert person.can_see("live.epoch")
    person.window.dock.live.resize(1000, 30)
    assert person.can_see("live.memory")


def test_dock_has_a_height_for_settings_and_one_for_curves(
    open_app: OpenApp, settings: Settings, trained: Path
) -> None:
    person = open_app(path=trained)
    person.wait_until_ready()
    dock = person.window.dock
    low = dock.height()
    person.switch_to("dock.tabs", "Runs")
    high = dock.height()
    assert (low, high) == (200, 316)

    rows = next(s for s in person.window.findChildren(QSplitter) if s.count() == 2)
    handle = rows.handle(1)
    person.qtbot.mousePress(handle, LEFT, pos=QPoint(600, 0))
    person.qtbot.mouseMove(handle, QPoint(600, -40))
    person.qtbot.mouseRelease(handle, LEFT, pos=QPoint(600, 0))
    taller = dock.height()
    assert taller > high + 30
    person.switch_to("dock.tabs", "Console")
    assert dock.height() == taller
    person.switch_to("dock.tabs", "Training")
    assert dock.height() == low
    person.switch_to("dock.tabs", "Runs")
    assert dock.height() == taller

    person.leave()
    person = open_app(path=trained)
    assert person.window.dock.height() == low
    person.wait_until_ready()
    person.switch_to("dock.tabs", "Runs")
    assert person.window.dock.height() == taller


def test_height_for_curves_comes_with_the_unfolded_dock(open_app: OpenApp, trained: Path) -> None:
    person = open_app(path=trained)
    person.wait_until_ready()
    person.click("dock.fold")
    person.switch_to("dock.tabs", "Runs")
    assert person.window.dock.height() < 60
    person.click("dock.fold")
    assert person.window.dock.height() == 316
