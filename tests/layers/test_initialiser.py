"""First values are drawn as their rules say."""

from __future__ import annotations

import math
from typing import Any

import pytest
import torch

from netbuilder.layers.catalogue import families
from netbuilder.layers.code import Call
from netbuilder.layers.convolution import Conv
from netbuilder.layers.initialiser import DEFAULT, VECTOR_WORDS, WEIGHT_WORDS
from netbuilder.layers.layer import Layer
from netbuilder.layers.linear import Linear
from netbuilder.layers.normalisation import BatchNorm
from netbuilder.layers.parameter import Choice
from netbuilder.layers.recurrent import LSTM
from netbuilder.layers.tensor import TensorType, image, sequence, vector
from tests.layers.interpreter import Interpreted

FAN_IN, FAN_OUT = 300, 200

SPREADS = {
    "he_normal": math.sqrt(2 / FAN_IN),
    "he_uniform": math.sqrt(2 / FAN_IN),
    "glorot_normal": math.sqrt(2 / (FAN_IN + FAN_OUT)),
    "glorot_uniform": math.sqrt(2 / (FAN_IN + FAN_OUT)),
    "lecun_normal": math.sqrt(1 / FAN_IN),
    "lecun_uniform": math.sqrt(1 / FAN_IN),
    "orthogonal": math.sqrt(1 / FAN_IN),
    "normal": 0.5,
    "truncated_normal": 0.5 * 0.8796,  # a normal distribution cut at two spreads has 0.8796 of it
    "zeros": 0.0,
    "ones": 0.0,
    DEFAULT: math.sqrt(1 / 3 / FAN_IN),
}


def built(layer: Layer, x: TensorType) -> Interpreted:
    torch.manual_seed(0)
    return Interpreted(layer.pytorch({"input": (x,)}))


@pytest.mark.parametrize("rule", WEIGHT_WORDS)
def test_weights_have_the_spread_of_their_rule(rule: str) -> None:
    layer = Linear({"out_features": FAN_OUT, "weight_init": rule, "weight_std": 0.5})

    weight = built(layer, vector(FAN_IN)).own.weight

    assert weight.std().item() == pytest.approx(SPREADS[rule], rel=0.02)
    assert weight.mean().item() == pytest.approx(1.0 if rule == "ones" else 0.0, abs=0.01)


def test_orthogonal_rows_stand_at_right_angles() -> None:
    layer = Linear({"out_features": FAN_OUT, "weight_init": "orthogonal"})

    weight = built(layer, vector(FAN_IN)).own.weight

    torch.testing.assert_close(weight @ weight.T, torch.eye(FAN_OUT), rtol=0, atol=1e-5)


def test_a_cut_normal_distribution_ends_at_two_spreads() -> None:
    layer = Conv({"weight_init": "truncated_normal", "weight_std": 0.1, "out_channels": 64})

    weight = built(layer, image(32, 8, 8)).own.weight

    assert weight.abs().max().item() <= 0.2


@pytest.mark.parametrize("rule", VECTOR_WORDS)
def test_biases_have_rules_of_their_own(rule: str) -> None:
    values = {"out_features": 5000, "bias_init": rule, "bias_std": 0.5}

    bias = built(Linear(values), vector(3)).own.bias

    expected = {DEFAULT: 1 / 3, "zeros": 0.0, "ones": 0.0}.get(rule, SPREADS.get(rule, 0.5))
    assert bias.std().item() == pytest.approx(expected, rel=0.05)


def test_a_layer_without_bias_draws_none() -> None:
    layer = Linear({"bias": False, "bias_init": "zeros"})

    assert layer.pytorch({"input": (vector(3),)}).initialise == ()


def test_a_scale_can_start_at_zero() -> None:
    own = built(BatchNorm({"weight_init": "zeros"}), image(4, 8, 8)).own

    assert torch.all(own.weight == 0)
    assert torch.all(own.bias == 0)


def test_every_tensor_of_a_stacked_layer_is_drawn() -> None:
    values = {"num_layers": 2, "bidirectional": True, "proj_size": 3, "hidden_size": 5}
    rules = {"weight_init": "ones", "recurrent_init": "zeros", "bias_init": "ones"}

    own = built(LSTM({**values, **rules}), sequence(4, 3)).own

    for name, tensor in own.named_parameters():
        assert torch.all(tensor == (0 if name.startswith("weight_hh") else 1)), name


CHOICES = [
    (layer, parameter)
    for members in families().values()
    for layer in members
    for parameter in layer.parameters.values()
    if isinstance(parameter, Choice) and parameter.key.endswith("_init")
]


@pytest.mark.parametrize(
    ("layer", "parameter"), CHOICES, ids=lambda value: getattr(value, "kind", None) or value.key
)
def test_every_rule_of_every_layer_is_drawn_by_torch(layer: type[Layer], parameter: Any) -> None:
    x = sequence(4, 6) if layer.family.value == "recur" else image(8, 6, 6)
    if layer is Linear:
        x = vector(6)
    for rule in parameter.options:
        code = layer({parameter.key: rule}).pytorch({"input": (x,)})
        assert bool(code.initialise) == (rule != DEFAULT)
        assert all(isinstance(call, Call) for call in code.initialise)
        Interpreted(code)
