"""Kept views: kept under a number, gone to by its key, forgotten."""

import pytest
from PySide6.QtCore import QPointF, Qt

from tests.app.canvas.hand import Hand

Key = Qt.Key


def kept(hand: Hand) -> dict[str, tuple[float, float, float]]:
    return dict(hand.view.workspace.network.layout.views)


def seen(hand: Hand) -> tuple[float, float, float]:
    center = hand.view.camera.center
    return center.x(), center.y(), hand.view.camera.zoom


@pytest.fixture(autouse=True)
def _still(hand: Hand) -> None:
    hand.view.store.set_reduced_motion(True)


def test_v_keeps_views_under_numbers_and_their_keys_go_there(hand: Hand) -> None:
    hand.view.camera.show(QPointF(300, 200), 2.0)
    hand.key(Key.Key_V)
    hand.view.camera.show(QPointF(700, 400), 0.5)
    hand.key(Key.Key_V)
    assert kept(hand)["1"] == pytest.approx((300.0, 200.0, 2.0), abs=1.0)
    assert kept(hand)["2"] == pytest.approx((700.0, 400.0, 0.5), abs=2.0)

    hand.key(Key.Key_1)
    assert seen(hand) == pytest.approx((300.0, 200.0, 2.0), abs=1.0)
    hand.key(Key.Key_2)
    assert seen(hand) == pytest.approx((700.0, 400.0, 0.5), abs=2.0)


def test_looking_back_leads_to_before_a_kept_view(hand: Hand) -> None:
    hand.key(Key.Key_V)
    hand.view.camera.show(QPointF(800, 100), 1.5)
    hand.key(Key.Key_1)
    hand.key(Key.Key_J)
    assert seen(hand) == pytest.approx((800.0, 100.0, 1.5), abs=1.0)


def test_keeping_and_forgetting_are_steps(hand: Hand) -> None:
    workspace = hand.view.workspace
    hand.key(Key.Key_V)
    assert workspace.history.undo_label == "Keep view 1"
    hand.view.kept_views.forget("1")
    assert kept(hand) == {}
    workspace.undo()
    assert list(kept(hand)) == ["1"]
    workspace.undo()
    assert kept(hand) == {}


def test_a_forgotten_number_is_the_next_to_be_taken(hand: Hand) -> None:
    for _time in range(3):
        hand.key(Key.Key_V)
    hand.view.kept_views.forget("2")
    hand.key(Key.Key_V)
    assert hand.view.kept_views.names == ["1", "2", "3"]


def test_views_are_listed_by_number(hand: Hand) -> None:
    for _time in range(11):
        hand.key(Key.Key_V)
    assert hand.view.kept_views.names == [str(number) for number in range(1, 12)]


def test_a_number_without_a_view_says_how_to_keep_one(hand: Hand) -> None:
    told: list[str] = []
    hand.view.message.connect(told.append)
    before = seen(hand)
    hand.key(Key.Key_7)
    assert told == ["There is no view 7 yet. V keeps the present one."]
    assert seen(hand) == before
