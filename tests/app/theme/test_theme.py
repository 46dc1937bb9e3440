import gc
import subprocess
import sys
from dataclasses import replace

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontInfo, QFontMetrics, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from netbuilder.app.theme import SystemLook, ThemeMode, ThemeStore, contrast_ratio

STYLES = (
    "caption",
    "small",
    "body",
    "bodyStrong",
    "reading",
    "heading",
    "title",
    "display",
    "number",
    "mono",
    "code",
)


def test_fonts_are_those_that_travel_with_the_app(store: ThemeStore) -> None:
    assert QFontInfo(store.theme.font("body")).family() == "Netbuilder Inter"
    assert QFontInfo(store.theme.font("code")).family() == "JetBrains Mono"
    assert QFontInfo(store.theme.font("bodyStrong")).weight() == 600
    assert QFontInfo(store.theme.font("body", weight=500)).weight() == 500


def test_digits_are_equally_wide_in_every_style(store: ThemeStore) -> None:
    for style in STYLES:
        metrics = QFontMetrics(store.theme.font(style))
        assert metrics.horizontalAdvance("1111") == metrics.horizontalAdvance("8888"), style


def test_text_follows_the_scale_but_never_falls_below_11_px(store: ThemeStore) -> None:
    assert store.theme.font_px("body") == 13
    store.set_font_scale(1.5)
    assert store.theme.font_px("body") == 20
    assert store.theme.font("title").pixelSize() == 30
    store.set_font_scale(0.85)
    assert store.theme.font_px("caption") == 11
    assert store.theme.font_px("display") == 24


def test_a_line_holds_its_letters_at_every_scale(store: ThemeStore) -> None:
    for scale in (0.85, 1.0, 1.15, 1.3, 1.5):
        store.set_font_scale(scale)
        for style in STYLES:
            height = QFontMetrics(store.theme.font(style)).height()
            assert store.theme.line_px(style) >= height, (style, scale)


@pytest.mark.parametrize(("asked", "given"), [(0.1, 0.85), (9.0, 1.5), (1.15, 1.15)])
def test_the_scale_stays_in_its_range(store: ThemeStore, asked: float, given: float) -> None:
    store.set_font_scale(asked)
    assert store.theme.font_scale == given


def test_each_change_is_told_once_and_no_change_is_not(store: ThemeStore, qtbot: QtBot) -> None:
    told: list[bool] = []
    store.changed.connect(lambda: told.append(store.theme.is_dark))
    store.set_mode(ThemeMode.LIGHT)
    store.set_mode(ThemeMode.LIGHT)
    store.set_font_scale(1.0)
    store.set_reduced_motion(True)
    assert told == [False]


def test_the_application_wears_the_theme(store: ThemeStore, qapp: QApplication) -> None:
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor("#181B21")
    store.set_mode(ThemeMode.LIGHT)
    assert qapp.palette().color(QPalette.ColorRole.Window) == QColor("#FCFCFD")
    assert "#c6cbd5" in qapp.styleSheet()
    assert qapp.font().pixelSize() == 13


def test_disabled_text_is_fainter(store: ThemeStore, qapp: QApplication) -> None:
    disabled = qapp.palette().color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled.alphaF() == pytest.approx(0.4, abs=0.01)


class Desktop(SystemLook):
    """A desktop whose wishes a test can change; the offscreen platform has none."""

    dark = False
    contrast = False

    def is_dark(self) -> bool:
        return self.dark

    def wants_contrast(self) -> bool:
        return self.contrast


def test_the_theme_of_the_desktop_is_followed_while_it_is_asked_for(qapp: QApplication) -> None:
    desktop = Desktop()
    store = ThemeStore(mode=ThemeMode.SYSTEM, system=desktop)
    assert not store.theme.is_dark
    desktop.dark = True
    desktop.changed.emit()
    assert store.theme.is_dark
    store.set_mode(ThemeMode.DARK)
    desktop.dark = False
    desktop.changed.emit()
    assert store.theme.is_dark
    store.set_mode(ThemeMode.SYSTEM)
    assert not store.theme.is_dark


def test_the_wish_of_the_desktop_for_contrast_is_followed(qapp: QApplication) -> None:
    desktop = Desktop()
    store = ThemeStore(mode=ThemeMode.DARK, system=desktop)
    assert not store.theme.high_contrast
    desktop.contrast = True
    desktop.changed.emit()
    assert store.theme.high_contrast


def test_a_desktop_without_a_theme_counts_as_dark(qapp: QApplication) -> None:
    assert QGuiApplication.styleHints().colorScheme() is not Qt.ColorScheme.Light
    assert ThemeStore(mode=ThemeMode.SYSTEM).theme.is_dark


_LOOKS_THAT_COME_AND_GO = """
import gc
from PySide6.QtGui import QGuiApplication
from netbuilder.app.theme import SystemLook
application = QGuiApplication([])

def come_and_go():
    first, second = SystemLook(), SystemLook()
    gc.collect()
    first.circle, second.circle = first, second  # only the collector finds them from here on

for _ in range(20):
    come_and_go()
    gc.collect()
"""


def test_hints_of_the_desktop_outlive_those_who_asked() -> None:
    # In a process of its own: hints that were deleted under Qt bring it down.
    ended = subprocess.run([sys.executable, "-c", _LOOKS_THAT_COME_AND_GO], check=False)
    assert ended.returncode == 0


def test_the_desktop_is_heard_while_nothing_of_it_is_held(qapp: QApplication, qtbot: QtBot) -> None:
    look = SystemLook()
    gc.collect()
    hints = QGuiApplication.styleHints()
    with qtbot.waitSignal(look.changed):
        hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    with qtbot.waitSignal(look.changed):
        hints.accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)


def test_high_contrast_makes_lines_and_text_stronger(store: ThemeStore) -> None:
    for mode in (ThemeMode.DARK, ThemeMode.LIGHT):
        store.set_mode(mode)
        store.set_high_contrast(False)
        plain = store.theme.colors
        store.set_high_contrast(True)
        strong = store.theme.colors
        assert strong.text.hint == plain.text.primary
        panel = plain.surface.panel
        assert contrast_ratio(strong.line.strong, panel) >= 3
        assert contrast_ratio(strong.line.soft, panel) > contrast_ratio(plain.line.soft, panel)


def test_reduced_motion_makes_every_movement_immediate(store: ThemeStore) -> None:
    assert store.theme.duration_ms("tidy") == 0
    store.set_reduced_motion(False)
    assert store.theme.duration_ms("tidy") == 260


def test_a_theme_is_a_value(store: ThemeStore) -> None:
    before = store.theme
    store.set_font_scale(1.3)
    assert before.font_scale == 1.0
    assert replace(before, font_scale=1.3) == store.theme
    assert QRect(0, 0, before.scaled(10), store.theme.scaled(10)) == QRect(0, 0, 10, 13)
