"""What a window offers for frames, notes and kept views: menus, and Ctrl K."""

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from netbuilder.app.command_entries import entries_of
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.project.value import Network
from tests.app.conftest import OpenApp
from tests.app.person import Person


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    """Digits CNN with its first convolution in a frame, and a note above it."""
    project = open_template("digits-cnn")
    name = next(iter(project.networks))
    network = project.networks[name]
    conv = next(node.id for node in network.nodes.values() if node.name == "conv1")
    project, _frame = edit.add_frame(project, name, [conv], title="Seeing")
    x, y = network.layout.positions[conv]
    project, _note = edit.add_note(project, name, "Sees lines", (x, y - 132.0))
    return open_app(project)


def network_of(person: Person) -> Network:
    return person.window.workspace.network


def ask_at(person: Person, at: QPointF) -> QMenu:
    """Press the right button at a place of the scene."""
    view = person.window.canvas
    place = view.viewportTransform().map(at).toPoint()
    viewport = view.viewport()
    reason = QContextMenuEvent.Reason.Mouse
    QApplication.sendEvent(viewport, QContextMenuEvent(reason, place, viewport.mapToGlobal(place)))
    return person.open_menu()


def ask_frame(person: Person) -> QMenu:
    view = person.window.canvas
    return ask_at(person, view.arrays.frames.titles(view.camera.zoom)[0].center())


def ask_note(person: Person) -> QMenu:
    return ask_at(person, person.window.canvas.arrays.notes.box(0).center())


def words_of(menu: QMenu) -> list[str]:
    return [row.text() for row in menu.actions() if not row.isSeparator()]


def test_menu_of_a_frame_has_at_most_nine_rows(person: Person) -> None:
    assert words_of(ask_frame(person)) == [
        "Rename",
        "Colour",
        "Copy",
        "Duplicate",
        "Tidy up",
        "Remove the frame only",
        "Remove the frame with its layers",
    ]


def test_a_frame_takes_the_colour_of_a_family(person: Person) -> None:
    ask_frame(person)
    person.pick("Colour", "Convolution")
    assert network_of(person).frames[0].colour == "conv"
    menu = ask_frame(person)
    colours = next(row.menu() for row in menu.actions() if row.text() == "Colour")
    assert isinstance(colours, QMenu)
    assert [row.text() for row in colours.actions() if row.isChecked()] == ["Convolution\t✓"]
    assert sum("✓" in row.text() for row in colours.actions()) == 1
    menu.close()
    person.window.workspace.undo()
    assert network_of(person).frames[0].colour == ""


def test_a_frame_is_renamed_from_its_menu(person: Person) -> None:
    ask_frame(person)
    person.pick("Rename")
    person.type_into("frame_title_field", "First features")
    assert network_of(person).frames[0].title == "First features"


def test_the_frame_alone_is_removed(person: Person) -> None:
    count = len(network_of(person).nodes)
    ask_frame(person)
    person.pick("Remove the frame only")
    assert network_of(person).frames == ()
    assert len(network_of(person).nodes) == count


def test_the_frame_is_removed_with_its_layers(person: Person) -> None:
    ask_frame(person)
    person.pick("Remove the frame with its layers")
    assert network_of(person).frames == ()
    assert "conv1" not in {node.name for node in network_of(person).nodes.values()}
    person.window.workspace.undo()
    assert network_of(person).frames[0].title == "Seeing"


def test_a_note_is_changed_and_deleted_from_its_menu(person: Person) -> None:
    ask_note(person)
    person.pick("Change the text")
    assert person.can_see("note_editor")
    person.window.canvas.setFocus()
    ask_note(person)
    person.pick("Delete and close the gap")
    assert network_of(person).layout.notes == ()


def test_kept_views_are_in_the_menu_and_are_forgotten_there(person: Person) -> None:
    canvas = person.window.canvas
    canvas.setFocus()
    person.choose_command("View", "Kept views", "Keep this view")
    assert list(network_of(person).layout.views) == ["1"]
    canvas.camera.show(QPointF(2000, 2000), 2.0)
    person.choose_command("View", "Kept views", "View 1\t1")
    assert canvas.camera.zoom == pytest.approx(network_of(person).layout.views["1"][2])
    person.choose_command("View", "Kept views", "Forget", "View 1")
    assert not network_of(person).layout.views


def test_kept_views_are_found_by_name(person: Person) -> None:
    canvas = person.window.canvas
    canvas.setFocus()
    person.press(Qt.Key.Key_V)
    entries = {entry.words: entry for entry in entries_of(person.window)}
    assert entries["Go to view 1"].keys == "1"
    canvas.camera.show(QPointF(2000, 2000), 2.0)
    entries["Go to view 1"].run()
    assert canvas.camera.center.x() < 1900
    entries["Forget view 1"].run()
    assert not network_of(person).layout.views


def test_frames_and_notes_are_in_the_menu_of_the_network(person: Person) -> None:
    person.window.canvas.setFocus()
    person.select("conv2")
    person.choose_command("Network", "Frame around the selection")
    assert person.can_see("frame_title_field")
    assert len(network_of(person).frames) == 2


def test_the_map_shows_frames(person: Person) -> None:
    minimap = person.window.canvas.furniture.minimap
    with_frame = minimap.grab().toImage()
    name = person.window.workspace.network_name
    frame = network_of(person).frames[0].id
    recoloured = edit.recolour_frame(person.window.workspace.project, name, frame, "conv")
    person.window.workspace.edit("Colour", recoloured)
    assert minimap.grab().toImage() != with_frame
    person.window.workspace.undo()
    assert minimap.grab().toImage() == with_frame


def test_the_menu_key_asks_about_what_is_selected(person: Person) -> None:
    view, workspace = person.window.canvas, person.window.workspace
    name, frame = workspace.network_name, network_of(person).frames[0]
    other = next(node.id for node in network_of(person).nodes.values() if node.name == "relu1")
    members = (*frame.members, other)
    workspace.edit("Grow", edit.set_frame_members(workspace.project, name, frame.id, members))
    note = network_of(person).layout.notes[0].id
    place = view.viewport().rect().bottomRight() - QPoint(40, 40)
    for nodes, notes, first in (
        (members, (), "Rename"),
        ((other,), (), "Cut"),
        ((), (note,), "Change the text"),
        ((), (), "Add a layer…"),
    ):
        workspace.select(nodes, (), notes)
        reason = QContextMenuEvent.Reason.Keyboard
        event = QContextMenuEvent(reason, place, view.viewport().mapToGlobal(place))
        QApplication.sendEvent(view.viewport(), event)
        menu = person.open_menu()
        assert words_of(menu)[0] == first
        assert len(words_of(menu)) <= 9
        menu.close()
        person.qtbot.waitUntil(lambda: QApplication.activePopupWidget() is None)
