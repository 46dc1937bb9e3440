"""Cuts the network between some wires out of a larger one: a decoder, a tower."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from netbuilder.compiler.graph import build_graph
from netbuilder.error import CompileError
from netbuilder.layers.fit import LAYOUTS
from netbuilder.layers.tensor import BATCH, TensorType
from netbuilder.project.identity import new_id
from netbuilder.project.name import Names, stem_of
from netbuilder.project.value import Edge, End, Layout, Network, Node
from netbuilder.words import _


def part(
    network: Network,
    sources: Iterable[End],
    sinks: Iterable[End],
    *,
    types: Mapping[End, TensorType] | None = None,
) -> Network:
    """The network that leads from `sources` to `sinks`.

    Each is an output port. What leaves a source is fed through an Input in its place; what leaves a
    sink is returned by an Output. Inputs of `network` that the sinks also depend on stay. Nodes
    keep their ids, so weights of the whole fit the part.

    Args:
        network: The whole.
        sources: Where values enter, in the order of the Inputs.
        sinks: Where values leave, in the order of the Outputs.
        types: What leaves the sources, so that the Inputs have a shape where the part stands alone;
            `NetworkAnalysis` knows it.

    Raises:
        CompileError: A source or sink is not there.
    """
    cut, ends = tuple(sources), tuple(sinks)
    for end in (*cut, *ends):
        if end.node not in network.nodes:
            raise CompileError(_("A layer that the part begins or ends at is no longer there"))
    kept = _between(network, set(cut), ends)
    names = Names(network.nodes[node_id].name for node_id in kept)
    inputs = {end: _input(names, (types or {}).get(end)) for end in cut}
    outputs = {end: _node("Output", names, {}) for end in ends}
    entries = {end: End(node.id, "output") for end, node in inputs.items()}
    edges = [
        replace(edge, source=entries.get(edge.source, edge.source))
        for edge in network.edges
        if edge.sink.node in kept and (edge.source.node in kept or edge.source in entries)
    ]
    edges += [
        Edge(source=entries.get(end, end), sink=End(node.id, "input"))
        for end, node in outputs.items()
    ]
    nodes = {
        **{node.id: node for node in inputs.values()},
        **{i: node for i, node in network.nodes.items() if i in kept},
        **{node.id: node for node in outputs.values()},
    }
    positions = {i: p for i, p in network.layout.positions.items() if i in kept}
    layout = Layout(positions=positions)
    return replace(network, nodes=nodes, edges=tuple(edges), frames=(), ties=(), layout=layout)


def _between(network: Network, cut: set[End], ends: tuple[End, ...]) -> set[str]:
    """The nodes that the sinks depend on, up to the cut."""
    entering = build_graph(network).entering
    waiting = [end.node for end in ends if end not in cut]
    kept = set(waiting)
    for node_id in waiting:  # grows while it is walked
        for giving in entering[node_id].values():
            for end in giving:
                if end not in cut and end.node not in kept:
                    kept.add(end.node)
                    waiting.append(end.node)
    return kept


def _node(kind: str, names: Names, parameters: Mapping[str, object]) -> Node:
    return Node(id=new_id(), kind=kind, name=names.free(stem_of(kind)), parameters=parameters)


def _input(names: Names, x: TensorType | None) -> Node:
    """An Input with a typed shape; that of `x` where it is known."""
    parameters: dict[str, object] = {"feeds": "shape"}
    if x is not None:
        sizes = (dim if isinstance(dim, int) else -1 for dim in x.dims if dim != BATCH)
        layout = LAYOUTS.get(x.roles)
        parameters["shape"] = tuple(sizes)
        parameters["tensor_kind"] = "vector" if layout is None else layout.kind.value
    return _node("Input", names, parameters)
