"""Where the keyboard is can be seen on the canvas while somebody works with it."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from netbuilder.app.canvas.arrays import Mark
from tests.app.canvas.hand import Hand, header, id_of
from tests.app.canvas.test_painting import shown
from tests.app.conftest import OpenApp


def beside(hand: Hand, name: str, px: float) -> QColor:
    """The colour so many px above the middle of a card."""
    row = hand.view.arrays.row_of[id_of(hand.view, name)]
    x, y = hand.view.arrays.xy[row].tolist()
    at = hand.view.mapFromScene(x + 80, y - px)
    return QColor(shown(hand.view).pixel(at))


def has_ring(hand: Hand) -> bool:
    return bool((hand.view.arrays.marks & Mark.FOCUS).any())


def test_arrows_show_a_ring_outside_the_outline(hand: Hand) -> None:
    colors = hand.view.store.theme.colors
    hand.click(header(hand.view, "conv1"))
    assert not has_ring(hand)

    hand.key(Qt.Key.Key_Right)

    assert hand.view.workspace.selection == {id_of(hand.view, "relu1")}
    assert beside(hand, "relu1", 4) == colors.selection.outline
    assert beside(hand, "relu1", 6) == colors.surface.canvas
    assert beside(hand, "relu1", 8) == colors.accent.line


def test_mouse_takes_the_ring_away(hand: Hand) -> None:
    hand.key(Qt.Key.Key_Right)
    assert has_ring(hand)

    hand.click(header(hand.view, "relu1"))

    assert not has_ring(hand)


def test_keys_held_beside_the_mouse_show_no_ring(hand: Hand) -> None:
    hand.click(header(hand.view, "relu1"))

    hand.key(Qt.Key.Key_Control)
    hand.key(Qt.Key.Key_Space)

    assert not has_ring(hand)


def test_canvas_reached_by_key_shows_a_ring_around_itself(hand: Hand) -> None:
    view = hand.view
    view.workspace.select(())
    view.clearFocus()

    view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    line = view.store.theme.colors.accent.line
    assert corner(shown(view)) == line
    view.clearFocus()
    QApplication.processEvents()
    assert corner(shown(view)) != line


def test_ring_runs_along_all_four_edges_in_the_app(open_app: OpenApp) -> None:
    window = open_app(template="digits-cnn").window
    view = window.canvas.viewport()
    window.canvas.clearFocus()
    window.canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
    QApplication.processEvents()

    image, line = window.grab().toImage(), window.store.theme.colors.accent.line
    box = view.rect()
    middles = (
        QPoint(box.center().x(), 1),
        QPoint(box.center().x(), box.bottom() - 1),
        QPoint(1, box.center().y()),
        QPoint(box.right() - 1, box.center().y()),
    )
    assert [image.pixelColor(view.mapTo(window, at)) == line for at in middles] == [True] * 4


def corner(image: QImage) -> QColor:
    return QColor(image.pixel(1, 1))
