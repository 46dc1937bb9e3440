"""Selecting by what things are rather than where they lie."""

from __future__ import annotations

from netbuilder.app.workspace import Workspace
from netbuilder.project import topology
from netbuilder.project.value import Node


class Selecting:
    """Widens the selection along the wires, or to all of a kind."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def all(self) -> None:
        """Select every node and note."""
        network = self._workspace.network
        self._workspace.select(network.nodes, (), [note.id for note in network.layout.notes])

    def upstream(self) -> None:
        """Add everything that feeds what is selected."""
        chosen = self._workspace.selection
        self._workspace.select(chosen | topology.upstream(self._workspace.network, chosen))

    def downstream(self) -> None:
        """Add everything that is fed by what is selected."""
        chosen = self._workspace.selection
        self._workspace.select(chosen | topology.downstream(self._workspace.network, chosen))

    def same_kind(self) -> None:
        """Add every node of a kind that is selected; of blocks those that show the same network."""
        nodes = self._workspace.network.nodes
        kinds = {_kind_of(nodes[node_id]) for node_id in self._workspace.selection}
        self._workspace.select(id for id, node in nodes.items() if _kind_of(node) in kinds)

    def others(self) -> None:
        """Select exactly what is not selected now."""
        self._workspace.select(self._workspace.network.nodes.keys() - self._workspace.selection)


def _kind_of(node: Node) -> tuple[str, str]:
    return node.kind, node.block.network if node.block else ""
