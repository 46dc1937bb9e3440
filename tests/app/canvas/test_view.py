"""The canvas as a whole: drops, the card of a problem, the empty state, the map, and its end."""

import json
from collections.abc import Callable

import pytest
from PySide6.QtCore import (
    QByteArray,
    QCoreApplication,
    QEvent,
    QMimeData,
    QPoint,
    QPointF,
    QRectF,
    Qt,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from netbuilder.app.canvas.arrays import Mark
from netbuilder.app.canvas.drop import MIME_TYPE, read_layer
from netbuilder.app.canvas.tips import tip_for
from netbuilder.app.canvas.view import CanvasView
from netbuilder.app.theme import ThemeStore
from netbuilder.app.workspace import Workspace
from netbuilder.project import edit
from netbuilder.project.value import Network, Project
from tests.app.canvas.hand import Hand, header, id_of, names, port, position, two_rows, wires
from tests.builders import DIGITS, MAIN, project_of

Key = Qt.Key


def layer(kind: str, **parameters: object) -> QMimeData:
    data = QMimeData()
    text = json.dumps({"kind": kind, "parameters": parameters})
    data.setData(MIME_TYPE, QByteArray(text.encode()))
    return data


def child(hand: Hand, name: str) -> QWidget:
    found = hand.view.viewport().findChild(QWidget, name)
    assert isinstance(found, QWidget)
    return found


def press(widget: QWidget) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_layer_dropped_on_empty_canvas_stands_there(hand: Hand) -> None:
    hand.drag_layer(layer("Conv", out_channels=7, kernel_size=[3, 5]), QPointF(700, 500))

    node = hand.view.workspace.network.nodes[id_of(hand.view, "conv3")]
    assert node.parameters == {"out_channels": 7, "kernel_size": (3, 5)}
    assert position(hand.view, "conv3") == (612.0, 480.0)
    assert names(hand.view) == {"conv3"}
    assert len(hand.view.workspace.history.labels()) == 1


def test_layer_dropped_on_a_wire_is_put_in_between(hand: Hand) -> None:
    middle = (port(hand.view, "conv1", "output") + port(hand.view, "relu1", "input")) / 2

    hand.drag_layer(layer("BatchNorm"), middle)

    found = wires(hand.view)
    assert {("conv1", "batch_norm1", 0), ("batch_norm1", "relu1", 0)} <= found
    assert ("conv1", "relu1", 0) not in found
    assert len(hand.view.workspace.history.labels()) == 1


def test_layer_without_an_output_is_not_put_on_a_wire(hand: Hand) -> None:
    before = wires(hand.view)
    middle = (port(hand.view, "conv1", "output") + port(hand.view, "relu1", "input")) / 2

    hand.drag_layer(layer("Output"), middle)

    assert wires(hand.view) == before
    assert id_of(hand.view, "output1")


def test_drag_that_leaves_shows_and_changes_nothing(hand: Hand) -> None:
    before = hand.view.workspace.project
    middle = (port(hand.view, "conv1", "output") + port(hand.view, "relu1", "input")) / 2

    hand.drag_layer(layer("ReLU"), middle, drops=False)

    assert hand.view.workspace.project is before
    assert not hand.view.overlay.sketches
    assert not (hand.view.arrays.edge_marks & Mark.HOVER).any()


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b'{"kind": 3}',
        b'{"kind": "NoSuchLayer"}',
        b'{"kind": "Conv", "parameters": []}',
        b'{"kind": "Conv", "parameters": {"out_channels": -4}}',
        b"[" * 50_000,
        b"\xff\xfe",
    ],
)
def test_drag_that_carries_no_layer_is_not_taken(hand: Hand, raw: bytes) -> None:
    before = hand.view.workspace.project
    data = QMimeData()
    data.setData(MIME_TYPE, QByteArray(raw))

    hand.drag_layer(data, QPointF(700, 500))

    assert read_layer(data) is None
    assert hand.view.workspace.project is before


def test_card_of_the_first_problem_stands_below_its_node(hand: Hand) -> None:
    card = hand.view.furniture.card

    assert card.isVisible()
    assert card.problem is not None
    assert card.problem.node == id_of(hand.view, "add1")
    row = hand.view.arrays.row_of[card.problem.node]
    assert card.y() >= hand.view.arrays.boxes[row, 3]

    hand.view.camera.pan(QPointF(40, 10))
    assert card.y() >= hand.view.arrays.boxes[row, 3] + 10


def test_fix_repairs_the_network_in_one_step_and_closes_the_card(hand: Hand) -> None:
    press(child(hand, "problem_fix"))

    errors = [p for p in hand.view.workspace.analysis.problems if p.node]
    assert errors == []
    assert hand.view.furniture.card.problem is None
    assert len(hand.view.workspace.history.labels()) == 1

    hand.view.workspace.undo()
    assert hand.view.furniture.card.isVisible()


def test_escape_closes_the_card_until_the_problem_comes_back(hand: Hand) -> None:
    hand.key(Key.Key_Escape)
    assert not hand.view.furniture.card.isVisible()

    hand.click(header(hand.view, "conv1"))
    hand.view.commands.nudge(12, 0)
    assert not hand.view.furniture.card.isVisible()

    hand.view.show_problem(hand.view.workspace.analysis.problems[-1])
    assert hand.view.furniture.card.isVisible()


def test_click_on_a_node_with_a_problem_opens_its_card_again(hand: Hand) -> None:
    hand.key(Key.Key_Escape)
    assert not hand.view.furniture.card.isVisible()

    hand.click(header(hand.view, "add1"))

    assert hand.view.furniture.card.isVisible()


def test_shown_problem_is_brought_into_view(hand: Hand) -> None:
    hand.view.camera.show(QPointF(9000, 9000), 1.0)
    problem = next(p for p in hand.view.workspace.analysis.problems if p.node)

    hand.view.show_problem(problem)

    row = hand.view.arrays.row_of[problem.node]
    assert hand.view.camera.seen.contains(QPointF(*hand.view.arrays.xy[row].tolist()))
    assert names(hand.view) == {"add1"}


def test_escape_backs_out_one_thing_at_a_time(hand: Hand) -> None:
    hand.click(header(hand.view, "conv1"))

    hand.key(Key.Key_Escape)
    assert not hand.view.furniture.card.isVisible()
    assert names(hand.view) == {"conv1"}

    hand.key(Key.Key_Escape)
    assert names(hand.view) == set()


def test_empty_canvas_says_what_to_do(open_canvas: Callable[[Project], Hand], qtbot: QtBot) -> None:
    hand = open_canvas(project_of(Network(), data=DIGITS))
    assert child(hand, "empty_canvas").isVisible()

    with qtbot.waitSignal(hand.view.beginning_chosen) as chosen:
        press(child(hand, "empty_canvas_input"))
    assert chosen.args == ["input"]

    hand.view.add_layer("Input", {"columns": ("picture",)})
    assert not child(hand, "empty_canvas").isVisible()


def test_map_is_there_from_eight_nodes_on_and_moves_the_view(
    hand: Hand, open_canvas: Callable[[Project], Hand]
) -> None:
    assert not child(hand, "minimap").isVisible()
    hand.view.add_layer("Output")
    minimap = child(hand, "minimap")
    assert minimap.isVisible()
    before = hand.view.camera.center

    QTest.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))

    assert hand.view.camera.center.x() < before.x()


def test_zoom_bar_zooms_and_shows_the_zoom(hand: Hand) -> None:
    press(child(hand, "zoom_in"))
    assert hand.view.camera.zoom == pytest.approx(1.2)
    percent = child(hand, "zoom_reset")
    assert percent.property("text") == "120%"

    press(percent)
    assert hand.view.camera.zoom == 1.0
    press(child(hand, "zoom_out"))
    assert hand.view.camera.zoom == pytest.approx(1 / 1.2)
    press(child(hand, "zoom_fit"))
    assert hand.view.camera.seen.contains(QPointF(*hand.view.arrays.boxes.max(0)[2:].tolist()))


def test_edit_from_elsewhere_ends_a_gesture(hand: Hand) -> None:
    start = header(hand.view, "relu1")
    hand.press(start)
    hand.move(start + QPointF(60, 60))

    hand.view.workspace.edit(
        "Delete",
        edit.remove_nodes(hand.view.workspace.project, MAIN, [id_of(hand.view, "relu1")]),
    )
    hand.move(start + QPointF(90, 90))
    hand.release()

    assert hand.view.workspace.history.labels() == ("Delete",)
    assert position(hand.view, "conv1") == (232.0, 48.0)


def test_other_network_is_shown_whole(hand: Hand) -> None:
    project = edit.add_network(hand.view.workspace.project, "other")
    node = edit.new_node(project.networks["other"], "ReLU")
    project = edit.add_node(project, "other", node, (5000.0, 5000.0))
    hand.view.workspace.edit("Add network", project)

    hand.view.workspace.switch_network("other")

    assert hand.view.arrays.ids == [node.id]
    assert hand.view.camera.seen.contains(QPointF(5000, 5000))


def test_tips_say_shape_and_ends(hand: Hand) -> None:
    hits = hand.view.scope.hits
    at = port(hand.view, "conv1", "output")
    assert tip_for(hits.at(at.x(), at.y(), 1.0), hand.view.arrays) == (
        "Output: batch×32×8×8, image"
    )

    middle = (at + port(hand.view, "relu1", "input")) / 2
    tip = tip_for(hits.at(middle.x(), middle.y(), 1.0), hand.view.arrays)
    assert tip == "Conv2d to ReLU: batch×32×8×8, image"

    on_card = header(hand.view, "conv1")
    assert tip_for(hits.at(on_card.x(), on_card.y(), 1.0), hand.view.arrays) == "Conv2d, conv1"


@pytest.mark.parametrize("moment", ["idle", "dragging", "gliding", "renaming", "zooming"])
def test_canvas_may_go_at_any_moment(
    qtbot: QtBot, store: ThemeStore, qapp: QApplication, moment: str
) -> None:
    store.set_reduced_motion(False)
    workspace = Workspace(two_rows())
    view = CanvasView(workspace, store)
    view.resize(900, 600)
    view.show()
    hand = Hand(view)
    if moment == "dragging":
        hand.press(header(view, "conv1"))
        hand.move(header(view, "conv1") + QPointF(50, 50))
    elif moment == "gliding":
        view.tidy()
    elif moment == "renaming":
        view.rename(id_of(view, "conv1"))
    elif moment == "zooming":
        hand.wheel(QPointF(100, 100), 1)

    view.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(view)
    workspace.edit("Add", edit.remove_nodes(workspace.project, MAIN, list(workspace.network.nodes)))
    workspace.undo()
    store.set_font_scale(1.15)
    qapp.processEvents()


def test_map_shows_where_tidied_cards_have_arrived(hand: Hand, qtbot: QtBot) -> None:
    hand.view.add_layer("Output")
    hand.view.store.set_reduced_motion(False)
    hand.view.tidy()
    first = hand.view.arrays.ids[0]
    target = hand.view.workspace.network.layout.positions[first]
    qtbot.waitUntil(lambda: tuple(hand.view.arrays.xy[0].tolist()) == target, timeout=3000)
    hand.view.camera.stop()
    seen = hand.view.furniture.minimap.grab().toImage()

    hand.view.furniture.minimap.refresh()

    assert hand.view.furniture.minimap.grab().toImage() == seen


def test_map_and_zoom_control_give_way_to_cards_that_are_all_in_view(
    open_canvas: Callable[[Project], Hand],
) -> None:
    hand = open_canvas(ten_layers())
    minimap, zoom_bar = child(hand, "minimap"), child(hand, "zoom_bar")
    cards = [
        hand.view.view_box(QRectF(*xy, *wh))
        for xy, wh in zip(hand.view.arrays.xy.tolist(), hand.view.arrays.wh.tolist(), strict=True)
    ]

    assert not any(card.intersects(zoom_bar.geometry()) for card in cards)
    assert zoom_bar.geometry().right() > 900
    assert not minimap.isVisible()

    hand.view.camera.pan(QPointF(-400, 0))

    assert minimap.isVisible()
    assert zoom_bar.geometry().left() < 100


def ten_layers() -> Project:
    """Ten layers, the first of them where the zoom control stands on a canvas of 1,100 by 700."""
    project = project_of(Network())
    for number in range(10):
        node = edit.new_node(project.networks[MAIN], "ReLU")
        place = (24.0, 620.0) if number == 0 else (200.0 * (number % 4), 90.0 * (number // 4))
        project = edit.add_node(project, MAIN, node, place)
    return project
