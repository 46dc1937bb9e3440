"""A problem that a person goes to is in sight with its card, whatever lies over the canvas."""

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from netbuilder.app.settings import Settings
from tests.app.conftest import OpenApp
from tests.app.person import Person
from tests.app.test_problems import card_of, node_box, with_misfit

GLIDES_MS = 700


@pytest.fixture(params=["moving", "still"])
def narrow(request: pytest.FixtureRequest, open_app: OpenApp, settings: Settings) -> Person:
    """In front of a misfit in a window whose inspector lies over the canvas from the start."""
    settings.font_scale = 1.5
    settings.reduced_motion = request.param == "still"
    person = open_app(with_misfit(), size=(1280, 800))
    person.wait_until_ready()
    person.window.canvas.tidy()
    QTest.qWait(GLIDES_MS)
    return person


def free_part(person: Person) -> QRect:
    """What no panel lies over, in px of the canvas."""
    view = person.window.canvas.viewport()
    inspector = person.window.frame.inspector_side.ground
    edge = view.mapFromGlobal(inspector.mapToGlobal(QPoint(0, 0))).x()
    return view.rect().adjusted(0, 0, min(0, edge - view.width()), 0)


@pytest.mark.parametrize("way", ["train", "F8", "problem chip"])
def test_layer_and_card_come_beside_the_inspector_over_the_canvas(narrow: Person, way: str) -> None:
    if way == "F8":
        narrow.press(Qt.Key.Key_F8)
    else:
        narrow.click("top_bar.train" if way == "train" else "top_bar.problems")
    QTest.qWait(GLIDES_MS)

    assert narrow.window.frame.inspector_side.is_open
    assert narrow.can_see("problem_card")
    card, node = card_of(narrow).geometry(), node_box(narrow, "add1")
    assert free_part(narrow).contains(card)
    assert free_part(narrow).contains(node)
    assert not card.intersects(node)


def test_problem_in_a_network_too_small_to_read_comes_near(open_app: OpenApp) -> None:
    person = open_app(with_misfit())
    view = person.window.canvas
    view.camera.show(view.camera.center, 0.2)
    assert not person.can_see("problem_card")

    person.press(Qt.Key.Key_F8)
    QTest.qWait(50)

    assert person.can_see("problem_card")
    assert view.camera.zoom == 1.0


def test_enter_opens_the_inspector_that_is_folded_and_goes_into_it(narrow: Person) -> None:
    narrow.select("add1")
    narrow.press(Qt.Key.Key_Escape)
    narrow.window.frame.inspector_side.close()
    narrow.window.canvas.setFocus()
    QTest.qWait(GLIDES_MS)
    assert not narrow.window.frame.inspector_side.is_open

    narrow.select("add1")
    narrow.press(Qt.Key.Key_Return)

    assert narrow.window.frame.inspector_side.has_focus()
