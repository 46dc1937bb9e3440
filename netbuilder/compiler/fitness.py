"""Checks of single nodes: names, kinds, parameters, blocks, missing wires, types."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from netbuilder.compiler.formula import resolve_parameters
from netbuilder.compiler.graph import nodes_after
from netbuilder.compiler.purpose import columns_to_feed
from netbuilder.compiler.result import Placed
from netbuilder.compiler.scene import Scene
from netbuilder.compiler.structure import required_ports
from netbuilder.compiler.wording import letter
from netbuilder.layers.catalogue import layer_class
from netbuilder.layers.fit import describe, name_of
from netbuilder.layers.parameter import Value
from netbuilder.layers.problem import (
    Connect,
    Misfit,
    Problem,
    RemoveNode,
    Repair,
    SetNode,
    SetParameter,
    Severity,
)
from netbuilder.layers.tensor import TensorType
from netbuilder.project.name import Names, node_name_fault, stem_of
from netbuilder.project.value import Block, Formula
from netbuilder.words import _

MOST_TRIED = 12
"""How many nodes are tried as the source of a missing wire."""


name_fault = lru_cache(maxsize=20_000)(node_name_fault)


def find_wrong_names(scene: Scene) -> Iterator[Problem]:
    """Names that are no identifiers or that two nodes share."""
    names = [node.name for node in scene.network.nodes.values()]
    if len({*names}) == len(names) and not any(map(name_fault, names)):
        return
    seen: set[str] = set()
    nodes = scene.network.nodes.values()
    for node in nodes:
        fault = name_fault(node.name)
        if fault or node.name in seen:
            taken = Names(names)
            better = taken.free(stem_of(node.kind)) if fault else taken.like(node.name)
            change = SetNode(key="name", value=better)
            yield scene.problem(
                "name.illegal" if fault else "name.taken",
                node=node.id,
                received=node.name,
                expected=fault or "",
                repairs=(Repair(label=_("Call it {name}").format(name=better), changes=(change,)),),
            )
        seen.add(node.name)


def find_unfit_nodes(scene: Scene) -> Iterator[Problem]:
    """Nodes that cannot be used as they are: kind, parameters, wires, types."""
    live = scene.analysis.live
    for node_id in scene.doubtful:
        placed = scene.placed[node_id]
        if placed.known is None:
            yield from _kind_problems(scene, placed)
        elif placed.known.faults:
            for key, fault in placed.known.faults.items():
                yield _parameter(scene, placed, "parameter.illegal", key, fault)
        if placed.has_formula:
            yield from _formula_problems(scene, placed)
        if placed.misfit is not None:
            yield _unfit(scene, placed, placed.misfit)
        elif node_id in live and not (placed.known and placed.known.needs <= placed.inputs.keys()):
            yield from _missing_wires(scene, placed)


def unbuildable(block: Block) -> dict[str, Value]:
    """Fields of a block that this version cannot build, with what they would have to be."""
    plain = {"repeat": 1, "over": "", "carry": ()}
    return {key: value for key, value in plain.items() if getattr(block, key) != value}


def find_unequal_groups(scene: Scene) -> Iterator[Problem]:
    """Blocks in one weight group that cannot be one module."""
    groups: dict[str, Placed] = {}
    for node_id in scene.graph.order if scene.analysis.dependencies else ():
        yield from _shared_weights(scene, scene.placed[node_id], groups)


def _shared_weights(scene: Scene, placed: Placed, groups: dict[str, Placed]) -> Iterator[Problem]:
    """Blocks that shall share weights but are not the same network with the same types."""
    block = placed.node.block
    if block is None or block.weights == "own" or placed.inside is None:
        return
    first = groups.setdefault(block.weights, placed)
    if first.inside is not placed.inside:
        change = SetNode(key="weights", value="own")
        yield scene.problem(
            "block.weights",
            node=placed.node.id,
            received=first.node.name,
            repairs=(Repair(label=_("Give it weights of its own"), changes=(change,)),),
        )


def _kind_problems(scene: Scene, placed: Placed) -> Iterator[Problem]:
    node = placed.node
    removal = Repair(label=_("Remove this layer"), changes=(RemoveNode(close_gap=True),))
    if node.block is None:
        if placed.known is None:
            package = node.kind.rpartition(":")[0]
            yield scene.problem(
                "kind.unknown",
                node=node.id,
                received=node.kind,
                package=package,
                repairs=(removal,),
            )
        return
    block = node.block
    for key, plain in unbuildable(block).items():
        change = SetNode(key=key, value=plain)
        yield scene.problem(
            "block.later",
            node=node.id,
            received=key,
            repairs=(Repair(label=_("Use it once"), changes=(change,)),),
        )
    if placed.inside is None:
        is_there = block.network in scene.project.networks
        yield scene.problem(
            "block.recursive" if is_there else "block.missing",
            node=node.id,
            received=block.network,
            repairs=(removal,),
        )
    elif any(p.severity is Severity.ERROR for p in placed.inside.problems):
        yield scene.problem("block.inside", node=node.id, received=block.network)


def _formula_problems(scene: Scene, placed: Placed) -> Iterator[Problem]:
    if not _are_certain(scene, placed.node.id):
        return
    _resolved, faults = resolve_parameters(
        placed.node.parameters, placed.inputs, scene.analysis.values
    )
    for key, error in faults.items():
        yield _parameter(scene, placed, "parameter.formula", key, error.sentence)


def _parameter(scene: Scene, placed: Placed, code: str, key: str, fault: str) -> Problem:
    layer = layer_class(placed.node.kind)
    parameter = None if layer is None else layer.parameters.get(key)
    label = _("Remove it")
    if parameter is not None:
        label = _("Use {value}").format(value=_value_words(parameter.default))
    change = SetParameter(key=key, value=None if parameter is None else parameter.default)
    return scene.problem(
        code,
        node=placed.node.id,
        expected=fault,
        received=_value_words(placed.node.parameters.get(key)),
        parameter=key,
        label=key if parameter is None else parameter.label,
        repairs=(Repair(label=label, changes=(change,)),),
    )


def _value_words(value: object) -> str:
    if isinstance(value, Formula):
        return value.text
    if isinstance(value, tuple):
        return "×".join(map(str, value)) or _("nothing")
    return str(value)[:60] or _("nothing")


def _are_certain(scene: Scene, node_id: str) -> bool:
    """Whether all that enters a node is known and no guess."""
    return all(
        scene.type_at(end) is not None
        for ends in scene.graph.entering[node_id].values()
        for end in ends
    )


def _missing_wires(scene: Scene, placed: Placed) -> Iterator[Problem]:
    wires = scene.graph.entering[placed.node.id]
    for port in required_ports(placed):
        if port in wires:
            continue
        yield scene.problem(
            "wire.missing",
            node=placed.node.id,
            port=port,
            repairs=_wire_repairs(scene, placed, port),
        )


def _wire_repairs(scene: Scene, placed: Placed, port: str) -> tuple[Repair, ...]:
    """Wires from the nearest nodes whose type fits, those that feed nothing yet first."""
    node_id = placed.node.id
    behind = nodes_after(scene.graph, [node_id])
    place = scene.place
    givers = [i for i in scene.graph.order if i not in behind and not scene.placed[i].is_assumed]
    givers.sort(key=lambda i: (bool(scene.graph.leaving[i]), -place[i]))
    repairs = []
    for giver in givers[:MOST_TRIED]:
        outputs = scene.placed[giver].outputs
        if outputs and _accepts(placed, port, next(iter(outputs.values()))):
            end = (giver, next(iter(outputs)))
            name = scene.network.nodes[giver].name
            label = _("Wire it to {name}").format(name=name)
            change = Connect(source=end, sink=(node_id, port))
            repairs.append(Repair(label=label, changes=(change,)))
    return tuple(repairs[:2])


def _accepts(placed: Placed, port: str, x: TensorType) -> bool:
    """Whether a layer takes `x` at `port` beside what arrives there already."""
    known = placed.known
    if known is None or placed.node.kind == "Output":
        return True
    try:
        known.layer.infer({**placed.inputs, port: (x,)})
    except (Misfit, KeyError):
        return False
    return True


def _unfit(scene: Scene, placed: Placed, misfit: Misfit) -> Problem:
    repairs = misfit.repairs
    facts = misfit.facts
    if misfit.code == "input.columns":
        repairs = (*repairs, *_column_repairs(scene))
    if "orders" in facts:
        facts = {**facts, **_compared(placed.inputs[misfit.port], facts["orders"])}
    return Problem(
        code=misfit.code,
        network=scene.analysis.name,
        node=placed.node.id,
        port=misfit.port,
        expected=misfit.expected,
        received=misfit.received,
        facts=facts,
        repairs=repairs,
    )


def _compared(types: Sequence[TensorType], orders: tuple[int, int]) -> dict[str, str]:
    """What tells two wires of one port apart, in words: ``64 channels`` and ``32``."""
    first, second = (types[order] for order in orders)
    words = [describe(first), describe(second)]
    if first.roles == second.roles:
        pairs = zip(first.dims, second.dims, first.roles, strict=True)
        differing = [(a, b, role) for a, b, role in pairs if a != b]
        if len(differing) == 1:
            ((a, b, role),) = differing
            words = [f"{a} {name_of(role)}", str(b)]
    return {
        "first": words[0],
        "second": words[1],
        "first_port": letter(orders[0]),
        "second_port": letter(orders[1]),
    }


def _column_repairs(scene: Scene) -> tuple[Repair, ...]:
    columns = columns_to_feed(scene.project.data)
    if columns:
        change = SetParameter(key="columns", value=columns)
        label = columns[0] if len(columns) == 1 else _("{count} columns").format(count=len(columns))
        return (Repair(label=_("Feed it {columns}").format(columns=label), changes=(change,)),)
    return (
        Repair(
            label=_("Type its shape instead"),
            changes=(SetParameter(key="feeds", value="shape"),),
        ),
    )
