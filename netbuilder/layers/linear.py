"""Dense layers."""

from __future__ import annotations

from netbuilder.layers.code import Call, Code
from netbuilder.layers.fit import FLATTEN, check_fixed, check_float, describe, kind_of
from netbuilder.layers.initialiser import initialise, spread, vector_choice, weight_choice
from netbuilder.layers.layer import (
    Cost,
    Family,
    Inputs,
    Outputs,
    UnaryLayer,
    Variant,
    activation_bytes,
    module,
    product,
)
from netbuilder.layers.parameter import Integer, Switch
from netbuilder.layers.problem import Misfit
from netbuilder.layers.tensor import Role, TensorType

_FEATURE = Role.FEATURE


class Linear(UnaryLayer):
    r"""Multiplies each row of numbers with a matrix of learned weights and adds a bias.

    .. math:: y_j = b_j + \sum_{i} W_{j,i} x_i

    Shape: ``(batch, *, in)`` to ``(batch, *, out_features)``. A layer acts on the last dim alone,
    so a sequence keeps its steps. Source: ``torch.nn.Linear``.
    """

    kind = "Linear"
    family = Family.DENSE
    word = "Dense"
    summary = (
        "Every output is a weighted sum of all inputs plus a bias. The weights are what it learns: "
        "they say how much each input counts for each output."
    )
    equation = r"y_j = b_j + \sum_{i} W_{j,i} x_i"
    learned = ("W", "b")
    source = "torch.nn.Linear"
    keywords = ("dense", "linear", "fully connected", "fc", "mlp", "projection", "affine")
    variants = (Variant(word="Dense", hint="numbers"),)

    out_features = Integer(
        "units", default=64, on_card=True, help="How many numbers come out.", unit="numbers"
    )
    bias = Switch("bias", default=True, help="Whether a learned number is added to each output.")
    weight_init = weight_choice()
    weight_std = spread("spread of weights", "weight_init")
    bias_init = vector_choice(when=("bias", (True,)))
    bias_std = spread("spread of biases", "bias_init")

    def infer_one(self, x: TensorType) -> TensorType:
        roles = x.roles
        if roles[-1] is not _FEATURE and len(roles) != 2:
            raise Misfit(
                "shape.rank",
                expected="rows of numbers",
                received=describe(x),
                facts={"rank": len(roles) - 1},
                repairs=(FLATTEN,),
            )
        check_float(x)
        check_fixed(x.dims[-1], _FEATURE)
        roles = (*roles[:-1], _FEATURE)
        return TensorType((*x.dims[:-1], self.out_features), roles, kind_of(roles))

    def cost(self, inputs: Inputs, outputs: Outputs) -> Cost:
        x = inputs["input"][0]
        units, features = self.out_features, check_fixed(x.dims[-1], _FEATURE)
        bias = units if self.bias else 0
        return Cost(
            parameters=units * features + bias,
            multiply_adds=product(x.dims[1:-1]) * features * units,
            activation_bytes=activation_bytes(outputs),
            arithmetic=f"{units} × {features}" + (f" + {units}" if bias else ""),
        )

    def code_one(self, x: TensorType) -> Code:
        options = () if self.bias else (("bias", False),)
        calls = initialise(self.weight_init, self.weight_std, "weight")
        if self.bias:
            calls += initialise(self.bias_init, self.bias_std, "bias")
        return module(Call("nn.Linear", (x.dims[-1], self.out_features), options), *calls)
