"""Projects ready to train, to be looked into without a loop."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import torch
from torch import Tensor, nn

from netbuilder.insight import Moment, Subject
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.project.value import Block, End, Project
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


def with_blocks() -> Project:
    """Two moons, with a block of one dense layer that is used twice, each with its own weights."""
    project = open_template("two-moons-mlp")
    (name, network), *_ = project.networks.items()
    inner = "part"
    project = edit.add_network(project, inner)
    ids: dict[str, str] = {}
    for kind, parameters in (
        ("Input", {"feeds": "shape", "shape": (16,)}),
        ("Linear", {"out_features": 16}),
        ("Output", {}),
    ):
        node = edit.new_node(project.networks[inner], kind, parameters)
        project, ids[kind] = edit.add_node(project, inner, node), node.id
    for a, b in (("Input", "Linear"), ("Linear", "Output")):
        project = edit.connect(project, inner, End(ids[a], "output"), End(ids[b], "input"))
    into = {network.nodes[e.sink.node].name: e for e in network.edges}
    for sink in ("relu1", "relu2"):
        block = edit.new_node(project.networks[name], "Block", block=Block(network=inner))
        project = edit.add_node(project, name, block)
        edge = into[sink]
        project = edit.connect(project, name, edge.source, End(block.id, ids["Input"]))
        project = edit.connect(project, name, End(block.id, ids["Output"]), edge.sink)
    return replace(project, name="Blocks")
