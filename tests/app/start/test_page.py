"""The start page in front of a person: begin, open, go on, find a template, go back."""

import gc
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import QEvent, QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragMoveEvent, QDropEvent, QEnterEvent
from PySide6.QtWidgets import QApplication, QSplitter, QWidget
from pytestqt.qtbot import QtBot

from netbuilder.app.file_drop import FileDrop
from netbuilder.app.main import open_window
from netbuilder.app.settings import Settings
from netbuilder.app.start.glimpse import GlimpseReader
from netbuilder.app.start.recent_row import RecentRow
from netbuilder.app.start.template_card import TemplateCard
from netbuilder.app.theme import ThemeMode, ThemeStore
from netbuilder.app.widgets import Button
from netbuilder.app.window import Window
from netbuilder.project import edit, file
from netbuilder.project.template import open_template, templates
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, LEFT, Person, name_file, press_button
from tests.builders import digits_cnn


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "flowers.netb"
    file.write(open_template("iris"), path)
    return path


@pytest.fixture
def person(qapp: QApplication, qtbot: QtBot, settings: Settings) -> Iterator[Person]:
    """Has started the app with nothing to open."""
    person = Person(_shown(qtbot, settings), qtbot)
    yield person
    person.leave()
    qapp.setStyleSheet("")


def _shown(qtbot: QtBot, settings: Settings) -> Window:
    window = open_window(settings=settings)
    window.showNormal()  # it is larger than the screen of the tests
    window.resize(1600, 1000)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def cards(person: Person) -> list[str]:
    """The names of the templates whose cards can be seen, in their order."""
    found = person.window.findChildren(TemplateCard)
    return [card.template.name for card in found if card.isVisible()]


def focused(person: Person) -> str:
    widget = QApplication.focusWidget()
    return widget.objectName() if widget is not None else ""


def is_working(person: Person) -> bool:
    return person.can_see("top_bar") and not person.can_see("start")


def test_app_begins_with_the_start_page(person: Person) -> None:
    assert person.can_see("start")
    assert not person.can_see("top_bar")
    assert focused(person) == "start.new"
    assert person.window.windowTitle() == "netbuilder[*]"
    assert cards(person) == [template.name for template in templates()]


def test_app_with_a_template_begins_with_the_project(open_app: OpenApp) -> None:
    assert is_working(open_app(template="iris"))


def test_template_opens_by_its_button(person: Person) -> None:
    card = person.see("start.template.wine", TemplateCard)
    card.setFocus(Qt.FocusReason.TabFocusReason)
    person.click("start.open.wine")
    assert is_working(person)
    assert person.read("top_bar.name") == "Wine"
    assert person.window.canvas.hasFocus()
    assert person.window.windowTitle().startswith("Wine")


def test_single_click_only_chooses_and_a_double_click_opens(person: Person) -> None:
    card = person.see("start.template.iris", TemplateCard)
    assert not person.can_see("start.open.iris")
    person.qtbot.mouseClick(card, LEFT, pos=card.rect().center())
    assert card.hasFocus()
    assert person.can_see("start.open.iris")
    assert person.can_see("start")
    person.qtbot.mouseDClick(card, LEFT, pos=card.rect().center())
    assert is_working(person)
    assert person.read("top_bar.name") == "Iris"


def test_open_button_shows_under_the_pointer(person: Person) -> None:
    card = person.see("start.template.iris")
    middle = QPointF(card.rect().center())
    QApplication.sendEvent(card, QEnterEvent(middle, middle, middle))
    assert person.can_see("start.open.iris")
    QApplication.sendEvent(card, QEvent(QEvent.Type.Leave))
    assert not person.can_see("start.open.iris")


def test_opened_template_fills_the_canvas(person: Person) -> None:
    person.see("start.template.digits-cnn").setFocus()
    person.press(Qt.Key.Key_Return)
    canvas = person.window.canvas
    assert canvas.camera.is_fitted
    assert canvas.width() > 800


def test_arrows_go_from_card_to_card(person: Person) -> None:
    # 1,600 px hold five cards side by side.
    names = [f"start.template.{template.name}" for template in templates()]
    person.see(names[0]).setFocus()
    visited = []
    for key in (
        Qt.Key.Key_Right,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_End,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_Left,
    ):
        person.press(key)
        visited.append(names.index(focused(person)))
    assert visited == [1, 6, 5, 7, 7, 2, 7, 0, 0]
    person.press(Qt.Key.Key_Up)
    assert person.window.focusWidget().parentWidget().objectName() == "start.search"
    person.press(Qt.Key.Key_Down)
    assert focused(person) == names[0]


def test_arrows_scroll_to_the_card(person: Person) -> None:
    person.window.resize(1100, 700)
    QApplication.processEvents()
    last = person.see(f"start.template.{templates()[-1].name}")
    assert last.visibleRegion().isEmpty()
    person.see(f"start.template.{templates()[0].name}").setFocus()
    person.press(Qt.Key.Key_End)
    assert last.hasFocus()
    assert last.visibleRegion().boundingRect() == last.rect()


def test_kinds_filter_the_templates(person: Person) -> None:
    person.click("start.kind.tables")
    assert cards(person) == [t.name for t in templates() if t.kind == "tables"]
    person.click("start.kind.series")
    assert cards(person) == ["sunspots-lstm"]
    person.click("start.kind.all")
    assert len(cards(person)) == len(templates())


def test_search_finds_words_of_title_summary_and_kind(person: Person) -> None:
    for words, found in (
        ("DIGITS", ["digits-cnn"]),
        ("flowers", ["iris"]),
        ("points spirals", ["spirals-mlp"]),
    ):
        person.type_into("start.search", words, enter=False)
        assert cards(person) == found
    person.press(Qt.Key.Key_Return)
    assert person.read("top_bar.name") == "Spirals MLP"


def test_search_without_a_match_offers_all_again(person: Person) -> None:
    person.click("start.kind.images")
    person.type_into("start.search", "zebra", enter=False)
    assert cards(person) == []
    assert "No template is like that." in person.words_in("start.nothing")
    button = person.see("start.nothing").findChildren(Button)[0]
    person.click_on(button)
    assert len(cards(person)) == len(templates())


@pytest.mark.parametrize(("width", "columns"), [(1600, 5), (1280, 4), (1100, 3)])
def test_cards_flow_with_the_width(person: Person, width: int, columns: int) -> None:
    person.window.resize(width, 900)
    QApplication.processEvents()
    shown = [card for card in person.window.findChildren(TemplateCard) if card.isVisible()]
    tops = [card.y() for card in shown]
    assert tops.count(tops[0]) == columns
    grid = shown[0].parentWidget()
    assert grid is not None
    room = grid.rect()
    assert all(room.contains(card.geometry()) for card in shown)
    assert not any(a.geometry().intersects(b.geometry()) for a in shown for b in shown if a != b)


def test_new_network_begins_an_empty_one(person: Person) -> None:
    person.click("start.new")
    assert is_working(person)
    assert not person.node_names()


def test_keys_begin_and_open(person: Person, saved: Path) -> None:
    person.when_asked(lambda: person.press(Qt.Key.Key_O, CTRL), name_file(saved))
    assert person.read("top_bar.name") == "Iris"
    person.choose_command("Start page")
    person.press(Qt.Key.Key_N, CTRL)
    assert is_working(person)
    assert not person.node_names()


def test_commands_of_a_project_do_nothing_on_the_start_page(open_app: OpenApp) -> None:
    person = open_app(template="two-moons-mlp")
    person.wait_until_ready()
    person.choose_command("Start page")
    person.press(Qt.Key.Key_Return, CTRL)
    person.press(Qt.Key.Key_S, CTRL)
    person.press(Qt.Key.Key_E, CTRL)
    assert not person.window.engine.is_training
    assert QApplication.activeModalWidget() is None
    person.press(Qt.Key.Key_Escape)
    assert is_working(person)
    assert person.window.actions_["train"].isEnabled()
    assert not person.window.actions_["stop"].isEnabled()


def test_open_project_waits_behind_the_start_page(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    person.select("conv1")
    person.type_into("inspector.out_channels", "9")
    project = person.window.workspace.project
    person.choose_command("Start page")
    assert person.read("start.back") == f"Back to {project.name}"
    person.click("start.back")
    assert is_working(person)
    assert person.window.workspace.project is project

    person.choose_command("Start page")
    card = person.see("start.template.iris")
    card.setFocus()
    person.when_asked(lambda: person.press(Qt.Key.Key_Return), press_button("Cancel"))
    assert person.can_see("start")
    assert person.window.workspace.project is project


def test_long_name_leaves_room_for_the_key(open_app: OpenApp) -> None:
    person = open_app(edit.rename_project(digits_cnn(), "Letters and digits of class 9B, second"))
    person.choose_command("Start page")
    button = person.see("start.back", Button)
    assert person.read("start.back").startswith("Back to Letters and")
    assert person.read("start.back").endswith("…")
    assert button.accessibleName() == "Back to Letters and digits of class 9B, second"
    arrow_and_key = 12 + 16 + 8 + 8 + button.fontMetrics().horizontalAdvance("Esc") + 12
    words = button.fontMetrics().horizontalAdvance(button.text())
    assert words + arrow_and_key <= button.width()


def test_fresh_start_offers_no_way_back(person: Person) -> None:
    assert not person.can_see("start.back")
    person.press(Qt.Key.Key_Escape)
    assert person.can_see("start")


def test_first_start_says_where_projects_will_stand(person: Person) -> None:
    assert person.read("start.no_recent") == "Projects that you save or open stand here."
    assert not person.can_see("start.recent.0")


def test_recent_project_shows_its_network_and_last_run(
    open_app: OpenApp, settings: Settings, trained: Path
) -> None:
    settings.add_recent(trained)
    os.utime(trained, (time.time() - 150, time.time() - 150))
    person = open_app(template="iris")
    person.choose_command("Start page")
    row = person.see("start.recent.0", RecentRow)
    person.wait(lambda: row.below() != "")
    assert row.name() == "Two moons MLP"
    assert row.below() == "2 minutes ago"
    assert row.accessibleName().startswith("Two moons MLP, 2 minutes ago, ")
    assert row.accessibleName().endswith("%")
    person.click_on(row)
    assert is_working(person)
    assert person.window.workspace.path == trained


def test_broken_recent_project_says_so_and_leaves_the_others(
    open_app: OpenApp, settings: Settings, saved: Path, tmp_path: Path
) -> None:
    torn = tmp_path / "torn.netb"
    torn.write_text("{")
    settings.add_recent(saved)
    settings.add_recent(torn)
    person = open_app(template="wine")
    person.choose_command("Start page")
    rows = [person.see(f"start.recent.{at}", RecentRow) for at in (0, 1)]
    person.wait(lambda: rows[1].below() != "")
    assert (rows[0].name(), rows[0].below()) == ("torn", "This file cannot be read.")
    person.click_on(rows[0])
    assert person.can_see("start")
    assert "torn.netb" in person.read("start.message")

    rows[0].setFocus()
    person.press(Qt.Key.Key_Down)
    assert focused(person) == "start.recent.1"
    person.press(Qt.Key.Key_Return)
    assert person.read("top_bar.name") == "Iris"


@pytest.fixture
def gone(open_app: OpenApp, settings: Settings, saved: Path, tmp_path: Path) -> Person:
    """In front of two recent projects, the first of which has no file any more."""
    lost = tmp_path / "weg ü.netb"
    lost.write_bytes(saved.read_bytes())
    settings.add_recent(saved)
    settings.add_recent(lost)
    lost.unlink()
    person = open_app(template="wine")
    person.choose_command("Start page")
    person.wait(lambda: person.see("start.recent.0", RecentRow).is_gone)
    return person


def test_project_whose_file_is_gone_is_said_and_opens_nothing(
    gone: Person, settings: Settings
) -> None:
    row = gone.see("start.recent.0", RecentRow)
    assert (row.name(), row.below()) == ("weg ü", "The file is gone.")
    assert "The file is gone." in row.accessibleName()

    gone.click_on(row)
    row.setFocus()
    gone.press(Qt.Key.Key_Return)

    assert gone.can_see("start")
    assert not gone.can_see("start.message")
    assert len(settings.remembered) == 2


@pytest.mark.parametrize("by_keys", [False, True])
def test_project_that_is_gone_is_taken_off_the_list(
    gone: Person, settings: Settings, saved: Path, by_keys: bool
) -> None:
    if by_keys:
        gone.see("start.recent.0").setFocus()
        gone.press(Qt.Key.Key_Delete)
    else:
        gone.click("start.forget.0")

    assert settings.remembered == (saved,)
    assert gone.see("start.recent.0", RecentRow).path == saved
    assert not gone.can_see("start.recent.1")
    assert saved.is_file()


def test_project_that_comes_back_is_itself_again(
    gone: Person, settings: Settings, saved: Path
) -> None:
    settings.remembered[0].write_bytes(saved.read_bytes())
    gone.window.show_start()
    gone.wait(lambda: gone.can_see("start.recent.0"))
    row = gone.see("start.recent.0", RecentRow)
    gone.wait(lambda: row.name() == "Iris")
    gone.click_on(row)

    assert is_working(gone)


def test_theme_and_text_size_are_chosen_here(person: Person, settings: Settings) -> None:
    person.click("start.theme")
    person.pick("Light")
    assert settings.theme_mode is ThemeMode.LIGHT
    assert not person.window.store.theme.is_dark
    person.click("start.text")
    person.pick("150%")
    assert settings.font_scale == 1.5


def test_version_is_told(person: Person) -> None:
    from netbuilder import __version__

    assert person.read("start.version") == f"Version {__version__}"


def test_words_fit_at_every_text_size(person: Person) -> None:
    for scale in (0.85, 1.0, 1.5):
        person.window.store.set_font_scale(scale)
        for size in ((1600, 1000), (1280, 800)):
            person.window.resize(*size)
            QApplication.processEvents()
            for name in ("start.new", "start.open", "start.title", "start.version"):
                widget = person.see(name)
                assert widget.width() >= widget.sizeHint().width(), (name, scale, size)


def test_panel_widths_survive_a_visit_that_never_saw_them(
    open_app: OpenApp, qtbot: QtBot, settings: Settings
) -> None:
    person = open_app(digits_cnn())
    columns = next(s for s in person.window.findChildren(QSplitter) if s.count() == 3)
    left, middle, right = columns.sizes()
    columns.setSizes([left + 40, middle - 40, right])
    person.leave()
    visitor = Person(_shown(qtbot, settings), qtbot)
    visitor.wait(lambda: visitor.window.engine.is_loaded)
    visitor.leave()

    assert open_app(digits_cnn()).see("palette").width() == left + 40


def test_page_leaves_nothing_behind(
    qapp: QApplication, qtbot: QtBot, settings: Settings, saved: Path
) -> None:
    settings.add_recent(saved)
    for _opening in range(3):
        _visit(qtbot, settings)
    gc.collect()
    parts = (TemplateCard, RecentRow, GlimpseReader)
    left = [part for part in gc.get_objects() if issubclass(type(part), parts)]
    assert [part for part in left if shiboken6.isValid(part)] == []
    qapp.setStyleSheet("")


def _visit(qtbot: QtBot, settings: Settings) -> None:
    person = Person(_shown(qtbot, settings), qtbot)
    for _showing in range(3):
        person.window.show_start()
    person.wait(lambda: person.window.engine.is_loaded)
    person.leave()


@pytest.mark.parametrize("place", ["start", "start.search", "canvas"])
def test_project_file_dropped_anywhere_opens(person: Person, saved: Path, place: str) -> None:
    if place == "canvas":
        person.click("start.new")
    target = person.window.canvas.viewport() if place == "canvas" else person.see(place)
    _drop(target, [saved])
    person.wait(lambda: person.can_see("top_bar.name"))
    person.wait(lambda: person.read("top_bar.name") == "Iris")


def test_file_is_left_alone_when_its_window_goes_before_the_drag_is_over(
    store: ThemeStore, qtbot: QtBot, saved: Path
) -> None:
    window = QWidget()
    opened: list[Path] = []
    FileDrop(store, window).dropped.connect(opened.append)
    assert _drop(window, [saved])
    shiboken6.delete(window)
    qtbot.wait(20)
    assert opened == []


def test_other_files_are_not_taken_and_it_is_said_what_is(
    person: Person, saved: Path, tmp_path: Path
) -> None:
    words = "One project (.netb or .zip) or one table (.csv) can be dropped here."
    for paths in ([tmp_path / "picture.png"], [saved, saved]):
        assert not _drop(person.see("start"), paths)
    person.qtbot.wait(20)
    assert words in person.words_in("start")

    person.click("start.new")
    assert not _drop(person.window.canvas.viewport(), [tmp_path / "picture.png"])
    assert person.message == words


@pytest.fixture
def table(tmp_path: Path) -> Path:
    rows = (f"{i * 0.5},{i % 7},{'tall' if i % 3 else 'short'}\n" for i in range(40))
    path = tmp_path / "my_plants.csv"
    path.write_text("width,height,kind\n" + "".join(rows))
    return path


def test_table_dropped_on_the_start_page_becomes_a_project(person: Person, table: Path) -> None:
    assert person.read("start.hint") == "Or drop a project or a table here."
    assert _drop(person.see("start"), [table])
    person.wait(lambda: person.can_see("top_bar.name"))

    assert person.read("top_bar.name") == "my plants"
    assert person.window.workspace.project.data.rows == 40
    assert person.node_names() >= {"input1", "dense1", "output1"}
    assert person.window.workspace.analysis.problems == ()


@pytest.mark.parametrize("place", ["canvas", "dock"])
def test_table_dropped_on_a_project_becomes_its_data(
    person: Person, table: Path, place: str
) -> None:
    person.click("start.new")
    target = person.window.canvas.viewport() if place == "canvas" else person.see("dock")
    assert _drop(target, [table])
    person.wait(lambda: person.window.workspace.project.data.rows == 40)

    assert "My plants.csv" in person.words_in("data_block")
    person.click("top_bar.undo")
    assert person.window.workspace.project.data.rows == 0


def test_table_without_anything_to_learn_is_refused_on_the_start_page(
    person: Person, tmp_path: Path
) -> None:
    path = tmp_path / "lone.csv"
    path.write_text("only\n1\n2\n")
    _drop(person.see("start"), [path])

    person.wait(lambda: "lone.csv" in person.words_in("start"))
    person.wait(lambda: "Reading" not in person.words_in("start"))
    assert person.can_see("start")


def _drop(target: QWidget, paths: list[Path]) -> bool:
    """Drag files over the middle of a widget and let go; whether they were taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    place = target.rect().center()
    rest = (Qt.DropAction.CopyAction, data, LEFT, Qt.KeyboardModifier.NoModifier)
    for event in (QDragEnterEvent(place, *rest), QDragMoveEvent(place, *rest)):
        event.ignore()
        QApplication.sendEvent(target, event)
        if not event.isAccepted():
            return False
    drop = QDropEvent(QPointF(place), *rest)
    QApplication.sendEvent(target, drop)
    return drop.isAccepted()
