"""Projects ready to train, to be looked into without a loop."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from netbuilder.insight import Moment, Subject
from netbuilder.project.value import Project
from netbuilder.runs.view import Place
from netbuilder.training.assembly import assemble
from netbuilder.training.devices import choose


@dataclass(frozen=True)
class Sitting:
    """A project ready to train, in front of its first batch."""

    subject: Subject
    inputs: tuple[Tensor, ...]

    @property
    def project(self) -> Project:
        return self.subject.project

    @property
    def network(self) -> nn.Module:
        return self.subject.networks["model"]

    def moment(self, step: int = 1, inputs: tuple[Tensor, ...] | None = None) -> Moment:
        rows = {"model": self.inputs if inputs is None else inputs}
        return Moment(subject=self.subject, inputs=rows, step=step, epoch=step // 10)

    def place(self, name: str) -> Place:
        """Where the node stands that people know by this name."""
        network = self.subject.sources["model"].network
        nodes = self.project.networks[network].nodes.values()
        return Place(network, next(node.id for node in nodes if node.name == name))

    def layer(self, name: str) -> nn.Module:
        return self.network.get_submodule(name)


Sit = Callable[[Project], Sitting]


@pytest.fixture
def sit() -> Sit:
    """Makes a project ready to train; no gradients are kept, as when an observer looks."""

    def make(project: Project) -> Sitting:
        assembly = assemble(project, Path(), choose("cpu"))
        batch = next(iter(assembly.task.train.epoch(1, torch.Generator())))
        return Sitting(assembly.subject, batch.inputs["model"])

    return make
