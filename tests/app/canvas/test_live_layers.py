"""Strips, glow and pulses, by their pixels."""

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QRegion
from PySide6.QtWidgets import QApplication

from netbuilder.app.canvas.activity import Activity
from netbuilder.app.canvas.face import Live
from netbuilder.app.canvas.live_layers import GlowLayer, PulseLayer, StripLayer
from netbuilder.app.canvas.region import region_of_boxes, region_of_pieces
from netbuilder.app.theme import mix
from netbuilder.project import edit
from netbuilder.project.value import Project
from netbuilder.runs.view import BINS, Inside, Strip
from tests.app.canvas.hand import Hand, header, id_of, port, two_rows
from tests.builders import MAIN

HALF_FULL = (1.0,) * (BINS // 2) + (0.0,) * (BINS // 2)


@pytest.fixture
def live(open_canvas: Callable[[Project], Hand]) -> Hand:
    """A canvas on which every node has a strip whose left half is full, and wires pulse."""
    project = two_rows()
    conv2 = next(n.id for n in project.networks[MAIN].nodes.values() if n.name == "conv2")
    return watching(open_canvas(edit.set_parameter(project, MAIN, [conv2], "out_channels", 32)))


def watching(hand: Hand, **changes: object) -> Hand:
    view = hand.view
    view.stage.strips = (
        GlowLayer(view.store.theme, view.arrays),
        StripLayer(view.store.theme, view.arrays),
    )
    view.stage.pulses = PulseLayer(view.store.theme, view.arrays, view.wiring)
    show(hand, **changes)
    return hand


def show(hand: Hand, **changes: object) -> None:
    nodes = hand.view.workspace.network.nodes
    strip = Strip(
        bars=HALF_FULL, low=-1.0, high=1.0, mean=0.0, spread=0.5, zeros=0.25, activity=0.8
    )
    facts: Mapping[str, object] = {
        "inside": Inside.ACTIVATIONS,
        "live": dict.fromkeys(nodes, Live.STRIP),
        "strips": dict.fromkeys(nodes, strip),
        "edges": frozenset(hand.view.workspace.network.edges),
        "is_under_way": True,
        **changes,
    }
    hand.view.show_activity(Activity(**facts))  # type: ignore[arg-type]
    QApplication.processEvents()


def color_at(hand: Hand, at: QPointF) -> QColor:
    QApplication.processEvents()
    place = hand.view.viewportTransform().map(at).toPoint()
    return hand.view.grab().toImage().pixelColor(place)


def in_strip(hand: Hand, name: str, across: float, down: float) -> QPointF:
    """A point of a card's strip, by its shares of width and height."""
    arrays = hand.view.arrays
    row = arrays.row_of[id_of(hand.view, name)]
    canvas = hand.view.store.theme.tokens.canvas
    left, top, width, height = arrays.places[row].strip(canvas)
    x, y = arrays.xy[row].tolist()
    return QPointF(x + left + across * width, y + top + down * height)


def above(hand: Hand, name: str, px: float) -> QPointF:
    """A point so many px above the middle of a card."""
    return header(hand.view, name) + QPointF(20, -16 - px)


def is_near(color: QColor, other: QColor, most: int = 8) -> bool:
    return all(
        abs(a - b) <= most
        for a, b in zip(color.getRgb()[:3], other.getRgb()[:3], strict=True)  # type: ignore[index]
    )


def middle_of_bar(number: int) -> float:
    return (number + 0.5) / BINS


def test_full_bars_have_the_familys_colour_and_empty_ones_none(live: Hand) -> None:
    colors = live.view.store.theme.colors

    full = color_at(live, in_strip(live, "conv1", middle_of_bar(3), 0.6))
    empty = color_at(live, in_strip(live, "conv1", middle_of_bar(15), 0.6))

    assert is_near(full, colors.family["conv"].color)
    assert empty == colors.surface.canvas


def test_glow_is_as_strong_as_the_node_is_active(live: Hand) -> None:
    theme = live.view.store.theme
    glow = theme.tokens.canvas.glow
    ground, family = theme.colors.surface.canvas, theme.colors.family["conv"].color

    inner, outer = color_at(live, above(live, "conv1", 3)), color_at(live, above(live, "conv1", 6))

    assert is_near(inner, mix(ground, family, 0.8 * glow.inner_opacity))
    assert is_near(outer, mix(ground, family, 0.8 * glow.outer_opacity))
    assert color_at(live, above(live, "conv1", 10)) == ground


def test_glow_ends_with_the_run_and_strips_stay(live: Hand) -> None:
    show(live, is_under_way=False, edges=frozenset())

    colors = live.view.store.theme.colors
    assert color_at(live, above(live, "conv1", 3)) == colors.surface.canvas
    bar = color_at(live, in_strip(live, "conv1", middle_of_bar(3), 0.6))
    assert is_near(bar, colors.family["conv"].color)


def test_selected_node_has_its_outline_and_no_glow(live: Hand) -> None:
    live.click(header(live.view, "conv1"))

    outline = live.view.store.theme.colors.selection.outline
    assert color_at(live, above(live, "conv1", 3)) == outline


def test_glow_leaves_ports_free(live: Hand) -> None:
    at = port(live.view, "conv1", "output")

    color = live.view.store.theme.colors.wire["image"].color
    assert color_at(live, at) == color
    assert color_at(live, at + QPointF(3, 0)) == color


def test_changed_node_is_pale_and_does_not_glow(live: Hand) -> None:
    show(live, changed=frozenset({id_of(live.view, "conv1")}))

    colors = live.view.store.theme.colors
    bar = color_at(live, in_strip(live, "conv1", middle_of_bar(3), 0.6))
    assert is_near(bar, mix(colors.surface.canvas, colors.family["conv"].color, 0.3))
    assert color_at(live, above(live, "conv1", 3)) == colors.surface.canvas


def test_card_hides_the_strip_of_the_one_beneath(live: Hand) -> None:
    place = in_strip(live, "input1", middle_of_bar(3), 0.6)
    x, y = place.x(), place.y()
    project = live.view.workspace.project
    over = edit.move_nodes(project, MAIN, {id_of(live.view, "relu1"): (x - 20, y - 40)})

    live.view.workspace.edit("Move", over)
    show(live)

    assert is_near(color_at(live, place), live.view.store.theme.colors.surface.node, 2)


@pytest.mark.parametrize(("zoom", "is_drawn"), [(1.2, True), (0.6, True), (0.4, False)])
def test_strips_are_drawn_from_names_on(live: Hand, zoom: float, is_drawn: bool) -> None:
    live.view.camera.show(in_strip(live, "conv1", 0.5, 0.5), zoom)
    live.view.camera.settled.emit()
    show(live)

    bar = color_at(live, in_strip(live, "conv1", middle_of_bar(3), 0.6))

    color = live.view.store.theme.colors.family["conv"].color
    assert is_near(bar, color, 40) is is_drawn


def test_pulses_lie_on_the_wire_and_run(live: Hand) -> None:
    live.view.store.set_reduced_motion(False)
    watching(live)
    start = port(live.view, "input1", "output")
    pulses = live.view.stage.pulses
    assert isinstance(pulses, PulseLayer)
    pulses.phase = 12.0
    live.view.repaint_live(pulses.region)

    white = live.view.store.theme.colors.wire_pulse.color
    assert color_at(live, start + QPointF(13, 0)) == white
    plain = live.view.store.theme.colors.wire["image"].color
    assert color_at(live, start + QPointF(20, 0)) == plain
    pulses.phase = 19.0
    live.view.repaint_live(pulses.region)
    assert color_at(live, start + QPointF(20, 0)) == white
    assert color_at(live, start + QPointF(13, 0)) == plain


def test_region_of_boxes_covers_their_whole_pixels() -> None:
    region = region_of_boxes(np.array([[1.5, 2.5, 9.5, 7.0], [20.0, 20.0, 24.0, 24.0]]))

    assert region == QRegion(QRect(1, 2, 9, 5)) + QRect(20, 20, 4, 4)


def test_region_of_pieces_covers_them_and_little_more() -> None:
    xs = np.arange(0.0, 400.0, 8.0)
    pieces = np.stack([xs, np.full(50, 40.0), xs + 8, np.full(50, 40.0)], axis=1)

    region = region_of_pieces(pieces, 3.0)

    assert region.contains(QRect(0, 39, 400, 2))
    assert region.boundingRect().height() == 16
