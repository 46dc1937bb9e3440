"""Recipes on drawn networks."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import Tensor
from torch.nn import functional

from netbuilder import training
from netbuilder.compiler import source
from netbuilder.compiler.build import build_module
from netbuilder.data import read_schema
from netbuilder.error import NetbuilderError
from netbuilder.model import Model
from netbuilder.model.weights import named_tensors, read_tensors
from netbuilder.project import edit
from netbuilder.project.schema import ColumnRole, Source
from netbuilder.project.template import open_template
from netbuilder.project.value import End, Network, Project, Training
from netbuilder.runs.series import Status
from netbuilder.training.recipe import Batch, Networks, Phase, Recipe, Terms
from netbuilder.training.recipes import RECIPES, Plan

Spec = tuple[str, Mapping[str, Any]]


def with_chain(project: Project, name: str, *layers: Spec) -> Project:
    """A project with one more network, its layers in a row."""
    project = replace(project, networks={**project.networks, name: Network()})
    before = ""
    for kind, parameters in layers:
        node = edit.new_node(project.networks[name], kind, parameters)
        project = edit.add_node(project, name, node)
        if before:
            project = edit.connect(project, name, End(before, "output"), End(node.id, "input"))
        before = node.id
    return project


def noise(count: int, dims: tuple[int, ...], rng: torch.Generator) -> Tensor:
    return torch.randn(count, *dims, generator=rng)


def judge(networks: Networks, batch: Batch, rng: torch.Generator) -> Terms:
    with torch.no_grad():
        made = networks["maker"](*batch.inputs["maker"])
    real, unreal = networks["critic"](*batch.inputs["critic"]), networks["critic"](made)
    loss = functional.softplus(-real).mean() + functional.softplus(unreal).mean()
    return Terms({"loss": loss})


def deceive(networks: Networks, batch: Batch, rng: torch.Generator) -> Terms:
    made = networks["maker"](*batch.inputs["maker"])
    return Terms({"loss": functional.softplus(-networks["critic"](made)).mean()})


class Adversarial(Recipe):
    """A toy: one network makes points from noise, the other tells them from real ones."""

    phases = (
        Phase(name="critic", trains=("critic",), loss=judge, times=2, is_fresh=True),
        Phase(name="maker", trains=("maker",), loss=deceive),
    )
    product = "maker"
    has_validation = False

    def __init__(self) -> None:
        self.feeds = {"noise": noise}


def adversarial_project() -> Project:
    data = read_schema(Source(kind="made", location="blobs"), None)
    columns = tuple(column.name for column in data.with_role(ColumnRole.INPUT))
    project = Project(
        name="toy",
        data=data,
        training=Training(
            recipe="toy", roles={"critic": "Critic", "maker": "Maker"}, epochs=3, learning_rate=0.01
        ),
    )
    project = with_chain(
        project,
        "Critic",
        ("Input", {"columns": columns}),
        ("Linear", {"out_features": 8}),
        ("ReLU", {}),
        ("Linear", {"out_features": 1}),
        ("Output", {}),
    )
    return with_chain(
        project,
        "Maker",
        ("Input", {"feeds": "recipe", "recipe": "noise", "shape": (3,)}),
        ("Linear", {"out_features": 8}),
        ("ReLU", {}),
        ("Linear", {"out_features": len(columns)}),
        ("Output", {}),
    )


def test_recipe_of_two_phases_trains_drawn_networks_through_the_same_loop(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RECIPES, "toy", lambda plan: Adversarial())

    run = training.train(adversarial_project(), folder=runs)

    series = run.series()
    assert series.status is Status.FINISHED, series.trouble
    assert series.validation == {}
    # At first the critic is as unsure as a coin: log 2 for the real and log 2 for the made points.
    assert series.step_losses[0] == pytest.approx(2 * 0.693, abs=0.5)
    assert series.parameters == (2 * 8 + 8) + (8 + 1) + (3 * 8 + 8) + (8 * 2 + 2)
    seed, trained = run.project.training.seed, read_tensors(run.weights("last"))
    for place, network in enumerate(("Critic", "Maker")):
        written = source(run.project, network)
        for name, fresh in named_tensors(written, build_module(written, seed + place)).items():
            assert not torch.equal(trained[name], fresh), name
    again = training.train(adversarial_project(), folder=runs)
    assert list(again.series().step_losses) == list(series.step_losses)


def test_stopped_run_of_two_phases_goes_on_bit_for_bit(
    runs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(RECIPES, "toy", lambda plan: Adversarial())
    project = adversarial_project()
    whole = training.train(project, folder=runs)
    shorter = replace(project, training=replace(project.training, epochs=1))

    run = training.resume(training.train(shorter, folder=runs), epochs=3)

    assert list(run.series().step_losses) == list(whole.series().step_losses)


def test_input_that_nothing_feeds_is_refused(runs: Path) -> None:
    project = open_template("iris")
    (name, network), *_ = project.networks.items()
    entry = next(node for node in network.nodes.values() if node.kind == "Input")
    for key, value in {"feeds": "recipe", "recipe": "noise", "shape": (4,)}.items():
        project = edit.set_parameter(project, name, [entry.id], key, value)

    with pytest.raises(NetbuilderError):
        training.train(project, folder=runs)
    assert not runs.exists()


def two_heads() -> Project:
    """Iris with a second answer: the petal width, guessed from the other columns."""
    project = open_template("iris")
    (name, network), *_ = project.networks.items()
    columns = tuple(
        replace(column, role=ColumnRole.TARGET) if column.name == "petal width" else column
        for column in project.data.columns
    )
    project = replace(project, data=replace(project.data, columns=columns))
    entry = next(node for node in network.nodes.values() if node.kind == "Input")
    fed = tuple(column.name for column in columns if column.role is ColumnRole.INPUT)
    project = edit.set_parameter(project, name, [entry.id], "columns", fed)
    network = project.networks[name]
    trunk = next(node for node in network.nodes.values() if node.kind == "ReLU")
    head = edit.new_node(network, "Linear", {"out_features": 1})
    project = edit.add_node(project, name, head)
    out = edit.new_node(project.networks[name], "Output", {"column": "petal width", "weight": 0.5})
    project = edit.add_node(project, name, out)
    project = edit.connect(project, name, End(trunk.id, "output"), End(head.id, "input"))
    project = edit.connect(project, name, End(head.id, "output"), End(out.id, "input"))
    return replace(project, training=replace(project.training, epochs=40))


def test_two_outputs_learn_together_each_measured_under_its_column(runs: Path) -> None:
    run = training.train(two_heads(), folder=runs)

    series = run.series()
    assert series.status is Status.FINISHED, series.trouble
    assert set(series.test) == {
        "loss",
        "species.accuracy",
        "species.f1",
        "petal width.mae",
        "petal width.rmse",
        "petal width.r2",
    }
    assert series.test["species.accuracy"] > 0.7
    assert series.test["petal width.r2"] > 0.8
    found = training.evaluate(run)
    # The run's loss is the weighted sum of the outputs' own.
    total = found["species"]["loss"] + 0.5 * found["petal width"]["loss"]
    assert series.test["loss"] == pytest.approx(total, rel=1e-5)
    predicted = Model.load(run).predict({c: [5.0] for c in Model.load(run).columns})
    assert set(predicted) == {"species", "petal width"}


def test_every_recipe_makes_itself_from_a_plan() -> None:
    assert set(RECIPES) == {"supervised"}
    assert all(callable(make) for make in RECIPES.values())
    assert Plan.__dataclass_fields__.keys() >= {"sources", "pipeline"}
