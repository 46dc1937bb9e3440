"""Packing and unpacking, on small real runs of a table."""

import shutil

import pytest

from netbuilder.project import file
from netbuilder.runs.folder import runs_of

SHORT = ("--set", "training.epochs=2", "--set", "training.patience=0")


@pytest.fixture
def project(run, tmp_path):
    """A table that lies elsewhere than its project, which was trained twice."""
    rows = [f"{i % 7}.5,{i % 5},{'oak' if i % 2 else 'elm'}" for i in range(60)]
    table = tmp_path / "tables" / "trees.csv"
    table.parent.mkdir()
    table.write_text("height,width,species\n" + "\n".join(rows) + "\n", encoding="utf-8")
    path = tmp_path / "mine" / "trees.netb"
    path.parent.mkdir()
    assert run("new", "--data", table, "--target", "species", path).code == 0
    for _ in range(2):
        assert run("train", path, *SHORT).code == 0
    return path


def test_what_was_trained_here_answers_and_goes_on_there(run, run_json, project, tmp_path):
    measured = run_json("evaluate", f"{project}#last")[1]
    code, packed = run_json("pack", project, "--out", tmp_path / "trees.zip")
    shutil.rmtree(project.parent)
    shutil.rmtree(tmp_path / "tables")

    unpacked = run_json("unpack", tmp_path / "trees.zip")[1]
    there = tmp_path / "trees" / "trees.netb"

    assert (code, packed["data"], packed["left_out"]) == (0, ["trees.csv"], [])
    assert (unpacked["file"], unpacked["runs"]) == (str(there), [packed["run"]])
    assert file.read(there).data.source.location == "data/trees.csv"
    assert run("check", there).code == 0
    assert run_json("evaluate", f"{there}#last")[1]["scores"] == measured["scores"]
    said = run("train", there, "--resume", f"{there}#last", "--set", "training.epochs=3")
    assert said.code == 0, said.err


def test_the_last_run_goes_along_unless_another_or_none_is_asked_for(run_json, project):
    last, first = (one.id for one in runs_of(project))

    packed = [
        run_json("pack", project, *words)[1]["run"]
        for words in ((), ("--run", first), ("--run", "none"))
    ]
    code, answer = run_json("pack", project, "--run", "gone")

    assert packed == [last, first, ""]
    assert (code, answer["errors"][0]["fact"]) == (1, "this project has no such run")


def test_people_are_told_what_is_in_it_and_what_is_not(run, project, tmp_path):
    said = run("pack", project)
    (tmp_path / "tables" / "trees.csv").unlink()
    without = run("pack", project, "--run", "none")

    assert f"trees.zip holds trees.netb, {runs_of(project)[0].id}, trees.csv: 0." in said.out
    assert "trees.csv: left out" in without.err
    opened = run("unpack", project.with_suffix(".zip"), "--into", tmp_path / "theirs")
    again = run("unpack", project.with_suffix(".zip"), "--into", tmp_path / "theirs")
    assert f"netbuilder {tmp_path / 'theirs' / 'trees.netb'}" in opened.out
    assert (again.code, again.err.count("\n")) == (1, 1)
