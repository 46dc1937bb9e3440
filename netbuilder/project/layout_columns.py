"""The first steps of layout: which node stands in which column, and where rows end."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from netbuilder.project import topology
from netbuilder.project.value import Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A part of a network in columns.

    Attributes:
        columns: Ids of nodes, in the order of the flow; wires lead to later columns, but for those
            that close a cycle.
        spine: The nodes of the longest way, one in each column.
    """

    columns: tuple[tuple[str, ...], ...]
    spine: frozenset[str]


def grids(network: Network) -> list[Grid]:
    """The connected parts of a network in the order of their flow, loose nodes together at last."""
    order = _flow_order(network)
    place = {node: number for number, node in enumerate(order)}
    after: dict[str, list[str]] = {node: [] for node in order}
    beside: dict[str, list[str]] = {node: [] for node in order}
    for edge in network.edges:
        source, sink = edge.source.node, edge.sink.node
        beside[source].append(sink)
        beside[sink].append(source)
        if place[source] < place[sink]:
            after[source].append(sink)
    parts = _parts(order, beside)
    found = [_grid(part, after) for part in parts if len(part) > 1]
    loose = [part[0] for part in parts if len(part) == 1]
    if loose:
        found.append(Grid(columns=tuple((node,) for node in loose), spine=frozenset(loose)))
    return found


def wrapped(widths: Sequence[float], width: float | None, gap: float) -> list[tuple[int, int]]:
    """Where rows begin and end, as many columns in each as fit into `width`."""
    rows: list[tuple[int, int]] = []
    start, used = 0, 0.0
    for number, own in enumerate(widths):
        if width is not None and number > start and used + gap + own > width:
            rows.append((start, number))
            start, used = number, own
        else:
            used += own if number == start else gap + own
    rows.append((start, len(widths)))
    return rows


def _flow_order(network: Network) -> list[str]:
    """Topological order, with the nodes on and behind cycles in the order of a walk along wires."""
    order = list(topology.topological_order(network))
    if len(order) == len(network.nodes):
        return order
    after = topology.successors(network)
    placed = set(order)
    rest = sorted(network.nodes.keys() - placed, key=lambda node: network.nodes[node].name)
    finished: list[str] = []
    for start in rest:
        stack = [(start, iter(after[start]))] if start not in placed else []
        placed.add(start)
        while stack:
            node, sinks = stack[-1]
            for sink in sinks:
                if sink not in placed:
                    placed.add(sink)
                    stack.append((sink, iter(after[sink])))
                    break
            else:
                finished.append(node)
                stack.pop()
    return order + finished[::-1]


def _parts(order: Sequence[str], beside: dict[str, list[str]]) -> list[list[str]]:
    """Nodes that hang together, each part in the order given."""
    part_of: dict[str, int] = {}
    count = 0
    for start in order:
        if start in part_of:
            continue
        waiting = [start]
        part_of[start] = count
        while waiting:
            for node in beside[waiting.pop()]:
                if node not in part_of:
                    part_of[node] = count
                    waiting.append(node)
        count += 1
    parts: list[list[str]] = [[] for _ in range(count)]
    for node in order:
        parts[part_of[node]].append(node)
    return parts


def _grid(part: Sequence[str], after: dict[str, list[str]]) -> Grid:
    layer = dict.fromkeys(part, 0)
    for node in part:
        for sink in after[node]:
            layer[sink] = max(layer[sink], layer[node] + 1)
    spine = _spine(part, layer, after)
    _pull_right(part, layer, after, spine)
    columns: list[list[str]] = [[] for _ in range(max(layer.values()) + 1)]
    for node in part:
        columns[layer[node]].append(node)
    return Grid(columns=tuple(map(tuple, columns)), spine=frozenset(spine))


def _spine(part: Sequence[str], layer: dict[str, int], after: dict[str, list[str]]) -> set[str]:
    """A longest way: one node in each column."""
    before: dict[str, str] = {}
    for node in part:
        for sink in after[node]:
            if layer[sink] == layer[node] + 1:
                before.setdefault(sink, node)
    node = max(part, key=layer.__getitem__)
    spine = {node}
    while node in before:
        node = before[node]
        spine.add(node)
    return spine


def _pull_right(
    part: Sequence[str], layer: dict[str, int], after: dict[str, list[str]], spine: Collection[str]
) -> None:
    """Bring what nothing feeds, such as a second Input, close to where it is needed."""
    fed = {sink for node in part for sink in after[node]}
    for node in reversed(part):
        if node not in fed and node not in spine and after[node]:
            layer[node] = min(layer[sink] for sink in after[node]) - 1
