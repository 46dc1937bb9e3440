"""A layer is replaced by another one, with its wires and settings, by key, menu and search."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from netbuilder.app.entry_rows import EntryRows
from netbuilder.project import edit
from tests.app.canvas.hand import id_of, names, two_rows, wires
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, Person
from tests.builders import MAIN, digits_cnn

Key = Qt.Key


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    return open_app(digits_cnn())


def ask(person: Person, name: str) -> None:
    """Select a layer and press R."""
    person.select(name)
    person.press(Key.Key_R)


def choose(person: Person, words: str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    person.qtbot.keyClicks(focused, words)
    person.press(Key.Key_Return)


def offered(person: Person) -> list[str]:
    rows = person.see("layer_search.rows", EntryRows).model()
    return [rows.index(row, 0).data() for row in range(rows.rowCount())]


def test_a_layer_is_replaced_and_keeps_its_wires(person: Person) -> None:
    ask(person, "relu1")
    choose(person, "gelu")

    view = person.window.canvas
    assert names(view) == {"gelu1"}
    assert ("conv1", "gelu1", 0) in wires(view)
    assert ("gelu1", "max_pool1", 0) in wires(view)
    assert view.workspace.history.undo_label == "Replace by GELU"
    assert not person.can_see("layer_search")
    assert view.hasFocus()
    person.press(Key.Key_Z, CTRL)
    assert "relu1" in person.node_names()


def test_the_settings_that_both_have_stay(person: Person) -> None:
    before = person.parameters("conv1")
    ask(person, "conv1")
    choose(person, "transposed")

    (name,) = names(person.window.canvas)
    after = person.parameters(name)
    assert after["out_channels"] == before["out_channels"]


def test_the_family_of_the_layer_leads_and_it_is_not_offered_itself(person: Person) -> None:
    ask(person, "relu1")

    words = offered(person)
    assert "ReLU" not in words
    assert {"GELU", "Tanh"} <= set(words[: words.index("BatchNorm")])
    assert "Dense" in words


def test_wires_without_a_place_go_with_a_word(open_app: OpenApp) -> None:
    person = open_app(two_rows())
    ask(person, "add1")
    choose(person, "relu")

    view = person.window.canvas
    assert len([wire for wire in wires(view) if wire[1] == "relu2"]) == 1
    assert person.message == "relu2 has no place for one of the wires, which is gone."


def test_escape_replaces_nothing(person: Person) -> None:
    before = person.window.workspace.project
    ask(person, "relu1")
    person.press(Key.Key_Escape)

    assert person.window.workspace.project is before
    assert person.window.canvas.hasFocus()


def test_the_search_stands_beside_the_layer(person: Person) -> None:
    ask(person, "relu1")
    view = person.window.canvas
    row = view.arrays.row_of[id_of(view, "relu1")]
    left, top, right, bottom = view.arrays.boxes[row].tolist()
    corner = view.viewport().mapTo(person.window, view.mapFromScene(left, top))
    far = view.viewport().mapTo(person.window, view.mapFromScene(right, bottom))
    card = person.see("layer_search").card.geometry()

    assert not card.contains(corner)
    assert not card.contains(far)
    assert "Enter replaces" in person.read("layer_search.foot")


def test_a_block_can_take_the_place(open_app: OpenApp) -> None:
    grown = edit.add_network(digits_cnn(), "small")
    for kind in ("Input", "Output"):
        node = edit.new_node(grown.networks["small"], kind)
        grown = edit.add_node(grown, "small", node, (0.0, 0.0))
    person = open_app(grown)
    ask(person, "relu1")
    choose(person, "small")

    (node_id,) = person.window.workspace.selection
    block = person.window.workspace.project.networks[MAIN].nodes[node_id].block
    assert block is not None
    assert block.network == "small"


def test_one_layer_has_to_be_selected(person: Person) -> None:
    person.select("relu1", "conv1")
    person.press(Key.Key_R)

    assert person.message == "Select the one layer that another is to replace."
    assert not person.can_see("layer_search")


def test_the_menu_of_a_layer_has_it_within_nine_rows(person: Person) -> None:
    view = person.window.canvas
    person.select("relu1")
    view.context_menu_requested.emit(view.mapToGlobal(view.rect().center()), id_of(view, "relu1"))
    menu = person.open_menu()

    assert len(menu.actions()) <= 9
    person.pick("Replace by…")
    person.type_into("layer_search.field", "tanh")
    assert names(view) == {"tanh1"}


def test_a_wire_and_empty_canvas_have_menus_of_their_own(person: Person) -> None:
    view = person.window.canvas
    middle = view.mapToGlobal(view.rect().center())
    view.context_menu_requested.emit(middle, view.arrays.edges[0])
    of_wire = [action.text() for action in person.open_menu().actions()]
    person.can_close_a_menu()
    view.context_menu_requested.emit(middle, None)
    of_nothing = [action.text() for action in person.open_menu().actions()]
    person.can_close_a_menu()

    assert "Swap the inputs" in of_wire
    assert "Paste" in of_nothing
    assert "Delete and close the gap" not in of_nothing
    assert max(len(of_wire), len(of_nothing)) <= 9


def test_enter_on_a_layer_edits_its_settings(person: Person) -> None:
    person.select("conv1")
    person.press(Key.Key_Return)

    focused = QApplication.focusWidget()
    assert focused is not None
    assert person.see("inspector").isAncestorOf(focused)
