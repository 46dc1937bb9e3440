"""How frames and notes look, in both themes and from near and far."""

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage

from netbuilder.app.canvas.frames import TITLE
from netbuilder.app.theme import ThemeMode
from netbuilder.app.theme.colors import contrast_ratio
from netbuilder.project import edit
from tests.app.canvas.hand import Hand, id_of
from tests.builders import MAIN

PLACE = (480.0, 480.0)

both_themes = pytest.mark.parametrize("mode", [ThemeMode.DARK, ThemeMode.LIGHT])


@pytest.fixture
def marked(hand: Hand) -> Hand:
    """conv1 and relu1 in a frame, and a note below all layers."""
    workspace, view = hand.view.workspace, hand.view
    members = [id_of(view, "conv1"), id_of(view, "relu1")]
    project, _frame = edit.add_frame(workspace.project, MAIN, members, title="Seeing")
    project, _note = edit.add_note(project, MAIN, "Looks twice\nat each", PLACE)
    workspace.edit("Mark", project)
    return hand


def picture(hand: Hand) -> QImage:
    return hand.view.viewport().grab().toImage()


def color_at(hand: Hand, x: float, y: float) -> QColor:
    place = hand.view.viewportTransform().map(QPointF(x, y)).toPoint()
    return QColor(picture(hand).pixelColor(place))


def strongest_contrast(hand: Hand, left: float, top: float, right: float, bottom: float) -> float:
    """Of any px in a part of the scene with the px in its upper left corner."""
    image, mapped = picture(hand), hand.view.viewportTransform().map
    start, stop = mapped(QPointF(left, top)).toPoint(), mapped(QPointF(right, bottom)).toPoint()
    ground = image.pixelColor(start)
    return max(
        contrast_ratio(ground, image.pixelColor(x, y))
        for x in range(start.x(), stop.x())
        for y in range(start.y(), stop.y())
    )


@both_themes
def test_a_note_is_words_on_a_plain_card(marked: Hand, mode: ThemeMode) -> None:
    marked.view.store.set_mode(mode)
    colors = marked.view.store.theme.colors
    x, y = PLACE
    assert color_at(marked, x + 6, y + 30) == colors.surface.raised
    assert strongest_contrast(marked, x + 8, y + 6, x + 90, y + 50) >= 4.5
    assert color_at(marked, x - 4, y + 30) == colors.surface.canvas


@both_themes
def test_the_title_of_a_frame_can_be_read_near_and_far(marked: Hand, mode: ThemeMode) -> None:
    view = marked.view
    view.store.set_mode(mode)
    for zoom in (1.0, 0.6, 0.4, 0.2):
        view.camera.show(QPointF(500, 200), zoom)
        view.camera.settled.emit()
        title = view.arrays.frames.titles(zoom)[0]
        edge = 2 / zoom
        box = title.adjusted(edge, edge, -edge, -edge)
        right = min(box.right(), box.left() + 80 / zoom)
        assert strongest_contrast(marked, box.left(), box.top(), right, box.bottom()) >= 4.5


@both_themes
def test_what_is_selected_has_the_outline_of_selected_cards(marked: Hand, mode: ThemeMode) -> None:
    view = marked.view
    view.store.set_mode(mode)
    outline = view.store.theme.colors.selection.outline
    note = view.workspace.network.layout.notes[0]
    members = view.workspace.network.frames[0].members
    box, (x, y) = view.arrays.frames.box(0), PLACE
    before = [color_at(marked, x - 3, y + 20), color_at(marked, box.left() - 3, box.top() + 60)]
    assert outline not in before
    view.workspace.select(members, (), [note.id])
    assert color_at(marked, x - 3, y + 20) == outline
    assert color_at(marked, box.left() - 3, box.top() + 60) == outline


def test_a_frame_under_the_pointer_has_a_stronger_line(marked: Hand) -> None:
    view = marked.view
    box = view.arrays.frames.box(0)
    ground = view.store.theme.colors.surface.canvas
    before = contrast_ratio(ground, color_at(marked, box.left(), box.top() + 60))
    marked.move(QPointF(box.left() + 100, box.top() + TITLE / 2))
    assert contrast_ratio(ground, color_at(marked, box.left(), box.top() + 60)) > before


def test_from_far_away_a_note_shows_no_words(marked: Hand) -> None:
    view = marked.view
    view.camera.show(QPointF(500, 300), 0.2)
    view.camera.settled.emit()
    x, y = PLACE
    assert strongest_contrast(marked, x + 12, y + 10, x + 90, y + 45) == pytest.approx(1.0)
