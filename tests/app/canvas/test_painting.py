"""What the canvas paints, by its pixels."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from netbuilder.app.canvas import batch
from netbuilder.app.canvas.level import Level, level_at
from netbuilder.app.canvas.view import CanvasView
from netbuilder.app.theme import ThemeMode
from netbuilder.project import edit
from netbuilder.project.value import Project
from tests.app.canvas.hand import Hand, header, id_of, port
from tests.benchmarks.canvas import network_of
from tests.builders import MAIN


def pixels(image: QImage) -> npt.NDArray[np.int16]:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(image.constBits(), np.uint8)
    return flat.reshape(image.height(), image.width(), 4)[:, :, :3].astype(np.int16)


def shown(view: CanvasView) -> QImage:
    """What stands on the screen, without painting anything anew."""
    QApplication.processEvents()
    return view.screen().grabWindow(view.winId()).toImage()


def colors_in(view: CanvasView) -> set[str]:
    """Every colour that covers at least four pixels."""
    image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    found, counts = np.unique(np.frombuffer(image.constBits(), np.uint32), return_counts=True)
    return {QColor.fromRgb(number).name() for number in found[counts >= 4].tolist()}


def test_card_shows_the_colours_of_its_family_and_wire(hand: Hand) -> None:
    theme = hand.view.store.theme.colors

    found = colors_in(hand.view)

    assert theme.family["conv"].header.name() in found
    assert theme.family["conv"].color.name() in found
    assert theme.wire["image"].color.name() in found
    assert theme.wire["image"].pill.name() in found


def test_node_with_a_problem_is_marked_red(hand: Hand) -> None:
    line = hand.view.store.theme.colors.error.line.name()
    assert line in colors_in(hand.view)

    project = hand.view.workspace.project
    doomed = [e for e in project.networks[MAIN].edges if e.sink.port == "inputs" and e.order == 1]
    hand.view.workspace.edit("Remove", edit.remove_edges(project, MAIN, doomed))

    assert line not in colors_in(hand.view)


def test_selected_node_has_an_outline(hand: Hand) -> None:
    outline = hand.view.store.theme.colors.selection.outline
    row = hand.view.arrays.row_of[id_of(hand.view, "dense1")]
    x, y = (hand.view.arrays.xy[row] + (80, -3)).round().astype(int).tolist()
    assert hand.view.grab().toImage().pixelColor(x, y) != outline

    hand.click(header(hand.view, "dense1"))

    assert hand.view.grab().toImage().pixelColor(x, y) == outline


def test_other_theme_is_painted_at_once(hand: Hand) -> None:
    hand.view.store.set_mode(ThemeMode.LIGHT)

    image = hand.view.grab().toImage()

    assert image.pixelColor(700, 560) == hand.view.store.theme.colors.surface.canvas


@pytest.mark.parametrize(
    ("zoom", "level"),
    [
        (0.05, Level.MAP),
        (0.24, Level.MAP),
        (0.25, Level.BLOCK),
        (0.5, Level.NAMES),
        (0.8, Level.FULL),
        (1.79, Level.FULL),
        (1.8, Level.CLOSE),
    ],
)
def test_level_of_detail_follows_the_zoom(hand: Hand, zoom: float, level: Level) -> None:
    assert level_at(zoom, hand.view.store.theme.tokens.canvas) is level


def test_map_shows_blocks_in_family_colours(hand: Hand) -> None:
    hand.view.camera.show(QPointF(400, 200), 0.2)

    found = colors_in(hand.view)

    theme = hand.view.store.theme.colors
    assert theme.family["conv"].color.name() in found
    assert theme.family["conv"].header.name() not in found


@pytest.mark.parametrize("zoom", [0.2, 0.4, 0.7, 1.0, 2.6, 4.0])
def test_every_zoom_paints_cards_and_wires(hand: Hand, zoom: float) -> None:
    hand.view.camera.show(port(hand.view, "conv1", "output"), zoom)
    hand.view.camera.settled.emit()

    image = pixels(hand.view.grab().toImage())

    ground = hand.view.store.theme.colors.surface.canvas
    differs = (image != (ground.blue(), ground.green(), ground.red())).any(axis=2)
    assert differs.mean() > 0.005


@pytest.mark.parametrize("zoom", [0.3, 1.0, 1.5])
@pytest.mark.parametrize("name", ["relu1", "add1", "flatten1"])
def test_dragging_paints_what_a_full_repaint_paints(hand: Hand, zoom: float, name: str) -> None:
    hand.view.camera.show(QPointF(430, 230), zoom)
    hand.view.camera.settled.emit()
    start = header(hand.view, name)
    hand.press(start)
    for step in range(12):
        hand.move(start + QPointF(-60.0 + 25.0 * step, 15.0 * step))
        QApplication.processEvents()

    by_parts = pixels(shown(hand.view))
    hand.view.viewport().update()
    whole = pixels(shown(hand.view))
    hand.release()

    differs = np.abs(by_parts - whole).max(axis=2) > 5
    assert differs.sum() == 0


def test_hovering_paints_what_a_full_repaint_paints(hand: Hand) -> None:
    for name in ("conv1", "relu1", "add1", "dense1"):
        hand.move(header(hand.view, name))
        QApplication.processEvents()
    hand.move(port(hand.view, "add1", "inputs", 1))

    by_parts = pixels(shown(hand.view))
    hand.view.viewport().update()

    assert (np.abs(by_parts - pixels(shown(hand.view))).max(axis=2) > 5).sum() == 0


def test_this_qt_draws_from_numpy_memory() -> None:
    assert batch.takes_buffers()


def test_lists_paint_what_buffers_paint(monkeypatch: pytest.MonkeyPatch, hand: Hand) -> None:
    by_buffer = pixels(hand.view.grab().toImage())
    monkeypatch.setattr(batch, "takes_buffers", lambda: False)

    by_list = pixels(hand.view.grab().toImage())

    assert (np.abs(by_buffer - by_list).max(axis=2) > 2).sum() == 0


def test_fragments_are_drawn_where_they_are_asked_for(qapp: QApplication) -> None:
    sprite = QPixmap(8, 4)
    sprite.fill(QColor("red"))
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    fragment = np.array([[20, 10, 0, 0, 8, 4, 1, 1, 0, 1]], np.float64)
    batch.draw_fragments(painter, fragment, sprite)
    painter.end()

    red = (pixels(image) == (0, 0, 255)).all(axis=2)

    assert (red.sum(), red[8:12, 16:24].sum()) == (32, 32)


def test_five_thousand_nodes_open_pan_and_zoom(open_canvas: Callable[[Project], Hand]) -> None:
    hand = open_canvas(network_of(5_000, 1_666))
    hand.view.fit_all()
    assert len(hand.view.arrays) == 5_000

    for zoom in (1.0, 3.0, 8.0):
        hand.view.zoom_by(zoom)
        hand.drag(QPointF(0, 0), QPointF(900, 400), button=Qt.MouseButton.MiddleButton)
        QApplication.processEvents()

    seen = hand.view.camera.seen
    assert hand.view.scope.hits.nodes_in(seen.left(), seen.top(), seen.right(), seen.bottom()).any()


def test_atlas_that_is_full_is_filled_anew(open_canvas: Callable[[Project], Hand]) -> None:
    """More faces in view at a high zoom than the atlas can hold are painted one by one."""
    project = network_of(120, 20)
    for number, node in enumerate(list(project.networks[MAIN].nodes.values())):
        project = edit.rename_node(project, MAIN, node.id, f"own_name_{number}")
    hand = open_canvas(project)
    hand.view.resize(2400, 1400)

    for zoom in (0.5, 0.9, 1.7, 2.9):
        hand.view.camera.show(QPointF(2000, 100), zoom)
        hand.view.camera.settled.emit()
        found = colors_in(hand.view)
        assert hand.view.store.theme.colors.family["dense"].header.name() in found
