"""Moving nodes."""

from __future__ import annotations

from netbuilder.app.canvas.arrays import Floats
from netbuilder.app.canvas.gestures.gesture import Scope
from netbuilder.app.canvas.gestures.move import MoveSelection


class MoveNodes(MoveSelection):
    """A press on a node selects it, dragging moves it with all else that is selected."""

    splices = True

    def __init__(self, scope: Scope, node: int) -> None:
        super().__init__(scope)
        self._node = node

    def lead(self) -> Floats:
        """The corner of the node."""
        corner: Floats = self.scope.arrays.xy[self._node]
        return corner

    def is_selected(self) -> bool:
        """Whether the node is selected."""
        return self._id in self.scope.workspace.selection

    def select_only(self) -> None:
        """Select the node and nothing else."""
        self.scope.workspace.select([self._id])

    def select_too(self, on: bool) -> None:
        """Select the node beside the rest, or take it out."""
        workspace = self.scope.workspace
        nodes = workspace.selection | {self._id} if on else workspace.selection - {self._id}
        workspace.select(nodes, workspace.selected_edges, workspace.selected_notes)

    @property
    def _id(self) -> str:
        return self.scope.arrays.ids[self._node]
