"""Jumps of the view, and the way back."""

from PySide6.QtCore import QPointF, Qt

from tests.app.canvas.hand import Hand

_SHIFT = Qt.KeyboardModifier.ShiftModifier


def place(hand: Hand) -> tuple[float, float, float]:
    camera = hand.view.camera
    return round(camera.center.x()), round(camera.center.y()), camera.zoom


def test_the_view_goes_back_to_before_each_jump_and_forth_again(hand: Hand) -> None:
    hand.view.camera.show(QPointF(300, 200), 2.0)
    first = place(hand)
    hand.key(Qt.Key.Key_F)
    second = place(hand)
    assert second != first
    hand.view.camera.show(QPointF(500, 100), 1.5)
    third = place(hand)
    hand.key(Qt.Key.Key_F)

    hand.key(Qt.Key.Key_J)
    assert place(hand) == third
    hand.key(Qt.Key.Key_J)
    assert place(hand) == first
    hand.key(Qt.Key.Key_J)
    assert place(hand) == first
    hand.key(Qt.Key.Key_J, _SHIFT)
    assert place(hand) == third
    hand.key(Qt.Key.Key_J, _SHIFT)
    assert place(hand) == second


def test_a_jump_ends_the_way_forth(hand: Hand) -> None:
    hand.view.camera.show(QPointF(300, 200), 2.0)
    hand.key(Qt.Key.Key_F)
    hand.key(Qt.Key.Key_J)
    hand.view.camera.show(QPointF(100, 100), 1.0)
    hand.key(Qt.Key.Key_F)
    fitted = place(hand)
    hand.key(Qt.Key.Key_J, _SHIFT)
    assert place(hand) == fitted


def test_a_window_that_changes_its_size_is_no_jump(hand: Hand) -> None:
    hand.view.camera.show(QPointF(300, 200), 2.0)
    before = place(hand)
    hand.key(Qt.Key.Key_F)
    hand.view.resize(900, 600)
    hand.view.resize(1100, 700)
    hand.key(Qt.Key.Key_J)
    assert place(hand) == before
