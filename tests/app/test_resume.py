"""Going on with a run that was stopped, or broken off by a crash, from the window."""

import re
from pathlib import Path

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from netbuilder.project import edit, file
from netbuilder.project.template import open_template
from netbuilder.runs.folder import runs_of
from tests.app.conftest import OpenApp
from tests.app.person import Person

EPOCHS = 120


@pytest.fixture
def stopped(open_app: OpenApp, tmp_path: Path) -> Person:
    """A run that a person has stopped after a few epochs."""
    path = tmp_path / "moons.netb"
    project = edit.set_training(open_template("two-moons-mlp"), epochs=EPOCHS, patience=0)
    file.write(project, path)
    person = open_app(path=path)
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.epoch > 2)
    person.click("top_bar.stop")
    person.wait_for_end()
    assert person.window.engine.series.epoch < EPOCHS
    return person


def test_stopped_run_goes_on_to_its_last_epoch(stopped: Person) -> None:
    stopped.click("run.resume")
    stopped.wait(lambda: stopped.window.engine.series.epoch == EPOCHS)
    stopped.wait_for_end()

    assert "Finished." in stopped.read("run.result")
    assert not stopped.can_see("run.resume")
    (run,) = runs_of(stopped.window.workspace.path)
    assert run.series().epoch == EPOCHS


def test_run_that_a_crash_broke_off_says_so_and_can_go_on(
    stopped: Person, open_app: OpenApp
) -> None:
    path = stopped.window.workspace.path
    stopped.window.hide()
    (run,) = runs_of(path)
    journal = run.path / "events.jsonl"
    lines = journal.read_text(encoding="utf-8").splitlines(keepends=True)
    journal.write_text("".join(line for line in lines if '"finished"' not in line))

    person = open_app(path=path)
    person.wait_until_ready()
    person.window.dock.show_tab("run")

    assert "Broken off after epoch" in person.read("run.result")
    assert person.read("live.left") == "–"
    person.click("run.resume")
    person.wait(lambda: person.window.engine.series.epoch == EPOCHS)
    person.wait_for_end()
    assert runs_of(path)[0].series().reason == "epochs"


def test_console_tells_a_resumed_run_in_order_and_once(stopped: Person, open_app: OpenApp) -> None:
    path = stopped.window.workspace.path
    stopped.window.hide()
    person = open_app(path=path)
    person.wait_until_ready()
    person.window.dock.show_tab("run")
    person.click("run.resume")
    person.wait_for_end()

    person.switch_to("dock.tabs", "Console")
    lines = person.see("console.text", QPlainTextEdit).toPlainText().splitlines()
    assert "Started on" in lines[0]
    epochs = [int(found[1]) for line in lines if (found := re.search(r"  Epoch (\d+) ", line))]
    assert epochs == list(range(1, EPOCHS + 1))
