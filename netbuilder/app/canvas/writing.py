"""Typing on the canvas: the titles of frames and the texts of notes, each in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QPoint, QPointF, QRect, Qt

from netbuilder.app.canvas.frames import TITLE
from netbuilder.app.canvas.rename import RenameField
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.canvas.note_editor import NoteEditor
    from netbuilder.app.canvas.pointer import Pointer
    from netbuilder.app.canvas.view import CanvasView

_TITLE_PX = 200


class Writing(QObject):
    """Opens the fields over a canvas, which are built when they are first wanted."""

    def __init__(self, view: CanvasView, pointer: Pointer) -> None:
        super().__init__(view)
        self._view = view
        self._pointer = pointer
        self._field: RenameField | None = None
        self._editor: NoteEditor | None = None
        self._is_new_frame = False
        self._at = QPointF()
        view.camera.moved.connect(self._follow)
        view.workspace.project_changed.connect(self._on_project_changed)

    def frame_selection(self) -> None:
        """Put a frame around the selected nodes and let its title be typed."""
        frame_id = self._view.framing.around_selection()
        if frame_id is not None:
            self.retitle(frame_id)
            self._is_new_frame = True

    def retitle_chosen(self) -> None:
        """Let the title of the frame around what is selected be typed."""
        frame_id = self._view.framing.chosen
        if frame_id is None:
            self._view.message.emit(_("Select a frame first, by its title."))
        else:
            self.retitle(frame_id)

    def change_words(self) -> None:
        """Let the name, text or title of what is selected be changed."""
        view, workspace = self._view, self._view.workspace
        notes = workspace.selected_notes
        if len(workspace.selection) > 1:
            self.retitle_chosen()
        elif not workspace.selection and len(notes) == 1:
            self.write_on(next(iter(notes)))
        else:
            view.rename()

    def retitle(self, frame_id: str) -> None:
        """Let the title of a frame be typed."""
        row = self._view.arrays.frames.row(frame_id)
        if row is None:
            return
        self._is_new_frame = False
        field = self._title_field()
        field.open(frame_id, self._view.arrays.frames.frames[row].title, self._title_box(row))

    def write_here(self) -> None:
        """Begin a note at the pointer, or in the middle of the view."""
        middle, step = self._view.camera.center, self._view.store.theme.tokens.canvas.snap
        at = self._pointer.place() or (middle.x(), middle.y())
        corner = np.round(np.array(at) / step) * step
        self._open("", "", QPointF(*corner.tolist()))

    def write_on(self, note_id: str) -> None:
        """Let the text of a note be changed."""
        note = self._view.noting.find(note_id)
        if note is not None:
            self._open(note_id, note.text, QPointF(*note.position))

    def _open(self, note_id: str, text: str, at: QPointF) -> None:
        editor = self._note_editor()
        editor.close_note()
        self._at = at
        self._view.arrays.notes.written = note_id
        editor.open(text, self._in_view(at), self._view.camera.zoom)
        self._view.repaint_scene()

    def _follow(self) -> None:
        """The view has moved."""
        view = self._view
        if self._editor is not None and self._editor.is_open:
            self._editor.place(self._in_view(self._at), view.camera.zoom)
        if self._field is not None and self._field.node_id:
            row = view.arrays.frames.row(self._field.node_id)
            if row is not None:
                self._field.place(self._title_box(row))

    def _in_view(self, at: QPointF) -> QPoint:
        return self._view.viewportTransform().map(at).toPoint()

    def _title_box(self, row: int) -> QRect:
        view = self._view
        bar = view.arrays.frames.box(row)
        bar.setHeight(TITLE)
        box = view.view_box(bar)
        box.setWidth(min(box.width(), _TITLE_PX))
        return box

    def _title_field(self) -> RenameField:
        if self._field is None:
            self._field = RenameField(self._view.store, self._view.viewport())
            self._field.setObjectName("frame_title_field")
            self._field.setAccessibleName(_("Title of the frame"))
            self._field.named.connect(self._on_titled)
            self._field.closed.connect(self._on_closed)
        return self._field

    def _note_editor(self) -> NoteEditor:
        if self._editor is None:
            from netbuilder.app.canvas.note_editor import NoteEditor  # few people need it

            self._editor = NoteEditor(self._view.store, self._view.viewport())
            self._editor.written.connect(self._on_written)
        return self._editor

    def _on_titled(self, frame_id: str, title: str) -> None:
        if self._view.arrays.frames.row(frame_id) is not None:
            self._view.framing.retitle(frame_id, title, is_new=self._is_new_frame)

    def _on_written(self, text: str) -> None:
        notes = self._view.arrays.notes
        note_id, notes.written = notes.written, ""
        if note_id:
            self._view.noting.rewrite(note_id, text)
        elif text.strip():
            self._view.noting.add(text, (self._at.x(), self._at.y()))
        self._on_closed()

    def _on_closed(self) -> None:
        self._view.repaint_scene()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_project_changed(self, _difference: object) -> None:
        """Close what is about something that has gone."""
        frames = self._view.workspace.network.frames
        if self._field is not None and all(f.id != self._field.node_id for f in frames):
            self._field.close_unnamed()
        written = self._view.arrays.notes.written
        if self._editor is not None and written and self._view.noting.find(written) is None:
            self._view.arrays.notes.written = ""
            self._editor.close_unwritten()
