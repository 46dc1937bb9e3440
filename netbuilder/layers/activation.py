"""Activations: the bends between layers that let a network draw curved lines.

Those without state are functions in the source. Variants that work in place are not offered: they
save little and break gradients of values that are used twice.
"""

from __future__ import annotations

from typing import Any, ClassVar

from netbuilder.layers.code import Assign, Call, Code, Input
from netbuilder.layers.fit import (
    LAYOUTS,
    VECTOR_ROLES,
    around,
    check_fixed,
    check_float,
    describe,
    kind_of,
    name_of,
    setting,
)
from netbuilder.layers.layer import (
    Cost,
    Family,
    Inputs,
    Outputs,
    UnaryLayer,
    activation_bytes,
    expression,
)
from netbuilder.layers.parameter import Choice, Number
from netbuilder.layers.problem import Misfit
from netbuilder.layers.tensor import DType, Kind, Role, TensorType

_FLOAT32 = DType.FLOAT32
_PROBABILITIES = Kind.PROBABILITIES


class Activation(UnaryLayer):
    """A function of each number alone. Shape: any, kept. Subclasses name the call and its options.

    `options` maps parameter keys to the values that PyTorch takes when none is given.
    """

    family = Family.ACTIVATION
    function: ClassVar[str]
    options: ClassVar[dict[str, Any]] = {}

    def infer_one(self, x: TensorType) -> TensorType:
        if x.dtype is not _FLOAT32:
            check_float(x)
        if x.kind is _PROBABILITIES:
            return TensorType(x.dims, x.roles, kind_of(x.roles))
        return x

    def code_one(self, x: TensorType) -> Code:
        values = ((key, getattr(self, key)) for key in self.options)
        given = tuple((key, value) for key, value in values if value != self.options[key])
        return expression(Call(self.function, (Input(),), given))


class ReLU(Activation):
    r"""Keeps what is positive and sets the rest to zero: :math:`y = \max(0, x)`. Any shape."""

    kind = "ReLU"
    word = "ReLU"
    function = "torch.relu"
    gives_zeros = True
    summary = (
        "Lets positive numbers through and turns negative ones into zero. Simple, fast, and enough "
        "of a bend for a deep network to draw any boundary."
    )
    equation = r"y = \max(0, x)"
    source = "torch.nn.ReLU"
    keywords = ("relu", "rectifier", "activation", "nonlinearity")


class LeakyReLU(Activation):
    r"""Like ReLU with a small slope for negative numbers. Any shape. Maas et al., 2013."""

    kind = "LeakyReLU"
    word = "LeakyReLU"
    function = "F.leaky_relu"
    options: ClassVar[dict[str, Any]] = {"negative_slope": 0.01}
    summary = (
        "Like ReLU, but negative numbers are only made small instead of zero, so that no unit "
        "stops learning for good."
    )
    equation = r"y = \max(0, x) + a \min(0, x)"
    source = "Maas et al., Rectifier nonlinearities improve acoustic models, 2013"
    keywords = ("leaky relu", "lrelu", "activation", "slope")

    negative_slope = Number(
        "slope",
        default=0.01,
        minimum=-100.0,
        maximum=100.0,
        on_card=True,
        help="What negative numbers are multiplied with.",
    )


class PReLU(UnaryLayer):
    r"""ReLU whose slope for negative numbers is learned. Any shape. He et al., 2015."""

    kind = "PReLU"
    family = Family.ACTIVATION
    word = "PReLU"
    summary = (
        "Like LeakyReLU, but how much of a negative number remains is learned from the data, one "
        "value for all or one for each channel."
    )
    equation = r"y = \max(0, x) + a \min(0, x)"
    learned = ("a",)
    source = "He et al., Delving deep into rectifiers, 2015"
    keywords = ("prelu", "parametric relu", "learned slope", "activation")

    num_parameters = Choice(
        "slopes",
        options={"one": "One for all", "channel": "One a channel"},
        default="one",
        help="How many slopes are learned.",
    )
    init = Number(
        "first slope",
        default=0.25,
        minimum=-100.0,
        maximum=100.0,
        on_card=True,
        help="The slope before training.",
    )

    def infer_one(self, x: TensorType) -> TensorType:
        check_float(x)
        self._slopes(x)
        return TensorType(x.dims, x.roles, kind_of(x.roles)) if x.kind is _PROBABILITIES else x

    def cost(self, inputs: Inputs, outputs: Outputs) -> Cost:
        slopes = self._slopes(inputs["input"][0])
        return Cost(
            parameters=slopes, activation_bytes=activation_bytes(outputs), arithmetic=str(slopes)
        )

    def code_one(self, x: TensorType) -> Code:
        slopes = self._slopes(x)
        given: tuple[tuple[str, Any], ...] = (("num_parameters", slopes),) if slopes != 1 else ()
        given += (("init", self.init),) if self.init != 0.25 else ()
        layout = LAYOUTS.get(x.roles) if self.num_parameters == "channel" else None
        return around(layout or LAYOUTS[VECTOR_ROLES], Call("nn.PReLU", (), given))

    def _slopes(self, x: TensorType) -> int:
        if self.num_parameters == "one":
            return 1
        layout = LAYOUTS.get(x.roles)
        position = 1 if layout is None else layout.channel
        return check_fixed(x.dims[position], x.roles[position])


class ELU(Activation):
    r"""Exponential below zero. Any shape. Clevert et al., 2015."""

    kind = "ELU"
    word = "ELU"
    function = "F.elu"
    options: ClassVar[dict[str, Any]] = {"alpha": 1.0}
    summary = (
        "Positive numbers pass, negative ones bend smoothly towards a floor. Its average output "
        "lies nearer to zero than that of ReLU."
    )
    equation = r"y = \max(0, x) + \min(0, \alpha (e^{x} - 1))"
    source = "Clevert et al., Fast and accurate deep network learning by ELUs, 2015"
    keywords = ("elu", "exponential linear", "activation")

    alpha = Number(
        "floor",
        default=1.0,
        minimum=0.0,
        on_card=True,
        help="How far below zero very negative numbers end up.",
    )


class SELU(Activation):
    r"""ELU with fixed constants that keep mean 0 and variance 1. Klambauer et al., 2017."""

    kind = "SELU"
    word = "SELU"
    function = "F.selu"
    summary = (
        "An ELU with two fixed constants, chosen so that numbers keep their mean and spread "
        "through many dense layers without a normalisation."
    )
    equation = r"y = \lambda (\max(0, x) + \min(0, \alpha (e^{x} - 1)))"
    source = "Klambauer et al., Self-normalizing neural networks, 2017"
    keywords = ("selu", "self normalizing", "activation")


class GELU(Activation):
    r"""Weighs each number with the share of a normal distribution below it. Any shape."""

    kind = "GELU"
    word = "GELU"
    function = "F.gelu"
    options: ClassVar[dict[str, Any]] = {"approximate": "none"}
    summary = (
        "A smooth relative of ReLU: each number is kept by as much as it is larger than typical "
        "ones. Common in transformers."
    )
    equation = r"y = x \Phi(x)"
    source = "Hendrycks and Gimpel, Gaussian error linear units, 2016"
    keywords = ("gelu", "gaussian", "transformer", "activation")

    approximate = Choice(
        "formula",
        options={"none": "Exact", "tanh": "Fast, with tanh"},
        default="none",
        help="Whether the exact formula or a faster one close to it is used.",
    )


class SiLU(Activation):
    r"""A number times its own sigmoid, also called swish. Any shape."""

    kind = "SiLU"
    word = "SiLU"
    function = "F.silu"
    summary = (
        "Also called swish: each number times its own sigmoid. Smooth everywhere, it dips a little "
        "below zero before it rises."
    )
    equation = r"y = x \sigma(x)"
    source = "Ramachandran et al., Searching for activation functions, 2017"
    keywords = ("silu", "swish", "activation")


class Mish(Activation):
    r"""A number times the tanh of its softplus. Any shape. Misra, 2019."""

    kind = "Mish"
    word = "Mish"
    function = "F.mish"
    summary = "Smooth like SiLU and slightly deeper below zero; each number times tanh of softplus."
    equation = r"y = x \tanh(\log(1 + e^{x}))"
    source = "Misra, Mish: a self regularized non-monotonic activation function, 2019"
    keywords = ("mish", "activation")


class Sigmoid(Activation):
    r"""Squeezes each number between 0 and 1. Any shape."""

    kind = "Sigmoid"
    word = "Sigmoid"
    function = "torch.sigmoid"
    summary = (
        "Squeezes any number between 0 and 1, so that it can be read as the chance of yes. Right "
        "before an output with two classes, or as a gate."
    )
    equation = r"y = \frac{1}{1 + e^{-x}}"
    source = "torch.nn.Sigmoid"
    keywords = ("sigmoid", "logistic", "gate", "probability", "activation")


class Tanh(Activation):
    r"""Squeezes each number between -1 and 1. Any shape."""

    kind = "Tanh"
    word = "Tanh"
    function = "torch.tanh"
    summary = "Squeezes any number between -1 and 1, with zero staying zero."
    equation = r"y = \tanh(x)"
    source = "torch.nn.Tanh"
    keywords = ("tanh", "hyperbolic tangent", "activation")


class Softplus(Activation):
    r"""A smooth ReLU that is always positive. Any shape."""

    kind = "Softplus"
    word = "Softplus"
    function = "F.softplus"
    options: ClassVar[dict[str, Any]] = {"beta": 1.0, "threshold": 20.0}
    summary = (
        "A ReLU with its corner rounded off. What comes out is always positive, which suits "
        "spreads and rates."
    )
    equation = r"y = \frac{1}{\beta} \log(1 + e^{\beta x})"
    source = "torch.nn.Softplus"
    keywords = ("softplus", "smooth relu", "positive", "activation")

    beta = Number(
        "sharpness",
        default=1.0,
        minimum=0.0,
        open_minimum=True,
        on_card=True,
        help="How sharp the corner is.",
    )
    threshold = Number(
        "threshold",
        default=20.0,
        minimum=0.0,
        advanced=True,
        help="Above this (times sharpness) the straight line is used, for safe numbers.",
    )


class Hardswish(Activation):
    r"""SiLU made of straight lines, for small devices. Any shape. Howard et al., 2019."""

    kind = "Hardswish"
    word = "Hardswish"
    function = "F.hardswish"
    gives_zeros = True
    summary = "A SiLU made of simple pieces, cheap enough for phones."
    equation = r"y = \frac{x}{6} \min(\max(0, x + 3), 6)"
    source = "Howard et al., Searching for MobileNetV3, 2019"
    keywords = ("hardswish", "hard swish", "mobile", "activation")


class Identity(UnaryLayer):
    """Passes everything on unchanged. Any shape and any numbers."""

    kind = "Identity"
    family = Family.ACTIVATION
    word = "Identity"
    summary = "Passes everything on unchanged: a named point to wire from, or a place kept free."
    equation = r"y = x"
    source = "torch.nn.Identity"
    keywords = ("identity", "pass", "nothing", "placeholder")

    def code_one(self, x: TensorType) -> Code:
        return Code(body=(Assign("output", Input()),))


class _AlongDim(UnaryLayer):
    """A function along one dim, by default that of classes, features or channels."""

    family = Family.ACTIVATION
    function: ClassVar[str]

    dim = Choice(
        "along",
        options={
            "auto": "Classes or channels",
            **{
                role.value: role.value.capitalize()
                for role in (Role.CHANNEL, Role.FEATURE, Role.TIME, Role.HEIGHT, Role.WIDTH)
            },
        },
        default="auto",
        advanced=True,
        help="Which dim adds up to one.",
    )

    def position(self, x: TensorType) -> int:
        """Where in `x` the chosen dim lies; raises `Misfit` where it has none."""
        if self.dim == "auto":
            for role in (Role.CLASS, Role.FEATURE, Role.CHANNEL):
                if role in x.roles:
                    return x.roles.index(role)
            return len(x.roles) - 1
        role = Role(self.dim)
        if role not in x.roles:
            raise Misfit(
                "parameter.conflict",
                expected=f"something with {name_of(role)}",
                received=describe(x),
                facts={"parameter": "dim"},
                repairs=(setting("Choose the dim by itself", dim="auto"),),
            )
        return x.roles.index(role)

    def code_one(self, x: TensorType) -> Code:
        position = self.position(x)
        return expression(Call(self.function, (Input(),), (("dim", position),)))


class Softmax(_AlongDim):
    r"""Turns scores into shares that add up to one: :math:`y_k = e^{x_k} / \sum_j e^{x_j}`.

    Shape: any, kept; what comes out are probabilities. Source: ``torch.softmax``.
    """

    kind = "Softmax"
    word = "Softmax"
    function = "torch.softmax"
    summary = (
        "Turns scores into shares that add up to one, so that the largest score becomes the most "
        "likely class."
    )
    equation = r"y_k = \frac{e^{x_k}}{\sum_{j} e^{x_j}}"
    source = "torch.nn.Softmax"
    keywords = ("softmax", "probability", "classes", "classification", "activation")

    def infer_one(self, x: TensorType) -> TensorType:
        check_float(x)
        self.position(x)
        return TensorType(x.dims, x.roles, _PROBABILITIES)


class LogSoftmax(_AlongDim):
    r"""The logarithm of softmax, computed safely. Shape: any, kept. Source: torch.log_softmax."""

    kind = "LogSoftmax"
    word = "LogSoftmax"
    function = "torch.log_softmax"
    summary = (
        "The logarithm of softmax, computed in one safe step. Likely classes are near zero, "
        "unlikely ones far below."
    )
    equation = r"y_k = x_k - \log \sum_{j} e^{x_j}"
    source = "torch.nn.LogSoftmax"
    keywords = ("log softmax", "log probability", "classification", "activation")

    def infer_one(self, x: TensorType) -> TensorType:
        check_float(x)
        self.position(x)
        return TensorType(x.dims, x.roles, kind_of(x.roles)) if x.kind is _PROBABILITIES else x
