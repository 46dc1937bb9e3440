"""Putting frames around nodes, and doing something about those that are there."""

from __future__ import annotations

from collections.abc import Mapping

from netbuilder.app.canvas.arrays import CanvasArrays
from netbuilder.app.canvas.commands import Commands
from netbuilder.project import edit
from netbuilder.project.value import Project
from netbuilder.words import _


class Framing:
    """Edits of the frames of the network that is shown."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._making = object()

    @property
    def chosen(self) -> str | None:
        """The id of the innermost frame whose members are exactly what is selected, or None."""
        selection = self._commands.workspace.selection
        frames = self._commands.arrays.frames
        for row in reversed(frames.order):
            if frozenset(frames.frames[row].members) == selection:
                return frames.frames[row].id
        return None

    def around_selection(self) -> str | None:
        """Put a frame around the selected nodes; return its id, or None where it cannot be."""
        made: list[str] = []
        self._making = object()

        def change(project: Project, name: str) -> Project:
            chosen = self._commands.workspace.selection
            framed, frame_id = edit.add_frame(project, name, chosen, title=_("Frame"))
            made.append(frame_id)
            return framed

        self._commands.edit(_("Frame"), change, merge_key=self._making)
        return made[0] if made else None

    def take_out(self) -> None:
        """Take each selected node out of its innermost frame; a frame without nodes goes."""
        left = self._without_selection()
        if not left:
            self._commands.message.emit(_("Nothing that is selected lies in a frame."))
            return

        def change(project: Project, name: str) -> Project:
            for frame_id, members in left.items():
                project = edit.set_frame_members(project, name, frame_id, members)
            return project

        self._commands.edit(_("Take out of the frame"), change)

    def retitle(self, frame_id: str, title: str, *, is_new: bool = False) -> None:
        """Give a frame another title; with `is_new` it is the last one made, in one step."""
        self._commands.edit(
            _("Frame") if is_new else _("Rename frame"),
            lambda project, name: edit.retitle_frame(project, name, frame_id, title),
            merge_key=self._making if is_new else None,
        )

    def recolour(self, frame_id: str, colour: str) -> None:
        """Give a frame the colour of a family of layers, or "" for none."""
        self._commands.edit(
            _("Colour frame"),
            lambda project, name: edit.recolour_frame(project, name, frame_id, colour),
        )

    def remove(self, frame_id: str, *, with_nodes: bool = False) -> None:
        """Take a frame away, alone or with the layers in it."""
        self._commands.edit(
            _("Remove frame"),
            lambda project, name: edit.remove_frames(
                project, name, [frame_id], with_nodes=with_nodes
            ),
        )

    def _without_selection(self) -> Mapping[str, list[str]]:
        """The members that the frames keep which selected nodes leave, by the id of the frame."""
        arrays = self._commands.arrays
        leaving: dict[int, set[str]] = {}
        for node in arrays.rows(self._commands.workspace.selection).tolist():
            row = arrays.frames.innermost(node)
            if row is not None:
                leaving.setdefault(row, set()).add(arrays.ids[node])
        frames = arrays.frames.frames
        return {
            frames[row].id: [member for member in frames[row].members if member not in ids]
            for row, ids in leaving.items()
        }


def contents_of(arrays: CanvasArrays, row: int) -> tuple[frozenset[str], frozenset[str]]:
    """The ids of the nodes in a frame, and of the notes that lie in it."""
    nodes = frozenset(arrays.ids[node] for node in arrays.frames.own[row].tolist())
    inside = arrays.notes.inside(*arrays.frames.outlines[row].tolist())
    return nodes, frozenset(arrays.notes.ids(inside.tolist()))
