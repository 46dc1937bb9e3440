"""The optimizers that a project may name, with their settings, as a table.

The inspector draws these settings and the trainer reads them; torch is not needed to know them. To
add one, subclass `Optimizer` here and write its step in `netbuilder.training.optimizers`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from netbuilder.layers.parameter import Number, Parameter, Switch, Value


class Optimizer:
    """A way of moving weights along their gradients. `kind` is PyTorch's name for it."""

    kind: ClassVar[str]
    summary: ClassVar[str]
    options: ClassVar[Mapping[str, Parameter[Any]]] = {}

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        cls.options = {k: v for k, v in vars(cls).items() if isinstance(v, Parameter)}
        OPTIMIZERS[cls.kind] = cls

    @classmethod
    def complete(cls, values: Mapping[str, Value]) -> dict[str, Value]:
        """`values` with the default of every setting that is missing."""
        return {key: values.get(key, option.default) for key, option in cls.options.items()}

    @classmethod
    def check_values(cls, values: Mapping[str, Value]) -> dict[str, str]:
        """What is wrong with `values`, by key, as the end of a sentence; empty when all is well."""
        wrong = dict.fromkeys(values.keys() - cls.options, "is not a setting of this optimizer")
        for key in values.keys() & cls.options.keys():
            fault = cls.options[key].check(values[key])
            if fault:
                wrong[key] = fault
        return wrong


OPTIMIZERS: dict[str, type[Optimizer]] = {}
"""Every optimizer by the name that `Training.optimizer` gives it, the usual one first."""


def _weight_decay(default: float = 0.0) -> Number:
    return Number(
        "weight decay",
        default=default,
        minimum=0.0,
        maximum=10.0,
        help="How strongly weights are pulled towards zero.",
    )


def _epsilon(default: float = 1e-8) -> Number:
    return Number(
        "epsilon",
        default=default,
        minimum=0.0,
        maximum=1.0,
        advanced=True,
        help="A small number that keeps the division from blowing up.",
    )


def _share(label: str, default: float, help: str, *, advanced: bool = True) -> Number:
    return Number(
        label,
        default=default,
        minimum=0.0,
        maximum=1.0,
        open_maximum=True,
        advanced=advanced,
        help=help,
    )


_BETA1 = "How much of the running mean of gradients is kept at each step."
_BETA2 = "How much of the running mean of squared gradients is kept at each step."
_AMSGRAD = "Divides by the largest running mean seen so far instead of the present one."


class Adam(Optimizer):
    """Adaptive moment estimation (Kingma and Ba, 2015; `torch.optim.Adam`)."""

    kind = "Adam"
    summary = "Gives every weight a step size of its own. Learns well with few settings."
    beta1 = _share("beta 1", 0.9, _BETA1)
    beta2 = _share("beta 2", 0.999, _BETA2)
    eps = _epsilon()
    weight_decay = _weight_decay()
    amsgrad = Switch("AMSGrad", default=False, advanced=True, help=_AMSGRAD)


class AdamW(Optimizer):
    """Adam with decoupled weight decay (Loshchilov and Hutter, 2019; `torch.optim.AdamW`)."""

    kind = "AdamW"
    summary = "Adam whose weight decay does not depend on the gradients."
    beta1 = _share("beta 1", 0.9, _BETA1)
    beta2 = _share("beta 2", 0.999, _BETA2)
    eps = _epsilon()
    weight_decay = _weight_decay(0.01)
    amsgrad = Switch("AMSGrad", default=False, advanced=True, help=_AMSGRAD)


class SGD(Optimizer):
    """Gradient descent, with momentum where wanted (`torch.optim.SGD`)."""

    kind = "SGD"
    summary = "Steps straight down the gradient, with momentum where wanted."
    momentum = _share(
        "momentum", 0.0, "How much of the last step is carried into the next.", advanced=False
    )
    dampening = Number(
        "dampening",
        default=0.0,
        minimum=0.0,
        maximum=1.0,
        advanced=True,
        help="How much less than the whole gradient enters the momentum.",
    )
    weight_decay = _weight_decay()
    nesterov = Switch(
        "Nesterov",
        default=False,
        help="Looks ahead along the momentum. Needs momentum above 0 and no dampening.",
    )

    @classmethod
    def check_values(cls, values: Mapping[str, Value]) -> dict[str, str]:
        wrong = super().check_values(values)
        if wrong:
            return wrong
        settings = cls.complete(values)
        if settings["nesterov"] and (settings["momentum"] == 0 or settings["dampening"] != 0):
            return {"nesterov": "needs momentum above 0 and no dampening"}
        return {}


class RMSprop(Optimizer):
    """Divides by a running mean of the gradient's size (Tieleman and Hinton, 2012)."""

    kind = "RMSprop"
    summary = "Divides each step by how large gradients have lately been."
    alpha = _share("alpha", 0.99, _BETA2)
    eps = _epsilon()
    weight_decay = _weight_decay()
    momentum = _share("momentum", 0.0, "How much of the last step is carried into the next.")
    centered = Switch(
        "centred",
        default=False,
        advanced=True,
        help="Divides by the spread of gradients instead of their size.",
    )


class Adagrad(Optimizer):
    """Divides by the sum of all squared gradients (Duchi and others, 2011)."""

    kind = "Adagrad"
    summary = "Slows down for weights that have moved much. Good for rare features."
    lr_decay = Number(
        "rate decay",
        default=0.0,
        minimum=0.0,
        maximum=10.0,
        help="How fast the learning rate falls with the number of steps.",
    )
    weight_decay = _weight_decay()
    initial_accumulator_value = Number(
        "first sum",
        default=0.0,
        minimum=0.0,
        maximum=1e6,
        advanced=True,
        help="What the sum of squared gradients starts from.",
    )
    eps = _epsilon(1e-10)
