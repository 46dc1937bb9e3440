"""The top bar: what it says of project, problems and device, and the buttons of a run."""

from PySide6.QtCore import Qt

from netbuilder.project import edit
from tests.app.conftest import OpenApp
from tests.app.person import CTRL
from tests.builders import MAIN, chain, digits_cnn, node_named

VECTOR = ("Input", {"feeds": "shape", "shape": (8,)})


def test_name_and_save_state_are_read(open_app: OpenApp) -> None:
    person = open_app(template="digits-cnn")
    assert person.read("top_bar.name") == "Digits CNN"
    assert person.read("top_bar.save_state") == "Saved"
    assert not person.window.isWindowModified()

    person.select("conv1")
    person.type_into("inspector.out_channels", "8")
    assert person.read("top_bar.save_state") == "Not saved"
    assert person.window.isWindowModified()

    person.click("top_bar.undo")
    assert person.read("top_bar.save_state") == "Saved"


def test_undo_and_redo_name_the_step(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    assert not person.see("top_bar.undo").isEnabled()
    assert person.see("top_bar.undo").toolTip() == "Nothing to undo."

    person.select("conv1")
    person.type_into("inspector.out_channels", "8")
    assert person.see("top_bar.undo").toolTip() == "Undo: Change filters"
    person.press(Qt.Key.Key_Escape)
    person.click("top_bar.undo")
    assert person.see("top_bar.redo").toolTip() == "Redo: Change filters"
    person.click("top_bar.redo")
    assert person.parameters("conv1")["out_channels"] == 8
    assert not person.see("top_bar.redo").isEnabled()


def test_keys_undo_and_redo(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    person.select("relu1")
    person.press(Qt.Key.Key_Delete)
    person.press(Qt.Key.Key_Z, CTRL)
    assert "relu1" in person.node_names()
    person.press(Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert "relu1" not in person.node_names()


def test_chip_counts_problems_and_leads_to_them(open_app: OpenApp) -> None:
    person = open_app(chain(VECTOR, "Linear", "Output"))
    assert not person.can_see("top_bar.problems")

    window = person.window
    dense = node_named(window.workspace.project, "dense1").id
    incoming = [e for e in window.workspace.network.edges if e.sink.node == dense]
    window.workspace.edit("Cut", edit.remove_edges(window.workspace.project, MAIN, incoming))
    # one, and the warning that follows from it
    assert person.read("top_bar.problems") == "2 problems"

    person.press(Qt.Key.Key_Escape)
    person.click("top_bar.problems")
    assert person.can_see("problem_card")

    person.click("top_bar.undo")
    assert not person.can_see("top_bar.problems")
    assert not person.can_see("problem_card")


def test_device_is_named_with_its_reason(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    person.wait_until_ready()

    devices = person.window.engine.devices
    assert person.read("top_bar.device") == devices.words
    assert person.see("top_bar.device").toolTip() == devices.why


def test_train_turns_into_pause_and_stop(open_app: OpenApp) -> None:
    person = open_app(template="digits-cnn")
    assert not person.can_see("top_bar.pause")
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.step > 0)
    assert not person.can_see("top_bar.train")

    person.click("top_bar.pause")
    person.wait(lambda: person.read("top_bar.pause") == "Go on")
    step = person.window.engine.series.step
    person.qtbot.wait(150)
    assert person.window.engine.series.step == step

    person.click("top_bar.pause")
    person.wait(lambda: person.window.engine.series.step > step)
    person.click("top_bar.stop")
    person.wait_for_end()
    assert person.can_see("top_bar.train")
    assert not person.can_see("top_bar.stop")
    assert "best weights are kept" in person.read("run.result")


def test_keys_train_and_stop(open_app: OpenApp) -> None:
    person = open_app(template="digits-cnn")
    person.press(Qt.Key.Key_Return, CTRL)
    assert person.window.engine.is_training
    person.press(Qt.Key.Key_Period, CTRL)
    person.wait_for_end()
    assert not person.window.actions_["stop"].isEnabled()


def test_train_with_a_problem_leads_to_it(open_app: OpenApp) -> None:
    person = open_app(chain(VECTOR, "Linear"))
    person.click("top_bar.train")

    assert not person.window.engine.is_training
    assert person.can_see("problem_card") or person.can_see("problems")


def test_long_name_leaves_room_for_every_button(open_app: OpenApp) -> None:
    project = edit.rename_project(digits_cnn(), "A very long name for a network " * 6)
    person = open_app(project, size=(1280, 800))

    assert person.window.width() == 1280
    name = person.see("top_bar.name")
    assert name.geometry().right() < person.see("top_bar.undo").geometry().left()
    bar = person.see("top_bar")
    for part in ("undo", "redo", "device", "export", "train"):
        button = person.see(f"top_bar.{part}")
        assert bar.rect().contains(button.geometry()), part
        assert button.width() >= button.sizeHint().width(), part


def test_name_is_changed_where_it_stands(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    person.click("top_bar.name")
    person.type_into("top_bar.name_editor", "Seeing digits")

    assert person.window.workspace.project.name == "Seeing digits"
    assert person.read("top_bar.name") == "Seeing digits"
    assert not person.can_see("top_bar.name_editor")
    assert person.see("top_bar.undo").toolTip() == "Undo: Rename the project"
    person.click("top_bar.undo")
    assert person.read("top_bar.name") == "Test"


def test_escape_leaves_the_name_as_it_is(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    person.click("top_bar.name")
    person.type_into("top_bar.name_editor", "Other", enter=False)
    person.press(Qt.Key.Key_Escape)

    assert person.read("top_bar.name") == "Test"
    assert not person.can_see("top_bar.name_editor")


def test_going_elsewhere_takes_the_name_and_an_empty_one_is_refused(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    person.click("top_bar.name")
    person.type_into("top_bar.name_editor", "Other", enter=False)
    person.select("conv1")
    assert person.read("top_bar.name") == "Other"

    person.click("top_bar.name")
    person.type_into("top_bar.name_editor", " ")
    assert person.can_see("top_bar.name_editor")
    assert "1 to" in person.message
    person.select("conv2")
    assert not person.can_see("top_bar.name_editor")
    assert person.read("top_bar.name") == "Other"


def test_device_chip_says_that_the_engine_gets_ready(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    assert person.read("top_bar.device") == "Getting ready"
    assert person.see("top_bar.device").toolTip() == "PyTorch is being loaded."
