"""The key sheet: every key of the app by what it does."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QScrollArea

from netbuilder.app.actions import COMMANDS, key_words
from netbuilder.app.canvas.keys import CANVAS_KEYS, MOUSE_WAYS, bindings
from tests.app.conftest import OpenApp
from tests.app.person import LEFT, Person
from tests.builders import chain


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    return open_app(chain("Input", "Output"))


def test_every_key_of_the_canvas_is_told(person: Person) -> None:
    told = {QKeySequence(keys) for row in COMMANDS for keys in row.keys}
    told |= {QKeySequence(key) for keys, _words in CANVAS_KEYS for key in keys}
    told |= {QKeySequence(str(digit)) for digit in range(2, 10)}  # "and so on to 9"
    bound = set(bindings(person.window.canvas))
    assert bound <= told
    assert {QKeySequence(key) for keys, _words in CANVAS_KEYS for key in keys} <= bound


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Question])
def test_sheet_opens_and_closes_by_the_same_key(person: Person, key: Qt.Key) -> None:
    person.press(key)
    words = person.words_in("keys")
    for _page in range(4):
        person.press(Qt.Key.Key_PageDown)
        words += "\n" + person.words_in("keys")
    assert all(row.words in words for row in COMMANDS if row.keys)
    assert all(told in words for _keys, told in (*CANVAS_KEYS, *MOUSE_WAYS))

    person.press(key)
    assert not person.can_see("keys")
    assert person.window.canvas.hasFocus()


@pytest.mark.parametrize("way", ["escape", "cross", "beside"])
def test_sheet_closes(person: Person, way: str) -> None:
    person.press(Qt.Key.Key_F1)
    if way == "escape":
        person.press(Qt.Key.Key_Escape)
    elif way == "cross":
        person.click("keys.close")
    else:
        person.qtbot.mouseClick(person.see("keys"), LEFT, pos=QPoint(5, 5))
    assert not person.can_see("keys")


def test_commands_rest_below_the_sheet(person: Person) -> None:
    person.press(Qt.Key.Key_F1)
    person.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    person.press(Qt.Key.Key_T)
    assert not person.window.engine.is_training
    assert person.can_see("keys")


@pytest.mark.parametrize("scale", [0.85, 1.0, 1.5])
def test_keys_fit_the_sheet(person: Person, scale: float) -> None:
    person.window.resize(1280, 800)
    person.window.store.set_font_scale(scale)
    person.press(Qt.Key.Key_F1)
    QApplication.processEvents()
    area = person.see("keys.rows", QScrollArea)
    content = area.widget()
    assert content.width() == area.viewport().width()
    assert content.minimumSizeHint().width() <= content.width()

    bar = area.verticalScrollBar()
    for _page in range(10):
        person.press(Qt.Key.Key_PageDown)
    assert bar.value() == bar.maximum()


def test_keys_are_written_as_read() -> None:
    assert key_words("Alt+Left") == "Alt+←"
    assert key_words("Up") == "↑"
    assert key_words("Ctrl+Shift+Z") == "Ctrl+Shift+Z"
    assert key_words("Ctrl++").replace("\N{ZERO WIDTH NON-JOINER}", "") == "Ctrl++"
    assert key_words("?") == "?"
