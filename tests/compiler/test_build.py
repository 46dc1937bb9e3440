"""The module that trains is the text that is shown, and both are what a person would write."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional

from netbuilder.compiler import analyse, source
from netbuilder.compiler.build import build, build_module, load_source
from netbuilder.error import CompileError
from netbuilder.project.value import Project
from tests.builders import MAIN, chain, digits_cnn, mlp, node_named, residual
from tests.compiler.faulty import SERIES, dense, learning


class DigitsCNN(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(1, 16, 3, padding=1)
        self.conv2 = nn.Conv2d(16, 32, 3, padding=1)
        self.dense1 = nn.Linear(128, 64)
        self.dropout1 = nn.Dropout(0.3)
        self.dense2 = nn.Linear(64, 10)

    def forward(self, x: Tensor) -> Tensor:
        x = functional.max_pool2d(functional.relu(self.conv1(x)), 2)
        x = functional.max_pool2d(functional.relu(self.conv2(x)), 2)
        return self.dense2(self.dropout1(functional.relu(self.dense1(x.flatten(1)))))


class MLP(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.dense1 = nn.Linear(2, 16)
        self.dense2 = nn.Linear(16, 16)
        self.dense3 = nn.Linear(16, 2)

    def forward(self, x: Tensor) -> Tensor:
        return self.dense3(torch.relu(self.dense2(torch.relu(self.dense1(x)))))


class Forecast(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.lstm1 = nn.LSTM(3, 8, batch_first=True)
        self.dense1 = nn.Linear(8, 1)

    def forward(self, x: Tensor) -> Tensor:
        output, _states = self.lstm1(x)
        return self.dense1(output[:, -1])


class Residual(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.dense1 = nn.Linear(8, 8)
        self.dense2 = nn.Linear(8, 8)

    def forward(self, x: Tensor) -> Tensor:
        return self.dense2(torch.relu(self.dense1(x))) + x


def forecast() -> Project:
    return chain(SERIES, ("LSTM", {"hidden_size": 8}), dense(1), "Output")


TWINS: Mapping[str, tuple[Project, type[nn.Module], tuple[int, ...]]] = {
    "digits": (digits_cnn(), DigitsCNN, (1, 8, 8)),
    "mlp": (mlp([2, 16, 16, 2]), MLP, (2,)),
    "lstm": (forecast(), Forecast, (12, 3)),
    "residual": (residual(), Residual, (8,)),
}


@pytest.mark.parametrize("name", TWINS)
def test_built_module_equals_one_written_by_hand(name: str) -> None:
    project, twin, example = TWINS[name]
    built, by_hand = build(project, seed=1), twin()
    by_hand.load_state_dict(built.state_dict())
    x = torch.randn(5, *example)

    for mode in (True, False):
        built.train(mode)
        by_hand.train(mode)
        torch.manual_seed(7)
        ours = built(x)
        torch.manual_seed(7)
        theirs = by_hand(x)
        assert torch.equal(ours, theirs)


@pytest.mark.parametrize("name", TWINS)
def test_seed_draws_the_weights_of_a_module_written_by_hand(name: str) -> None:
    project, twin, _example = TWINS[name]
    built = build(project, seed=3)
    torch.manual_seed(3)
    by_hand = twin()

    for key, value in by_hand.state_dict().items():
        assert torch.equal(built.state_dict()[key], value)


@pytest.mark.parametrize("name", TWINS)
def test_wires_of_every_form_are_bit_equal(name: str) -> None:
    project, _twin, example = TWINS[name]
    plain = build_module(source(project), seed=2)
    written = source(project, tapped=True)
    tapped = build_module(written, seed=2)
    x = torch.randn(4, *example)

    assert plain.state_dict().keys() == tapped.state_dict().keys()
    for mode in (True, False):
        plain.train(mode)
        tapped.train(mode)
        torch.manual_seed(11)
        forward = plain(x)
        torch.manual_seed(11)
        predict = plain.predict(x)
        torch.manual_seed(11)
        taps = tapped.tapped(x)
        output = written.outputs[0]
        assert torch.equal(taps[f"{output.node}:input"], predict)
        assert any(torch.equal(tap, forward) for tap in taps.values() if tap.shape == forward.shape)


def test_predict_is_what_was_drawn() -> None:
    module = build(digits_cnn(), seed=0).eval()
    x = torch.randn(3, 1, 8, 8)

    assert torch.equal(module.predict(x), torch.softmax(module(x), dim=1))
    assert torch.allclose(module.predict(x).sum(dim=1), torch.ones(3))


def test_every_wire_has_a_tap_of_its_inferred_shape() -> None:
    project = digits_cnn()
    written = source(project, tapped=True)
    taps = build_module(written, seed=0).tapped(torch.randn(6, 1, 8, 8))
    analysis = analyse(project).networks[MAIN]

    wires = {edge.source for edge in project.networks[MAIN].edges}
    assert {f"{end.node}:{end.port}" for end in wires} <= taps.keys()
    for end in wires:
        x = analysis.outputs[end.node][end.port]
        key = written.taps[(end.node,), end.port]
        assert tuple(taps[key].shape) == (6, *x.example)


def test_seed_leaves_the_random_state_alone() -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)

    torch.manual_seed(5)
    build(mlp([2, 4, 2]), seed=9)

    assert torch.equal(torch.rand(3), expected)


def test_without_a_seed_the_random_state_decides() -> None:
    torch.manual_seed(5)
    first = build(mlp([2, 4])).state_dict()["dense1.weight"]
    torch.manual_seed(5)
    second = build(mlp([2, 4])).state_dict()["dense1.weight"]
    third = build(mlp([2, 4])).state_dict()["dense1.weight"]

    assert torch.equal(first, second)
    assert not torch.equal(second, third)


def test_weights_that_memory_cannot_hold_are_refused_before_they_are_made() -> None:
    project = mlp([1_000_000, 1_000_000, 2])

    with pytest.raises(CompileError, match="do not fit into memory") as caught:
        build(project)

    assert "1,000,003,000,002 weights in 3,725.3 GB" in caught.value.received


def test_traceback_names_the_line_and_the_line_its_node() -> None:
    project = digits_cnn()
    written = source(project)
    module = build_module(written, seed=0)

    with pytest.raises(RuntimeError) as caught:
        module(torch.randn(2, 3, 8, 8))

    frames = traceback.extract_tb(caught.value.__traceback__)
    frame = next(frame for frame in frames if frame.filename.startswith("<network Main"))
    assert frame.line == "x = self.conv1(x)  # 16×8×8"
    assert frame.lineno is not None
    assert written.node_of_line(frame.lineno) == node_named(project, "conv1").id


def test_modules_lead_from_nodes_to_weights() -> None:
    project = digits_cnn()
    written = source(project)
    module = load_source(written)()

    conv = module.get_submodule(written.modules[node_named(project, "conv2").id,])
    assert isinstance(conv, nn.Conv2d)
    assert conv.out_channels == 32
    assert set(written.modules.values()) == {name for name, _m in module.named_children()}


def test_number_of_weights_is_the_inferred_one() -> None:
    for project, _twin, _example in TWINS.values():
        written = source(project)
        built = build(project, seed=0)
        assert sum(p.numel() for p in built.parameters()) == written.parameters


def test_learning_network_trains_through_forward() -> None:
    module: Any = build(learning(dense(16), "Tanh", dense(2), "Softmax", column="sold"), seed=0)
    x = torch.tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    target = torch.tensor([0, 1, 1, 0])
    optimizer = torch.optim.Adam(module.parameters(), lr=0.05)
    for _ in range(200):
        optimizer.zero_grad()
        functional.cross_entropy(module(x), target).backward()
        optimizer.step()

    assert torch.equal(module.predict(x).argmax(dim=1), target)
