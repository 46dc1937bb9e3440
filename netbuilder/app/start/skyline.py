"""A network as a row of bars, one a node, as wide apart as its wires are long.

The skyline says what the network is like, not what it is called: the colour of a bar is its layer's
family, its height how much leaves the layer, its column how many layers lie before it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from netbuilder.compiler import NetworkAnalysis, analyse
from netbuilder.layers import catalogue
from netbuilder.layers.layer import Family
from netbuilder.layers.tensor import TensorType
from netbuilder.project.topology import successors, topological_order
from netbuilder.project.value import Network, Project

MOST_NODES = 500
"""A larger project has no skyline: its bars would be thinner than a pixel."""

_UNKNOWN_LENGTH = 16
_LEAST_SPAN = 4.0  # doublings; networks whose layers are alike look alike all along
_GLIMPSE_BARS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One layer.

    Attributes:
        family: A key of the family colours.
        height: From 0 for the shortest bar to 1 for the tallest.
        column: Columns from the left.
        lane: Which of the `lanes` bars of its column it is, from above.
        lanes: How many bars stand in its column.
        loops: Whether the layer feeds itself from step to step.
    """

    family: str
    height: float
    column: int = 0
    lane: int = 0
    lanes: int = 1
    loops: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Skyline:
    """The bars, and the wires between them as pairs of their numbers."""

    bars: tuple[Bar, ...] = ()
    wires: tuple[tuple[int, int], ...] = ()

    @property
    def columns(self) -> int:
        """How many columns the bars stand in."""
        return 1 + max((bar.column for bar in self.bars), default=-1)

    @property
    def glimpse(self) -> tuple[Bar, ...]:
        """At most three bars that stand for all: the first, middle and last layer that computes."""
        inner = [bar for bar in self.bars if bar.family != Family.IO] or list(self.bars)
        if len(inner) <= _GLIMPSE_BARS:
            return tuple(inner)
        return inner[0], inner[len(inner) // 2], inner[-1]


def skyline_of(project: Project) -> Skyline:
    """The skyline of the network that a project trains; empty for an empty or very large one.

    Nodes on a cycle or behind one are left out.
    """
    name = project.training.roles.get("model", "")
    if name not in project.networks:
        name = next(iter(project.networks), "")
    if sum(len(network.nodes) for network in project.networks.values()) > MOST_NODES or not name:
        return Skyline()
    network = project.networks[name]
    return _drawn(network, _sizes(network, analyse(project).networks.get(name)))


def _drawn(network: Network, sizes: Mapping[str, float]) -> Skyline:
    order = topological_order(network)
    columns = _columns(network, order)
    stacks: dict[int, list[str]] = {}
    for node in order:
        stacks.setdefault(columns[node], []).append(node)
    tallest = max(sizes.values(), default=0.0)
    span = max(tallest - min(sizes.values(), default=0.0), _LEAST_SPAN)
    bars = []
    for node in order:
        stack = stacks[columns[node]]
        layer = catalogue.layer_class(network.nodes[node].kind)
        family = layer.family if layer else Family.SHAPE
        bars.append(
            Bar(
                family=family.value,
                height=1 - (tallest - sizes[node]) / span,
                column=columns[node],
                lane=stack.index(node),
                lanes=len(stack),
                loops=family is Family.RECURRENT,
            )
        )
    number = {node: at for at, node in enumerate(order)}
    pairs = {(edge.source.node, edge.sink.node): None for edge in network.edges}
    wires = [(number[a], number[b]) for a, b in pairs if a in number and b in number]
    return Skyline(bars=tuple(bars), wires=tuple(wires))


def _columns(network: Network, order: tuple[str, ...]) -> dict[str, int]:
    """How many nodes lie before each node on the longest way to it."""
    after = successors(network)
    columns = dict.fromkeys(order, 0)
    for node in order:
        for sink in after[node]:
            if sink in columns:
                columns[sink] = max(columns[sink], columns[node] + 1)
    return columns


def _sizes(network: Network, known: NetworkAnalysis | None) -> dict[str, float]:
    """The logarithm of how many numbers leave each node; of what arrives where none leave."""
    sizes = {}
    for node in network.nodes:
        types: list[TensorType] = []
        if known is not None:
            types += known.outputs.get(node, {}).values()
            types += [t for ts in known.inputs.get(node, {}).values() for t in ts]
        sizes[node] = math.log2(1 + _numbers(types[0])) if types else 1.0
    return sizes


def _numbers(type_: TensorType) -> int:
    lengths = (dim if isinstance(dim, int) else _UNKNOWN_LENGTH for dim in type_.example)
    return max(1, math.prod(lengths))
