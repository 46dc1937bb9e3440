"""Moving notes."""

from __future__ import annotations

from netbuilder.app.canvas.arrays import Floats
from netbuilder.app.canvas.gestures.gesture import Scope
from netbuilder.app.canvas.gestures.move import MoveSelection


class MoveNote(MoveSelection):
    """A press on a note selects it, dragging moves it with all else that is selected."""

    def __init__(self, scope: Scope, note: int) -> None:
        super().__init__(scope)
        self._note = note
        self._id = scope.arrays.notes.notes[note].id

    def lead(self) -> Floats:
        """The corner of the note."""
        corner: Floats = self.scope.arrays.notes.xy[self._note]
        return corner

    def is_selected(self) -> bool:
        """Whether the note is selected."""
        return self._id in self.scope.workspace.selected_notes

    def select_only(self) -> None:
        """Select the note and nothing else."""
        self.scope.workspace.select((), (), [self._id])

    def select_too(self, on: bool) -> None:
        """Select the note beside the rest, or take it out."""
        workspace = self.scope.workspace
        notes = workspace.selected_notes
        notes = notes | {self._id} if on else notes - {self._id}
        workspace.select(workspace.selection, workspace.selected_edges, notes)
