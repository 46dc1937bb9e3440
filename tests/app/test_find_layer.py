"""Finding layers by name, kind and setting, by keys."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from netbuilder.project import edit
from netbuilder.project.template import open_template
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, Person


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    return open_app(open_template("digits-cnn"))


def look_for(person: Person, words: str) -> None:
    person.window.canvas.setFocus()
    person.press(Qt.Key.Key_F, CTRL)
    person.type_into("find.field", words, enter=False)


def selected(person: Person) -> list[str]:
    workspace = person.window.workspace
    return [workspace.network.nodes[node_id].name for node_id in workspace.selection]


def test_a_layer_is_found_by_its_name_and_brought_into_view(person: Person) -> None:
    canvas = person.window.canvas
    canvas.camera.zoom_by(4)
    look_for(person, "conv2")
    assert selected(person) == ["conv2"]
    row = canvas.arrays.row_of[next(iter(person.window.workspace.selection))]
    assert canvas.camera.sees(canvas.arrays.boxes[[row]])


def test_enter_goes_round_all_of_a_kind(person: Person) -> None:
    nodes = person.window.workspace.network.nodes.values()
    names = [node.name for node in nodes if node.kind == "ReLU"]
    assert len(names) > 1
    look_for(person, "relu")
    assert person.read("find.count") == f"1 of {len(names)}"
    seen = selected(person)
    for _step in names[1:]:
        person.press(Qt.Key.Key_Return)
        seen += selected(person)
    assert seen == names
    person.press(Qt.Key.Key_Return)
    assert selected(person) == names[:1]


def test_a_layer_is_found_by_a_setting(person: Person) -> None:
    workspace = person.window.workspace
    conv = next(node for node in workspace.network.nodes.values() if node.name == "conv2")
    name = workspace.network_name
    project = edit.set_parameter(workspace.project, name, [conv.id], "out_channels", 77)
    workspace.edit("Change", project)
    look_for(person, "conv 77")
    assert selected(person) == ["conv2"]


def test_a_layer_of_another_network_is_found_there(person: Person) -> None:
    workspace = person.window.workspace
    project = edit.add_network(workspace.project, "other")
    node = edit.new_node(project.networks["other"], "LSTM", {})
    workspace.edit("Add", edit.add_node(project, "other", node, (0.0, 0.0)))
    look_for(person, "lstm")
    assert workspace.network_name == "other"
    assert selected(person) == [node.name]


def test_nothing_is_said_and_escape_gives_the_canvas_back(person: Person) -> None:
    look_for(person, "no such layer")
    assert person.read("find.count") == "Nothing"
    person.press(Qt.Key.Key_Escape)
    assert not person.can_see("find")
    assert QApplication.focusWidget() is person.window.canvas


def test_what_is_deleted_is_no_longer_found(person: Person) -> None:
    look_for(person, "conv1")
    assert person.read("find.count").startswith("1 of")
    before = person.read("find.count")
    person.window.canvas.setFocus()
    person.press(Qt.Key.Key_Delete)
    assert person.read("find.count") != before


def test_notes_and_frames_are_found_by_what_is_written_on_them(person: Person) -> None:
    workspace, canvas = person.window.workspace, person.window.canvas
    name = workspace.network_name
    conv = next(node.id for node in workspace.network.nodes.values() if node.name == "conv1")
    project, _frame = edit.add_frame(workspace.project, name, [conv], title="Seeing part")
    project, note = edit.add_note(project, name, "Try fewer of them", (4000.0, 3000.0))
    workspace.edit("Mark", project)

    look_for(person, "fewer")
    assert workspace.selected_notes == {note}
    assert canvas.camera.seen.contains(canvas.arrays.notes.box(0))
    look_for(person, "seeing")
    assert selected(person) == ["conv1"]
    assert canvas.camera.seen.contains(canvas.arrays.frames.box(0))
