"""Every widget at once: nothing is cut off, nothing breaks when it goes away."""

import gc

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from netbuilder.app.theme import ThemeMode, ThemeStore
from netbuilder.app.widgets import ElidedLabel
from netbuilder.app.widgets.control import Control
from netbuilder.app.widgets.tag import Mark
from tests.app.gallery import Gallery

SCALES = (0.85, 1.0, 1.5)


@pytest.fixture
def gallery(store: ThemeStore, qtbot: QtBot) -> Gallery:
    gallery = Gallery(store)
    qtbot.addWidget(gallery)
    gallery.show()
    return gallery


def settle(gallery: Gallery) -> None:
    """Lay the gallery out as wide as it asks for."""
    QApplication.processEvents()
    width = gallery.sizeHint().width()
    gallery.resize(width, max(gallery.sizeHint().height(), gallery.heightForWidth(width)))
    QApplication.processEvents()


@pytest.mark.parametrize("scale", SCALES)
def test_nothing_is_smaller_than_what_it_shows(
    gallery: Gallery, store: ThemeStore, scale: float
) -> None:
    store.set_font_scale(scale)
    settle(gallery)
    for widget in gallery.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, QLineEdit):
            continue
        hint = widget.minimumSizeHint()
        if widget.hasHeightForWidth():
            hint.setHeight(widget.heightForWidth(widget.width()))
        assert widget.width() >= hint.width(), (type(widget).__name__, scale)
        assert widget.height() >= hint.height(), (type(widget).__name__, scale)


@pytest.mark.parametrize("scale", SCALES)
def test_every_text_has_room_for_its_letters(
    gallery: Gallery, store: ThemeStore, scale: float
) -> None:
    store.set_font_scale(scale)
    settle(gallery)
    num_texts = 0
    for widget in gallery.findChildren(QWidget):
        if not widget.isVisible():
            continue
        text, font = "", widget.font()
        if isinstance(widget, Control | QLabel | QLineEdit):
            text = widget.text()
        elif isinstance(widget, Mark):
            text, font = widget.text(), widget.text_font()
        if not text or isinstance(widget, ElidedLabel):
            continue
        metrics = QFontMetrics(font)
        num_texts += 1
        assert widget.height() >= metrics.height(), (text, scale)
        if not (isinstance(widget, QLabel) and widget.wordWrap()):
            assert widget.width() >= metrics.horizontalAdvance(text), (text, scale)
    assert num_texts > 60


def test_fonts_follow_the_scale_in_widgets_that_are_shown(
    gallery: Gallery, store: ThemeStore
) -> None:
    before = {widget: widget.font().pixelSize() for widget in gallery.findChildren(Control)}
    store.set_font_scale(1.5)
    grown = [w for w, size in before.items() if w.text() and w.font().pixelSize() > size]
    assert len(grown) == len([w for w in before if w.text()])


def test_the_whole_gallery_changes_its_theme(gallery: Gallery, store: ThemeStore) -> None:
    settle(gallery)
    dark = gallery.grab().toImage()
    store.set_mode(ThemeMode.LIGHT)
    light = gallery.grab().toImage()
    places = [(x, y) for x in range(4, dark.width(), 40) for y in range(4, dark.height(), 40)]
    same = [place for place in places if dark.pixelColor(*place) == light.pixelColor(*place)]
    assert len(same) < len(places) / 50


def test_widgets_may_go_away_at_any_moment(store: ThemeStore) -> None:
    gallery = Gallery(store)
    gallery.show()
    placed = [w for w in gallery.findChildren(QWidget) if w.parentWidget() is gallery]
    assert len(placed) > 60
    for widget in placed[::2]:
        widget.deleteLater()
    flush_deletions()
    store.set_mode(ThemeMode.LIGHT)
    store.set_font_scale(1.3)
    gallery.deleteLater()
    flush_deletions()
    store.set_mode(ThemeMode.DARK)


def test_a_store_keeps_no_widget_alive(store: ThemeStore, qtbot: QtBot) -> None:
    alive: list[bool] = []

    def make() -> None:
        gallery = Gallery(store)
        gallery.destroyed.connect(lambda _gone: alive.append(False))
        gallery.deleteLater()

    make()
    flush_deletions()
    gc.collect()
    assert alive == [False]


def flush_deletions() -> None:
    target: QObject | None = None
    QApplication.sendPostedEvents(target, QEvent.Type.DeferredDelete)
    QApplication.processEvents()
