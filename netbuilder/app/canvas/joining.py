"""Cutting, leading and joining the wires of what is selected."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from netbuilder.app.canvas.commands import Commands
from netbuilder.project import edit
from netbuilder.project.value import Edge, Project
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

    def swap(self) -> None:
        """Let two wires change places: those selected, or the two into the selected node."""
        pair = self._pair()
        if len(pair) == 2:
            self.swap_wires(*pair)
        else:
            self._say(_("Select two wires, or a layer that two wires enter, to swap them."))

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
