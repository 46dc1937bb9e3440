"""What a double click does, and what a menu is about, by what lies under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from netbuilder.app.canvas.framing import contents_of
from netbuilder.app.canvas.hit import Hit
from netbuilder.project.value import Edge, Frame, Note

if TYPE_CHECKING:
    from netbuilder.app.canvas.view import CanvasView

Target = str | Edge | Frame | Note | None
"""A node by its id, a wire, a frame, a note, or the empty canvas."""


def open_at(view: CanvasView, at: QPointF) -> bool:
    """Do what a double click at a scene point does; return whether anything lies there."""
    arrays, hit = view.arrays, view.scope.hits.at(at.x(), at.y(), view.camera.zoom)
    if hit.node is not None:
        node_id = arrays.ids[hit.node]
        if not view.commands.enter(node_id):
            view.rename(node_id)
    elif hit.wire is not None:
        view.bending.add_or_remove(hit, (at.x(), at.y()))
    elif hit.note is not None:
        view.writing.write_on(arrays.notes.notes[hit.note].id)
    elif hit.frame is not None:
        view.writing.retitle(arrays.frames.frames[hit.frame].id)
    elif hit == Hit():
        view.loose.forget()
        view.add_requested.emit(at)
    else:
        return False
    return True


def select_at(view: CanvasView, at: QPointF) -> Target:
    """Select what lies at a scene point, for a menu about it; what is selected stays so."""
    workspace, arrays = view.workspace, view.arrays
    hit = view.scope.hits.at(at.x(), at.y(), view.camera.zoom)
    if hit.wire is not None:
        wire = arrays.edges[hit.wire]
        if wire not in workspace.selected_edges:
            workspace.select((), [wire])
        return wire
    if hit.note is not None:
        note = arrays.notes.notes[hit.note]
        if note.id not in workspace.selected_notes:
            workspace.select((), (), [note.id])
        return note
    if hit.frame is not None:
        nodes, notes = contents_of(arrays, hit.frame)
        workspace.select(nodes, (), notes)
        return arrays.frames.frames[hit.frame]
    row = hit.node if hit.port is None else int(arrays.port_node[hit.port])
    if row is None:
        return None
    node_id = arrays.ids[row]
    if node_id not in workspace.selection:
        workspace.select([node_id])
    return node_id


def selected_target(view: CanvasView) -> Target:
    """What is selected, for a menu that is asked for by a key."""
    workspace, arrays = view.workspace, view.arrays
    frame_id = view.framing.chosen if len(workspace.selection) > 1 else None
    row = None if frame_id is None else arrays.frames.row(frame_id)
    if row is not None:
        return arrays.frames.frames[row]
    for node_id in workspace.selection:
        return node_id
    for edge in workspace.selected_edges:
        return edge
    chosen = workspace.selected_notes
    return next((note for note in arrays.notes.notes if note.id in chosen), None)
