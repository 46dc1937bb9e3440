"""The Code tab: the source follows the drawing, and lines and nodes find each other."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication

from netbuilder.app.code_view import CodeView
from netbuilder.app.panels.code_panel import CodePanel
from netbuilder.compiler import source
from netbuilder.project import edit
from netbuilder.project.template import new_project
from netbuilder.project.value import Project
from tests.app.conftest import OpenApp
from tests.app.person import LEFT, Person
from tests.builders import MAIN, chain, node_named

VECTOR = ("Input", {"feeds": "shape", "shape": (8,)})


@pytest.fixture
def project() -> Project:
    return chain(
        VECTOR, ("Linear", {"out_features": 12}), "ReLU", ("Linear", {"out_features": 3}), "Output"
    )


@pytest.fixture
def person(open_app: OpenApp, project: Project) -> Person:
    person = open_app(project)
    open_code(person)
    return person


def open_code(person: Person) -> None:
    person.switch_to("dock.tabs", "Code")
    person.wait(lambda: person.can_see("code.source"))


def panel(person: Person) -> CodePanel:
    return person.see("code", CodePanel)


def view(person: Person) -> CodeView:
    return person.see("code.source", CodeView)


def marked(person: Person) -> list[str]:
    lines = view(person).toPlainText().split("\n")
    return [lines[number - 1].strip() for number in sorted(view(person).marked)]


def click_line(person: Person, words: str) -> None:
    page = view(person)
    number = next(i for i, x in enumerate(page.toPlainText().split("\n"), 1) if words in x)
    page.show_line(number)
    place = next((top, height) for n, top, height in page.visible_lines() if n == number)
    at = QPoint(40, round(place[0] + place[1] / 2))
    person.qtbot.mouseClick(page.viewport(), LEFT, pos=at)


def test_pygments_waits_for_the_tab(open_app: OpenApp, project: Project) -> None:
    person = open_app(project)
    assert person.window.dock.code is None
    assert person.window.dock.console is None


def test_source_is_what_the_compiler_writes(person: Person, project: Project) -> None:
    assert view(person).toPlainText() == source(project).text
    assert person.read("code.name") == source(project).class_name


def test_source_follows_edit_undo_and_rename(person: Person) -> None:
    person.select("dense1")
    person.type_into("inspector.out_features", "77")
    person.wait(lambda: "nn.Linear(8, 77)" in view(person).toPlainText())
    assert "nn.Linear(77, 3)" in view(person).toPlainText()

    person.click("top_bar.undo")
    person.wait(lambda: "nn.Linear(8, 12)" in view(person).toPlainText())
    person.type_into("inspector.name", "first")
    person.wait(lambda: "self.first = " in view(person).toPlainText())
    assert view(person).toPlainText() == source(person.window.workspace.project).text


def test_selected_layers_lines_are_marked_and_in_sight(person: Person) -> None:
    person.select("dense2")
    assert any("self.dense2 = nn.Linear(12, 3)" in line for line in marked(person))
    assert all("dense2" in line for line in marked(person))
    shown = {number for number, _top, _height in view(person).visible_lines()}
    assert min(view(person).marked) in shown

    person.select("dense1", "dense2")
    assert {"dense1", "dense2"} == {
        name for name in ("dense1", "dense2") if any(name in line for line in marked(person))
    }
    person.window.canvas.setFocus()
    person.press(Qt.Key.Key_Escape)
    assert marked(person) == []


def test_click_on_a_line_selects_its_layer(person: Person, project: Project) -> None:
    click_line(person, "self.dense2 = ")
    assert person.window.workspace.selection == {node_named(project, "dense2").id}

    click_line(person, "self.dense1 = ")
    assert person.window.workspace.selection == {node_named(project, "dense1").id}
    assert person.read("inspector.name") == "dense1"


def test_arrow_to_a_line_selects_its_layer(person: Person, project: Project) -> None:
    click_line(person, "self.dense1 = ")
    person.press(Qt.Key.Key_Down)
    assert person.window.workspace.selection == {node_named(project, "dense2").id}


def test_line_of_no_layer_keeps_the_selection(person: Person, project: Project) -> None:
    person.select("relu1")
    click_line(person, "import torch")
    assert person.window.workspace.selection == {node_named(project, "relu1").id}


def test_typing_changes_nothing(person: Person) -> None:
    before = view(person).toPlainText()
    click_line(person, "self.dense1 = ")
    person.qtbot.keyClicks(view(person), "x = 1")
    assert view(person).toPlainText() == before


def test_copy_takes_the_whole_source(person: Person, project: Project) -> None:
    person.click("code.copy")
    assert QGuiApplication.clipboard().text() == source(project).text


def test_problem_greys_the_last_source_and_says_why(person: Person, project: Project) -> None:
    before = view(person).toPlainText()
    first = node_named(project, "dense1").id
    wires = [e for e in project.networks[MAIN].edges if e.sink.node == first]
    person.window.workspace.edit("Cut", edit.remove_edges(project, MAIN, wires))
    person.wait(lambda: view(person).is_stale)

    assert view(person).toPlainText() == before
    assert person.read("code.sentence").endswith(".")
    person.click("top_bar.undo")
    person.wait(lambda: not view(person).is_stale)
    assert not person.can_see("code.sentence")


def test_problem_of_another_project_shows_no_foreign_source(person: Person) -> None:
    person.window.workspace.set_project(chain(VECTOR, "Linear", "Add", "Output"))
    person.wait(lambda: "self.dense1 = nn.Linear(8, 12)" not in text_shown(person))


def text_shown(person: Person) -> str:
    return view(person).toPlainText() if person.can_see("code.source") else ""


def test_empty_network_says_how_code_comes(open_app: OpenApp) -> None:
    person = open_app(new_project())
    person.switch_to("dock.tabs", "Code")
    assert person.read("code.empty") == "Add a layer and its code appears here."


def test_nothing_is_written_while_hidden(person: Person) -> None:
    page = panel(person)
    person.switch_to("dock.tabs", "Training")
    before = page.source
    person.select("dense1")
    person.type_into("inspector.out_features", "5")
    person.qtbot.wait(400)
    assert page.source is before

    open_code(person)
    person.wait(lambda: "nn.Linear(8, 5)" in view(person).toPlainText())


def test_layer_selected_meanwhile_is_marked_when_the_tab_is_opened_again(person: Person) -> None:
    person.select("dense1")
    person.switch_to("dock.tabs", "Training")
    person.select("dense2")

    open_code(person)
    assert marked(person)
    assert all("dense2" in line for line in marked(person))


def test_five_thousand_layers_do_not_hold_the_window_up(open_app: OpenApp) -> None:
    person = open_app(chain(VECTOR, *(["Linear", "ReLU"] * 2500), "Output"))
    ticks = 0

    def tick() -> bool:
        nonlocal ticks
        ticks += 1
        return person.can_see("code.source")

    person.switch_to("dock.tabs", "Code")
    assert not person.can_see("code.source"), "it is written in the background"
    person.wait(tick)
    assert ticks > 5
    assert view(person).blockCount() > 5000


def test_screen_reader_knows_the_page(person: Person) -> None:
    assert view(person).accessibleName() == "Source code"
    assert panel(person).accessibleName() == "Code"
    assert view(person).isReadOnly()


def test_only_changed_lines_are_written(store: object, qtbot: object) -> None:
    from netbuilder.app.theme import ThemeStore

    assert isinstance(store, ThemeStore)
    page = CodeView(store)
    for text in ("", "a\nb\nc\n", "a\nc\n", "a\nb\nb\nc\n", "b\nc\n", "x", "", "1\n2", "1\n2\n3"):
        page.show_source(text)
        assert page.toPlainText() == text
    page.deleteLater()
