"""From the JSON of a project file to a project: the one place where such files are decoded.

A field is read by one line here, written by one in `writing`, and described in
`resources/schema/project.json`. A new field needs all three, a default for older files, and, where
older readers would misunderstand the file, a step in `migration`.
"""

from __future__ import annotations

from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import Any

from netbuilder.layers import catalogue
from netbuilder.layers.parameter import Value
from netbuilder.project import argument
from netbuilder.project.change import FARTHEST_PX
from netbuilder.project.found import Faults, Found
from netbuilder.project.name import network_name_fault, node_name_fault
from netbuilder.project.optimizer import OPTIMIZERS
from netbuilder.project.reading_schema import Readers, read_data
from netbuilder.project.value import (
    FORMAT_VERSION,
    Block,
    Edge,
    End,
    Formula,
    Frame,
    Layout,
    Network,
    Node,
    Note,
    Project,
    Tie,
    Training,
)
from netbuilder.words import _

LONGEST_ID = 64
LONGEST_WORD = 200
LONGEST_NOTES = 1_000_000
MOST_NETWORKS = 1_000
MOST_NODES = 50_000
MOST_EDGES = 200_000
MOST_PARAMETERS = 1_000
MOST_POINTS = 1_000
MOST_VIEWS = 1_000

NODE_FIELDS = ("id", "kind", "name", "parameters", "block", "bypassed", "frozen")
EDGE_FIELDS = ("source", "sink", "order")

Bends = dict[Edge, tuple[tuple[float, float], ...]]


def read_project(value: Any, file: str, *, is_fragment: bool = False) -> Project:
    """The project that the parsed JSON `value` of the present format version describes.

    A fragment may show networks in blocks that it does not bring along.

    Raises:
        ProjectFileError: The first of all problems; its `others` are the rest.
    """
    faults = Faults(file)
    fields = Found(value, faults).fields(
        ("format_version", "name", "notes", "networks", "data", "training"),
        needed=("format_version", "name", "networks"),
    )
    project = Project(
        name=fields["name"].text(LONGEST_WORD) if "name" in fields else "",
        notes=fields["notes"].text(LONGEST_NOTES, is_one_line=False) if "notes" in fields else "",
        networks=_networks(fields["networks"]) if "networks" in fields else {},
        data=read_data(fields["data"]) if "data" in fields else Project(name="").data,
        training=read_training(fields["training"]) if "training" in fields else Training(),
        format_version=FORMAT_VERSION,
    )
    if not is_fragment and "networks" in fields:
        _check_blocks(project, fields["networks"])
        _check_training(project, fields.get("training"))
    faults.check()
    return project


def read_training(found: Found) -> Training:
    """The settings of training."""
    read: Readers = {
        "recipe": lambda f: f.text(LONGEST_WORD),
        "roles": _roles,
        "optimizer": lambda f: f.choice(OPTIMIZERS),
        "optimizer_options": values,
        "learning_rate": lambda f: f.number(1e-30, 1e6),
        "batch_size": lambda f: f.integer(0, 10**9),
        "epochs": lambda f: f.integer(0, 10**9),
        "patience": lambda f: f.integer(0, 10**9),
        "keep_best": lambda f: f.switch(),
        "watch": lambda f: f.text(LONGEST_WORD),
        "seed": lambda f: f.integer(0, 2**63 - 1),
        "precision": lambda f: f.choice(("auto", "float32")),
        "search": _search,
    }
    fields = found.fields(tuple(read))
    training = replace(Training(), **{key: read[key](field) for key, field in fields.items()})
    wrong = OPTIMIZERS[training.optimizer].check_values(training.optimizer_options)
    for key, fault in wrong.items():
        fields["optimizer_options"].fault(
            _("The setting {key} {fault}").format(key=key, fault=fault), received=""
        )
    return training


def values(found: Found) -> dict[str, Value]:
    """Free settings by name, each any JSON value."""
    read = {}
    for key, entry in found.entries(MOST_PARAMETERS):
        value = argument.frozen(_with_formulas(entry.value))
        fault = argument.fault("", key, value) if _is_key(entry, key) else ""
        if fault:
            entry.fault(_("This value {fault}").format(fault=fault))
        elif fault is None:
            read[key] = value
    return read


def _roles(found: Found) -> dict[str, str]:
    return {key: entry.text(LONGEST_WORD) for key, entry in found.entries(100)}


def _search(found: Found) -> dict[tuple[str, str, str], Value]:
    read: dict[tuple[str, str, str], Value] = {}
    known = ("network", "node", "parameter", "range")
    for item in found.items(10_000):
        fields = item.fields(known, needed=known)
        if len(fields) == len(known):
            network, node, parameter = (fields[key].text(LONGEST_WORD) for key in known[:3])
            value = argument.frozen(fields["range"].value)
            fault = argument.fault("", "range", value)
            if fault:
                fields["range"].fault(_("This value {fault}").format(fault=fault))
            read[network, node, parameter] = value
    return read


def _networks(found: Found) -> dict[str, Network]:
    networks = {}
    for name, entry in found.entries(MOST_NETWORKS):
        fault = network_name_fault(name)
        if fault:
            entry.fault(_("The name of a network {fault}").format(fault=fault), received="")
        networks[name] = _network(entry)
    return networks


def _network(found: Found) -> Network:
    fields = found.fields(("nodes", "edges", "frames", "ties", "parameters", "layout"))
    nodes = _nodes(fields["nodes"]) if "nodes" in fields else {}
    edges = _edges(fields["edges"], nodes) if "edges" in fields else ()
    frames = fields["frames"].items(MOST_NODES) if "frames" in fields else []
    ties = fields["ties"].items(MOST_NODES) if "ties" in fields else []
    return Network(
        nodes=nodes,
        edges=edges,
        frames=tuple(_frame(item, nodes) for item in frames),
        ties=tuple(_tie(item, nodes) for item in ties),
        parameters=values(fields["parameters"]) if "parameters" in fields else {},
        layout=_layout(fields["layout"], nodes, edges) if "layout" in fields else Layout(),
    )


def _nodes(found: Found) -> dict[str, Node]:
    nodes: dict[str, Node] = {}
    names: set[str] = set()
    for item in found.items(MOST_NODES):
        node = _node(item)
        if node is None:
            continue
        if node.id in nodes:
            item.fault(_("Two nodes have the same id"), received=node.id)
        if node.name in names:
            item.fault(_("Two nodes have the same name"), received=node.name)
        names.add(node.name)
        nodes[node.id] = node
    return nodes


def _node(found: Found) -> Node | None:
    kind = found.value.get("kind") if isinstance(found.value, dict) else None
    layer = catalogue.layer_class(kind) if isinstance(kind, str) else None
    is_placeholder = layer is None and kind != "Block"
    fields = found.fields(NODE_FIELDS, needed=("id", "kind", "name"), is_open=is_placeholder)
    if not fields.keys() >= {"id", "kind", "name"}:
        return None
    name = fields["name"].text(LONGEST_WORD)
    fault = node_name_fault(name)
    if fault:
        fields["name"].fault(_("The name of a node {fault}").format(fault=fault))
    kind = layer.kind if layer else fields["kind"].text(LONGEST_WORD, shortest=1)
    if kind == "Block" and "block" not in fields:
        found.fault(_("{key} is missing").format(key="block"), received="")
    return Node(
        id=fields["id"].text(LONGEST_ID, shortest=1),
        kind=kind,
        name=name,
        parameters=_arguments(fields["parameters"], kind) if "parameters" in fields else {},
        block=_block(fields["block"]) if "block" in fields else None,
        bypassed=fields["bypassed"].switch() if "bypassed" in fields else False,
        frozen=fields["frozen"].switch() if "frozen" in fields else False,
        extra=_extra(fields) if is_placeholder else {},
    )


def _arguments(found: Found, kind: str) -> dict[str, Value]:
    """The parameters of a node, checked as its kind asks for."""
    read = {}
    for key, entry in found.entries(MOST_PARAMETERS):
        value = argument.settled(kind, key, _with_formulas(entry.value))
        fault = argument.fault(kind, key, value) if _is_key(entry, key) else ""
        if fault:
            entry.fault(_("This setting {fault}").format(fault=fault))
        elif fault is None:
            read[key] = value
    return read


def _extra(fields: dict[str, Found]) -> dict[str, Value]:
    """What a file says of a node of an unknown kind beside what all nodes have."""
    read = {}
    for key, entry in fields.items():
        if key in NODE_FIELDS:
            continue
        value = argument.frozen(entry.value)
        fault = argument.fault("", key, value) if _is_key(entry, key) else ""
        if fault:
            entry.fault(_("This value {fault}").format(fault=fault))
        elif fault is None:
            read[key] = value
    return read


def _with_formulas(value: Any) -> Any:
    """A parameter's value, an object with the single field ``formula`` taken for what it is."""
    if (
        isinstance(value, dict)
        and value.keys() == {"formula"}
        and isinstance(value["formula"], str)
    ):
        return Formula(text=value["formula"])
    return value


def _is_key(found: Found, key: str) -> bool:
    if len(key) <= LONGEST_WORD and key.isprintable():
        return True
    found.fault(_("This name is too long or holds characters that cannot be shown"), received="")
    return False


def _block(found: Found) -> Block:
    known = ("network", "weights", "repeat", "repeat_weights", "over", "carry")
    fields = found.fields(known, needed=("network",))
    carry = fields["carry"].items(100) if "carry" in fields else []
    pairs = [pair.texts(2, LONGEST_ID) for pair in carry]
    for pair, item in zip(pairs, carry, strict=True):
        if len(pair) != 2:
            item.fault(_("This list does not fit"), expected=_("an output and an input"))
    plain = Block(network="")
    read = {
        key: fields[key].text(LONGEST_WORD)
        for key in ("network", "weights", "over")
        if key in fields
    }
    return replace(
        plain,
        **read,
        repeat=fields["repeat"].integer(1, 10_000) if "repeat" in fields else plain.repeat,
        repeat_weights=fields["repeat_weights"].choice(("own", "shared"))
        if "repeat_weights" in fields
        else plain.repeat_weights,
        carry=tuple((pair[0], pair[1]) for pair in pairs if len(pair) == 2),
    )


def _edges(found: Found, nodes: dict[str, Node]) -> tuple[Edge, ...]:
    edges = []
    orders: dict[End, list[int]] = {}
    for item in found.items(MOST_EDGES):
        edge = _edge(item.fields(EDGE_FIELDS, needed=("source", "sink")), nodes)
        if edge is not None:
            edges.append(edge)
            orders.setdefault(edge.sink, []).append(edge.order)
    for end, numbers in orders.items():
        if sorted(numbers) != list(range(len(numbers))):
            found.fault(
                _("The wires into {port} of {node} are not numbered in a row").format(
                    port=end.port, node=end.node
                ),
                expected="0, 1, 2, ...",
                received=", ".join(map(str, sorted(numbers)[:10])),
            )
    return tuple(edges)


def _edge(fields: dict[str, Found], nodes: dict[str, Node]) -> Edge | None:
    if not fields.keys() >= {"source", "sink"}:
        return None
    return Edge(
        source=_end(fields["source"], nodes),
        sink=_end(fields["sink"], nodes),
        order=fields["order"].integer(0, MOST_EDGES) if "order" in fields else 0,
    )


def _end(found: Found, nodes: dict[str, Node]) -> End:
    parts = found.texts(2, LONGEST_ID)
    if len(parts) != 2:
        if isinstance(found.value, list):
            found.fault(_("This is no end of a wire"), expected=_("the id of a node and a port"))
        return End("", "")
    if parts[0] not in nodes:
        found.fault(_("There is no node with this id"), received=parts[0])
    return End(*parts)


def _frame(found: Found, nodes: dict[str, Node]) -> Frame:
    fields = found.fields(("id", "title", "members", "colour"), needed=("id",))
    members = fields["members"].texts(MOST_NODES, LONGEST_ID) if "members" in fields else ()
    if not nodes.keys() >= set(members):
        fields["members"].fault(_("A frame holds a node that is not there"), received="")
    return Frame(
        id=fields["id"].text(LONGEST_ID, shortest=1) if "id" in fields else "",
        title=fields["title"].text(LONGEST_WORD) if "title" in fields else "",
        members=members,
        colour=fields["colour"].text(LONGEST_WORD) if "colour" in fields else "",
    )


def _tie(found: Found, nodes: dict[str, Node]) -> Tie:
    members = []
    for item in found.items(MOST_NODES):
        pair = item.texts(2, LONGEST_WORD)
        if len(pair) != 2 or pair[0] not in nodes:
            item.fault(_("This does not fit"), expected=_("the id of a node and a tensor's name"))
        else:
            members.append((pair[0], pair[1]))
    return Tie(members=tuple(members))


def _layout(found: Found, nodes: dict[str, Node], edges: tuple[Edge, ...]) -> Layout:
    fields = found.fields(("positions", "bends", "colours", "notes", "views"))
    notes = fields["notes"].items(MOST_NODES) if "notes" in fields else []
    return Layout(
        positions={key: _point(entry) for key, entry in _by_node(fields.get("positions"), nodes)},
        bends=_bends(fields["bends"], nodes, edges) if "bends" in fields else {},
        colours={
            key: entry.text(LONGEST_WORD) for key, entry in _by_node(fields.get("colours"), nodes)
        },
        notes=tuple(_note(item) for item in notes),
        views=_views(fields["views"]) if "views" in fields else {},
    )


def _by_node(found: Found | None, nodes: dict[str, Node]) -> list[tuple[str, Found]]:
    entries = found.entries(MOST_NODES) if found else []
    for key, entry in entries:
        if key not in nodes:
            entry.fault(_("There is no node with this id"), received="")
    return entries


def _point(found: Found) -> tuple[float, float]:
    x, y = found.numbers(2, FARTHEST_PX)
    return x, y


def _bends(found: Found, nodes: dict[str, Node], edges: tuple[Edge, ...]) -> Bends:
    bends: Bends = {}
    there = set(edges)
    for item in found.items(len(edges)):
        fields = item.fields((*EDGE_FIELDS, "points"), needed=("source", "sink", "points"))
        edge = _edge(fields, nodes)
        if edge is None or "points" not in fields:
            continue
        if edge not in there:
            item.fault(_("There is no such wire"), received="")
        bends[edge] = tuple(_point(point) for point in fields["points"].items(MOST_POINTS))
    return bends


def _note(found: Found) -> Note:
    fields = found.fields(("id", "text", "position"), needed=("id", "position"))
    return Note(
        id=fields["id"].text(LONGEST_ID, shortest=1) if "id" in fields else "",
        text=fields["text"].text(LONGEST_NOTES, is_one_line=False) if "text" in fields else "",
        position=_point(fields["position"]) if "position" in fields else (0.0, 0.0),
    )


def _views(found: Found) -> dict[str, tuple[float, float, float]]:
    views = {}
    for key, entry in found.entries(MOST_VIEWS):
        x, y, zoom = entry.numbers(3, FARTHEST_PX)
        if _is_key(entry, key):
            views[key] = (x, y, zoom)
    return views


def _check_blocks(project: Project, found: Found) -> None:
    """Note blocks whose network is missing, or which stand inside themselves."""
    shown = {
        name: {node.block.network for node in network.nodes.values() if node.block is not None}
        for name, network in project.networks.items()
    }
    for name, inner in shown.items():
        for missing in sorted(inner - project.networks.keys()):
            found.fault(
                _("A block in {name} shows a network that is not there").format(name=name),
                received=missing,
            )
    try:
        TopologicalSorter(shown).prepare()
    except CycleError as error:
        chain = " > ".join(error.args[1])
        found.fault(_("A network stands inside itself"), received=chain)


def _check_training(project: Project, found: Found | None) -> None:
    """Note roles of networks that are not there."""
    for role, network in project.training.roles.items():
        if found and network not in project.networks:
            found.fault(
                _("The role {role} belongs to a network that is not there").format(role=role),
                received=network,
            )
