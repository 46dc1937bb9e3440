"""A canvas in a window."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QCursor
from pytestqt.qtbot import QtBot

from netbuilder.app.canvas.view import CanvasView
from netbuilder.app.theme import ThemeStore
from netbuilder.app.workspace import Workspace
from netbuilder.project.value import Project
from tests.app.canvas.hand import Hand, two_rows


@pytest.fixture
def open_canvas(qtbot: QtBot, store: ThemeStore) -> Iterator[Callable[[Project], Hand]]:
    """Shows a project on a canvas of 1,100 by 700 px at 100 %, its corner at the scene's origin."""
    shown: list[CanvasView] = []  # a view that nobody holds may be collected while it paints

    def show(project: Project) -> Hand:
        view = CanvasView(Workspace(project), store)
        qtbot.addWidget(view)
        shown.append(view)
        QCursor.setPos(0, 0)
        view.move(40, 40)  # out from under the pointer
        view.resize(1100, 700)
        view.show()
        qtbot.waitExposed(view)
        view.camera.show(QPointF(550, 350), 1.0)
        view.camera.settled.emit()
        view.setFocus()
        return Hand(view)

    yield show
    shown.clear()


@pytest.fixture
def hand(open_canvas: Callable[[Project], Hand]) -> Hand:
    """A hand on a canvas with two rows of layers (see `DIGITS_ROWS`), each wired to the next."""
    return open_canvas(two_rows())
