"""Nodes come onto wires and leave them while they are dragged, and by keys."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from netbuilder.app.canvas.arrays import Mark
from netbuilder.app.canvas.drop import MIME_TYPE
from netbuilder.project import edit
from netbuilder.project.value import Edge, End, Project
from tests.app.canvas.hand import Hand, header, id_of, names, port, position, two_rows, wires
from tests.builders import MAIN

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


def steps(hand: Hand) -> tuple[str, ...]:
    return hand.view.workspace.history.labels()


def with_loose() -> Project:
    """The two rows, further apart, with a sigmoid1 and behind it a tanh1 far below."""
    project = two_rows()
    network = project.networks[MAIN]
    names = {node.name: node.id for node in network.nodes.values()}
    project = edit.move_nodes(project, MAIN, {names["dense1"]: (1000.0, 236.0)})
    for kind, x in (("Sigmoid", 48.0), ("Tanh", 256.0)):
        node = edit.new_node(project.networks[MAIN], kind)
        names[kind] = node.id
        project = edit.add_node(project, MAIN, node, (x, 480.0))
    return edit.connect(project, MAIN, End(names["Sigmoid"], "output"), End(names["Tanh"], "input"))


@pytest.fixture
def loose(open_canvas: Callable[[Project], Hand]) -> Hand:
    hand = open_canvas(with_loose())
    hand.view.furniture.dismiss_card()
    return hand


def wire(hand: Hand, source: str, sink: str) -> Edge:
    ends = (id_of(hand.view, source), id_of(hand.view, sink))
    edges = hand.view.workspace.network.edges
    return next(e for e in edges if (e.source.node, e.sink.node) == ends)


def free_tanh(hand: Hand) -> None:
    """Take the wire between the two loose nodes away."""
    hand.view.joining.cut([wire(hand, "sigmoid1", "tanh1")])


OVER_WIRE = QPointF(780, 282 - 30)
"""Where a header is held so that the wire from flatten1 to dense1 runs through its ports."""


def test_node_dragged_onto_a_wire_is_put_on_it_in_one_step(loose: Hand) -> None:
    free_tanh(loose)
    before = wires(loose.view)

    loose.drag(header(loose.view, "tanh1"), OVER_WIRE)

    after = wires(loose.view)
    assert before - after == {("flatten1", "dense1", 0)}
    assert after - before == {("flatten1", "tanh1", 0), ("tanh1", "dense1", 0)}
    assert steps(loose)[1:] == ("Put on a wire",)
    assert position(loose.view, "tanh1") == (720.0, 236.0), "on the grid, in line with the row"

    loose.view.workspace.undo()
    assert wires(loose.view) == before
    assert position(loose.view, "tanh1") == (256.0, 480.0)


def test_row_of_nodes_is_put_on_a_wire_as_a_whole(loose: Hand) -> None:
    loose.view.workspace.select([id_of(loose.view, "sigmoid1"), id_of(loose.view, "tanh1")])

    loose.drag(header(loose.view, "tanh1"), QPointF(880, 252))

    found = wires(loose.view)
    assert {("flatten1", "sigmoid1", 0), ("sigmoid1", "tanh1", 0), ("tanh1", "dense1", 0)} <= found


def test_wire_lights_up_and_both_new_wires_show_before_the_release(loose: Hand) -> None:
    free_tanh(loose)
    before = wires(loose.view)
    row = loose.view.arrays.edge_row(wire(loose, "flatten1", "dense1"))

    loose.press(header(loose.view, "tanh1"))
    loose.move(QPointF(600, 400))
    assert not loose.view.overlay.sketches
    loose.move(OVER_WIRE)
    assert len(loose.view.overlay.sketches) == 2
    assert loose.view.arrays.edge_marks[row] & Mark.HOVER
    assert wires(loose.view) == before

    loose.move(QPointF(600, 480))
    assert not loose.view.overlay.sketches
    assert not loose.view.arrays.edge_marks[row] & Mark.HOVER
    loose.move(OVER_WIRE)
    loose.key(Key.Key_Escape)
    loose.release()
    assert wires(loose.view) == before
    assert not loose.view.overlay.sketches
    assert not loose.view.arrays.edge_marks[row] & Mark.HOVER


def test_ctrl_leaves_the_wire_alone(loose: Hand) -> None:
    free_tanh(loose)
    before = wires(loose.view)

    loose.drag(header(loose.view, "tanh1"), OVER_WIRE, keys=CTRL)

    assert wires(loose.view) == before
    assert steps(loose)[1:] == ("Move",)


def test_node_with_wires_passes_over_others(loose: Hand) -> None:
    before = wires(loose.view)

    loose.drag(header(loose.view, "tanh1"), OVER_WIRE)

    assert wires(loose.view) == before
    assert steps(loose) == ("Move",)


def test_alt_drag_takes_a_node_out_and_joins_its_neighbours(loose: Hand) -> None:
    before = wires(loose.view)
    start = header(loose.view, "flatten1")

    loose.press(start, keys=ALT)
    loose.move(start + QPointF(0, 60), keys=ALT)
    assert len(loose.view.overlay.sketches) == 1
    assert len(loose.view.wiring.hidden) == 2
    loose.move(start + QPointF(0, 120), keys=ALT)
    loose.release(keys=ALT)

    after = wires(loose.view)
    assert before - after == {("add1", "flatten1", 0), ("flatten1", "dense1", 0)}
    assert after - before == {("add1", "dense1", 0)}
    assert steps(loose) == ("Take out",)
    assert loose.view.wiring.hidden == ()
    assert not loose.view.overlay.sketches


def test_alt_counts_at_the_release(loose: Hand) -> None:
    before = wires(loose.view)
    start = header(loose.view, "flatten1")

    loose.press(start, keys=ALT)
    loose.move(start + QPointF(0, 60), keys=ALT)
    loose.move(start + QPointF(0, 62))
    loose.release()

    assert wires(loose.view) == before
    assert steps(loose) == ("Move",)


def shake(hand: Hand, at: QPointF, *, pause_ms: int = 0) -> None:
    for across in (40, -20, 45, -15, 40):
        hand.move(at + QPointF(across, 0))
        QTest.qWait(pause_ms)


def test_shaken_node_leaves_its_wires(loose: Hand) -> None:
    start = header(loose.view, "flatten1")

    loose.press(start)
    shake(loose, start)
    assert len(loose.view.overlay.sketches) == 1
    loose.move(start + QPointF(0, 130))
    loose.release()

    assert ("add1", "dense1", 0) in wires(loose.view)
    assert steps(loose) == ("Take out",)


def test_slow_turns_are_no_shake(loose: Hand) -> None:
    before = wires(loose.view)
    start = header(loose.view, "flatten1")

    loose.press(start)
    shake(loose, start, pause_ms=480)
    loose.release()

    assert wires(loose.view) == before


def test_shaken_node_is_put_onto_another_wire_in_the_same_drag(loose: Hand) -> None:
    start = header(loose.view, "relu1")

    loose.press(start)
    shake(loose, start)
    loose.move(OVER_WIRE)
    loose.release()

    found = wires(loose.view)
    assert {("flatten1", "relu1", 0), ("relu1", "dense1", 0)} <= found
    assert {("conv1", "conv2", 0), ("conv1", "add1", 1)} <= found
    assert steps(loose) == ("Put on a wire",)


def test_escape_after_a_shake_leaves_all_wires(loose: Hand) -> None:
    before = wires(loose.view)
    start = header(loose.view, "flatten1")

    loose.press(start)
    shake(loose, start)
    loose.key(Key.Key_Escape)
    loose.release()

    assert wires(loose.view) == before
    assert steps(loose) == ()
    assert position(loose.view, "flatten1") == (440.0, 236.0)


def test_key_takes_the_selected_nodes_out(loose: Hand) -> None:
    loose.click(header(loose.view, "flatten1"))

    loose.key(Key.Key_X, CTRL | SHIFT)

    assert ("add1", "dense1", 0) in wires(loose.view)
    assert names(loose.view) == {"flatten1"}
    assert steps(loose) == ("Take out",)


def test_key_puts_the_selected_nodes_on_the_selected_wire(loose: Hand) -> None:
    loose.click(header(loose.view, "sigmoid1"))
    loose.click(header(loose.view, "tanh1"), keys=SHIFT)
    loose.click(QPointF(780, 282), keys=SHIFT)

    loose.key(Key.Key_P, SHIFT)

    assert {("flatten1", "sigmoid1", 0), ("tanh1", "dense1", 0)} <= wires(loose.view)
    assert steps(loose) == ("Put on the wire",)


def test_key_says_what_has_to_be_selected(loose: Hand, qtbot: QtBot) -> None:
    with qtbot.waitSignal(loose.view.message) as said:
        loose.key(Key.Key_P, SHIFT)

    assert said.args == ["Select layers and, with Shift, the wire to put them on."]


def test_node_that_feeds_a_wire_is_not_put_on_it(loose: Hand) -> None:
    loose.view.joining.cut([wire(loose, "flatten1", "dense1")])
    loose.drag(port(loose.view, "dense1", "output"), port(loose.view, "sigmoid1", "input"))
    before = wires(loose.view)
    middle = (port(loose.view, "sigmoid1", "output") + port(loose.view, "tanh1", "input")) / 2

    loose.view.workspace.select([id_of(loose.view, "dense1")])
    loose.drag(header(loose.view, "dense1"), middle - QPointF(24, 30))

    assert wires(loose.view) == before


def test_layer_held_over_a_wire_shows_how_it_would_be_wired(loose: Hand) -> None:
    data = QMimeData()
    data.setData(MIME_TYPE, QByteArray(b'{"kind": "ReLU"}'))

    loose.hold_layer(data, QPointF(780, 282))
    assert len(loose.view.overlay.sketches) == 3  # the card and two wires
    loose.hold_layer(data, QPointF(780, 420))
    assert len(loose.view.overlay.sketches) == 1

    loose.drag_layer(data, QPointF(780, 420), drops=False)
    assert not loose.view.overlay.sketches


def test_alt_takes_out_and_puts_onto_nothing(loose: Hand) -> None:
    loose.drag(header(loose.view, "relu1"), OVER_WIRE, keys=ALT)

    assert ("flatten1", "dense1", 0) in wires(loose.view)
    assert ("conv1", "conv2", 0) in wires(loose.view)
    assert steps(loose) == ("Take out",)


def test_wire_does_not_dodge_the_node_that_is_dragged_onto_it(loose: Hand) -> None:
    free_tanh(loose)  # nothing has been painted since, so no wire has been laid

    loose.press(header(loose.view, "tanh1"))
    loose.move(OVER_WIRE)

    row = loose.view.arrays.edge_row(wire(loose, "flatten1", "dense1"))
    strokes = loose.view.wiring.strokes(1.0)
    assert strokes.lines[strokes.wire == row].tolist() == [[608.0, 282.0, 1000.0, 282.0]]
    assert len(loose.view.overlay.sketches) == 2
    loose.key(Key.Key_Escape)
    loose.release()
