"""Edits of nodes: place, remove, move, name, and set what a layer does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from netbuilder.error import EditError
from netbuilder.layers import catalogue
from netbuilder.layers.parameter import Value
from netbuilder.project import argument
from netbuilder.project.change import (
    checked_point,
    find_network,
    find_node,
    put_network,
    put_nodes,
    shifted,
    without,
)
from netbuilder.project.fragment import Fragment, Point, add_nodes
from netbuilder.project.identity import new_id
from netbuilder.project.layout import Arrangement
from netbuilder.project.name import Names, node_name_fault, stem_of
from netbuilder.project.splicing import Fits, first_input, led_through, outputs, parted
from netbuilder.project.value import Block, Edge, Frame, Layout, Network, Node, Project
from netbuilder.project.wiring import check_edge, without_ports
from netbuilder.words import _


def new_node(
    network: Network,
    kind: str,
    parameters: Mapping[str, Value] | None = None,
    *,
    name: str | None = None,
    id: str | None = None,
    block: Block | None = None,
) -> Node:
    """A node that may be added to `network`.

    Without a `name` it gets the first free one of its kind, such as ``conv3``.

    Raises:
        EditError: The name or a parameter is not allowed.
    """
    node = Node(id=id or new_id(), kind=kind, name="", block=block)
    values = {key: _checked(node, key, value) for key, value in (parameters or {}).items()}
    node = replace(node, parameters=values)
    if name is None:
        taken = (other.name for other in network.nodes.values())
        return replace(node, name=Names(taken).free(stem_of(kind)))
    _check_name(network, node, name)
    return replace(node, name=name)


def add_node(project: Project, network: str, node: Node, position: Point | None = None) -> Project:
    """Place `node`, its top left corner at `position` in scene px.

    Without a `position` the canvas finds a place for it.

    Raises:
        EditError: Its id or name is taken, or it is a block that cannot stand here.
    """
    positions = {} if position is None else {node.id: checked_point(position)}
    return add_nodes(project, network, Fragment(nodes={node.id: node}, positions=positions))


def remove_nodes(
    project: Project,
    network: str,
    ids: Iterable[str],
    *,
    close_gap: bool = False,
    fits: Fits | None = None,
) -> Project:
    """Take nodes away with their wires; ids that are not there are passed over.

    With `close_gap`, a port that one of them has fed is wired to where all that came from, if that
    is one port and, where `fits` is given, that says so. A frame goes with the last node in it, and
    with an Input or Output go the wires that blocks which show this network had there.
    """
    value = find_network(project, network)
    doomed = frozenset(node_id for node_id in ids if node_id in value.nodes)
    if not doomed:
        return project
    left = parted(value, doomed, close_gap=close_gap, keep_inner=False, fits=fits)
    left = replace(
        left,
        nodes=without(left.nodes, doomed),
        frames=_frames_without(left.frames, doomed),
        ties=tuple(t for t in left.ties if doomed.isdisjoint(node for node, _name in t.members)),
        layout=_layout_without(left.layout, doomed),
    )
    ranges = [key for key in project.training.search if key[0] == network and key[1] in doomed]
    if ranges:
        training = replace(project.training, search=without(project.training.search, ranges))
        project = replace(project, training=training)
    gone = [value.nodes[node_id] for node_id in doomed]
    return without_ports(put_network(project, network, left), network, gone)


def move_nodes(project: Project, network: str, positions: Mapping[str, Point]) -> Project:
    """Put top left corners of nodes at these scene points; ids that are not there are passed over.

    A wire whose two ends move by the same way takes its bends along; others keep them.
    """
    value = find_network(project, network)
    old = value.layout.positions
    moved = {
        node_id: checked_point(point)
        for node_id, point in positions.items()
        if node_id in value.nodes and old.get(node_id) != point
    }
    if not moved:
        return project
    layout = replace(
        value.layout,
        positions={**old, **moved},
        bends=_bends_taken_along(value.layout, moved),
    )
    return put_network(project, network, replace(value, layout=layout))


def set_bends(project: Project, network: str, bends: Mapping[Edge, tuple[Point, ...]]) -> Project:
    """Lead wires through these scene points; an empty tuple makes a wire straight again."""
    value = find_network(project, network)
    if not bends:
        return project
    edges = set(value.edges)
    new = dict(value.layout.bends)
    for edge, points in bends.items():
        if points and edge in edges:
            new[edge] = tuple(checked_point(point) for point in points)
        else:
            new.pop(edge, None)
    if new == value.layout.bends:
        return project
    return put_network(project, network, replace(value, layout=replace(value.layout, bends=new)))


def arrange(project: Project, network: str, arrangement: Arrangement) -> Project:
    """Place nodes, and lead the wires between them, as `netbuilder.project.layout` found.

    Wires between nodes that are not in `arrangement` keep their bends; what leads from one that is
    to one that is not loses them.
    """
    value = find_network(project, network)
    old, ids = value.layout, value.nodes.keys() & arrangement.positions.keys()
    positions = {node: checked_point(arrangement.positions[node]) for node in ids}
    kept = {
        edge: points
        for edge, points in old.bends.items()
        if edge.source.node not in ids and edge.sink.node not in ids
    }
    found = {edge: arrangement.bends[edge] for edge in value.edges if edge in arrangement.bends}
    layout = replace(old, positions={**old.positions, **positions}, bends={**kept, **found})
    if layout == old:
        return project
    return put_network(project, network, replace(value, layout=layout))


def insert_on_edge(
    project: Project, network: str, edge: Edge, node: Node, position: Point | None = None
) -> Project:
    """Put `node` on a wire: the wire ends at its first input, a new one leaves its first output.

    Raises:
        EditError: The wire is not there, or the node has no input or no output.
    """
    value = find_network(project, network)
    check_edge(value, edge)
    entry, leave = first_input(project, node), outputs(project, node)[0]
    if position is None:
        position = _midpoint(value.layout, edge)
    grown = add_node(project, network, node, position)
    return put_network(grown, network, led_through(grown.networks[network], edge, entry, leave))


def set_parameter(
    project: Project, network: str, ids: Iterable[str], key: str, value: Value
) -> Project:
    """Set one parameter of several nodes.

    `value` is a JSON value (lists become tuples) or a `Formula`.

    Raises:
        EditError: A node is not there, has no such parameter, or the value is not allowed.
    """
    changed = []
    target = find_network(project, network)
    for node_id in ids:
        node = find_node(target, node_id)
        new = _checked(node, key, value)
        if key not in node.parameters or not argument.is_same(node.parameters[key], new):
            changed.append(replace(node, parameters={**node.parameters, key: new}))
    return put_network(project, network, put_nodes(target, changed))


def reset_parameter(project: Project, network: str, ids: Iterable[str], key: str) -> Project:
    """Give one parameter of several nodes its default again.

    Raises:
        EditError: A node is not there.
    """
    target = find_network(project, network)
    nodes = [find_node(target, node_id) for node_id in ids]
    changed = [
        replace(node, parameters=without(node.parameters, (key,)))
        for node in nodes
        if key in node.parameters
    ]
    return put_network(project, network, put_nodes(target, changed))


def rename_node(project: Project, network: str, node_id: str, name: str) -> Project:
    """Call a node `name`; blanks around it are left out.

    Raises:
        EditError: The name is taken, or not one that Python and PyTorch allow.
    """
    target = find_network(project, network)
    node = find_node(target, node_id)
    new_name = name.strip()
    if new_name == node.name:
        return project
    _check_name(target, node, new_name)
    return put_network(project, network, put_nodes(target, [replace(node, name=new_name)]))


def set_bypassed(project: Project, network: str, ids: Iterable[str], on: bool) -> Project:
    """Let nodes be passed by, or take part again.

    Raises:
        EditError: A node is not there, or is an Input or Output.
    """
    target = find_network(project, network)
    nodes = [find_node(target, node_id) for node_id in ids]
    for node in nodes:
        if on and node.kind in ("Input", "Output"):
            raise EditError(_("{name} cannot be bypassed").format(name=node.name))
    changed = [replace(node, bypassed=on) for node in nodes if node.bypassed != on]
    return put_network(project, network, put_nodes(target, changed))


def set_frozen(project: Project, network: str, ids: Iterable[str], on: bool) -> Project:
    """Lock the weights of nodes against training, or free them.

    Raises:
        EditError: A node is not there.
    """
    target = find_network(project, network)
    nodes = [find_node(target, node_id) for node_id in ids]
    changed = [replace(node, frozen=on) for node in nodes if node.frozen != on]
    return put_network(project, network, put_nodes(target, changed))


def _check_name(network: Network, node: Node, name: str) -> None:
    fault = node_name_fault(name)
    if fault:
        raise EditError(_("The name {name} {fault}").format(name=name, fault=fault))
    if any(o.name == name and o.id != node.id for o in network.nodes.values()):
        raise EditError(
            _("{name} is already the name of another layer").format(name=name),
            remedy=_("Choose another name."),
        )


def _checked(node: Node, key: str, value: Value) -> Value:
    """`value` as `node` may hold it.

    Raises:
        EditError: It may not.
    """
    value = argument.settled(node.kind, key, value)
    fault = None if node.block is not None else argument.fault(node.kind, key, value)
    if fault:
        layer = catalogue.layer_class(node.kind)
        parameter = layer.parameters.get(key) if layer else None
        label = parameter.label.capitalize() if parameter else key
        raise EditError(_("{label} {fault}").format(label=label, fault=fault))
    return value


def _bends_taken_along(
    layout: Layout, moved: Mapping[str, Point]
) -> Mapping[Edge, tuple[Point, ...]]:
    old = layout.positions
    shifts = {
        node: (x - old[node][0], y - old[node][1]) for node, (x, y) in moved.items() if node in old
    }
    carried = {}
    for edge, points in layout.bends.items():
        shift = shifts.get(edge.source.node)
        if shift is not None and shift == shifts.get(edge.sink.node):
            carried[edge] = tuple(shifted(point, shift) for point in points)
    return {**layout.bends, **carried} if carried else layout.bends


def _midpoint(layout: Layout, edge: Edge) -> Point | None:
    start, end = (layout.positions.get(e.node) for e in (edge.source, edge.sink))
    if start is None or end is None:
        return None
    return (start[0] + end[0]) / 2, (start[1] + end[1]) / 2


def _frames_without(frames: tuple[Frame, ...], doomed: Collection[str]) -> tuple[Frame, ...]:
    """`frames` less these members, and less those that had no others."""
    left = []
    for frame in frames:
        members = tuple(member for member in frame.members if member not in doomed)
        if len(members) == len(frame.members):
            left.append(frame)
        elif members:
            left.append(replace(frame, members=members))
    return tuple(left)


def _layout_without(layout: Layout, doomed: Collection[str]) -> Layout:
    return replace(
        layout,
        positions=without(layout.positions, doomed),
        colours=without(layout.colours, doomed),
    )
