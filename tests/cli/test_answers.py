"""What holds for all commands: schemas, errors as one sentence, exit codes."""

import json

import pytest
import typer
from jsonschema import Draft202012Validator

from netbuilder import resources
from netbuilder.cli.app import app

SCHEMA = json.loads(resources.path("schema", "cli.json").read_text(encoding="utf-8"))
PARTS = {"error", "problem", "run", "score", "scores"}


def test_the_schema_is_one_and_has_an_entry_for_every_command():
    Draft202012Validator.check_schema(SCHEMA)
    commands = set(typer.main.get_command(app).commands) - {"open"}

    assert set(SCHEMA["$defs"]) - PARTS == commands


@pytest.mark.parametrize(
    "words",
    [
        ("new", "--template", "nothing", "{folder}/x.netb"),
        ("new", "--data", "{folder}/nothing.csv", "{folder}/x.netb"),
        ("check", "{folder}/broken.netb"),
        ("check", "{folder}/nothing.netb"),
        ("check", "{folder}"),
        ("show", "{folder}/broken.netb"),
        ("train", "{folder}/broken.netb"),
        ("train", "{folder}/broken.netb", "--set", "training.wings=2"),
        ("train", "{folder}/broken.netb", "--resume", "{folder}/broken.netb#last"),
        ("evaluate", "{folder}/broken.netb#last"),
        ("evaluate", "{folder}"),
        ("predict", "{folder}/nothing", "{folder}/rows.csv"),
        ("export", "{folder}/broken.netb", "--to", "pytorch", "-o", "{folder}/x"),
        ("export", "{folder}/nothing#last", "--to", "pytorch", "-o", "{folder}/x"),
        ("pack", "{folder}/broken.netb"),
        ("pack", "{folder}/nothing.netb", "--run", "last"),
        ("unpack", "{folder}/broken.netb", "--into", "{folder}/x"),
        ("unpack", "{folder}/nothing.zip"),
    ],
)
def test_bad_input_is_an_error_for_people_and_machines(run, run_json, tmp_path, words):
    (tmp_path / "broken.netb").write_text('{"format_version": 1, "name": 3', encoding="utf-8")
    filled = [word.format(folder=tmp_path) for word in words]

    said = run(*filled)
    code, answer = run_json(*filled)

    assert (said.code, code, answer["ok"]) == (1, 1, False)
    assert said.err
    assert "Traceback" not in said.err
    assert answer["errors"][0]["fact"]
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["broken.netb", "home"]


def test_a_project_without_runs_has_an_empty_list(run_json, tmp_path):
    assert run_json("runs", tmp_path / "nothing.netb") == (0, {"runs": [], "skipped": []})


@pytest.mark.parametrize(
    "words",
    [
        ("new", "x.netb"),
        ("new", "--template", "iris", "--data", "x.csv", "x.netb"),
        ("train",),
        ("train", "x.netb", "--events", "--json"),
        ("fly",),
        ("check", "a.netb", "--fast"),
        ("export", "x.netb", "--to", "svg"),
        ("predict", "x.netb#last"),
    ],
)
def test_wrong_usage_ends_with_two(run, words):
    assert run(*words).code == 2


def test_the_app_says_what_it_needs_where_there_is_no_display(run, tmp_path, monkeypatch):
    for name in ("QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("sys.platform", "linux")

    for words in ((), (tmp_path / "any.netb",), ("open", "--template", "iris")):
        said = run(*words)
        assert said.code == 1
        assert "display" in said.err
