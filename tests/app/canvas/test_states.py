"""How a card looks that is bypassed, locked, doubtful, or about to take a wire."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from netbuilder.app.theme import ThemeMode, mix
from netbuilder.project import edit
from netbuilder.project.value import End, Project
from tests.app.canvas.hand import Hand, header, id_of, port, two_rows
from tests.builders import MAIN

NEAR = 10


@pytest.fixture(params=[ThemeMode.DARK, ThemeMode.LIGHT])
def themed(request: pytest.FixtureRequest, open_canvas: Callable[[Project], Hand]) -> Hand:
    """A canvas in each theme."""
    hand = open_canvas(two_rows())
    hand.view.store.set_mode(request.param)
    return hand


def color_at(hand: Hand, at: QPointF) -> QColor:
    QApplication.processEvents()
    place = hand.view.viewportTransform().map(at).toPoint()
    return hand.view.grab().toImage().pixelColor(place)


def is_near(color: QColor, other: QColor) -> bool:
    pairs = zip(color.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]
    return all(abs(a - b) <= NEAR for a, b in pairs)


def test_bypassed_card_is_crossed_by_a_wire_and_its_wires_are_faint(themed: Hand) -> None:
    view, project = themed.view, themed.view.workspace.project
    relu = id_of(view, "relu1")
    view.workspace.edit("Bypass", edit.set_bypassed(project, MAIN, [relu], True))

    colors = view.store.theme.colors
    wire, ground = colors.wire["image"].color, colors.surface.canvas
    start, stop = port(view, "relu1", "input"), port(view, "relu1", "output")
    assert is_near(color_at(themed, (start + stop) / 2), wire)
    before = port(view, "conv1", "output")
    assert is_near(color_at(themed, (before + start) / 2), mix(ground, wire, 0.4))
    body = color_at(themed, (start + stop) / 2 + QPointF(0, 9))
    assert is_near(body, mix(ground, colors.surface.node, 0.45))


def test_locked_card_has_a_lock_in_its_header(themed: Hand) -> None:
    view, project = themed.view, themed.view.workspace.project
    view.workspace.edit("Lock", edit.set_frozen(project, MAIN, [id_of(view, "relu1")], True))

    width = float(view.arrays.wh[view.arrays.row_of[id_of(view, "relu1")], 0])
    lock = header(view, "relu1") + QPointF(width - 60 - 15, 2)
    assert is_near(color_at(themed, lock), view.store.theme.colors.text.secondary)


def test_problem_has_a_red_line_a_halo_and_a_badge(themed: Hand) -> None:
    view = themed.view
    view.back_out()
    colors = view.store.theme.colors
    halo = mix(colors.surface.canvas, colors.error.line, 0.22)

    assert is_near(color_at(themed, header(view, "add1") + QPointF(20, -20)), halo)
    width = float(view.arrays.wh[view.arrays.row_of[id_of(view, "add1")], 0])
    badge = header(view, "add1") + QPointF(width - 60 - 2 - 7, -16 + 2 + 3)
    assert is_near(color_at(themed, badge), colors.error.line)


def test_ports_that_cannot_take_a_wire_fade_and_the_target_has_a_ring(themed: Hand) -> None:
    view = themed.view
    colors = view.store.theme.colors
    refused, target = port(view, "conv2", "output"), port(view, "conv2", "input")
    assert is_near(color_at(themed, refused), colors.wire["image"].color)

    themed.press(port(view, "input1", "output"))
    themed.move(target + QPointF(-40, 0))
    themed.move(target)

    faded = mix(colors.surface.canvas, colors.wire["image"].color, 0.3)
    assert is_near(color_at(themed, refused), faded)
    look = colors.wire["image"].color
    assert is_near(color_at(themed, target + QPointF(0, -10)), look)
    themed.release()


def test_warning_has_a_yellow_badge_and_no_halo(themed: Hand) -> None:
    view = themed.view
    project = view.workspace.project
    conv2 = id_of(view, "conv2")
    project = edit.set_parameter(project, MAIN, [conv2], "out_channels", 32)
    first = edit.new_node(project.networks[MAIN], "Softmax")
    project = edit.add_node(project, MAIN, first, (24.0, 420.0))
    second = edit.new_node(project.networks[MAIN], "Softmax")
    project = edit.add_node(project, MAIN, second, (232.0, 420.0))
    project = edit.connect(
        project, MAIN, End(id_of(view, "dense1"), "output"), End(first.id, "input")
    )
    project = edit.connect(project, MAIN, End(first.id, "output"), End(second.id, "input"))
    view.workspace.edit("Two", project)

    colors = view.store.theme.colors
    assert any(p.node == second.id for p in view.workspace.analysis.problems)
    width = float(view.arrays.wh[view.arrays.row_of[second.id], 0])
    badge = QPointF(232.0 + width - 2 - 8, 420.0 + 2)
    assert is_near(color_at(themed, badge), colors.warn.text)
    beside = color_at(themed, QPointF(232.0 + 60, 420.0 - 4))
    assert is_near(beside, colors.surface.canvas)
