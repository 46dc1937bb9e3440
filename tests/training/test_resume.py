"""A run that was broken off goes on as if nothing had happened, bit for bit."""

import os
import queue
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from netbuilder import training
from netbuilder.error import DataError, RunError
from netbuilder.model.weights import read_tensors
from netbuilder.project import edit, file
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.command import Stop
from netbuilder.runs.event import EpochEnded, Event, Resumed
from netbuilder.runs.folder import RunFolder
from netbuilder.runs.turnstile import Turnstile
from netbuilder.training.control import Commands

Moons = Callable[..., Project]

KILLS = 3
KILLS_LONG = 30

TRAIN = """
import sys
from pathlib import Path
from netbuilder import training
from netbuilder.project import file
training.train(file.read(Path(sys.argv[1])), folder=Path(sys.argv[2]), checkpoint_every_s=0.01)
"""
RESUME = """
import sys
from pathlib import Path
from netbuilder import training
from netbuilder.runs.folder import RunFolder
training.resume(RunFolder(Path(sys.argv[1])), checkpoint_every_s=0.01)
"""


class Stile(Turnstile):
    """Stops the run that passes through before one of its steps."""

    def __init__(self, commands: Commands, step: int) -> None:
        super().__init__()
        self._commands = commands
        self._steps_left = step

    def pass_through(self) -> None:
        self._steps_left -= 1
        if not self._steps_left:
            self._commands.put(Stop())
        super().pass_through()


def rich_project() -> Project:
    """Batch statistics, dropout and an optimizer with state: all that a checkpoint must hold."""
    project = open_template("two-moons-mlp")
    (name, network), *_ = project.networks.items()
    for kind in ("BatchNorm", "Dropout"):
        network = project.networks[name]
        into = next(e for e in network.edges if network.nodes[e.sink.node].kind == "Linear")
        if network.nodes[into.source.node].kind == "Input":
            into = next(
                e
                for e in network.edges
                if network.nodes[e.sink.node].kind == "Linear" and e.source != into.source
            )
        project = edit.insert_on_edge(project, name, into, edit.new_node(network, kind))
    return replace(project, training=replace(project.training, epochs=150, patience=0))


def start(code: str, *arguments: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        env={**os.environ, "OMP_NUM_THREADS": "1"},
        stderr=subprocess.PIPE,
    )


def wait_for_steps(folder: Path, process: "subprocess.Popen[bytes]") -> RunFolder:
    """Wait until a run in `folder` has written its first losses."""
    until = time.monotonic() + 60
    while time.monotonic() < until and process.poll() is None:
        for path in folder.glob("*/events.jsonl"):
            if b'"steps"' in path.read_bytes():
                return RunFolder(path.parent)
        time.sleep(0.005)
    raise AssertionError(f"no step was taken: {process.communicate()[1].decode()}")


def kill_and_resume(project_path: Path, folder: Path, delays_s: list[float]) -> RunFolder:
    """Train in another process that is killed after each delay, and go on until it ends."""
    process = start(TRAIN, project_path, folder)
    run = wait_for_steps(folder, process)
    for delay_s in delays_s:
        time.sleep(delay_s)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        if run.is_finished:
            return run
        before = len(run.events())
        process = start(RESUME, run.path)
        while len(run.events()) <= before and process.poll() is None:
            time.sleep(0.01)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0, errors.decode()
    return run


@pytest.fixture(scope="module")
def rich(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, RunFolder]:
    """A project file, and its run without a break."""
    folder = tmp_path_factory.mktemp("rich")
    path = folder / "rich.netb"
    file.write(rich_project(), path)
    return path, training.train(file.read(path), folder=folder / "whole")


def check_equal(run: RunFolder, whole: RunFolder) -> None:
    """Every loss, every metric and every weight is the same, to the last bit."""
    found, expected = run.series(), whole.series()
    assert list(found.step_losses) == list(expected.step_losses)
    assert found.train == expected.train
    assert found.validation == expected.validation
    assert (found.best_epoch, found.best_value) == (expected.best_epoch, expected.best_value)
    assert found.test == expected.test
    for which in ("best", "last"):
        ours, theirs = (read_tensors(r.weights(which)) for r in (run, whole))
        assert ours.keys() == theirs.keys()
        assert all(ours[name].equal(theirs[name]) for name in ours)


@pytest.mark.parametrize("number", range(KILLS))
def test_killed_run_goes_on_bit_for_bit(
    rich: tuple[Path, RunFolder], tmp_path: Path, number: int
) -> None:
    path, whole = rich
    delays_s = [random.Random(number).uniform(0.0, 0.35)]

    run = kill_and_resume(path, tmp_path / "runs", delays_s)

    assert any(isinstance(event, Resumed) for event in run.events())
    check_equal(run, whole)


@pytest.mark.long
@pytest.mark.timeout(600)
@pytest.mark.parametrize("number", range(KILLS_LONG))
def test_run_killed_many_times_goes_on_bit_for_bit(
    rich: tuple[Path, RunFolder], tmp_path: Path, number: int
) -> None:
    path, whole = rich
    source = random.Random(1000 + number)

    run = kill_and_resume(path, tmp_path / "runs", [source.uniform(0.0, 0.25) for _ in range(4)])

    check_equal(run, whole)


def stop_after(project: Project, folder: Path, epoch: int) -> RunFolder:
    """A run that a person stops when an epoch has ended."""
    commands: Commands = queue.SimpleQueue()

    def sink(event: Event) -> None:
        if isinstance(event, EpochEnded) and event.epoch == epoch:
            commands.put(Stop())

    return training.train(project, folder=folder, sink=sink, commands=commands)


def test_stopped_run_goes_on_bit_for_bit(moons: Moons, runs: Path) -> None:
    project = moons(epochs=8)
    whole = training.train(project, folder=runs)
    run = stop_after(project, runs, 3)
    assert run.series().reason == "stopped"

    training.resume(run)

    check_equal(run, whole)
    assert any(isinstance(event, Resumed) for event in run.events())


def test_run_stopped_in_the_middle_of_an_epoch_goes_on_bit_for_bit(
    moons: Moons, runs: Path
) -> None:
    project = moons(epochs=2, batch_size=1)  # 700 steps an epoch
    whole = training.train(project, folder=runs)
    commands: Commands = queue.SimpleQueue()

    run = training.train(project, folder=runs, commands=commands, turnstile=Stile(commands, 300))
    assert run.series().step == 299

    training.resume(run)

    check_equal(run, whole)


@pytest.mark.parametrize("optimizer", ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad"])
def test_every_optimizer_goes_on_bit_for_bit(moons: Moons, runs: Path, optimizer: str) -> None:
    options = {"momentum": 0.9} if optimizer in ("SGD", "RMSprop") else {}
    project = moons(epochs=4, optimizer=optimizer, optimizer_options=options)
    whole = training.train(project, folder=runs)

    run = training.resume(stop_after(project, runs, 2))

    check_equal(run, whole)


def test_finished_run_takes_longer_training_and_equals_one_planned_so(
    moons: Moons, runs: Path
) -> None:
    whole = training.train(moons(epochs=6), folder=runs)
    run = training.train(moons(epochs=4), folder=runs)

    training.resume(run, epochs=6)

    check_equal(run, whole)
    assert run.series().epochs == 6


def test_finished_run_without_more_epochs_is_refused(moons: Moons, runs: Path) -> None:
    run = training.train(moons(epochs=2), folder=runs)

    with pytest.raises(RunError, match="this run has come to its end"):
        training.resume(run)
    with pytest.raises(RunError, match="must be above the 2 that have ended"):
        training.resume(run, epochs=2)
    assert run.is_finished


def test_run_that_never_wrote_a_checkpoint_starts_over(moons: Moons, runs: Path) -> None:
    whole = training.train(moons(), folder=runs)
    run = RunFolder.create(runs, moons())
    run.append(whole.events()[0])
    run.close()

    training.resume(run)

    check_equal(run, whole)


def test_checkpoint_that_is_damaged_is_refused(moons: Moons, runs: Path) -> None:
    run = stop_after(moons(), runs, 1)
    state = run.checkpoint / "state.json"
    for content in ("", "[]", "{}", state.read_text().replace('"version": 1', '"version": 99')):
        state.write_text(content)
        with pytest.raises(RunError):
            training.resume(run)


def test_checkpoint_of_another_network_is_refused(moons: Moons, runs: Path) -> None:
    run = stop_after(moons(), runs, 1)
    project = run.project
    (name, network), *_ = project.networks.items()
    linear = next(node for node in network.nodes.values() if node.kind == "Linear")
    file.write(
        edit.set_parameter(project, name, [linear.id], "out_features", 7), run.path / "project.netb"
    )

    with pytest.raises(RunError, match="does not fit the run's own project"):
        training.resume(run)


def test_changed_data_is_refused(moons: Moons, runs: Path) -> None:
    run = stop_after(moons(), runs, 1)
    project = run.project
    data = replace(project.data, fingerprint="another")
    file.write(replace(project, data=data), run.path / "project.netb")

    with pytest.raises(DataError, match="the data has changed"):
        training.resume(run)


def test_run_that_another_program_writes_cannot_be_resumed(moons: Moons, runs: Path) -> None:
    run = stop_after(moons(), runs, 1)
    other = RunFolder(run.path)
    other.acquire()

    with pytest.raises(RunError, match="another program is writing this run"):
        training.resume(run)
    other.close()
