"""Deleting layers: the gap closes where the tensors fit, else the person is told."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from netbuilder.project.value import Project
from tests.app.canvas.hand import Hand, header
from tests.builders import digits_cnn


def into(hand: Hand, name: str) -> list[str]:
    """The names of the layers whose wires enter the one with this name."""
    network = hand.view.workspace.network
    names = {node.id: node.name for node in network.nodes.values()}
    return [names[e.source.node] for e in network.edges if names[e.sink.node] == name]


def test_gap_that_does_not_fit_stays_open_and_is_told(
    open_canvas: Callable[[Project], Hand], qtbot: QtBot
) -> None:
    hand = open_canvas(digits_cnn())
    hand.click(header(hand.view, "flatten1"))

    with qtbot.waitSignal(hand.view.message) as said:
        hand.key(Qt.Key.Key_Delete)

    assert into(hand, "dense1") == []
    assert said.args == ["The gap before dense1 stays open, for it takes other tensors."]
    hand.view.workspace.undo()
    assert into(hand, "dense1") == ["flatten1"]


def test_gap_that_fits_closes_without_a_word(
    open_canvas: Callable[[Project], Hand], qtbot: QtBot
) -> None:
    hand = open_canvas(digits_cnn())
    hand.click(header(hand.view, "max_pool1"))

    with qtbot.assertNotEmitted(hand.view.message):
        hand.key(Qt.Key.Key_Delete)

    assert into(hand, "conv2") == ["relu1"]
