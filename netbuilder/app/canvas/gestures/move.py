"""Moving what is selected."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from netbuilder.app.canvas.arrays import Floats
from netbuilder.app.canvas.gestures.carried import Carried
from netbuilder.app.canvas.gestures.gesture import Gesture, Modifiers, Scope
from netbuilder.app.canvas.gestures.guides import Guides

if TYPE_CHECKING:
    from netbuilder.app.canvas.gestures.splice import Splice

_ADDS = Qt.KeyboardModifier.ShiftModifier
_FREE = Qt.KeyboardModifier.ControlModifier
_START_PX = 4.0
_REACH_PX = 28.0


class MoveSelection(Gesture):
    """Dragging moves all that is selected; a press may select before that.

    What moves comes into line with the cards around it, and where none is near it keeps to the
    snap grid; Ctrl leaves both. While it lasts only the arrays know; the release makes one edit.
    Nodes come into frames and leave them.

    Attributes:
        splices: Whether what moves leaves wires and comes onto them, see `Splice`.
    """

    splices = False

    def __init__(self, scope: Scope) -> None:
        super().__init__(scope)
        self._is_moving = False
        self._by: Floats = np.zeros(2)
        self._last_reach = QRectF()
        self._toggles_off = False
        self._narrows = False

    def lead(self) -> Floats:
        """The corner, in scene px, that goes from point to point of the grid."""
        raise NotImplementedError

    def is_selected(self) -> bool:
        """Whether all that was pressed is selected."""
        raise NotImplementedError

    def select_only(self) -> None:
        """Select what was pressed and nothing else."""
        raise NotImplementedError

    def select_too(self, on: bool) -> None:
        """Select what was pressed beside the rest, or take it out."""
        raise NotImplementedError

    def begin(self, at: QPointF, modifiers: Modifiers) -> None:
        """Select at once, unless it is one of several things that may be dragged together."""
        self._start = at
        is_selected = self.is_selected()
        if modifiers & _ADDS:
            self._toggles_off = is_selected
            self.select_too(True)
        elif is_selected:
            self._narrows = True
        else:
            self.select_only()

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Let the selected nodes follow the pointer."""
        by = at - self._start
        if not self._is_moving:
            far = max(abs(by.x()), abs(by.y())) * self.scope.camera.zoom
            if far < _START_PX:
                return
            self._take_hold()
        step = self._step(np.array([by.x(), by.y()]), is_free=bool(modifiers & _FREE))
        is_moved = self._go_to(step)
        if self._splice is not None and self._splice.follow(at, modifiers):
            self.scope.repaint(None)
        elif is_moved:
            self.scope.repaint(self._reached)

    def end(self, at: QPointF, modifiers: Modifiers) -> None:
        """Make the move an edit, or a click a selection."""
        arrays = self.scope.arrays
        if not self._is_moving:
            if self._toggles_off:
                self.select_too(False)
            elif self._narrows:
                self.select_only()
            return
        positions = {
            arrays.ids[row]: (x, y)
            for row, (x, y) in zip(self._rows.tolist(), arrays.xy[self._rows].tolist(), strict=True)
        }
        notes, members = self._carried.places(), self._carried.memberships()
        label, change = self._splice.take() if self._splice is not None else ("", None)
        self._carried.put_back()
        self.scope.overlay.clear()
        self.scope.wiring.invalidate()
        self.scope.commands.move(positions, notes=notes, members=members, label=label, then=change)
        self.scope.repaint(None)

    def cancel(self) -> None:
        """Put the nodes back."""
        if self._is_moving:
            if self._splice is not None:
                self._splice.clear()
            self.scope.arrays.xy[self._rows] = self._corners
            self._carried.put_back()
            self.scope.overlay.clear()
            self.scope.wiring.invalidate()
            self.scope.repaint(None)

    def _go_to(self, by: Floats) -> bool:
        """Have everything this far from where it was; return whether that is news."""
        if (by == self._by).all():
            return False
        self._by = by
        self.scope.arrays.xy[self._rows] = self._corners + by
        self._carried.follow(by)
        self.scope.wiring.loosen(self._wires, along=self._inner, by=by)
        last, self._last_reach = self._last_reach, self._reach()
        self._reached = last.united(self._last_reach)
        return True

    def _step(self, by: Floats, *, is_free: bool) -> Floats:
        """How far the nodes go for a pointer that went `by`: into line, or on the grid."""
        overlay = self.scope.overlay
        overlay.guides = []
        if is_free:
            return by
        grid = self.scope.canvas.snap
        on_grid = np.round((self._corner + by) / grid) * grid - self._corner
        if self._guides is None:
            return on_grid
        in_line = self._guides.step(by)
        step = np.array([g if s is None else s for s, g in zip(in_line, on_grid, strict=True)])
        overlay.guides = list(self._guides.lines(step))
        return step

    def _take_hold(self) -> None:
        arrays = self.scope.arrays
        self._is_moving = True
        self._rows = arrays.rows(self.scope.workspace.selection)
        self._corners = arrays.xy[self._rows].copy()
        self._corner = self.lead().copy()
        self._carried = Carried(arrays, self._rows)
        wires = np.flatnonzero(arrays.edges_at(self._rows))
        is_inner = arrays.is_between(self._rows)[wires]
        self._wires, self._inner = wires[~is_inner], wires[is_inner]
        self._splice = self._begin_splice() if self.splices else None
        self._guides = Guides(self.scope, self._rows) if len(self._rows) else None
        self.scope.wiring.loosen(self._wires, along=self._inner)
        self._reached = self._last_reach = self._reach()
        # Lanes may lie anywhere, so the first step paints everything anew without them.
        self.scope.repaint(None)

    def _begin_splice(self) -> Splice:
        from netbuilder.app.canvas.gestures.splice import Splice  # not needed for the first frame

        return Splice(self.scope, self._rows)

    def _reach(self) -> QRectF:
        """The part of the scene that the moving nodes and their wires cover."""
        zoom = self.scope.camera.zoom
        reach = _REACH_PX / min(zoom, 1.0)
        covered = self._carried.reach(zoom).united(self._reach_of_nodes())
        for guide in self.scope.overlay.guides:
            covered = covered.united(guide.box)
        return covered.adjusted(-reach, -reach, reach, reach)

    def _reach_of_nodes(self) -> QRectF:
        if not len(self._rows):
            return QRectF()
        arrays = self.scope.arrays
        corners = arrays.xy[self._rows]
        low, high = corners.min(axis=0), (corners + arrays.wh[self._rows]).max(axis=0)
        if len(self._wires) or len(self._inner):
            strokes = self.scope.wiring.loose_strokes(self.scope.camera.zoom)
            low = np.minimum(low, strokes.boxes[:, :2].min(axis=0))
            high = np.maximum(high, strokes.boxes[:, 2:].max(axis=0))
        return QRectF(QPointF(*low.tolist()), QPointF(*high.tolist()))
