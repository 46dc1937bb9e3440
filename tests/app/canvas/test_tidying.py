"""Tidying up by hand: all of a network or what is selected, and nothing else at any time."""

import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from tests.app.canvas.hand import Hand, header, id_of, names, port, position

Key = Qt.Key
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALL = ("input1", "conv1", "relu1", "conv2", "add1", "flatten1", "dense1")


def places(hand: Hand) -> dict[str, tuple[float, float]]:
    nodes = hand.view.workspace.network.nodes.values()
    positions = hand.view.workspace.network.layout.positions
    return {node.name: positions[node.id] for node in nodes}


def choose(hand: Hand, *chosen: str) -> None:
    for number, name in enumerate(chosen):
        hand.click(header(hand.view, name), keys=SHIFT if number else Qt.KeyboardModifier(0))
    assert names(hand.view) == set(chosen)


def test_tidy_with_several_selected_arranges_only_these_where_they_stand(hand: Hand) -> None:
    hand.drag(header(hand.view, "flatten1"), header(hand.view, "flatten1") + QPointF(-24, 180))
    hand.drag(header(hand.view, "dense1"), header(hand.view, "dense1") + QPointF(-300, 240))
    choose(hand, "flatten1", "dense1")
    before, zoom, seen = places(hand), hand.view.camera.zoom, hand.view.camera.seen

    hand.key(Key.Key_T)

    after = places(hand)
    assert {n: after[n] for n in ALL[:5]} == {n: before[n] for n in ALL[:5]}
    left = min(before["flatten1"][0], before["dense1"][0])
    top = min(before["flatten1"][1], before["dense1"][1])
    assert after["flatten1"] == (left, top)
    assert after["dense1"] == (left + 208, top)
    assert (hand.view.camera.zoom, hand.view.camera.seen) == (zoom, seen)
    assert hand.view.workspace.history.undo_label == "Tidy up"

    hand.view.workspace.undo()
    assert places(hand) == before


def test_tidy_with_one_selected_arranges_all(hand: Hand) -> None:
    choose(hand, "dense1")

    hand.key(Key.Key_T)

    assert len({y for _x, y in places(hand).values()}) == 2  # seven columns need two rows here
    assert position(hand.view, "input1") == (0.0, min(y for _x, y in places(hand).values()))


def test_part_that_was_out_of_sight_is_shown(hand: Hand) -> None:
    hand.drag(header(hand.view, "dense1"), header(hand.view, "dense1") + QPointF(0, 240))
    choose(hand, "flatten1", "dense1")
    hand.view.camera.show(QPointF(9000, 9000), 1.0)

    hand.view.tidy()
    assert hand.view.workspace.history.undo_label == "Tidy up"

    rows = hand.view.arrays.rows(hand.view.workspace.selection)
    assert hand.view.camera.sees(hand.view.arrays.boxes[rows])


def test_selected_cards_glide_while_the_others_stand_still(hand: Hand, qtbot: QtBot) -> None:
    hand.drag(header(hand.view, "dense1"), header(hand.view, "dense1") + QPointF(-300, 240))
    choose(hand, "flatten1", "dense1")
    hand.view.store.set_reduced_motion(False)
    start = position(hand.view, "dense1")
    row = hand.view.arrays.row_of[id_of(hand.view, "dense1")]
    others = [
        r for r in range(len(ALL)) if r not in hand.view.arrays.rows(hand.view.workspace.selection)
    ]
    still = hand.view.arrays.xy[others].tolist()

    hand.view.tidy()
    stop = position(hand.view, "dense1")

    assert tuple(hand.view.arrays.xy[row].tolist()) != stop
    qtbot.waitUntil(lambda: tuple(hand.view.arrays.xy[row].tolist()) == stop, timeout=3000)
    assert start != stop
    assert hand.view.arrays.xy[others].tolist() == still
    assert not len(hand.view.wiring.loose)


@pytest.mark.parametrize("act", ["add", "insert", "delete", "wire", "paste", "bypass", "undo"])
def test_nothing_but_a_move_or_tidy_moves_what_a_person_has_placed(hand: Hand, act: str) -> None:
    view = hand.view
    hand.drag(header(view, "conv2"), header(view, "conv2") + QPointF(500, 300))
    before = places(hand)
    kept = set(ALL)
    if act == "add":
        choose(hand, "relu1")
        view.add_layer("Dropout")
    elif act == "insert":
        edge = next(e for e in view.workspace.network.edges if e.sink.node == id_of(view, "add1"))
        view.commands.add_layer("Tanh", on_wire=edge, at=(300.0, 300.0))
    elif act == "delete":
        choose(hand, "add1")
        hand.key(Key.Key_Delete)
        kept -= {"add1"}
    elif act == "wire":
        hand.drag(port(view, "conv1", "output"), port(view, "flatten1", "input"))
    elif act == "paste":
        choose(hand, "conv1", "relu1")
        view.clipboard.copy()
        view.clipboard.paste()
    elif act == "bypass":
        choose(hand, "relu1")
        view.commands.toggle_bypassed()
    else:
        hand.drag(header(view, "dense1"), header(view, "dense1") + QPointF(0, 200))
        view.workspace.undo()
    assert view.workspace.history.undo_label != "Move" or act == "undo"

    after = places(hand)
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    shown = {view.arrays.ids[r]: tuple(xy) for r, xy in enumerate(view.arrays.xy.tolist())}
    assert all(shown[id_of(view, name)] == after[name] for name in kept)
