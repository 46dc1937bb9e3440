"""The file of the open project is deleted or written by somebody else: said, and never lost."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget

from netbuilder.project import file
from netbuilder.project.template import open_template
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, Person, escape, name_file, press_button
from tests.builders import digits_cnn


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "mein Netz ü" / "net.netb"
    path.parent.mkdir()
    file.write(digits_cnn(), path)
    return path


def save(person: Person) -> None:
    person.press(Qt.Key.Key_S, CTRL)


def change(person: Person) -> None:
    person.select("conv1")
    person.type_into("inspector.out_channels", "9")


def test_deleted_file_is_said_and_counts_as_not_saved(open_app: OpenApp, saved: Path) -> None:
    person = open_app(path=saved)
    saved.unlink()

    person.wait(lambda: "was deleted or moved" in person.message)
    assert person.read("top_bar.save_state") == "Not saved"
    save(person)
    assert file.read(saved) == person.window.workspace.project
    assert person.read("top_bar.save_state") == "Saved"


def test_closing_after_the_file_was_deleted_asks(open_app: OpenApp, saved: Path) -> None:
    person = open_app(path=saved)
    saved.unlink()
    person.wait(lambda: not person.window.workspace.is_saved)

    person.when_asked(person.window.close, press_button("Save"))

    assert not person.window.isVisible()
    assert "conv1" in saved.read_text(encoding="utf-8")


def test_foreign_change_is_said(open_app: OpenApp, saved: Path) -> None:
    person = open_app(path=saved)
    file.write(open_template("iris"), saved)

    person.wait(lambda: "was changed by another program" in person.message)


def test_own_saving_is_not_taken_for_somebody_else_s(open_app: OpenApp, saved: Path) -> None:
    person = open_app(path=saved)
    for _again in range(3):
        change(person)
        save(person)
        person.qtbot.wait(400)

    assert "another program" not in person.message
    assert person.read("top_bar.save_state") == "Saved"


@pytest.mark.parametrize("answer", ["Cancel", "Write over it"])
def test_saving_asks_before_it_writes_over_somebody_else(
    open_app: OpenApp, saved: Path, answer: str
) -> None:
    person = open_app(path=saved)
    change(person)
    file.write(open_template("iris"), saved)
    theirs = saved.read_bytes()

    person.when_asked(lambda: save(person), press_button(answer))

    if answer == "Write over it":
        assert file.read(saved) == person.window.workspace.project
        assert person.read("top_bar.save_state") == "Saved"
    else:
        assert saved.read_bytes() == theirs
        assert person.read("top_bar.save_state") == "Not saved"


def test_saving_elsewhere_leaves_what_somebody_else_wrote(open_app: OpenApp, saved: Path) -> None:
    person = open_app(path=saved)
    change(person)
    file.write(open_template("iris"), saved)
    theirs, other = saved.read_bytes(), saved.with_name("mine.netb")

    def answer(box: QWidget) -> None:
        answer_next(QFileDialog, name_file(other))
        press_button("Save elsewhere…")(box)

    person.when_asked(lambda: save(person), answer)

    assert saved.read_bytes() == theirs
    assert file.read(other) == person.window.workspace.project


def answer_next(kind: type[QWidget], answer: Callable[[QWidget], None]) -> None:
    """Answer the next dialog of a kind, once it is open."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, kind) and dialog.isVisible():
            answer(dialog)
        else:
            QTimer.singleShot(20, look)

    QTimer.singleShot(20, look)


def test_escape_is_cancel(open_app: OpenApp, saved: Path) -> None:
    person = open_app(path=saved)
    change(person)
    file.write(open_template("iris"), saved)
    theirs = saved.read_bytes()

    person.when_asked(lambda: save(person), escape)

    assert saved.read_bytes() == theirs


def test_file_of_an_earlier_project_is_watched_no_more(
    open_app: OpenApp, saved: Path, tmp_path: Path
) -> None:
    person = open_app(path=saved)
    person.choose_command("New network")
    saved.unlink()
    person.qtbot.wait(500)

    assert "deleted" not in person.message
    assert person.read("top_bar.save_state") == "Saved"
