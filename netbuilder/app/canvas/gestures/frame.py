"""Moving frames with all that lies in them."""

from __future__ import annotations

from netbuilder.app.canvas.arrays import Floats
from netbuilder.app.canvas.framing import contents_of
from netbuilder.app.canvas.gestures.gesture import Scope
from netbuilder.app.canvas.gestures.move import MoveSelection


class MoveFrame(MoveSelection):
    """A press on a frame selects what lies in it, dragging moves that, and so the frame."""

    def __init__(self, scope: Scope, frame: int) -> None:
        super().__init__(scope)
        self._first = int(scope.arrays.frames.own[frame][0])
        self._nodes, self._notes = contents_of(scope.arrays, frame)

    def lead(self) -> Floats:
        """The corner of the first node inside, so that it stays on the grid."""
        corner: Floats = self.scope.arrays.xy[self._first]
        return corner

    def is_selected(self) -> bool:
        """Whether all that lies in the frame is selected."""
        workspace = self.scope.workspace
        return workspace.selection >= self._nodes and workspace.selected_notes >= self._notes

    def select_only(self) -> None:
        """Select what lies in the frame and nothing else."""
        self.scope.workspace.select(self._nodes, (), self._notes)

    def select_too(self, on: bool) -> None:
        """Select what lies in the frame beside the rest, or take it out."""
        workspace = self.scope.workspace
        nodes, notes = workspace.selection, workspace.selected_notes
        nodes = nodes | self._nodes if on else nodes - self._nodes
        notes = notes | self._notes if on else notes - self._notes
        workspace.select(nodes, workspace.selected_edges, notes)
