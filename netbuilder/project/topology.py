"""How the nodes of a network hang together. The only place that knows networkx.

It is loaded when first needed, for it would make up a third of the app's start.

Orders depend on a network's value alone, never on the order in which it was put together, so that
the same drawing always gives the same source and, with a seed, the same first weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from netbuilder.project.value import Network

if TYPE_CHECKING:
    import networkx as nx

Links = dict[str, list[str]]
"""Neighbours of each node, in the order of their names, each once a wire."""


def successors(network: Network) -> Links:
    """Where the wires of each node lead."""
    links: Links = {node_id: [] for node_id in network.nodes}
    for edge in network.edges:
        links[edge.source.node].append(edge.sink.node)
    return _sorted(links, network)


def predecessors(network: Network) -> Links:
    """Where the wires into each node come from."""
    links: Links = {node_id: [] for node_id in network.nodes}
    for edge in network.edges:
        links[edge.sink.node].append(edge.source.node)
    return _sorted(links, network)


def topological_order(network: Network) -> tuple[str, ...]:
    """Ids of the nodes, each after all that feed it; a branch is followed to its end.

    Nodes that lie on a cycle or behind one are left out.
    """
    after = successors(network)
    missing = dict.fromkeys(network.nodes, 0)
    for edge in network.edges:
        missing[edge.sink.node] += 1
    ready = _by_name((node for node, count in missing.items() if not count), network)
    ready.reverse()
    order = []
    while ready:
        node = ready.pop()
        order.append(node)
        for sink in reversed(after[node]):
            missing[sink] -= 1
            if not missing[sink]:
                ready.append(sink)
    return tuple(order)


def cycles(network: Network) -> tuple[tuple[str, ...], ...]:
    """One cycle through each knot of nodes that feed each other, as ids in the wires' direction."""
    import networkx as nx

    graph = _graph(network)
    knots = [knot for knot in nx.strongly_connected_components(graph) if len(knot) > 1]
    knots += [{node} for node in nx.nodes_with_selfloops(graph)]
    found = []
    for knot in knots:
        start = _by_name(knot, network)[0]
        found.append(_cycle_through(start, knot, successors(network)))
    return tuple(sorted(found, key=lambda cycle: _name_key(network, cycle[0])))


def upstream(network: Network, ids: Iterable[str]) -> frozenset[str]:
    """All nodes that feed one of these, directly or not, without these themselves.

    A node of `ids` is among them where it feeds another one of `ids`.
    """
    return _reached(predecessors(network), ids)


def downstream(network: Network, ids: Iterable[str]) -> frozenset[str]:
    """All nodes that one of these feeds, directly or not."""
    return _reached(successors(network), ids)


def _graph(network: Network) -> nx.DiGraph[str]:
    import networkx as nx

    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(network.nodes)
    graph.add_edges_from((edge.source.node, edge.sink.node) for edge in network.edges)
    return graph


def _reached(links: Mapping[str, list[str]], ids: Iterable[str]) -> frozenset[str]:
    waiting = [node for start in ids if start in links for node in links[start]]
    seen: set[str] = set()
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += links[node]
    return frozenset(seen)


def _cycle_through(start: str, knot: Iterable[str], after: Links) -> tuple[str, ...]:
    """A shortest way from `start` back to itself inside `knot`."""
    inside = set(knot)
    came_from: dict[str, str] = {}
    row = [start]
    while row and start not in came_from:
        following = []
        for node in row:
            for sink in after[node]:
                if sink in inside and sink not in came_from:
                    came_from[sink] = node
                    following.append(sink)
        row = following
    path = [came_from[start]]
    while path[-1] != start:
        path.append(came_from[path[-1]])
    return tuple(reversed(path))


def _sorted(links: Links, network: Network) -> Links:
    for node, neighbours in links.items():
        if len(neighbours) == 2:  # by far the most common, and sorting is what costs here
            first, second = neighbours
            if _name_key(network, second) < _name_key(network, first):
                links[node] = [second, first]
        elif len(neighbours) > 2:
            links[node] = _by_name(neighbours, network)
    return links


def _by_name(ids: Iterable[str], network: Network) -> list[str]:
    return sorted(ids, key=lambda node: _name_key(network, node))


def _name_key(network: Network, node: str) -> tuple[int, str]:
    """Sorts conv2 before conv10."""
    name = network.nodes[node].name
    return len(name), name
