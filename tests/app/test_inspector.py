"""The inspector: settings of one layer and of several, names, and what it says of them."""

from collections.abc import Mapping

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from netbuilder.app.widgets import Control
from netbuilder.layers.layer import KINDS
from netbuilder.project.template import open_template
from tests.app.canvas.hand import names
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, LEFT, Person
from tests.builders import chain, digits_cnn

VECTOR = ("Input", {"feeds": "shape", "shape": (8,)})


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    """In front of Digits CNN: input1, conv1, relu1, max_pool1, conv2, ..., dense1, dropout1, ..."""
    return open_app(digits_cnn())


def undo(person: Person) -> None:
    person.click("top_bar.undo")


def test_nothing_selected_shows_the_network(person: Person) -> None:
    words = person.words_in("inspector")

    assert "14 layers" in words
    # conv1 160, conv2 4,640, dense1 128×64+64, dense2 64×10+10
    assert person.read("inspector.total") == "13,706"
    assert "Select a layer" in words


def test_selected_layer_shows_shapes_name_and_cost(person: Person) -> None:
    person.select("conv2")

    assert person.read("inspector.title") == "Conv2d"
    assert person.read("inspector.name") == "conv2"
    assert person.read("inspector.out_channels") == "32"
    assert person.read("inspector.parameter_count") == f"{32 * (16 * 3 * 3) + 32:,}"


def test_selected_layer_is_drawn_and_written(person: Person) -> None:
    person.select("conv2")
    equation, drawing = person.see("inspector.equation"), person.see("inspector.drawing")

    assert equation.accessibleName().startswith("y k, i, j equals b k plus the sum over c, u, v")
    assert equation.height() >= 30
    assert drawing.mapToGlobal(drawing.pos()).y() > equation.mapToGlobal(equation.pos()).y()
    assert "Each filter slides a small window" in person.words_in("inspector")
    assert "32×4×4" in person.words_in("inspector")


@pytest.mark.parametrize("scale", [0.85, 1.5])
def test_settings_of_every_layer_fit_the_panel(open_app: OpenApp, scale: float) -> None:
    between = sorted(KINDS.keys() - {"Input", "Output"})
    person = open_app(chain("Input", *between, "Output"), size=(1600, 1000))  # wide: never folded
    window = person.window
    window.store.set_font_scale(scale)
    for node in window.workspace.network.nodes.values():
        window.workspace.select((node.id,))
        QApplication.processEvents()
        page = window.inspector.page
        assert page is not None
        equation = person.see("inspector.equation")

        assert page.width() <= page.parentWidget().width(), node.kind
        assert equation.height() >= equation.heightForWidth(equation.width()), node.kind


def test_whole_number_is_typed_and_undone(person: Person) -> None:
    person.select("conv1")
    person.type_into("inspector.out_channels", "24")

    assert person.parameters("conv1")["out_channels"] == 24
    assert person.read("inspector.parameter_count") == f"{24 * 9 + 24}"

    undo(person)
    assert person.parameters("conv1")["out_channels"] == 16
    assert person.read("inspector.out_channels") == "16"


def test_arrow_keys_step_a_number(person: Person) -> None:
    person.select("conv1")
    person.click("inspector.out_channels")
    line = person.see("inspector.out_channels").focusProxy()
    assert line is not None
    person.qtbot.keyClick(line, Qt.Key.Key_Up)
    person.qtbot.keyClick(line, Qt.Key.Key_Return)

    assert person.parameters("conv1")["out_channels"] == 17


def test_number_with_a_fraction_is_typed(person: Person) -> None:
    person.select("dropout1")
    person.type_into("inspector.p", "0.45")

    assert person.parameters("dropout1")["p"] == pytest.approx(0.45)
    undo(person)
    assert person.parameters("dropout1")["p"] == 0.3


@pytest.mark.parametrize(
    ("layer", "field", "text"),
    [
        ("conv1", "inspector.out_channels", "0"),
        ("conv1", "inspector.out_channels", "many"),
        ("dropout1", "inspector.p", "1.5"),
    ],
)
def test_refused_value_says_why_below_its_field(
    person: Person, layer: str, field: str, text: str
) -> None:
    person.select(layer)
    before = person.window.workspace.project
    person.type_into(field, text)

    assert person.sentence_below(field)
    assert person.window.workspace.project is before

    person.qtbot.keyClick(person.see(field).focusProxy(), Qt.Key.Key_Escape)
    assert person.sentence_below(field) == ""


def test_linked_size_changes_both_directions(person: Person) -> None:
    person.select("conv1")
    person.type_pair("inspector.kernel_size", "height", "5")

    assert person.parameters("conv1")["kernel_size"] == 5
    undo(person)
    assert person.parameters("conv1")["kernel_size"] == 3


def test_unlinked_size_changes_one_direction(person: Person) -> None:
    person.select("conv1")
    link = next(
        control
        for control in person.see("inspector.kernel_size").findChildren(Control)
        if "equal" in control.accessibleName()
    )
    person.click_on(link)
    person.type_pair("inspector.kernel_size", "width", "1")

    assert person.parameters("conv1")["kernel_size"] == (3, 1)
    undo(person)
    assert person.parameters("conv1")["kernel_size"] == 3


def test_size_takes_a_word_and_numbers_again(person: Person) -> None:
    person.select("conv1")
    person.switch_to("inspector.padding", "Valid")
    assert person.parameters("conv1")["padding"] == "valid"

    person.switch_to("inspector.padding", "Set")
    person.type_pair("inspector.padding", "height", "2")
    assert person.parameters("conv1")["padding"] == 2

    for _step in range(3):
        undo(person)
    assert person.parameters("conv1").get("padding", "same") == "same"


def test_choice_of_many_drops_down(person: Person) -> None:
    person.select("conv1")
    person.take("inspector.weight_init", "He normal")

    assert person.parameters("conv1")["weight_init"] == "he_normal"
    undo(person)
    assert "weight_init" not in person.parameters("conv1")


def test_choice_of_two_is_shown_whole(open_app: OpenApp) -> None:
    person = open_app(template="sunspots-lstm")
    lstm = next(name for name in person.node_names() if name.startswith("lstm"))
    person.select(lstm)
    person.switch_to("inspector.output", "Every step")

    assert person.parameters(lstm)["output"] == "sequence"


def test_switch_turns(person: Person) -> None:
    person.select("conv1")
    person.click("inspector.bias")

    assert person.parameters("conv1")["bias"] is False
    assert person.read("inspector.parameter_count") == "144"
    undo(person)
    assert person.read("inspector.parameter_count") == "160"


def test_shape_is_written_as_people_write_it(open_app: OpenApp) -> None:
    person = open_app(chain(VECTOR, "Linear", "Output"))
    person.select("input1")
    person.type_into("inspector.shape", "3 x 4")
    assert person.parameters("input1")["shape"] == (3, 4)
    assert person.read("inspector.shape") == "3×4"

    person.type_into("inspector.shape", "wide")
    assert "whole numbers" in person.sentence_below("inspector.shape")
    assert person.parameters("input1")["shape"] == (3, 4)


def test_columns_are_ticked_in_a_menu(open_app: OpenApp) -> None:
    person = open_app(template="iris")
    person.select("input1")
    columns = person.parameters("input1")["columns"]
    assert isinstance(columns, tuple)
    assert person.words_of_button("inspector.columns") == "4 chosen"

    def untick(menu: QWidget) -> None:
        assert isinstance(menu, QMenu)
        row = next(a for a in menu.actions() if a.text() == columns[0])
        assert row.isChecked()
        person.qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(row).center())

    person.when_asked(lambda: person.click("inspector.columns"), untick)

    assert person.parameters("input1")["columns"] == columns[1:]
    undo(person)
    assert person.parameters("input1")["columns"] == columns


def test_text_is_typed(open_app: OpenApp) -> None:
    person = open_app(chain(("Input", {"feeds": "recipe", "recipe": "noise"}), "Linear", "Output"))
    person.select("input1")
    person.type_into("inspector.recipe", "time")

    assert person.parameters("input1")["recipe"] == "time"


def test_optional_setting_is_set_and_left_open_again(person: Person) -> None:
    person.select("max_pool1")
    person.switch_to("inspector.stride", "Set")
    person.type_pair("inspector.stride", "height", "1")
    assert person.parameters("max_pool1")["stride"] == 1

    open_words = next(
        b.text()
        for b in person.see("inspector.stride").findChildren(Control)
        if "window" in b.text()
    )
    person.switch_to("inspector.stride", open_words)
    assert person.parameters("max_pool1")["stride"] is None


def test_rename_shows_in_the_network_and_is_undone(person: Person) -> None:
    person.select("conv1")
    person.type_into("inspector.name", "edges")
    assert "edges" in person.node_names()

    undo(person)
    assert "conv1" in person.node_names()
    assert person.read("inspector.name") == "conv1"


@pytest.mark.parametrize("name", ["conv2", "two words", "class", ""])
def test_refused_name_says_why(person: Person, name: str) -> None:
    person.select("conv1")
    person.type_into("inspector.name", name)

    assert person.sentence_below("inspector.name")
    assert "conv1" in person.node_names()


def test_several_layers_show_mixed_and_are_edited_together(person: Person) -> None:
    person.select("conv1", "conv2")

    assert person.read("inspector.title") == "2 layers"
    assert person.read("inspector.out_channels") == "Mixed"
    assert not person.can_see("inspector.name")

    person.type_into("inspector.out_channels", "8")
    widths = [person.parameters(name)["out_channels"] for name in ("conv1", "conv2")]
    assert widths == [8, 8]
    assert person.read("inspector.out_channels") == "8"

    undo(person)
    widths = [person.parameters(name)["out_channels"] for name in ("conv1", "conv2")]
    assert widths == [16, 32]


def test_layers_of_different_kinds_share_no_settings(person: Person) -> None:
    person.select("conv1", "dense1")

    assert "Different kinds" in person.words_in("inspector")
    assert not person.can_see("inspector.out_channels")
    assert person.read("inspector.parameter_count") == f"{160 + 128 * 64 + 64:,}"


def test_bypass_button_bypasses_and_back(person: Person) -> None:
    person.select("relu1")
    person.click("inspector.bypass")
    assert _bypassed(person)["relu1"]
    assert person.see("inspector.bypass", Control).isChecked()

    person.click("inspector.bypass")
    assert not _bypassed(person)["relu1"]
    assert not person.see("inspector.bypass", Control).isChecked()


def test_layer_that_cannot_be_bypassed_says_so(person: Person) -> None:
    person.select("input1")
    person.click("inspector.bypass")

    assert not _bypassed(person)["input1"]
    assert "cannot be bypassed" in person.message


def test_duplicate_button_selects_the_copy(person: Person) -> None:
    person.select("conv1")
    before = person.node_names()
    person.click("inspector.duplicate")

    (copy,) = person.node_names() - before
    assert names(person.window.canvas) == {copy}
    assert person.parameters(copy)["out_channels"] == 16
    undo(person)
    assert person.node_names() == before


def test_delete_button_closes_the_gap(person: Person) -> None:
    person.select("relu1")
    person.click("inspector.delete")

    assert "relu1" not in person.node_names()
    assert "13 layers" in person.words_in("inspector")
    assert not person.window.workspace.analysis.problems
    undo(person)
    assert "relu1" in person.node_names()


def test_undo_of_a_deleted_layer_by_keys(person: Person) -> None:
    person.select("relu1")
    person.press(Qt.Key.Key_Delete)
    assert "relu1" not in person.node_names()

    person.press(Qt.Key.Key_Z, CTRL)
    assert "relu1" in person.node_names()


def test_rare_settings_are_folded_away(person: Person) -> None:
    person.select("conv1")
    assert not person.can_see("inspector.dilation")

    person.unfold("inspector.more")
    person.type_pair("inspector.dilation", "height", "2")

    assert person.parameters("conv1")["dilation"] == 2
    assert person.can_see("inspector.dilation")


def test_setting_that_does_not_apply_is_hidden(open_app: OpenApp) -> None:
    person = open_app(chain(VECTOR, "Linear", "Output"))
    person.select("input1")

    assert person.can_see("inspector.shape")
    assert not person.can_see("inspector.columns")


def test_target_column_is_chosen_from_the_data(open_app: OpenApp) -> None:
    person = open_app(open_template("iris"))
    person.select("output1")
    person.take("inspector.column", "Only predict")

    assert person.parameters("output1")["column"] == ""


def _bypassed(person: Person) -> Mapping[str, bool]:
    nodes = person.window.workspace.network.nodes.values()
    return {node.name: node.bypassed for node in nodes}
