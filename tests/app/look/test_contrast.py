"""Words and lines that carry meaning stand out from what they stand on, in both themes.

The pairs are those that the app paints; each is computed from the tokens, and the words that can be
seen in the window are measured on the ground that they really stand on.
"""

from __future__ import annotations

from collections import Counter

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QLabel

from netbuilder.app.settings import Settings
from netbuilder.app.theme import Theme, ThemeMode, contrast_ratio, read_tokens
from netbuilder.project.template import open_template
from tests.app.conftest import OpenApp
from tests.app.person import Person

TEXT, LINE = 4.5, 3.0
SURFACES = ("app", "canvas", "panel", "raised", "field", "hover")

both_themes = pytest.mark.parametrize("is_dark", [True, False], ids=["dark", "light"])
both_contrasts = pytest.mark.parametrize("is_high", [False, True], ids=["plain", "high contrast"])


def theme_of(is_dark: bool, is_high: bool) -> Theme:
    return Theme(tokens=read_tokens(), is_dark=is_dark, high_contrast=is_high)


def too_faint(pairs: dict[str, tuple[QColor, QColor]], least: float) -> dict[str, float]:
    found = {name: contrast_ratio(*pair) for name, pair in pairs.items()}
    return {name: round(ratio, 2) for name, ratio in found.items() if ratio < least}


@both_themes
@both_contrasts
def test_words_can_be_read_on_every_surface(is_dark: bool, is_high: bool) -> None:
    colors = theme_of(is_dark, is_high).colors
    inks = {
        "primary": colors.text.primary,
        "secondary": colors.text.secondary,
        "hint": colors.text.hint,
        "accent": colors.accent.text,
        "success": colors.success.text,
        "warn": colors.warn.text,
        "error": colors.error.text,
    }
    pairs = {
        f"{ink} on {surface}": (color, colors.named(f"surface.{surface}"))
        for ink, color in inks.items()
        for surface in SURFACES
    }
    assert not too_faint(pairs, TEXT)


@both_themes
@both_contrasts
def test_words_can_be_read_on_what_is_filled(is_dark: bool, is_high: bool) -> None:
    colors = theme_of(is_dark, is_high).colors
    pairs = {
        "Train": (colors.accent.on_fill, colors.accent.fill),
        "Train under the pointer": (colors.accent.on_fill, colors.accent.fill_hover),
        "a taken segment": (colors.text.primary, colors.surface.pressed),
        "a badge": (colors.accent.on_fill, colors.error.line),
        "a chosen command": (colors.accent.text, colors.accent.soft),
        "a success": (colors.success.text, colors.success.soft),
        "a warning": (colors.warn.text, colors.warn.soft),
        "an error": (colors.error.text, colors.error.soft),
        "Stop": (colors.error.text, colors.error.soft),
    }
    for key, family in colors.family.items():
        pairs[f"title of {key}"] = (colors.text.primary, family.header)
        pairs[f"count of {key}"] = (colors.text.secondary, family.header)
    for key, wire in colors.wire.items():
        pairs[f"shape of {key}"] = (colors.text.primary, wire.pill)
    assert not too_faint(pairs, TEXT)


@both_themes
@both_contrasts
def test_lines_that_carry_meaning_stand_out(is_dark: bool, is_high: bool) -> None:
    colors = theme_of(is_dark, is_high).colors
    canvas, panel = colors.surface.canvas, colors.surface.panel
    pairs = {
        "focus on the canvas": (colors.accent.line, canvas),
        "focus on a panel": (colors.accent.line, panel),
        "focus in a field": (colors.accent.line, colors.surface.field),
        "selection": (colors.selection.outline, canvas),
        "problem on the canvas": (colors.error.line, canvas),
        "problem under a field": (colors.error.line, panel),
        "training curve": (colors.chart.train, panel),
        "validation curve": (colors.chart.validation, panel),
    }
    for key, wire in colors.wire.items():
        pairs[f"wire of {key}"] = (wire.color, canvas)
    for key, family in colors.family.items():
        pairs[f"glyph of {key}"] = (colors.node.glyph_on_family, family.color)
    assert not too_faint(pairs, LINE)


@both_themes
def test_high_contrast_never_takes_contrast_away(is_dark: bool) -> None:
    plain, high = (theme_of(is_dark, is_high).colors for is_high in (False, True))
    for surface in SURFACES:
        ground = plain.named(f"surface.{surface}")
        for path in ("text.secondary", "text.hint", "line.soft", "line.strong"):
            before = contrast_ratio(plain.named(path), ground)
            assert contrast_ratio(high.named(path), ground) >= before, (path, surface)
    assert contrast_ratio(high.line.strong, high.surface.panel) >= LINE


@pytest.mark.parametrize("mode", [ThemeMode.DARK, ThemeMode.LIGHT], ids=["dark", "light"])
def test_words_in_the_window_can_be_read_where_they_stand(
    open_app: OpenApp, settings: Settings, mode: ThemeMode
) -> None:
    settings.theme_mode = mode
    person = open_app(open_template("digits-cnn"))
    person.wait_until_ready()
    person.select("conv2")
    faint = measured(person)
    person.window.dock.show_tab("console")
    person.window.show_start()
    QApplication.processEvents()
    faint |= measured(person)

    assert not faint


def measured(person: Person) -> dict[str, float]:
    """Labels whose ink is too near to the ground around their letters."""
    window = person.window
    image = window.grab().toImage()
    faint = {}
    for label in window.findChildren(QLabel):
        if not label.isVisible() or not label.text() or not label.isEnabled():
            continue
        seen = label.visibleRegion().boundingRect()
        box = QRect(label.mapTo(window, seen.topLeft()), seen.size())
        if box.isEmpty():
            continue
        colors = Counter(
            image.pixel(QPoint(x, y))
            for x in range(box.left(), box.right() + 1, 2)
            for y in range(box.top(), box.bottom() + 1, 2)
        )
        ground = QColor.fromRgb(colors.most_common(1)[0][0])
        ratio = contrast_ratio(label.palette().color(QPalette.ColorRole.WindowText), ground)
        if ratio < TEXT:
            faint[f"{label.objectName()} “{label.text()}” on {ground.name()}"] = round(ratio, 2)
    return faint
