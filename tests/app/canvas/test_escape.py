"""Escape gives up every gesture: the network and the picture are as before."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage

from netbuilder.app.canvas.arrays import Mark
from netbuilder.project.value import Project
from tests.app.canvas.hand import Hand, header, id_of, port
from tests.app.canvas.test_splicing import with_loose

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton

BEND = QPointF(804, 348)


def node(hand: Hand) -> QPointF:
    return header(hand.view, "flatten1")


def loose_node(hand: Hand) -> QPointF:
    return header(hand.view, "tanh1")


def output(hand: Hand) -> QPointF:
    return port(hand.view, "relu1", "output")


def taken_input(hand: Hand) -> QPointF:
    return port(hand.view, "add1", "inputs", 0)


def nothing(_hand: Hand) -> QPointF:
    return QPointF(560, 430)


def bend(_hand: Hand) -> QPointF:
    return BEND


GESTURES = {
    "move": (node, LEFT, NONE),
    "move off the grid": (node, LEFT, CTRL),
    "take out": (node, LEFT, ALT),
    "put on a wire": (loose_node, LEFT, NONE),
    "draw a wire": (output, LEFT, NONE),
    "move a wire's end": (taken_input, LEFT, NONE),
    "move all wires of an output": (output, LEFT, CTRL),
    "move all wires of an input": (taken_input, LEFT, CTRL),
    "cut": (nothing, RIGHT, CTRL),
    "cut with the left button": (nothing, LEFT, ALT | SHIFT),
    "move a bend": (bend, LEFT, NONE),
    "select": (nothing, LEFT, NONE),
    "select fewer": (nothing, LEFT, CTRL),
}

WAY = (QPointF(700, 330), QPointF(780, 282), QPointF(400, 300), QPointF(780, 252), QPointF(240, 94))
"""Over a wire, a node, the place where a layer comes onto a wire, and another port."""


def picture(hand: Hand) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    image = hand.view.viewport().grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    bits = np.frombuffer(image.constBits(), np.uint8).copy()
    return bits.reshape(image.height(), image.bytesPerLine())


@pytest.fixture
def hand(open_canvas: Callable[[Project], Hand]) -> Hand:
    hand = open_canvas(with_loose())
    view = hand.view
    loose = [e for e in view.workspace.network.edges if e.sink.node == id_of(view, "tanh1")]
    long = [e for e in view.workspace.network.edges if e.sink.node == id_of(view, "dense1")]
    view.joining.cut(loose)
    view.bending.put(long[0], [(BEND.x(), BEND.y())], label="Bend")
    view.furniture.dismiss_card()
    return hand


@pytest.mark.parametrize("name", GESTURES)
def test_escape_gives_up_the_gesture_and_leaves_no_trace(hand: Hand, name: str) -> None:
    place, button, keys = GESTURES[name]
    view, start = hand.view, place(hand)
    hand.press(start, button=button, keys=keys)
    hand.key(Qt.Key.Key_Escape)
    hand.release(keys=keys)
    hand.move(QPointF(1060, 660))
    project, before = view.workspace.project, picture(hand)

    hand.press(start, button=button, keys=keys)
    for at in WAY:
        hand.move(at, keys=keys)
    shown = picture(hand)
    hand.key(Qt.Key.Key_Escape)
    hand.move(QPointF(1060, 660), keys=keys)
    hand.release(keys=keys)
    hand.move(QPointF(1060, 660))

    assert (shown != before).any()
    assert view.workspace.project is project
    assert not view.overlay.sketches
    assert view.overlay.target is None
    assert not len(view.overlay.refused)
    assert view.wiring.hidden == ()
    assert not (view.arrays.edge_marks & Mark.HOVER).any()
    assert view.viewport().cursor().shape() is Qt.CursorShape.ArrowCursor
    assert (picture(hand) == before).all()
