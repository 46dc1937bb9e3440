"""Notes: written in their place, changed, moved, selected, deleted."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest

from netbuilder.app.canvas.note_editor import NoteEditor
from netbuilder.app.canvas.notes import PADDING, WIDEST, sheet_of
from netbuilder.app.canvas.view import CanvasView
from netbuilder.project import edit
from tests.app.canvas.hand import Hand, header, names, port, position, two_rows
from tests.builders import MAIN

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key

PLACE = QPointF(480, 480)


@pytest.fixture
def noted(open_canvas: Callable[..., Hand]) -> Hand:
    """The two rows, and a note below them."""
    project, _id = edit.add_note(two_rows(), MAIN, "Looks twice", (PLACE.x(), PLACE.y()))
    return open_canvas(project)


def notes(view: CanvasView) -> dict[str, tuple[float, float]]:
    """Where the notes are, by their text."""
    return {note.text: note.position for note in view.workspace.network.layout.notes}


def editor(view: CanvasView) -> NoteEditor:
    found = view.findChild(NoteEditor)
    assert found is not None
    return found


def point_at(hand: Hand, at: QPointF) -> None:
    """Put the pointer over a place without a click."""
    place = hand.view.viewportTransform().map(at).toPoint()
    QCursor.setPos(hand.view.viewport().mapToGlobal(place))


def test_n_writes_a_note_at_the_pointer_in_one_step(hand: Hand) -> None:
    view = hand.view
    point_at(hand, QPointF(500, 500))
    hand.key(Key.Key_N)
    assert editor(view).isVisible()
    assert editor(view).hasFocus()
    QTest.keyClicks(editor(view), "Two rows")
    QTest.keyClick(editor(view), Key.Key_Return)
    QTest.keyClicks(editor(view), "of layers")
    QTest.keyClick(editor(view), Key.Key_Escape)

    assert notes(view) == {"Two rows\nof layers": (504.0, 504.0)}
    assert not editor(view).isVisible()
    assert view.hasFocus()
    assert len(view.workspace.selected_notes) == 1
    view.workspace.undo()
    assert notes(view) == {}
    assert not view.workspace.history.undo_label


def test_letters_typed_into_a_note_are_no_commands(hand: Hand) -> None:
    hand.key(Key.Key_N)
    QTest.keyClicks(editor(hand.view), "nvtf12")
    hand.click(QPointF(900, 600))
    assert list(notes(hand.view)) == ["nvtf12"]
    assert not hand.view.workspace.network.layout.views


def test_a_note_without_words_is_none(hand: Hand) -> None:
    hand.key(Key.Key_N)
    QTest.keyClicks(editor(hand.view), "  ")
    QTest.keyClick(editor(hand.view), Key.Key_Escape)
    assert notes(hand.view) == {}
    assert not hand.view.workspace.history.undo_label


def test_a_click_outside_ends_the_note(hand: Hand) -> None:
    hand.key(Key.Key_N)
    QTest.keyClicks(editor(hand.view), "Done")
    hand.click(QPointF(900, 600))
    assert not editor(hand.view).isVisible()
    assert list(notes(hand.view)) == ["Done"]


def test_ctrl_enter_ends_the_note(hand: Hand) -> None:
    hand.key(Key.Key_N)
    QTest.keyClicks(editor(hand.view), "Done")
    QTest.keyClick(editor(hand.view), Key.Key_Return, CTRL)
    assert not editor(hand.view).isVisible()
    assert list(notes(hand.view)) == ["Done"]


def test_double_click_changes_a_note_in_its_place(noted: Hand) -> None:
    view = noted.view
    noted.double_click(PLACE + QPointF(20, 20))
    assert editor(view).toPlainText() == "Looks twice"
    assert editor(view).pos() == view.viewportTransform().map(PLACE).toPoint()
    QTest.keyClicks(editor(view), "!")
    QTest.keyClick(editor(view), Key.Key_Escape)
    assert notes(view) == {"Looks twice!": (480.0, 480.0)}
    view.workspace.undo()
    assert list(notes(view)) == ["Looks twice"]


def test_f2_changes_the_selected_note_and_emptying_it_removes_it(noted: Hand) -> None:
    view = noted.view
    noted.click(PLACE + QPointF(20, 20))
    noted.key(Key.Key_F2)
    QTest.keyClick(editor(view), Key.Key_A, CTRL)
    QTest.keyClick(editor(view), Key.Key_Delete)
    QTest.keyClick(editor(view), Key.Key_Escape)
    assert notes(view) == {}
    view.workspace.undo()
    assert list(notes(view)) == ["Looks twice"]


def test_a_note_left_as_it_was_is_no_step(noted: Hand) -> None:
    noted.double_click(PLACE + QPointF(20, 20))
    QTest.keyClick(editor(noted.view), Key.Key_Escape)
    assert not noted.view.workspace.history.undo_label


def test_a_note_is_dragged_on_the_grid_in_one_step(noted: Hand) -> None:
    view = noted.view
    noted.drag(PLACE + QPointF(20, 20), PLACE + QPointF(91, -29))
    assert notes(view) == {"Looks twice": (552.0, 432.0)}
    view.workspace.undo()
    assert notes(view) == {"Looks twice": (480.0, 480.0)}


def test_escape_puts_a_dragged_note_back(noted: Hand) -> None:
    view = noted.view
    noted.press(PLACE + QPointF(20, 20))
    noted.move(PLACE + QPointF(120, 20))
    assert view.arrays.notes.xy.tolist() == [[576.0, 480.0]]
    noted.key(Key.Key_Escape)
    noted.release()
    assert view.arrays.notes.xy.tolist() == [[480.0, 480.0]]
    assert not view.workspace.history.undo_label


def test_notes_and_nodes_are_dragged_together(noted: Hand) -> None:
    view = noted.view
    noted.click(PLACE + QPointF(20, 20))
    noted.click(header(view, "dense1"), keys=SHIFT)
    noted.drag(header(view, "dense1"), header(view, "dense1") + QPointF(0, 36))
    assert position(view, "dense1") == (648.0, 276.0)
    assert notes(view) == {"Looks twice": (480.0, 520.0)}
    view.workspace.undo()
    assert position(view, "dense1") == (648.0, 236.0)
    assert notes(view) == {"Looks twice": (480.0, 480.0)}


def test_a_rectangle_selects_notes_with_nodes_and_takes_them_out(noted: Hand) -> None:
    view = noted.view
    noted.drag(QPointF(430, 540), QPointF(660, 280))
    assert names(view) == {"flatten1", "dense1"}
    assert view.arrays.notes.is_selected.tolist() == [True]
    noted.drag(QPointF(470, 540), QPointF(500, 470), keys=CTRL)
    assert names(view) == {"flatten1", "dense1"}
    assert view.arrays.notes.is_selected.tolist() == [False]


def test_delete_removes_a_selected_note(noted: Hand) -> None:
    view = noted.view
    noted.click(PLACE + QPointF(20, 20))
    noted.key(Key.Key_Delete)
    assert notes(view) == {}
    assert view.workspace.history.undo_label == "Delete note"
    view.workspace.undo()
    assert list(notes(view)) == ["Looks twice"]


def test_keys_move_a_selected_note(noted: Hand) -> None:
    noted.click(PLACE + QPointF(20, 20))
    noted.key(Key.Key_Right, ALT)
    noted.key(Key.Key_Right, ALT)
    assert notes(noted.view) == {"Looks twice": (504.0, 480.0)}
    noted.view.workspace.undo()
    assert notes(noted.view) == {"Looks twice": (480.0, 480.0)}


def test_a_frame_carries_the_notes_that_lie_in_it(open_canvas: Callable[..., Hand]) -> None:
    project = two_rows()
    network = project.networks[MAIN]
    ids = [node.id for node in network.nodes.values() if node.name in ("conv1", "relu1", "dense1")]
    project, frame_id = edit.add_frame(project, MAIN, ids, title="Corner")
    project, _note = edit.add_note(project, MAIN, "In", (650.0, 60.0))
    project, _note = edit.add_note(project, MAIN, "Out", (20.0, 420.0))
    hand = open_canvas(project)
    row = hand.view.arrays.frames.row(frame_id)
    assert row is not None
    at = hand.view.arrays.frames.titles(1.0)[row].center()
    hand.drag(at, at + QPointF(-4, 240), keys=CTRL)

    assert notes(hand.view) == {"In": (646.0, 300.0), "Out": (20.0, 420.0)}
    hand.view.workspace.undo()
    assert notes(hand.view)["In"] == (650.0, 60.0)


def test_long_text_is_wrapped_between_words() -> None:
    sheet = sheet_of("a note of many short words that do not all fit into a single line of it")
    assert len(sheet.lines) > 1
    assert " ".join(words for words, _width in sheet.lines).startswith("a note of many short")
    assert all(width <= WIDEST - 2 * PADDING[0] for _words, width in sheet.lines)
    assert sheet.width <= WIDEST
    assert sheet.height == len(sheet.lines) * 20 + 2 * PADDING[1]


def test_an_empty_line_has_its_height() -> None:
    assert [words for words, _width in sheet_of("a\n\nb").lines] == ["a", "", "b"]


def test_a_word_longer_than_a_line_is_broken() -> None:
    sheet = sheet_of("m" * 80)
    assert len(sheet.lines) > 1
    assert "".join(words for words, _width in sheet.lines) == "m" * 80


def test_signs_beyond_the_usual_planes_are_wrapped_whole() -> None:
    words = " ".join(["𝒘𝒙 + 𝒃 🙂"] * 12)
    lines = [line for line, _width in sheet_of(words).lines]
    assert len(lines) > 1
    assert " ".join(lines) == words


def test_the_editor_follows_the_view_and_the_zoom(noted: Hand) -> None:
    view = noted.view
    noted.double_click(PLACE + QPointF(20, 20))
    view.camera.show(QPointF(600, 500), 2.0)
    assert editor(view).pos() == view.viewportTransform().map(PLACE).toPoint()
    assert editor(view).width() == 2 * WIDEST
    assert editor(view).font().pixelSize() == 26


def test_undo_while_a_note_is_written_closes_it(open_canvas: Callable[..., Hand]) -> None:
    hand = open_canvas(two_rows())
    view = hand.view
    view.noting.add("Short", (480.0, 480.0))
    hand.double_click(PLACE + QPointF(20, 20))
    assert editor(view).isVisible()
    view.workspace.undo()
    assert not editor(view).isVisible()
    assert notes(view) == {}


def test_notes_are_copied_and_pasted_with_the_nodes(noted: Hand) -> None:
    view = noted.view
    QCursor.setPos(view.mapToGlobal(view.rect().bottomRight()) + QPoint(200, 200))
    noted.click(PLACE + QPointF(20, 20))
    noted.click(header(view, "dense1"), keys=SHIFT)
    noted.key(Key.Key_C, CTRL)
    noted.key(Key.Key_V, CTRL)

    places = sorted(note.position for note in view.workspace.network.layout.notes)
    assert places == [(480.0, 480.0), (504.0, 504.0)]
    assert names(view) == {"dense2"}
    assert view.arrays.notes.is_selected.tolist() == [False, True]
    view.workspace.undo()
    assert notes(view) == {"Looks twice": (480.0, 480.0)}


def test_a_note_alone_is_duplicated_and_cut(noted: Hand) -> None:
    view = noted.view
    noted.click(PLACE + QPointF(20, 20))
    noted.key(Key.Key_D, CTRL)
    assert view.arrays.notes.xy.tolist() == [[480.0, 480.0], [504.0, 504.0]]
    noted.key(Key.Key_X, CTRL)
    assert notes(view) == {"Looks twice": (480.0, 480.0)}
    noted.click(QPointF(900, 620))
    QCursor.setPos(view.mapToGlobal(view.rect().bottomRight()) + QPoint(200, 200))
    noted.key(Key.Key_V, CTRL)
    assert view.arrays.notes.xy.tolist() == [[480.0, 480.0], [528.0, 528.0]]


def test_shift_click_on_a_wire_keeps_the_selected_note(noted: Hand) -> None:
    view = noted.view
    noted.click(PLACE + QPointF(20, 20))
    noted.click((port(view, "add1", "output") + port(view, "flatten1", "input")) / 2, keys=SHIFT)
    assert len(view.workspace.selected_edges) == 1
    assert view.arrays.notes.is_selected.tolist() == [True]
    noted.key(Key.Key_Delete)
    assert notes(view) == {}
    view.workspace.undo()
    assert len(notes(view)) == 1
