"""Dragged cards come into line with those around them, along lines that show."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from netbuilder.app.canvas.view import CanvasView
from netbuilder.project import edit
from tests.app.canvas.hand import Hand, header, id_of, position
from tests.builders import MAIN

_CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def hand(hand: Hand) -> Hand:
    """With conv1 off the grid, and relu1 far from everything."""
    view = hand.view
    moved = {id_of(view, "conv1"): (233.0, 49.0), id_of(view, "relu1"): (700.0, 460.0)}
    view.workspace.edit("Move", edit.move_nodes(view.workspace.project, MAIN, moved))
    return hand


def box(view: CanvasView, name: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a card as it is drawn."""
    left, top, right, bottom = view.arrays.boxes[view.arrays.row_of[id_of(view, name)]].tolist()
    return left, top, right, bottom


def drag_to(hand: Hand, name: str, x: float, y: float, **keys: Qt.KeyboardModifier) -> None:
    """Take a node by its header and hold its corner near a point, without letting go."""
    start = header(hand.view, name)
    left, top = position(hand.view, name)
    hand.press(start, **keys)
    for share in (0.5, 1.0):
        hand.move(start + QPointF(x - left, y - top) * share, **keys)


def test_an_upper_edge_comes_onto_that_of_a_card_nearby(hand: Hand) -> None:
    drag_to(hand, "relu1", 500.0, 53.0)
    guides = hand.view.overlay.guides
    assert [guide.line.y1() for guide in guides] == [49.0]
    assert guides[0].line.x1() < 233.0
    assert guides[0].line.x2() > box(hand.view, "relu1")[2]
    hand.release()
    assert position(hand.view, "relu1")[1] == 49.0
    assert hand.view.overlay.guides == []


def test_a_left_edge_comes_onto_that_of_a_card_nearby(hand: Hand) -> None:
    drag_to(hand, "relu1", 235.0, 470.0)
    hand.release()
    assert position(hand.view, "relu1")[0] == 233.0


def test_middles_and_far_edges_come_into_line_too(hand: Hand) -> None:
    view = hand.view
    _left, top, _right, bottom = box(view, "conv1")
    height = box(view, "relu1")[3] - box(view, "relu1")[1]
    assert height < bottom - top - 24, "their middles and edges are apart"
    drag_to(hand, "relu1", 500.0, (top + bottom - height) / 2 + 3)
    hand.release()
    assert position(view, "relu1")[1] == (top + bottom - height) / 2
    drag_to(hand, "relu1", 500.0, bottom - height - 3)
    hand.release()
    assert box(view, "relu1")[3] == bottom


def test_cards_of_one_size_in_a_row_show_one_line(hand: Hand) -> None:
    assert box(hand.view, "relu1")[3] - box(hand.view, "relu1")[1] == (
        box(hand.view, "flatten1")[3] - box(hand.view, "flatten1")[1]
    )
    drag_to(hand, "relu1", 900.0, 238.0)
    assert [guide.line.y1() for guide in hand.view.overlay.guides] == [236.0]
    hand.release()


def test_where_no_card_is_near_the_grid_holds(hand: Hand) -> None:
    drag_to(hand, "relu1", 904.0, 397.0)
    assert hand.view.overlay.guides == []
    hand.release()
    assert position(hand.view, "relu1") == (900.0, 396.0)


def test_ctrl_leaves_lines_and_grid(hand: Hand) -> None:
    drag_to(hand, "relu1", 501.0, 52.0, keys=_CTRL)
    assert hand.view.overlay.guides == []
    hand.release(keys=_CTRL)
    assert position(hand.view, "relu1") == (501.0, 52.0)


def test_escape_takes_the_lines_away(hand: Hand) -> None:
    drag_to(hand, "relu1", 500.0, 53.0)
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.overlay.guides == []
    assert position(hand.view, "relu1") == (700.0, 460.0)


@pytest.mark.parametrize(("zoom", "y", "comes_to"), [(0.5, 53.0, 49.0), (2.0, 52.0, 48.0)])
def test_the_reach_is_the_same_on_the_screen_at_any_zoom(
    hand: Hand, zoom: float, y: float, comes_to: float
) -> None:
    hand.view.camera.show(QPointF(600, 250), zoom)
    drag_to(hand, "relu1", 500.0, y)
    hand.release()
    assert position(hand.view, "relu1")[1] == comes_to


def test_the_line_is_painted(hand: Hand) -> None:
    drag_to(hand, "relu1", 500.0, 53.0)
    between = hand.view.mapFromScene(QPointF(450.0, 49.0))
    picture = hand.view.grab().toImage()
    color = QColor(hand.view.store.theme.colors.accent.line)
    column = [picture.pixelColor(between.x(), between.y() + off) for off in (-1, 0, 1)]
    nearest = min(abs(c.red() - color.red()) + abs(c.blue() - color.blue()) for c in column)
    hand.release()
    assert nearest < 60
