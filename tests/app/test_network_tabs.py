"""The tabs of networks: add, switch, rename where they stand, remove, and more than have room."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from netbuilder.project import edit
from netbuilder.project.value import Block
from tests.app.conftest import OpenApp
from tests.app.person import LEFT, Person
from tests.builders import MAIN, digits_cnn, node_named


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    return open_app(digits_cnn())


def test_networks_are_added_renamed_switched_and_removed(person: Person) -> None:
    assert not person.can_see("network_tabs.remove.main")
    person.click("network_tabs.add")
    assert person.window.workspace.network_name == "network2"
    assert not person.node_names()

    person.click("network_tabs.main")
    assert "conv1" in person.node_names()
    person.qtbot.mouseDClick(person.see("network_tabs.network2"), LEFT)
    person.type_into("network_tabs.editor", "teacher")
    assert person.can_see("network_tabs.teacher")
    assert not person.can_see("network_tabs.editor")
    assert "conv1" in person.node_names()

    person.click("network_tabs.teacher")
    person.click("network_tabs.remove.teacher")
    assert not person.can_see("network_tabs.teacher")
    assert "conv1" in person.node_names()
    assert person.message == "teacher is gone. Undo brings it back."
    person.click("top_bar.undo")
    assert person.can_see("network_tabs.teacher")


def test_menu_of_a_tab_renames_and_removes(person: Person) -> None:
    person.click("network_tabs.add")
    person.open_context_menu(person.see("network_tabs.network2"))
    person.pick("Rename…")
    person.type_into("network_tabs.editor", "teacher")
    assert person.window.workspace.network_name == "teacher"
    person.open_context_menu(person.see("network_tabs.teacher"))
    person.pick("Remove")
    assert not person.can_see("network_tabs.teacher")


def test_keys_of_a_tab_rename_and_remove(person: Person) -> None:
    person.click("network_tabs.add")
    person.see("network_tabs.network2").setFocus()
    person.press(Qt.Key.Key_F2)
    person.type_into("network_tabs.editor", "teacher")
    person.see("network_tabs.teacher").setFocus()
    person.press(Qt.Key.Key_Delete)

    assert set(person.window.workspace.project.networks) == {"main"}


def test_last_network_cannot_be_removed(person: Person) -> None:
    person.open_context_menu(person.see("network_tabs.main"))
    remove = next(a for a in person.open_menu().actions() if a.text() == "Remove")
    enabled, why = remove.isEnabled(), remove.toolTip()
    while person.can_close_a_menu():
        pass

    assert not enabled
    assert why == "A project keeps at least one network."


def test_refused_name_says_why_and_escape_keeps_the_old_one(person: Person) -> None:
    person.qtbot.mouseDClick(person.see("network_tabs.main"), LEFT)
    person.type_into("network_tabs.editor", "not a name!")
    assert person.can_see("network_tabs.editor")
    assert "not a name!" in person.message
    assert person.message.endswith(".")
    person.press(Qt.Key.Key_Escape)

    assert not person.can_see("network_tabs.editor")
    assert set(person.window.workspace.project.networks) == {"main"}


def test_network_that_stands_as_a_block_is_kept(open_app: OpenApp) -> None:
    project = digits_cnn()
    project, _node = edit.make_block(project, MAIN, [node_named(project, "conv2").id], "body")
    assert any(n.block == Block(network="body") for n in project.networks[MAIN].nodes.values())
    person = open_app(project)
    person.click("network_tabs.body")
    person.click("network_tabs.remove.body")

    assert "stands as a block in main" in person.message
    assert person.can_see("network_tabs.body")


def test_more_tabs_than_have_room_scroll_and_leave_the_window_its_width(open_app: OpenApp) -> None:
    project = digits_cnn()
    for number in range(20):
        project = edit.add_network(project, f"another_network_{number}")
    person = open_app(project, size=(1100, 700))
    assert person.window.width() == 1100
    tidy = person.see("network_tabs.tidy")
    assert tidy.width() >= tidy.sizeHint().width()

    last = person.window.network_tabs.tab("another_network_19")
    assert last.visibleRegion().isEmpty()
    person.window.workspace.switch_network("another_network_19")
    QApplication.processEvents()
    assert not last.visibleRegion().isEmpty()

    first = person.window.network_tabs.tab("main")
    assert first.visibleRegion().isEmpty()
    at = QPointF(last.mapTo(person.window, QPoint(5, 5)))
    for _turn in range(40):
        QTest.wheelEvent(person.window.windowHandle(), at, QPoint(0, 120))
    assert not first.visibleRegion().isEmpty()


def test_each_network_is_found_as_it_was_left(person: Person) -> None:
    camera, keys = person.window.canvas.camera, Qt.KeyboardModifier.ControlModifier
    person.press(Qt.Key.Key_Plus, keys)
    person.press(Qt.Key.Key_Plus, keys)
    before = camera.center, camera.zoom

    person.click("network_tabs.add")
    person.press(Qt.Key.Key_Minus, keys)
    assert camera.zoom < before[1]
    person.click("network_tabs.main")

    assert camera.zoom == before[1]
    assert (camera.center - before[0]).manhattanLength() < 2 / camera.zoom


def test_undo_of_a_step_in_another_network_looks_where_the_person_did(person: Person) -> None:
    camera, keys = person.window.canvas.camera, Qt.KeyboardModifier.ControlModifier
    person.select("conv1")
    person.press(Qt.Key.Key_L)
    person.press(Qt.Key.Key_Plus, keys)
    before = camera.zoom
    person.click("network_tabs.add")
    person.press(Qt.Key.Key_Z, keys)  # the new network
    assert person.window.workspace.network_name == MAIN
    assert camera.zoom == before
    person.press(Qt.Key.Key_Z, keys)
    assert person.window.workspace.history.undo_label is None
    assert camera.zoom == before


def test_another_project_is_seen_whole(person: Person) -> None:
    camera = person.window.canvas.camera
    person.press(Qt.Key.Key_Plus, Qt.KeyboardModifier.ControlModifier)
    person.click("network_tabs.add")

    person.window.workspace.set_project(digits_cnn())

    assert camera.is_fitted
