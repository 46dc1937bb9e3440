"""Edits of wires. Wires into one port are always numbered 0, 1, 2, ... without a gap."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from netbuilder.error import EditError
from netbuilder.layers import catalogue
from netbuilder.project.change import find_network, find_node, put_network
from netbuilder.project.value import Edge, End, Network, Node, Project
from netbuilder.words import _


def edges_into(network: Network, sink: End) -> tuple[Edge, ...]:
    """The wires that enter the port `sink`, in order."""
    node = sink.node
    found = [edge for edge in network.edges if edge.sink.node == node and edge.sink == sink]
    return tuple(sorted(found, key=_order))


def connect(
    project: Project, network: str, source: End, sink: End, *, order: int | None = None
) -> Project:
    """Draw a wire from the output port `source` to the input port `sink`.

    A port that takes one wire gives up the wire that it had. In a port that takes many the wire
    comes last, or at `order`.

    Raises:
        EditError: One of the layers or ports is not there.
    """
    value = find_network(project, network)
    _check_ends(project, value, source, sink)
    wires = list(edges_into(value, sink))
    if not takes_many(value, sink):
        if [edge.source for edge in wires] == [source]:
            return project
        wires.clear()
    wires.insert(len(wires) if order is None else max(0, order), _drawn(source, sink))
    return put_network(project, network, rewired(value, {sink: wires}))


def remove_edges(project: Project, network: str, edges: Iterable[Edge]) -> Project:
    """Take wires away; those that are not there are passed over."""
    value = find_network(project, network)
    doomed = frozenset(edges)
    sinks = {edge.sink for edge in doomed}
    left: dict[End, list[Edge]] = {sink: [] for sink in sinks}
    for edge in value.edges:
        if edge.sink in sinks and edge not in doomed:
            left[edge.sink].append(edge)
    wires = {sink: sorted(edges, key=_order) for sink, edges in left.items()}
    return put_network(project, network, rewired(value, wires))


def move_edge(
    project: Project,
    network: str,
    edge: Edge,
    *,
    source: End | None = None,
    sink: End | None = None,
    order: int | None = None,
) -> Project:
    """Take hold of a wire and let go elsewhere: at another `source`, `sink`, or `order`.

    Raises:
        EditError: The wire, or the port where it shall end, is not there.
    """
    value = find_network(project, network)
    _check_edge(value, edge)
    new_source = source or edge.source
    new_sink = sink or edge.sink
    _check_ends(project, value, new_source, new_sink)
    is_same = (new_source, new_sink) == (edge.source, edge.sink)
    moved = edge if is_same else _drawn(new_source, new_sink)
    left = [other for other in edges_into(value, edge.sink) if other != edge]
    wires: dict[End, list[Edge]] = {edge.sink: left}
    there = wires.setdefault(new_sink, list(edges_into(value, new_sink)))
    if new_sink != edge.sink and not takes_many(value, new_sink):
        there.clear()
    last = edge.order if new_sink == edge.sink else len(there)
    there.insert(last if order is None else max(0, order), moved)
    return put_network(project, network, rewired(value, wires))


def swap_inputs(project: Project, network: str, first: Edge, second: Edge) -> Project:
    """Let two wires change places at the inputs they enter.

    Raises:
        EditError: One of the wires is not there.
    """
    value = find_network(project, network)
    _check_edge(value, first)
    _check_edge(value, second)
    sources = {first: second.source, second: first.source}
    wires = {
        sink: [
            _drawn(sources[edge], sink) if edge in sources else edge
            for edge in edges_into(value, sink)
        ]
        for sink in (first.sink, second.sink)
    }
    return put_network(project, network, rewired(value, wires))


def rewired(network: Network, wires: Mapping[End, Collection[Edge]]) -> Network:
    """`network` with these wires, in this order, into each of the ports named.

    Wires that stay keep their bends, whatever their new number; `network` itself is returned where
    nothing changes.
    """
    moves: dict[Edge, Edge] = {}
    wanted: dict[Edge, None] = {}
    for edges in wires.values():
        for number, edge in enumerate(edges):
            final = edge if edge.order == number else replace(edge, order=number)
            wanted[final] = None
            moves[edge] = final
    there = {edge for edge in network.edges if edge.sink in wires}
    if there == wanted.keys():
        return network
    # A new wire takes the place of one that goes, so that differences stay short.
    new: dict[End, list[Edge]] = {sink: [] for sink in wires}
    for edge in wanted:
        if edge not in there:
            new[edge.sink].append(edge)
    edges_after = []
    for edge in network.edges:
        if edge.sink not in wires or edge in wanted:
            edges_after.append(edge)
        elif new[edge.sink]:
            edges_after.append(new[edge.sink].pop(0))
    edges_after.extend(edge for edges in new.values() for edge in edges)
    layout = network.layout
    if layout.bends:
        bends = {
            moves.get(edge, edge): points
            for edge, points in layout.bends.items()
            if edge.sink not in wires or edge in moves
        }
        if bends != layout.bends:
            layout = replace(layout, bends=bends)
    return replace(network, edges=tuple(edges_after), layout=layout)


def takes_many(network: Network, sink: End) -> bool:
    """Whether the port `sink` takes any number of wires.

    A port of a kind that is not installed does if several wires already enter it.
    """
    node = network.nodes[sink.node]
    layer = catalogue.layer_class(node.kind)
    if layer is None or node.block is not None:
        return len(edges_into(network, sink)) > 1
    ports = layer(node.parameters).input_ports()
    return any(port.many for port in ports if port.key == sink.port)


def input_keys(project: Project, node: Node) -> frozenset[str] | None:
    """The keys of a node's input ports, or None where they cannot be known."""
    if node.block is not None:
        return _ids_of_kind(project, node.block.network, "Input")
    layer = catalogue.layer_class(node.kind)
    if layer is None:
        return None
    return frozenset(port.key for port in layer(node.parameters).input_ports())


def output_keys(project: Project, node: Node) -> frozenset[str] | None:
    """The keys of a node's output ports, or None where they cannot be known."""
    if node.block is not None:
        return _ids_of_kind(project, node.block.network, "Output")
    layer = catalogue.layer_class(node.kind)
    if layer is None:
        return None
    return frozenset(port.key for port in layer(node.parameters).output_ports())


def _ids_of_kind(project: Project, network: str, kind: str) -> frozenset[str] | None:
    inner = project.networks.get(network)
    if inner is None:
        return None
    return frozenset(node.id for node in inner.nodes.values() if node.kind == kind)


def _drawn(source: End, sink: End) -> Edge:
    """A wire that has no place in its port yet, unlike all that have."""
    return Edge(source=source, sink=sink, order=-1)


def _check_ends(project: Project, network: Network, source: End, sink: End) -> None:
    giver, taker = find_node(network, source.node), find_node(network, sink.node)
    if giver is taker:
        raise EditError(_("{name} cannot feed itself").format(name=giver.name))
    outputs = output_keys(project, giver)
    if outputs is not None and source.port not in outputs:
        raise EditError(
            _("{name} has no output called {port}").format(name=giver.name, port=source.port)
        )
    inputs = input_keys(project, taker)
    if inputs is not None and sink.port not in inputs:
        raise EditError(
            _("{name} has no input called {port}").format(name=taker.name, port=sink.port)
        )


def _check_edge(network: Network, edge: Edge) -> None:
    if edge not in network.edges:
        raise EditError(_("This wire is no longer there"))


def _order(edge: Edge) -> int:
    return edge.order
