"""What a screen reader finds on the canvas: nodes, their ports, and wires."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication

from netbuilder.project import edit
from netbuilder.project.value import End, Project
from tests.app.canvas.hand import Hand, header, id_of, port, two_rows

Role = QAccessible.Role
Text = QAccessible.Text
MAIN = "main"


@pytest.fixture
def canvas(hand: Hand) -> QAccessibleInterface:
    return QAccessible.queryAccessibleInterface(hand.view)


def names_of(parent: QAccessibleInterface) -> list[str]:
    return [parent.child(i).text(Text.Name) for i in range(parent.childCount())]


def child(parent: QAccessibleInterface, beginning: str) -> QAccessibleInterface:
    return next(
        parent.child(i)
        for i in range(parent.childCount())
        if parent.child(i).text(Text.Name).startswith(beginning)
    )


def test_nodes_come_first_and_then_the_wires(canvas: QAccessibleInterface) -> None:
    names = names_of(canvas)

    assert names[1] == "Conv2d, conv1, 1 by 8 by 8 in, 32 by 8 by 8 out, 320 parameters"
    assert names[7:] == [
        "from Input to Conv2d",
        "from Conv2d to ReLU",
        "from ReLU to Conv2d",
        "from Conv2d to Add",
        "from Add to Flatten",
        "from Flatten to Dense",
        "from ReLU to Add",
    ]


def test_a_node_says_that_it_is_selected(hand: Hand, canvas: QAccessibleInterface) -> None:
    hand.click(header(hand.view, "conv2"))
    node = child(canvas, "Conv2d, conv2")

    assert node.text(Text.Name) == (
        "Conv2d, conv2, 32 by 8 by 8 in, 64 by 8 by 8 out, 18,496 parameters, selected"
    )
    assert node.role() is Role.ListItem
    assert node.state().selected
    assert canvas.focusChild() is node
    at = node.rect().center()
    assert canvas.childAt(at.x(), at.y()) is node


def test_what_is_wrong_with_a_node_is_said(hand: Hand, canvas: QAccessibleInterface) -> None:
    workspace = hand.view.workspace
    workspace.edit(
        "Bypass", edit.set_bypassed(workspace.project, MAIN, [id_of(hand.view, "relu1")], True)
    )

    # 64 channels from conv2 and 32 from relu1 cannot be added.
    assert child(canvas, "Add, add1").text(Text.Name).endswith("has a problem")
    assert child(canvas, "ReLU, relu1").text(Text.Name).endswith("bypassed")


def test_ports_are_children_of_their_node(hand: Hand, canvas: QAccessibleInterface) -> None:
    node = child(canvas, "Conv2d, conv2")

    assert names_of(node) == [
        "input of Conv2d, image, connected",
        "output of Conv2d, image, connected",
    ]
    output = node.child(1)
    assert output.parent() is node
    assert node.indexOfChild(output) == 1
    assert output.text(Text.Description) == "batch by 64 by 8 by 8, image"
    where = hand.view.mapFromScene(port(hand.view, "conv2", "output"))
    assert output.rect().contains(hand.view.viewport().mapToGlobal(where))


def test_a_port_that_waits_says_what_its_neighbour_has(
    hand: Hand, canvas: QAccessibleInterface
) -> None:
    workspace = hand.view.workspace
    skip = [
        edge
        for edge in workspace.network.edges
        if edge.source.node == id_of(hand.view, "relu1") and edge.sink.port == "inputs"
    ]
    workspace.edit("Remove wire", edit.remove_edges(workspace.project, MAIN, skip))
    node = child(canvas, "Add, ")

    assert names_of(node) == [
        "input a of Add, image, connected",
        "input b of Add, image, not connected",
        "output of Add, image, connected",
    ]


def test_a_wire_tells_what_runs_along_it(hand: Hand, canvas: QAccessibleInterface) -> None:
    wire = child(canvas, "from Conv2d to ReLU")
    middle = (port(hand.view, "conv1", "output") + port(hand.view, "relu1", "input")) / 2
    hand.click(middle)

    assert wire.text(Text.Description) == "batch by 32 by 8 by 8, image"
    assert wire.state().selected
    where = hand.view.viewport().mapToGlobal(hand.view.mapFromScene(middle))
    assert canvas.childAt(where.x(), where.y()) is wire
    assert canvas.indexOfChild(wire) == 8


def test_a_wire_that_keys_walk_onto_has_the_focus(hand: Hand, canvas: QAccessibleInterface) -> None:
    hand.view.workspace.select([id_of(hand.view, "conv1")])
    hand.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    wire = child(canvas, "from Conv2d to ReLU")

    assert canvas.focusChild() is wire
    assert wire.state().focusable
    assert wire.state().focused
    assert not child(canvas, "from ReLU to Conv2d").state().focused
    hand.key(Qt.Key.Key_Right)
    assert canvas.focusChild().text(Text.Name).startswith("ReLU, relu1")


def test_a_frozen_and_a_chosen_node_say_so_and_ports_of_a_series_their_kind(
    open_canvas: Callable[[Project], Hand],
) -> None:
    project = edit.add_network(two_rows(), "series")
    node = edit.new_node(project.networks["series"], "LSTM")
    project = edit.add_node(project, "series", node, (24.0, 48.0))
    project = edit.set_frozen(project, "series", [node.id], True)
    view = open_canvas(project).view
    view.workspace.switch_network("series")
    view.workspace.select([node.id])
    shown = child(QAccessible.queryAccessibleInterface(view), "LSTM")

    assert shown.text(Text.Name).endswith(", locked, selected")
    assert "input of LSTM, not connected" in names_of(shown)
    assert "output hidden of LSTM, not connected" in names_of(shown)


def test_wires_between_the_same_nodes_are_told_apart_by_their_ports(
    hand: Hand, canvas: QAccessibleInterface
) -> None:
    workspace = hand.view.workspace
    source = End(id_of(hand.view, "conv2"), "output")
    sink = End(id_of(hand.view, "add1"), "inputs")
    workspace.edit("Connect", edit.connect(workspace.project, MAIN, source, sink))

    assert [name for name in names_of(canvas) if "to Add" in name] == [
        "from Conv2d conv2 output to Add add1 input a",
        "from ReLU to Add",
        "from Conv2d conv2 output to Add add1 input c",
    ]


def test_what_is_gone_answers_as_gone(hand: Hand, canvas: QAccessibleInterface) -> None:
    node, wire = child(canvas, "Conv2d, conv2"), child(canvas, "from ReLU to Conv2d")
    waiting = node.child(0)
    hand.click(header(hand.view, "conv2"))
    hand.key(Qt.Key.Key_Delete)
    QApplication.processEvents()

    for part in (node, wire, waiting):
        assert not part.isValid()
        assert part.text(Text.Name) == ""
        assert part.rect().isEmpty()
        assert part.childCount() == 0
    assert canvas.childCount() == 6 + 6


def test_notes_and_frames_come_after_the_wires(hand: Hand, canvas: QAccessibleInterface) -> None:
    workspace, view = hand.view.workspace, hand.view
    members = [id_of(view, "conv1"), id_of(view, "relu1")]
    project, _frame = edit.add_frame(workspace.project, MAIN, members, title="Seeing")
    project, note = edit.add_note(project, MAIN, "Looks\ntwice", (480.0, 480.0))
    workspace.edit("Mark", project)
    assert names_of(canvas)[-2:] == ["note, Looks twice", "frame Seeing, 2 layers"]

    workspace.select(members, (), [note])
    assert names_of(canvas)[-2:] == [
        "note, Looks twice, selected",
        "frame Seeing, 2 layers, selected",
    ]
    frame = child(canvas, "frame Seeing")
    assert frame.role() is Role.Grouping
    assert frame.text(Text.Description) == "Conv2d, ReLU"
    workspace.select((), (), [note])
    spoken = child(canvas, "note, ")
    assert canvas.focusChild() is spoken
    assert canvas.indexOfChild(spoken) == canvas.childCount() - 2
    at = spoken.rect().center()
    assert canvas.childAt(at.x(), at.y()) is spoken
    workspace.undo()
    assert not spoken.isValid()
    assert not frame.isValid()
