"""Cutting, leading and joining the wires of what is selected."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from netbuilder.app.canvas.commands import Commands
from netbuilder.project import edit, topology
from netbuilder.project.port import output_ports
from netbuilder.project.value import Edge, End, Node, Project
from netbuilder.words import _


class Joining:
    """Edits of wires beyond drawing one: what a stroke or a drag does, and their keys."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._workspace = commands.workspace

    def cut(self, wires: Collection[Edge]) -> None:
        """Take wires away."""
        label = _("Cut wire") if len(wires) == 1 else _("Cut {n} wires").format(n=len(wires))
        self._commands.edit(label, lambda p, name: edit.remove_edges(p, name, wires))

    def cut_selection(self) -> None:
        """Take away the selected wires and every wire of the selected nodes."""
        chosen, nodes = self._workspace.selected_edges, self._workspace.selection
        wires = [
            edge
            for edge in self._workspace.network.edges
            if edge in chosen or edge.source.node in nodes or edge.sink.node in nodes
        ]
        if wires:
            self.cut(wires)
        else:
            self._say(_("Nothing that is selected has a wire."))

    def take_out(self) -> None:
        """Take the selected nodes out of their wires and join what was on either side."""
        nodes = self._workspace.selection
        before = self._workspace.project
        self._commands.edit(_("Take out"), lambda p, name: edit.detach_nodes(p, name, nodes))
        if self._workspace.project is before:
            self._say(_("Nothing that is selected has a wire to something else."))

    def put_on_wire(self) -> None:
        """Put the selected nodes on the selected wire."""
        nodes, wires = self._workspace.selection, self._workspace.selected_edges
        if not nodes or len(wires) != 1:
            self._say(_("Select layers and, with Shift, the wire to put them on."))
            return
        (wire,) = wires

        def change(project: Project, name: str) -> Project:
            return edit.insert_nodes_on_edge(project, name, wire, nodes)

        self._commands.edit(_("Put on the wire"), change)

    def move_port(self, start: End, goal: End, *, is_input: bool) -> None:
        """Lead all wires of a port to another one on the same side of a node."""

        def change(project: Project, name: str) -> Project:
            return edit.move_port_wires(project, name, start, goal, is_input=is_input)

        self._commands.edit(_("Move the wires of a port"), change)

    def hand_on(self) -> None:
        """Let one of two selected nodes feed what the other one has fed until now.

        It is the one which the other feeds, or else the one that feeds nothing yet. Wires between
        the two stay.
        """
        network, project = self._workspace.network, self._workspace.project
        pair = self._giver_and_taker()
        ends = [_output(project, network.nodes[node_id]) for node_id in pair]
        if len(ends) < 2 or ends[0] is None or ends[1] is None:
            self._say(_("Select two layers, of which one is to feed what the other feeds now."))
            return
        source, goal = ends
        wires = [e for e in network.edges if e.source == source and e.sink.node != pair[1]]

        def change(project: Project, name: str) -> Project:
            for edge in wires:
                project = edit.move_edge(project, name, edge, source=goal)
            return project

        self._commands.edit(_("Hand the wires on"), change)

    def _giver_and_taker(self) -> Sequence[str]:
        """Which of two selected nodes gives its wires and which takes them; none if not clear."""
        network, nodes = self._workspace.network, sorted(self._workspace.selection)
        if len(nodes) != 2:
            return ()
        feeding = {edge.source.node for edge in network.edges}
        ways = (nodes, nodes[::-1])
        for giver, taker in ways:
            if taker in topology.downstream(network, [giver]):
                return giver, taker
        return next(((a, b) for a, b in ways if a in feeding and b not in feeding), ())

    def swap(self) -> None:
        """Let two wires change places: those selected, or the two into the selected node."""
        pair = self._pair()
        if len(pair) == 2:
            self.swap_wires(*pair)
        else:
            self._say(_("Select two wires, or a layer that two wires enter, to swap them."))

    def take_place(self, wire: Edge, other: Edge) -> None:
        """Let a wire end where another one does, which goes."""

        def change(project: Project, name: str) -> Project:
            left = edit.remove_edges(project, name, [other])
            return edit.move_edge(left, name, wire, sink=other.sink, order=other.order)

        self._commands.edit(_("Move wire"), change)

    def swap_wires(self, first: Edge, second: Edge) -> None:
        """Let two wires change places at the inputs that they enter."""
        self._commands.edit(
            _("Swap the inputs"), lambda p, name: edit.swap_inputs(p, name, first, second)
        )

    def _pair(self) -> Sequence[Edge]:
        wires, nodes = self._workspace.selected_edges, self._workspace.selection
        if not wires and len(nodes) == 1:
            return [edge for edge in self._workspace.network.edges if edge.sink.node in nodes]
        return [edge for edge in self._workspace.network.edges if edge in wires]

    def _say(self, sentence: str) -> None:
        self._commands.message.emit(sentence)


def _output(project: Project, node: Node) -> End | None:
    """The first output of a node, or None where it has none."""
    ports = output_ports(project, node)
    return End(node.id, ports[0].key) if ports else None
