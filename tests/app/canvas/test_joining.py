"""Wires are cut, led elsewhere and joined, with the mouse and by keys."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.app.canvas.hand import Hand, header, names, port, wires

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
RIGHT = Qt.MouseButton.RightButton
Key = Qt.Key


def steps(hand: Hand) -> tuple[str, ...]:
    return hand.view.workspace.history.labels()


def between(hand: Hand, source: str, sink: str) -> QPointF:
    """The middle between the first ports of two nodes."""
    key = "inputs" if sink.startswith("add") else "input"
    return (port(hand.view, source, "output") + port(hand.view, sink, key)) / 2


def ask_for_menu(hand: Hand, at: QPointF) -> None:
    place = hand.view.viewportTransform().map(at).toPoint()
    event = QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, place, hand.view.viewport().mapToGlobal(place)
    )
    QApplication.sendEvent(hand.view.viewport(), event)


@pytest.mark.parametrize(
    ("keys", "button"), [(CTRL, RIGHT), (ALT | SHIFT, Qt.MouseButton.LeftButton)]
)
def test_stroke_cuts_every_wire_that_it_crosses_in_one_step(
    hand: Hand, keys: Qt.KeyboardModifier, button: Qt.MouseButton
) -> None:
    first, second = between(hand, "input1", "conv1"), between(hand, "conv1", "relu1")
    before = wires(hand.view)

    # Above the cards from the first gap to the second, and down into each.
    hand.press(first + QPointF(0, 10), keys=keys, button=button)
    for at in (first + QPointF(0, -60), second + QPointF(0, -60), second + QPointF(0, 10)):
        hand.move(at, keys=keys)
    hand.release(keys=keys)

    assert before - wires(hand.view) == {("input1", "conv1", 0), ("conv1", "relu1", 0)}
    assert steps(hand) == ("Cut 2 wires",)
    hand.view.workspace.undo()
    assert wires(hand.view) == before


def test_fast_stroke_misses_no_wire_between_two_movements(hand: Hand) -> None:
    at = between(hand, "conv1", "relu1")

    hand.press(at + QPointF(3, -300), keys=CTRL, button=RIGHT)
    hand.move(at + QPointF(-3, 30), keys=CTRL)
    hand.release(keys=CTRL)

    assert ("conv1", "relu1", 0) not in wires(hand.view)


def test_wires_under_the_knife_show_before_they_are_cut(hand: Hand) -> None:
    at = between(hand, "conv1", "relu1")
    red = hand.view.store.theme.colors.error.line
    place = hand.view.viewportTransform().map(at).toPoint()

    def is_red(near: QPoint) -> bool:
        picture = hand.view.viewport().grab().toImage()
        # Along the wire, since it is dashed then.
        return any(picture.pixelColor(near + QPoint(x, 0)) == red for x in range(-14, 15))

    hand.press(at + QPointF(18, -20), keys=CTRL, button=RIGHT)
    hand.move(at + QPointF(18, -5), keys=CTRL)
    assert not is_red(place)
    hand.move(at + QPointF(18, 9), keys=CTRL)
    assert is_red(place)
    assert ("conv1", "relu1", 0) in wires(hand.view)

    hand.key(Key.Key_Escape)
    hand.release(keys=CTRL)
    assert not is_red(place)
    assert steps(hand) == ()


def test_no_menu_opens_after_a_cut_and_one_does_at_the_next_click(hand: Hand, qtbot: QtBot) -> None:
    at = between(hand, "conv1", "relu1")

    with qtbot.assertNotEmitted(hand.view.context_menu_requested):
        hand.press(at + QPointF(0, -30), keys=CTRL, button=RIGHT)
        ask_for_menu(hand, at + QPointF(0, -30))  # as some systems do at the press
        hand.move(at + QPointF(0, 20), keys=CTRL)
        hand.release(keys=CTRL)
        ask_for_menu(hand, at + QPointF(0, 20))  # and some at the release
    assert ("conv1", "relu1", 0) not in wires(hand.view)

    with qtbot.waitSignal(hand.view.context_menu_requested):
        hand.press(QPointF(600, 560), button=RIGHT)
        hand.release()
        ask_for_menu(hand, QPointF(600, 560))


def test_stroke_over_nothing_is_no_step(hand: Hand) -> None:
    hand.drag(QPointF(600, 500), QPointF(900, 650), keys=CTRL, button=RIGHT)

    assert steps(hand) == ()
    assert not hand.view.overlay.sketches


def test_shift_x_cuts_the_wires_of_the_selected_nodes(hand: Hand) -> None:
    hand.click(header(hand.view, "relu1"))

    hand.key(Key.Key_X, SHIFT)

    assert not {w for w in wires(hand.view) if "relu1" in w[:2]}
    assert steps(hand) == ("Cut 3 wires",)


def test_shift_x_cuts_a_selected_wire(hand: Hand) -> None:
    hand.click(between(hand, "conv1", "relu1"))

    hand.key(Key.Key_X, SHIFT)

    assert ("conv1", "relu1", 0) not in wires(hand.view)
    assert steps(hand) == ("Cut wire",)


def test_shift_x_says_why_where_nothing_has_a_wire(hand: Hand, qtbot: QtBot) -> None:
    with qtbot.waitSignal(hand.view.message) as said:
        hand.key(Key.Key_X, SHIFT)

    assert said.args == ["Nothing that is selected has a wire."]


def test_ctrl_drag_moves_all_wires_of_an_output(hand: Hand) -> None:
    start, goal = port(hand.view, "relu1", "output"), port(hand.view, "conv1", "output")

    hand.press(start, keys=CTRL)
    hand.move(goal + QPointF(30, -60), keys=CTRL)
    assert len(hand.view.wiring.hidden) == 2
    assert len(hand.view.overlay.sketches) == 2
    hand.move(goal, keys=CTRL)
    hand.release(keys=CTRL)

    assert {w for w in wires(hand.view) if w[0] == "conv1"} == {
        ("conv1", "relu1", 0),
        ("conv1", "conv2", 0),
        ("conv1", "add1", 1),
    }
    assert not {w for w in wires(hand.view) if w[0] == "relu1"}
    assert steps(hand) == ("Move the wires of a port",)


def test_ctrl_drag_moves_the_wire_of_an_input(hand: Hand) -> None:
    hand.drag(port(hand.view, "conv2", "input"), port(hand.view, "flatten1", "input"), keys=CTRL)

    found = wires(hand.view)
    assert ("relu1", "flatten1", 0) in found
    assert not {w for w in found if w[1] == "conv2"}


def test_wires_of_a_port_go_nowhere_that_would_close_a_circle(hand: Hand) -> None:
    before = wires(hand.view)

    hand.press(port(hand.view, "relu1", "output"), keys=CTRL)
    hand.move(port(hand.view, "add1", "output"), keys=CTRL)
    assert hand.view.overlay.target is None
    hand.release(keys=CTRL)

    assert wires(hand.view) == before


def test_wires_of_a_port_stay_where_they_are_let_go_over_nothing_or_given_up(hand: Hand) -> None:
    before = wires(hand.view)

    hand.drag(port(hand.view, "relu1", "output"), QPointF(900, 560), keys=CTRL)
    hand.press(port(hand.view, "relu1", "output"), keys=CTRL)
    hand.move(port(hand.view, "conv1", "output"), keys=CTRL)
    hand.key(Key.Key_Escape)
    hand.release(keys=CTRL)

    assert wires(hand.view) == before
    assert steps(hand) == ()
    assert hand.view.wiring.hidden == ()


def test_ctrl_at_a_port_without_wires_draws_one(hand: Hand) -> None:
    hand.drag(port(hand.view, "add1", "inputs", 1), QPointF(900, 560))

    hand.drag(port(hand.view, "add1", "inputs", 1), port(hand.view, "conv1", "output"), keys=CTRL)

    assert ("conv1", "add1", 1) in wires(hand.view)


def test_shift_n_hands_the_wires_on_to_the_layer_behind(hand: Hand) -> None:
    hand.click(header(hand.view, "conv1"))
    hand.click(header(hand.view, "relu1"), keys=SHIFT)
    hand.drag(port(hand.view, "conv1", "output"), port(hand.view, "add1", "inputs", 1))

    hand.key(Key.Key_N, SHIFT)

    assert {w for w in wires(hand.view) if w[0] == "conv1"} == {("conv1", "relu1", 0)}
    assert {w[1] for w in wires(hand.view) if w[0] == "relu1"} == {"conv2", "add1"}


def test_x_swaps_the_two_inputs_of_the_selected_layer(hand: Hand) -> None:
    hand.click(header(hand.view, "add1"))

    hand.key(Key.Key_X)

    assert {w for w in wires(hand.view) if w[1] == "add1"} == {
        ("relu1", "add1", 0),
        ("conv2", "add1", 1),
    }
    assert steps(hand) == ("Swap the inputs",)


def test_x_swaps_two_selected_wires(hand: Hand) -> None:
    hand.click(between(hand, "input1", "conv1"))
    hand.click(between(hand, "add1", "flatten1"), keys=SHIFT)

    hand.key(Key.Key_X)

    found = wires(hand.view)
    assert {("input1", "flatten1", 0), ("add1", "conv1", 0)} <= found


def test_x_says_what_can_be_swapped(hand: Hand, qtbot: QtBot) -> None:
    hand.click(header(hand.view, "conv1"))

    with qtbot.waitSignal(hand.view.message) as said:
        hand.key(Key.Key_X)

    assert said.args == ["Select two wires, or a layer that two wires enter, to swap them."]
    assert steps(hand) == ()


def test_wire_end_dragged_onto_the_other_input_of_a_merge_swaps_them(hand: Hand) -> None:
    hand.press(port(hand.view, "add1", "inputs", 0))
    hand.move(port(hand.view, "add1", "inputs", 0) + QPointF(-60, 40))
    hand.move(port(hand.view, "add1", "inputs", 1))
    # Both wires hang elsewhere now: the one at the pointer, the other at the port that is left.
    assert len(hand.view.wiring.hidden) == 2
    assert len(hand.view.overlay.sketches) == 2
    hand.release()

    assert {w for w in wires(hand.view) if w[1] == "add1"} == {
        ("relu1", "add1", 0),
        ("conv2", "add1", 1),
    }
    assert steps(hand) == ("Swap the inputs",)
    assert hand.view.wiring.hidden == ()


def test_wire_end_dragged_onto_a_taken_input_elsewhere_takes_its_place(hand: Hand) -> None:
    hand.drag(port(hand.view, "conv1", "input"), port(hand.view, "add1", "inputs", 0))

    assert {w for w in wires(hand.view) if w[1] == "add1"} == {
        ("input1", "add1", 0),
        ("relu1", "add1", 1),
    }
    assert not {w for w in wires(hand.view) if w[1] == "conv1"}
    assert steps(hand) == ("Move wire",)


def test_menu_of_a_selected_wire_keeps_the_layers_that_are_selected_with_it(hand: Hand) -> None:
    at = between(hand, "conv1", "relu1")
    hand.click(header(hand.view, "dense1"))
    hand.click(at, keys=SHIFT)

    ask_for_menu(hand, at)
    assert names(hand.view) == {"dense1"}
    assert len(hand.view.workspace.selected_edges) == 1

    ask_for_menu(hand, between(hand, "input1", "conv1"))
    assert names(hand.view) == set()


def test_ports_fade_that_one_of_the_wires_does_not_fit(hand: Hand) -> None:
    hand.press(port(hand.view, "relu1", "output"), keys=CTRL)
    hand.move(QPointF(560, 430), keys=CTRL)

    ends = [hand.view.arrays.port_end(row) for row in hand.view.overlay.refused.tolist()]
    nodes = hand.view.workspace.network.nodes
    # What flatten1 and dense1 give is behind these wires; conv1 and input1 give pictures as well.
    assert not {(nodes[end.node].name, end.port) for end in ends} & {
        ("conv1", "output"),
        ("input1", "output"),
    }
    assert {nodes[end.node].name for end in ends if end.port == "output"} == {
        "conv2",
        "add1",
        "flatten1",
        "dense1",
    }
    hand.key(Key.Key_Escape)
    hand.release(keys=CTRL)


def test_both_ends_of_the_wire_under_the_pointer_grow(hand: Hand) -> None:
    ends = [port(hand.view, "relu1", "output"), port(hand.view, "add1", "inputs", 1)]
    row = hand.view.arrays.edge_row(
        next(e for e in hand.view.workspace.network.edges if e.sink.port == "inputs" and e.order)
    )
    middle = hand.view.wiring.strokes(1.0).middles(np.array([row]))[0]

    def colors() -> list[str]:
        """What is seen 6 px above the centres of both ports, whose marks reach 5.5 px."""
        picture = hand.view.viewport().grab().toImage()
        places = (hand.view.viewportTransform().map(end - QPointF(0, 6)).toPoint() for end in ends)
        return [picture.pixelColor(place).name() for place in places]

    hand.move(QPointF(560, 520))
    before = colors()
    hand.move(QPointF(*middle.tolist()))
    grown = colors()

    look = hand.view.store.theme.colors.wire["image"].color.name()
    assert look not in before
    assert grown == [look, look]
