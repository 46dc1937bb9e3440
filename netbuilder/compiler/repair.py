"""Turns a repair into edits: what the Fix button does."""

from __future__ import annotations

from dataclasses import replace
from typing import assert_never

from netbuilder.error import EditError
from netbuilder.layers.catalogue import layer_class
from netbuilder.layers.problem import (
    AddNode,
    Change,
    Connect,
    Disconnect,
    InsertLayer,
    Problem,
    RemoveNode,
    Repair,
    SetNode,
    SetParameter,
    SetTraining,
    TakeData,
)
from netbuilder.project import edit
from netbuilder.project.change import find_network, find_node, put_network, put_nodes
from netbuilder.project.schema import Data
from netbuilder.project.value import End, Network, Project
from netbuilder.words import _

BLOCK_KEYS = frozenset({"weights", "repeat", "repeat_weights", "over", "carry"})


def apply(project: Project, problem: Problem, repair: Repair) -> Project:
    """Make all changes of `repair`, as one new value and so as one step to undo.

    Raises:
        EditError: The project is no longer the one in which the problem was found.
    """
    for change in repair.changes:
        project = _changed(project, problem, change)
    return project


def _changed(project: Project, problem: Problem, change: Change) -> Project:
    network = problem.network
    match change:
        case SetParameter():
            return _set_parameter(project, network, change.node or problem.node, change)
        case InsertLayer():
            return _insert(project, network, change.node or problem.node, change)
        case Disconnect():
            return _disconnect(project, network, change.node or problem.node, change)
        case Connect():
            return edit.connect(project, network, End(*change.source), End(*change.sink))
        case RemoveNode():
            doomed = [change.node or problem.node]
            return edit.remove_nodes(project, network, doomed, close_gap=change.close_gap)
        case AddNode():
            return _add(project, network, change)
        case SetNode():
            return _set_node(project, network, change.node or problem.node, change)
        case SetTraining():
            return edit.set_training(project, **{change.key: change.value})
        case TakeData():
            return _take_data(project, change)
        case _:
            assert_never(change)


def _set_parameter(project: Project, network: str, node_id: str, change: SetParameter) -> Project:
    node = find_node(find_network(project, network), node_id)
    layer = layer_class(node.kind)
    parameter = None if layer is None else layer.parameters.get(change.key)
    if parameter is None or parameter.default == change.value:
        return edit.reset_parameter(project, network, [node_id], change.key)
    return edit.set_parameter(project, network, [node_id], change.key, change.value)


def _insert(project: Project, network: str, node_id: str, change: InsertLayer) -> Project:
    value = find_network(project, network)
    node = edit.new_node(value, change.kind, change.parameters)
    if not change.after:
        wires = edit.edges_into(value, End(node_id, change.port))
        if change.order >= len(wires):
            raise EditError(_("This wire is no longer there"))
        return edit.insert_on_edge(project, network, wires[change.order], node)
    leaving = [edge for edge in value.edges if edge.source == End(node_id, change.port)]
    if not leaving:
        raise EditError(_("This wire is no longer there"))
    project = edit.insert_on_edge(project, network, leaving[0], node)
    end = End(node.id, "output")
    for edge in leaving[1:]:
        project = edit.move_edge(project, network, edge, source=end)
    return project


def _disconnect(project: Project, network: str, node_id: str, change: Disconnect) -> Project:
    value = find_network(project, network)
    sink = End(node_id, change.port)
    edges = [edge for edge in value.edges if edge.sink == sink and edge.order == change.order]
    if not edges:
        raise EditError(_("This wire is no longer there"))
    return edit.remove_edges(project, network, edges[-1:])


def _add(project: Project, network: str, change: AddNode) -> Project:
    value = find_network(project, network)
    node = edit.new_node(value, change.kind, change.parameters)
    project = edit.add_node(project, network, node, _place_beside(value, change))
    kind = layer_class(change.kind)
    assert kind is not None
    layer = kind(node.parameters)
    if change.source is not None and layer.input_ports():
        entry = End(node.id, layer.input_ports()[0].key)
        project = edit.connect(project, network, End(*change.source), entry)
    if change.sink is not None and layer.output_ports():
        exit_ = End(node.id, layer.output_ports()[0].key)
        project = edit.connect(project, network, exit_, End(*change.sink))
    return project


def _place_beside(network: Network, change: AddNode) -> tuple[float, float] | None:
    """A place right of what feeds the new node, or left of what it feeds; None if unknown."""
    positions = network.layout.positions
    for end, step in ((change.source, _STEP_PX), (change.sink, -_STEP_PX)):
        if end is not None and end[0] in positions:
            x, y = positions[end[0]]
            return x + step, y
    return None


_STEP_PX = 240.0


def _take_data(project: Project, change: TakeData) -> Project:
    """What was found in the source, with what was decided about it since."""
    found, kept = change.data, project.data
    assert isinstance(found, Data)
    data = replace(found, split=kept.split, window=kept.window, missing=kept.missing)
    return edit.take_data(project, data)


def _set_node(project: Project, network: str, node_id: str, change: SetNode) -> Project:
    if change.key == "name":
        return edit.rename_node(project, network, node_id, change.value)
    if change.key == "bypassed":
        return edit.set_bypassed(project, network, [node_id], change.value)
    if change.key == "frozen":
        return edit.set_frozen(project, network, [node_id], change.value)
    value = find_network(project, network)
    node = find_node(value, node_id)
    if change.key not in BLOCK_KEYS or node.block is None:
        raise EditError(_("A layer has no {key}").format(key=change.key))
    changed = replace(node, block=replace(node.block, **{change.key: change.value}))
    return put_network(project, network, put_nodes(value, [changed]))
