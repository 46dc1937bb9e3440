"""The settings: each acts at once, is remembered, and can be reached and told by keyboard."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea

from netbuilder.app.device_choice import OfferedDevice
from netbuilder.app.settings import AUTOMATIC, Settings
from netbuilder.app.settings_dialog import SettingsDialog
from netbuilder.app.theme import ThemeMode, contrast_ratio
from netbuilder.runs.event import ChoicesMade
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, LEFT, Person
from tests.builders import digits_cnn

CARD = OfferedDevice(key="cuda:0", words="GeForce", why="You chose it.")
CPU = OfferedDevice(key="cpu", words="CPU, 8 threads", why="You chose it.")
BEST = OfferedDevice(key=AUTOMATIC, words="GeForce", why="It is the fastest.")


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    person = open_app(digits_cnn())
    person.press(Qt.Key.Key_Comma, CTRL)
    assert person.can_see("settings")
    return person


def test_menu_and_keys_open_them_and_escape_closes_them(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    person.choose_command("Settings…")
    assert person.can_see("settings")
    person.press(Qt.Key.Key_Escape)
    assert not person.can_see("settings")

    person.window.canvas.setFocus()
    person.press(Qt.Key.Key_Comma, CTRL)
    person.press(Qt.Key.Key_Escape)
    assert person.window.canvas.hasFocus()
    person.press(Qt.Key.Key_Comma, CTRL)
    person.click("settings.close")
    assert not person.can_see("settings")


def test_settings_are_there_without_a_project(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    person.window.show_start()
    person.press(Qt.Key.Key_Comma, CTRL)

    assert person.can_see("settings")


def test_theme_changes_at_once_and_is_remembered(person: Person, settings: Settings) -> None:
    store = person.window.store
    person.switch_to("settings.theme", "Light")
    assert not store.theme.is_dark
    assert settings.theme_mode is ThemeMode.LIGHT
    person.switch_to("settings.theme", "Dark")
    assert store.theme.is_dark


def test_text_grows_at_once_and_is_remembered(person: Person, settings: Settings) -> None:
    height = person.see("top_bar").height()
    person.switch_to("settings.scale", "130%")

    assert person.see("top_bar").height() == round(height * 1.3)
    assert settings.font_scale == 1.3


@pytest.mark.parametrize("mode", [ThemeMode.DARK, ThemeMode.LIGHT])
def test_high_contrast_makes_lines_and_words_strong(
    open_app: OpenApp, settings: Settings, mode: ThemeMode
) -> None:
    settings.theme_mode = mode
    person = open_app(digits_cnn())
    store = person.window.store
    plain = store.theme.colors
    person.press(Qt.Key.Key_Comma, CTRL)
    person.click("settings.contrast")
    strong = store.theme.colors

    assert settings.high_contrast
    assert strong.text.hint == strong.text.secondary == plain.text.primary
    assert strong.line.soft == plain.line.strong
    for name in ("panel", "raised", "field", "hover", "canvas", "app"):
        ground = store.theme.color(f"surface.{name}")
        assert contrast_ratio(strong.text.hint, ground) >= 7, name
        assert contrast_ratio(strong.line.strong, ground) >= 3, name

    person.click("settings.contrast")
    assert store.theme.colors == plain
    assert not settings.high_contrast


def test_motion_is_reduced_or_full_whatever_the_system_wishes(
    person: Person, settings: Settings
) -> None:
    theme = person.window.store
    person.switch_to("settings.motion", "Full")
    assert theme.theme.duration_ms("panel") == 160
    assert settings.reduced_motion is False
    person.switch_to("settings.motion", "Reduced")
    assert theme.theme.duration_ms("panel") == 0
    assert settings.reduced_motion is True
    person.switch_to("settings.motion", "System")
    assert settings.reduced_motion is None


@pytest.mark.parametrize(("answer", "is_reduced"), [("false", True), ("true", False)])
def test_motion_follows_the_desktop(
    open_app: OpenApp,
    settings: Settings,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    is_reduced: bool,
) -> None:
    asked = tmp_path / "asked"
    script = tmp_path / "gsettings"
    script.write_text(f"#!/bin/sh\ntouch {asked}\necho {answer}\n")
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    settings.reduced_motion = None
    person = open_app(digits_cnn())
    theme = person.window.store
    person.wait(asked.exists)

    person.wait(lambda: theme.theme.reduced_motion == is_reduced)


def test_motion_follows_plasma(
    open_app: OpenApp, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kdeglobals").write_text("[KDE]\nAnimationDurationFactor=0\n")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    settings.reduced_motion = None
    person = open_app(digits_cnn())

    person.wait(lambda: person.window.store.theme.reduced_motion)


def test_wheel_moves_the_canvas_where_that_is_chosen(person: Person, settings: Settings) -> None:
    camera = person.window.canvas.camera
    person.switch_to("settings.wheel", "Moves")
    person.press(Qt.Key.Key_Escape)
    zoom, top = camera.zoom, camera.seen.top()
    person.hand.wheel(QPointF(300, 300), -1)
    assert camera.zoom == zoom
    assert camera.seen.top() > top
    person.hand.wheel(QPointF(300, 300), 1, keys=CTRL)
    assert camera.zoom > zoom
    assert settings.wheel_pans

    person.press(Qt.Key.Key_Comma, CTRL)
    person.switch_to("settings.wheel", "Zooms")
    zoom = camera.zoom
    person.hand.wheel(QPointF(300, 300), 1)
    assert camera.zoom > zoom


def test_device_is_chosen_from_what_the_machine_has(person: Person, settings: Settings) -> None:
    person.wait_until_ready()
    devices = person.window.engine.devices
    person.take("settings.device", devices.offered[-1].words)

    assert settings.device == devices.wanted == "cpu"
    assert person.read("settings.device_line").endswith("You chose it.")
    assert person.read("top_bar.device").startswith("CPU, ")


def test_run_trains_on_the_chosen_device(open_app: OpenApp, settings: Settings) -> None:
    settings.device = "cpu"
    person = open_app(template="two-moons-mlp")
    person.wait_until_ready()
    person.press(Qt.Key.Key_Return, CTRL)
    person.wait(lambda: person.window.engine.series.epoch > 0)
    person.click("top_bar.stop")
    person.wait_for_end()

    run = person.window.engine.run
    assert run is not None
    choices = next(event.choices for event in run.events() if isinstance(event, ChoicesMade))
    assert choices["device_why"] == "You chose it."


def test_device_that_is_gone_is_told_and_the_best_one_trains(
    open_app: OpenApp, settings: Settings
) -> None:
    settings.device = "cuda:7"
    person = open_app(digits_cnn())
    person.wait_until_ready()
    devices = person.window.engine.devices
    devices.offer({AUTOMATIC: BEST, "cuda:0": CARD, "cpu": CPU})
    person.press(Qt.Key.Key_Comma, CTRL)

    assert person.read("settings.device") == "cuda:7, not here now"
    assert "not here now" in person.read("settings.device_line")
    assert devices.used == AUTOMATIC
    assert person.read("top_bar.device") == "GeForce"


def test_device_is_chosen_in_the_menu_of_the_chip(open_app: OpenApp, settings: Settings) -> None:
    person = open_app(digits_cnn())
    person.wait_until_ready()
    devices = person.window.engine.devices
    devices.offer({AUTOMATIC: BEST, "cuda:0": CARD, "cpu": CPU})
    person.click("top_bar.device")
    rows = {row.text(): row for row in person.open_menu().actions()}
    assert rows["Automatic"].isChecked()
    assert not rows["It is the fastest."].isEnabled()
    person.pick("CPU, 8 threads")

    assert settings.device == "cpu"
    assert person.read("top_bar.device") == "CPU, 8 threads"


def test_tab_goes_round_within_the_settings(person: Person) -> None:
    visited = []
    for _press in range(8):
        person.press(Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        visited.append(focused.objectName())

    names = ["scale", "contrast", "motion", "wheel", "typing", "device", "close", "theme"]
    assert sorted(visited) == sorted(f"settings.{name}" for name in names)
    person.press(Qt.Key.Key_Right)
    assert person.window.store.mode is ThemeMode.LIGHT


def test_every_setting_has_a_name_and_a_line(person: Person) -> None:
    for name in ("theme", "scale", "contrast", "motion", "wheel", "device"):
        assert person.see(f"settings.{name}").accessibleName(), name
    lines = [line for line in person.words_in("settings").splitlines() if line.endswith(".")]
    assert len(lines) >= 5


@pytest.mark.parametrize("size", [(1100, 700), (1280, 800), (1600, 1000)])
@pytest.mark.parametrize("scale", [0.85, 1.0, 1.5])
def test_nothing_is_cut_off_in_the_settings(
    open_app: OpenApp, settings: Settings, size: tuple[int, int], scale: float
) -> None:
    settings.font_scale = scale
    person = open_app(digits_cnn(), size=size)
    person.press(Qt.Key.Key_Comma, CTRL)
    QApplication.processEvents()
    dialog = person.see("settings", SettingsDialog)

    assert dialog.rect().contains(dialog.card.geometry())
    area = dialog.findChild(QScrollArea)
    assert area is not None
    assert area.widget().width() <= area.viewport().width()
    assert area.widget().height() <= area.viewport().height()
    for label in dialog.findChildren(QLabel):
        assert label.width() >= label.minimumSizeHint().width(), label.text()
        assert label.height() >= label.heightForWidth(label.width()), label.text()


def test_click_beside_the_settings_closes_them(person: Person) -> None:
    dialog = person.see("settings")
    person.qtbot.mouseClick(dialog, LEFT, pos=QPoint(6, 6))

    assert not person.can_see("settings")
