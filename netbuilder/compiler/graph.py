"""The wires of a network sorted for a walk from inputs to outputs.

Kept apart from `netbuilder.project.topology`, which answers rare questions with networkx: this walk
follows every edit, so it is plain dictionaries and is reused while no wire changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from netbuilder.project.value import Edge, End, Network

Wires = Mapping[str, tuple[End, ...]]
"""What enters a node: by input port, the output ports that feed it, in order."""

FEW = 64
"""Up to how many changed nodes and wires a graph is patched rather than built anew."""


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """One network's wires.

    Attributes:
        entering: For each node its `Wires`; ports without a wire are missing.
        leaving: For each node the nodes it feeds, one entry a wire.
        order: All node ids, sources before sinks; those in or behind a cycle come last.
        tangled: The nodes that no walk from sources to sinks reaches: in or behind a cycle.
        dangling: Edges with an end at a node that is not there.
    """

    entering: Mapping[str, Wires]
    leaving: Mapping[str, tuple[str, ...]]
    order: tuple[str, ...]
    tangled: frozenset[str]
    dangling: tuple[Edge, ...]


def build_graph(network: Network) -> Graph:
    """Sort the wires of `network`. Takes about 2 µs a wire."""
    entering: dict[str, dict[str, tuple[End, ...]]] = {node_id: {} for node_id in network.nodes}
    leaving: dict[str, list[str]] = {node_id: [] for node_id in network.nodes}
    crowded: dict[End, list[Edge]] = {}
    dangling = []
    for edge in network.edges:
        source, sink = edge.source, edge.sink
        ports = entering.get(sink[0])
        sinks = leaving.get(source[0])
        if ports is None or sinks is None:
            dangling.append(edge)
            continue
        sinks.append(sink[0])
        if sink[1] in ports:
            crowded[sink] = []
        else:
            ports[sink[1]] = (source,)
    if crowded:
        for edge in network.edges:
            if edge.sink in crowded and edge.source.node in entering:
                crowded[edge.sink].append(edge)
    for sink, edges in crowded.items():
        edges.sort(key=lambda edge: edge.order)
        entering[sink.node][sink.port] = tuple(edge.source for edge in edges)
    order = _sorted(entering, leaving)
    tangled = entering.keys() - set(order) if len(order) < len(entering) else ()
    order += [node_id for node_id in entering if node_id in tangled]
    return Graph(
        entering=entering,
        leaving={node_id: tuple(sinks) for node_id, sinks in leaving.items()},
        order=tuple(order),
        tangled=frozenset(tangled),
        dangling=tuple(dangling),
    )


def updated_graph(graph: Graph, old: Network, new: Network) -> Graph:
    """The graph of `new` from the `graph` of `old`, where an edit has changed a few wires.

    The order stays the old one where it still holds.
    """
    gone, come = old.nodes.keys() - new.nodes.keys(), new.nodes.keys() - old.nodes.keys()
    before, after = set(map(id, old.edges)), set(map(id, new.edges))
    cut = [edge for edge in old.edges if id(edge) not in after]
    drawn = [edge for edge in new.edges if id(edge) not in before]
    if graph.tangled or graph.dangling or len(gone) + len(come) + len(cut) + len(drawn) > FEW:
        return build_graph(new)
    into: dict[str, list[Edge]] = {e.sink.node: [] for e in cut + drawn}
    out: dict[str, list[str]] = {e.source.node: [] for e in cut + drawn}
    for edge in new.edges:
        sink, source = edge.sink.node, edge.source.node
        if sink in gone or source in gone:
            return build_graph(new)
        if sink in into:
            into[sink].append(edge)
        if source in out:
            out[source].append(sink)
    if not (into.keys() | out.keys()) - gone <= new.nodes.keys():
        return build_graph(new)
    entering = {
        **graph.entering,
        **{node_id: {} for node_id in come},
        **{i: _ports(e) for i, e in into.items()},
    }
    leaving = {**graph.leaving, **dict.fromkeys(come, ()), **{i: tuple(e) for i, e in out.items()}}
    for node_id in gone:
        del entering[node_id], leaving[node_id]
    order = _order_after(graph, entering, leaving, drawn, has_new=bool(come))
    if len(order) < len(entering):
        return build_graph(new)
    return Graph(entering=entering, leaving=leaving, order=order, tangled=frozenset(), dangling=())


def _ports(edges: Sequence[Edge]) -> Wires:
    """What enters one node, by port."""
    ports: dict[str, tuple[End, ...]] = {}
    for edge in sorted(edges, key=lambda edge: edge.order):
        ports[edge.sink.port] = (*ports.get(edge.sink.port, ()), edge.source)
    return ports


def _order_after(
    graph: Graph,
    entering: Mapping[str, Wires],
    leaving: Mapping[str, Sequence[str]],
    drawn: Sequence[Edge],
    *,
    has_new: bool,
) -> tuple[str, ...]:
    """The old order less what is gone if the wires just drawn run along it, else a new one."""
    if not has_new:
        place = {node_id: number for number, node_id in enumerate(graph.order)} if drawn else {}
        if all(place[edge.source.node] < place[edge.sink.node] for edge in drawn):
            if len(entering) == len(graph.order):
                return graph.order
            return tuple(node_id for node_id in graph.order if node_id in entering)
    return tuple(_sorted(entering, leaving))


def _sorted(entering: Mapping[str, Wires], leaving: Mapping[str, Sequence[str]]) -> list[str]:
    """The ids that a walk from the sources reaches, each after all that feed it."""
    waiting = dict.fromkeys(entering, 0)
    for sinks in leaving.values():
        for sink in sinks:
            waiting[sink] += 1
    order = [node_id for node_id, count in waiting.items() if not count]
    for node_id in order:  # grows while it is walked
        for sink in leaving[node_id]:
            waiting[sink] -= 1
            if not waiting[sink]:
                order.append(sink)
    return order


def nodes_after(graph: Graph, starts: Iterable[str]) -> set[str]:
    """The nodes `starts` and all that a wire leads to, near or far, from one of them."""
    found = set(starts)
    waiting = list(found)
    while waiting:
        for sink in graph.leaving[waiting.pop()]:
            if sink not in found:
                found.add(sink)
                waiting.append(sink)
    return found


def is_same_shape(new: Network, old: Network) -> bool:
    """Whether the graph of `old` serves `new` too: the same wires between the same nodes."""
    if new.nodes is not old.nodes and new.nodes.keys() != old.nodes.keys():
        return False
    return new.edges is old.edges or new.edges == old.edges
