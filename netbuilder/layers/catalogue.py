"""All layers, registered by importing their families in the order of the palette.

A new family is one more import here; a new layer in a family needs nothing here.
"""

from __future__ import annotations

from netbuilder.layers import (  # noqa: F401 - importing registers
    activation,
    convolution,
    io,
    linear,
    merge,
    normalisation,
    pooling,
    recurrent,
    regularisation,
    shape,
)
from netbuilder.layers.layer import KINDS, Family, Layer


def layer_class(kind: str) -> type[Layer] | None:
    """The class of a kind, also by a name that it once had; None for a kind that is unknown."""
    return KINDS.get(kind) or _replaced().get(kind)


def families() -> dict[Family, tuple[type[Layer], ...]]:
    """The layers of each family that has any, in the order of the palette."""
    table: dict[Family, tuple[type[Layer], ...]] = {}
    for family in Family:
        members = tuple(layer for layer in KINDS.values() if layer.family is family)
        if members:
            table[family] = members
    return table


def _replaced() -> dict[str, type[Layer]]:
    return {old: layer for layer in KINDS.values() for old in layer.replaces}
