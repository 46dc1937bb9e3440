"""Parts of a network on their own: what copying takes along and pasting brings in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from netbuilder.error import EditError
from netbuilder.project.carrying import bring_networks, networks_shown, shown_as
from netbuilder.project.change import find_network, put_network, shifted
from netbuilder.project.identity import new_id
from netbuilder.project.name import Names
from netbuilder.project.value import Edge, End, Frame, Network, Node, Note, Project, Tie
from netbuilder.project.wiring import drawn, edges_into, rewired, takes_many
from netbuilder.words import _

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fragment:
    """Nodes and notes with the wires between them, and where they stood in scene px.

    `edges` have both ends inside. Frames and ties are those whose members are all inside.
    `networks` are those that blocks among the nodes show, as far as they are taken along.
    """

    nodes: Mapping[str, Node] = field(default_factory=dict)
    edges: tuple[Edge, ...] = ()
    frames: tuple[Frame, ...] = ()
    ties: tuple[Tie, ...] = ()
    positions: Mapping[str, Point] = field(default_factory=dict)
    bends: Mapping[Edge, tuple[Point, ...]] = field(default_factory=dict)
    colours: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()
    networks: Mapping[str, Network] = field(default_factory=dict)

    @property
    def corner(self) -> Point:
        """The top left corner of where everything stood; the origin where nothing has a place."""
        places = [*self.positions.values(), *(note.position for note in self.notes)]
        left = min((x for x, _y in places), default=0.0)
        return left, min((y for _x, y in places), default=0.0)


def copy_fragment(network: Network, ids: Iterable[str], notes: Iterable[str] = ()) -> Fragment:
    """The nodes and notes with these ids, and all that lies between them.

    Ids that are not there are left out. Wires into a port are numbered anew where some of them stay
    behind.
    """
    nodes = {node_id: network.nodes[node_id] for node_id in ids if node_id in network.nodes}
    layout, wanted = network.layout, frozenset(notes)
    inside = (e for e in network.edges if e.sink.node in nodes and e.source.node in nodes)
    counts: dict[End, int] = {}
    edges: list[Edge] = []
    bends: dict[Edge, tuple[Point, ...]] = {}
    for edge in sorted(inside, key=lambda e: e.order):
        order = counts.get(edge.sink, 0)
        counts[edge.sink] = order + 1
        edges.append(replace(edge, order=order))
        if edge in layout.bends:
            bends[edges[-1]] = layout.bends[edge]
    return Fragment(
        nodes=nodes,
        edges=tuple(edges),
        frames=tuple(f for f in network.frames if f.members and nodes.keys() >= {*f.members}),
        ties=tuple(t for t in network.ties if all(m[0] in nodes for m in t.members)),
        positions={k: layout.positions[k] for k in nodes if k in layout.positions},
        bends=bends,
        colours={k: layout.colours[k] for k in nodes if k in layout.colours},
        notes=tuple(note for note in layout.notes if note.id in wanted),
    )


def with_blocks(project: Project, fragment: Fragment) -> Fragment:
    """`fragment` with the networks of `project` that its blocks show, for pasting elsewhere."""
    return replace(fragment, networks=networks_shown(project, fragment.nodes.values()))


def add_nodes(
    project: Project, network: str, fragment: Fragment, offset: Point = (0.0, 0.0)
) -> Project:
    """Put `fragment` into a network as it is, moved by `offset` px.

    Raises:
        EditError: An id or name is taken, a block's network is missing, or a place too far away.
    """
    value = find_network(project, network)
    _check_free(value, fragment)
    for node in fragment.nodes.values():
        check_block(project, network, node)
    layout = replace(
        value.layout,
        positions={
            **value.layout.positions,
            **{k: shifted(p, offset) for k, p in fragment.positions.items()},
        },
        bends={
            **value.layout.bends,
            **{e: tuple(shifted(p, offset) for p in b) for e, b in fragment.bends.items()},
        },
        colours={**value.layout.colours, **fragment.colours},
        notes=value.layout.notes + _moved_notes(fragment, offset),
    )
    grown = replace(
        value,
        nodes={**value.nodes, **fragment.nodes},
        edges=value.edges + fragment.edges,
        frames=value.frames + fragment.frames,
        ties=value.ties + fragment.ties,
        layout=layout,
    )
    return put_network(project, network, grown)


def paste_fragment(
    project: Project, network: str, fragment: Fragment, at: Point
) -> tuple[Project, tuple[str, ...]]:
    """Put a copy of `fragment` into a network, its top left corner at the scene point `at`.

    Ids are new, names are changed where they are taken. Networks that it brings along for its
    blocks are added where they are not there yet.

    Returns:
        The project, and the ids of the new nodes in the fragment's order.

    Raises:
        EditError: A block's network is missing or would hold itself.
    """
    value = find_network(project, network)
    project, names = bring_networks(project, fragment.networks)
    if names:
        fragment = replace(fragment, nodes=shown_as(fragment.nodes, names))
    copy, ids = _renewed(fragment, Names(node.name for node in value.nodes.values()))
    left, top = fragment.corner
    return add_nodes(project, network, copy, (at[0] - left, at[1] - top)), ids


def paste_with_inputs(
    project: Project, network: str, fragment: Fragment, at: Point
) -> tuple[Project, tuple[str, ...]]:
    """Paste a copy of `fragment` that is fed by what feeds its nodes in this network.

    As `paste_fragment`; beside that, each wire that enters from outside a node of the network which
    has the id of one in `fragment` enters the copy, too, in the same order.
    """
    before = find_network(project, network)
    grown, ids = paste_fragment(project, network, fragment, at)
    copies = dict(zip(fragment.nodes, ids, strict=True))
    value = grown.networks[network]
    wires: dict[End, list[Edge]] = {}
    for edge in sorted(before.edges, key=lambda e: e.order):
        if edge.sink.node not in copies or edge.source.node in copies:
            continue
        sink = End(copies[edge.sink.node], edge.sink.port)
        there = wires.setdefault(sink, list(edges_into(value, sink)))
        if not there or takes_many(before, edge.sink):
            there.insert(edge.order, drawn(edge.source, sink))
    return put_network(grown, network, rewired(value, wires)), ids


def check_block(project: Project, network: str, node: Node) -> None:
    """Refuse a block whose network is missing or holds `network` itself.

    Raises:
        EditError: It is so.
    """
    if node.block is None:
        return
    waiting, seen = [node.block.network], set[str]()
    while waiting:
        name = waiting.pop()
        if name == network:
            raise EditError(_("A network cannot stand inside itself"), place=network)
        if name in seen:
            continue
        seen.add(name)
        inner = find_network(project, name)
        waiting += [n.block.network for n in inner.nodes.values() if n.block is not None]


def _check_free(network: Network, fragment: Fragment) -> None:
    if fragment.nodes.keys() & network.nodes.keys():
        raise EditError(_("These layers are already there"), remedy=_("Paste a copy instead."))
    taken = {node.name for node in network.nodes.values()}
    for node in fragment.nodes.values():
        if node.name in taken:
            raise EditError(_("Two layers would be called {name}").format(name=node.name))


def _moved_notes(fragment: Fragment, offset: Point) -> tuple[Note, ...]:
    return tuple(replace(note, position=shifted(note.position, offset)) for note in fragment.notes)


def _renewed(fragment: Fragment, names: Names) -> tuple[Fragment, tuple[str, ...]]:
    """`fragment` with new ids everywhere and free names."""
    ids = {old: new_id() for old in fragment.nodes}
    nodes = {}
    for old, node in fragment.nodes.items():
        nodes[ids[old]] = replace(node, id=ids[old], name=names.like(node.name))
    edges = {edge: _with_ids(edge, ids) for edge in fragment.edges}
    copy = Fragment(
        nodes=nodes,
        edges=tuple(edges.values()),
        frames=tuple(
            replace(frame, id=new_id(), members=tuple(ids[m] for m in frame.members))
            for frame in fragment.frames
        ),
        ties=tuple(
            Tie(members=tuple((ids[node], name) for node, name in tie.members))
            for tie in fragment.ties
        ),
        positions={ids[old]: point for old, point in fragment.positions.items()},
        bends={edges[edge]: points for edge, points in fragment.bends.items()},
        colours={ids[old]: colour for old, colour in fragment.colours.items()},
        notes=tuple(replace(note, id=new_id()) for note in fragment.notes),
    )
    return copy, tuple(nodes)


def _with_ids(edge: Edge, ids: Mapping[str, str]) -> Edge:
    source, sink = edge.source, edge.sink
    return replace(
        edge, source=End(ids[source.node], source.port), sink=End(ids[sink.node], sink.port)
    )
