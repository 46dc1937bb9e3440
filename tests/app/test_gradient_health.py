"""The strip of gradient health: its rows, its colours, and what it says."""

import math

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAccessible, QGuiApplication, QHelpEvent
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from netbuilder.app.panels.gradient_health import (
    GradientHealth,
    health,
    health_color,
    layers_of,
    share_words,
)
from netbuilder.app.theme import ThemeStore
from netbuilder.compiler import analyse
from netbuilder.project.template import open_template

DIGITS = open_template("digits-cnn")
NETWORK = next(iter(DIGITS.networks))
KEYS = [
    f"{NETWORK}/{node.id}"
    for kind in ("Conv", "BatchNorm", "Linear")
    for node in sorted(DIGITS.networks[NETWORK].nodes.values(), key=lambda node: node.name)
    if node.kind == kind
]
CONV, NORM = KEYS[0], KEYS[2]


@pytest.fixture
def strip(store: ThemeStore, qtbot: QtBot) -> GradientHealth:
    strip = GradientHealth(store)
    qtbot.addWidget(strip)
    strip.resize(320, 240)
    gradients = {key: [(epoch, 0.01) for epoch in range(1, 7)] for key in KEYS}
    gradients[CONV] = [(epoch, 10.0 ** -(epoch - 1)) for epoch in range(1, 7)]
    strip.show_gradients(gradients, DIGITS)
    strip.show()
    qtbot.waitExposed(strip)
    return strip


def test_a_hundredth_is_healthy_and_three_powers_of_ten_are_full() -> None:
    assert health(0.01) == 0
    assert health(10.0) == 1
    assert health(1e-5) == -1
    assert health(1e-9) == -1
    assert health(0.0) == -1
    assert health(math.nan) == 1
    assert health(math.inf) == 1
    assert health(0.1) == pytest.approx(1 / 3)


def test_colours_are_those_of_the_tokens(store: ThemeStore) -> None:
    chart = store.theme.colors.chart
    assert health_color(store.theme, 0.01) == chart.gradient_healthy
    assert health_color(store.theme, 1e-5) == chart.gradient_fading
    assert health_color(store.theme, 10.0) == chart.gradient_exploding
    assert health_color(store.theme, None) == store.theme.colors.surface.field


def test_share_is_told_with_a_word() -> None:
    assert share_words(0.0123) == "0.0123 of the weights, healthy"
    assert share_words(1e-5) == "1e-05 of the weights, fading"
    assert share_words(5.0) == "5 of the weights, exploding"
    assert share_words(math.nan) == "not a number"


def test_rows_follow_the_wires_and_carry_size_and_family() -> None:
    layers = layers_of({key: [(1, 0.01)] for key in reversed(KEYS)}, analyse(DIGITS))
    assert [layer.name for layer in layers] == [
        "Conv2d 32",
        "BatchNorm",
        "Conv2d 64",
        "Dense 128",
        "Dense 10",
    ]
    assert [layer.family for layer in layers] == ["conv", "norm", "conv", "dense", "dense"]


def test_layer_that_is_gone_stands_at_the_end() -> None:
    layers = layers_of({"other/gone": [(1, 0.5)], NORM: [(1, 0.5)]}, analyse(DIGITS))
    assert [layer.name for layer in layers] == ["BatchNorm", "gone"]
    assert [layer.name for layer in layers_of({"a/b": [(1, 0.5)]}, None)] == ["b"]


def test_pointer_gets_the_number(strip: GradientHealth) -> None:
    cells = strip.cells
    spots = [QPointF(x, 8.0) for x in range(cells.width() - 1, 0, -1)]
    cell = next(cell for spot in spots if (cell := cells.cell_at(spot)))
    assert cell.words() == "Conv2d 32, epoch 6: 1e-05 of the weights, fading"
    place = next(spot for spot in spots if cells.cell_at(spot)).toPoint()
    event = QHelpEvent(QEvent.Type.ToolTip, place, cells.mapToGlobal(place))
    QGuiApplication.sendEvent(cells, event)
    assert QToolTip.text() == cell.words()


def test_arrows_walk_over_the_cells(strip: GradientHealth, qtbot: QtBot) -> None:
    cells = strip.cells
    cells.setFocus()
    interface = QAccessible.queryAccessibleInterface(cells)
    qtbot.keyClick(cells, Qt.Key.Key_Left)
    assert interface.text(QAccessible.Text.Description).startswith("Conv2d 32, epoch 6:")
    qtbot.keyClick(cells, Qt.Key.Key_Left)
    qtbot.keyClick(cells, Qt.Key.Key_Down)
    said = interface.text(QAccessible.Text.Description)
    assert said == "BatchNorm, epoch 5: 0.01 of the weights, healthy"


def test_many_epochs_share_columns(strip: GradientHealth) -> None:
    values = [(epoch, 1.0 if epoch % 2 else 0.0001) for epoch in range(1, 1001)]
    strip.show_gradients({CONV: values}, DIGITS)
    cells = strip.cells
    right = QPointF(cells.width() - 3.0, 8.0)
    cell = cells.cell_at(right)
    assert cell is not None
    assert cell.last == 1000
    assert cell.first < 999
    assert "–1000: 0.0" in cell.words()  # between 0.0001 and 1 the middle of the powers is 0.01
    assert cells.cell_at(QPointF(QPoint(2, 8))) is None


def test_epoch_that_was_not_looked_at_says_so(strip: GradientHealth) -> None:
    strip.show_gradients({CONV: [(1, 0.01)], NORM: [(2, 0.01)]}, DIGITS)
    left = strip.cells.width() - 1
    found = {c.words() for x in range(left) if (c := strip.cells.cell_at(QPointF(x, 8.0)))}
    assert found == {
        "Conv2d 32, epoch 1: 0.01 of the weights, healthy",
        "Conv2d 32, epoch 2: not looked at",
    }


def test_sentence_tells_the_last_epoch(strip: GradientHealth) -> None:
    said = QAccessible.queryAccessibleInterface(strip).text(QAccessible.Text.Description)
    assert said.startswith("Epoch 6: Conv2d 32 1e-05 of the weights, fading; BatchNorm 0.01")
