"""What was drawn and not saved outlives the app."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from netbuilder.app.main import open_window
from netbuilder.app.recovery import AFTER_MS, left_behind, recovery_folder
from netbuilder.app.settings import Settings
from netbuilder.project import edit, file
from netbuilder.project.template import open_template
from tests.app.conftest import OpenApp
from tests.app.person import Person, press_button

_SCRIPT = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from netbuilder.app.main import build_window
from netbuilder.project import edit

application = QApplication([])
window = build_window(Path(sys.argv[1]))
window.show()
project = edit.set_training(window.workspace.project, epochs=77)
window.workspace.edit("Change epochs", project)
print("edited", flush=True)
application.exec()
"""


def change(person: Person, epochs: int) -> None:
    project = edit.set_training(person.window.workspace.project, epochs=epochs)
    person.window.workspace.edit("Change epochs", project)


def copies() -> list[Path]:
    return sorted(recovery_folder().glob("*.netb"))


def test_edit_is_copied_within_two_seconds_and_saving_removes_the_copy(
    open_app: OpenApp, tmp_path: Path
) -> None:
    path = tmp_path / "iris.netb"
    file.write(open_template("iris"), path)
    person = open_app(path=path)
    before = path.read_bytes()

    change(person, 41)
    person.wait(lambda: bool(copies()))
    assert AFTER_MS < 2000
    person.wait(lambda: bool(list(recovery_folder().glob("*.json"))))
    assert file.read(copies()[0]).training.epochs == 41
    assert path.read_bytes() == before
    assert left_behind(recovery_folder()) == ()  # this app still runs

    person.window.files.save()
    assert copies() == []


@pytest.fixture
def crashed(tmp_path: Path) -> Path:
    """A project whose app was killed with an edit that was not saved."""
    path = tmp_path / "iris.netb"
    file.write(open_template("iris"), path)
    process = subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, str(path)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        until = time.monotonic() + 30
        while not list(recovery_folder().glob("*.json")) and time.monotonic() < until:
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGKILL)
    return path


def test_next_start_offers_what_a_kill_left_behind(open_app: OpenApp, crashed: Path) -> None:
    (found,) = left_behind(recovery_folder())
    assert found.path == crashed
    person = open_app()

    person.when_asked(person.window.offer_recovery, press_button("Open"))

    workspace = person.window.workspace
    assert workspace.project.training.epochs == 77
    assert workspace.path == crashed
    assert not workspace.is_saved
    person.window.files.save()
    assert file.read(crashed).training.epochs == 77
    assert left_behind(recovery_folder()) == ()
    assert copies() == []


def test_copy_that_was_opened_stays_until_it_is_saved(open_app: OpenApp, crashed: Path) -> None:
    (found,) = left_behind(recovery_folder())
    person = open_app()
    person.when_asked(person.window.offer_recovery, press_button("Open"))

    assert copies() == [found.copy]  # whatever happens now, nothing is lost
    assert file.read(found.copy).training.epochs == 77
    assert left_behind(recovery_folder()) == ()  # no second app offers it

    change(person, 78)
    person.wait(lambda: file.read(found.copy).training.epochs == 78)
    assert copies() == [found.copy]


def test_discarded_copy_is_not_offered_again(open_app: OpenApp, crashed: Path) -> None:
    person = open_app()

    person.when_asked(person.window.offer_recovery, press_button("Discard"))

    assert left_behind(recovery_folder()) == ()
    assert file.read(crashed).training.epochs != 77


def test_copy_that_cannot_be_read_harms_no_start(open_app: OpenApp, crashed: Path) -> None:
    (found,) = left_behind(recovery_folder())
    found.copy.write_text("{", encoding="utf-8")
    person = open_app()

    person.window.offer_recovery()

    assert person.window.workspace.path is None
    assert found.copy.exists()  # whoever can read it may still save what is in it


def test_started_app_offers_it_by_itself_once_its_window_is_there(
    crashed: Path, qtbot: QtBot, settings: Settings
) -> None:
    person = Person(open_window(settings=settings), qtbot)
    workspace = person.window.workspace

    person.when_asked(
        lambda: person.wait(lambda: workspace.project.training.epochs == 77), press_button("Open")
    )

    assert workspace.path == crashed
    assert not person.window.is_at_start
    person.window.files.save()
    person.leave()
