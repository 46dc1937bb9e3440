"""The outline: a network is built, wired and changed in it by keys alone."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit

from netbuilder.app.panels.outline_model import ROW, NodeRow, OutlineModel, PortRow
from netbuilder.app.panels.outline_tree import OutlineTree
from netbuilder.project import edit
from netbuilder.project.template import new_project
from tests.app.canvas.hand import id_of
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, Person
from tests.builders import MAIN, chain, digits_cnn, residual

Key = Qt.Key
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    """A person who has opened the outline of the digits network with its key."""
    return opened(open_app(digits_cnn()))


def opened(person: Person) -> Person:
    person.press(Key.Key_O, CTRL | SHIFT)
    return person


def tree(person: Person) -> OutlineTree:
    return person.see("outline.layers", OutlineTree)


def rows(person: Person) -> list[str]:
    """The rows that are unfolded, as a screen reader says them."""
    found, view = [], tree(person)
    index = view.model().index(0, 0)
    while index.isValid():
        found.append(index.data(Qt.ItemDataRole.AccessibleTextRole))
        index = view.indexBelow(index)
    return found


def names(person: Person) -> list[str]:
    return [row.split(", ")[1] for row in rows(person)]


def current(person: Person) -> str:
    return tree(person).currentIndex().data(Qt.ItemDataRole.AccessibleTextRole)


def type_keys(person: Person, text: str) -> None:
    focused = QApplication.focusWidget()
    assert focused is not None
    person.qtbot.keyClicks(focused, text)
    person.press(Key.Key_Return)


def add(person: Person, layer: str) -> None:
    """Add a layer behind the current row by its name."""
    person.press(Key.Key_Insert)
    type_keys(person, f"add {layer}")


def wires(person: Person) -> set[tuple[str, str]]:
    network = person.window.workspace.network
    return {
        (network.nodes[e.source.node].name, network.nodes[e.sink.node].name) for e in network.edges
    }


def test_the_outline_has_the_layers_in_the_order_of_the_wires(person: Person) -> None:
    assert rows(person)[:4] == [
        "Input, input1, 1 by 8 by 8 out",
        "Conv2d, conv1, 1 by 8 by 8 in, 16 by 8 by 8 out, 160 parameters",
        "ReLU, relu1, 16 by 8 by 8 in, 16 by 8 by 8 out",
        "MaxPool, max_pool1, 16 by 8 by 8 in, 16 by 4 by 4 out",
    ]
    assert len(rows(person)) == 14
    assert QApplication.focusWidget() is tree(person)


def test_a_working_network_is_built_from_nothing_by_keys_alone(open_app: OpenApp) -> None:
    person = opened(open_app(new_project()))
    assert QApplication.focusWidget() is person.see("outline.add")
    person.press(Key.Key_Space)
    type_keys(person, "add input")
    for layer in ("dense", "relu", "dense", "output"):
        add(person, layer)

    assert wires(person) == {
        ("input1", "dense1"),
        ("dense1", "relu1"),
        ("relu1", "dense2"),
        ("dense2", "output1"),
    }
    person.press(Key.Key_Home)
    assert current(person).startswith("Input, input1")
    person.press(Key.Key_Return)
    assert person.see("inspector").isAncestorOf(QApplication.focusWidget())


def test_arrows_and_the_selection_go_together(person: Person) -> None:
    person.press(Key.Key_Home)
    person.press(Key.Key_Down)
    canvas = person.window.canvas
    assert person.window.workspace.selection == {id_of(canvas, "conv1")}
    person.press(Key.Key_Down, SHIFT)
    assert person.window.workspace.selection == {id_of(canvas, "conv1"), id_of(canvas, "relu1")}

    person.select("dense1")
    assert current(person).startswith("Dense, dense1")


def test_ports_stand_below_their_layer_with_what_is_at_the_other_end(person: Person) -> None:
    person.press(Key.Key_Home)
    person.press(Key.Key_Down)
    person.press(Key.Key_Right)

    assert rows(person)[2:4] == ["Input, from Input input1", "Output, to ReLU relu1"]
    person.press(Key.Key_Left)
    assert len(rows(person)) == 14


def test_a_wire_is_taken_away_and_drawn_elsewhere(open_app: OpenApp) -> None:
    person = opened(open_app(residual()))
    view = tree(person)
    add_row = view.outline.index_of(id_of(person.window.canvas, "add1"))
    view.setCurrentIndex(add_row)
    person.press(Key.Key_Right)
    person.press(Key.Key_Right)
    assert current(person) == "Input a, from Dense dense2"
    person.press(Key.Key_Down)
    assert current(person) == "Input b, from Input input1"

    person.press(Key.Key_Delete)
    assert ("input1", "add1") not in wires(person)
    assert current(person) == "Input b, not connected"

    person.press(Key.Key_Return)
    type_keys(person, "relu")
    assert ("relu1", "add1") in wires(person)
    assert current(person) == "Input b, from ReLU relu1"
    person.window.workspace.undo()
    person.window.workspace.undo()
    assert ("input1", "add1") in wires(person)


def test_a_layer_is_wired_onward_and_never_in_a_circle(open_app: OpenApp) -> None:
    project = chain("Input", "Linear", "ReLU", "Add", "Output")
    person = opened(open_app(project))
    view = tree(person)
    view.setCurrentIndex(view.outline.index_of(id_of(person.window.canvas, "dense1")))
    person.press(Key.Key_W)
    offered = person.see("commands.rows").model()
    words = [offered.index(row, 0).data() for row in range(offered.rowCount())]

    assert words == [
        "Connect to ReLU relu1",
        "Connect to Add add1",
        "Connect to Add add1",
        "Connect to Output output1",
    ]
    type_keys(person, "add1")
    assert ("dense1", "add1") in wires(person)
    assert QApplication.focusWidget() is view


def test_layers_are_renamed_moved_bypassed_locked_and_deleted(person: Person) -> None:
    person.press(Key.Key_Home)
    person.press(Key.Key_Down)
    person.press(Key.Key_F2)
    name = person.see("outline.name", QLineEdit)
    name.clear()
    type_keys(person, "edges")
    assert current(person).startswith("Conv2d, edges,")

    person.press(Key.Key_Down, ALT)
    assert [row.split(", ")[1] for row in rows(person)[:4]] == [
        "input1",
        "relu1",
        "edges",
        "max_pool1",
    ]
    assert current(person).startswith("Conv2d, edges,")
    person.press(Key.Key_Up, ALT)
    assert names(person)[:3] == ["input1", "edges", "relu1"]

    person.press(Key.Key_B)
    assert ", bypassed" in current(person)
    person.press(Key.Key_L)
    assert ", locked" in current(person)

    person.press(Key.Key_Delete)
    assert ("input1", "relu1") in wires(person)
    assert current(person).startswith("ReLU, relu1")
    assert QApplication.focusWidget() is tree(person)


def test_a_name_that_cannot_be_had_is_refused_in_words(person: Person) -> None:
    person.press(Key.Key_Home)
    person.press(Key.Key_F2)
    person.see("outline.name", QLineEdit).clear()
    type_keys(person, "conv1")

    assert "conv1" in person.message
    assert current(person).startswith("Input, input1")


def test_a_layer_that_cannot_move_says_why(person: Person) -> None:
    person.press(Key.Key_Home)
    person.press(Key.Key_Down, ALT)

    assert person.message == (
        "input1 cannot change places with the layer behind it. "
        "Only layers with one wire in and one wire out can."
    )


def test_a_problem_stands_in_the_row_of_its_layer(open_app: OpenApp) -> None:
    person = opened(open_app(residual()))
    workspace = person.window.workspace
    into = [
        e for e in workspace.network.edges if e.sink.node == id_of(person.window.canvas, "relu1")
    ]
    workspace.edit("Cut", edit.remove_edges(workspace.project, MAIN, into))

    relu = next(row for row in rows(person) if row.startswith("ReLU, relu1"))
    assert relu.endswith("ReLU waits for a wire")


def test_the_menu_of_a_row_opens_by_its_key(person: Person) -> None:
    person.press(Key.Key_Home)
    person.press(Key.Key_Down)
    view = tree(person)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, QPoint(), view.mapToGlobal(QPoint())
    )
    QApplication.sendEvent(view, event)
    words = [action.text().partition("\t")[0] for action in person.open_menu().actions()]

    assert words == [
        "Connect…",
        "Add a layer behind…",
        "Rename",
        "Move earlier",
        "Move later",
        "Bypass",
        "Lock weights",
        "Delete and close the gap",
        "More",
    ]
    person.pick("Move later\tAlt+↓")
    assert names(person)[1:3] == ["relu1", "conv1"]


def go_to(person: Person, name: str) -> None:
    """Press Down until the cursor is on a layer."""
    person.press(Key.Key_Home)
    for _row in range(30):
        if current(person).split(", ")[1] == name:
            return
        person.press(Key.Key_Down)
    raise AssertionError(f"no row of {name}")


def choose(person: Person, words: str) -> None:
    """Choose by name from what is offered over the window."""
    person.wait(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    type_keys(person, words)


def test_a_layer_is_deleted_and_leaves_the_gap(person: Person) -> None:
    go_to(person, "conv1")
    person.press(Key.Key_Delete, SHIFT)

    assert "conv1" not in names(person)
    assert ("input1", "relu1") not in wires(person)
    assert QApplication.focusWidget() is tree(person)


def test_layers_are_copied_cut_pasted_and_duplicated(person: Person) -> None:
    go_to(person, "conv1")
    person.press(Key.Key_C, CTRL)
    person.press(Key.Key_V, CTRL)
    assert names(person).count("conv3") == 1
    go_to(person, "relu1")
    person.press(Key.Key_D, CTRL | SHIFT)
    assert ("conv1", "relu4") in wires(person)
    go_to(person, "dropout1")
    person.press(Key.Key_X, CTRL)
    assert "dropout1" not in names(person)
    person.press(Key.Key_V, CTRL)
    assert "dropout1" in names(person)
    assert QApplication.focusWidget() is tree(person)


def test_a_layer_is_replaced(person: Person) -> None:
    go_to(person, "relu1")
    person.press(Key.Key_R)
    choose(person, "tanh")

    assert {("conv1", "tanh1"), ("tanh1", "max_pool1")} <= wires(person)
    assert QApplication.focusWidget() is tree(person)
    assert current(person).startswith("Tanh, tanh1")


def test_a_block_is_made_and_entered(person: Person) -> None:
    go_to(person, "conv1")
    person.press(Key.Key_Down, SHIFT)
    person.press(Key.Key_G, CTRL)
    block = next(row for row in rows(person) if row.startswith("block1"))
    go_to(person, block.split(", ")[1])
    person.press(Key.Key_Return, SHIFT)

    assert person.window.workspace.network_name == "block1"
    assert {"conv1", "relu1"} <= set(names(person))


def test_a_block_is_ungrouped(person: Person) -> None:
    before = wires(person)
    go_to(person, "conv1")
    person.press(Key.Key_Down, SHIFT)
    person.press(Key.Key_G, CTRL)
    go_to(person, next(row for row in rows(person) if row.startswith("block1")).split(", ")[1])
    person.press(Key.Key_G, CTRL | SHIFT)

    assert wires(person) == before


def test_no_menu_has_more_than_nine_rows(person: Person) -> None:
    go_to(person, "conv1")
    person.press(Key.Key_Down, SHIFT)
    person.press(Key.Key_G, CTRL)
    go_to(person, next(row for row in rows(person) if row.startswith("block1")).split(", ")[1])
    view = tree(person)
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Keyboard, QPoint(), view.mapToGlobal(QPoint())
    )
    QApplication.sendEvent(view, event)
    depths = [len(person.open_menu().actions())]
    for words in ("More", "Blocks, frames and wires"):
        person.pick(words)
        depths.append(len(person.open_menu().actions()))
    while person.can_close_a_menu():
        pass

    assert max(depths) <= 9


def test_one_of_several_wires_is_taken_away_by_name(open_app: OpenApp) -> None:
    person = opened(open_app(residual()))
    go_to(person, "input1")
    person.press(Key.Key_Right)
    person.press(Key.Key_Right)
    before = wires(person)
    leaving = sorted(sink for source, sink in before if source == "input1")
    assert len(leaving) == 2
    person.press(Key.Key_Delete)
    choose(person, f"disconnect {leaving[0]}")

    assert before - wires(person) == {("input1", leaving[0])}
    assert QApplication.focusWidget() is tree(person)


def test_one_more_input_of_a_merge_is_offered(open_app: OpenApp) -> None:
    person = opened(open_app(residual()))
    go_to(person, "relu1")
    person.press(Key.Key_W)
    choose(person, "one more input")

    into = [e for e in person.window.workspace.network.edges if e.sink.port == "inputs"]
    assert sorted(edge.order for edge in into) == [0, 1, 2]
    assert ("relu1", "add1") in wires(person)


def test_a_layer_without_outputs_is_wired_from_its_input(open_app: OpenApp) -> None:
    person = opened(open_app(chain("Input", "Linear", "ReLU", "Output")))
    go_to(person, "output1")
    person.press(Key.Key_W)
    choose(person, "dense1")

    assert ("dense1", "output1") in wires(person)
    assert ("relu1", "output1") not in wires(person)


def test_the_outline_follows_what_happens_elsewhere(person: Person) -> None:
    person.select("dropout1")
    person.press(Key.Key_Delete)
    assert len(rows(person)) == 13
    person.click("network_tabs.add")

    assert person.can_see("outline.add")
    person.click("network_tabs.main")
    assert len(rows(person)) == 13


def test_the_model_keeps_the_rules_of_models(person: Person) -> None:
    model = OutlineModel(person.window.workspace, lambda _id, _name: False, person.window)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    workspace = person.window.workspace
    model.refresh()
    ids = [id_of(person.window.canvas, name) for name in ("conv1", "relu1")]
    workspace.edit("Delete", edit.remove_nodes(workspace.project, MAIN, ids))
    model.refresh()
    workspace.edit("Set", edit.set_bypassed(workspace.project, MAIN, model.order[:1], False))
    model.refresh()

    top = model.index(1, 0)
    assert isinstance(top.data(ROW), NodeRow)
    assert model.rowCount(top) == 2
    port = model.index(0, 0, top)
    assert isinstance(port.data(ROW), PortRow)
    assert model.parent(port) == top
    assert model.rowCount(port) == 0
