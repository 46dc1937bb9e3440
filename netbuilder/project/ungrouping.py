"""The inverse of making a block: what a block shows comes back in its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from netbuilder.error import EditError
from netbuilder.project import formula
from netbuilder.project.change import find_network, find_node, put_network, shifted, without
from netbuilder.project.identity import new_id
from netbuilder.project.name import Names
from netbuilder.project.setting import remove_network
from netbuilder.project.value import (
    Block,
    Edge,
    End,
    Formula,
    Frame,
    Layout,
    Network,
    Node,
    Project,
    Tie,
)
from netbuilder.project.wiring import renumbered
from netbuilder.words import _

Point = tuple[float, float]
_Led = tuple[Edge, tuple[Point, ...]]
"""A wire as it is led, and the points that it passes."""

_PORTS = ("Input", "Output")


def ungroup_block(project: Project, network: str, node_id: str) -> tuple[Project, tuple[str, ...]]:
    """Put the nodes of the network that a block shows in the block's place.

    Wires that led through a port of the block lead straight on; where nothing goes on they go.
    Names stay as far as they are free, places are those inside, moved to where the block stands,
    and what was locked as a whole is locked one by one.

    The block's network goes with its last use, and then the nodes keep their ids, so that making a
    block and ungrouping it gives the network as it was. While another block shows that network, or
    it has a role in training, it stays, and the nodes here are copies with new ids.

    Returns:
        The project, and the ids of the nodes that came.

    Raises:
        EditError: The node is not there or no block, it is passed by, repeats its network, runs it
            along a time axis, shares weights, gives its layers settings or a mask, or what comes
            would lie too far away.
    """
    outer = find_network(project, network)
    node = find_node(outer, node_id)
    if node.block is None:
        raise EditError(_("{name} is no block").format(name=node.name))
    inner = find_network(project, node.block.network)
    _check_opens(outer, node, node.block, inner)
    ends = {key for key, inside in inner.nodes.items() if inside.kind == "Output"}
    stays = _is_needed(project, node.block.network)
    opened = _Opened(
        block=node,
        outer=outer,
        inner=inner,
        ids=_ids(outer, inner, keeps=not stays),
        feeds={e.sink.port: e.source for e in outer.edges if e.sink.node == node_id},
        results={e.sink.node: e.source for e in inner.edges if e.sink.node in ends},
    )
    project = _with_search(project, network, node, opened.ids)
    project = put_network(project, network, opened.network())
    if not stays:
        project = remove_network(project, node.block.network)
    return project, tuple(opened.ids.values())


def _check_opens(outer: Network, node: Node, block: Block, inner: Network) -> None:
    """Refuse a block that does more than its nodes would do in its place."""
    name = node.name
    if node.bypassed:
        raise EditError(
            _("{name} is bypassed").format(name=name), remedy=_("Let it take part again first.")
        )
    if block.repeat > 1 or block.over or block.carry:
        raise EditError(
            _("{name} applies its network more than once").format(name=name),
            remedy=_("Only a block that applies it once can be ungrouped."),
        )
    others = (other.block for other in outer.nodes.values() if other.id != node.id)
    if block.weights != "own" and any(b and b.weights == block.weights for b in others):
        raise EditError(
            _("{name} shares its weights with another block").format(name=name),
            remedy=_("Give it weights of its own first."),
        )
    if any(member == node.id for tie in outer.ties for member, _tensor in tie.members):
        raise EditError(_("{name} shares a weight with another layer").format(name=name))
    if any(
        inner.nodes[e.source.node].kind == "Input" and e.source.port != "output"
        for e in inner.edges
    ):
        raise EditError(_("Layers in {name} read a mask that it makes itself").format(name=name))
    if any(_needs_block(inside) for inside in inner.nodes.values()):
        raise EditError(
            _("Layers in {name} compute settings from those of the block").format(name=name),
            remedy=_("Type numbers in their place first."),
        )


def _needs_block(node: Node) -> bool:
    """Whether a setting is computed from more than what arrives at the node."""
    for value in node.parameters.values():
        if isinstance(value, Formula):
            try:
                names = formula.names(formula.parse(value.text))
            except formula.FormulaError:
                continue
            if any(not name.startswith("in.") for name in names):
                return True
    return False


def _is_needed(project: Project, shown: str) -> bool:
    """Whether the network `shown` has a role or a second use."""
    uses = sum(
        node.block is not None and node.block.network == shown
        for other in project.networks.values()
        for node in other.nodes.values()
    )
    return uses > 1 or shown in project.training.roles.values()


def _ids(outer: Network, inner: Network, *, keeps: bool) -> dict[str, str]:
    """For each node of `inner` that is no port its id in `outer`."""
    return {
        key: key if keeps and key not in outer.nodes else new_id()
        for key, node in inner.nodes.items()
        if node.kind not in _PORTS
    }


def _with_search(project: Project, network: str, node: Node, ids: Mapping[str, str]) -> Project:
    """`project` with search ranges for the nodes that come, and none for the block."""
    assert node.block is not None
    old = project.training.search
    search = {key: value for key, value in old.items() if key[:2] != (network, node.id)}
    for (place, key, parameter), value in old.items():
        if place == node.block.network and key in ids:
            search[network, ids[key], parameter] = value
    if search == old:
        return project
    return replace(project, training=replace(project.training, search=search))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """A block and the two networks at its border.

    Attributes:
        block: The node.
        outer: The network that it stands in.
        inner: The network that it shows.
        ids: For each node inside that is no port the id that it has outside.
        feeds: For each input port of the block where its wire comes from.
        results: For each Output inside where its wire comes from.
    """

    block: Node
    outer: Network
    inner: Network
    ids: Mapping[str, str]
    feeds: Mapping[str, End]
    results: Mapping[str, End]

    def network(self) -> Network:
        """The outer network with what the block shows in its place."""
        led = [*self._outer_edges(), *self._inner_edges()]
        edges = renumbered([edge for edge, _bends in led])
        bends = {edge: bends for edge, (_, bends) in zip(edges, led, strict=True) if bends}
        nodes: dict[str, Node] = {}
        for key, node in self.outer.nodes.items():
            nodes.update(self._nodes() if key == self.block.id else {key: node})
        return replace(
            self.outer,
            nodes=nodes,
            edges=tuple(edges),
            frames=(*self._outer_frames(), *self._inner_frames()),
            ties=self.outer.ties + tuple(self._tie(tie) for tie in self.inner.ties),
            layout=self._layout(bends),
        )

    def _nodes(self) -> dict[str, Node]:
        """The nodes that come, under free names."""
        taken = {node.name for key, node in self.outer.nodes.items() if key != self.block.id}
        inside = [node for node in self.inner.nodes.values() if node.id in self.ids]
        names = Names(taken | {node.name for node in inside})
        nodes = {}
        for node in inside:
            name = names.like(node.name) if node.name in taken else node.name
            locked = node.frozen or self.block.frozen
            new = self.ids[node.id]
            nodes[new] = replace(node, id=new, name=name, frozen=locked)
        return nodes

    def _outer_edges(self) -> Iterator[_Led]:
        for edge in self.outer.edges:
            if edge.sink.node == self.block.id:
                continue
            if edge.source.node != self.block.id:
                yield edge, self.outer.layout.bends.get(edge, ())
            elif (source := self._given(edge.source)) is not None:
                yield replace(edge, source=source), ()

    def _inner_edges(self) -> Iterator[_Led]:
        offset = self._offset()
        for edge in self.inner.edges:
            if edge.sink.node not in self.ids:
                continue
            sink = self._moved(edge.sink)
            if edge.source.node in self.ids:
                points = self.inner.layout.bends.get(edge, ())
                bends = tuple(shifted(point, offset) for point in points)
                yield replace(edge, source=self._moved(edge.source), sink=sink), bends
            elif (source := self._given(self.feeds.get(edge.source.node))) is not None:
                yield replace(edge, source=source, sink=sink), ()

    def _given(self, end: End | None) -> End | None:
        """Where outside what leaves the outer port `end` comes from once the block is open."""
        seen: set[End] = set()
        while end is not None and end.node == self.block.id and end not in seen:
            seen.add(end)
            inside = self.results.get(end.port)
            if inside is not None and inside.node in self.ids:
                return self._moved(inside)
            end = None if inside is None else self.feeds.get(inside.node)
        return None if end is None or end.node == self.block.id else end

    def _moved(self, end: End) -> End:
        return End(self.ids[end.node], end.port)

    def _outer_frames(self) -> Iterator[Frame]:
        """The frames outside, those around the block now around what comes."""
        for frame in self.outer.frames:
            if self.block.id not in frame.members:
                yield frame
                continue
            members: list[str] = []
            for member in frame.members:
                members.extend(self.ids.values() if member == self.block.id else [member])
            if members:
                yield replace(frame, members=tuple(members))

    def _inner_frames(self) -> Iterator[Frame]:
        taken = {frame.id for frame in self.outer.frames}
        for frame in self.inner.frames:
            members = tuple(self.ids[member] for member in frame.members if member in self.ids)
            if members:
                frame_id = new_id() if frame.id in taken else frame.id
                yield replace(frame, id=frame_id, members=members)

    def _tie(self, tie: Tie) -> Tie:
        members = ((self.ids.get(node, node), tensor) for node, tensor in tie.members)
        return Tie(members=tuple(members))

    def _layout(self, bends: Mapping[Edge, tuple[Point, ...]]) -> Layout:
        outer, inner = self.outer.layout, self.inner.layout
        offset = self._offset()
        gone = (self.block.id,)
        taken = {note.id for note in outer.notes}
        positions = {
            self.ids[key]: shifted(point, offset)
            for key, point in inner.positions.items()
            if key in self.ids
        }
        colours = {self.ids[k]: colour for k, colour in inner.colours.items() if k in self.ids}
        notes = tuple(
            replace(
                note,
                id=new_id() if note.id in taken else note.id,
                position=shifted(note.position, offset),
            )
            for note in inner.notes
        )
        return replace(
            outer,
            positions={**without(outer.positions, gone), **positions},
            bends=bends,
            colours={**without(outer.colours, gone), **colours},
            notes=outer.notes + notes,
        )

    def _offset(self) -> Point:
        """From places inside to places outside: what reads the first Input stands at the block."""
        corner = self.outer.layout.positions.get(self.block.id)
        places = self.inner.layout.positions
        read = (e.sink.node for e in self.inner.edges if e.source.node not in self.ids)
        first = next((key for key in (*read, *self.ids) if key in self.ids and key in places), None)
        if corner is None or first is None:
            return 0.0, 0.0
        return corner[0] - places[first][0], corner[1] - places[first][1]
