"""A project is packed with its run and opened elsewhere, by menu and by dropping the zip."""

import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from netbuilder.project import file
from netbuilder.runs.folder import runs_of
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, Person, name_file


def said(person: Person) -> list[str]:
    heard: list[str] = []
    person.window.files.message.connect(heard.append)
    return heard


def test_a_project_comes_out_of_its_zip_with_its_run(
    open_app: OpenApp, trained: Path, tmp_path: Path
) -> None:
    person = open_app(path=trained)
    heard = said(person)
    target = tmp_path / "handed" / "on.zip"
    target.parent.mkdir()
    person.when_asked(person.window.actions_["pack"].trigger, name_file(target))
    assert target.is_file()
    assert heard[-1].startswith("Packed into on.zip, ")
    before = person.window.workspace.project
    (run,) = runs_of(trained)
    shutil.rmtree(trained.parent)

    person.when_asked(lambda: person.press(Qt.Key.Key_O, CTRL), name_file(target))
    opened = person.window.workspace.path
    assert opened == target.parent / "on" / "on.netb"
    assert person.window.workspace.project == before
    assert [found.id for found in runs_of(opened)] == [run.id]
    assert heard[-1] == f"Unpacked into {opened.parent}."


def test_a_zip_without_a_project_is_refused_and_leaves_nothing(
    open_app: OpenApp, tmp_path: Path
) -> None:
    person = open_app()
    heard = said(person)
    before = person.window.workspace.project
    folder = tmp_path / "given"
    folder.mkdir()
    wrong = folder / "wrong.zip"
    wrong.write_bytes(b"PK\x03\x04 no zip at all")
    person.when_asked(lambda: person.press(Qt.Key.Key_O, CTRL), name_file(wrong))
    assert heard
    assert heard[-1].endswith(".")
    assert person.window.workspace.project is before
    assert [path.name for path in folder.iterdir()] == ["wrong.zip"]


@pytest.mark.parametrize("name", ["given", "given.zip"])
def test_a_name_without_an_ending_gets_one(open_app: OpenApp, trained: Path, name: str) -> None:
    person = open_app(path=trained)
    person.when_asked(person.window.actions_["pack"].trigger, name_file(trained.parent / name))
    assert (trained.parent / "given.zip").is_file()
    assert file.read(trained) == person.window.workspace.project
