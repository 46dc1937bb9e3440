"""Ctrl K: every command by name."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QListView

from netbuilder.app.actions import COMMANDS
from netbuilder.app.command_entries import entries_of
from netbuilder.app.entry_rows import MOST_ROWS, Entry, found_entries
from netbuilder.app.fuzzy import find
from netbuilder.app.settings import Settings
from netbuilder.app.theme import ThemeMode
from netbuilder.project import edit
from netbuilder.project.template import templates
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, LEFT, Person
from tests.builders import chain

VECTOR = ("Input", {"feeds": "shape", "shape": (8,)})


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    project = chain(VECTOR, "Linear", "ReLU", "Output")
    person = open_app(edit.add_network(project, "teacher"))
    open_palette(person)
    return person


def open_palette(person: Person) -> None:
    person.press(Qt.Key.Key_K, CTRL)
    assert person.can_see("commands.search")


def rows(person: Person) -> list[str]:
    view = person.see("commands.rows", QListView)
    return [str(view.model().index(i, 0).data()) for i in range(view.model().rowCount())]


def current(person: Person) -> str:
    return str(person.see("commands.rows", QListView).currentIndex().data())


def write(person: Person, text: str) -> None:
    person.qtbot.keyClicks(QApplication.focusWidget(), text)


def entry(words: str, **rest: str) -> Entry:
    return Entry(words=words, group="Edit", run=lambda: None, **rest)


def test_letters_are_found_in_their_order() -> None:
    found = find("cnv", "Add Conv2d")
    assert found is not None
    assert found.places == (4, 6, 7)
    assert find("vnc", "Add Conv2d") is None
    assert find("", "Anything") is not None


def test_beginnings_come_before_accidents() -> None:
    entries = [entry("Add GroupNorm"), entry("Undo"), entry("Go on"), entry("Redo")]
    assert next(e.words for e, _match in found_entries(entries, "un")) == "Undo"
    assert next(e.words for e, _match in found_entries(entries, "go")) == "Go on"
    both = [entry("Save as…"), entry("Save")]
    assert [e.words for e, _match in found_entries(both, "save")] == ["Save", "Save as…"]


def test_other_words_find_at_their_beginning_only() -> None:
    dense = entry("Add Dense", other_words="fully connected")
    assert found_entries([dense], "fully con")
    assert not found_entries([dense], "onnected")


def test_everything_is_offered_once(person: Person) -> None:
    offered = [e.words for e in entries_of(person.window)]
    assert len(offered) == len(set(offered))
    assert {row.words for row in COMMANDS if row.id != "commands"} <= set(offered)
    assert {f"New from {t.title}" for t in templates()} <= set(offered)
    assert {"Add Conv2d", "Go to teacher", "Dark colours", "Text at 150%"} <= set(offered)
    assert "Go to main" not in offered
    assert rows(person) == offered


def test_layer_is_added_by_a_few_letters(person: Person) -> None:
    write(person, "cv2d")
    assert current(person) == "Add Conv2d"
    person.press(Qt.Key.Key_Return)

    assert not person.can_see("commands")
    assert "conv1" in person.node_names()
    assert person.window.canvas.hasFocus()


def test_network_is_switched_by_name(person: Person) -> None:
    write(person, "teacher")
    person.press(Qt.Key.Key_Return)
    assert person.window.workspace.network_name == "teacher"


def test_template_opens_by_name(person: Person) -> None:
    person.window.workspace.set_project(person.window.workspace.project)
    write(person, "from spirals")
    person.press(Qt.Key.Key_Return)
    assert person.window.workspace.project.name.startswith("Spirals")


def test_recent_project_opens_by_name(
    open_app: OpenApp, settings: Settings, trained: Path, tmp_path: Path
) -> None:
    other = tmp_path / "earlier.netb"
    shutil.copy(trained, other)
    settings.add_recent(other)
    person = open_app(template="iris")
    open_palette(person)
    write(person, "earlier")
    person.press(Qt.Key.Key_Return)
    assert person.window.workspace.path == other


def test_look_is_chosen_by_name(person: Person, settings: Settings) -> None:
    write(person, "light col")
    person.press(Qt.Key.Key_Return)
    assert settings.theme_mode is ThemeMode.LIGHT
    assert not person.window.store.theme.is_dark


def test_arrows_walk_the_rows_and_go_round(person: Person) -> None:
    all_rows = rows(person)
    assert current(person) == all_rows[0]
    person.press(Qt.Key.Key_Down)
    person.press(Qt.Key.Key_Down)
    assert current(person) == all_rows[2]
    for _step in range(3):
        person.press(Qt.Key.Key_Up)
    assert current(person) == all_rows[-1]
    person.press(Qt.Key.Key_PageUp)
    assert current(person) == all_rows[-MOST_ROWS]


def test_click_runs_a_row(person: Person) -> None:
    write(person, "add relu")
    view = person.see("commands.rows", QListView)
    place: QPoint = view.visualRect(view.model().index(0, 0)).center()
    person.qtbot.mouseClick(view.viewport(), LEFT, pos=place)
    assert "relu2" in person.node_names()


def test_command_that_cannot_act_says_why_and_stays(person: Person) -> None:
    write(person, "undo")
    assert current(person) == "Undo"
    assert person.read("commands.foot") == "Nothing to undo."
    person.press(Qt.Key.Key_Return)
    assert person.can_see("commands")


def test_nothing_found_is_said(person: Person) -> None:
    write(person, "zzz")
    assert rows(person) == []
    assert person.read("commands.foot").startswith("Nothing is called that.")
    person.press(Qt.Key.Key_Return)
    assert person.can_see("commands")


@pytest.mark.parametrize("way", ["escape", "again", "beside"])
def test_palette_closes_and_gives_the_focus_back(person: Person, way: str) -> None:
    write(person, "tid")
    if way == "escape":
        person.press(Qt.Key.Key_Escape)
    elif way == "again":
        person.press(Qt.Key.Key_K, CTRL)
    else:
        person.qtbot.mouseClick(person.see("commands"), LEFT, pos=QPoint(5, 300))
    assert not person.can_see("commands")
    assert person.window.canvas.hasFocus()

    open_palette(person)
    assert person.read("commands.search") == "What do you want to do?"


def test_keys_of_the_window_rest_while_names_are_searched(person: Person) -> None:
    write(person, "fab")
    person.press(Qt.Key.Key_F6)
    person.press(Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is person.see("commands.search").findChild(
        type(QApplication.focusWidget())
    )
    person.press(Qt.Key.Key_Return, CTRL)
    assert not person.window.engine.is_training


def test_running_command_works_where_the_focus_was(person: Person) -> None:
    person.press(Qt.Key.Key_Escape)
    person.select("dense1")
    open_palette(person)
    write(person, "bypass")
    person.press(Qt.Key.Key_Return)
    node = next(n for n in person.window.workspace.network.nodes.values() if n.name == "dense1")
    assert node.bypassed


def test_card_stays_within_a_small_window(person: Person) -> None:
    person.window.resize(*person.window.store.theme.tokens.window.minimum)
    person.window.store.set_font_scale(1.5)
    QApplication.processEvents()
    view = person.see("commands.rows")
    bottom = view.mapTo(person.window, QPoint(0, view.height())).y()
    assert bottom < person.window.height()
    assert view.mapTo(person.window, QPoint(0, 0)).x() >= 0
    assert view.visibleRegion().boundingRect() == view.rect()


def test_screen_reader_hears_rows(person: Person) -> None:
    view = person.see("commands.rows", QListView)
    spoken = QAccessible.queryAccessibleInterface(view)
    assert spoken.text(QAccessible.Text.Name) == "Commands"
    assert view.model().index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole) == (
        "New network, File, Ctrl+N"
    )
    undo = next(e for e in entries_of(person.window) if e.words == "Undo")
    assert undo.spoken == "Undo, Edit, Ctrl+Z, not now: Nothing to undo."
