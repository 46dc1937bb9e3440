import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

import netbuilder as nb
from netbuilder.layers.problem import Severity
from netbuilder.project.template import open_template
from netbuilder.project.value import Project


@pytest.fixture
def iris() -> Project:
    project = open_template("iris")
    return replace(project, training=replace(project.training, epochs=2))


def test_saved_project_loads_as_the_same_value(iris: Project, tmp_path: Path) -> None:
    nb.save(iris, tmp_path / "iris.netb")

    assert nb.load(str(tmp_path / "iris.netb")) == iris


def test_template_has_no_errors(iris: Project) -> None:
    assert not [found for found in nb.problems(iris) if found.severity is Severity.ERROR]


def test_source_runs_with_torch_alone(iris: Project, tmp_path: Path) -> None:
    file = tmp_path / "network.py"
    file.write_text(nb.source(iris), encoding="utf-8")
    code = "import network, sys; sys.exit('netbuilder' in sys.modules)"

    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, check=False)

    assert done.returncode == 0


def test_same_seed_builds_the_same_weights(iris: Project) -> None:
    first, second = nb.build(iris, seed=7).state_dict(), nb.build(iris, seed=7).state_dict()

    assert first
    assert all(torch.equal(first[key], second[key]) for key in first)


def test_trained_project_is_exported_with_the_same_answers(iris: Project, tmp_path: Path) -> None:
    run = nb.train(iris, folder=tmp_path / "runs", device="cpu")

    exported = nb.export(run, "pytorch", tmp_path / "out")

    assert run.is_finished
    assert all(file.exists() for file in exported.files)
    assert exported.check is not None
    assert exported.check.classes_equal
    assert exported.check.largest_difference < 1e-5
