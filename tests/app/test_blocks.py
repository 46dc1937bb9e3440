"""The person's own blocks: made of a selection, placed, entered, trained, and taken away again."""

import json

import pytest
from PySide6.QtCore import Qt

from netbuilder.app.panels.block_list import LAYER_MIME, BlockRow
from tests.app.canvas.hand import header
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, LEFT, Person
from tests.builders import digits_cnn


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    return open_app(digits_cnn())


def make_one(person: Person) -> None:
    person.select("conv2", "relu2")
    person.press(Qt.Key.Key_G, CTRL)


def test_keys_make_a_block_of_the_selection(person: Person) -> None:
    assert not person.see("palette.make_block").isEnabled()
    make_one(person)

    workspace = person.window.workspace
    assert set(workspace.project.networks) == {"main", "block1"}
    (made,) = workspace.selection
    assert workspace.network.nodes[made].block is not None
    assert not workspace.analysis.problems
    assert person.see("palette.block.block1").accessibleName() == "block1, 4 layers"
    person.click("top_bar.undo")
    assert set(workspace.project.networks) == {"main"}
    assert not person.can_see("palette.block.block1")


def test_button_in_the_palette_makes_one_too(person: Person) -> None:
    person.select("conv2", "relu2")
    person.click("palette.make_block")

    assert "block1" in person.window.workspace.project.networks


def test_what_cannot_be_a_block_is_told(person: Person) -> None:
    person.select("input1")
    person.press(Qt.Key.Key_G, CTRL)

    assert "outside a block" in person.message
    assert set(person.window.workspace.project.networks) == {"main"}


def test_keys_put_the_layers_of_a_block_in_its_place(person: Person) -> None:
    before = person.window.workspace.project
    make_one(person)
    person.press(Qt.Key.Key_G, CTRL | Qt.KeyboardModifier.ShiftModifier)

    workspace = person.window.workspace
    assert workspace.project.networks.keys() == {"main"}
    assert workspace.network.nodes == before.networks["main"].nodes
    assert set(workspace.network.edges) == set(before.networks["main"].edges)
    assert {workspace.network.nodes[i].name for i in workspace.selection} == {"conv2", "relu2"}
    person.press(Qt.Key.Key_Z, CTRL)
    assert set(workspace.project.networks) == {"main", "block1"}
    assert {workspace.network.nodes[i].name for i in workspace.selection} == {"block1"}


def test_blocks_are_ungrouped_together_as_one_step(person: Person) -> None:
    make_one(person)
    person.select("relu1")
    person.press(Qt.Key.Key_G, CTRL)
    person.select("block1", "block2")
    person.press(Qt.Key.Key_G, CTRL | Qt.KeyboardModifier.ShiftModifier)

    assert person.window.workspace.project.networks.keys() == {"main"}
    assert person.window.workspace.history.undo_label == "Ungroup"
    assert {"conv2", "relu2", "relu1"} <= person.node_names()


def test_ungrouping_says_what_it_needs(person: Person) -> None:
    person.select("conv1")
    person.press(Qt.Key.Key_G, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert person.message == "Select a block to put its layers in its place."

    make_one(person)
    person.press(Qt.Key.Key_B)
    person.press(Qt.Key.Key_G, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert person.message == "block1 is bypassed. Let it take part again first."


def test_double_click_enters_a_block_and_its_tab_leaves_it(person: Person) -> None:
    make_one(person)
    person.hand.double_click(header(person.window.canvas, "block1"))
    assert person.window.workspace.network_name == "block1"
    assert {"conv2", "relu2"} <= person.node_names()
    assert not person.can_see("palette.block.block1")

    person.click("network_tabs.main")
    assert "conv1" in person.node_names()


def test_enter_places_a_block_behind_what_is_selected(person: Person) -> None:
    make_one(person)
    before = person.node_names()
    person.select("dropout1")
    row = person.see("palette.block.block1")
    row.setFocus()
    person.press(Qt.Key.Key_Return)

    (added,) = person.node_names() - before
    workspace = person.window.workspace
    (node,) = workspace.selection
    assert workspace.network.nodes[node].name == added
    assert len([e for e in workspace.network.edges if e.sink.node == node]) == 1
    assert len([e for e in workspace.network.edges if e.source.node == node]) == 1


def test_double_click_on_a_row_places_a_block(person: Person) -> None:
    make_one(person)
    before = person.node_names()
    person.qtbot.mouseDClick(person.see("palette.block.block1"), LEFT)

    assert len(person.node_names() - before) == 1


def test_dragged_block_lands_where_it_is_let_go(person: Person) -> None:
    make_one(person)
    before = person.node_names()
    row = person.see("palette.block.block1", BlockRow)
    data = row.mime_data()
    assert json.loads(bytes(data.data(LAYER_MIME).data()))["block"] == "block1"
    person.hand.drag_layer(data, person.window.canvas.camera.center)

    assert len(person.node_names() - before) == 1


def test_network_with_a_block_trains(open_app: OpenApp) -> None:
    person = open_app(template="two-moons-mlp")
    person.select("relu1", "dense2")
    person.press(Qt.Key.Key_G, CTRL)
    assert not person.window.workspace.analysis.problems
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.epoch > 0)
    person.click("top_bar.stop")
    person.wait_for_end()

    assert person.window.engine.series.best_epoch > 0
