"""What a person does with mouse and keys on the canvas, each as one step of undo."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from netbuilder.app.canvas.arrays import Mark
from netbuilder.project import edit
from netbuilder.project.value import Network, Project
from tests.app.canvas.hand import Hand, header, id_of, names, port, position, wires
from tests.builders import DIGITS, MAIN, project_of

SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
Key = Qt.Key


def steps(hand: Hand) -> tuple[str, ...]:
    return hand.view.workspace.history.labels()


def test_click_selects_one_node_and_shift_click_adds_and_takes_out(hand: Hand) -> None:
    hand.click(header(hand.view, "conv1"))
    assert names(hand.view) == {"conv1"}

    hand.click(header(hand.view, "relu1"), keys=SHIFT)
    assert names(hand.view) == {"conv1", "relu1"}

    hand.click(header(hand.view, "conv1"), keys=SHIFT)
    assert names(hand.view) == {"relu1"}


def test_click_on_one_of_several_selected_nodes_selects_it_alone(hand: Hand) -> None:
    hand.view.selecting.all()

    hand.click(header(hand.view, "add1"))

    assert names(hand.view) == {"add1"}


def test_click_on_empty_canvas_selects_nothing(hand: Hand) -> None:
    hand.view.selecting.all()

    hand.click(QPointF(700, 560))

    assert names(hand.view) == set()


def test_marquee_selects_every_node_it_touches(hand: Hand) -> None:
    hand.drag(QPointF(220, 20), QPointF(500, 100))

    assert names(hand.view) == {"conv1", "relu1"}
    assert not hand.view.overlay.sketches


def test_escape_during_a_marquee_brings_the_selection_back(hand: Hand) -> None:
    hand.click(header(hand.view, "add1"))

    hand.press(QPointF(220, 20))
    hand.move(QPointF(500, 100))
    hand.key(Key.Key_Escape)
    hand.release()

    assert names(hand.view) == {"add1"}


def test_dragged_node_lands_on_the_snap_grid_in_one_step(hand: Hand) -> None:
    start = header(hand.view, "relu1")

    hand.drag(start, start + QPointF(31, 350))

    # 440 + 31 and 48 + 350, each to the nearest multiple of 12.
    assert position(hand.view, "relu1") == (468.0, 396.0)
    assert steps(hand) == ("Move",)

    hand.view.workspace.undo()
    assert position(hand.view, "relu1") == (440.0, 48.0)


def test_ctrl_leaves_the_snap_grid(hand: Hand) -> None:
    start = header(hand.view, "relu1")

    hand.drag(start, start + QPointF(31, 44), keys=CTRL)

    assert position(hand.view, "relu1") == (471.0, 92.0)


def test_project_knows_nothing_of_a_drag_until_the_release(hand: Hand) -> None:
    before = hand.view.workspace.project
    start = header(hand.view, "relu1")

    hand.press(start)
    hand.move(start + QPointF(60, 60))
    row = hand.view.arrays.row_of[id_of(hand.view, "relu1")]
    assert hand.view.arrays.xy[row].tolist() == [504.0, 108.0]
    assert hand.view.workspace.project is before

    hand.key(Key.Key_Escape)
    hand.release()
    assert hand.view.arrays.xy[row].tolist() == [440.0, 48.0]
    assert hand.view.workspace.project is before


def test_all_selected_nodes_are_dragged_together(hand: Hand) -> None:
    hand.drag(QPointF(220, 20), QPointF(500, 100))
    start = header(hand.view, "conv1")

    hand.drag(start, start + QPointF(8, 36))

    assert position(hand.view, "conv1") == (240.0, 84.0)
    assert position(hand.view, "relu1") == (448.0, 84.0)


def test_press_without_movement_is_no_step(hand: Hand) -> None:
    start = header(hand.view, "conv1")

    hand.drag(start, start + QPointF(2, 1))

    assert steps(hand) == ()


def test_wire_is_drawn_from_an_output_to_an_input(hand: Hand) -> None:
    hand.drag(port(hand.view, "input1", "output"), port(hand.view, "conv2", "input"))

    assert ("input1", "conv2", 0) in wires(hand.view)
    assert ("relu1", "conv2", 0) not in wires(hand.view)
    assert steps(hand) == ("Connect",)


def test_wire_is_drawn_backwards_from_a_free_input(open_canvas: Callable[[Project], Hand]) -> None:
    hand = open_canvas(two_loose("ReLU", "Sigmoid"))

    hand.drag(port(hand.view, "sigmoid1", "input"), port(hand.view, "relu1", "output"))

    assert wires(hand.view) == {("relu1", "sigmoid1", 0)}


def test_wire_dropped_on_a_body_takes_a_free_port(open_canvas: Callable[[Project], Hand]) -> None:
    hand = open_canvas(two_loose("ReLU", "Add"))

    hand.drag(port(hand.view, "relu1", "output"), header(hand.view, "add1"))

    assert wires(hand.view) == {("relu1", "add1", 0)}


def test_wire_dropped_on_a_taken_place_of_an_add_gives_way_there(hand: Hand) -> None:
    hand.drag(port(hand.view, "conv1", "output"), port(hand.view, "add1", "inputs", 0))

    assert {w for w in wires(hand.view) if w[1] == "add1"} == {
        ("conv1", "add1", 0),
        ("relu1", "add1", 1),
    }


def test_wire_that_would_close_a_circle_is_not_taken(hand: Hand) -> None:
    before = wires(hand.view)

    hand.drag(port(hand.view, "flatten1", "output"), port(hand.view, "conv1", "input"))

    assert wires(hand.view) == before


def test_ports_that_cannot_take_a_wire_fade_while_it_is_drawn(hand: Hand) -> None:
    hand.press(port(hand.view, "flatten1", "output"))
    hand.move(QPointF(700, 100))

    refused = hand.view.overlay.refused.tolist()
    end = hand.view.arrays.port_end
    open_ports = {end(row) for row in range(len(hand.view.arrays.ports)) if row not in refused}
    assert {(e.node, e.port) for e in open_ports} == {
        (id_of(hand.view, "flatten1"), "output"),
        (id_of(hand.view, "dense1"), "input"),
    }
    hand.release()


def test_wire_end_is_taken_off_over_empty_canvas(hand: Hand) -> None:
    hand.drag(port(hand.view, "conv1", "input"), QPointF(300, 500))

    assert ("input1", "conv1", 0) not in wires(hand.view)
    assert steps(hand) == ("Remove wire",)


def test_wire_end_is_moved_to_another_port(hand: Hand) -> None:
    hand.drag(port(hand.view, "conv1", "input"), port(hand.view, "conv2", "input"))

    assert ("input1", "conv2", 0) in wires(hand.view)
    assert ("input1", "conv1", 0) not in wires(hand.view)
    assert steps(hand) == ("Move wire",)


def test_source_end_is_taken_near_the_output(hand: Hand) -> None:
    start = port(hand.view, "flatten1", "output") + QPointF(10, 0)
    hand.view.camera.zoom_by(2.0)

    hand.press(start)
    hand.move(port(hand.view, "conv1", "output"))
    hand.release()

    assert ("conv1", "dense1", 0) in wires(hand.view)
    assert ("flatten1", "dense1", 0) not in wires(hand.view)


def test_escape_while_a_wire_is_held_leaves_it_where_it_was(hand: Hand) -> None:
    before = wires(hand.view)

    hand.press(port(hand.view, "conv1", "input"))
    hand.move(QPointF(300, 500))
    hand.key(Key.Key_Escape)
    hand.release()

    assert wires(hand.view) == before
    assert not hand.view.overlay.sketches


def test_click_on_a_wire_selects_it_and_delete_removes_it(hand: Hand) -> None:
    middle = (port(hand.view, "conv1", "output") + port(hand.view, "relu1", "input")) / 2

    hand.click(middle)
    assert len(hand.view.workspace.selected_edges) == 1
    hand.key(Key.Key_Delete)

    assert ("conv1", "relu1", 0) not in wires(hand.view)


def test_wire_let_go_over_empty_canvas_asks_for_a_layer_that_takes_it_up(
    hand: Hand, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(hand.view.add_requested) as asked:
        hand.drag(port(hand.view, "dense1", "output"), QPointF(900, 500))

    added = hand.view.add_layer("ReLU", None, asked.args[0])

    assert added is not None
    assert ("dense1", "relu2", 0) in wires(hand.view)
    assert steps(hand) == ("Add ReLU",)


def test_layer_goes_behind_the_selected_node_and_into_its_wire(hand: Hand) -> None:
    hand.click(header(hand.view, "conv1"))

    hand.view.add_layer("BatchNorm")

    found = wires(hand.view)
    assert {("conv1", "batch_norm1", 0), ("batch_norm1", "relu1", 0)} <= found
    assert ("conv1", "relu1", 0) not in found
    assert names(hand.view) == {"batch_norm1"}
    assert steps(hand) == ("Add BatchNorm",)


def test_new_layers_never_cover_others(hand: Hand) -> None:
    for _count in range(4):
        hand.click(header(hand.view, "conv1"))
        hand.view.add_layer("Conv")

    boxes = hand.view.arrays.boxes
    for i, a in enumerate(boxes.tolist()):
        for b in boxes.tolist()[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_layer_added_at_once_again_follows_the_one_before(
    open_canvas: Callable[[Project], Hand],
) -> None:
    hand = open_canvas(project_of(Network(), data=DIGITS))

    hand.view.add_layer("Input", {"columns": ("picture",)})
    hand.view.add_layer("Flatten")
    hand.view.add_layer("Linear", {"out_features": 10})

    assert wires(hand.view) == {("input1", "flatten1", 0), ("flatten1", "dense1", 0)}
    assert hand.view.arrays.faces[2].outputs[0].shape == "10"


def test_delete_closes_the_gap_and_shift_delete_does_not(hand: Hand) -> None:
    hand.click(header(hand.view, "conv1"))
    hand.key(Key.Key_Delete)
    assert ("input1", "relu1", 0) in wires(hand.view)

    hand.view.workspace.undo()
    hand.click(header(hand.view, "conv1"))
    hand.key(Key.Key_Delete, SHIFT)
    assert not {w for w in wires(hand.view) if w[1] == "relu1" or w[0] == "input1"}


def test_undo_and_redo_keep_selection_and_view(hand: Hand) -> None:
    hand.view.camera.show(QPointF(400, 300), 1.25)
    hand.click(header(hand.view, "relu1"))
    hand.view.commands.nudge(12, 0)
    before = hand.view.camera.seen

    hand.key(Key.Key_Z, CTRL)
    assert position(hand.view, "relu1") == (440.0, 48.0)
    hand.key(Key.Key_Z, CTRL | SHIFT)

    assert position(hand.view, "relu1") == (452.0, 48.0)
    assert names(hand.view) == {"relu1"}
    assert hand.view.camera.seen == before


def test_copied_nodes_are_pasted_with_the_wires_between_them(hand: Hand) -> None:
    hand.drag(QPointF(220, 20), QPointF(500, 100))
    hand.key(Key.Key_C, CTRL)
    hand.key(Key.Key_V, CTRL)

    assert ("conv3", "relu2", 0) in wires(hand.view)
    assert names(hand.view) == {"conv3", "relu2"}
    assert position(hand.view, "conv3") == (256.0, 72.0)
    assert steps(hand) == ("Paste",)


def test_nodes_are_pasted_into_another_window(
    hand: Hand, open_canvas: Callable[[Project], Hand]
) -> None:
    hand.view.selecting.all()
    hand.view.clipboard.copy()
    other = open_canvas(project_of(Network()))

    other.view.clipboard.paste()

    assert wires(other.view) == wires(hand.view)


@pytest.mark.parametrize("text", ["", "hello", "[1, 2", '{"networks": 3}', "{}"])
def test_text_that_is_no_network_is_refused_in_one_sentence(
    hand: Hand, qtbot: QtBot, text: str
) -> None:
    QApplication.clipboard().setText(text)
    before = hand.view.workspace.project

    with qtbot.waitSignal(hand.view.message) as said:
        hand.view.clipboard.paste()

    assert said.args[0].endswith(".")
    assert hand.view.workspace.project is before


def test_cut_nodes_are_gone_and_can_be_pasted(hand: Hand) -> None:
    hand.click(header(hand.view, "relu1"))
    hand.key(Key.Key_X, CTRL)
    assert "relu1" not in {n.name for n in hand.view.workspace.network.nodes.values()}

    hand.key(Key.Key_V, CTRL)
    assert names(hand.view) == {"relu1"}


def test_duplicate_is_one_step_and_is_selected(hand: Hand) -> None:
    hand.click(header(hand.view, "dense1"))

    hand.key(Key.Key_D, CTRL)

    assert names(hand.view) == {"dense2"}
    assert steps(hand) == ("Duplicate",)


def test_select_all(hand: Hand) -> None:
    hand.key(Key.Key_A, CTRL)

    assert len(names(hand.view)) == 7


def test_middle_button_drags_the_view(hand: Hand) -> None:
    before = hand.view.camera.seen.topLeft()

    hand.press(QPointF(500, 500), button=Qt.MouseButton.MiddleButton)
    hand.move(QPointF(530, 480))
    hand.release()

    moved = hand.view.camera.seen.topLeft() - before
    assert (moved.x(), moved.y()) == (-30, 20)
    assert steps(hand) == ()


def test_space_drags_the_view(hand: Hand) -> None:
    before = hand.view.camera.seen.topLeft()

    QTest.keyPress(hand.view, Key.Key_Space)
    hand.press(header(hand.view, "conv1"))
    hand.move(header(hand.view, "conv1") + QPointF(10, 10))
    hand.release()
    QTest.keyRelease(hand.view, Key.Key_Space)

    assert hand.view.camera.seen.topLeft() - before == QPointF(-10, -10)
    assert names(hand.view) == set()


def test_wheel_zooms_at_the_pointer(hand: Hand) -> None:
    at = header(hand.view, "add1")
    seen_at = hand.view.viewportTransform().map(at)

    hand.wheel(at, 2)

    assert hand.view.camera.zoom == pytest.approx(1.44)
    moved = hand.view.viewportTransform().map(at) - seen_at
    assert abs(moved.x()) <= 1
    assert abs(moved.y()) <= 1


def test_zoom_stays_within_its_limits(hand: Hand) -> None:
    hand.wheel(QPointF(300, 300), 40)
    assert hand.view.camera.zoom == 4.0

    hand.wheel(QPointF(300, 300), -80)
    assert hand.view.camera.zoom == 0.05


def test_fit_shows_all_nodes_with_a_margin(hand: Hand) -> None:
    hand.view.camera.show(QPointF(9000, 9000), 3.0)

    hand.key(Key.Key_F)

    seen = hand.view.camera.seen
    left, top, right, bottom = (
        *hand.view.arrays.boxes.min(0)[:2],
        *hand.view.arrays.boxes.max(0)[2:],
    )
    assert seen.left() <= left - 31
    assert seen.right() >= right + 31
    assert seen.top() <= top - 31
    assert seen.bottom() >= bottom + 31
    assert hand.view.camera.zoom <= 1.0


def test_fit_selection_shows_the_selected_node(hand: Hand) -> None:
    hand.click(header(hand.view, "dense1"))

    hand.key(Key.Key_F, SHIFT)

    row = hand.view.arrays.row_of[id_of(hand.view, "dense1")]
    middle = hand.view.arrays.xy[row] + hand.view.arrays.wh[row] / 2
    assert abs(hand.view.camera.center.x() - middle[0]) <= 1


def test_arrows_walk_along_wires(hand: Hand) -> None:
    hand.click(header(hand.view, "input1"))

    visited = []
    for key in (Key.Key_Right, Key.Key_Right, Key.Key_Left, Key.Key_Down):
        hand.key(key)
        visited.append(next(iter(names(hand.view))))

    assert visited == ["conv1", "relu1", "conv1", "add1"]


def test_alt_arrows_nudge_by_twelve_and_merge(hand: Hand) -> None:
    hand.click(header(hand.view, "conv1"))

    for _count in range(3):
        hand.key(Key.Key_Right, ALT)
    hand.key(Key.Key_Up, ALT)

    assert position(hand.view, "conv1") == (232.0 + 36, 48.0 - 12)
    assert steps(hand) == ("Move",)


@pytest.mark.parametrize("key", [Key.Key_Tab, Key.Key_A])
def test_tab_and_a_ask_for_a_layer(hand: Hand, qtbot: QtBot, key: Qt.Key) -> None:
    with qtbot.waitSignal(hand.view.add_requested):
        hand.key(key)


def test_b_bypasses_and_l_locks(hand: Hand) -> None:
    hand.click(header(hand.view, "relu1"))
    node_id = id_of(hand.view, "relu1")

    hand.key(Key.Key_B)
    hand.key(Key.Key_L)

    node = hand.view.workspace.network.nodes[node_id]
    assert node.bypassed
    assert node.frozen
    marks = hand.view.arrays.marks[hand.view.arrays.row_of[node_id]]
    assert marks & Mark.BYPASSED
    assert marks & Mark.FROZEN

    hand.key(Key.Key_B)
    assert not hand.view.workspace.network.nodes[node_id].bypassed


def test_double_click_renames_in_place(hand: Hand) -> None:
    hand.double_click(header(hand.view, "conv1"))
    field = hand.view.furniture.rename_field
    assert field.isVisible()
    assert field.selectedText() == "conv1"

    QTest.keyClicks(field, "stem")
    QTest.keyClick(field, Key.Key_Return)

    assert not field.isVisible()
    assert hand.view.arrays.faces[1].name == "stem"
    assert steps(hand) == ("Rename",)


def test_escape_in_the_name_field_keeps_the_name(hand: Hand) -> None:
    hand.double_click(header(hand.view, "conv1"))
    field = hand.view.furniture.rename_field

    QTest.keyClicks(field, "other")
    QTest.keyClick(field, Key.Key_Escape)

    assert id_of(hand.view, "conv1")
    assert steps(hand) == ()


def test_name_that_is_taken_is_refused_in_one_sentence(hand: Hand, qtbot: QtBot) -> None:
    hand.double_click(header(hand.view, "conv1"))
    field = hand.view.furniture.rename_field
    QTest.keyClicks(field, "relu1")

    with qtbot.waitSignal(hand.view.message) as said:
        QTest.keyClick(field, Key.Key_Return)

    assert "relu1" in said.args[0]
    assert steps(hand) == ()


def test_tidy_leaves_no_overlap_and_is_one_step(hand: Hand) -> None:
    hand.view.selecting.all()
    piled = dict.fromkeys(hand.view.workspace.selection, (10.0, 10.0))
    hand.view.commands.move(piled)

    hand.key(Key.Key_T)

    boxes = hand.view.arrays.boxes.tolist()
    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]
    assert steps(hand) == ("Move", "Tidy up")


def test_tidied_cards_glide_and_arrive(hand: Hand, qtbot: QtBot) -> None:
    hand.view.store.set_reduced_motion(False)
    hand.view.tidy()
    target = hand.view.workspace.network.layout.positions
    first = hand.view.arrays.ids[0]

    qtbot.waitUntil(lambda: tuple(hand.view.arrays.xy[0].tolist()) == target[first], timeout=3000)


def test_node_under_the_pointer_is_marked_and_unmarked(hand: Hand) -> None:
    hand.move(header(hand.view, "relu1"))
    row = hand.view.arrays.row_of[id_of(hand.view, "relu1")]
    assert hand.view.arrays.marks[row] & Mark.HOVER

    hand.move(QPointF(700, 560))
    assert not hand.view.arrays.marks.any() & Mark.HOVER


def test_right_click_selects_the_node_and_asks_for_its_menu(hand: Hand, qtbot: QtBot) -> None:
    at = hand.view.viewportTransform().map(header(hand.view, "conv2")).toPoint()

    with qtbot.waitSignal(hand.view.context_menu_requested) as asked:
        event = QContextMenuEvent(
            QContextMenuEvent.Reason.Mouse, at, hand.view.viewport().mapToGlobal(at)
        )
        QApplication.sendEvent(hand.view.viewport(), event)

    assert isinstance(asked.args[0], QPoint)
    assert asked.args[1] == id_of(hand.view, "conv2")
    assert names(hand.view) == {"conv2"}


def two_loose(left: str, right: str) -> Project:
    """Two nodes without a wire."""
    project = project_of(Network())
    for x, kind in ((24.0, left), (324.0, right)):
        node = edit.new_node(project.networks[MAIN], kind)
        project = edit.add_node(project, MAIN, node, (x, 48.0))
    return project
