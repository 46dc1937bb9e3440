"""The dock's block of the data: thumbnails, counts, and what to do where it cannot be read."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget

from netbuilder.app.panels.data_block import DataBlock, Thumbnails
from netbuilder.data import read_schema
from netbuilder.project import edit, file
from netbuilder.project.schema import Source
from tests.app.conftest import OpenApp
from tests.app.person import Person, escape, name_file
from tests.builders import chain

ROWS = "width,height,kind\n" + "".join(
    f"{i * 0.5},{i % 7},{'tall' if i % 3 else 'short'}\n" for i in range(40)
)


def thumbnails(person: Person) -> Thumbnails:
    return person.see("training.thumbnails", Thumbnails)


def wait_for_thumbnails(person: Person) -> Thumbnails:
    person.wait(lambda: bool(thumbnails(person).shown))
    return thumbnails(person)


def colors_in(widget: QWidget) -> set[str]:
    image = widget.grab().toImage()
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return {QColor(image.pixel(x, y)).name() for x, y in places}


@pytest.fixture
def plants(tmp_path: Path) -> Path:
    """A project file whose data lie in a table beside it."""
    (tmp_path / "plants.csv").write_text(ROWS)
    data = read_schema(Source(kind="csv", location="plants.csv"), tmp_path)
    project = edit.take_data(chain("Input", ("Linear", {"out_features": 2}), "Output"), data)
    path = tmp_path / "garden.netb"
    file.write(project, path)
    return path


def test_digits_show_three_pictures_on_near_black_with_their_size(open_app: OpenApp) -> None:
    person = open_app(template="digits-cnn")
    shown = wait_for_thumbnails(person)

    assert len(shown.shown) == 3
    assert shown.accessibleName() == "Pictures of 0, 3, 6"
    assert {"#0a0b0e", "#ffffff"} <= colors_in(shown)
    assert person.read("training.data_name") == "Digits 8×8"
    assert person.read("training.data_size") == "1,797 images"


def test_points_stand_in_the_colours_of_their_classes(open_app: OpenApp) -> None:
    person = open_app(template="two-moons-mlp")
    shown = wait_for_thumbnails(person)

    runs = person.window.store.theme.colors.chart.runs
    assert {runs[0].name(), runs[1].name()} <= colors_in(shown)
    assert shown.accessibleName() == "Examples by x and y"


@pytest.mark.parametrize(
    ("template", "sentence", "size"),
    [
        ("iris", "How sepal length, sepal width, petal length are spread", "150 rows"),
        ("sunspots-lstm", "The last values of sunspots", "309 steps"),
    ],
)
def test_tables_and_series_are_drawn_as_what_they_are(
    open_app: OpenApp, template: str, sentence: str, size: str
) -> None:
    person = open_app(template=template)
    shown = wait_for_thumbnails(person)

    assert shown.accessibleName() == sentence
    assert person.read("training.data_size") == size
    assert person.window.store.theme.colors.chart.train.name() in colors_in(shown)


def test_first_picture_of_the_window_waits_for_no_thumbnail(open_app: OpenApp) -> None:
    person = open_app(template="digits-cnn")

    block = person.see("data_block", DataBlock)
    assert block.thumbnails.shown == ()
    assert block.thumbnails.isVisible()  # its place is held, so nothing jumps
    wait_for_thumbnails(person)


def test_undone_choice_shows_the_thumbnails_of_before_without_reading(open_app: OpenApp) -> None:
    person = open_app(template="iris")
    before = wait_for_thumbnails(person).shown
    person.wait_until_ready()

    person.click("training.data")
    person.pick("Measured sets", "Digits")
    person.wait(lambda: "Pictures" in thumbnails(person).accessibleName())
    person.click("top_bar.undo")

    assert thumbnails(person).shown == before


def test_project_without_data_says_what_to_do(open_app: OpenApp) -> None:
    person = open_app(chain("Input", ("Linear", {"out_features": 2}), "Output"))

    assert person.read("training.data_name") == "No data yet"
    assert "Choose what the network should learn from." in person.words_in("data_block")
    assert not person.can_see("training.thumbnails")
    person.click("training.data")
    assert person.can_close_a_menu()


def test_file_that_is_gone_is_found_again_and_what_was_decided_stays(
    open_app: OpenApp, plants: Path, tmp_path: Path
) -> None:
    moved = tmp_path / "elsewhere.csv"
    (tmp_path / "plants.csv").rename(moved)
    person = open_app(path=plants)
    person.wait(lambda: person.can_see("training.data_repair"))

    assert person.read("training.data_message") == "This file cannot be found or read."
    assert "plants.csv: there is no such file" in person.see("training.data_message").toolTip()
    assert person.read("training.data_repair") == "Choose the file"
    before = person.window.workspace.project.data
    person.when_asked(lambda: person.click("training.data_repair"), name_file(moved))
    wait_for_thumbnails(person)

    after = person.window.workspace.project.data
    assert after.source.location == str(moved)
    assert (after.columns, after.split) == (before.columns, before.split)
    assert not person.can_see("training.data_repair")
    assert person.can_see("data_block")


def test_search_for_a_file_can_be_given_up(open_app: OpenApp, plants: Path) -> None:
    plants.with_name("plants.csv").unlink()
    person = open_app(path=plants)
    person.wait(lambda: person.can_see("training.data_repair"))
    before = person.window.workspace.project

    person.when_asked(lambda: person.click("training.data_repair"), escape)

    assert person.window.workspace.project is before


def test_file_that_has_changed_is_read_again(open_app: OpenApp, plants: Path) -> None:
    plants.with_name("plants.csv").write_text(ROWS + "9,9,tall\n")
    person = open_app(path=plants)
    person.wait(lambda: person.can_see("training.data_repair"))
    assert person.read("training.data_message") == "The data has changed."

    person.click("training.data_repair")
    wait_for_thumbnails(person)

    assert person.window.workspace.project.data.rows == 41
    assert person.read("training.data_size") == "41 rows"
    assert not person.can_see("training.data_message")
    assert person.window.workspace.analysis.problems == ()


def test_file_that_has_changed_is_a_problem_with_its_repair(
    open_app: OpenApp, plants: Path
) -> None:
    plants.with_name("plants.csv").write_text(ROWS.replace("kind", "sort") + "9,9,tall\n")
    person = open_app(path=plants)
    person.wait(lambda: person.can_see("training.data_repair"))
    person.wait_until_ready()

    person.click("top_bar.train")
    assert not person.window.engine.is_training
    told = person.words_in("problems")
    assert "The data has changed" in told
    assert "The project knows 40 rows of plants.csv; it now holds 41 rows." in told
    assert person.can_see("top_bar.problems")

    person.click("problems.fix.training.data_changed")
    person.wait(lambda: "No problems" in person.words_in("problems"))
    assert person.window.workspace.project.data.rows == 41
    assert person.parameters("output1")["column"] == "sort"

    person.click("top_bar.undo")
    assert "has changed" in person.words_in("problems")


def test_change_that_only_training_meets_becomes_a_problem(open_app: OpenApp, plants: Path) -> None:
    person = open_app(path=plants)
    wait_for_thumbnails(person)
    person.wait_until_ready()
    plants.with_name("plants.csv").write_text(ROWS + "9,9,tall\n")

    person.click("top_bar.train")
    person.wait(lambda: bool(person.window.workspace.analysis.problems))

    person.switch_to("dock.tabs", "Problems")
    assert person.read("problems.fix.training.data_changed") == "Read again"


def test_project_that_is_opened_anew_is_looked_at_anew(open_app: OpenApp, plants: Path) -> None:
    person = open_app(path=plants)
    wait_for_thumbnails(person)
    plants.with_name("plants.csv").write_text(ROWS + "9,9,tall\n")

    person.window.files.open_path(plants)
    person.wait(lambda: person.can_see("training.data_repair"))


HOLES = "a;b;kind\n" + "".join(
    f"{i},5;{'' if i < 2 else 'unknown' if i == 9 else i * i % 7};{'groß' if i % 3 else 'klein'}\n"
    for i in range(60)
)


def test_what_reading_assumed_and_filled_is_said_where_the_file_is_chosen(
    open_app: OpenApp, tmp_path: Path
) -> None:
    table = tmp_path / "plants.csv"
    table.write_text(HOLES, encoding="cp1252")
    person = open_app(chain("Input", ("Linear", {"out_features": 2}), "Output"))
    person.click("training.data")
    person.when_asked(lambda: person.pick("A CSV file…"), name_file(table))
    person.wait(lambda: person.can_see("training.data_notes"))

    assert person.read("training.data_notes") == "4 notes on the data"
    person.click("training.data_notes")
    told = person.open_menu()
    notes = "\n".join(label.text() for label in told.findChildren(QLabel))
    assert "Windows-1252" in notes
    assert "decimal comma" in notes
    assert "texts among numbers: 1, counted as missing, first “unknown” in row 11" in notes
    assert "“b”: 3 missing, filled with the mean of the train part." in notes
    assert person.can_close_a_menu()


def test_data_that_hides_nothing_has_no_notes(open_app: OpenApp) -> None:
    person = open_app(template="iris")
    wait_for_thumbnails(person)

    assert not person.can_see("training.data_notes")


def test_words_have_room_before_the_third_thumbnail(open_app: OpenApp) -> None:
    person = open_app(template="digits-cnn", size=(1280, 800))
    shown = wait_for_thumbnails(person)
    wide = shown.width()

    person.window.set_font_scale(1.5)
    person.wait(lambda: shown.width() != wide)

    name = person.see("data_block", DataBlock).name
    assert name.text() == name.full_text() == "Digits 8×8"


@pytest.fixture
def slow_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[threading.Event]:
    """A disk that gives a table only once the event is set."""
    arrived = threading.Event()

    def read_slowly(source: Source, base: Path | None) -> object:
        assert arrived.wait(30)
        return read_schema(source, base)

    monkeypatch.setattr("netbuilder.data.read_schema", read_slowly)
    yield arrived
    arrived.set()


def choose_plants(person: Person, folder: Path) -> None:
    table = folder / "other_plants.csv"
    table.write_text(ROWS)
    person.click("training.data")
    person.when_asked(lambda: person.pick("A CSV file…"), name_file(table))


def test_long_reading_shows_a_bar_then_words_and_ends_with_them(
    open_app: OpenApp, plants: Path, slow_disk: threading.Event, tmp_path: Path
) -> None:
    person = open_app(path=plants)
    wait_for_thumbnails(person)
    choose_plants(person, tmp_path)
    assert not person.can_see("training.data_waiting")

    person.wait(lambda: person.can_see("training.data_waiting"))
    bar, block = person.see("training.data_waiting"), person.see("data_block")
    assert (bar.pos().y(), bar.width(), bar.height()) == (0, block.width(), 3)
    assert not person.can_see("training.data_message")
    person.wait(lambda: person.can_see("training.data_message"), seconds=5)
    assert person.read("training.data_message") == "Reading other_plants.csv…"

    slow_disk.set()
    person.wait(lambda: person.read("training.data_name") == "Other plants.csv")
    assert not person.can_see("training.data_waiting")
    assert not person.can_see("training.data_message")


def test_long_reading_is_cancelled(
    open_app: OpenApp, plants: Path, slow_disk: threading.Event, tmp_path: Path
) -> None:
    person = open_app(path=plants)
    wait_for_thumbnails(person)
    before = person.window.workspace.project
    choose_plants(person, tmp_path)
    person.wait(lambda: person.can_see("training.data_repair"), seconds=5)
    assert person.read("training.data_repair") == "Cancel"

    person.click("training.data_repair")
    assert not person.can_see("training.data_waiting")
    assert not person.can_see("training.data_message")
    assert person.read("training.data_name") == "Plants.csv"
    slow_disk.set()
    person.qtbot.wait(200)
    assert person.window.workspace.project is before


def test_waiting_ends_with_the_project_that_waits(
    open_app: OpenApp, plants: Path, slow_disk: threading.Event, tmp_path: Path
) -> None:
    person = open_app(path=plants)
    choose_plants(person, tmp_path)
    person.wait(lambda: person.can_see("training.data_waiting"))

    person.window.files.open_template("wine")
    assert not person.can_see("training.data_waiting")
