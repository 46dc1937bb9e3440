"""Parts of a network are copied, pasted where the pointer is, and duplicated."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication

from netbuilder.project import edit
from netbuilder.project.value import End, Network, Project
from tests.app.canvas.hand import Hand, id_of, names, position, two_rows, wires
from tests.builders import DIGITS, MAIN, project_of

Key = Qt.Key
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Open = Callable[[Project], Hand]


def point_at(hand: Hand, at: QPointF) -> None:
    """Let the pointer rest over a scene point."""
    QCursor.setPos(hand.view.viewport().mapToGlobal(hand.view.mapFromScene(at)))


def point_elsewhere(hand: Hand) -> None:
    """Let the pointer rest beside the canvas."""
    corner = hand.view.viewport().mapToGlobal(hand.view.viewport().rect().bottomRight())
    QCursor.setPos(corner.x() + 50, corner.y() + 50)


def choose(hand: Hand, *chosen: str) -> None:
    hand.view.workspace.select([id_of(hand.view, name) for name in chosen])


@pytest.fixture
def away(hand: Hand) -> Hand:
    point_elsewhere(hand)
    return hand


def test_the_middle_of_what_is_pasted_lies_at_the_pointer_on_the_grid(hand: Hand) -> None:
    choose(hand, "conv1", "relu1")
    hand.key(Key.Key_C, CTRL)
    point_at(hand, QPointF(500, 480))
    hand.key(Key.Key_V, CTRL)

    (x, y), (right, top) = position(hand.view, "conv3"), position(hand.view, "relu2")
    rows = hand.view.arrays.rows([id_of(hand.view, "conv3"), id_of(hand.view, "relu2")])
    boxes = hand.view.arrays.boxes[rows]
    middle = (boxes[:, :2].min(axis=0) + boxes[:, 2:].max(axis=0)) / 2
    assert (right - x, top - y) == (208.0, 0.0)  # as they stood
    assert (x % 12, y % 12) == (0.0, 0.0)
    assert abs(middle[0] - 500) <= 6
    assert abs(middle[1] - 480) <= 6


def test_pasted_again_at_the_same_place_it_steps_aside(hand: Hand) -> None:
    choose(hand, "relu1")
    hand.key(Key.Key_C, CTRL)
    point_at(hand, QPointF(500, 480))
    hand.key(Key.Key_V, CTRL)
    hand.key(Key.Key_V, CTRL)
    first, second = position(hand.view, "relu2"), position(hand.view, "relu3")

    assert second == (first[0] + 24, first[1] + 24)
    point_at(hand, QPointF(700, 600))
    hand.key(Key.Key_V, CTRL)
    point_at(hand, QPointF(500, 480))
    hand.key(Key.Key_V, CTRL)
    assert position(hand.view, "relu5") == first


def test_without_the_pointer_it_lies_beside_where_it_was_copied(away: Hand) -> None:
    x, y = position(away.view, "relu1")
    choose(away, "relu1")
    away.key(Key.Key_C, CTRL)
    away.key(Key.Key_V, CTRL)
    away.key(Key.Key_V, CTRL)

    assert position(away.view, "relu2") == (x + 24, y + 24)
    assert position(away.view, "relu3") == (x + 48, y + 48)


def test_a_network_is_pasted_into_another_window_and_another_network(
    away: Hand, open_canvas: Open
) -> None:
    away.view.selecting.all()
    away.key(Key.Key_C, CTRL)
    assert QApplication.clipboard().text().startswith("{")
    grown = edit.add_network(project_of(Network(), data=DIGITS), "second")
    other = open_canvas(grown)
    other.view.workspace.switch_network("second")
    other.key(Key.Key_V, CTRL)

    assert wires(other.view) == wires(away.view)
    assert not other.view.workspace.project.networks[MAIN].nodes


def test_a_block_is_pasted_into_another_window_with_its_network(
    away: Hand, open_canvas: Open
) -> None:
    choose(away, "conv1", "relu1")
    away.key(Key.Key_G, CTRL)
    away.key(Key.Key_C, CTRL)
    other = open_canvas(project_of(Network(), data=DIGITS))
    other.key(Key.Key_V, CTRL)

    project = other.view.workspace.project
    (node_id,) = other.view.workspace.selection
    block = project.networks[MAIN].nodes[node_id].block
    assert block is not None
    assert {n.name for n in project.networks[block.network].nodes.values()} >= {"conv1", "relu1"}
    assert other.view.workspace.history.undo_label == "Paste"
    other.key(Key.Key_Z, CTRL)
    assert set(other.view.workspace.project.networks) == {MAIN}


def test_duplicate_leaves_the_wires_from_outside(away: Hand) -> None:
    choose(away, "conv2", "add1")
    away.key(Key.Key_D, CTRL)

    assert names(away.view) == {"conv3", "add2"}
    into = {wire for wire in wires(away.view) if wire[1] in ("conv3", "add2")}
    assert into == {("conv3", "add2", 0)}


def test_duplicate_with_what_feeds_it_is_fed_as_the_original(away: Hand) -> None:
    choose(away, "conv2", "add1")
    away.key(Key.Key_D, CTRL | SHIFT)

    assert names(away.view) == {"conv3", "add2"}
    into = {wire for wire in wires(away.view) if wire[1] in ("conv3", "add2")}
    assert into == {("relu1", "conv3", 0), ("conv3", "add2", 0), ("relu1", "add2", 1)}
    assert ("add1", "flatten1", 0) in wires(away.view)
    history = away.view.workspace.history
    assert history.undo_label == "Duplicate with what feeds it"
    away.key(Key.Key_Z, CTRL)
    assert wires(away.view) == wires_of(two_rows())


def wires_of(project: Project) -> set[tuple[str, str, int]]:
    network = project.networks[MAIN]

    def name(end: End) -> str:
        return network.nodes[end.node].name

    return {(name(e.source), name(e.sink), e.order) for e in network.edges}
