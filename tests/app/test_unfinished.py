"""Training that the app or the machine broke off is offered at the next start."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from netbuilder.app.recovery import left_behind, recovery_folder
from netbuilder.app.unfinished import Unfinished
from netbuilder.project import edit, file
from netbuilder.project.template import open_template
from netbuilder.runs.folder import RunFolder, runs_folder, runs_of
from netbuilder.training import train
from tests.app.conftest import OpenApp
from tests.app.person import Person, press_button

EPOCHS = 5_000

_SCRIPT = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from netbuilder.app.main import build_window, show_window
from netbuilder.project import edit

path, end = Path(sys.argv[1]), sys.argv[2]
application = QApplication([])
window = build_window(path)
show_window(window)

def begin():
    window.actions_["train"].trigger()
    timer.start()

def look():
    if window.engine.series.epoch < 3:
        return
    timer.stop()
    if end == "kill":
        project = edit.rename_project(window.workspace.project, "Unsaved name")
        window.workspace.edit("Rename", project)
        QTimer.singleShot(2500, lambda: print("ready", flush=True))
    else:
        window.close()

timer = QTimer()
timer.setInterval(20)
timer.timeout.connect(look)
window.engine.loaded.connect(begin)
application.exec()
"""


def start(path: Path, end: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", _SCRIPT, str(path), end],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "my nets ü" / "moons.netb"
    path.parent.mkdir()
    project = edit.set_training(open_template("two-moons-mlp"), epochs=EPOCHS, patience=0)
    file.write(project, path)
    return path


def go_on(person: Person) -> None:
    """Press the button that the offer leads to, and wait until some epochs have been added."""
    person.wait_until_ready()
    before = person.window.engine.series.epoch
    person.click("run.resume")
    person.wait(lambda: person.window.engine.series.epoch > before)
    person.wait(lambda: person.can_see("top_bar.stop"))
    person.click("top_bar.stop")
    person.wait_for_end()


def test_closing_while_training_asks_nothing_and_the_next_start_offers_to_go_on(
    path: Path, open_app: OpenApp
) -> None:
    _out, errors = start(path, "close").communicate(timeout=90)
    assert "Traceback" not in errors
    (run,) = runs_of(path)
    closed_after = run.series().epoch
    assert 3 <= closed_after < EPOCHS
    assert run.checkpoint.exists()

    person = open_app(path=path)
    offer = f"Training ended after epoch {closed_after} of {EPOCHS}"
    person.wait(lambda: offer in person.message)
    person.wait_until_ready()

    assert person.can_see("run.resume")
    go_on(person)
    assert runs_of(path) == (run,)
    assert run.series().epoch > closed_after

    again = open_app(path=path)  # stopped by hand since: nothing is offered any more
    assert "Training ended" not in again.message


def test_kill_while_training_offers_the_drawing_and_the_run(path: Path, open_app: OpenApp) -> None:
    process = start(path, "kill")
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
    until = time.monotonic() + 10
    while not left_behind(recovery_folder()) and time.monotonic() < until:
        time.sleep(0.05)
    person = open_app()

    person.when_asked(person.window.offer_recovery, press_button("Open"))
    person.wait(lambda: "Training ended after epoch" in person.message)
    person.wait_until_ready()

    assert person.read("top_bar.name") == "Unsaved name"
    assert not person.window.workspace.is_saved
    assert person.window.workspace.path == path
    go_on(person)


def test_run_that_another_program_is_writing_is_not_offered(path: Path, open_app: OpenApp) -> None:
    run = broken_off(path)
    run.acquire()
    person = open_app(path=path)
    run.close()

    assert "Training ended" not in person.message


def test_run_that_was_stopped_by_hand_is_not_offered(path: Path, open_app: OpenApp) -> None:
    run = broken_off(path, marks=('"finished"',), drop=False)
    assert run.series().reason
    person = open_app(path=path)

    assert "Training ended" not in person.message


def test_damaged_list_of_unfinished_runs_counts_as_empty(tmp_path: Path) -> None:
    run = RunFolder(tmp_path / "runs" / "one")
    for content in ("", "{", "[1, null]", '{"a": 1}'):
        (tmp_path / "list").write_text(content)
        unfinished = Unfinished(tmp_path / "list")
        assert not unfinished.take(run)
        unfinished.add(run)
        assert unfinished.take(run)
        assert not unfinished.take(run)
        assert not (tmp_path / "list").exists()


def broken_off(
    path: Path, *, marks: tuple[str, ...] = ('"finished"',), drop: bool = True
) -> RunFolder:
    """A run of two epochs of many, as a crash leaves it behind."""
    project = edit.set_training(file.read(path), epochs=2)
    run = train(project, base=path.parent, folder=runs_folder(path), device="cpu")
    journal = run.path / "events.jsonl"
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    if drop:
        journal.write_text("".join(x for x in lines if not any(mark in x for mark in marks)))
    return run
