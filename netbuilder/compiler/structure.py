"""Checks of a whole network: whether its wires make it one."""

from __future__ import annotations

from collections.abc import Iterator

from netbuilder.compiler.memo import Known
from netbuilder.compiler.purpose import column_for, columns_to_feed
from netbuilder.compiler.result import Placed
from netbuilder.compiler.scene import Scene
from netbuilder.layers.problem import (
    AddNode,
    Change,
    Connect,
    Disconnect,
    Problem,
    RemoveNode,
    Repair,
    Severity,
)
from netbuilder.project.port import ends_of
from netbuilder.project.value import Edge, End
from netbuilder.words import _


def find_missing_ends(scene: Scene) -> Iterator[Problem]:
    """Networks without an Input or an Output."""
    if not scene.inputs:
        yield scene.problem("network.no_input", repairs=_input_repairs(scene))
    if not scene.outputs:
        yield scene.problem("network.no_output", repairs=_output_repairs(scene))


def find_loose_wires(scene: Scene) -> Iterator[Problem]:
    """Wires that end at a node or port that is not there, or share a port that takes one."""
    for edge in scene.graph.dangling:
        yield scene.problem(
            "wire.loose",
            node=edge.sink.node if edge.sink.node in scene.network.nodes else "",
            port=edge.sink.port,
            repairs=(_disconnect(_("Remove the wire"), edge),),
        )
    for node_id in scene.doubtful:
        yield from _misplaced_wires(scene, scene.placed[node_id])


def find_ties(scene: Scene) -> Iterator[Problem]:
    """Tensors that shall be one, which cannot be built yet."""
    if scene.network.ties:
        yield scene.problem("tie.later", node=scene.network.ties[0].members[0][0])


def find_cycles(scene: Scene) -> Iterator[Problem]:
    """Wires that lead back to where they came from."""
    if not scene.graph.tangled:
        return
    from netbuilder.project import topology  # networkx is loaded for those who draw a cycle

    for cycle in topology.cycles(scene.network):
        yield _cycle(scene, cycle)


def find_unused_nodes(scene: Scene) -> Iterator[Problem]:
    """Ends of branches that lead to no Output; they are not built."""
    live = scene.analysis.live
    if len(live) == len(scene.placed) or not scene.outputs:
        return
    for node_id in scene.graph.order:
        if node_id in live or scene.graph.leaving[node_id] or node_id in scene.graph.tangled:
            continue
        doomed = _only_for(scene, node_id)
        removals = tuple(RemoveNode(node="" if i == node_id else i) for i in doomed)
        label = _("Remove it")
        if len(doomed) > 1:
            label = _("Remove these {count} layers").format(count=len(doomed))
        yield scene.problem(
            "node.unused",
            node=node_id,
            severity=Severity.WARNING,
            count=len(doomed),
            repairs=(Repair(label=label, changes=removals),),
        )


def required_ports(placed: Placed) -> tuple[str, ...]:
    """The input ports that must have a wire."""
    if placed.known is not None:
        return placed.known.required
    if placed.inside is None:
        return ()
    inside = placed.inside
    return tuple(node.id for node in ends_of(inside.network, "Input") if node.id in inside.live)


def _input_repairs(scene: Scene) -> tuple[Repair, ...]:
    """An Input that feeds the first node that waits for a wire."""
    columns = columns_to_feed(scene.project.data)
    parameters = {"columns": columns} if columns else {"feeds": "shape"}
    waiting = (
        (node_id, port)
        for node_id in scene.graph.order
        for port in required_ports(scene.placed[node_id])
        if port not in scene.graph.entering[node_id] and scene.placed[node_id].node.kind != "Output"
    )
    change = AddNode(kind="Input", parameters=parameters, sink=next(waiting, None))
    return (Repair(label=_("Add an Input"), changes=(change,)),)


def _output_repairs(scene: Scene) -> tuple[Repair, ...]:
    """An Output behind the last node that feeds nothing."""
    ends = (
        (node_id, next(iter(placed.outputs)))
        for node_id, placed in reversed([(i, scene.placed[i]) for i in scene.graph.order])
        if placed.outputs and not scene.graph.leaving[node_id]
    )
    end = next(ends, None)
    column = column_for(scene.project.data, None if end is None else scene.type_at(End(*end)))
    parameters = {"column": column} if column else {}
    change = AddNode(kind="Output", parameters=parameters, source=end)
    return (Repair(label=_("Add an Output"), changes=(change,)),)


def _cycle(scene: Scene, cycle: tuple[str, ...]) -> Problem:
    """A cycle, placed where the wire ends that is easiest to do without."""
    names = tuple(scene.network.nodes[i].name for i in cycle)
    wires = [
        edge
        for edge in scene.network.edges
        if edge.source.node in cycle and edge.sink.node in cycle
    ]
    position = {node_id: number for number, node_id in enumerate(cycle)}
    around = [
        edge
        for edge in wires
        if (position[edge.source.node] + 1) % len(cycle) == position[edge.sink.node]
    ]
    edge = max(around, key=lambda edge: _spare(scene, edge))
    return scene.problem(
        "network.cycle",
        node=edge.sink.node,
        port=edge.sink.port,
        received=" → ".join((*names, names[0])),
        repairs=(
            Repair(
                label=_("Remove the wire from {name}").format(
                    name=scene.network.nodes[edge.source.node].name
                ),
                changes=_cut(scene, edge),
            ),
        ),
    )


def _spare(scene: Scene, edge: Edge) -> int:
    """How many other wires enter the port of `edge`, from outside of any cycle first."""
    others = scene.graph.entering[edge.sink.node].get(edge.sink.port, ())
    return sum(end.node not in scene.graph.tangled for end in others)


def _cut(scene: Scene, edge: Edge) -> tuple[Change, ...]:
    """Take `edge` away so that what it fed still has something to go on."""
    source, sink = edge.source.node, edge.sink
    others = scene.graph.entering[sink.node].get(sink.port, ())
    cuts = tuple(
        Disconnect(port=sink.port, order=order, node=sink.node)
        for order in reversed(range(len(others)))
        if others[order].node == source
    )
    if len(others) > len(cuts):
        return cuts
    for placed in scene.inputs:
        if placed.outputs:
            end = (placed.node.id, next(iter(placed.outputs)))
            return (*cuts, Connect(source=end, sink=(sink.node, sink.port)))
    return cuts


def _misplaced_wires(scene: Scene, placed: Placed) -> Iterator[Problem]:
    """Wires into one node that lack a port at either end, or share one that takes one."""
    node_id = placed.node.id
    for port, ends in scene.graph.entering[node_id].items():
        for order, end in enumerate(ends):
            giver = scene.placed[end.node]
            is_there = _has_input(placed, port)
            if not is_there or not _has_output(giver, end.port):
                wire = Disconnect(port=port, order=order)
                yield scene.problem(
                    "wire.port",
                    node=node_id,
                    port=port,
                    received=giver.node.name if is_there else placed.node.name,
                    repairs=(Repair(label=_("Remove the wire"), changes=(wire,)),),
                )
        if len(ends) > 1 and not _takes_many(placed, port):
            yield _crowded(scene, placed, port, len(ends))


def _crowded(scene: Scene, placed: Placed, port: str, count: int) -> Problem:
    edges = [e for e in scene.network.edges if e.sink == End(placed.node.id, port)]
    edges.sort(key=lambda edge: edge.order)
    changes = tuple(
        Disconnect(port=port, order=edge.order, node=placed.node.id) for edge in edges[1:]
    )
    return scene.problem(
        "wire.crowded",
        node=placed.node.id,
        port=port,
        received=str(count),
        repairs=(Repair(label=_("Keep the first wire"), changes=changes),),
    )


def _disconnect(label: str, edge: Edge) -> Repair:
    change = Disconnect(port=edge.sink.port, order=edge.order, node=edge.sink.node)
    return Repair(label=label, changes=(change,))


def _has_output(placed: Placed, port: str) -> bool:
    if placed.inside is not None:
        node = placed.inside.network.nodes.get(port)
        return node is not None and node.kind == "Output"
    return placed.known is None or port in placed.known.outputs


def _has_input(placed: Placed, port: str) -> bool:
    if placed.inside is not None:
        node = placed.inside.network.nodes.get(port)
        return node is not None and node.kind == "Input"
    return placed.known is None or port in placed.known.inputs


def _takes_many(placed: Placed, port: str) -> bool:
    known: Known | None = placed.known
    if known is None:
        return placed.inside is None
    return port in known.inputs and known.inputs[port].many


def _only_for(scene: Scene, end: str) -> list[str]:
    """The node `end` and those before it that feed nothing else, the last ones first."""
    doomed = {end: None}
    waiting = [end]
    for node_id in waiting:  # grows while it is walked
        for sources in scene.graph.entering[node_id].values():
            for source, _port in sources:
                if source not in doomed and doomed.keys() >= {*scene.graph.leaving[source]}:
                    doomed[source] = None
                    waiting.append(source)
    return waiting
