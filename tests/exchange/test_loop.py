"""Exported training loops: plain PyTorch that learns what netbuilder's own trainer learned."""

import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from netbuilder.compiler import source
from netbuilder.data import prepare
from netbuilder.error import DataError, ExportError
from netbuilder.exchange import Options, export
from netbuilder.exchange import rows as rows_file
from netbuilder.exchange.loop import LoopFiles
from netbuilder.exchange.program import write_program
from netbuilder.exchange.rows import write_rows
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.series import Series
from netbuilder.training import train
from tests.builders import chain
from tests.exchange import projects

LOOP = Options(training_loop=True, comments=True)
FILES = LoopFiles(rows="net.rows.npz", weights="net.again.safetensors")


def write(project: Project, folder: Path, *, transforms: bool = True) -> Path:
    """The exported file of a project with its rows, without the check in another process."""
    prepared, written = prepare(project.data, folder), source(project)
    program = folder / "net.py"
    program.write_text(
        write_program(
            written,
            prepared.pipeline,
            project,
            weights="net.safetensors",
            transforms=transforms,
            loop=FILES,
        ),
        encoding="utf-8",
    )
    write_rows(folder / FILES.rows, written, project.data, prepared, folder, raw=transforms)
    return program


def train_plainly(program: Path, printed: pytest.CaptureFixture[str]) -> list[list[float]]:
    """The numbers that the file's own loop writes, epoch by epoch."""
    names = runpy.run_path(str(program))
    learned, compared = names["read"]()
    with torch.random.fork_rng():
        names["train"](*learned, compared)
    return [
        [float(word) for word in line.replace(",", "").split()[3::3]]
        for line in printed.readouterr().out.splitlines()
    ]


def train_here(project: Project, folder: Path) -> Series:
    return train(project, base=folder, folder=folder / "net.runs", device="cpu").series()


@pytest.mark.parametrize("sort", projects.SORTS)
def test_the_loop_learns_step_by_step_what_the_trainer_learned(
    sort: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    project = edit.set_training(projects.SORTS[sort](tmp_path), epochs=2, watch="loss", seed=7)
    ours = train_here(project, tmp_path)

    plain = train_plainly(write(project, tmp_path), capsys)

    # Sums of convolutions come in another order, and small differences grow from step to step.
    assert [line[0] for line in plain] == pytest.approx(ours.train["loss"], rel=0.01, abs=1e-5)
    measured = [line[1] for line in plain]
    assert measured == pytest.approx(ours.validation["loss"], rel=0.01, abs=1e-5)


@pytest.mark.parametrize("optimizer", ["SGD", "AdamW", "RMSprop", "Adagrad", "Adam"])
def test_the_loop_has_the_optimizer_with_its_settings(
    optimizer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    options = {
        "SGD": {"momentum": 0.8, "nesterov": True},
        "Adam": {"beta1": 0.7, "amsgrad": True},
        "RMSprop": {"centered": True},
    }.get(optimizer, {"weight_decay": 0.1})
    project = edit.set_training(
        open_template("iris"),
        epochs=3,
        optimizer=optimizer,
        optimizer_options=options,
        batch_size=0,
        patience=0,
    )
    ours = train_here(project, tmp_path)

    plain = train_plainly(write(project, tmp_path), capsys)

    assert [line[0] for line in plain] == pytest.approx(ours.train["loss"], rel=1e-3)


def test_the_loop_watches_what_the_project_watches_and_stops_as_early(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    project = edit.set_training(
        open_template("iris"), epochs=60, patience=3, watch="accuracy", learning_rate=0.05
    )
    ours = train_here(project, tmp_path)

    plain = train_plainly(write(project, tmp_path), capsys)

    assert len(plain) == ours.epoch < 60
    assert [line[1] for line in plain] == pytest.approx(ours.validation["accuracy"], abs=1e-5)


def test_locked_layers_stay_as_they_are_in_the_loop(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    project = edit.set_training(open_template("iris"), epochs=2, patience=0)
    ((name, network),) = project.networks.items()
    first = next(node for node in network.nodes.values() if node.name == "dense1")
    project = edit.set_frozen(project, name, [first.id], True)
    ours = train_here(project, tmp_path)

    plain = train_plainly(write(project, tmp_path), capsys)

    assert [line[0] for line in plain] == pytest.approx(ours.train["loss"], rel=1e-4)
    assert 'for name in ("dense1",):' in (tmp_path / "net.py").read_text(encoding="utf-8")


def test_a_loop_on_tensors_learns_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    project = edit.set_training(projects.masked(), epochs=2)
    ours = train_here(project, tmp_path)

    plain = train_plainly(write(project, tmp_path, transforms=False), capsys)

    assert [line[0] for line in plain] == pytest.approx(ours.train["loss"], rel=1e-4)
    assert "def prepare(" not in (tmp_path / "net.py").read_text(encoding="utf-8")


def test_an_exported_file_trains_and_learns_where_netbuilder_is_not(tmp_path: Path):
    project = edit.set_training(open_template("iris"), epochs=8, patience=0)
    run = train(project, folder=tmp_path / "a b ü.runs", device="cpu")
    made = export(run, "pytorch", tmp_path / "größe 'a' b.py", options=LOOP)

    assert [file.name for file in made.files] == [
        "größe 'a' b.py",
        "größe 'a' b.safetensors",
        "größe 'a' b.rows.npz",
    ]
    assert made.check is not None
    assert made.check.largest_difference < 1e-5
    before = made.files[1].read_bytes()
    script = "import runpy, sys; sys.modules['netbuilder'] = None;"
    script += "runpy.run_path(sys.argv[1], run_name='__main__')"
    done = subprocess.run(
        [sys.executable, "-I", "-c", script, str(made.files[0])],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )

    assert done.returncode == 0, done.stderr
    losses = [float(line.split()[3].rstrip(",")) for line in done.stdout.splitlines()]
    assert losses == pytest.approx(run.series().train["loss"], rel=1e-4)
    assert losses[-1] < losses[0] / 2
    assert made.files[1].read_bytes() == before  # what was learned here is not written over
    again = load_file(tmp_path / "größe 'a' b.again.safetensors")
    assert again.keys() == load_file(made.files[1]).keys()


def test_a_project_that_was_never_trained_leaves_with_a_loop_that_makes_its_weights(
    tmp_path: Path,
):
    project = edit.set_training(open_template("two-moons-mlp"), epochs=1)

    made = export(project, "pytorch", tmp_path / "moons", options=LOOP, base=tmp_path)

    assert [file.name for file in made.files] == ["moons.py", "moons.rows.npz"]
    assert made.check is None
    names = runpy.run_path(str(made.files[0]))
    with pytest.raises(FileNotFoundError):
        names["load"]()
    with torch.random.fork_rng():
        runpy.run_path(str(made.files[0]), run_name="__main__")
    assert isinstance(names["load"](), torch.nn.Module)


def test_rows_hold_no_python_objects(tmp_path: Path):
    write(projects.joined(tmp_path), tmp_path)

    with np.load(tmp_path / FILES.rows, allow_pickle=False) as file:
        assert all(file[key].dtype != object for key in file.files)


def test_a_loop_without_data_is_refused_in_one_sentence(tmp_path: Path):
    project = chain(
        ("Input", {"feeds": "shape", "shape": (4,)}), ("Linear", {"out_features": 2}), "Output"
    )

    with pytest.raises(ExportError, match="nothing that a training loop"):
        export(project, "pytorch", tmp_path / "x", options=LOOP)

    assert not list(tmp_path.glob("x*"))


def test_rows_that_are_gone_refuse_the_loop_and_leave_nothing(tmp_path: Path):
    run = projects.train_once(projects.many(tmp_path), tmp_path / "x.runs")
    (tmp_path / "many.csv").unlink()

    with pytest.raises(DataError):
        export(run, "pytorch", tmp_path / "out" / "x", options=LOOP)

    assert not list((tmp_path / "out").iterdir())


def test_too_many_rows_are_not_put_beside_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rows_file, "LARGEST_BYTES", 100)

    with pytest.raises(ExportError, match="too many"):
        write(open_template("iris"), tmp_path)


def test_without_comments_the_loop_has_none(tmp_path: Path):
    program = write(open_template("iris"), tmp_path)
    loop = program.read_text(encoding="utf-8").partition("def train(")[2]

    assert "#" not in loop
