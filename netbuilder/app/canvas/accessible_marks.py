"""The notes and frames of a canvas for screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QAccessible

from netbuilder.app.canvas.accessible_part import Part
from netbuilder.app.canvas.arrays import Mark
from netbuilder.app.quantity import count_words
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.canvas.accessible import AccessibleTree


class NoteInterface(Part):
    """One note."""

    def __init__(self, tree: AccessibleTree, note_id: str) -> None:
        super().__init__(tree)
        self.note_id = note_id

    def isValid(self) -> bool:
        return self.tree.is_alive() and bool(len(self._rows()))

    def name(self) -> str:
        words = _("note, {text}").format(text=" ".join(self._text().split()))
        return _("{words}, selected").format(words=words) if self.marks() else words

    def box(self) -> QRectF:
        return self.tree.arrays.notes.box(self._row())

    def marks(self) -> Mark:
        is_selected = self.tree.arrays.notes.is_selected[self._row()]
        return Mark.SELECTED if is_selected else Mark.NONE

    def state(self) -> QAccessible.State:
        state = super().state()
        if self.isValid():
            state.focusable = True
            state.focused = self.tree.root.focusChild() is self
        return state

    def _text(self) -> str:
        return self.tree.arrays.notes.notes[self._row()].text

    def _rows(self) -> list[int]:
        rows: list[int] = self.tree.arrays.notes.rows([self.note_id]).tolist()
        return rows

    def _row(self) -> int:
        (row,) = self._rows()
        return row


class FrameInterface(Part):
    """One frame; what lies in it are children of the canvas, as all nodes."""

    def __init__(self, tree: AccessibleTree, frame_id: str) -> None:
        super().__init__(tree)
        self.frame_id = frame_id

    def isValid(self) -> bool:
        return self.tree.is_alive() and self.tree.arrays.frames.row(self.frame_id) is not None

    def role(self) -> QAccessible.Role:
        return QAccessible.Role.Grouping

    def name(self) -> str:
        frame = self.tree.arrays.frames.frames[self._row()]
        layers = count_words(len(frame.members), _("layer"), _("layers"))
        words = _("frame {title}, {layers}").format(title=frame.title, layers=layers)
        return _("{words}, selected").format(words=words) if self.marks() else words

    def details(self) -> str:
        """The titles of the layers in it."""
        arrays = self.tree.arrays
        return ", ".join(arrays.faces[row].title for row in arrays.frames.own[self._row()].tolist())

    def box(self) -> QRectF:
        return self.tree.arrays.frames.box(self._row())

    def marks(self) -> Mark:
        arrays = self.tree.arrays
        is_selected = arrays.frames.whole(arrays.marks & Mark.SELECTED != 0)[self._row()]
        return Mark.SELECTED if is_selected else Mark.NONE

    def _row(self) -> int:
        row = self.tree.arrays.frames.row(self.frame_id)
        assert row is not None, "asked only of a valid part"
        return row
