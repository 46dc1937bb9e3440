"""Equations as they are drawn: all of them, whole, in every look."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from netbuilder.app.equation import EquationView
from netbuilder.app.theme import ThemeMode, ThemeStore
from netbuilder.layers.catalogue import families
from netbuilder.layers.layer import Layer

LAYERS = [layer for members in families().values() for layer in members]
CARD = 248
"""The room in the inspector's card at its usual width."""


def drawn(view: EquationView, width: int, *, ratio: float = 1.0) -> NDArray[np.uint8]:
    """The pixels (height, width, RGBA) of a view as high as it asks to be, on nothing."""
    view.resize(width, view.heightForWidth(width))
    image = QImage(
        round(width * ratio), round(view.height() * ratio), QImage.Format.Format_RGBA8888
    )
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    view.render(image, QPoint(), renderFlags=EquationView.RenderFlag.DrawChildren)
    pixels = np.frombuffer(image.constBits(), np.uint8)
    return pixels.reshape(image.height(), image.bytesPerLine() // 4, 4).copy()


def view_of(store: ThemeStore, qtbot: QtBot, layer: type[Layer]) -> EquationView:
    tone = f"family.{layer.family.value}.color"
    view = EquationView(store, layer.equation, learned=layer.learned, tone=tone)
    qtbot.addWidget(view)
    return view


@pytest.mark.parametrize("mode", [ThemeMode.DARK, ThemeMode.LIGHT], ids=lambda mode: mode.value)
@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.kind)
def test_every_equation_is_drawn_whole(
    store: ThemeStore, qtbot: QtBot, layer: type[Layer], mode: ThemeMode
) -> None:
    store.set_mode(mode)
    view = view_of(store, qtbot, layer)
    for scale, width, ratio in ((1, CARD, 1), (1, 150, 1.5), (0.85, CARD, 2), (1.5, CARD, 1)):
        store.set_font_scale(scale)
        ink = drawn(view, width, ratio=ratio)[:, :, 3]

        assert (ink > 100).sum() > 60 * scale * ratio
        edges = np.concatenate([ink[0], ink[-1], ink[:, 0], ink[:, -1]])
        assert not edges.any(), f"cut off at {scale:.0%} in {width} px"


def test_learned_letters_have_the_colour_of_the_family(store: ThemeStore, qtbot: QtBot) -> None:
    color = store.theme.color("family.conv.color").getRgb()[:3]
    learned = drawn(EquationView(store, "W", learned=("W",), tone="family.conv.color"), 60)
    given = drawn(EquationView(store, "x", learned=("W",), tone="family.conv.color"), 60)

    def has(pixels: NDArray[np.uint8]) -> bool:
        solid = pixels[pixels[:, :, 3] == 255][:, :3].astype(int)
        return bool((np.abs(solid - np.array(color)).sum(axis=1) < 12).any())

    assert has(learned)
    assert not has(given)


def test_greek_letters_are_learned_too(store: ThemeStore) -> None:
    def colors(equation: str, learned: tuple[str, ...]) -> set[bool]:
        view = EquationView(store, equation, learned=learned)
        _scale, picture = view.picture(CARD)
        return {mark.is_learned for mark in picture.marks}

    assert colors(r"\gamma_c", (r"\gamma",)) == {True}
    assert colors(r"\gamma_c + x", (r"\gamma",)) == {True, False}


def test_long_equation_breaks_before_an_operator(store: ThemeStore) -> None:
    view = EquationView(store, "y = a + b + c + d + e + f + g + h + k")
    _scale, wide = view.picture(1000)
    _scale, narrow = view.picture(120)

    assert narrow.height > 2 * wide.height
    assert narrow.width <= 120 / 0.85


def test_equation_that_cannot_break_becomes_smaller(store: ThemeStore) -> None:
    view = EquationView(store, r"y = \frac{a + b + c + d + e + f + g}{n}")
    scale, picture = view.picture(60)

    assert scale < 1
    assert picture.width * scale <= 60


def test_sum_carries_its_limits_below_and_a_script_beside(store: ThemeStore) -> None:
    def left_of_script(equation: str) -> float:
        _scale, picture = EquationView(store, equation).picture(CARD)
        base, script = picture.marks
        return script.x - base.x  # type: ignore[union-attr]  # both are signs

    assert left_of_script(r"\sum_{i}") < 12
    assert left_of_script(r"x_{i}") > 5
    _scale, picture = EquationView(store, r"\sum_{i}").picture(CARD)
    assert picture.height > 1.4 * EquationView(store, r"\sum").picture(CARD)[1].height


def test_size_follows_the_font_scale(store: ThemeStore) -> None:
    view = EquationView(store, "y = x")
    before = view.sizeHint()
    store.set_font_scale(1.5)

    assert view.sizeHint().width() > 1.4 * before.width()


def test_screen_reader_hears_it_in_words(store: ThemeStore) -> None:
    view = EquationView(store, r"y = \max(0, x)")

    assert view.accessibleName() == "y equals the largest (0, x)"


def test_equation_outside_of_the_subset_stands_as_written(store: ThemeStore) -> None:
    view = EquationView(store, r"y = \mystery{x}")

    assert view.accessibleName() == r"y = \mystery{x}"
    _scale, picture = view.picture(CARD)
    assert [mark.text for mark in picture.marks] == [r"y = \mystery{x}"]  # type: ignore[union-attr]
