"""Commands about runs and models, on a small real project."""

import csv
import os
import signal
import subprocess
import sys
import time

import pytest

from netbuilder.runs.folder import runs_of


@pytest.fixture
def trained(run, tmp_path):
    """Iris, trained for three epochs."""
    path = tmp_path / "iris.netb"
    assert run("new", "--template", "iris", path).code == 0
    said = run("train", path, "--set", "training.epochs=3", "--set", "training.patience=0")
    assert said.code == 0, said.err
    return path


def test_a_trained_project_can_be_listed_measured_used_and_taken_away(run_json, trained, tmp_path):
    code, listed = run_json("runs", trained)
    assert code == 0
    assert [(row["status"], row["epoch"]) for row in listed["runs"]] == [("finished", 3)]

    code, measured = run_json("evaluate", f"{trained}#last")
    assert code == 0
    (scores,) = measured["scores"].values()
    assert 0 <= scores["accuracy"] <= 1

    rows = tmp_path / "rows.csv"
    (target,) = measured["scores"]
    names = _input_names(trained)
    rows.write_text(",".join(names) + "\n5.1,3.5,1.4,0.2\n6.7,3.0,5.2,2.3\n", encoding="utf-8")
    output = tmp_path / "said.csv"
    code, said = run_json("predict", f"{trained}#best", rows, "-o", output)
    assert (code, said["rows"]) == (0, 2)
    with output.open(encoding="utf-8", newline="") as stream:
        written = list(csv.DictReader(stream))
    assert [row[target] for row in written] == said["predictions"][target]

    code, exported = run_json(
        "export", f"{trained}#best", "--to", "pytorch", "-o", tmp_path / "iris.py"
    )
    assert code == 0
    assert exported["check"]["classes_equal"]
    assert exported["check"]["largest_difference"] < 1e-5


def test_events_are_lines_of_json_from_the_start_to_the_end(run, tmp_path):
    path = tmp_path / "moons.netb"
    run("new", "--template", "two-moons-mlp", path)

    said = run("train", path, "--set", "training.epochs=2", "--events")

    lines = [line for line in said.out.splitlines() if line]
    assert lines[0].startswith("{")
    assert '"started"' in lines[0]
    assert any('"finished"' in line for line in lines)


@pytest.mark.parametrize("setting", ["training.speed=3", "epochs=3", "training.epochs", "=3"])
def test_a_setting_that_does_not_exist_is_named(run, tmp_path, setting):
    path = tmp_path / "iris.netb"
    run("new", "--template", "iris", path)

    said = run("train", path, "--set", setting)

    assert said.code == 1
    assert setting in said.err


@pytest.mark.parametrize("rate", ["0", "-1", '"fast"'])
def test_a_learning_rate_that_cannot_be_is_refused_before_the_start(run, tmp_path, rate):
    path = tmp_path / "iris.netb"
    run("new", "--template", "iris", path)

    said = run("train", path, "--set", f"training.learning_rate={rate}")

    assert said.code == 1
    assert not runs_of(path)


def test_a_run_that_breaks_ends_with_three_and_keeps_its_folder(run, tmp_path):
    path = tmp_path / "diabetes.netb"
    run("new", "--template", "diabetes", path)
    settings = ("optimizer=SGD", "optimizer_options={}", "learning_rate=9", "epochs=50")

    said = run("train", path, *(w for s in settings for w in ("--set", f"training.{s}")))

    assert said.code == 3, said.out + said.err
    assert len(runs_of(path)) == 1


def test_an_interrupted_run_keeps_its_best_weights_and_ends_with_130(run, tmp_path):
    path = tmp_path / "digits.netb"
    run("new", "--template", "digits-cnn", path)
    command = [sys.executable, "-m", "netbuilder", "train", str(path), "--events"]
    process = subprocess.Popen(
        [*command, "--set", "training.epochs=500"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    assert process.stdout is not None
    for line in process.stdout:
        if '"best"' in line:
            break
    process.send_signal(signal.SIGINT)
    until = time.monotonic() + 60
    process.stdout.read()
    assert process.wait(max(1.0, until - time.monotonic())) == 130
    (left,) = runs_of(path)
    assert left.weights("best").exists()


def _input_names(path):
    from netbuilder.project import file
    from netbuilder.project.schema import ColumnRole

    return [column.name for column in file.read(path).data.with_role(ColumnRole.INPUT)]


def test_a_run_that_is_not_there_is_one_sentence(run, tmp_path):
    said = run("evaluate", tmp_path / "nothing.netb#last")

    assert said.code == 1
    assert said.err.count("\n") == 1


def test_doctor_says_which_device_and_why(run_json):
    code, facts = run_json("doctor")

    assert code == 0
    assert facts["device"]
    assert facts["why"]
    assert facts["torch"][0].isdigit()
