"""The window as a whole: commands, panels, looks, and what is left after it has closed."""

import gc
import threading
from collections import Counter

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QSplitter, QWidget

from netbuilder.app.actions import COMMANDS, MENUS
from netbuilder.app.settings import Settings
from netbuilder.app.theme import ThemeMode
from netbuilder.app.widgets import ElidedLabel
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, Person
from tests.builders import chain, digits_cnn


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    return open_app(digits_cnn())


def test_every_command_does_something(person: Person) -> None:
    for row in COMMANDS:
        action = person.window.actions_[row.id]
        if action.isEnabled():
            assert action.receivers("2triggered(bool)") > 0, row.id
        else:
            assert action.toolTip() != action.text(), row.id


def test_every_command_has_words_and_stands_in_one_menu(person: Person) -> None:
    assert len({row.id for row in COMMANDS}) == len(COMMANDS)
    for row in COMMANDS:
        assert row.words
        assert row.menu in MENUS


def test_no_key_does_two_things() -> None:
    for in_canvas in (True, False):
        keys = Counter(key for row in COMMANDS if row.in_canvas == in_canvas for key in row.keys)
        assert not [key for key, count in keys.items() if count > 1]
    everywhere = {key for row in COMMANDS if not row.in_canvas for key in row.keys}
    canvas = {key for row in COMMANDS if row.in_canvas for key in row.keys}
    assert not everywhere & canvas


def test_canvas_keys_do_nothing_while_a_field_is_typed_into(person: Person) -> None:
    person.select("conv1")
    before = person.node_names()
    person.type_into("inspector.name", "tab", enter=False)
    person.press(Qt.Key.Key_Backspace)
    person.press(Qt.Key.Key_B)

    assert person.node_names() == before
    assert not any(n.bypassed for n in person.window.workspace.network.nodes.values())


def test_first_keys_go_to_the_canvas(person: Person) -> None:
    assert person.window.canvas.hasFocus()
    person.press(Qt.Key.Key_A, CTRL)
    assert len(person.window.workspace.selection) == 14


def test_f6_goes_round_the_panels(person: Person) -> None:
    person.select("conv1")
    visited = []
    for _press in range(6):
        person.press(Qt.Key.Key_F6)
        focused = QApplication.focusWidget()
        assert focused is not None
        window = person.window
        panels = (
            window.top_bar,
            window.palette_panel,
            window.canvas,
            window.inspector,
            window.dock,
        )
        visited.append(
            next(p.objectName() for p in panels if p is focused or p.isAncestorOf(focused))
        )

    assert set(visited) == {"top_bar", "palette", "canvas", "inspector", "dock"}
    assert visited[0] == visited[5]


def test_look_is_chosen_in_the_menu_and_remembered(person: Person, settings: Settings) -> None:
    dark = person.window.store.theme.colors.surface.panel
    person.choose_command("Look", "Light")

    assert person.window.store.theme.colors.surface.panel != dark
    assert settings.theme_mode is ThemeMode.LIGHT
    person.choose_command("Look", "Dark")
    assert person.window.store.theme.colors.surface.panel == dark


def test_text_size_is_chosen_in_the_menu_and_remembered(person: Person, settings: Settings) -> None:
    before = person.see("top_bar").height()
    person.choose_command("Look", "Text at 150%")

    assert settings.font_scale == 1.5
    assert person.see("top_bar").height() == round(before * 1.5)
    assert person.see("inspector").width() >= 280 * 1.5


@pytest.mark.parametrize("size", [(1280, 800), (1600, 1000)])
@pytest.mark.parametrize("scale", [1.0, 1.5])
def test_no_words_are_cut_off(
    open_app: OpenApp, settings: Settings, size: tuple[int, int], scale: float
) -> None:
    settings.font_scale = scale
    person = open_app(digits_cnn(), size=size)
    person.wait_until_ready()
    person.select("conv2")
    QApplication.processEvents()
    cut = []
    for label in person.window.findChildren(QLabel):
        if isinstance(label, ElidedLabel) or not label.isVisible() or not label.text():
            continue
        if not _is_scrolled(label) and label.visibleRegion().boundingRect() != label.rect():
            cut.append((label.text(), "covered"))
        if not label.wordWrap() and label.width() < label.minimumSizeHint().width():
            cut.append((label.text(), "narrow"))

    assert not cut


def test_empty_canvas_offers_a_beginning(open_app: OpenApp) -> None:
    person = open_app(None)
    person.press(Qt.Key.Key_Tab)
    person.type_into("layer_search.field", "input")

    assert person.node_names() == {"input1"}


def test_panel_widths_are_remembered(open_app: OpenApp, settings: Settings) -> None:
    person = open_app(digits_cnn())
    columns = next(s for s in person.window.findChildren(QSplitter) if s.count() == 3)
    left, middle, right = columns.sizes()
    columns.setSizes([left + 40, middle - 40, right])
    width = person.see("palette").width()
    person.window.close()

    again = open_app(digits_cnn())
    assert again.see("palette").width() == width == left + 40


def test_window_leaves_nothing_behind(open_app: OpenApp) -> None:
    open_app(chain("Input", "Output")).leave()
    before = _traces()
    for _opening in range(20):
        person = open_app(chain("Input", "Output"))
        person.wait(lambda: person.window.engine.is_loaded)  # noqa: B023  # waits here
        person.leave()
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    assert _traces() == before


def _traces() -> dict[str, int]:
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    gc.collect()
    # Not isinstance, which asks lazy modules of torch for what they warn of.
    timers = [o for o in gc.get_objects() if issubclass(type(o), QTimer)]
    return {
        "threads": threading.active_count(),
        "windows": len(application.topLevelWidgets()),
        "active timers": sum(timer.isActive() for timer in timers if _is_alive(timer)),
        "children": len(application.children()),
    }


def _is_alive(timer: QTimer) -> bool:
    return shiboken6.isValid(timer)


def _is_scrolled(label: QWidget) -> bool:
    parent = label.parentWidget()
    while parent is not None:
        if parent.objectName() in ("inspector", "problems"):
            return True
        parent = parent.parentWidget()
    return False


def test_icons_of_menus_follow_the_theme(person: Person) -> None:
    def ink() -> int:
        person.click("top_bar.menu")
        icon = next(row.icon() for row in person.open_menu().actions() if row.text() == "Export")
        while person.can_close_a_menu():
            pass
        picture = icon.pixmap(16).toImage()
        pixels = (picture.pixelColor(x, y) for x in range(16) for y in range(16))
        return max(pixels, key=lambda color: color.alpha()).lightness()

    assert ink() > 150
    person.window.set_mode(ThemeMode.LIGHT)
    assert ink() < 110
