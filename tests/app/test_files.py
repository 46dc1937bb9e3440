"""Opening, saving and leaving, with every question answered and every disk refusing."""

import json
import os
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from netbuilder.app.settings import Settings
from netbuilder.project import file
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, Person, escape, name_file, press_button
from tests.builders import digits_cnn

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "net.netb"
    file.write(digits_cnn(), path)
    return path


def change(person: Person) -> None:
    """Make an edit that would be lost."""
    person.select("conv1")
    person.type_into("inspector.out_channels", "9")


def test_save_asks_for_a_name_once(open_app: OpenApp, tmp_path: Path) -> None:
    person = open_app(digits_cnn())
    path = tmp_path / "first"
    person.when_asked(lambda: person.press(Qt.Key.Key_S, CTRL), name_file(path))
    assert person.read("top_bar.save_state") == "Saved"
    assert file.read(path.with_suffix(".netb")) == person.window.workspace.project

    change(person)
    person.press(Qt.Key.Key_S, CTRL)
    assert person.read("top_bar.save_state") == "Saved"
    assert file.read(path.with_suffix(".netb")) == person.window.workspace.project


def test_save_as_goes_on_in_the_new_file(open_app: OpenApp, saved: Path, tmp_path: Path) -> None:
    person = open_app(path=saved)
    before = saved.read_bytes()
    person.when_asked(
        lambda: person.press(Qt.Key.Key_S, CTRL | SHIFT), name_file(tmp_path / "other.netb")
    )
    change(person)
    person.press(Qt.Key.Key_S, CTRL)

    assert saved.read_bytes() == before
    assert person.window.workspace.path == tmp_path / "other.netb"
    assert file.read(tmp_path / "other.netb") == person.window.workspace.project


def test_save_that_is_called_off_changes_nothing(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    change(person)
    person.when_asked(lambda: person.press(Qt.Key.Key_S, CTRL), escape)

    assert person.read("top_bar.save_state") == "Not saved"
    assert person.window.workspace.path is None


def test_open_shows_the_file(open_app: OpenApp, saved: Path) -> None:
    person = open_app(template="iris")
    person.when_asked(lambda: person.press(Qt.Key.Key_O, CTRL), name_file(saved))

    assert person.read("top_bar.name") == digits_cnn().name
    assert "conv1" in person.node_names()


@pytest.mark.parametrize(
    ("answer", "leaves"), [("Discard", True), ("Cancel", False), ("Save", True)]
)
def test_unsaved_changes_are_asked_about(
    open_app: OpenApp, saved: Path, answer: str, leaves: bool
) -> None:
    person = open_app(path=saved)
    change(person)
    person.when_asked(lambda: person.press(Qt.Key.Key_N, CTRL), press_button(answer))

    assert (not person.node_names()) == leaves
    kept = json.loads(saved.read_text())
    assert ('"out_channels": 9' in saved.read_text()) == (answer == "Save"), kept


def test_what_is_being_typed_counts_as_a_change(open_app: OpenApp, saved: Path) -> None:
    person = open_app(path=saved)
    person.select("conv1")
    person.type_into("inspector.name", "stem", enter=False)
    person.when_asked(person.window.close, press_button("Save"))

    assert '"name": "stem"' in saved.read_text()


def test_saved_project_is_left_without_a_question(open_app: OpenApp, saved: Path) -> None:
    person = open_app(path=saved)
    person.press(Qt.Key.Key_N, CTRL)

    assert not person.node_names()


@pytest.mark.parametrize(("answer", "closes"), [("Discard", True), ("Cancel", False)])
def test_closing_with_changes_asks(
    open_app: OpenApp, saved: Path, answer: str, closes: bool
) -> None:
    person = open_app(path=saved)
    change(person)
    person.when_asked(person.window.close, press_button(answer))

    assert person.window.isVisible() is not closes


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b'{"format": 99}', b"[]"])
def test_file_that_is_no_project_gives_one_sentence(
    open_app: OpenApp, tmp_path: Path, content: bytes
) -> None:
    broken = tmp_path / "broken.netb"
    broken.write_bytes(content)
    person = open_app(template="iris")
    before = person.window.workspace.project
    person.when_asked(lambda: person.press(Qt.Key.Key_O, CTRL), name_file(broken))

    assert "broken.netb" in person.message
    assert "\n" not in person.message
    assert "Traceback" not in person.message
    assert person.window.workspace.project is before
    assert broken.read_bytes() == content


def test_file_that_is_gone_at_the_start_gives_one_sentence(
    open_app: OpenApp, tmp_path: Path
) -> None:
    person = open_app(path=tmp_path / "gone.netb")

    assert "gone.netb" in person.message
    assert not person.node_names()


def test_file_deleted_under_the_app_is_written_anew(open_app: OpenApp, saved: Path) -> None:
    person = open_app(path=saved)
    change(person)
    saved.unlink()
    person.press(Qt.Key.Key_S, CTRL)

    assert file.read(saved) == person.window.workspace.project


def test_folder_that_is_gone_keeps_the_changes_in_the_app(
    open_app: OpenApp, tmp_path: Path
) -> None:
    person = open_app(digits_cnn())
    change(person)
    folder = tmp_path / "gone"
    person.window.files.save_to(folder / "net.netb")  # a dialog would not offer it

    assert person.read("top_bar.save_state") == "Not saved"
    assert person.message.endswith(".")
    assert person.parameters("conv1")["out_channels"] == 9


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a person without powers")
def test_folder_that_cannot_be_written_gives_one_sentence(
    open_app: OpenApp, tmp_path: Path
) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    person = open_app(digits_cnn())
    change(person)
    person.window.files.save_to(folder / "net.netb")  # a dialog would not offer it

    assert person.read("top_bar.save_state") == "Not saved"
    assert "net.netb" in person.message


def test_recent_projects_are_offered_and_open(open_app: OpenApp, saved: Path) -> None:
    person = open_app(template="iris")
    person.when_asked(lambda: person.press(Qt.Key.Key_O, CTRL), name_file(saved))
    person.press(Qt.Key.Key_N, CTRL)
    person.choose_command("Open recent", saved.stem)

    assert "conv1" in person.node_names()


def test_recent_projects_that_are_gone_are_left_out(
    open_app: OpenApp, saved: Path, settings: Settings
) -> None:
    settings.add_recent(saved)
    saved.unlink()
    person = open_app(template="iris")
    person.click("top_bar.menu")
    person.pick("Open recent")
    rows = [row.text() for row in person.open_menu().actions()]
    while person.can_close_a_menu():
        pass

    assert rows == ["Nothing yet"]


def test_template_opens_from_the_menu(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    person.choose_command("New from template", "Iris")

    assert person.read("top_bar.name") == "Iris"
    assert person.read("top_bar.save_state") == "Saved"
