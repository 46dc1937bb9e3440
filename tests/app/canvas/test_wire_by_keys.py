"""Wires are drawn, found and taken away by keys alone."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from netbuilder.app.canvas.overlay import LiveWire
from netbuilder.project import edit
from netbuilder.project.value import End, Network, Project
from tests.app.canvas.hand import Hand, header, id_of, names, port, wires
from tests.builders import DIGITS, MAIN, project_of

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
Open = Callable[[Project], Hand]


def loose(*places: tuple[str, float, float]) -> Project:
    """Layers without wires, each a kind at a place."""
    project = project_of(Network(), data=DIGITS)
    for kind, x, y in places:
        node = edit.new_node(project.networks[MAIN], kind)
        project = edit.add_node(project, MAIN, node, (x, y))
    return project


def from_node(hand: Hand, name: str) -> None:
    """Select a layer and press W."""
    hand.view.workspace.select([id_of(hand.view, name)])
    hand.key(Key.Key_W)


def target(hand: Hand) -> tuple[str, str, int] | None:
    """The layer, port and place that the ring is around."""
    arrays, row = hand.view.arrays, hand.view.overlay.target
    if row is None:
        return None
    end = arrays.port_end(row)
    return arrays.network.nodes[end.node].name, end.port, arrays.ports[row].face.order


def heard(hand: Hand) -> str:
    """What a screen reader was told last."""
    return hand.view.accessibleDescription()


@pytest.fixture
def row(open_canvas: Open) -> Hand:
    """Input and three layers in a row, nothing wired."""
    places = [("Input", 24, 48), ("Conv", 232, 48), ("ReLU", 440, 48), ("Flatten", 648, 300)]
    return open_canvas(loose(*places))


def test_enter_connects_the_nearest_free_port(row: Hand) -> None:
    from_node(row, "input1")
    assert target(row) == ("conv1", "input", 0)

    row.key(Key.Key_Return)

    assert wires(row.view) == {("input1", "conv1", 0)}
    assert names(row.view) == {"input1"}
    assert row.view.overlay.sketches == []


def test_the_wire_is_shown_as_in_the_drag(row: Hand) -> None:
    from_node(row, "conv1")
    (wire,) = row.view.overlay.sketches
    refused = {row.view.arrays.port_end(port) for port in row.view.overlay.refused.tolist()}

    assert isinstance(wire, LiveWire)
    start, stop = port(row.view, "conv1", "output"), port(row.view, "relu1", "input")
    assert (wire.start, wire.stop) == ((start.x(), start.y()), (stop.x(), stop.y()))
    assert wire.is_attached
    assert End(id_of(row.view, "input1"), "output") in refused
    assert End(id_of(row.view, "relu1"), "input") not in refused


def test_arrows_go_to_the_nearest_taker_that_way(row: Hand) -> None:
    from_node(row, "input1")
    row.key(Key.Key_Right)
    assert target(row) == ("relu1", "input", 0)
    row.key(Key.Key_Down)
    assert target(row) == ("flatten1", "input", 0)
    row.key(Key.Key_Left)
    assert target(row) == ("relu1", "input", 0)
    row.key(Key.Key_Left)
    row.key(Key.Key_Left)
    assert target(row) == ("conv1", "input", 0)


def test_tab_goes_round_all_takers(row: Hand) -> None:
    from_node(row, "input1")
    seen = []
    for _ in range(3):
        found = target(row)
        assert found is not None
        seen.append(found[0])
        row.key(Key.Key_Tab)

    assert seen == ["conv1", "relu1", "flatten1"]
    assert target(row) == ("conv1", "input", 0)
    row.key(Key.Key_Tab, SHIFT)
    assert target(row) == ("flatten1", "input", 0)


def test_ports_for_other_tensors_fade_and_come_later(hand: Hand) -> None:
    view = hand.view
    flatten = id_of(view, "flatten1")
    into = [e for e in view.workspace.network.edges if flatten in (e.sink.node, e.source.node)]
    view.workspace.edit("Cut", edit.remove_edges(view.workspace.project, MAIN, into))
    view.add_layer("LSTM", scene_pos=QPointF(700, 120))
    lstm = End(id_of(view, "lstm1"), "input")
    from_node(hand, "relu1")

    assert lstm in {view.arrays.port_end(port) for port in view.overlay.refused.tolist()}
    assert target(hand) == ("flatten1", "input", 0)
    QTest.keyClicks(view, "lstm")
    assert heard(hand).endswith("made for other tensors")


def test_letters_jump_to_a_layer_by_name(row: Hand) -> None:
    from_node(row, "input1")
    QTest.keyClicks(row.view, "fl")
    assert target(row) == ("flatten1", "input", 0)
    row.key(Key.Key_Return)

    assert wires(row.view) == {("input1", "flatten1", 0)}


def test_the_same_letter_again_goes_to_the_next_such_layer(open_canvas: Open) -> None:
    places = [("Input", 24, 48), ("Conv", 232, 48), ("Conv", 440, 48), ("ReLU", 648, 48)]
    hand = open_canvas(loose(*places))
    from_node(hand, "input1")
    hand.key(Key.Key_C)
    assert target(hand) == ("conv2", "input", 0)
    hand.key(Key.Key_C)
    assert target(hand) == ("conv1", "input", 0)


def test_letters_of_commands_do_nothing_else_meanwhile(row: Hand) -> None:
    before = row.view.workspace.project
    from_node(row, "input1")
    QTest.keyClicks(row.view, "bltaf")
    row.key(Key.Key_Delete)

    assert row.view.workspace.project is before
    assert row.view.wire_by_keys.is_busy


def test_escape_gives_up_and_keeps_the_selection(row: Hand) -> None:
    before = row.view.workspace.project
    from_node(row, "input1")
    row.key(Key.Key_Escape)

    assert row.view.workspace.project is before
    assert names(row.view) == {"input1"}
    assert row.view.overlay.sketches == []
    assert not len(row.view.overlay.refused)
    assert heard(row) == "No wire was drawn."


def test_the_mouse_gives_up(row: Hand) -> None:
    from_node(row, "input1")
    row.click(header(row.view, "relu1"))

    assert not row.view.wire_by_keys.is_busy
    assert names(row.view) == {"relu1"}


def test_undo_meanwhile_gives_up(row: Hand) -> None:
    row.view.workspace.select([id_of(row.view, "flatten1")])
    row.key(Key.Key_Delete)
    from_node(row, "input1")
    row.key(Key.Key_Z, Qt.KeyboardModifier.ControlModifier)

    assert not row.view.wire_by_keys.is_busy
    assert "flatten1" in {node.name for node in row.view.workspace.network.nodes.values()}


def test_every_output_of_an_lstm_is_reached(open_canvas: Open) -> None:
    hand = open_canvas(loose(("LSTM", 24, 48), ("Linear", 400, 48)))
    from_node(hand, "lstm1")
    began = set()
    for _ in range(8):
        began.add(heard(hand).removeprefix("Wire from ").partition(" of ")[0])
        hand.key(Key.Key_PageDown)
    outputs = {word for word in began if word.startswith("output")}

    assert len(outputs) == 3, began
    hand.key(Key.Key_Escape)
    from_node(hand, "lstm1")
    hand.key(Key.Key_PageDown)
    hand.key(Key.Key_Return)
    (wire,) = hand.view.workspace.network.edges
    assert wire.source.port == "hidden"


def test_each_place_of_a_concatenation_is_reached_and_one_more(open_canvas: Open) -> None:
    places = [(kind, 24.0, 48.0 + 150 * i) for i, kind in enumerate(["Input"] * 3)]
    hand = open_canvas(loose(*places, ("Concatenate", 400, 48)))
    for name in ("input1", "input2", "input3"):
        from_node(hand, name)
        hand.key(Key.Key_Return)

    assert wires(hand.view) == {
        ("input1", "concatenate1", 0),
        ("input2", "concatenate1", 1),
        ("input3", "concatenate1", 2),
    }
    from_node(hand, "input3")
    assert heard(hand) == (
        "Wire from output of Input input3 to one more input of Concatenate concatenate1"
    )
    hand.key(Key.Key_Up)
    assert target(hand) == ("concatenate1", "inputs", 2)
    hand.key(Key.Key_Up)
    hand.key(Key.Key_Return)
    assert {wire for wire in wires(hand.view) if wire[2] == 1} == {("input3", "concatenate1", 1)}
    assert len(wires(hand.view)) == 3


def test_a_layer_without_outputs_is_wired_from_its_input(open_canvas: Open) -> None:
    hand = open_canvas(loose(("Linear", 24, 48), ("Output", 400, 48)))
    from_node(hand, "output1")
    assert heard(hand) == (
        "Wire to input of Output output1 from output of Dense dense1, vector, not connected"
    )
    hand.key(Key.Key_Return)

    assert wires(hand.view) == {("dense1", "output1", 0)}
    assert heard(hand) == "Wire to input of Output output1 from output of Dense dense1: connected"


def test_what_is_joined_is_said(hand: Hand) -> None:
    workspace = hand.view.workspace
    skip = [e for e in workspace.network.edges if e.sink.port == "inputs" and e.order == 1]
    workspace.edit("Remove wire", edit.remove_edges(workspace.project, MAIN, skip))
    said: list[str] = []
    hand.view.message.connect(said.append)
    from_node(hand, "relu1")

    assert heard(hand) == (
        "Wire from output of ReLU relu1 to input b of Add add1, image, not connected"
    )
    assert said[-1].startswith("Wire from output of ReLU relu1 to input b of Add add1  ·  ")
    assert "Enter connects" in said[-1]


def test_far_away_layers_come_into_view(open_canvas: Open) -> None:
    hand = open_canvas(loose(("Input", 24, 48), ("ReLU", 232, 48), ("Flatten", 9_000, 5_000)))
    from_node(hand, "input1")
    hand.key(Key.Key_F)

    at = hand.view.mapFromScene(port(hand.view, "flatten1", "input"))
    assert hand.view.viewport().rect().contains(at)


def test_a_wire_that_is_there_already_is_not_offered_first(hand: Hand) -> None:
    from_node(hand, "conv1")

    assert target(hand) != ("relu1", "input", 0)
    assert target(hand) is None  # one more input of add1, which lies below


def test_walking_onto_a_wire_in_view_does_not_move_the_view(hand: Hand) -> None:
    hand.view.workspace.select([id_of(hand.view, "conv1")])
    before = hand.view.camera.center
    hand.key(Key.Key_Right, SHIFT)

    assert hand.view.camera.center == before


def test_without_one_selected_layer_it_says_what_to_do(row: Hand) -> None:
    said: list[str] = []
    row.view.message.connect(said.append)
    row.key(Key.Key_W)

    assert said == ["Select the one layer that the wire is to begin at."]
    assert not row.view.wire_by_keys.is_busy


def onto_wire(hand: Hand, source: str, sink: str) -> None:
    """Select a wire."""
    view = hand.view
    ends = (id_of(view, source), id_of(view, sink))
    wire = next(e for e in view.workspace.network.edges if (e.source.node, e.sink.node) == ends)
    view.workspace.select((), [wire])


def test_the_end_of_a_selected_wire_is_led_elsewhere(hand: Hand) -> None:
    onto_wire(hand, "relu1", "add1")
    hand.key(Key.Key_W)
    assert hand.view.wiring.hidden
    QTest.keyClicks(hand.view, "flat")
    hand.key(Key.Key_Return)

    assert ("relu1", "flatten1", 0) in wires(hand.view)
    assert ("relu1", "add1", 1) not in wires(hand.view)
    assert ("add1", "flatten1", 0) not in wires(hand.view)
    assert not hand.view.wiring.hidden
    assert hand.view.workspace.history.undo_label == "Move wire"


def test_the_beginning_of_a_selected_wire_is_led_elsewhere(hand: Hand) -> None:
    onto_wire(hand, "relu1", "add1")
    hand.key(Key.Key_W)
    hand.key(Key.Key_PageDown)
    QTest.keyClicks(hand.view, "conv1")
    hand.key(Key.Key_Return)

    assert ("conv1", "add1", 1) in wires(hand.view)
    assert ("relu1", "add1", 1) not in wires(hand.view)


def test_led_to_the_other_input_of_its_layer_wires_change_places(hand: Hand) -> None:
    onto_wire(hand, "relu1", "add1")
    hand.key(Key.Key_W)
    for _step in range(20):
        if target(hand) == ("add1", "inputs", 0):
            break
        hand.key(Key.Key_Tab)
    hand.key(Key.Key_Return)

    assert {("relu1", "add1", 0), ("conv2", "add1", 1)} <= wires(hand.view)


def test_a_wire_that_is_given_up_stays_where_it_was(hand: Hand) -> None:
    before = wires(hand.view)
    onto_wire(hand, "relu1", "add1")
    hand.key(Key.Key_W)
    hand.key(Key.Key_Escape)

    assert wires(hand.view) == before
    assert not hand.view.wiring.hidden


def test_ctrl_and_arrows_select_on_and_back(hand: Hand) -> None:
    hand.view.workspace.select([id_of(hand.view, "conv1")])
    ctrl = Qt.KeyboardModifier.ControlModifier
    hand.key(Key.Key_Right, ctrl)
    hand.key(Key.Key_Right, ctrl)
    assert names(hand.view) == {"conv1", "relu1", "conv2"}
    assert heard(hand) == "Conv2d conv2, 3 selected"
    hand.key(Key.Key_Left, ctrl)
    assert names(hand.view) == {"conv1", "relu1"}
    hand.key(Key.Key_Left, ctrl)
    assert names(hand.view) == {"conv1"}
    hand.key(Key.Key_Left, ctrl)
    assert names(hand.view) == {"conv1", "input1"}


def test_shift_and_arrows_go_onto_wires_and_delete_takes_one_away(hand: Hand) -> None:
    view = hand.view
    view.workspace.select([id_of(view, "relu1")])
    hand.key(Key.Key_Right, SHIFT)
    (first,) = view.workspace.selected_edges
    hand.key(Key.Key_Down)
    (second,) = view.workspace.selected_edges
    sinks = {view.workspace.network.nodes[e.sink.node].name for e in (first, second)}

    assert sinks == {"conv2", "add1"}
    hand.key(Key.Key_Delete)
    assert second not in view.workspace.network.edges
    assert first in view.workspace.network.edges
    hand.key(Key.Key_Right)
    assert names(view) == {"relu1"}


def test_arrows_leave_a_wire_for_its_ends(hand: Hand) -> None:
    view = hand.view
    view.workspace.select([id_of(view, "conv1")])
    hand.key(Key.Key_Right, SHIFT)
    hand.key(Key.Key_Right)
    assert names(view) == {"relu1"}
    hand.key(Key.Key_Left, SHIFT)
    hand.key(Key.Key_Left)
    assert names(view) == {"conv1"}
    hand.key(Key.Key_Right, SHIFT)
    hand.key(Key.Key_Right, SHIFT)
    (wire,) = view.workspace.selected_edges
    assert view.workspace.network.nodes[wire.source.node].name == "relu1"
