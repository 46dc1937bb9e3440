"""The view can be moved while something is held; at its edge it moves by itself."""

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.app.canvas.hand import Hand, header, id_of, names, port, position, wires
from tests.app.conftest import OpenApp
from tests.builders import digits_cnn

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
MIDDLE = Qt.MouseButton.MiddleButton
Key = Qt.Key


def test_wire_held_at_the_edge_lets_the_view_drift_that_way(hand: Hand, qtbot: QtBot) -> None:
    before = hand.view.camera.seen

    hand.press(port(hand.view, "relu1", "output"))
    hand.move(QPointF(800, 300))
    hand.move(QPointF(1095, 300))
    qtbot.waitUntil(lambda: hand.view.camera.seen.left() > before.left() + 60)
    assert hand.view.camera.seen.top() == before.top()
    held = hand.view.overlay.sketches[0].stop  # type: ignore[attr-defined]
    assert held[0] > 1095 + 60

    hand.key(Key.Key_Escape)
    rest = hand.view.camera.seen
    QTest.qWait(60)
    assert hand.view.camera.seen == rest
    hand.release()


def test_node_held_at_the_edge_travels_with_the_view(hand: Hand, qtbot: QtBot) -> None:
    start = header(hand.view, "relu1")

    hand.press(start)
    hand.move(QPointF(550, 300))
    hand.move(QPointF(550, 698))
    qtbot.waitUntil(lambda: hand.view.camera.seen.top() > 80)
    hand.move(hand.view.camera.center)
    hand.release()

    x, y = position(hand.view, "relu1")
    middle = hand.view.camera.center
    assert abs(x + 60 - middle.x()) <= 7
    assert abs(y + 16 - middle.y()) <= 7


def test_drag_that_begins_at_the_edge_leaves_the_view_in_peace(hand: Hand) -> None:
    before = hand.view.camera.seen

    hand.press(QPointF(20, 400))
    hand.move(QPointF(26, 440))
    QTest.qWait(60)
    hand.release()

    assert hand.view.camera.seen == before


def test_middle_button_moves_the_view_while_a_wire_is_held(hand: Hand) -> None:
    before = hand.view.camera.seen.topLeft()

    hand.press(port(hand.view, "input1", "output"))
    hand.move(QPointF(500, 400))
    hand.press(QPointF(500, 400), button=MIDDLE)
    hand.move(QPointF(470, 420))
    assert hand.view.camera.seen.topLeft() - before == QPointF(30, -20)
    hand.release()
    hand.move(port(hand.view, "conv2", "input"))
    hand.release()

    assert ("input1", "conv2", 0) in wires(hand.view)


def test_space_moves_the_view_while_a_node_is_held(hand: Hand) -> None:
    before = hand.view.camera.seen.topLeft()
    start = header(hand.view, "conv1")

    hand.press(start)
    hand.move(start + QPointF(24, 0))
    QTest.keyPress(hand.view, Key.Key_Space)
    hand.move(start + QPointF(24, 48))
    QTest.keyRelease(hand.view, Key.Key_Space)
    hand.release()

    # The pointer stands over the same point of the scene, so the node stays under it: at
    # 232 + 24, to the nearest multiple of 12.
    assert hand.view.camera.seen.topLeft() - before == QPointF(0, -48)
    assert position(hand.view, "conv1") == (252.0, 48.0)


def test_wheel_zooms_while_a_node_is_held(hand: Hand) -> None:
    start = header(hand.view, "conv1")

    hand.press(start)
    hand.move(start + QPointF(48, 0))
    hand.wheel(start + QPointF(48, 0), -3)
    hand.release()

    assert hand.view.camera.zoom == pytest.approx(1.2**-3)
    # 232 + 48, to the nearest multiple of 12.
    assert position(hand.view, "conv1") == (276.0, 48.0)


@pytest.mark.parametrize("keys", [CTRL, ALT])
def test_marquee_takes_nodes_out_of_the_selection(hand: Hand, keys: Qt.KeyboardModifier) -> None:
    hand.view.selecting.all()

    hand.drag(QPointF(220, 20), QPointF(500, 100), keys=keys)

    assert names(hand.view) == {"input1", "conv2", "add1", "flatten1", "dense1"}


def test_marquee_with_shift_adds_nodes(hand: Hand) -> None:
    hand.view.workspace.select([id_of(hand.view, "dense1")])

    hand.drag(QPointF(220, 20), QPointF(500, 100), keys=SHIFT)

    assert names(hand.view) == {"conv1", "relu1", "dense1"}


def test_keys_of_commands_rest_while_a_gesture_lasts(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    view = person.window.canvas
    before = person.window.workspace.project
    start = header(view, "conv1")
    person.hand.press(start)
    person.hand.move(start + QPointF(30, 30))
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_B, Qt.Key.Key_W):
        person.press(key)

    assert person.window.workspace.project is before
    person.hand.release()
    assert person.window.workspace.history.undo_label == "Move"
