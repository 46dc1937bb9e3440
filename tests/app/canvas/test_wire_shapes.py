"""Shapes on wires, for whoever asks for them."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip

from netbuilder.app.canvas.routes import Routes, curve_points
from netbuilder.app.canvas.strokes import flatten
from netbuilder.app.settings import Settings
from tests.app.canvas.hand import Hand, port, two_rows
from tests.app.conftest import OpenApp

Key = Qt.Key


def is_pill_at(hand: Hand, at: QPointF) -> bool:
    place = hand.view.viewportTransform().map(at).toPoint()
    color = hand.view.viewport().grab().toImage().pixelColor(place)
    return color == hand.view.store.theme.colors.wire["image"].pill


def test_s_writes_shapes_on_the_wires_and_takes_them_away(hand: Hand) -> None:
    row = hand.view.arrays.edge_row(
        next(e for e in hand.view.workspace.network.edges if e.sink.port == "inputs" and e.order)
    )
    assert row is not None
    middle = QPointF(*hand.view.wiring.strokes(1.0).middles(np.array([row]))[0].tolist())
    edge_of_pill = middle + QPointF(-26, 0)
    assert not is_pill_at(hand, edge_of_pill)

    hand.key(Key.Key_S)
    assert is_pill_at(hand, edge_of_pill)
    hand.key(Key.Key_S)
    assert not is_pill_at(hand, edge_of_pill)


def test_pill_of_a_wire_that_is_too_short_stands_above_it(hand: Hand) -> None:
    middle = (port(hand.view, "input1", "output") + port(hand.view, "conv1", "input")) / 2

    hand.key(Key.Key_S)

    assert not is_pill_at(hand, middle)
    assert is_pill_at(hand, middle - QPointF(0, 11))


def test_middle_of_a_curve_is_halfway_along_it() -> None:
    curves = curve_points(
        np.array([[0.0, 0.0], [0.0, 50.0]]), np.array([[200.0, 90.0], [80.0, 50.0]])
    )

    middles = flatten(Routes(curves, {}), 1.0, 12.0).middles(np.arange(2))

    # Both curves are the same from either end.
    np.testing.assert_allclose(middles, [[100.0, 45.0], [40.0, 50.0]], atol=0.5)


def test_middles_of_thousands_of_wires_lie_halfway() -> None:
    generator = np.random.default_rng(5)
    starts = generator.uniform(0, 4000, (2000, 2)).round()
    stops = starts + generator.uniform(20, 900, (2000, 2)).round()
    strokes = flatten(Routes(curve_points(starts, stops), {}), 1.0, 12.0)
    wires = np.arange(0, 2000, 3)

    middles = strokes.middles(wires)

    np.testing.assert_allclose(middles, (starts[wires] + stops[wires]) / 2, atol=1.0)


def test_wire_that_is_pointed_at_says_what_it_carries(hand: Hand) -> None:
    at = (port(hand.view, "conv1", "output") + port(hand.view, "relu1", "input")) / 2

    hand.move(at)
    QTest.qWait(500)

    assert QToolTip.text() == "Conv2d to ReLU: batch×32×8×8, image"


def test_choice_is_remembered_at_the_next_start(open_app: OpenApp, settings: Settings) -> None:
    person = open_app(two_rows())
    action = person.window.actions_["wire_shapes"]
    assert not action.isChecked()

    person.window.canvas.setFocus()
    person.hand.key(Key.Key_S)
    assert action.isChecked()
    assert settings.wire_shapes

    again = open_app(two_rows())
    assert again.window.canvas.overlay.shows_shapes
    again.window.actions_["wire_shapes"].trigger()
    assert not settings.wire_shapes
