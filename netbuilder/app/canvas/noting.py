"""Writing notes: each is one step of undo."""

from __future__ import annotations

from netbuilder.app.canvas.commands import Commands, Point
from netbuilder.project import edit
from netbuilder.project.value import Note, Project
from netbuilder.words import _


class Noting:
    """Edits of the notes of the network that is shown."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands

    def find(self, note_id: str) -> Note | None:
        """A note by its id, or None if it is not there."""
        notes = self._commands.workspace.network.layout.notes
        return next((note for note in notes if note.id == note_id), None)

    def add(self, text: str, at: Point) -> None:
        """Write a note with its top left corner at a scene point, and select it."""
        made: list[str] = []

        def change(project: Project, name: str) -> Project:
            noted, note_id = edit.add_note(project, name, text, at)
            made.append(note_id)
            return noted

        if self._commands.edit(_("Write a note"), change):
            self._commands.workspace.select((), (), made)

    def rewrite(self, note_id: str, text: str) -> None:
        """Write something else on a note; one without words is removed."""
        if text.strip():
            self._commands.edit(
                _("Change note"),
                lambda project, name: edit.set_note_text(project, name, note_id, text),
            )
        else:
            self._commands.edit(
                _("Delete note"),
                lambda project, name: edit.remove_notes(project, name, [note_id]),
            )
