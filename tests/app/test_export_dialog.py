"""The export dialog: every form really written, reasons where it cannot be, failures shown."""

import ast
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtGui import QGuiApplication, QImage
from safetensors.numpy import load_file

from netbuilder.app.widgets import Control
from netbuilder.project import file
from netbuilder.runs.folder import runs_folder, runs_of
from tests.app.conftest import OpenApp
from tests.app.person import Person, name_file
from tests.builders import chain, digits_cnn

SENTENCE = "Train the network first: this form holds what it has learned."


@pytest.fixture
def person(open_app: OpenApp, trained: Path) -> Person:
    """In front of a trained project with the export dialog open."""
    person = open_app(path=trained)
    person.wait_until_ready()
    person.click("top_bar.export")
    return person


def export(person: Person, form: str) -> None:
    person.click(f"export.format.{form}")
    person.click("export.export")
    person.wait(lambda: person.see("export.export").isEnabled(), seconds=90)


def title(person: Person) -> str:
    return person.read("export.badge.title")


def test_pytorch_is_written_and_checked(person: Person, trained: Path) -> None:
    export(person, "pytorch")

    assert title(person) == "Gives the same answers as here"
    assert "Largest difference" in person.words_in("export.badge")
    ast.parse(trained.with_suffix(".py").read_text())
    assert load_file(trained.with_suffix(".safetensors"))


def test_weights_are_written_alone(person: Person, trained: Path) -> None:
    export(person, "weights")

    weights = load_file(trained.with_suffix(".safetensors"))
    best = load_file(runs_of(trained)[0].weights("best"))
    assert sorted(x.shape for x in weights.values()) == sorted(x.shape for x in best.values())
    assert not trained.with_suffix(".py").exists()


def test_drawing_holds_text_as_text(person: Person, trained: Path) -> None:
    export(person, "svg")

    assert title(person) == f"Written to {trained.stem}.svg"
    drawn = ElementTree.parse(trained.with_suffix(".svg"))
    words = "".join(drawn.getroot().itertext())
    assert "Dense" in words


def test_picture_is_a_picture(person: Person, trained: Path) -> None:
    export(person, "png")

    picture = QImage(str(trained.with_suffix(".png")))
    assert picture.width() > 200


def test_project_is_written_elsewhere(person: Person, trained: Path, tmp_path: Path) -> None:
    person.click("export.format.project")
    other = tmp_path / "copy.netb"
    person.when_asked(lambda: person.click("export.change"), name_file(other))
    export(person, "project")

    assert file.read(other) == file.read(trained)


def test_source_is_shown_and_copied(person: Person) -> None:
    shown = person.window.findChild(type(person.see("export.code")), "export.code")
    assert shown is not None
    person.click("export.copy")

    copied = QGuiApplication.clipboard().text()
    ast.parse(copied)
    assert copied == shown.toPlainText()  # type: ignore[attr-defined]  # a page of text


def test_chosen_form_is_marked_and_names_the_file(person: Person, trained: Path) -> None:
    person.click("export.format.svg")

    assert person.see("export.format.svg", Control).isChecked()
    assert not person.see("export.format.pytorch", Control).isChecked()
    assert str(trained.with_suffix(".svg")) in person.words_in("export_dialog")


def test_close_closes(person: Person) -> None:
    person.click("export.close")
    assert not person.can_see("export_dialog")


def test_folder_that_cannot_be_written_is_said(person: Person, tmp_path: Path) -> None:
    blocked = tmp_path / "a_file"
    blocked.write_text("not a folder")
    for form in ("pytorch", "svg", "project"):
        person.click(f"export.format.{form}")
        dialog = person.see("export_dialog")
        dialog.set_path(blocked / "net")  # type: ignore[attr-defined]  # a file dialog would not
        export(person, form)
        assert title(person) == "Not exported"
        assert "a_file" in person.words_in("export.badge")
        assert "[Errno" not in person.words_in("export.badge")


def test_run_that_is_damaged_is_said(open_app: OpenApp, trained: Path) -> None:
    (run,) = runs_of(trained)
    run.weights("best").write_bytes(b"torn")
    person = open_app(path=trained)
    person.wait_until_ready()
    person.click("top_bar.export")
    export(person, "pytorch")

    assert title(person) == "Not exported"
    assert not trained.with_suffix(".py").exists()


def test_without_a_run_the_reason_is_said(open_app: OpenApp) -> None:
    person = open_app(digits_cnn())
    person.click("top_bar.export")

    button = person.see("export.export")
    assert not button.isEnabled()
    assert button.toolTip() == SENTENCE
    assert title(person) == SENTENCE
    assert "not trained yet" in person.words_in("export_dialog")

    person.click("export.format.svg")
    assert person.see("export.export").isEnabled()


def test_network_with_problems_still_opens_the_dialog(open_app: OpenApp) -> None:
    person = open_app(chain("Linear", "Output"))
    person.click("top_bar.export")

    assert person.can_see("export_dialog")
    assert person.see("export.code").toPlainText().startswith("#")  # type: ignore[attr-defined]


def test_run_of_another_project_is_not_exported(open_app: OpenApp, trained: Path) -> None:
    person = open_app(path=trained)
    person.choose_command("New from template", "Iris")
    person.click("top_bar.export")

    assert not person.see("export.export").isEnabled()
    assert json.loads(trained.read_text())["name"] != person.read("top_bar.name")
    assert runs_folder(trained).is_dir()
