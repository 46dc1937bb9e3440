"""Finding words in the Code tab and in the export dialog, by keys."""

from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from netbuilder.app.code_view import CodeView
from netbuilder.project.template import open_template
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, LEFT, Person

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    """With the cursor in the Code tab."""
    person = open_app(open_template("digits-cnn"))
    person.window.dock.show_tab("code")
    panel = person.window.dock.code
    assert panel is not None
    person.wait(lambda: panel.source is not None)
    person.qtbot.mouseClick(view(person).viewport(), LEFT)
    return person


def view(person: Person) -> CodeView:
    return person.see("code.source", CodeView)


def look_for(person: Person, words: str) -> None:
    person.press(Qt.Key.Key_F, CTRL)
    person.type_into("find.field", words, enter=False)


def test_find_is_a_command_that_shows_the_code(open_app: OpenApp) -> None:
    person = open_app(open_template("iris"))
    person.choose_command("Edit", "Find in the code…")
    panel = person.window.dock.code
    assert panel is not None
    person.wait(lambda: panel.source is not None)

    assert person.can_see("find.field")


def test_every_place_is_found_and_counted(person: Person) -> None:
    text = view(person).toPlainText()
    look_for(person, "CONV2")

    count = text.lower().count("conv2")
    assert count > 1
    assert person.read("find.count").endswith(f"of {count}")
    assert len(view(person).extraSelections()) == count
    assert view(person).textCursor().selectedText().lower() == "conv2"


def test_enter_f3_and_arrows_go_round(person: Person) -> None:
    look_for(person, "batch_norm1")
    first = view(person).textCursor().selectionStart()
    count = view(person).toPlainText().count("batch_norm1")
    seen = {first}
    for _step in range(count - 1):
        person.press(Qt.Key.Key_Return)
        seen.add(view(person).textCursor().selectionStart())
    assert len(seen) == count
    person.press(Qt.Key.Key_F3)
    assert view(person).textCursor().selectionStart() == first
    person.press(Qt.Key.Key_F3, SHIFT)
    assert view(person).textCursor().selectionStart() == max(seen) or first == max(seen)


def test_nothing_is_said_and_escape_gives_the_page_back(person: Person) -> None:
    look_for(person, "no such words")
    assert person.read("find.count") == "Nothing"

    person.press(Qt.Key.Key_Escape)

    assert not person.can_see("find")
    assert view(person).extraSelections() == []
    assert QApplication.focusWidget() is view(person)


def test_find_stays_in_step_with_the_source(person: Person) -> None:
    look_for(person, "relu")
    before = len(view(person).extraSelections())
    person.select("relu1")
    person.window.canvas.setFocus()
    person.press(Qt.Key.Key_Delete)
    person.wait(lambda: len(view(person).extraSelections()) < before)


def test_all_is_selected_and_copied_by_keys(person: Person) -> None:
    person.press(Qt.Key.Key_A, CTRL)
    person.press(Qt.Key.Key_C, CTRL)

    assert QGuiApplication.clipboard().text() == view(person).toPlainText()


@pytest.mark.parametrize("scale", [0.85, 1.5])
def test_bar_lies_within_the_page_and_nothing_in_it_overlaps(person: Person, scale: float) -> None:
    look_for(person, "e")
    person.window.set_font_scale(scale)
    QApplication.processEvents()

    assert view(person).rect().contains(person.see("find").geometry())
    names = ("find.field", "find.count", "find.previous", "find.next", "find.close")
    boxes = [person.see(name).geometry() for name in names]
    assert all(one.right() < other.left() for one, other in pairwise(boxes)), boxes
    count = person.see("find.count")
    words = person.read("find.count")
    assert count.fontMetrics().horizontalAdvance(words) <= count.width()
