"""How a port is reached: the layers that a wire there runs through, and what other wires do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from netbuilder.compiler.result import NetworkAnalysis
from netbuilder.layers.tensor import TensorType
from netbuilder.project.value import End

LONGEST = 3
"""How many layers of a way are told."""

_NEARBY = 200
"""How many layers before or behind a port are looked at for what the network does elsewhere."""


Neighbours = Callable[[str], Sequence[str]]
"""The nodes beside a node, on one side of it."""


class Way(NamedTuple):
    """The way to a port.

    Attributes:
        tensor: Kind and rank of what runs there, ``image4``, or "-" where that is not known.
        kinds: The layers on the way, nearest first, at most `LONGEST`.
    """

    tensor: str
    kinds: tuple[str, ...]


def way_to(analysis: NetworkAnalysis, end: End, *, is_input: bool = False) -> Way:
    """The layers that a wire runs through to an output, or from an input on."""
    tensor = None if is_input else analysis.outputs[end.node].get(end.port)
    return Way(_sort(tensor), _kinds(analysis, end.node, _neighbours(analysis, is_input=is_input)))


def ways_passed(
    analysis: NetworkAnalysis, node: str, *, is_input: bool = False
) -> Iterator[tuple[tuple[str, ...], str]]:
    """What the network itself does on the ways to a node: layers passed, and what follows them.

    Args:
        analysis: What is known of the network.
        node: The node.
        is_input: Whether the ways lead from the node on rather than to it.
    """
    neighbours = _neighbours(analysis, is_input=is_input)
    nodes = analysis.network.nodes
    waiting, seen = [node], {node}
    for here in waiting:  # grows while it is walked
        for there in neighbours(here):
            yield _kinds(analysis, there, neighbours), nodes[here].kind
            if there not in seen and len(seen) < _NEARBY:
                seen.add(there)
                waiting.append(there)


def _neighbours(analysis: NetworkAnalysis, *, is_input: bool) -> Neighbours:
    """What gives a node the nodes that it feeds, or those that feed it."""
    if is_input:
        return analysis.graph.leaving.__getitem__
    entering = analysis.graph.entering
    return lambda node: [end.node for ends in entering[node].values() for end in ends]


def _kinds(analysis: NetworkAnalysis, node: str, neighbours: Neighbours) -> tuple[str, ...]:
    """The kinds of a node, of its first neighbour, and so on."""
    passed: dict[str, str] = {}
    while node not in passed and len(passed) < LONGEST:
        passed[node] = analysis.network.nodes[node].kind
        node = next(iter(neighbours(node)), node)
    return tuple(passed.values())


def _sort(x: TensorType | None) -> str:
    return "-" if x is None else f"{x.kind.value}{len(x.dims)}"
