"""Blocks: part of a network as a network of its own, and one node in its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from netbuilder.error import EditError
from netbuilder.project import topology
from netbuilder.project.change import find_network, put_network
from netbuilder.project.fragment import check_block, copy_fragment
from netbuilder.project.placing import add_node, new_node, remove_nodes
from netbuilder.project.setting import add_network
from netbuilder.project.value import Block, Edge, End, Frame, Network, Node, Project
from netbuilder.words import _

_COLUMN_PX = 208.0
_ROW_PX = 96.0


def make_block(
    project: Project, network: str, ids: Iterable[str], name: str
) -> tuple[Project, str]:
    """Move nodes into a new network called `name` and put one node that shows it in their place.

    Each port that is read from outside gets an Input there, each one that others read an Output;
    order, names, ids and positions of the nodes stay, and the new node stands where the first of
    them stood.

    Returns:
        The project, and the id of the new node.

    Raises:
        EditError: Nothing comes out of the nodes, an Input or Output is among them, another node
            lies between them, a tie would be cut, or the name is not allowed.
    """
    outer = find_network(project, network)
    chosen = frozenset(node_id for node_id in ids if node_id in outer.nodes)
    cut = _cut(outer, chosen)
    _check_can_stand_alone(outer, chosen, cut)
    grown = add_network(project, name)
    grown, ports = _with_inside(grown, name, outer, chosen, cut)
    first = next(
        e.sink.node for e in outer.edges if e.sink.node in chosen and e.source in cut.read_in
    )
    node = new_node(outer, "Block", block=Block(network=name))
    grown = _with_search_inside(grown, network, name, chosen)
    grown = remove_nodes(grown, network, chosen)
    grown = add_node(grown, network, node, outer.layout.positions.get(first))
    rewired = tuple(_rewired(edge, chosen, node, ports) for edge in outer.edges)
    edges = dict.fromkeys(edge for edge in rewired if edge is not None)
    value = grown.networks[network]
    bends = {edge: points for edge, points in outer.layout.bends.items() if edge in edges}
    value = replace(
        value,
        edges=tuple(edges),
        frames=tuple(_frames(outer, chosen, node.id)),
        layout=replace(value.layout, bends=bends),
    )
    return put_network(grown, network, value), node.id


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """The ports on either side of a border: what is read in there, and what is read from there."""

    read_in: tuple[End, ...]
    read_out: tuple[End, ...]


def _cut(network: Network, chosen: frozenset[str]) -> _Cut:
    incoming = [e for e in network.edges if e.sink.node in chosen and e.source.node not in chosen]
    leaving = [e for e in network.edges if e.source.node in chosen and e.sink.node not in chosen]
    return _Cut(
        read_in=tuple(dict.fromkeys(edge.source for edge in incoming)),
        read_out=tuple(dict.fromkeys(edge.source for edge in leaving)),
    )


def _check_can_stand_alone(network: Network, chosen: frozenset[str], cut: _Cut) -> None:
    nodes = [network.nodes[node_id] for node_id in chosen]
    if any(node.kind in ("Input", "Output") for node in nodes):
        raise EditError(
            _("Inputs and outputs of the network stay outside a block"),
            remedy=_("Select only what lies between them."),
        )
    if not cut.read_in or not cut.read_out:
        raise EditError(
            _("A block needs a wire that comes in and one that goes out"),
            remedy=_("Select layers that are wired up."),
        )
    after = topology.downstream(network, chosen) - chosen
    between = sorted(
        network.nodes[x].name for x in after & topology.upstream(network, chosen) - chosen
    )
    if between:
        raise EditError(
            _("{name} lies between these layers").format(name=between[0]),
            remedy=_("Select it, too."),
        )
    for tie in network.ties:
        inside = [node_id in chosen for node_id, _tensor in tie.members]
        if any(inside) and not all(inside):
            raise EditError(_("Layers that share a weight go into a block together"))


def _with_inside(
    project: Project, name: str, outer: Network, chosen: frozenset[str], cut: _Cut
) -> tuple[Project, dict[End, str]]:
    """Fill the block's network; also gives the Input or Output that stands for each source."""
    part = copy_fragment(outer, [node_id for node_id in outer.nodes if node_id in chosen])
    kept = tuple(e for e in outer.edges if e.source.node in chosen and e.sink.node in chosen)
    inner = replace(
        project.networks[name],
        nodes=part.nodes,
        edges=kept,
        frames=part.frames,
        ties=part.ties,
    )
    layout = replace(
        inner.layout,
        positions=part.positions,
        colours=part.colours,
        bends={edge: x for edge, x in outer.layout.bends.items() if edge in kept},
    )
    project = put_network(project, name, replace(inner, layout=layout))
    ports: dict[End, str] = {}
    corners = list(part.positions.values())
    left = min((x for x, _y in corners), default=0.0) - _COLUMN_PX
    right = max((x for x, _y in corners), default=0.0) + _COLUMN_PX
    top = min((y for _x, y in corners), default=0.0)
    for kind, x, sources in (("Input", left, cut.read_in), ("Output", right, cut.read_out)):
        for row, source in enumerate(sources):
            values = {"feeds": "shape"} if kind == "Input" else None
            node = new_node(project.networks[name], kind, values)
            project = add_node(project, name, node, (x, top + row * _ROW_PX))
            ports[source] = node.id
    inner = project.networks[name]
    entering = tuple(
        replace(edge, source=End(ports[edge.source], "output"))
        for edge in outer.edges
        if edge.sink.node in chosen and edge.source.node not in chosen
    )
    ending = tuple(Edge(source=source, sink=End(ports[source], "input")) for source in cut.read_out)
    return put_network(project, name, replace(inner, edges=kept + entering + ending)), ports


def _rewired(edge: Edge, chosen: frozenset[str], block: Node, ports: dict[End, str]) -> Edge | None:
    """What becomes of a wire of the outer network; None where it lies inside the block."""
    is_from, is_to = edge.source.node in chosen, edge.sink.node in chosen
    if is_from and is_to:
        return None
    if is_from:
        return replace(edge, source=End(block.id, ports[edge.source]))
    if is_to:
        return Edge(source=edge.source, sink=End(block.id, ports[edge.source]))
    return edge


def _frames(outer: Network, chosen: frozenset[str], block: str) -> Iterator[Frame]:
    """The frames that stay outside; those around all that goes inside are around the block now."""
    for frame in outer.frames:
        left = tuple(member for member in frame.members if member not in chosen)
        if len(left) == len(frame.members):
            yield frame
        elif left:
            is_around = len(frame.members) - len(left) == len(chosen)
            yield replace(frame, members=(*left, block) if is_around else left)


def _with_search_inside(
    project: Project, network: str, name: str, chosen: frozenset[str]
) -> Project:
    """`project` with the search ranges of what goes inside under the block's network."""
    old = project.training.search
    moved = {
        (name, *key[1:]) if key[0] == network and key[1] in chosen else key: value
        for key, value in old.items()
    }
    if moved == old:
        return project
    return replace(project, training=replace(project.training, search=moved))


def can_stand_in(project: Project, name: str, network: str) -> bool:
    """Whether a network may stand as a block in another: it has an end and does not hold that."""
    nodes = project.networks[name].nodes.values()
    if not any(node.kind == "Output" for node in nodes):
        return False
    try:
        check_block(project, network, Node(id="", kind="Block", name="", block=Block(network=name)))
    except EditError:
        return False
    return True
