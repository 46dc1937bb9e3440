"""Rows of networks that were shown a moment ago, for whoever undoes what was just done."""

from __future__ import annotations

from typing import Any

import numpy as np

from netbuilder.compiler.result import NetworkAnalysis
from netbuilder.project.value import Network

_NUM_KEPT = 2
_Key = tuple[object, object, object]


class Recall:
    """Keeps what some attributes of an object hold, by the network that they were made of.

    Args:
        names: The attributes. Lists and arrays are copied, since their rows may be written to.
    """

    def __init__(self, names: tuple[str, ...]) -> None:
        self._names = names
        self._kept: list[tuple[_Key, dict[str, Any]]] = []

    def keep(self, owner: object, network: Network, found: NetworkAnalysis | None) -> None:
        """Remember what the attributes hold now, made of this network and its analysis."""
        held = {name: _copied(getattr(owner, name)) for name in self._names}
        self._kept = [(_key(network, found), held), *self._kept][:_NUM_KEPT]

    def give_back(self, owner: object, network: Network, found: NetworkAnalysis | None) -> bool:
        """Set the attributes as they were for a network; return whether that was remembered."""
        key = _key(network, found)
        for number, (known, held) in enumerate(self._kept):
            if all(a is b for a, b in zip(known, key, strict=True)):
                del self._kept[number]
                for name, value in held.items():
                    setattr(owner, name, value)
                return True
        return False


def _key(network: Network, found: NetworkAnalysis | None) -> _Key:
    """What rows are made of: everything but where things stand."""
    return network.nodes, network.edges, found.placed if found is not None else None


def _copied(value: object) -> object:
    return value.copy() if isinstance(value, list | np.ndarray) else value
