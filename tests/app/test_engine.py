"""Training from the window: what a person sees of a run, whatever happens to it."""

import shutil
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from netbuilder.app.engine import Engine
from netbuilder.project import edit, file
from netbuilder.project.schema import Source
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.event import CommandTaken
from netbuilder.runs.folder import RunFolder, runs_of
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, Person, name_file


def moons(**training: object) -> Project:
    return edit.set_training(open_template("two-moons-mlp"), **training)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A project that trains for longer than anyone waits."""
    path = tmp_path / "work" / "moons.netb"
    path.parent.mkdir()
    file.write(moons(epochs=100_000, patience=0), path)
    return path


def start(open_app: OpenApp, path: Path) -> Person:
    person = open_app(path=path)
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.epoch > 1)
    return person


def test_run_draws_its_curves_and_figures(open_app: OpenApp, path: Path) -> None:
    person = start(open_app, path)
    person.wait(lambda: person.can_see("chart.loss") and "Loss after" in described(person))

    person.wait(lambda: person.can_see("live.epoch.unit"))
    assert person.read("live.epoch.unit") == "of 100,000"
    assert person.read("live.speed.unit") == "examples/s"
    assert person.window.dock.progress.fraction() >= 0
    assert {p.name for p in path.parent.iterdir()} == {"moons.netb", "moons.runs"}
    person.click("top_bar.stop")
    person.wait_for_end()


def test_run_that_ends_by_itself_says_how_it_went(open_app: OpenApp, path: Path) -> None:
    file.write(moons(epochs=2), path)
    person = open_app(path=path)
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.epoch == 2)
    person.wait_for_end()

    assert "Finished." in person.read("run.result")
    assert "On the test part: loss " in person.read("run.result")
    person.switch_to("dock.tabs", "Training")
    person.wait(lambda: "best" in person.read("last_run.best"))


def test_earlier_run_is_shown_when_its_project_opens(open_app: OpenApp, trained: Path) -> None:
    person = open_app(path=trained)
    person.wait_until_ready()
    person.switch_to("dock.tabs", "Runs")

    assert person.read("live.epoch") == "2"
    assert "Finished." in person.read("run.result")
    person.wait(lambda: "Loss after" in described(person))
    person.switch_to("dock.tabs", "Training")
    person.wait(lambda: "best" in person.read("last_run.best"))
    assert not person.can_see("last_run.empty")


def test_before_the_first_run_its_place_says_how_to_begin(open_app: OpenApp, path: Path) -> None:
    person = open_app(path=path)
    person.wait_until_ready()
    assert person.read("last_run.empty") == "Press Train and the curves appear here."
    assert not person.can_see("last_run.chart")

    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.epoch > 0)
    person.switch_to("dock.tabs", "Training")
    person.wait(lambda: person.can_see("last_run.chart"))
    assert not person.can_see("last_run.empty")
    person.click("top_bar.stop")
    person.wait_for_end()


def test_edits_during_a_run_do_not_touch_it(open_app: OpenApp, path: Path) -> None:
    person = start(open_app, path)
    before = person.window.workspace.project
    dense = next(name for name in sorted(person.node_names()) if name.startswith("dense"))
    person.select(dense)
    person.type_into("inspector.out_features", "5")
    person.click("top_bar.stop")
    person.wait_for_end()

    (run,) = runs_of(path)
    assert run.project.networks == before.networks
    assert person.parameters(dense)["out_features"] == 5


def test_closing_the_window_ends_the_run_with_a_checkpoint(open_app: OpenApp, path: Path) -> None:
    person = start(open_app, path)
    person.window.close()

    assert not person.window.engine.is_training
    (run,) = runs_of(path)
    assert run.checkpoint.exists()
    assert not [t for t in threading.enumerate() if t.name.startswith("netbuilder")]


def test_run_folder_deleted_while_training_is_said(open_app: OpenApp, path: Path) -> None:
    person = start(open_app, path)
    shutil.rmtree(path.with_suffix(".runs"))
    person.wait(lambda: person.can_see("run.message"), seconds=60)

    words = person.read("run.message")
    assert words.endswith(".")
    assert "\n" not in words
    assert "Errno" not in words
    if person.window.engine.is_training:
        person.click("top_bar.stop")
    person.wait_for_end()
    assert not person.can_see("run.retry")


def test_loss_that_is_no_number_pauses_and_goes_on_repaired(open_app: OpenApp, path: Path) -> None:
    wild = moons(epochs=100_000, optimizer="SGD", optimizer_options={}, learning_rate=1e6)
    file.write(edit.set_training(wild, patience=0), path)
    person = open_app(path=path)
    person.click("top_bar.train")
    person.wait(lambda: person.can_see("run.retry"), seconds=60)

    assert person.read("top_bar.pause") == "Go on"
    assert person.read("run.retry").startswith("Go on with learning rate")
    trouble = person.window.engine.series.trouble
    assert trouble is not None
    assert person.read("run.message") == trouble.sentence

    person.click("run.retry")
    (run,) = runs_of(path)
    person.wait(lambda: {"set", "go_on"} <= {c.command for c in commands(run)})
    (change,) = (c for c in commands(run) if c.command == "set")
    assert float(str(change.arguments["learning_rate"])) < 1e6
    person.click("top_bar.stop")
    person.wait_for_end()


def test_data_that_cannot_be_read_is_said(open_app: OpenApp, tmp_path: Path) -> None:
    table = tmp_path / "points.csv"
    table.write_text("a,b,kind\n" + "".join(f"{i},{i % 5},{'xy'[i % 2]}\n" for i in range(40)))
    person = open_app(template="two-moons-mlp")
    person.wait_until_ready()
    person.window.data_chooser.use(Source(kind="csv", location=str(table)))
    person.wait(lambda: person.window.workspace.project.data.rows == 40)
    table.unlink()
    person.click("top_bar.train")
    person.wait_for_end()

    assert "points.csv" in person.message
    assert "points.csv" in person.read("run.message")


def test_second_run_begins_with_empty_curves(open_app: OpenApp, path: Path) -> None:
    file.write(moons(epochs=2), path)
    person = open_app(path=path)
    for count in (1, 2):
        person.click("top_bar.train")
        person.wait(lambda: person.window.engine.series.epoch == 2)
        person.wait_for_end()
        assert len(runs_of(path)) == count
        assert len(person.window.engine.series.train["loss"]) == 2


def test_run_of_an_untitled_project_goes_along_when_it_is_saved(
    open_app: OpenApp, tmp_path: Path
) -> None:
    person = open_app(moons(epochs=2))
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.epoch == 2)
    person.wait_for_end()
    path = tmp_path / "mine.netb"
    person.when_asked(lambda: person.press(Qt.Key.Key_S, CTRL), name_file(path))

    (run,) = runs_of(path)
    assert run.is_finished
    assert person.window.engine.run == run
    assert "Finished." in person.read("run.result")


def test_run_that_ends_behind_another_project_is_not_taken_for_its_own(
    open_app: OpenApp, path: Path
) -> None:
    person = start(open_app, path)
    person.choose_command("New from template", "Iris")
    person.click("top_bar.stop")
    person.wait_for_end()

    assert person.window.engine.run is None
    person.click("top_bar.export")
    assert "not trained yet" in person.words_in("export_dialog")


def test_job_that_fails_without_a_word_has_failed_all_the_same(qtbot: QtBot) -> None:
    engine, done, failed = Engine(), list[object](), list[str]()

    def fill_memory() -> object:
        raise MemoryError

    engine.work(fill_memory, done=done.append, failed=failed.append, needs_torch=False)
    qtbot.waitUntil(lambda: bool(done or failed))
    engine.close()

    assert failed == ["This failed, and nothing says why."]
    assert not done


def test_training_is_refused_in_words_where_torch_cannot_be_loaded(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "netbuilder.training", None)  # as where an import fails
    engine, failed = Engine(), list[str]()
    engine.failed.connect(failed.append)

    engine.load()
    engine.start_training(moons(), base=None, folder=tmp_path)
    qtbot.waitUntil(lambda: not engine.is_training)
    engine.close()

    assert failed[0].startswith("Training stopped: ")


def described(person: Person) -> str:
    """What a screen reader says of the loss curves."""
    return person.see("chart.loss").accessibleDescription()


def commands(run: RunFolder) -> list[CommandTaken]:
    """What the run has done on command."""
    return [event for event in run.events() if isinstance(event, CommandTaken)]
