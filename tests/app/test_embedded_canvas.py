"""The canvas stands by itself: in an empty window everything but the rest of the app works."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtWidgets import QApplication, QInputDialog
from pytestqt.qtbot import QtBot

from netbuilder.app.theme import ThemeStore
from tests.app import embedded_canvas
from tests.app.canvas.hand import Hand, header, names, position
from tests.app.embedded_canvas import NetworkWindow

_CTRL = Qt.KeyboardModifier.ControlModifier

_OTHER_ROOMS = """
import sys
from tests.app import embedded_canvas
rooms = ("netbuilder.app.window", "netbuilder.app.panels", "netbuilder.app.engine", "torch")
sys.exit([room for room in rooms if room in sys.modules] or 0)
"""


@pytest.fixture
def hand(qtbot: QtBot, store: ThemeStore) -> Iterator[Hand]:
    window = NetworkWindow(store)
    qtbot.addWidget(window)
    window.show()
    qtbot.waitExposed(window)
    window.canvas.fit_all(glides=False)
    window.canvas.setFocus()
    yield Hand(window.canvas)
    window.close()  # and held until here


def test_it_takes_no_more_than_forty_lines_and_no_other_room() -> None:
    source = Path(embedded_canvas.__file__).read_text(encoding="utf-8")
    assert sum(bool(line.strip()) for line in source.splitlines()) <= 40
    ended = subprocess.run(
        [sys.executable, "-c", _OTHER_ROOMS], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


def test_layers_are_moved_deleted_and_brought_back(hand: Hand) -> None:
    before = position(hand.view, "conv1")
    at = header(hand.view, "conv1")
    hand.drag(at, at + QPointF(0, 120))
    assert position(hand.view, "conv1")[1] == before[1] + 120
    assert names(hand.view) == {"conv1"}

    count = len(hand.view.arrays)
    hand.key(Qt.Key.Key_Delete)
    assert len(hand.view.arrays) == count - 1
    hand.key(Qt.Key.Key_Z, _CTRL)
    hand.key(Qt.Key.Key_Z, _CTRL)
    assert position(hand.view, "conv1") == before


def test_a_layer_is_asked_for_and_added(hand: Hand, qtbot: QtBot) -> None:
    count = len(hand.view.arrays)

    def choose() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, QInputDialog)
        dialog.setTextValue("Dropout")
        qtbot.keyClick(dialog, Qt.Key.Key_Return)

    QTimer.singleShot(0, hand.view, choose)
    hand.key(Qt.Key.Key_A)
    assert len(hand.view.arrays) == count + 1
    kinds = [node.kind for node in hand.view.workspace.network.nodes.values()]
    assert kinds.count("Dropout") > 0
