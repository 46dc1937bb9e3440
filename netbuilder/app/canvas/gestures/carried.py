"""What goes along with nodes that are dragged: notes, and the frames around them."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from netbuilder.app.canvas.arrays import CanvasArrays, Floats, Ints
from netbuilder.app.canvas.frames import FrameDrag
from netbuilder.app.canvas.notes import Notes

Point = tuple[float, float]


class Carried:
    """The selected notes, and the frames of all nodes that move.

    Args:
        arrays: The network, of which the caller moves the nodes.
        rows: The rows of these nodes.
    """

    def __init__(self, arrays: CanvasArrays, rows: Ints) -> None:
        self._notes: Notes = arrays.notes
        self._frames = FrameDrag(arrays.frames, arrays, rows)
        self._rows = np.flatnonzero(self._notes.is_selected)
        self._corners = self._notes.xy[self._rows].copy()

    def follow(self, by: Floats) -> None:
        """The nodes stand this far from where they were."""
        self._notes.xy[self._rows] = self._corners + by
        self._frames.follow()

    def put_back(self) -> None:
        """Everything is as before."""
        self._notes.xy[self._rows] = self._corners
        self._frames.give_up()

    def places(self) -> Mapping[str, Point]:
        """Where the notes are now."""
        corners = zip(self._notes.ids(self._rows.tolist()), self._notes.xy[self._rows], strict=True)
        return {note_id: (float(x), float(y)) for note_id, (x, y) in corners}

    def memberships(self) -> Mapping[str, tuple[str, ...]]:
        """The members of the frames that have others now, by the id of the frame."""
        return self._frames.changes()

    def reach(self, zoom: float) -> QRectF:
        """The part of the scene that the notes cover and in which frames look different."""
        reach = self._frames.reach(zoom)
        if len(self._rows):
            boxes = self._notes.boxes[self._rows]
            low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
            reach = reach.united(QRectF(QPointF(*low.tolist()), QPointF(*high.tolist())))
        return reach
