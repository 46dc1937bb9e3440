"""A person's own name and star on a run, and deleting it."""

from pathlib import Path

import pytest

from netbuilder.error import RunError
from netbuilder.project.template import open_template
from netbuilder.runs.folder import LABEL, RunFolder, RunLabel


@pytest.fixture
def run(tmp_path: Path) -> RunFolder:
    run = RunFolder.create(tmp_path / "my.runs", open_template("two-moons-mlp"))
    run.close()
    return run


def test_run_without_a_label_has_no_name_and_no_star(run: RunFolder) -> None:
    assert run.label() == RunLabel(name="", is_favourite=False)


def test_label_is_kept(run: RunFolder) -> None:
    run.write_label(RunLabel(name="  Größer × 2 ", is_favourite=True))
    assert RunFolder(run.path).label() == RunLabel(name="Größer × 2", is_favourite=True)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"name": 3, "favourite": "yes"}', '{"name": null}']
)
def test_damaged_label_is_as_good_as_none(run: RunFolder, content: str) -> None:
    (run.path / LABEL).write_text(content, encoding="utf-8")
    assert run.label() == RunLabel()


def test_name_has_an_end(run: RunFolder) -> None:
    run.write_label(RunLabel(name="x" * 5000))
    assert run.label().name == "x" * 200


def test_deleted_run_is_gone(run: RunFolder) -> None:
    run.remove()
    assert not run.path.exists()
    assert run.path.parent.exists()


def test_run_that_is_being_written_is_not_deleted(run: RunFolder) -> None:
    run.acquire()
    with pytest.raises(RunError, match="another program"):
        RunFolder(run.path).remove()
    assert run.path.exists()
    run.close()
