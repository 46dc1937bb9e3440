"""Wires are led through points that a person sets, moves and takes away."""

from collections.abc import Callable
from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from netbuilder.app.canvas.routes import thread
from netbuilder.project import layout
from netbuilder.project.layout_wires import is_lane
from netbuilder.project.value import Edge, Project
from tests.app.canvas.hand import Hand, header, id_of, two_rows
from tests.builders import MAIN

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
Key = Qt.Key


def steps(hand: Hand) -> tuple[str, ...]:
    return hand.view.workspace.history.labels()


def wire(hand: Hand, source: str, sink: str) -> Edge:
    ends = (id_of(hand.view, source), id_of(hand.view, sink))
    edges = hand.view.workspace.network.edges
    return next(e for e in edges if (e.source.node, e.sink.node) == ends)


def bends(hand: Hand, source: str = "flatten1", sink: str = "dense1") -> tuple[object, ...]:
    return tuple(hand.view.workspace.network.layout.bends.get(wire(hand, source, sink), ()))


def distance_to_wire(hand: Hand, edge: Edge, x: float, y: float) -> float:
    row = hand.view.arrays.edge_row(edge)
    strokes = hand.view.wiring.strokes(1.0)
    points = strokes.lines[strokes.wire == row].reshape(-1, 2)
    return float(np.hypot(*(points - (x, y)).T).min())


@pytest.fixture
def middle(hand: Hand) -> QPointF:
    """A point on the wire from flatten1 to dense1, which has been made long."""
    node = id_of(hand.view, "dense1")
    hand.view.commands.move({node: (900.0, 236.0)})
    return QPointF(800, 282)


def test_double_click_on_a_wire_sets_a_point_on_the_snap_grid(hand: Hand, middle: QPointF) -> None:
    hand.double_click(middle + QPointF(2, 1))

    # 802 and 283 to the nearest multiples of 12.
    assert bends(hand) == ((804.0, 288.0),)
    assert steps(hand) == ("Move", "Add bend")
    assert distance_to_wire(hand, wire(hand, "flatten1", "dense1"), 804, 288) < 0.01

    hand.view.workspace.undo()
    assert bends(hand) == ()


def test_dragged_point_takes_the_wire_along_in_one_step(hand: Hand, middle: QPointF) -> None:
    hand.double_click(middle)

    hand.drag(QPointF(804, 288), QPointF(804, 288) + QPointF(25, -100))

    assert bends(hand) == ((828.0, 192.0),)
    assert steps(hand) == ("Move", "Add bend", "Move bend")
    assert distance_to_wire(hand, wire(hand, "flatten1", "dense1"), 828, 192) < 0.01


def test_ctrl_drags_a_point_off_the_grid(hand: Hand, middle: QPointF) -> None:
    hand.double_click(middle)

    hand.drag(QPointF(804, 288), QPointF(829, 188), keys=CTRL)

    assert bends(hand) == ((829.0, 188.0),)


def test_points_keep_their_order_along_the_wire(hand: Hand, middle: QPointF) -> None:
    hand.double_click(middle)
    hand.drag(QPointF(804, 288), QPointF(804, 360))
    first, last = QPointF(660, 282), QPointF(804, 360)
    strokes = hand.view.wiring.strokes(1.0)
    row = hand.view.arrays.edge_row(wire(hand, "flatten1", "dense1"))
    on_wire = strokes.lines[strokes.wire == row].reshape(-1, 2)
    early = on_wire[on_wire[:, 0] < 720][-1]

    hand.double_click(QPointF(*early.tolist()))

    found = np.array(bends(hand))
    assert len(found) == 2
    assert first.x() < found[0, 0] < found[1, 0] == last.x()


def test_double_click_on_a_point_takes_it_away(hand: Hand, middle: QPointF) -> None:
    hand.double_click(middle)

    hand.double_click(QPointF(804, 288))

    assert bends(hand) == ()
    assert steps(hand) == ("Move", "Add bend", "Remove bend")


def test_point_dragged_onto_the_line_goes_away(hand: Hand, middle: QPointF) -> None:
    hand.double_click(middle)
    hand.drag(QPointF(804, 288), QPointF(804, 396))
    assert bends(hand) == ((804.0, 396.0),)

    hand.drag(QPointF(804, 396), QPointF(790, 284))

    assert bends(hand) == ()
    assert steps(hand)[-1] == "Remove bend"


def test_escape_leaves_the_point_where_it_was(hand: Hand, middle: QPointF) -> None:
    hand.double_click(middle)

    hand.press(QPointF(804, 288))
    hand.move(QPointF(804, 388))
    assert hand.view.overlay.sketches
    hand.key(Key.Key_Escape)
    hand.release()

    assert bends(hand) == ((804.0, 288.0),)
    assert not hand.view.overlay.sketches
    assert hand.view.wiring.hidden == ()


def test_click_on_a_point_selects_the_wire_and_is_no_step(hand: Hand, middle: QPointF) -> None:
    hand.double_click(middle)

    hand.click(QPointF(804, 288))

    assert hand.view.workspace.selected_edges == {wire(hand, "flatten1", "dense1")}
    assert steps(hand) == ("Move", "Add bend")


def test_points_show_where_the_wire_is_hovered_or_selected(hand: Hand, middle: QPointF) -> None:
    hand.double_click(middle)
    hand.drag(QPointF(804, 288), QPointF(804, 360))
    hand.view.workspace.select(())
    ground = hand.view.store.theme.colors.surface.canvas
    place = hand.view.viewportTransform().map(QPointF(804, 360)).toPoint()

    def is_ring() -> bool:
        return hand.view.viewport().grab().toImage().pixelColor(place) == ground

    hand.move(QPointF(300, 600))
    assert not is_ring()  # the wire itself runs through it
    hand.move(QPointF(804, 360))
    assert is_ring()
    hand.move(QPointF(300, 600))
    hand.view.workspace.select((), [wire(hand, "flatten1", "dense1")])
    assert is_ring()


def test_points_stay_while_one_end_moves_and_go_along_with_both(
    hand: Hand, middle: QPointF
) -> None:
    hand.double_click(middle)
    start = header(hand.view, "dense1")
    hand.drag(start, start + QPointF(48, 60))
    assert bends(hand) == ((804.0, 288.0),)

    hand.view.workspace.select([id_of(hand.view, "flatten1"), id_of(hand.view, "dense1")])
    start = header(hand.view, "dense1")
    hand.drag(start, start + QPointF(0, 24))
    assert bends(hand) == ((804.0, 312.0),)


def test_points_follow_while_both_ends_are_dragged(hand: Hand, middle: QPointF) -> None:
    hand.double_click(middle)
    hand.view.workspace.select([id_of(hand.view, "flatten1"), id_of(hand.view, "dense1")])
    start = header(hand.view, "dense1")

    hand.press(start)
    hand.move(start + QPointF(0, 24), keys=CTRL)

    lines = hand.view.wiring.loose_strokes(1.0).lines.reshape(-1, 2)
    assert np.hypot(*(lines - (804, 312)).T).min() < 0.01
    hand.key(Key.Key_Escape)
    hand.release()


def test_keys_bend_the_selected_wire_move_the_point_and_take_it_away(
    hand: Hand, middle: QPointF
) -> None:
    hand.click(middle)

    hand.key(Key.Key_B, CTRL)
    (point,) = np.array(bends(hand))
    # Halfway from the port at 608 to that at 900.
    assert abs(point[0] - 754) <= 6
    for _count in range(3):
        hand.key(Key.Key_Down, ALT)
    assert np.array(bends(hand)).tolist() == [[point[0], point[1] + 36]]
    assert steps(hand) == ("Move", "Add bend", "Move bend")

    hand.key(Key.Key_B, SHIFT)
    assert bends(hand) == ()


def test_wire_without_points_says_so(hand: Hand, middle: QPointF, qtbot: QtBot) -> None:
    hand.click(middle)

    with qtbot.waitSignal(hand.view.message) as said:
        hand.key(Key.Key_B, SHIFT)

    assert said.args == ["Select a wire that has bends."]


def test_first_point_takes_a_wire_out_of_its_lane(hand: Hand) -> None:
    edge = wire(hand, "relu1", "conv2")
    row = hand.view.arrays.edge_row(edge)
    assert row is not None
    x, y = hand.view.wiring.strokes(1.0).middles(np.array([row]))[0].tolist()

    hand.double_click(QPointF(x, y))

    assert len(bends(hand, "relu1", "conv2")) == 1
    assert not hand.view.wiring.routes().lanes.get(row, np.zeros(0)).any()


def test_lanes_of_tidying_up_are_lanes_and_what_a_person_sets_is_not(
    hand: Hand, middle: QPointF
) -> None:
    network = two_rows().networks[MAIN]
    found = layout.tidy(network, {}, width=700.0)
    assert found.bends
    assert all(is_lane(points) for points in found.bends.values())

    hand.double_click(middle)
    hand.drag(QPointF(804, 288), QPointF(804, 348))
    hand.view.bending.add(
        hand.view.arrays.edge_row(wire(hand, "flatten1", "dense1")) or 0, (804, 396)
    )
    assert len(bends(hand)) == 2
    assert not is_lane(bends(hand))  # type: ignore[arg-type]


def test_wire_through_points_has_no_kink_and_meets_its_ports_on_a_level() -> None:
    curves = thread(np.array([[0.0, 0.0], [100.0, 80.0], [180.0, -40.0], [300.0, 0.0]]))

    for before, after in pairwise(curves):
        assert before[3].tolist() == after[0].tolist()
        inward, outward = before[3] - before[2], after[1] - after[0]
        assert abs(inward[0] * outward[1] - inward[1] * outward[0]) < 1e-9
        assert inward @ outward > 0
    assert curves[0, 1, 1] == 0.0
    assert curves[-1, 2, 1] == 0.0


def test_points_are_followed_where_a_project_is_opened(
    hand: Hand, middle: QPointF, open_canvas: Callable[[Project], Hand]
) -> None:
    hand.double_click(middle)

    other = open_canvas(hand.view.workspace.project)

    row = other.view.arrays.edge_row(wire(other, "flatten1", "dense1"))
    assert row in other.view.wiring.routes().threads
