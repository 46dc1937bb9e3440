"""Another layer in the place of one that is there."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from netbuilder.layers import catalogue
from netbuilder.layers.layer import Port
from netbuilder.layers.parameter import Value
from netbuilder.project import argument
from netbuilder.project.change import find_network, find_node, put_network
from netbuilder.project.fragment import check_block
from netbuilder.project.name import is_usual
from netbuilder.project.placing import new_node
from netbuilder.project.port import input_ports, output_ports
from netbuilder.project.value import Block, Edge, End, Frame, Layout, Network, Node, Project
from netbuilder.project.wiring import renumbered, without_ports
from netbuilder.words import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """What came of putting a layer in the place of another.

    Attributes:
        project: The project with the new layer.
        node: The new layer.
        lost: The wires of the old layer that the new one has no port for.
    """

    project: Project
    node: Node
    lost: tuple[Edge, ...] = ()

    @property
    def sentence(self) -> str:
        """What to tell the person about the wires that went; "" where all have stayed."""
        if not self.lost:
            return ""
        if len(self.lost) == 1:
            return _("{name} has no place for one of the wires, which is gone.").format(
                name=self.node.name
            )
        return _("{name} has no place for {count} of the wires, which are gone.").format(
            name=self.node.name, count=len(self.lost)
        )


def replace_node(
    project: Project,
    network: str,
    node_id: str,
    kind: str,
    parameters: Mapping[str, Value] | None = None,
    *,
    block: Block | None = None,
) -> Replacement:
    """Put a layer of another kind in the place of a node.

    It has a new id, for what a run has learned belongs to the layer that goes; a layer of the same
    kind keeps its own. Place, colour, frames, bypass, lock and, where a person chose it, the name
    stay, and so do the settings that both kinds have, as far as they are allowed. Wires go to the
    ports of the same key, others to those at the same place in the row. Shared weights go.

    Args:
        project: Where the node is.
        network: The name of its network.
        node_id: What goes.
        kind: What comes.
        parameters: Settings that it begins with, whatever the old ones are.
        block: The network that it shows, for the kind ``Block``.

    Raises:
        EditError: The node is not there, a setting is not allowed, or the block cannot stand here.
    """
    value = find_network(project, network)
    old = find_node(value, node_id)
    node = _made(value, old, kind, parameters or {}, block)
    check_block(project, network, node)
    moves = _moves(project, value, old, node)
    lost = tuple(edge for edge, new in moves.items() if new is None)
    grown = put_network(project, network, _swapped(value, old, node, moves))
    if old.id != node.id:
        grown = _with_search_moved(grown, network, old, node)
    if old.kind != node.kind:
        grown = without_ports(grown, network, [old])
    return Replacement(project=grown, node=node, lost=lost)


def _made(
    network: Network,
    old: Node,
    kind: str,
    parameters: Mapping[str, Value],
    block: Block | None,
) -> Node:
    """The node that comes."""
    is_same = (kind, block) == (old.kind, old.block)
    values = {**_kept_settings(old, kind), **parameters}
    others = replace(network, nodes={k: n for k, n in network.nodes.items() if k != old.id})
    keeps_name = is_same or not is_usual(old.kind, old.name)
    node = new_node(
        others,
        kind,
        values,
        name=old.name if keeps_name else None,
        id=old.id if is_same else None,
        block=block,
    )
    is_end = kind in ("Input", "Output")
    return replace(node, bypassed=old.bypassed and not is_end, frozen=old.frozen)


def _kept_settings(old: Node, kind: str) -> dict[str, Value]:
    """The settings of a node that a layer of `kind` can have, too."""
    layer = catalogue.layer_class(kind)
    if layer is None:
        return dict(old.parameters) if kind == old.kind else {}
    settled = {
        key: argument.settled(kind, key, value)
        for key, value in old.parameters.items()
        if key in layer.parameters
    }
    return {key: value for key, value in settled.items() if not argument.fault(kind, key, value)}


def _moves(project: Project, network: Network, old: Node, new: Node) -> dict[Edge, Edge | None]:
    """What becomes of each wire of `old`, in their order; None where there is no place for it."""
    entering = sorted((e for e in network.edges if e.sink.node == old.id), key=lambda e: e.order)
    leaving = [edge for edge in network.edges if edge.source.node == old.id]
    before, after = input_ports(project, old), input_ports(project, new)
    entries = _entries([edge.sink.port for edge in entering], before, after)
    before, after = output_ports(project, old), output_ports(project, new)
    exits = _exits([edge.source.port for edge in leaving], before, after)
    moves: dict[Edge, Edge | None] = {}
    for edge, key in zip(entering, entries, strict=True):
        moves[edge] = None if key is None else replace(edge, sink=End(new.id, key))
    for edge, key in zip(leaving, exits, strict=True):
        led = moves.get(edge, edge)
        moves[edge] = None if key is None or led is None else replace(led, source=End(new.id, key))
    return moves


def _entries(
    keys: Sequence[str], before: Sequence[Port] | None, after: Sequence[Port] | None
) -> list[str | None]:
    """Where wires go that entered the ports `keys`: by key, else by place, else where it is free.

    Only wires of a port that took many go where it is free, each to the next port.
    """
    if after is None:
        return list(keys)
    places = {port.key: number for number, port in enumerate(before or ())}
    was_many = {port.key for port in before or () if port.many}
    ways: tuple[Callable[[str], Sequence[Port]], ...] = (
        lambda key: [port for port in after if port.key == key],
        lambda key: after[places.get(key, 0) :][:1],
        lambda key: after if key in was_many else (),
    )
    found: list[str | None] = [None] * len(keys)
    taken: set[str] = set()
    for way in ways:
        for number, key in enumerate(keys):
            port = next((port for port in way(key) if port.key not in taken), None)
            if found[number] is None and port is not None:
                found[number] = port.key
                if not port.many:
                    taken.add(port.key)
    return found


def _exits(
    keys: Sequence[str], before: Sequence[Port] | None, after: Sequence[Port] | None
) -> list[str | None]:
    """Where wires begin that left the ports `keys`: by key, else by place."""
    if after is None:
        return list(keys)
    names = [port.key for port in after]
    places = {port.key: number for number, port in enumerate(before or ())}
    by_place = {key: names[place] for key, place in places.items() if place < len(names)}
    first = names[0] if names and before is None else None
    return [key if key in names else by_place.get(key, first) for key in keys]


def _swapped(network: Network, old: Node, new: Node, moves: Mapping[Edge, Edge | None]) -> Network:
    """`network` with `new` for `old` and the wires led as `moves` says, numbered without a gap."""
    ids = {old.id: new.id}
    led = {edge: moves.get(edge, edge) for edge in network.edges}
    kept = {edge: new_edge for edge, new_edge in led.items() if new_edge is not None}
    final = dict(zip(kept, renumbered(list(kept.values())), strict=True))
    nodes = {ids.get(key, key): new if key == old.id else n for key, n in network.nodes.items()}
    is_same = old.id == new.id
    return replace(
        network,
        nodes=nodes,
        edges=tuple(final.values()),
        frames=network.frames if is_same else _frames_with(network.frames, ids),
        ties=network.ties
        if is_same
        else tuple(t for t in network.ties if all(node != old.id for node, _n in t.members)),
        layout=_layout_with(network.layout, ids, final),
    )


def _frames_with(frames: tuple[Frame, ...], ids: Mapping[str, str]) -> tuple[Frame, ...]:
    return tuple(
        replace(frame, members=tuple(ids.get(member, member) for member in frame.members))
        if not ids.keys().isdisjoint(frame.members)
        else frame
        for frame in frames
    )


def _layout_with(layout: Layout, ids: Mapping[str, str], edges: Mapping[Edge, Edge]) -> Layout:
    return replace(
        layout,
        positions={ids.get(key, key): point for key, point in layout.positions.items()},
        colours={ids.get(key, key): colour for key, colour in layout.colours.items()},
        bends={edges[edge]: points for edge, points in layout.bends.items() if edge in edges},
    )


def _with_search_moved(project: Project, network: str, old: Node, new: Node) -> Project:
    """`project` with the search ranges of `old` under `new`, as far as it has those settings."""
    search = project.training.search
    if not any(key[:2] == (network, old.id) for key in search):
        return project
    layer = catalogue.layer_class(new.kind)
    known = layer.parameters if layer is not None else {}
    moved = {}
    for (place, node_id, parameter), value in search.items():
        if (place, node_id) != (network, old.id):
            moved[place, node_id, parameter] = value
        elif parameter in known:
            moved[place, new.id, parameter] = value
    return replace(project, training=replace(project.training, search=moved))
