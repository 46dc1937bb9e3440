"""Nodes come onto wires and leave them: what drags onto a wire and out of one do."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping

from netbuilder.error import EditError
from netbuilder.project import topology
from netbuilder.project.change import find_network, find_node, put_network
from netbuilder.project.port import input_ports, output_ports
from netbuilder.project.value import Edge, End, Network, Node, Project
from netbuilder.project.wiring import check_edge, drawn, edges_into, rewired, takes_many
from netbuilder.words import _

Fits = Callable[[End, End], bool]
"""Whether a wire may lead from an output port to an input port."""


def insert_nodes_on_edge(project: Project, network: str, edge: Edge, ids: Iterable[str]) -> Project:
    """Put nodes that are already there on a wire, as `ends_for_wire` finds; places stay.

    The wire's place in the port where it ends goes to the new one. All other wires stay.

    Raises:
        EditError: The wire is not there or is one of theirs, they have no ends for it, or they
            would feed themselves.
    """
    value = find_network(project, network)
    check_edge(value, edge)
    chosen = frozenset(ids)
    if edge.source.node in chosen or edge.sink.node in chosen:
        raise EditError(_("This wire already belongs to what is to stand on it"))
    entry, leave = ends_for_wire(project, network, chosen)
    after = topology.downstream(value, [edge.sink.node]) | {edge.sink.node}
    if edge.source.node in topology.downstream(value, chosen) or not chosen.isdisjoint(after):
        raise EditError(
            _("On this wire, {name} would feed itself").format(name=value.nodes[entry.node].name),
            remedy=_("Take it out of its other wires first."),
        )
    return put_network(project, network, led_through(value, edge, entry, leave))


def ends_for_wire(project: Project, network: str, ids: Iterable[str]) -> tuple[End, End]:
    """Where a wire enters and leaves these nodes if they are put on it.

    They must hang together as one row, which may branch and join again. The wire enters the first
    input of the one that no other feeds, which must be free or take many wires, and leaves the
    first free output of the one that feeds no other.

    Raises:
        EditError: They are no such row, or an end of theirs is taken.
    """
    value = find_network(project, network)
    chosen = {node_id: find_node(value, node_id) for node_id in ids}
    inner = [e for e in value.edges if e.source.node in chosen and e.sink.node in chosen]
    fed, feeding = {e.sink.node for e in inner}, {e.source.node for e in inner}
    heads = [node for node_id, node in chosen.items() if node_id not in fed]
    tails = [node for node_id, node in chosen.items() if node_id not in feeding]
    if len(heads) != 1 or len(tails) != 1:
        raise EditError(
            _("Only one row of layers can be put on a wire"),
            remedy=_("Select layers that hang together."),
        )
    entry, ends = first_input(project, heads[0]), outputs(project, tails[0])
    if edges_into(value, entry) and not takes_many(value, entry):
        raise _taken(heads[0])
    read = {e.source for e in value.edges if e.source.node == tails[0].id}
    leave = next((end for end in ends if end not in read), None)
    if leave is None:
        raise _taken(tails[0])
    return entry, leave


def detach_nodes(project: Project, network: str, ids: Iterable[str]) -> Project:
    """Take nodes out of their wires; what was on either side is joined where there is one way.

    Wires between the nodes stay, and so do their places. Ids that are not there are passed over.
    """
    value = find_network(project, network)
    chosen = frozenset(ids) & value.nodes.keys()
    left = parted(value, chosen, close_gap=True, keep_inner=True)
    return put_network(project, network, left)


def led_through(network: Network, edge: Edge, entry: End, leave: End) -> Network:
    """`network` with the wire `edge` led into the port `entry` and on from the port `leave`."""
    wires = [drawn(leave, edge.sink) if e == edge else e for e in edges_into(network, edge.sink)]
    into = [*edges_into(network, entry), drawn(edge.source, entry)]
    return rewired(network, {edge.sink: wires, entry: into})


def first_input(project: Project, node: Node) -> End:
    """The first input of a node.

    Raises:
        EditError: It has none.
    """
    ports = input_ports(project, node)
    if not ports:
        raise _endless(node)
    return End(node.id, ports[0].key)


def outputs(project: Project, node: Node) -> tuple[End, ...]:
    """The outputs of a node, at least one.

    Raises:
        EditError: It has none.
    """
    ports = output_ports(project, node)
    if not ports:
        raise _endless(node)
    return tuple(End(node.id, port.key) for port in ports)


def parted(
    network: Network,
    ids: Collection[str],
    *,
    close_gap: bool,
    keep_inner: bool,
    fits: Fits | None = None,
) -> Network:
    """`network` less the wires between these nodes and the others.

    Args:
        network: Where the nodes are.
        ids: The nodes.
        close_gap: Whether a port that one of them has fed is wired to where all that came from, if
            that is one port.
        keep_inner: Whether wires among the nodes stay.
        fits: Says whether two ports may be wired to close a gap; without it all may.
    """
    entering: dict[str, list[Edge]] = {}
    wires: dict[End, list[Edge]] = {}
    for edge in network.edges:
        is_from, is_to = edge.source.node in ids, edge.sink.node in ids
        if is_to:
            entering.setdefault(edge.sink.node, []).append(edge)
        if is_from != is_to or (is_from and not keep_inner):
            wires[edge.sink] = []
    touched = (edge for edge in network.edges if edge.sink in wires)
    for edge in sorted(touched, key=lambda e: e.order):
        is_from, is_to = edge.source.node in ids, edge.sink.node in ids
        if is_from == is_to:
            if keep_inner or not is_from:
                wires[edge.sink].append(edge)
        elif is_from and close_gap:
            source = _only_source(edge.source.node, entering, ids)
            is_apart = source is not None and source.node != edge.sink.node
            if source is not None and is_apart and (fits is None or fits(source, edge.sink)):
                wires[edge.sink].append(drawn(source, edge.sink))
    return rewired(network, wires)


def _only_source(
    node_id: str, entering: Mapping[str, list[Edge]], ids: Collection[str]
) -> End | None:
    """The one port outside `ids` that all before a node in them comes from, or None."""
    found: set[End] = set()
    waiting, seen = [node_id], set[str]()
    while waiting and len(found) < 2:
        inner = waiting.pop()
        if inner in seen:
            continue
        seen.add(inner)
        if inner not in entering:
            return None  # a way begins here
        for edge in entering[inner]:
            if edge.source.node in ids:
                waiting.append(edge.source.node)
            else:
                found.add(edge.source)
    return found.pop() if len(found) == 1 else None


def _endless(node: Node) -> EditError:
    return EditError(
        _("{name} cannot stand on a wire").format(name=node.name),
        remedy=_("It needs an input and an output."),
    )


def _taken(node: Node) -> EditError:
    return EditError(
        _("{name} is wired already").format(name=node.name),
        remedy=_("Take it out of its wires first."),
    )
