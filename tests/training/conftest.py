"""Small projects and tasks to train."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from netbuilder.project.template import open_template
from netbuilder.project.value import Project


@pytest.fixture
def moons() -> Callable[..., Project]:
    """Makes the two moons project, with other training settings where given."""

    def make(**training: object) -> Project:
        project = open_template("two-moons-mlp")
        defaults = {"epochs": 3, "patience": 0}
        return replace(project, training=replace(project.training, **(defaults | training)))

    return make


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    """A folder for runs."""
    return tmp_path / "a.runs"
