"""Layers change places with the next one along the wires."""

from __future__ import annotations

from netbuilder.error import EditError
from netbuilder.project.change import find_network, find_node
from netbuilder.project.placing import move_nodes
from netbuilder.project.value import Edge, Network, Project
from netbuilder.project.wiring import move_edge
from netbuilder.words import _


def move_later(project: Project, network: str, node_id: str) -> Project:
    """Let a node and the one behind it change places, on the wires and in the drawing.

    Raises:
        EditError: The node has not one wire in and one wire out, or the one behind it has more than
            this wire in, nothing behind it, or wires out of several ports.
    """
    value = find_network(project, network)
    node = find_node(value, node_id)
    entering, leaving = _only(_into(value, node_id)), _only(_out_of(value, node_id))
    behind = leaving.sink.node if leaving is not None else ""
    after = _out_of(value, behind)
    read_ports = {edge.source for edge in after}
    is_simple = len(_into(value, behind)) == len(read_ports) == 1
    if entering is None or leaving is None or not is_simple:
        raise EditError(
            _("{name} cannot change places with the layer behind it").format(name=node.name),
            remedy=_("Only layers with one wire in and one wire out can."),
        )
    project = move_edge(project, network, leaving, source=entering.source)
    for edge in after:
        project = move_edge(project, network, edge, source=leaving.source)
    project = move_edge(project, network, entering, source=after[0].source)
    return _swap_positions(project, network, node_id, behind)


def move_earlier(project: Project, network: str, node_id: str) -> Project:
    """Let a node and the one before it change places, on the wires and in the drawing.

    Raises:
        EditError: As for `move_later`, for the node before it.
    """
    value = find_network(project, network)
    node = find_node(value, node_id)
    entering = _only(_into(value, node_id))
    if entering is None:
        raise EditError(
            _("{name} cannot change places with the layer before it").format(name=node.name),
            remedy=_("Only layers with one wire in and one wire out can."),
        )
    return move_later(project, network, entering.source.node)


def _into(network: Network, node_id: str) -> list[Edge]:
    return [edge for edge in network.edges if edge.sink.node == node_id]


def _out_of(network: Network, node_id: str) -> list[Edge]:
    return [edge for edge in network.edges if edge.source.node == node_id]


def _only(edges: list[Edge]) -> Edge | None:
    return edges[0] if len(edges) == 1 else None


def _swap_positions(project: Project, network: str, first: str, second: str) -> Project:
    places = project.networks[network].layout.positions
    if first not in places or second not in places:
        return project
    return move_nodes(project, network, {first: places[second], second: places[first]})
