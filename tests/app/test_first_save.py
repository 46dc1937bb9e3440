"""What is trained before the first save belongs to the project all the same."""

from pathlib import Path

from PySide6.QtCore import Qt

from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.folder import runs_of
from tests.app.conftest import OpenApp
from tests.app.person import CTRL, Person, name_file


def moons(epochs: int) -> Project:
    return edit.set_training(open_template("two-moons-mlp"), epochs=epochs, patience=0)


def save(person: Person, path: Path) -> None:
    person.when_asked(lambda: person.press(Qt.Key.Key_S, CTRL), name_file(path))


def test_run_before_the_first_save_is_found_with_the_file(
    open_app: OpenApp, tmp_path: Path
) -> None:
    person = open_app(moons(2))
    person.click("top_bar.train")
    person.wait_for_end()
    first = person.window.engine.run
    path = tmp_path / "moons.netb"
    save(person, path)

    (run,) = runs_of(path)
    assert first is not None
    assert run.id == first.id
    assert not first.path.exists()
    assert person.window.engine.run == run
    assert run.weights("best").exists()


def test_run_that_is_under_way_at_the_first_save_follows_when_it_ends(
    open_app: OpenApp, tmp_path: Path
) -> None:
    person = open_app(moons(100_000))
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.epoch > 1)
    path = tmp_path / "moons.netb"
    save(person, path)
    assert runs_of(path) == ()
    person.click("top_bar.stop")
    person.wait_for_end()

    assert runs_of(path) == (person.window.engine.run,)
    person.window.workspace.edit("Fewer epochs", moons(1))
    person.click("top_bar.train")
    person.wait_for_end()
    assert len(runs_of(path)) == 2


def test_run_of_a_project_that_was_left_is_not_taken_for_the_next_one(
    open_app: OpenApp, tmp_path: Path
) -> None:
    person = open_app(moons(100_000))
    person.window.workspace.set_project(moons(100_000))
    person.click("top_bar.train")
    person.wait(lambda: person.window.engine.series.epoch > 1)
    person.window.files.open_template("iris")
    path = tmp_path / "iris.netb"
    save(person, path)
    person.click("top_bar.stop")
    person.wait_for_end()

    assert person.window.engine.run is None
    assert runs_of(path) == ()
