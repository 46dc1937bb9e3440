"""Random edits, drawn from all that there are.

A new edit is one more row in `EDITS`; a test fails while one is missing.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import TypeVar

from netbuilder.error import EditError
from netbuilder.project import edit, layout
from netbuilder.project.framing import COLOURS
from netbuilder.project.port import input_ports, output_ports
from netbuilder.project.schema import Column, ColumnKind, ColumnRole, Data
from netbuilder.project.value import Block, Edge, End, Network, Project

T = TypeVar("T")

MAIN = "main"
_KINDS = ["Linear", "ReLU", "Add", "Dropout", "LSTM", "acme:Wavelet", "Input", "Output"]


class _Nothing(Exception):  # noqa: N818 - turned into no edit at once
    """There is nothing to draw from."""


def random_edit(project: Project, seed: int, *, without: Collection[str] = ()) -> Project:
    """One random edit, or the project itself where the edit drawn is refused.

    `without` names edits that are not drawn.
    """
    draw = random.Random(seed)
    names = list(project.networks)
    network = MAIN if MAIN in names and draw.random() < 0.7 else draw.choice(names)
    turn = _Turn(project=project, name=network, draw=draw)
    count = len(turn.value.nodes)
    rows = _GROWING if count < 4 else _SHRINKING if count > 30 else _ROWS
    try:
        return EDITS[draw.choice([name for name in rows if name not in without])](turn)
    except (EditError, _Nothing):
        return project


@dataclass
class _Turn:
    """A project, the network in it that is edited, and what decides how."""

    project: Project
    name: str
    draw: random.Random
    value: Network = field(init=False)

    def __post_init__(self) -> None:
        self.value = self.project.networks[self.name]

    def one(self, items: Collection[T]) -> T:
        if not items:
            raise _Nothing
        return self.draw.choice(list(items))

    def node(self) -> str:
        return self.one(self.value.nodes)

    def nodes(self, most: int = 3) -> list[str]:
        count = min(self.draw.randint(1, most), len(self.value.nodes))
        return self.draw.sample(list(self.value.nodes), count)

    def row(self) -> list[str]:
        """Nodes that follow each other along the wires."""
        nodes = [self.edge().sink.node]
        for _step in range(self.draw.randrange(4)):
            after = [e.sink.node for e in self.value.edges if e.source.node == nodes[-1]]
            nodes += [self.draw.choice(after)] if after else []
        return nodes

    def edge(self) -> Edge:
        return self.one(self.value.edges)

    def frame(self) -> str:
        return self.one(self.value.frames).id

    def note(self) -> str:
        return self.one(self.value.layout.notes).id

    def point(self) -> tuple[float, float]:
        return self.draw.uniform(-1e3, 1e3), float(self.draw.randrange(1000))

    def word(self) -> str:
        return self.draw.choice(["", "body", "Kopf", "頭", "a b"])

    def end(self, *, is_input: bool) -> End:
        """A port of a node; mostly one that it has."""
        node = self.value.nodes[self.node()]
        ports = (input_ports if is_input else output_ports)(self.project, node)
        names = ["input", "hidden"] if ports is None else [port.key for port in ports]
        return End(node.id, self.one(names))

    def port(self) -> tuple[End, bool]:
        """A port that has a wire, and whether it is an input."""
        is_input = self.draw.random() < 0.5
        edge = self.edge()
        return (edge.sink if is_input else edge.source), is_input

    def network_name(self) -> str:
        return f"net{self.draw.randrange(4)}"


def _add_node(turn: _Turn) -> Project:
    kind = turn.draw.choice(_KINDS)
    block = None
    if turn.draw.random() < 0.2:
        kind, block = "Block", Block(network=turn.one(turn.project.networks))
    node = edit.new_node(turn.value, kind, block=block)
    return edit.add_node(turn.project, turn.name, node, turn.point())


def _add_nodes(turn: _Turn) -> Project:
    fragment = edit.copy_fragment(turn.value, turn.nodes())
    left = edit.remove_nodes(turn.project, turn.name, fragment.nodes)
    return edit.add_nodes(left, turn.name, fragment, turn.point())


def _connect(turn: _Turn) -> Project:
    source, sink = turn.end(is_input=False), turn.end(is_input=True)
    order = turn.draw.choice([None, 0])
    return edit.connect(turn.project, turn.name, source, sink, order=order)


def _move_edge(turn: _Turn) -> Project:
    edge, other = turn.edge(), turn.edge()
    changes: dict[str, End | int] = turn.draw.choice(
        [{"sink": other.sink}, {"source": other.source}, {"order": turn.draw.randrange(4)}]
    )
    return edit.move_edge(turn.project, turn.name, edge, **changes)  # type: ignore[arg-type]


def _move_port_wires(turn: _Turn) -> Project:
    start, is_input = turn.port()
    goal = turn.end(is_input=is_input)
    return edit.move_port_wires(turn.project, turn.name, start, goal, is_input=is_input)


def _insert_on_edge(turn: _Turn) -> Project:
    node = edit.new_node(turn.value, turn.draw.choice(["ReLU", "Add", "LSTM"]))
    return edit.insert_on_edge(turn.project, turn.name, turn.edge(), node)


def _set_bends(turn: _Turn) -> Project:
    bends = {turn.edge(): (turn.point(),) * turn.draw.randrange(3), turn.edge(): ()}
    return edit.set_bends(turn.project, turn.name, bends)


def _arrange(turn: _Turn) -> Project:
    return edit.arrange(turn.project, turn.name, layout.tidy(turn.value, {}, width=900.0))


def _set_parameter(turn: _Turn) -> Project:
    kind, key, value = turn.draw.choice(
        [("Linear", "out_features", turn.draw.randrange(1, 9)), ("Dropout", "p", 0.25)]
    )
    fitting = [node.id for node in turn.value.nodes.values() if node.kind == kind]
    return edit.set_parameter(turn.project, turn.name, [turn.one(fitting)], key, value)


def _reset_parameter(turn: _Turn) -> Project:
    return edit.reset_parameter(turn.project, turn.name, turn.value.nodes, "out_features")


def _paste(paste: Callable[..., tuple[Project, tuple[str, ...]]], turn: _Turn) -> Project:
    fragment = edit.copy_fragment(turn.value, turn.nodes())
    if turn.draw.random() < 0.5:
        fragment = edit.with_blocks(turn.project, fragment)
    return paste(turn.project, turn.name, fragment, turn.point())[0]


def _replace_node(turn: _Turn) -> Project:
    kind = turn.draw.choice(_KINDS)
    return edit.replace_node(turn.project, turn.name, turn.node(), kind).project


def _make_block(turn: _Turn) -> Project:
    return edit.make_block(turn.project, turn.name, turn.row(), turn.network_name())[0]


def _ungroup_block(turn: _Turn) -> Project:
    blocks = [node.id for node in turn.value.nodes.values() if node.block is not None]
    return edit.ungroup_block(turn.project, turn.name, turn.one(blocks))[0]


def _add_frame(turn: _Turn) -> Project:
    title, colour = turn.word(), turn.draw.choice(COLOURS)
    return edit.add_frame(turn.project, turn.name, turn.nodes(), title=title, colour=colour)[0]


def _remove_frames(turn: _Turn) -> Project:
    return edit.remove_frames(
        turn.project, turn.name, [turn.frame()], with_nodes=turn.draw.random() < 0.2
    )


def _set_view(turn: _Turn) -> Project:
    return edit.set_view(turn.project, turn.name, turn.word(), (*turn.point(), 0.5))


def _data(turn: _Turn) -> Data:
    names = (f"x{turn.draw.randrange(3)}", "y")
    roles = (ColumnRole.INPUT, ColumnRole.TARGET)
    return Data(
        columns=tuple(
            Column(name=name, kind=ColumnKind.NUMBER, role=role)
            for name, role in zip(names, roles, strict=True)
        )
    )


EDITS: dict[str, Callable[[_Turn], Project]] = {
    "add_frame": _add_frame,
    "add_network": lambda t: edit.add_network(t.project, t.network_name()),
    "add_node": _add_node,
    "add_nodes": _add_nodes,
    "add_note": lambda t: edit.add_note(t.project, t.name, t.word(), t.point())[0],
    "arrange": _arrange,
    "connect": _connect,
    "detach_nodes": lambda t: edit.detach_nodes(t.project, t.name, t.row()),
    "insert_nodes_on_edge": lambda t: edit.insert_nodes_on_edge(
        t.project, t.name, t.edge(), t.nodes(2)
    ),
    "insert_on_edge": _insert_on_edge,
    "make_block": _make_block,
    "move_earlier": lambda t: edit.move_earlier(t.project, t.name, t.edge().sink.node),
    "move_edge": _move_edge,
    "move_later": lambda t: edit.move_later(t.project, t.name, t.edge().sink.node),
    "move_nodes": lambda t: edit.move_nodes(
        t.project, t.name, {node: t.point() for node in t.nodes()}
    ),
    "move_notes": lambda t: edit.move_notes(t.project, t.name, {t.note(): t.point()}),
    "move_port_wires": _move_port_wires,
    "paste_fragment": lambda t: _paste(edit.paste_fragment, t),
    "paste_with_inputs": lambda t: _paste(edit.paste_with_inputs, t),
    "recolour_frame": lambda t: edit.recolour_frame(
        t.project, t.name, t.frame(), t.draw.choice(COLOURS)
    ),
    "remove_edges": lambda t: edit.remove_edges(t.project, t.name, [t.edge(), t.edge()]),
    "remove_frames": _remove_frames,
    "remove_network": lambda t: edit.remove_network(t.project, t.network_name()),
    "remove_nodes": lambda t: edit.remove_nodes(
        t.project, t.name, t.nodes(), close_gap=t.draw.random() < 0.5
    ),
    "remove_notes": lambda t: edit.remove_notes(t.project, t.name, [t.note()]),
    "remove_view": lambda t: edit.remove_view(t.project, t.name, t.one(t.value.layout.views)),
    "rename_network": lambda t: edit.rename_network(t.project, t.network_name(), t.network_name()),
    "rename_node": lambda t: edit.rename_node(
        t.project, t.name, t.node(), f"name{t.draw.randrange(9)}"
    ),
    "rename_project": lambda t: edit.rename_project(t.project, t.word()),
    "replace_node": _replace_node,
    "reset_parameter": _reset_parameter,
    "retitle_frame": lambda t: edit.retitle_frame(t.project, t.name, t.frame(), t.word()),
    "set_bends": _set_bends,
    "set_bypassed": lambda t: edit.set_bypassed(
        t.project, t.name, t.nodes(), t.draw.random() < 0.5
    ),
    "set_data": lambda t: edit.set_data(t.project, _data(t)),
    "set_frame_members": lambda t: edit.set_frame_members(t.project, t.name, t.frame(), t.nodes()),
    "set_frozen": lambda t: edit.set_frozen(t.project, t.name, t.nodes(), t.draw.random() < 0.5),
    "set_note_text": lambda t: edit.set_note_text(t.project, t.name, t.note(), t.word()),
    "set_notes": lambda t: edit.set_notes(t.project, str(t.draw.random())),
    "set_parameter": _set_parameter,
    "set_training": lambda t: edit.set_training(t.project, epochs=t.draw.randrange(100)),
    "set_view": _set_view,
    "swap_inputs": lambda t: edit.swap_inputs(t.project, t.name, t.edge(), t.edge()),
    "take_data": lambda t: edit.take_data(t.project, _data(t)),
    "ungroup_block": _ungroup_block,
}
"""By its name in `edit`, each edit with random arguments."""

_GROWING = ["add_node", "add_node", "connect"]
_SHRINKING = ["remove_nodes", "remove_nodes", "connect"]
_ROWS = [*EDITS, *["connect"] * 12]
