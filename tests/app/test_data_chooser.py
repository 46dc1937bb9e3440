"""Choosing data: built-in sets, made ones, and a person's own files, good and bad."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from tests.app.conftest import OpenApp
from tests.app.person import Person, escape, name_file
from tests.builders import chain

GOOD = "width,height,kind\n" + "".join(
    f"{i * 0.5},{i % 7},{'tall' if i % 3 else 'short'}\n" for i in range(40)
)


@pytest.fixture
def person(open_app: OpenApp) -> Person:
    person = open_app(chain("Input", ("Linear", {"out_features": 3}), "Output"))
    person.wait_until_ready()
    return person


def choose_file(person: Person, path: Path) -> None:
    person.click("training.data")
    person.when_asked(lambda: person.pick("A CSV file…"), name_file(path))


def test_measured_set_feeds_the_network(person: Person) -> None:
    person.click("training.data")
    person.pick("Measured sets", "Iris")
    person.wait(lambda: person.window.workspace.project.data.rows == 150)

    assert "Iris" in person.words_in("training_settings")
    columns = person.parameters("input1")["columns"]
    assert isinstance(columns, tuple)
    assert len(columns) == 4
    assert person.parameters("output1")["column"]
    assert not person.window.workspace.analysis.errors(person.window.workspace.network_name)

    person.click("top_bar.undo")
    assert person.window.workspace.project.data.rows == 0


def test_made_set_feeds_the_network(person: Person) -> None:
    person.click("training.data")
    person.pick("Made sets", "Two moons")
    person.wait(lambda: person.window.workspace.project.data.rows > 0)

    assert person.parameters("input1")["columns"] == ("x", "y")


def test_own_table_is_read(person: Person, tmp_path: Path) -> None:
    table = tmp_path / "plants.csv"
    table.write_text(GOOD)
    choose_file(person, table)
    person.wait(lambda: person.window.workspace.project.data.rows == 40)

    assert person.parameters("input1")["columns"] == ("width", "height")
    assert person.parameters("output1")["column"] == "kind"
    (target,) = (c for c in person.window.workspace.project.data.columns if c.name == "kind")
    assert set(target.classes) == {"tall", "short"}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ragged", b"a,b\n1,2\n1,2,3\n"),
        ("empty", b""),
        ("header", b"a,b,c\n"),
        ("binary", bytes(range(256)) * 4),
        ("encoding", "größe,b\n1,2\n3,ü\n".encode("utf-16") + b"\xff"),
    ],
)
def test_table_that_cannot_be_read_gives_one_sentence(
    person: Person, tmp_path: Path, name: str, content: bytes
) -> None:
    table = tmp_path / f"{name}.csv"
    table.write_bytes(content)
    before = person.window.workspace.project
    hint = person.message
    choose_file(person, table)
    person.wait(lambda: person.message != hint)

    assert f"{name}.csv" in person.message
    assert "\n" not in person.message
    assert "Error" not in person.message
    assert person.window.workspace.project is before


def test_no_file_chosen_changes_nothing(person: Person) -> None:
    before = person.window.workspace.project
    person.click("training.data")
    person.when_asked(lambda: person.pick("A CSV file…"), escape)

    assert person.window.workspace.project is before


def test_sets_say_what_they_are_good_for(person: Person) -> None:
    person.click("training.data")
    person.pick("Made sets")
    tips = [row.toolTip() for row in person.open_menu().actions()]
    while person.can_close_a_menu():
        pass

    assert all(tip.endswith(".") for tip in tips)
    assert isinstance(person.window, QWidget)


def test_table_read_for_a_project_that_was_left_is_dropped(person: Person, tmp_path: Path) -> None:
    table = tmp_path / "long.csv"
    table.write_text("width,height,kind\n" + GOOD.partition("\n")[2] * 2_500)
    choose_file(person, table)
    person.window.files.open_template("wine")
    wine = person.window.workspace.project
    for thread in person.window.engine._threads:
        thread.join(60)
    person.qtbot.wait(150)

    assert person.window.workspace.project is wine
    assert wine.data.rows == 178


def test_file_that_was_found_again_is_not_read_into_another_project(
    person: Person, tmp_path: Path
) -> None:
    table = tmp_path / "plants.csv"
    table.write_text(GOOD)
    choose_file(person, table)
    person.wait(lambda: person.window.workspace.project.data.rows == 40)
    table.write_text(GOOD + GOOD.partition("\n")[2] * 2_500)

    person.when_asked(person.window.data_chooser.find_file, name_file(table))
    person.window.workspace.set_project(person.window.workspace.project)
    left = person.window.workspace.project
    for thread in person.window.engine._threads:
        thread.join(60)
    person.qtbot.wait(150)

    assert person.window.workspace.project is left


def test_source_that_is_chosen_last_is_taken(person: Person, tmp_path: Path) -> None:
    table = tmp_path / "long.csv"
    table.write_text("width,height,kind\n" + GOOD.partition("\n")[2] * 2_500)
    choose_file(person, table)
    person.click("training.data")
    person.pick("Measured sets", "Iris")
    for thread in person.window.engine._threads:
        thread.join(60)
    person.qtbot.wait(150)

    assert person.window.workspace.project.data.rows == 150
