"""The small drawing of each family."""

import pytest
from PySide6.QtCore import QPoint, QSize
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from netbuilder.app.panels.family_drawing import FamilyDrawing
from netbuilder.app.theme import ThemeMode, ThemeStore
from netbuilder.layers.layer import Family


def drawn(store: ThemeStore, qtbot: QtBot, family: Family) -> QImage:
    drawing = FamilyDrawing(store, family)
    qtbot.addWidget(drawing)
    drawing.resize(drawing.sizeHint())
    image = QImage(drawing.size(), QImage.Format.Format_ARGB32)
    image.fill(QColor(0, 0, 0, 0))
    drawing.render(image, QPoint(), renderFlags=FamilyDrawing.RenderFlag.DrawChildren)
    return image


@pytest.mark.parametrize("mode", [ThemeMode.DARK, ThemeMode.LIGHT], ids=lambda mode: mode.value)
@pytest.mark.parametrize("family", list(Family))
def test_every_family_is_drawn_in_its_colour_and_whole(
    store: ThemeStore, qtbot: QtBot, family: Family, mode: ThemeMode
) -> None:
    store.set_mode(mode)
    color = store.theme.colors.family[family.value].color
    for scale in (1.0, 1.5):
        store.set_font_scale(scale)
        image = drawn(store, qtbot, family)
        width, height = image.width(), image.height()
        places = [(x, y) for x in range(width) for y in range(height)]
        full = sum(image.pixelColor(x, y) == color for x, y in places)
        rim = [(x, y) for x, y in places if x in (0, width - 1) or y in (0, height - 1)]

        assert full > 40
        assert not any(image.pixelColor(x, y).alpha() for x, y in rim)


def test_no_two_families_look_alike(store: ThemeStore, qtbot: QtBot) -> None:
    # The bits live as long as their image.
    images = [drawn(store, qtbot, family) for family in Family]
    pictures = [bytes(image.constBits()) for image in images]

    assert len(set(pictures)) == len(pictures)


def test_drawing_grows_with_the_letters(store: ThemeStore, qtbot: QtBot) -> None:
    drawing = FamilyDrawing(store, Family.POOLING)
    qtbot.addWidget(drawing)
    assert drawing.sizeHint() == QSize(96, 52)
    store.set_font_scale(1.5)
    assert drawing.sizeHint() == QSize(144, 78)
