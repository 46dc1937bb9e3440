"""Layers that keep numbers in a healthy range."""

from __future__ import annotations

from typing import Any, ClassVar

from netbuilder.layers.code import Call, Code, Own, call
from netbuilder.layers.fit import (
    LAYOUTS,
    REMOVE,
    SEQUENCE_ROLES,
    VECTOR_ROLES,
    around,
    check_fixed,
    check_float,
    describe,
    kind_of,
    setting,
)
from netbuilder.layers.initialiser import initialise, spread, vector_choice
from netbuilder.layers.layer import (
    Cost,
    Family,
    Inputs,
    Outputs,
    UnaryLayer,
    activation_bytes,
    module,
    product,
)
from netbuilder.layers.parameter import Integer, Number, Switch
from netbuilder.layers.problem import Misfit
from netbuilder.layers.tensor import Kind, TensorType


def _shift(scale: str) -> Switch:
    """The switch for the shift of a layer whose scale and shift parameter `scale` turns on."""
    return Switch(
        "shift",
        default=True,
        advanced=True,
        when=(scale, (True,)),
        help="Whether a shift is learned beside the scale.",
    )


class _Normalisation(UnaryLayer):
    """What normalisations share: eps, and a learned scale and shift that can be drawn."""

    family = Family.NORMALISATION

    eps = Number(
        "smallest spread",
        default=1e-5,
        minimum=0.0,
        maximum=1.0,
        open_minimum=True,
        advanced=True,
        help="Added to the variance, so that nothing is divided by zero.",
    )
    weight_init = vector_choice("first scales", help="How the scales are set before training.")
    weight_std = spread("spread of scales", "weight_init")
    bias_init = vector_choice("first shifts", help="How the shifts are set before training.")
    bias_std = spread("spread of shifts", "bias_init")
    bias: Any = True
    takes_bias: ClassVar[bool] = False
    """Whether every supported torch can leave the shift out by keyword; 2.9 only of LayerNorm."""

    def num_weights(self, x: TensorType) -> tuple[int, int]:
        """How many scales and shifts are learned."""
        raise NotImplementedError

    def cost(self, inputs: Inputs, outputs: Outputs) -> Cost:
        scales, shifts = self.num_weights(inputs["input"][0])
        return Cost(
            parameters=scales + shifts,
            multiply_adds=product(outputs["output"].example),
            activation_bytes=activation_bytes(outputs),
            arithmetic=" + ".join(str(n) for n in (scales, shifts) if n),
        )

    def first_values(self, x: TensorType) -> tuple[Call, ...]:
        """The calls that set scales and shifts before training."""
        scales, shifts = self.num_weights(x)
        calls: tuple[Call, ...] = ()
        if scales and not shifts and not self.takes_bias:
            calls += (call(".register_parameter", Own(), "bias", None),)
        if scales:
            calls += initialise(self.weight_init, self.weight_std, "weight")
        if shifts:
            calls += initialise(self.bias_init, self.bias_std, "bias")
        return calls


def _plain(x: TensorType) -> TensorType:
    if x.kind is Kind.PROBABILITIES:
        return TensorType(x.dims, x.roles, kind_of(x.roles))
    return x


def _num_channels(x: TensorType) -> int:
    layout = LAYOUTS.get(x.roles)
    if layout is None:
        raise Misfit(
            "shape.rank",
            expected="numbers, a series or channels × height × width",
            received=describe(x),
            facts={"rank": len(x.dims) - 1},
            repairs=(REMOVE,),
        )
    check_float(x)
    return check_fixed(x.dims[layout.channel], x.roles[layout.channel])


class BatchNorm(_Normalisation):
    r"""Gives each channel mean 0 and variance 1 over the batch, then scales and shifts it.

    .. math:: y_c = \gamma_c \frac{x_c - \mu_c}{\sqrt{\sigma_c^2 + \epsilon}} + \beta_c

    Shape: ``(batch, channels, *)``, or ``(batch, time, features)`` by feature; kept. While
    predicting, running means of mean and variance are used. Ioffe and Szegedy, 2015.
    """

    kind = "BatchNorm"
    word = "BatchNorm"
    summary = (
        "Brings each channel to mean zero and spread one over the batch, then lets the network "
        "rescale it. Deep networks learn faster and more calmly with it."
    )
    equation = r"y_c = \gamma_c \frac{x_c - \mu_c}{\sqrt{\sigma_c^2 + \epsilon}} + \beta_c"
    learned = (r"\gamma", r"\beta")
    source = "Ioffe and Szegedy, Batch normalization, 2015"
    keywords = ("batch norm", "bn", "normalise", "normalize", "standardise")

    momentum = Number(
        "momentum",
        default=0.1,
        minimum=0.0,
        maximum=1.0,
        none="mean of all batches",
        advanced=True,
        help="Share of the newest batch in the running mean and variance.",
    )
    affine = Switch(
        "scale and shift",
        default=True,
        help="Whether a scale and a shift are learned for each channel.",
    )
    track_running_stats = Switch(
        "running statistics",
        default=True,
        advanced=True,
        help="Whether means over batches are kept and used for predictions.",
    )
    bias = _shift("affine")

    def infer_one(self, x: TensorType) -> TensorType:
        _num_channels(x)
        return _plain(x)

    def num_weights(self, x: TensorType) -> tuple[int, int]:
        channels = _num_channels(x) if self.affine else 0
        return channels, channels if self.bias else 0

    def code_one(self, x: TensorType) -> Code:
        layout = LAYOUTS[x.roles]
        options = _given(self, eps=1e-5, momentum=0.1, affine=True, track_running_stats=True)
        target = f"nn.BatchNorm{max(1, len(layout.spatial))}d"
        constructor = Call(target, (x.dims[layout.channel],), options)
        return around(layout, constructor, *self.first_values(x))


def _given(layer: UnaryLayer, **defaults: Any) -> tuple[tuple[str, Any], ...]:
    """The keywords whose values differ from PyTorch's."""
    values = ((key, getattr(layer, key)) for key in defaults)
    return tuple((key, value) for key, value in values if value != defaults[key])


class LayerNorm(_Normalisation):
    r"""Gives each example mean 0 and variance 1 over its last dims, then scales and shifts it.

    .. math:: y_i = \gamma_i \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta_i

    Shape: any, kept. `num_dims` says over how many of the last dims; by default over the features
    of numbers and series, and over all of a picture. Ba et al., 2016; ``torch.nn.LayerNorm``.
    """

    kind = "LayerNorm"
    word = "LayerNorm"
    summary = (
        "Brings the numbers of each single example to mean zero and spread one. It does not look "
        "at other examples, so it suits series and small batches."
    )
    equation = r"y_i = \gamma_i \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta_i"
    learned = (r"\gamma", r"\beta")
    source = "Ba et al., Layer normalization, 2016"
    keywords = ("layer norm", "ln", "normalise", "normalize", "transformer")

    num_dims: Any = Integer(
        "dims",
        default=None,
        minimum=1,
        maximum=8,
        none="as it fits",
        help="Over how many of the last dims it normalises; as it fits means the features, or all "
        "of a picture.",
    )
    elementwise_affine = Switch(
        "scale and shift",
        default=True,
        help="Whether a scale and a shift are learned for each place.",
    )
    bias = _shift("elementwise_affine")
    takes_bias = True

    def infer_one(self, x: TensorType) -> TensorType:
        check_float(x)
        self._normalised(x)
        return _plain(x)

    def num_weights(self, x: TensorType) -> tuple[int, int]:
        if not self.elementwise_affine:
            return 0, 0
        size = 1
        for dim in self._normalised(x):
            size *= dim
        return size, size if self.bias else 0

    def code_one(self, x: TensorType) -> Code:
        shape = self._normalised(x)
        options = _given(self, eps=1e-5, elementwise_affine=True)
        if self.elementwise_affine and not self.bias:
            options += (("bias", False),)
        size = shape[0] if len(shape) == 1 else shape
        return module(Call("nn.LayerNorm", (size,), options), *self.first_values(x))

    def _normalised(self, x: TensorType) -> tuple[int, ...]:
        """The lengths of the dims that are normalised over."""
        rank = len(x.dims)
        if self.num_dims is None:
            first = rank - 1 if x.roles in (VECTOR_ROLES, SEQUENCE_ROLES) else 1
        else:
            first = rank - self.num_dims
        if first < 1:
            raise Misfit(
                "parameter.conflict",
                expected=f"at most {rank - 1} dims",
                received=str(self.num_dims),
                facts={"parameter": "num_dims"},
                repairs=(setting("Choose the dims by themselves", num_dims=None),),
            )
        return tuple(check_fixed(x.dims[i], x.roles[i]) for i in range(first, rank))


class GroupNorm(_Normalisation):
    r"""Gives each group of channels of each example mean 0 and variance 1, then scales and shifts.

    .. math:: y_c = \gamma_c \frac{x_c - \mu_g}{\sqrt{\sigma_g^2 + \epsilon}} + \beta_c

    Shape: ``(batch, channels, *)``, kept; `num_groups` divides the channels. Wu and He, 2018.
    """

    kind = "GroupNorm"
    word = "GroupNorm"
    summary = (
        "Divides the channels of each example into groups and brings each group to mean zero and "
        "spread one. It works with batches of any size."
    )
    equation = r"y_c = \gamma_c \frac{x_c - \mu_g}{\sqrt{\sigma_g^2 + \epsilon}} + \beta_c"
    learned = (r"\gamma", r"\beta")
    source = "Wu and He, Group normalization, 2018"
    keywords = ("group norm", "gn", "instance norm", "normalise", "normalize")

    num_groups = Integer(
        "groups", default=8, on_card=True, help="How many groups the channels are divided into."
    )
    affine = Switch(
        "scale and shift",
        default=True,
        help="Whether a scale and a shift are learned for each channel.",
    )
    bias = _shift("affine")

    def infer_one(self, x: TensorType) -> TensorType:
        channels = _num_channels(x)
        if channels % self.num_groups:
            whole = (n for n in range(1, channels + 1) if channels % n == 0)
            near = sorted(whole, key=lambda n: abs(n - self.num_groups))[:2]
            words = ["Use one group" if n == 1 else f"Use {n} groups" for n in near]
            raise Misfit(
                "shape.divisible",
                expected=f"channels that {self.num_groups} groups divide",
                received=f"{channels} channels",
                facts={"parameter": "num_groups", "groups": self.num_groups},
                repairs=tuple(
                    setting(word, num_groups=n) for word, n in zip(words, near, strict=True)
                ),
            )
        return _plain(x)

    def num_weights(self, x: TensorType) -> tuple[int, int]:
        channels = _num_channels(x) if self.affine else 0
        return channels, channels if self.bias else 0

    def code_one(self, x: TensorType) -> Code:
        layout = LAYOUTS[x.roles]
        arguments = (self.num_groups, x.dims[layout.channel])
        options = _given(self, eps=1e-5, affine=True)
        return around(layout, Call("nn.GroupNorm", arguments, options), *self.first_values(x))
