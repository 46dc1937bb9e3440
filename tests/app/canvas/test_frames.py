"""Frames: made, named, moved with what lies in them, entered and left."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QByteArray, QMimeData, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from netbuilder.app.canvas.arrays import Mark
from netbuilder.app.canvas.drop import MIME_TYPE
from netbuilder.app.canvas.frames import MARGIN, TITLE, FrameDrag
from netbuilder.app.canvas.view import CanvasView
from netbuilder.project import edit
from netbuilder.project.value import Frame
from tests.app.canvas.hand import Hand, header, id_of, names, position, two_rows
from tests.builders import MAIN

CTRL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key

CORNER = (232.0 - MARGIN, 48.0 - MARGIN - TITLE)
"""The upper left corner of a frame around conv1 and what lies right of it."""


@pytest.fixture
def framed(open_canvas: Callable[..., Hand]) -> Hand:
    """The two rows, conv1 and relu1 in a frame called Seeing."""
    project = two_rows()
    ids = [n.id for n in project.networks[MAIN].nodes.values() if n.name in ("conv1", "relu1")]
    return open_canvas(edit.add_frame(project, MAIN, ids, title="Seeing", colour="conv")[0])


def frames(view: CanvasView) -> dict[str, set[str]]:
    """The names of the members, by title."""
    network = view.workspace.network
    return {f.title: {network.nodes[m].name for m in f.members} for f in network.frames}


def frame(view: CanvasView, title: str) -> Frame:
    return next(f for f in view.workspace.network.frames if f.title == title)


def title_of(view: CanvasView, title: str) -> QPointF:
    """A point in the title of a frame."""
    row = view.arrays.frames.row(frame(view, title).id)
    assert row is not None
    return view.arrays.frames.titles(view.camera.zoom)[row].center()


def field(view: CanvasView) -> QLineEdit:
    found = view.findChild(QLineEdit, "frame_title_field")
    assert isinstance(found, QLineEdit)
    return found


def select(hand: Hand, *chosen: str) -> None:
    hand.view.workspace.select([id_of(hand.view, name) for name in chosen])


def is_hovered(view: CanvasView, title: str) -> bool:
    return view.arrays.frames.hovered == view.arrays.frames.row(frame(view, title).id)


def test_ctrl_j_frames_the_selection_and_asks_for_its_title_in_one_step(hand: Hand) -> None:
    select(hand, "conv1", "relu1")
    hand.key(Key.Key_J, CTRL)
    assert field(hand.view).isVisible()
    assert field(hand.view).selectedText() == "Frame"
    QTest.keyClicks(field(hand.view), "Seeing")
    QTest.keyClick(field(hand.view), Key.Key_Return)

    assert frames(hand.view) == {"Seeing": {"conv1", "relu1"}}
    assert not field(hand.view).isVisible()
    assert hand.view.hasFocus()
    hand.view.workspace.undo()
    assert frames(hand.view) == {}
    hand.view.workspace.redo()
    assert frames(hand.view) == {"Seeing": {"conv1", "relu1"}}


def test_two_frames_made_one_after_the_other_are_two_steps(hand: Hand) -> None:
    for name in ("conv1", "conv2"):
        select(hand, name)
        hand.key(Key.Key_J, CTRL)
        QTest.keyClicks(field(hand.view), name)
        QTest.keyClick(field(hand.view), Key.Key_Return)
    hand.view.workspace.undo()
    assert frames(hand.view) == {"conv1": {"conv1"}}


def test_framing_nothing_says_what_to_do(hand: Hand) -> None:
    told: list[str] = []
    hand.view.message.connect(told.append)
    hand.key(Key.Key_J, CTRL)
    assert told == ["A frame goes around layers. Select some first."]


def test_a_frame_surrounds_its_members_with_a_margin_and_a_title(framed: Hand) -> None:
    box = framed.view.arrays.frames.box(0)
    assert (box.left(), box.top()) == CORNER
    row = framed.view.arrays.row_of[id_of(framed.view, "relu1")]
    right, bottom = (framed.view.arrays.xy + framed.view.arrays.wh)[row].tolist()
    assert box.right() == right + MARGIN
    assert box.bottom() >= bottom + MARGIN


def test_dragging_the_title_moves_all_that_lies_in_the_frame_in_one_step(framed: Hand) -> None:
    view = framed.view
    at = title_of(view, "Seeing")
    framed.drag(at, at + QPointF(116, 360), keys=CTRL)

    assert position(view, "conv1") == (348.0, 408.0)
    assert position(view, "relu1") == (556.0, 408.0)
    assert position(view, "input1") == (24.0, 48.0)
    assert view.arrays.frames.box(0).topLeft() == QPointF(*CORNER) + QPointF(116, 360)
    view.workspace.undo()
    assert position(view, "conv1") == (232.0, 48.0)
    assert not view.workspace.history.undo_label


def test_escape_puts_a_dragged_frame_back(framed: Hand) -> None:
    view = framed.view
    at = title_of(view, "Seeing")
    framed.press(at)
    framed.move(at + QPointF(60, 60))
    assert view.arrays.frames.box(0).topLeft() != QPointF(*CORNER)
    framed.key(Key.Key_Escape)
    framed.release()

    assert view.arrays.frames.box(0).topLeft() == QPointF(*CORNER)
    assert position(view, "conv1") == (232.0, 48.0)
    assert not view.workspace.history.undo_label


def test_a_press_on_the_title_or_border_selects_what_lies_in_the_frame(framed: Hand) -> None:
    view = framed.view
    framed.click(title_of(view, "Seeing"))
    assert names(view) == {"conv1", "relu1"}
    is_selected = view.arrays.marks & Mark.SELECTED != 0
    assert view.arrays.frames.whole(is_selected).tolist() == [True]
    framed.click(QPointF(900, 600))
    assert names(view) == set()
    box = view.arrays.frames.box(0)
    framed.click(QPointF(box.left(), box.bottom() - 30))
    assert names(view) == {"conv1", "relu1"}


def test_shift_click_on_a_title_adds_the_frame_and_takes_it_out(framed: Hand) -> None:
    select(framed, "conv2")
    framed.click(title_of(framed.view, "Seeing"), keys=SHIFT)
    assert names(framed.view) == {"conv1", "relu1", "conv2"}
    framed.click(title_of(framed.view, "Seeing"), keys=SHIFT)
    assert names(framed.view) == {"conv2"}


def test_a_drag_that_begins_inside_a_frame_selects_by_a_rectangle(framed: Hand) -> None:
    box = framed.view.arrays.frames.box(0)
    framed.drag(QPointF(box.left() + 8, box.top() + TITLE + 8), header(framed.view, "conv1"))
    assert names(framed.view) == {"conv1"}


def test_the_pointer_over_a_title_marks_the_frame(framed: Hand) -> None:
    framed.move(title_of(framed.view, "Seeing"))
    assert is_hovered(framed.view, "Seeing")
    framed.move(QPointF(900, 600))
    assert framed.view.arrays.frames.hovered is None


def test_a_node_dropped_in_a_frame_joins_it_in_one_step(framed: Hand) -> None:
    view = framed.view
    framed.drag(header(view, "dense1"), QPointF(400, 80))
    assert frames(view) == {"Seeing": {"conv1", "relu1", "dense1"}}
    view.workspace.undo()
    assert frames(view) == {"Seeing": {"conv1", "relu1"}}
    assert position(view, "dense1") == (648.0, 236.0)


def test_the_frame_shows_what_it_would_take_in_while_a_node_is_dragged(framed: Hand) -> None:
    view = framed.view
    before = view.arrays.frames.box(0)
    framed.press(header(view, "dense1"))
    framed.move(QPointF(420, 120))
    assert view.arrays.frames.targets.tolist() == [0]
    framed.move(QPointF(900, 500))
    assert view.arrays.frames.targets.tolist() == []
    assert view.arrays.frames.box(0) == before
    framed.key(Key.Key_Escape)
    framed.release()
    assert frames(view) == {"Seeing": {"conv1", "relu1"}}


def test_a_node_dropped_wholly_outside_leaves_its_frame(framed: Hand) -> None:
    view = framed.view
    framed.drag(header(view, "relu1"), QPointF(500, 560))
    assert frames(view) == {"Seeing": {"conv1"}}
    assert position(view, "relu1")[1] == 540.0
    view.workspace.undo()
    assert frames(view) == {"Seeing": {"conv1", "relu1"}}


def test_a_node_that_still_touches_its_frame_stays_and_widens_it(framed: Hand) -> None:
    view = framed.view
    before = view.arrays.frames.box(0)
    framed.drag(header(view, "relu1"), header(view, "relu1") - QPointF(150, -90))
    assert frames(view) == {"Seeing": {"conv1", "relu1"}}
    assert view.arrays.frames.box(0).bottom() > before.bottom()


def test_a_frame_dragged_into_another_joins_it_with_all_its_nodes(framed: Hand) -> None:
    view = framed.view
    select(framed, "conv2", "add1", "flatten1", "dense1")
    framed.key(Key.Key_J, CTRL)
    QTest.keyClicks(field(view), "Rest")
    QTest.keyClick(field(view), Key.Key_Return)
    start = title_of(view, "Seeing")
    framed.drag(start, start + QPointF(-60, 188))

    assert frames(view)["Rest"] == {"conv2", "add1", "flatten1", "dense1", "conv1", "relu1"}
    assert frames(view)["Seeing"] == {"conv1", "relu1"}
    inner, outer = (view.arrays.frames.row(frame(view, t).id) for t in ("Seeing", "Rest"))
    assert inner is not None
    assert outer is not None
    boxes = view.arrays.frames
    assert boxes.box(outer).contains(boxes.box(inner))
    assert boxes.order == [outer, inner]
    view.workspace.undo()
    assert frames(view)["Rest"] == {"conv2", "add1", "flatten1", "dense1"}


def test_dragging_an_outer_frame_carries_the_frames_in_it(framed: Hand) -> None:
    view = framed.view
    select(framed, "input1", "conv1", "relu1")
    framed.key(Key.Key_J, CTRL)
    QTest.keyClick(field(view), Key.Key_Return)
    outer = view.arrays.frames.row(frame(view, "Frame").id)
    assert outer is not None
    assert view.arrays.frames.box(outer).top() == CORNER[1] - MARGIN - TITLE
    start = view.arrays.frames.box(outer).topLeft() + QPointF(40, 10)
    framed.drag(start, start + QPointF(0, 420))
    assert position(view, "conv1") == (232.0, 468.0)
    assert frames(view) == {"Frame": {"input1", "conv1", "relu1"}, "Seeing": {"conv1", "relu1"}}


def test_double_click_on_the_title_renames_in_place(framed: Hand) -> None:
    view = framed.view
    framed.double_click(title_of(view, "Seeing"))
    assert field(view).text() == "Seeing"
    QTest.keyClicks(field(view), "What it sees")
    QTest.keyClick(field(view), Key.Key_Return)
    assert frames(view) == {"What it sees": {"conv1", "relu1"}}
    view.workspace.undo()
    assert frames(view) == {"Seeing": {"conv1", "relu1"}}


def test_escape_leaves_the_title_as_it_is(framed: Hand) -> None:
    framed.double_click(title_of(framed.view, "Seeing"))
    QTest.keyClicks(field(framed.view), "Other")
    QTest.keyClick(field(framed.view), Key.Key_Escape)
    assert frames(framed.view) == {"Seeing": {"conv1", "relu1"}}
    assert not framed.view.workspace.history.undo_label


def test_f2_renames_the_frame_whose_members_are_selected(framed: Hand) -> None:
    framed.click(title_of(framed.view, "Seeing"))
    framed.key(Key.Key_F2)
    assert field(framed.view).isVisible()
    assert field(framed.view).text() == "Seeing"


def test_a_frame_that_goes_while_its_title_is_typed_takes_the_field_along(framed: Hand) -> None:
    view = framed.view
    framed.double_click(title_of(view, "Seeing"))
    view.framing.remove(frame(view, "Seeing").id)
    assert not field(view).isVisible()
    assert frames(view) == {}


def test_ctrl_shift_j_takes_nodes_out_and_removes_an_empty_frame(framed: Hand) -> None:
    view = framed.view
    select(framed, "relu1")
    framed.key(Key.Key_J, CTRL | SHIFT)
    assert frames(view) == {"Seeing": {"conv1"}}
    framed.click(title_of(view, "Seeing"))
    framed.key(Key.Key_J, CTRL | SHIFT)
    assert frames(view) == {}
    assert "conv1" in {node.name for node in view.workspace.network.nodes.values()}


def test_taking_out_leaves_only_the_innermost_frame(framed: Hand) -> None:
    view = framed.view
    select(framed, "input1", "conv1", "relu1")
    framed.key(Key.Key_J, CTRL)
    QTest.keyClick(field(view), Key.Key_Return)
    select(framed, "conv1", "relu1")
    framed.key(Key.Key_J, CTRL | SHIFT)
    assert frames(view) == {"Frame": {"input1", "conv1", "relu1"}}


def test_nudging_moves_the_frame_along_and_changes_no_membership(framed: Hand) -> None:
    select(framed, "conv1", "relu1")
    framed.key(Key.Key_Down, ALT)
    assert framed.view.arrays.frames.box(0).top() == CORNER[1] + 12
    assert frames(framed.view) == {"Seeing": {"conv1", "relu1"}}


def test_deleting_the_layers_of_a_frame_removes_it(framed: Hand) -> None:
    framed.click(title_of(framed.view, "Seeing"))
    framed.key(Key.Key_Delete)
    assert frames(framed.view) == {}
    framed.view.workspace.undo()
    assert frames(framed.view) == {"Seeing": {"conv1", "relu1"}}


def test_a_layer_placed_inside_a_frame_joins_it_in_one_step(framed: Hand) -> None:
    view = framed.view
    view.add_layer("Dropout", None, QPointF(420, 190))
    assert frames(view) == {"Seeing": {"conv1", "relu1"}}
    view.workspace.undo()
    view.add_layer("Dropout", None, QPointF(420, 125))
    assert frames(view) == {"Seeing": {"conv1", "relu1", "dropout1"}}
    view.workspace.undo()
    assert frames(view) == {"Seeing": {"conv1", "relu1"}}
    assert not view.workspace.history.undo_label


def test_far_away_titles_keep_their_size_and_the_inner_one_gives_way(framed: Hand) -> None:
    view = framed.view
    select(framed, "input1", "conv1", "relu1")
    framed.key(Key.Key_J, CTRL)
    QTest.keyClick(field(view), Key.Key_Return)
    outer, inner = (view.arrays.frames.row(frame(view, t).id) for t in ("Frame", "Seeing"))
    assert outer is not None
    assert inner is not None
    near = view.arrays.frames.titles(1.0)
    assert near[outer].height() == near[inner].height() == TITLE
    far = view.arrays.frames.titles(0.1)
    assert far[outer].height() * 0.1 == pytest.approx(16.0)
    assert far[inner].isEmpty()


def test_a_title_far_away_is_hit_where_it_is_read(framed: Hand) -> None:
    view = framed.view
    view.camera.show(QPointF(400, 200), 0.2)
    plate = view.arrays.frames.titles(0.2)[0]
    assert plate.top() < CORNER[1]
    framed.click(QPointF(plate.left() + 20, plate.top() + 5))
    assert names(view) == {"conv1", "relu1"}


def test_only_frames_that_look_different_are_painted_anew(framed: Hand) -> None:
    view = framed.view
    arrays = view.arrays
    row = arrays.row_of[id_of(view, "dense1")]
    drag = FrameDrag(arrays.frames, arrays, np.array([row]))
    arrays.xy[row] += (12.0, 0.0)
    drag.follow()
    assert drag.reach(1.0).isEmpty()

    arrays.xy[row] = (300.0, 60.0)
    drag.follow()
    assert drag.reach(1.0) == arrays.frames.box(0)
    drag.follow()
    assert drag.reach(1.0).isEmpty()
    assert drag.changes() == {
        frame(view, "Seeing").id: arrays_ids(view, "conv1", "relu1", "dense1")
    }


def arrays_ids(view: CanvasView, *chosen: str) -> tuple[str, ...]:
    """The ids of nodes in the order of their rows."""
    rows = view.arrays.rows([id_of(view, name) for name in chosen])
    return tuple(view.arrays.ids[row] for row in rows.tolist())


def test_a_layer_dragged_in_from_the_palette_shows_the_frame_and_joins_it(framed: Hand) -> None:
    view = framed.view
    data = QMimeData()
    data.setData(MIME_TYPE, QByteArray(b'{"kind": "Dropout"}'))
    framed.hold_layer(data, QPointF(420, 125))
    assert view.arrays.frames.targets.tolist() == [0]
    framed.hold_layer(data, QPointF(800, 600))
    assert view.arrays.frames.targets.tolist() == []

    framed.drag_layer(data, QPointF(420, 125))
    assert frames(view) == {"Seeing": {"conv1", "relu1", "dropout1"}}
    assert view.arrays.frames.targets.tolist() == []
