"""What a person can do to the network on the canvas: each command is one step of undo."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import count

from PySide6.QtCore import QObject, Signal

from netbuilder.app.canvas.arrays import CanvasArrays
from netbuilder.app.canvas.room import Room
from netbuilder.app.workspace import Workspace
from netbuilder.error import EditError
from netbuilder.layers.layer import KINDS
from netbuilder.layers.parameter import Value
from netbuilder.project import edit, layout, layout_part
from netbuilder.project.layout_page import page_width
from netbuilder.project.layout_wires import is_lane
from netbuilder.project.port import input_ports, output_ports
from netbuilder.project.value import Block, Edge, End, Layout, Node, Project
from netbuilder.words import _

Point = tuple[float, float]
Change = Callable[[Project, str], Project]
"""An edit of the network with this name."""


class Commands(QObject):
    """Edits of the network that is shown, made from the selection.

    Signals:
        message: A sentence that says why something could not be done.
    """

    message = Signal(str)

    def __init__(self, workspace: Workspace, arrays: CanvasArrays, parent: QObject) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.arrays = arrays
        self._room = Room(arrays)

    def add_layer(
        self,
        kind: str,
        parameters: Mapping[str, Value] | None = None,
        *,
        at: Point | None = None,
        on_wire: Edge | None = None,
        loose_end: tuple[End, bool] | None = None,
        port: str = "",
        middle: Point = (0.0, 0.0),
        block: str = "",
    ) -> str | None:
        """Place a layer and select it; return its id, or None where it cannot be placed.

        Args:
            kind: What to place.
            parameters: Values that differ from the defaults.
            at: The middle of its header; None for behind the selected node, wired to it.
            on_wire: A wire to put it on.
            loose_end: A port whose wire waits for this layer, and whether it is an input.
            port: The port of the layer that takes up this wire; "" for its first.
            middle: Where to place it if nothing is selected.
            block: The network that it shows, for the kind ``Block``.
        """
        network = self.workspace.network
        try:
            shown = Block(network=block) if block else None
            node = edit.new_node(network, kind, parameters, block=shown)
        except EditError as error:
            self.message.emit(error.sentence)
            return None
        behind = self._selected_node() if at is None and on_wire is None else None
        if at is not None:
            place = self._room.around(at)
        elif behind is not None:
            place = self._room.behind(behind.id)
        else:
            place = self._room.around(middle)

        frames = self.arrays.frames
        around = [frames.frames[row] for row in frames.at(*(at or place))]

        def change(project: Project, name: str) -> Project:
            if on_wire is not None:
                grown = edit.insert_on_edge(project, name, on_wire, node, place)
            else:
                grown = edit.add_node(project, name, node, place)
                if loose_end is not None:
                    grown = _joined(grown, name, *loose_end, node, port)
                elif behind is not None:
                    grown = _wired_behind(grown, name, behind, node)
            for frame in around:
                members = (*frame.members, node.id)
                grown = edit.set_frame_members(grown, name, frame.id, members)
            return grown

        word = KINDS[kind].word if kind in KINDS else block or kind
        if self.edit(_("Add {word}").format(word=word), change, select=[node.id]):
            return node.id
        return None

    def draw_wire(self, source: End, sink: End, *, order: int | None = None) -> None:
        """Draw a wire; at a place of a port that takes many the wire there gives way."""

        def change(project: Project, name: str) -> Project:
            there = [
                edge
                for edge in edit.edges_into(project.networks[name], sink)
                if order is not None and edge.order == order
            ]
            if there:
                project = edit.remove_edges(project, name, there)
            return edit.connect(project, name, source, sink, order=order if there else None)

        self.edit(_("Connect"), change)

    def move_wire(self, wire: Edge, *, source: End | None = None, sink: End | None = None) -> None:
        """Let a wire begin or end at another port."""
        self.edit(
            _("Move wire"),
            lambda project, name: edit.move_edge(project, name, wire, source=source, sink=sink),
        )

    def remove_wire(self, wire: Edge) -> None:
        """Take a wire away."""
        self.edit(_("Remove wire"), lambda project, name: edit.remove_edges(project, name, [wire]))

    def move(
        self,
        positions: Mapping[str, Point],
        *,
        notes: Mapping[str, Point] | None = None,
        members: Mapping[str, Iterable[str]] | None = None,
        label: str = "",
        then: Change | None = None,
    ) -> None:
        """Put nodes at scene points; wires that were bent around them find new ways.

        Args:
            positions: The top left corners of nodes, by id.
            notes: Those of notes.
            members: What frames go around from then on, by their ids.
            label: What was done; "" for having moved it.
            then: What else happens in the same step.
        """
        places = notes or {}, members or {}
        self._move(positions, *places, merge_key=None, label=label, then=then)

    def tidy(self, page: tuple[float, float]) -> bool:
        """Give nodes new places, in rows; return whether that was an edit.

        With two or more nodes selected only these, around where they stand; otherwise all.

        Args:
            page: Width and height of what can be seen at 100 %, in scene px.
        """
        ids, chosen = self.arrays.ids, self.workspace.selection
        sizes = {i: (float(w), float(h)) for i, (w, h) in zip(ids, self.arrays.wh, strict=True)}
        places = {i: (float(x), float(y)) for i, (x, y) in zip(ids, self.arrays.xy, strict=True)}

        def change(project: Project, name: str) -> Project:
            network = project.networks[name]
            if len(chosen) > 1:
                found = layout_part.tidy_part(network, chosen, sizes, places, width=page[0])
            else:
                found = layout.tidy(network, sizes, width=page_width(network, sizes, page))
            return edit.arrange(project, name, found)

        return bool(sizes) and self.edit(_("Tidy up"), change)

    def nudge(self, across: float, down: float) -> None:
        """Move the selected nodes and notes a little; nudges in a row are one step."""
        rows = self.arrays.rows(self.workspace.selection)
        corners = (self.arrays.xy[rows] + (across, down)).tolist()
        positions = {
            self.arrays.ids[row]: (corner[0], corner[1])
            for row, corner in zip(rows.tolist(), corners, strict=True)
        }
        notes = {
            note.id: (note.position[0] + across, note.position[1] + down)
            for note in self.workspace.network.layout.notes
            if note.id in self.workspace.selected_notes
        }
        if positions or notes:
            key = ("nudge", frozenset(positions), frozenset(notes))
            self._move(positions, notes, {}, merge_key=key)

    def delete(self, *, close_gap: bool = True) -> None:
        """Remove what is selected; `close_gap` joins the neighbours of a removed node that fit."""
        nodes, wires = self.workspace.selection, self.workspace.selected_edges
        notes = self.workspace.selected_notes
        if not nodes and not wires and not notes:
            return

        told = ""

        def change(project: Project, name: str) -> Project:
            nonlocal told
            project = edit.remove_notes(edit.remove_edges(project, name, wires), name, notes)
            if not close_gap:
                return edit.remove_nodes(project, name, nodes)
            from netbuilder.compiler.gap import remove_layers  # not needed for the first frame

            found = self.workspace.network_analysis
            project, told = remove_layers(project, name, nodes, found)
            return project

        what = self._words_for(nodes) if nodes else _("wire") if wires else _("note")
        if self.edit(_("Delete {what}").format(what=what), change, select=()) and told:
            self.message.emit(told)

    def make_block(self) -> None:
        """Make a network of its own of the selected nodes, shown by one node in their place."""
        taken = self.workspace.project.networks
        name = next(x for n in count(1) if (x := f"block{n}") not in taken)
        made: list[str] = []

        def change(project: Project, network: str) -> Project:
            grown, node = edit.make_block(project, network, self.workspace.selection, name)
            made.append(node)
            return grown

        self.edit(_("Make a block"), change, select=made)

    def ungroup(self) -> None:
        """Put what the selected blocks show in their place."""
        blocks = [node.id for node in self._selected_nodes() if node.block is not None]
        if not blocks:
            self.message.emit(_("Select a block to put its layers in its place."))
            return
        came: list[str] = []

        def change(project: Project, name: str) -> Project:
            for block in blocks:
                project, ids = edit.ungroup_block(project, name, block)
                came.extend(ids)
            return project

        self.edit(_("Ungroup"), change, select=came)

    def enter(self, node_id: str) -> bool:
        """Show the network that a block stands for; return whether the node is a block."""
        block = self.workspace.network.nodes[node_id].block
        if block is not None:
            self.workspace.switch_network(block.network)
        return block is not None

    def toggle_bypassed(self) -> None:
        """Let the selected nodes be passed by, or all take part again if all are passed by."""
        nodes = self._selected_nodes()
        on = not all(node.bypassed for node in nodes)
        ids = [node.id for node in nodes]
        if nodes:
            self.edit(
                _("Bypass") if on else _("Use again"),
                lambda project, name: edit.set_bypassed(project, name, ids, on),
            )

    def toggle_frozen(self) -> None:
        """Lock the weights of the selected nodes, or free all if all are locked."""
        nodes = self._selected_nodes()
        on = not all(node.frozen for node in nodes)
        ids = [node.id for node in nodes]
        if nodes:
            self.edit(
                _("Lock weights") if on else _("Unlock weights"),
                lambda project, name: edit.set_frozen(project, name, ids, on),
            )

    def rename(self, node_id: str, name: str) -> bool:
        """Give a node a name; return whether it could have it."""
        return self.edit(
            _("Rename"),
            lambda project, network: edit.rename_node(project, network, node_id, name),
        )

    def edit(
        self,
        label: str,
        change: Change,
        *,
        select: Iterable[str] | None = None,
        merge_key: object | None = None,
    ) -> bool:
        """Make one edit; say why where it cannot be made. Return whether it was made."""
        try:
            project = change(self.workspace.project, self.workspace.network_name)
        except EditError as error:
            self.message.emit(error.sentence)
            return False
        self.workspace.edit(label, project, select=select, merge_key=merge_key)
        return True

    def _move(
        self,
        positions: Mapping[str, Point],
        notes: Mapping[str, Point],
        members: Mapping[str, Iterable[str]],
        *,
        merge_key: object | None,
        label: str = "",
        then: Change | None = None,
    ) -> None:
        def change(project: Project, name: str) -> Project:
            moved = edit.move_notes(edit.move_nodes(project, name, positions), name, notes)
            for frame_id, ids in members.items():
                moved = edit.set_frame_members(moved, name, frame_id, ids)
            layouts = [one.networks[name].layout for one in (project, moved)]
            moved = edit.set_bends(moved, name, _lanes_left(*layouts))
            return then(moved, name) if then else moved

        self.edit(label or _("Move"), change, merge_key=merge_key)

    def _selected_nodes(self) -> list[Node]:
        nodes = self.workspace.network.nodes
        return [nodes[node_id] for node_id in nodes if node_id in self.workspace.selection]

    def _selected_node(self) -> Node | None:
        nodes = self._selected_nodes()
        return nodes[0] if len(nodes) == 1 else None

    def _words_for(self, ids: Iterable[str]) -> str:
        rows = self.arrays.rows(ids)
        if len(rows) == 1:
            return self.arrays.faces[int(rows[0])].title
        return _("{count} layers").format(count=len(rows))


def _lanes_left(before: Layout, after: Layout) -> dict[Edge, tuple[Point, ...]]:
    """No bends for wires in lanes that have not moved along with both ends.

    Points that a person has set stay where they are.
    """
    return {
        edge: ()
        for edge, points in after.bends.items()
        if points == before.bends.get(edge)
        and is_lane(points)
        and any(
            before.positions.get(end.node) != after.positions.get(end.node)
            for end in (edge.source, edge.sink)
        )
    }


def first_ports(project: Project, node: Node) -> tuple[str | None, str | None]:
    """The keys of a node's first input and first output, None where it has none."""
    inputs, outputs = input_ports(project, node), output_ports(project, node)
    return (inputs[0].key if inputs else None), (outputs[0].key if outputs else None)


def _wired_behind(project: Project, network: str, before: Node, node: Node) -> Project:
    """Wire `node` to the output of `before`, into its wire where it has exactly one."""
    entry, leave = first_ports(project, node)
    _in, output = first_ports(project, before)
    if entry is None or output is None:
        return project
    source = End(before.id, output)
    leaving = [edge for edge in project.networks[network].edges if edge.source == source]
    project = edit.connect(project, network, source, End(node.id, entry))
    if len(leaving) == 1 and leave is not None:
        project = edit.move_edge(project, network, leaving[0], source=End(node.id, leave))
    return project


def _joined(
    project: Project, network: str, end: End, is_input: bool, node: Node, port: str
) -> Project:
    """Wire `node` at its `port`, or its first, to one whose wire was let go over empty canvas."""
    entry, leave = first_ports(project, node)
    key = port or (leave if is_input else entry)
    if key is None:
        return project
    ends = (End(node.id, key), end) if is_input else (end, End(node.id, key))
    return edit.connect(project, network, *ends)
