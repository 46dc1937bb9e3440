"""Types where a problem stands in the way of knowing them, so that shapes are still drawn.

A guess is drawn dashed and never becomes source.
"""

from __future__ import annotations

from collections.abc import Mapping

from netbuilder.compiler.graph import Graph
from netbuilder.compiler.memo import Known
from netbuilder.layers.tensor import Role, TensorType, vector
from netbuilder.project.value import Node

Types = Mapping[str, tuple[TensorType, ...]]


def guess_outputs(known: Known, inputs: Types) -> dict[str, TensorType]:
    """What the layer would probably give if its inputs fitted."""
    layer = known.layer
    first = next((types[0] for types in inputs.values() if types), None)
    features = getattr(layer, "out_features", None)
    filters = getattr(layer, "out_channels", None)
    guess = first
    if isinstance(features, int):
        guess = vector(features)
        if first is not None and first.roles[-1] is Role.FEATURE:
            guess = first.with_size(len(first.dims) - 1, features)
    elif isinstance(filters, int) and first is not None:
        channel = first.position(Role.CHANNEL)
        guess = None if channel is None else first.with_size(channel, filters)
    return {} if guess is None else dict.fromkeys(known.outputs, guess)


def pass_through(graph: Graph, node: Node, inputs: Types) -> dict[str, TensorType]:
    """What comes out of a node of which nothing is known: what entered it, at every port in use."""
    first = next((types[0] for types in inputs.values() if types), None)
    if first is None:
        return {}
    return dict.fromkeys(ports_in_use(graph, node), first)


def ports_in_use(graph: Graph, node: Node) -> list[str]:
    """The output ports of `node` that wires leave."""
    ports = {
        source.port
        for sink in set(graph.leaving[node.id])
        for sources in graph.entering[sink].values()
        for source in sources
        if source.node == node.id
    }
    return sorted(ports)
