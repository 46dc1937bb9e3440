"""How weights are drawn before training: one table of rules, offered by every layer with weights.

A layer mixes in `WithWeights` or `WithScale`, or declares further choices from the tables, and asks
`initialise` for the calls. To add a rule, add one row to `RULES` and its words.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from netbuilder.layers.code import Call, Own
from netbuilder.layers.parameter import Choice, Number

DEFAULT = "default"

WEIGHT_WORDS: Mapping[str, str] = {
    DEFAULT: "PyTorch's own",
    "he_normal": "He normal",
    "he_uniform": "He uniform",
    "glorot_normal": "Glorot normal",
    "glorot_uniform": "Glorot uniform",
    "lecun_normal": "LeCun normal",
    "lecun_uniform": "LeCun uniform",
    "orthogonal": "Orthogonal",
    "normal": "Normal",
    "truncated_normal": "Normal, cut at two spreads",
    "zeros": "Zeros",
    "ones": "Ones",
}
"""Rules for tensors of two and more dims, with the words for them."""

VECTOR_WORDS: Mapping[str, str] = {
    key: WEIGHT_WORDS[key] for key in (DEFAULT, "normal", "truncated_normal", "zeros", "ones")
}
"""Rules for tensors of one dim, such as biases, which have no fan-in."""

RULES: Mapping[str, tuple[str, tuple[tuple[str, Any], ...]]] = {
    "he_normal": ("nn.init.kaiming_normal_", (("nonlinearity", "relu"),)),
    "he_uniform": ("nn.init.kaiming_uniform_", (("nonlinearity", "relu"),)),
    "glorot_normal": ("nn.init.xavier_normal_", ()),
    "glorot_uniform": ("nn.init.xavier_uniform_", ()),
    "lecun_normal": ("nn.init.kaiming_normal_", (("nonlinearity", "linear"),)),
    "lecun_uniform": ("nn.init.kaiming_uniform_", (("nonlinearity", "linear"),)),
    "orthogonal": ("nn.init.orthogonal_", ()),
    "zeros": ("nn.init.zeros_", ()),
    "ones": ("nn.init.ones_", ()),
}
"""The call and keywords of each rule that needs no spread."""

SPREAD = ("normal", "truncated_normal")
"""Rules whose spread a person sets."""


def weight_choice(label: str = "first weights", **rest: Any) -> Choice:
    """The parameter that chooses how a matrix or a kernel is drawn."""
    rest.setdefault("help", "How the weights are drawn before training starts.")
    return Choice(label, options=WEIGHT_WORDS, default=DEFAULT, **rest)


def vector_choice(label: str = "first biases", **rest: Any) -> Choice:
    """The parameter that chooses how a bias or a scale is drawn."""
    rest.setdefault("help", "How the biases are drawn before training starts.")
    return Choice(label, options=VECTOR_WORDS, default=DEFAULT, advanced=True, **rest)


def spread(label: str, of: str, default: float = 0.02) -> Number:
    """The standard deviation for the rules of parameter `of` that need one."""
    return Number(
        label,
        default=default,
        minimum=0.0,
        maximum=100.0,
        open_minimum=True,
        when=(of, SPREAD),
        help="Standard deviation of the first values.",
    )


def initialise(rule: str, std: float, *paths: str) -> tuple[Call, ...]:
    """The calls that draw the tensors at `paths` of the node's own module by `rule`."""
    if rule == DEFAULT:
        return ()
    return tuple(_call(rule, std, Own(path=path)) for path in paths)


def _call(rule: str, std: float, tensor: Own) -> Call:
    if rule == "normal":
        return Call("nn.init.normal_", (tensor,), (("std", std),))
    if rule == "truncated_normal":
        cut = (("std", std), ("a", -2 * std), ("b", 2 * std))
        return Call("nn.init.trunc_normal_", (tensor,), cut)
    target, keywords = RULES[rule]
    return Call(target, (tensor,), keywords)
