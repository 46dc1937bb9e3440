"""Trained runs, made once."""

from dataclasses import replace
from pathlib import Path

import pytest

from netbuilder import training
from netbuilder.project.template import open_template
from netbuilder.runs.folder import RunFolder


def _train(name: str, folder: Path, epochs: int) -> RunFolder:
    project = open_template(name)
    project = replace(project, training=replace(project.training, epochs=epochs, patience=0))
    return training.train(project, folder=folder)


@pytest.fixture(scope="session")
def iris_run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return _train("iris", tmp_path_factory.mktemp("iris"), 30)


@pytest.fixture(scope="session")
def diabetes_run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return _train("diabetes", tmp_path_factory.mktemp("diabetes"), 5)
