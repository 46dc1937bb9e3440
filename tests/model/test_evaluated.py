"""The evaluating twin of a module that trains."""

import pytest
import torch
from torch import nn

from netbuilder.compiler import source
from netbuilder.compiler.build import build_module
from netbuilder.model.evaluated import evaluated
from netbuilder.project.template import open_template


@pytest.mark.parametrize("name", ["digits-cnn", "sunspots-lstm", "iris"])
def test_twin_answers_as_the_module_in_evaluation_mode(name: str) -> None:
    written = source(open_template(name))
    module = build_module(written, 3)
    x = torch.randn(4, *(int(str(dim)) for dim in written.inputs[0].type.example))
    twin = evaluated(module)

    found = twin.predict(x)

    assert all(part.training for part in module.modules())
    assert torch.equal(found, module.eval().predict(x))


def test_twin_follows_the_weights_and_statistics_that_train() -> None:
    written = source(open_template("digits-cnn"))
    module = build_module(written, 3)
    twin = evaluated(module)
    optimizer = torch.optim.SGD(module.parameters(), lr=0.1)
    x = torch.randn(8, 1, 8, 8)
    for _step in range(3):
        module(x).square().mean().backward()
        optimizer.step()

    assert torch.equal(twin.predict(x), module.eval().predict(x))


def test_twin_neither_moves_statistics_nor_calls_hooks() -> None:
    module = nn.Sequential(nn.BatchNorm1d(2), nn.Dropout(0.5))
    heard: list[nn.Module] = []
    module[0].register_forward_hook(lambda part, *_: heard.append(part))
    twin = evaluated(module)
    before = module[0].running_mean.clone()

    twin(torch.randn(16, 2))

    assert torch.equal(module[0].running_mean, before)
    assert not heard
