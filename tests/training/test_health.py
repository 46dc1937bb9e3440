"""Gradient health: what is written about real gradients."""

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional

from netbuilder import training
from netbuilder.compiler import source
from netbuilder.compiler.build import build_module
from netbuilder.data import prepare
from netbuilder.project import edit
from netbuilder.project.value import Project
from netbuilder.runs.event import GradientsRead
from netbuilder.training.health import MOST_LOOKS, GradientHealth

Moons = Callable[..., Project]


def parameter(values: list[float], gradient: list[float] | None) -> nn.Parameter:
    made = nn.Parameter(torch.tensor(values))
    made.grad = None if gradient is None else torch.tensor(gradient)
    return made


def test_layer_is_measured_by_the_norm_of_all_its_gradients_over_that_of_its_weights() -> None:
    weight, bias = parameter([3.0, 0.0], [0.6, 0.0]), parameter([4.0], [0.8])
    health = GradientHealth({"main/a": (weight, bias), "main/b": (parameter([2.0], [-0.5]),)})
    health.look()

    assert health.read() == pytest.approx({"main/a": 1.0 / 5.0, "main/b": 0.25})


def test_epoch_has_the_mean_over_the_steps_that_were_looked_at() -> None:
    weight = parameter([2.0], [1.0])
    health = GradientHealth({"main/a": (weight,)})
    health.look()
    weight.grad = torch.tensor([3.0])
    health.look()

    assert health.read() == {"main/a": (0.5 + 1.5) / 2}
    assert health.read() == {}


def test_layers_without_gradients_and_steps_that_moved_nothing_are_left_out() -> None:
    weight, frozen = parameter([2.0], [math.inf]), parameter([1.0], None)
    health = GradientHealth({"main/a": (weight,), "main/frozen": (frozen,)})
    health.look()
    weight.grad = torch.tensor([1.0])
    health.look()

    assert health.read() == {"main/a": 0.5}


def test_step_with_one_bad_gradient_does_not_count_for_any_layer() -> None:
    good, bad = parameter([2.0], [1.0]), parameter([1.0], [math.nan])
    health = GradientHealth({"main/good": (good,), "main/bad": (bad,)})
    health.look()
    bad.grad, good.grad = torch.tensor([0.5]), torch.tensor([4.0])
    health.look()

    assert health.read() == {"main/good": 2.0, "main/bad": 0.5}


def test_epoch_of_very_many_looks_keeps_few_of_them_on_the_device() -> None:
    weight = parameter([2.0], [1.0])
    health = GradientHealth({"main/a": (weight,)})
    for look in range(2 * MOST_LOOKS):
        weight.grad = torch.tensor([float(look)])
        health.look()

    assert len(health._looks) <= MOST_LOOKS
    assert health.read() == {"main/a": pytest.approx((2 * MOST_LOOKS - 1) / 2 / 2)}


def test_layer_whose_gradients_come_and_go_is_measured_when_it_has_some() -> None:
    a, b = parameter([2.0], [1.0]), parameter([1.0], None)
    health = GradientHealth({"main/a": (a,), "main/b": (b,)})
    health.look()
    b.grad = torch.tensor([3.0])
    health.look()

    assert health.read() == {"main/a": 0.5, "main/b": 3.0}


def test_long_epoch_without_a_look_is_looked_at_when_it_ends() -> None:
    health = GradientHealth({"main/a": (parameter([2.0], [1.0]),)})
    health.look()
    health.read()
    health.due_s += 1000  # something held a look up

    health.end_epoch(1e-6)
    assert health.read() == {}
    health.end_epoch(60.0)
    assert health.read() == {"main/a": 0.5}


def test_network_that_learns_nothing_is_never_looked_at() -> None:
    assert GradientHealth({}).due_s == math.inf


def test_run_writes_the_gradients_that_its_steps_had(moons: Moons, runs: Path) -> None:
    """One step on all rows at once, taken again by hand."""
    rate = 0.5
    project = moons(epochs=1, batch_size=10_000, optimizer="SGD", learning_rate=rate)
    run = training.train(project, folder=runs)

    written, part = source(project), prepare(project.data, None).train
    network = build_module(written, project.training.seed)
    x = torch.from_numpy(np.stack([part.inputs["x"], part.inputs["y"]], axis=-1)).reshape(-1, 2)
    functional.cross_entropy(network(x), torch.from_numpy(part.targets["class"])).backward()
    expected = {}
    for (node,), attribute in written.modules.items():
        layer = network.get_submodule(attribute)
        slope = math.hypot(
            *(float(p.grad.norm()) for p in layer.parameters() if p.grad is not None)
        )
        moved = [p.detach() - rate * p.grad for p in layer.parameters() if p.grad is not None]
        size = math.hypot(*(float(weight.norm()) for weight in moved))
        expected[f"two_moons_mlp/{node}"] = slope / size
    (read,) = [event for event in run.events() if isinstance(event, GradientsRead)]
    assert (read.epoch, read.step) == (1, 1)
    assert read.norms == pytest.approx(expected, rel=1e-4)
    assert run.series().gradients == {name: [(1, norm)] for name, norm in read.norms.items()}


def test_frozen_layers_have_no_gradients_to_write(moons: Moons, runs: Path) -> None:
    project = moons(epochs=1)
    (name, network), *_ = project.networks.items()
    dense, *others = (node.id for node in network.nodes.values() if node.kind == "Linear")
    run = training.train(edit.set_frozen(project, name, [dense], True), folder=runs)

    assert run.series().gradients.keys() == {f"{name}/{other}" for other in others}
