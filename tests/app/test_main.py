"""The app begins in a window that a person can reach all of."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from netbuilder.app.main import build_window, show_window
from netbuilder.app.settings import Settings
from netbuilder.app.window import Window
from tests.app.person import Person


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, settings: Settings) -> Iterator[Window]:
    person = Person(build_window(settings=settings), qtbot)
    yield person.window
    person.leave()
    qapp.setStyleSheet("")


def test_window_that_its_screen_cannot_hold_fills_it(window: Window) -> None:
    screen = window.screen().availableSize()
    assert window.width() > screen.width() or window.height() > screen.height()
    show_window(window)
    assert window.isMaximized()


def test_window_that_fits_keeps_its_size(window: Window) -> None:
    window.setMinimumSize(0, 0)
    window.resize(640, 480)
    show_window(window)
    assert not window.isMaximized()
