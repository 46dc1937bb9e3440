"""The history: every step in words, each a click or an Enter away, with what was selected then."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication

from netbuilder.app.panels.history_panel import StepList, StepModel
from tests.app.canvas.hand import id_of
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, LEFT, Person
from tests.builders import digits_cnn

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    """A person who has locked conv1, removed relu1 and bypassed conv2, and opened the history."""
    person = open_app(digits_cnn())
    for name, key in (("conv1", Key.Key_L), ("relu1", Key.Key_Delete), ("conv2", Key.Key_B)):
        person.select(name)
        person.press(key)
    person.press(Key.Key_H, CTRL | SHIFT)
    return person


def steps(person: Person) -> StepList:
    return person.see("history.steps", StepList)


def rows(person: Person) -> list[str]:
    """The rows as a screen reader says them."""
    model = steps(person).model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [model.index(row, 0).data(role) for row in range(model.rowCount())]


def click_row(person: Person, row: int) -> None:
    view = steps(person)
    index = view.model().index(row, 0)
    view.scrollTo(index)
    person.qtbot.mouseClick(view.viewport(), LEFT, pos=view.visualRect(index).center())
    QApplication.processEvents()


def state(person: Person) -> tuple[bool, bool, bool]:
    """Whether conv1 is locked, relu1 there, and conv2 bypassed."""
    nodes = {node.name: node for node in person.window.workspace.network.nodes.values()}
    return nodes["conv1"].frozen, "relu1" in nodes, nodes["conv2"].bypassed


def test_steps_are_told_in_words_and_the_present_one_is_marked(person: Person) -> None:
    assert rows(person) == ["As it began", "Lock weights", "Delete ReLU", "Bypass, now"]
    assert QApplication.focusWidget() is steps(person)
    assert steps(person).currentIndex().row() == 3


def test_click_jumps_to_any_step_and_forth_again(person: Person) -> None:
    click_row(person, 1)
    assert state(person) == (True, True, False)
    assert rows(person) == [
        "As it began",
        "Lock weights, now",
        "Delete ReLU, undone",
        "Bypass, undone",
    ]

    click_row(person, 0)
    assert state(person) == (False, True, False)
    click_row(person, 3)
    assert state(person) == (True, False, True)
    assert rows(person)[3] == "Bypass, now"


def test_enter_jumps_to_the_row_of_the_cursor(person: Person) -> None:
    person.press(Key.Key_Up)
    person.press(Key.Key_Up)
    assert state(person) == (True, False, True)  # walking alone changes nothing

    person.press(Key.Key_Return)

    assert state(person) == (True, True, False)
    assert steps(person).currentIndex().row() == 1
    person.press(Key.Key_End)
    person.press(Key.Key_Space)
    assert state(person) == (True, False, True)


def test_what_was_selected_comes_back_with_what_was_deleted(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    person.select("relu1")
    person.press(Key.Key_Delete)
    person.press(Key.Key_H, CTRL | SHIFT)
    assert not person.window.workspace.selection

    click_row(person, 0)

    assert person.window.workspace.selection == {id_of(person.window.canvas, "relu1")}


def test_rows_follow_undo_redo_and_new_steps(person: Person) -> None:
    person.press(Key.Key_Z, CTRL)
    assert rows(person)[2:] == ["Delete ReLU, now", "Bypass, undone"]
    person.press(Key.Key_Z, CTRL | SHIFT)
    assert rows(person)[2:] == ["Delete ReLU", "Bypass, now"]

    click_row(person, 1)
    person.select("dense1")
    person.press(Key.Key_L)

    assert rows(person) == ["As it began", "Lock weights", "Lock weights, now"]


def test_camera_stays_where_it_was(person: Person) -> None:
    camera = person.window.canvas.camera
    person.window.canvas.setFocus()
    person.press(Key.Key_Plus, CTRL)
    before = camera.center, camera.zoom

    click_row(person, 0)
    click_row(person, 3)

    assert (camera.center, camera.zoom) == before


def test_curves_of_a_run_stay_whatever_is_undone(person: Person) -> None:
    engine = person.window.engine
    person.wait_until_ready()
    person.choose_command("Train", "Train")
    person.wait(lambda: engine.series.step > 0)
    engine.stop()
    person.wait_for_end()
    losses = engine.series.step
    person.press(Key.Key_H, CTRL | SHIFT)

    click_row(person, 0)

    assert engine.series.step == losses
    assert engine.series.run


def test_without_steps_it_says_what_will_stand_here(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    person.choose_command("View", "History")

    assert person.read("history.empty") == "What you change stands here, step by step."
    person.select("conv1")
    person.press(Key.Key_L)
    assert rows(person) == ["As it began", "Lock weights, now"]


def test_model_keeps_the_rules_of_item_models() -> None:
    model = StepModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    chosen = QItemSelectionModel(model)
    for labels, position in (
        (("a",), 1),
        (("a", "b", "c"), 3),
        (("a", "b", "c"), 0),
        (("a", "d"), 2),
    ):
        model.show_steps(labels, position)
        chosen.setCurrentIndex(model.index(position), QItemSelectionModel.SelectionFlag.Select)
        assert model.rowCount() == len(labels) + 1
        assert model.index(len(labels)).data() == labels[-1]
    assert tester.model() is model
