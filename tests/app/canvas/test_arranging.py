"""Lining up and spacing out, by keys and menu, as one step each."""

import pytest
from PySide6.QtCore import Qt

from netbuilder.app.canvas.view import CanvasView
from netbuilder.project import edit
from tests.app.canvas.hand import Hand, header, id_of, position
from tests.builders import MAIN

_SHIFT = Qt.KeyboardModifier.ShiftModifier


def box(view: CanvasView, name: str) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of a card as it is drawn."""
    row = view.arrays.row_of[id_of(view, name)]
    left, top, right, bottom = view.arrays.boxes[row].tolist()
    return left, top, right, bottom


def place(view: CanvasView, places: dict[str, tuple[float, float]]) -> None:
    moved = {id_of(view, name): point for name, point in places.items()}
    view.workspace.edit("Move", edit.move_nodes(view.workspace.project, MAIN, moved))


def choose(hand: Hand, *names: str) -> None:
    for number, name in enumerate(names):
        hand.click(header(hand.view, name), keys=_SHIFT if number else Qt.KeyboardModifier(0))


SCATTERED = {"input1": (24.0, 50.0), "conv1": (300.0, 77.0), "relu1": (611.0, 420.0)}


@pytest.mark.parametrize(
    ("key", "side", "line"),
    [
        (Qt.Key.Key_A, 0, 24.0),
        (Qt.Key.Key_W, 1, 50.0),
    ],
)
def test_edges_line_up_with_the_outermost(hand: Hand, key: Qt.Key, side: int, line: float) -> None:
    place(hand.view, SCATTERED)
    choose(hand, *SCATTERED)
    before = {name: box(hand.view, name) for name in SCATTERED}
    hand.key(key, _SHIFT)
    for name in SCATTERED:
        after = box(hand.view, name)
        assert after[side] == line
        assert after[1 - side] == before[name][1 - side]
    hand.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert {name: box(hand.view, name) for name in SCATTERED} == before


@pytest.mark.parametrize(("key", "side"), [(Qt.Key.Key_D, 2), (Qt.Key.Key_S, 3)])
def test_far_edges_line_up_by_the_drawn_card(hand: Hand, key: Qt.Key, side: int) -> None:
    place(hand.view, SCATTERED)
    choose(hand, *SCATTERED)
    farthest = max(box(hand.view, name)[side] for name in SCATTERED)
    hand.key(key, _SHIFT)
    assert {box(hand.view, name)[side] for name in SCATTERED} == {farthest}


@pytest.mark.parametrize(("key", "low", "high"), [(Qt.Key.Key_C, 0, 2), (Qt.Key.Key_R, 1, 3)])
def test_middles_line_up_between_the_outermost_edges(
    hand: Hand, key: Qt.Key, low: int, high: int
) -> None:
    place(hand.view, SCATTERED)
    choose(hand, *SCATTERED)
    boxes = [box(hand.view, name) for name in SCATTERED]
    middle = (min(b[low] for b in boxes) + max(b[high] for b in boxes)) / 2
    hand.key(key, _SHIFT)
    for name in SCATTERED:
        after = box(hand.view, name)
        assert (after[low] + after[high]) / 2 == pytest.approx(middle)


@pytest.mark.parametrize(("key", "low", "high"), [(Qt.Key.Key_H, 0, 2), (Qt.Key.Key_V, 1, 3)])
def test_gaps_become_equal_and_the_outermost_stay(
    hand: Hand, key: Qt.Key, low: int, high: int
) -> None:
    place(hand.view, {"input1": (24.0, 50.0), "conv1": (230.0, 170.0), "relu1": (640.0, 420.0)})
    choose(hand, "relu1", "input1", "conv1")
    first, last = position(hand.view, "input1"), position(hand.view, "relu1")
    hand.key(key, _SHIFT)
    boxes = [box(hand.view, name) for name in ("input1", "conv1", "relu1")]
    assert boxes[1][low] - boxes[0][high] == pytest.approx(boxes[2][low] - boxes[1][high])
    assert position(hand.view, "input1") == first
    assert position(hand.view, "relu1") == last


def test_what_is_in_line_is_no_step(hand: Hand) -> None:
    place(hand.view, SCATTERED)
    choose(hand, *SCATTERED)
    hand.key(Qt.Key.Key_W, _SHIFT)
    there = hand.view.workspace.project
    hand.key(Qt.Key.Key_W, _SHIFT)
    assert hand.view.workspace.project is there


@pytest.mark.parametrize(
    ("key", "names", "sentence"),
    [
        (Qt.Key.Key_A, ("conv1",), "Select at least two layers to line up."),
        (Qt.Key.Key_H, ("conv1", "relu1"), "Select at least three layers to space evenly."),
    ],
)
def test_too_few_are_told(hand: Hand, key: Qt.Key, names: tuple[str, ...], sentence: str) -> None:
    said: list[str] = []
    hand.view.message.connect(said.append)
    choose(hand, *names)
    before = hand.view.workspace.project
    hand.key(key, _SHIFT)
    assert said == [sentence]
    assert hand.view.workspace.project is before
