"""Commands about runs, on small real projects."""

import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from netbuilder.project import file
from netbuilder.runs.folder import runs_of
from tests.builders import chain

TIMEOUT_S = 60


@pytest.fixture
def project(run, tmp_path):
    """Iris, which trains for three epochs."""
    path = tmp_path / "iris.netb"
    assert run("new", "--template", "iris", path).code == 0
    return path


SHORT = ("--set", "training.epochs=3", "--set", "training.patience=0")


def test_a_run_is_listed_with_how_it_ended(run, run_json, project):
    said = run("train", project, *SHORT)

    assert said.code == 0, said.err
    assert "finished after epoch 3" in said.out
    code, listed = run_json("runs", project)
    assert code == 0
    assert [(row["status"], row["epoch"]) for row in listed["runs"]] == [("finished", 3)]


def test_the_result_of_training_is_the_run_for_machines(run_json, project):
    code, answer = run_json("train", project, *SHORT)

    assert (code, answer["ok"], answer["trouble"]) == (0, True, None)
    assert answer["run"] == runs_of(project)[0].id
    assert 0 <= answer["test"]["accuracy"] <= 1


def test_all_rows_in_one_step_are_asked_for_by_name(run, run_json, project):
    code, answer = run_json("train", project, *SHORT, "--set", "training.batch_size=all")

    assert code == 0
    run_made = next(one for one in runs_of(project) if one.id == answer["run"])
    assert run_made.project.training.batch_size == 0
    assert run_made.series().steps_per_epoch == 1

    other = run("train", project, "--set", "training.batch_size=most")
    assert other.code == 1
    assert "expected a whole number from 0 to 1,000,000,000 or all." in other.err
    assert "batch_size=all" in run("train", "--help").out


def test_a_run_goes_on_only_for_longer(run, run_json, project):
    run("train", project, *SHORT)

    over = run("train", project, "--resume", f"{project}#last")
    code, longer = run_json(
        "train", project, "--resume", f"{project}#last", "--set", "training.epochs=5"
    )
    other = run("train", project, "--resume", f"{project}#last", "--set", "training.seed=5")

    assert (over.code, over.err.count("\n")) == (1, 1)
    assert (code, longer["epoch"]) == (0, 5)
    assert (longer["epochs"], longer["watch"]) == (5, "loss")
    assert (other.code, "training.seed" in other.err) == (1, True)
    assert len(runs_of(project)) == 1


def test_events_are_lines_of_json_from_the_start_to_the_end(run, tmp_path):
    path = tmp_path / "moons.netb"
    run("new", "--template", "two-moons-mlp", path)

    said = run("train", path, "--set", "training.epochs=2", "--events")

    lines = [line for line in said.out.splitlines() if line]
    assert lines[0].startswith("{")
    assert '"started"' in lines[0]
    assert any('"finished"' in line for line in lines)


def test_a_log_gets_a_line_for_every_tenth_of_the_epochs_also_of_those_to_come(run, project):
    first = run("train", project, *SHORT)
    words = ("--resume", f"{project}#last", "--set", "training.epochs=20")
    then = run("train", project, *words)

    assert [line.split()[1] for line in first.err.splitlines() if "/" in line] == [
        "1/3",
        "2/3",
        "3/3",
    ]
    assert then.code == 0, then.err
    assert [line.split()[1] for line in then.err.splitlines() if "/" in line] == [
        f"{epoch}/20" for epoch in range(4, 21, 2)
    ]


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


WILD = ("optimizer=SGD", "optimizer_options={}", "learning_rate=1000000", "epochs=50")


@pytest.fixture
def wild(run, tmp_path):
    """A command that soon meets numbers that are not finite."""
    path = tmp_path / "diabetes.netb"
    run("new", "--template", "diabetes", path)
    return ["train", path, *(w for setting in WILD for w in ("--set", f"training.{setting}"))]


def test_a_run_that_breaks_ends_with_three_the_layer_and_what_to_try(run, wild):
    said = run(*wild)

    assert said.code == 3, said.out + said.err
    *_progress, sentence, remedy = said.err.splitlines()
    assert "finite" in sentence
    assert sentence.partition(":")[0] in ("dense1", "dense2", "output1")
    words = shlex.split(remedy.partition(": ")[2])
    assert words[:3] == ["netbuilder", "train", str(wild[1])]
    assert "training.optimizer=SGD" in words
    assert "training.learning_rate=100000.0" in words
    assert len(runs_of(wild[1])) == 1


def test_trouble_is_told_to_machines_with_its_repair(run_json, wild):
    code, answer = run_json(*wild)

    assert (code, answer["ok"]) == (3, False)
    assert answer["trouble"]["code"] == "non_finite"
    assert answer["trouble"]["node"]
    assert answer["trouble"]["repair"] == {"training.learning_rate": 100000.0}


@contextmanager
def _training(path, *words) -> Iterator[subprocess.Popen]:
    """The command line training in a process of its own, once it has found a best epoch."""
    command = [sys.executable, "-m", "netbuilder", "train", str(path), "--events", *words]
    with subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if '"best"' in line:
                break
        yield process


def _end(process: subprocess.Popen) -> tuple[int, str]:
    _out, err = process.communicate(timeout=TIMEOUT_S)
    return process.returncode, err


def test_an_interrupted_run_keeps_its_best_weights_and_says_how_to_go_on(run, tmp_path):
    path = tmp_path / "digits.netb"
    run("new", "--template", "digits-cnn", path)

    with _training(path, "--set", "training.epochs=500") as process:
        process.send_signal(signal.SIGINT)
        code, err = _end(process)

    assert code == 130
    (left,) = runs_of(path)
    assert left.weights("best").name == "best.safetensors"
    assert shlex.join(["train", str(path), "--resume", f"{path}#{left.id}"]) in err


def test_a_run_whose_folder_is_deleted_ends_with_three(run, tmp_path):
    path = tmp_path / "moons.netb"
    run("new", "--template", "two-moons-mlp", path)

    with _training(path, "--set", "training.epochs=100000") as process:
        shutil.rmtree(tmp_path / "moons.runs")
        began = time.monotonic()
        code, err = _end(process)

    assert code == 3
    assert "folder is gone" in err
    assert time.monotonic() - began < TIMEOUT_S


def test_a_project_with_problems_is_not_trained(run, tmp_path):
    path = tmp_path / "bad.netb"
    file.write(chain(("Input", {"columns": ("x",)}), "Output"), path)

    said = run("train", path)

    assert said.code == 1
    assert not runs_of(path)
