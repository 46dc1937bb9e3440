"""Selecting along the wires and by kind."""

from PySide6.QtCore import Qt

from tests.app.canvas.hand import Hand, header, names

_NONE = Qt.KeyboardModifier.NoModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier


def test_what_feeds_a_node_is_added(hand: Hand) -> None:
    hand.click(header(hand.view, "relu1"))
    hand.key(Qt.Key.Key_BracketLeft)
    assert names(hand.view) == {"input1", "conv1", "relu1"}


def test_what_a_node_feeds_is_added(hand: Hand) -> None:
    hand.click(header(hand.view, "conv2"))
    hand.key(Qt.Key.Key_BracketRight)
    assert names(hand.view) == {"conv2", "add1", "flatten1", "dense1"}


def test_all_of_a_kind_are_selected(hand: Hand) -> None:
    hand.click(header(hand.view, "conv1"))
    hand.key(Qt.Key.Key_G, _SHIFT)
    assert names(hand.view) == {"conv1", "conv2"}


def test_the_others_are_selected(hand: Hand) -> None:
    hand.click(header(hand.view, "conv2"))
    hand.key(Qt.Key.Key_BracketRight)
    hand.key(Qt.Key.Key_I, _CTRL)
    assert names(hand.view) == {"input1", "conv1", "relu1"}


def test_without_a_selection_nothing_is_added(hand: Hand) -> None:
    hand.view.workspace.select(())
    for key, modifier in (
        (Qt.Key.Key_BracketLeft, _NONE),
        (Qt.Key.Key_BracketRight, _NONE),
        (Qt.Key.Key_G, _SHIFT),
    ):
        hand.key(key, modifier)
        assert names(hand.view) == set()
