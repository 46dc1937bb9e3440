"""Edits of wires. Wires into one port are always numbered 0, 1, 2, ... without a gap."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from netbuilder.error import EditError
from netbuilder.layers import catalogue
from netbuilder.layers.layer import Port
from netbuilder.project.change import find_network, find_node, put_network
from netbuilder.project.port import input_ports, output_ports
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
    check_ends(project, value, source, sink)
    wires = list(edges_into(value, sink))
    if not takes_many(value, sink):
        if [edge.source for edge in wires] == [source]:
            return project
        wires.clear()
    wires.insert(len(wires) if order is None else max(0, order), drawn(source, sink))
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
    check_edge(value, edge)
    new_source = source or edge.source
    new_sink = sink or edge.sink
    check_ends(project, value, new_source, new_sink)
    is_same = (new_source, new_sink) == (edge.source, edge.sink)
    moved = edge if is_same else drawn(new_source, new_sink)
    left = [other for other in edges_into(value, edge.sink) if other != edge]
    wires: dict[End, list[Edge]] = {edge.sink: left}
    there = wires.setdefault(new_sink, list(edges_into(value, new_sink)))
    if new_sink != edge.sink and not takes_many(value, new_sink):
        there.clear()
    last = edge.order if new_sink == edge.sink else len(there)
    there.insert(last if order is None else max(0, order), moved)
    return put_network(project, network, rewired(value, wires))


def move_port_wires(
    project: Project, network: str, start: End, goal: End, *, is_input: bool
) -> Project:
    """Take hold of all wires of a port and let go at another one on the same side of a node.

    Args:
        project: Where they are.
        network: The name of their network.
        start: The port that they leave or enter.
        goal: The port that they are to leave or enter. One that takes many keeps the wires that it
            has before these, one that takes a single wire gives up its own.
        is_input: Whether the ports are inputs.

    Raises:
        EditError: The port is not there, takes one wire only, or a node would feed itself.
    """
    value = find_network(project, network)
    if start == goal:
        return project
    if not is_input:
        for edge in [edge for edge in value.edges if edge.source == start]:
            project = move_edge(project, network, edge, source=goal)
        return project
    moved = edges_into(value, start)
    for edge in moved:
        check_ends(project, value, edge.source, goal)
    is_many = bool(moved) and takes_many(value, goal)
    if len(moved) > 1 and not is_many:
        raise EditError(
            _("This input of {name} takes one wire").format(name=value.nodes[goal.node].name)
        )
    kept = list(edges_into(value, goal)) if is_many or not moved else []
    wires = {start: [], goal: kept + [drawn(edge.source, goal) for edge in moved]}
    return put_network(project, network, rewired(value, wires))


def swap_inputs(project: Project, network: str, first: Edge, second: Edge) -> Project:
    """Let two wires change places at the inputs they enter.

    Raises:
        EditError: One of the wires is not there.
    """
    value = find_network(project, network)
    check_edge(value, first)
    check_edge(value, second)
    sources = {first: second.source, second: first.source}
    wires = {
        sink: [
            drawn(sources[edge], sink) if edge in sources else edge
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


def renumbered(edges: Sequence[Edge]) -> list[Edge]:
    """`edges`, those into each port numbered 0, 1, 2, ... in the order of their present numbers."""
    counts: dict[End, int] = {}
    numbered = list(edges)
    for index in sorted(range(len(numbered)), key=lambda i: numbered[i].order):
        edge = numbered[index]
        order = counts.get(edge.sink, 0)
        counts[edge.sink] = order + 1
        if edge.order != order:
            numbered[index] = replace(edge, order=order)
    return numbered


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


def without_ports(project: Project, network: str, nodes: Iterable[Node]) -> Project:
    """`project` less the wires of blocks that ended at those of `nodes` that are ports.

    `nodes` are or were in the network called `network`, which the blocks show.
    """
    ports = {node.id for node in nodes if node.kind in ("Input", "Output")}
    if not ports:
        return project
    for name, other in project.networks.items():
        blocks = {
            node.id for node in other.nodes.values() if node.block and node.block.network == network
        }
        wires: dict[End, list[Edge]] = {}
        for edge in other.edges if blocks else ():
            enters = edge.sink.node in blocks and edge.sink.port in ports
            leaves = edge.source.node in blocks and edge.source.port in ports
            if enters or leaves:
                wires[edge.sink] = []
        for sink in wires:
            wires[sink] = [
                e
                for e in edges_into(other, sink)
                if not (sink.node in blocks and sink.port in ports)
                and not (e.source.node in blocks and e.source.port in ports)
            ]
        project = put_network(project, name, rewired(other, wires) if wires else other)
    return project


def drawn(source: End, sink: End) -> Edge:
    """A wire that has no place in its port yet, unlike all that have."""
    return Edge(source=source, sink=sink, order=-1)


def check_ends(project: Project, network: Network, source: End, sink: End) -> None:
    """Refuse a wire between ports that are not there, or from a node to itself.

    Raises:
        EditError: It is so.
    """
    giver, taker = find_node(network, source.node), find_node(network, sink.node)
    if giver is taker:
        raise EditError(_("{name} cannot feed itself").format(name=giver.name))
    outputs = output_ports(project, giver)
    if outputs is not None and not _has(outputs, source.port):
        raise EditError(
            _("{name} has no output called {port}").format(name=giver.name, port=source.port)
        )
    inputs = input_ports(project, taker)
    if inputs is not None and not _has(inputs, sink.port):
        raise EditError(
            _("{name} has no input called {port}").format(name=taker.name, port=sink.port)
        )


def check_edge(network: Network, edge: Edge) -> None:
    """Refuse a wire that is not there.

    Raises:
        EditError: It is so.
    """
    if edge not in network.edges:
        raise EditError(_("This wire is no longer there"))


def _has(ports: tuple[Port, ...], key: str) -> bool:
    return any(port.key == key for port in ports)


def _order(edge: Edge) -> int:
    return edge.order
