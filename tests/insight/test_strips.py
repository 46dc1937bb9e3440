"""Strips in the nodes, against the same numbers computed by hand."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional

from netbuilder.insight.strips import ROWS, StripObserver
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.runs.channel import Views
from netbuilder.runs.view import BINS, Inside, Place, Strip, Strips, Wanted, Watching
from tests.insight.conftest import Sit, Sitting, with_blocks


class Screen:
    """Somebody who looks at the strips of a network."""

    def __init__(self, sitting: Sitting, inside: Inside) -> None:
        self.views, self.watching = Views(), Watching()
        self.watching.wanted = Wanted(inside=inside)
        self.sitting = sitting
        self.observer = StripObserver(self.views, self.watching)

    def look(self, step: int = 1) -> dict[Place, Strip]:
        with torch.no_grad():
            self.observer.look(self.sitting.moment(step))
        seen = self.views.take()["strips"]
        assert isinstance(seen, Strips)
        assert (seen.inside, seen.step) == (self.watching.wanted.inside, step)
        return dict(seen.strips)


def bars(*tensors: Tensor) -> list[float]:
    counts, _edges = np.histogram(
        np.concatenate([t.detach().numpy().ravel() for t in tensors]), BINS
    )
    return list(counts / counts.max())


def part_taken(values: Tensor) -> float:
    return float(values.abs().mean() ** 2 / values.square().mean())


def by_name(sitting: Sitting, strips: dict[Place, Strip]) -> dict[str, Strip]:
    networks = sitting.project.networks
    return {networks[place.network].nodes[place.node].name: s for place, s in strips.items()}


def test_activations_are_those_of_the_first_rows_of_the_last_step(sit: Sit) -> None:
    sitting = sit(open_template("two-moons-mlp"))
    strips = by_name(sitting, Screen(sitting, Inside.ACTIVATIONS).look())

    with torch.no_grad():
        x = sitting.inputs[0][:ROWS]
        first = sitting.layer("dense1")(x)
        last = sitting.layer("dense3")(sitting.layer("dense2")(first.relu()).relu())
    assert len(sitting.inputs[0]) > ROWS
    assert strips.keys() == {
        *("input1", "dense1", "relu1", "dense2", "relu2", "dense3", "softmax1", "output1")
    }
    assert strips["input1"].bars == pytest.approx(bars(x))
    assert strips["dense1"].bars == pytest.approx(bars(first), abs=0.11)  # one on an edge
    assert strips["dense1"].spread == pytest.approx(float(first.std(correction=0)), rel=1e-5)
    assert strips["relu1"].zeros == pytest.approx(float((first <= 0).float().mean()))
    assert strips["relu1"].activity == pytest.approx(part_taken(first.relu()), rel=1e-5)
    probabilities = functional.softmax(last, dim=1)
    assert strips["softmax1"].high == pytest.approx(float(probabilities.max()), rel=1e-5)
    assert strips["output1"] == strips["softmax1"]


def test_layer_that_is_silent_does_not_glow(sit: Sit) -> None:
    sitting = sit(open_template("two-moons-mlp"))
    dense = sitting.layer("dense1")
    with torch.no_grad():
        dense.get_parameter("weight").zero_()
        dense.get_parameter("bias").fill_(-1.0)
    strips = by_name(sitting, Screen(sitting, Inside.ACTIVATIONS).look())

    assert (strips["relu1"].zeros, strips["relu1"].activity) == (1.0, 0.0)
    assert strips["dense1"].activity == pytest.approx(1.0)  # all units as strong


def test_numbers_that_grew_out_of_bounds_are_told_apart(sit: Sit) -> None:
    sitting = sit(open_template("two-moons-mlp"))
    with torch.no_grad():
        sitting.layer("dense1").get_parameter("bias")[:4] = math.inf
    strips = by_name(sitting, Screen(sitting, Inside.ACTIVATIONS).look())

    assert strips["dense1"].bad == 4 / 16
    assert math.isfinite(strips["dense1"].high)


def test_weights_are_all_learned_tensors_of_a_layer_together(sit: Sit) -> None:
    sitting = sit(open_template("sunspots-lstm"))
    strips = by_name(sitting, Screen(sitting, Inside.WEIGHTS).look())

    assert strips.keys() == {"lstm1", "dense1"}
    dense = sitting.layer("dense1")
    assert strips["dense1"].bars == pytest.approx(bars(*dense.parameters()))
    weights = torch.cat([p.detach().flatten() for p in sitting.layer("lstm1").parameters()])
    assert strips["lstm1"].mean == pytest.approx(float(weights.mean()), abs=0.01)
    assert strips["lstm1"].spread == pytest.approx(float(weights.std()), rel=0.05)


def test_weights_glow_by_how_far_a_step_moves_them(sit: Sit) -> None:
    sitting = sit(open_template("two-moons-mlp"))
    screen = Screen(sitting, Inside.WEIGHTS)
    at_first = by_name(sitting, screen.look(step=10))
    with torch.no_grad():
        for name, factor in {"dense1": 1.01, "dense2": 3.0}.items():
            for parameter in sitting.layer(name).parameters():
                parameter.mul_(factor)
    strips = by_name(sitting, screen.look(step=20))

    assert {strip.activity for strip in at_first.values()} == {0.0}
    a_thousandth = (math.log10(0.01 / 1.01 / 10) + 5) / 4  # 1e-5 to 1e-1, in decades
    assert strips["dense1"].activity == pytest.approx(a_thousandth, abs=1e-3)
    assert strips["dense2"].activity == pytest.approx((math.log10(2 / 3 / 10) + 5) / 4, abs=1e-3)
    assert strips["dense3"].activity == 0.0


def test_gradients_are_those_the_last_step_has_left(sit: Sit) -> None:
    project = open_template("two-moons-mlp")
    (name, network), *_ = project.networks.items()
    frozen = [node.id for node in network.nodes.values() if node.name == "dense2"]
    sitting = sit(edit.set_frozen(project, name, frozen, True))
    assert Screen(sitting, Inside.GRADIENTS).look() == {}

    sitting.network(sitting.inputs[0]).square().mean().backward()
    strips = by_name(sitting, Screen(sitting, Inside.GRADIENTS).look())

    assert strips.keys() == {"dense1", "dense3"}
    slopes = [p.grad for p in sitting.layer("dense3").parameters() if p.grad is not None]
    weights = [p.detach() for p in sitting.layer("dense3").parameters()]
    assert strips["dense3"].bars == pytest.approx(bars(*slopes))
    ratio = math.hypot(*map(torch.norm, slopes)) / math.hypot(*map(torch.norm, weights))
    assert strips["dense3"].activity == pytest.approx((math.log10(ratio) + 4) / 4, rel=1e-4)


def test_nodes_in_a_block_show_its_first_use_and_the_block_all_of_it(sit: Sit) -> None:
    sitting = sit(with_blocks())
    (part,) = (n for name, n in sitting.project.networks.items() if name == "part")
    dense = Place("part", next(n.id for n in part.nodes.values() if n.kind == "Linear"))

    weights = Screen(sitting, Inside.WEIGHTS).look()
    blocks = [sitting.place(name) for name in ("block1", "block2")]
    modules = [sitting.layer(name).get_submodule("dense1") for name in ("block1", "block2")]
    assert weights[dense].bars == pytest.approx(bars(*modules[0].parameters()))
    for place, module in zip(blocks, modules, strict=True):
        assert weights[place].bars == pytest.approx(bars(*module.parameters()))

    activations = Screen(sitting, Inside.ACTIVATIONS).look()
    with torch.no_grad():
        x = sitting.layer("dense1")(sitting.inputs[0][:ROWS])
        first = sitting.layer("block1").get_submodule("dense1")(x)
    assert activations[dense].mean == pytest.approx(float(first.mean()), abs=1e-6)
    assert activations[blocks[0]] == activations[dense]
    assert activations[blocks[1]] != activations[dense]


def test_nobody_looks_where_nothing_is_wanted() -> None:
    watching = Watching()
    observer = StripObserver(Views(), watching)

    assert not observer.is_wanted
    watching.wanted = Wanted(inside=Inside.WEIGHTS)
    assert observer.is_wanted
