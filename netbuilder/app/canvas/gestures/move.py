"""Moving nodes."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from netbuilder.app.canvas.gestures.gesture import Gesture, Modifiers, Scope

_ADDS = Qt.KeyboardModifier.ShiftModifier
_FREE = Qt.KeyboardModifier.ControlModifier
_START_PX = 4.0
_REACH_PX = 28.0


class MoveNodes(Gesture):
    """A press on a node selects it, dragging moves all that is selected, on the snap grid.

    While it lasts only the arrays know; the release makes one edit. Ctrl leaves the grid.
    """

    def __init__(self, scope: Scope, node: int) -> None:
        super().__init__(scope)
        self._node = node
        self._is_moving = False
        self._toggles_off = False
        self._narrows = False

    def begin(self, at: QPointF, modifiers: Modifiers) -> None:
        """Select the node at once, unless it is one of several that may be dragged together."""
        workspace, node_id = self.scope.workspace, self.scope.arrays.ids[self._node]
        self._start = at
        is_selected = node_id in workspace.selection
        if modifiers & _ADDS:
            self._toggles_off = is_selected
            workspace.select(workspace.selection | {node_id}, workspace.selected_edges)
        elif is_selected:
            self._narrows = True
        else:
            workspace.select([node_id])

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Let the selected nodes follow the pointer."""
        by = at - self._start
        if not self._is_moving:
            far = max(abs(by.x()), abs(by.y())) * self.scope.camera.zoom
            if far < _START_PX:
                return
            self._take_hold()
        step = self.scope.canvas.snap
        target = self._corners[self._lead] + (by.x(), by.y())
        if not modifiers & _FREE:
            target = np.round(target / step) * step
        before = self._reach()
        self.scope.arrays.xy[self._rows] = self._corners + (target - self._corners[self._lead])
        self.scope.wiring.loosen(self._wires)
        self.scope.repaint(before.united(self._reach()))

    def end(self, at: QPointF, modifiers: Modifiers) -> None:
        """Make the move an edit, or a click a selection."""
        workspace, arrays = self.scope.workspace, self.scope.arrays
        node_id = arrays.ids[self._node]
        if not self._is_moving:
            if self._toggles_off:
                workspace.select(workspace.selection - {node_id}, workspace.selected_edges)
            elif self._narrows:
                workspace.select([node_id])
            return
        positions = {
            arrays.ids[row]: (x, y)
            for row, (x, y) in zip(self._rows.tolist(), arrays.xy[self._rows].tolist(), strict=True)
        }
        self.scope.wiring.invalidate()
        self.scope.commands.move(positions)
        self.scope.repaint(None)

    def cancel(self) -> None:
        """Put the nodes back."""
        if self._is_moving:
            self.scope.arrays.xy[self._rows] = self._corners
            self.scope.wiring.invalidate()
            self.scope.repaint(None)

    def _take_hold(self) -> None:
        arrays = self.scope.arrays
        self._is_moving = True
        self._rows = arrays.rows(self.scope.workspace.selection)
        self._corners = arrays.xy[self._rows].copy()
        self._lead = int(np.searchsorted(self._rows, self._node))
        self._wires = np.flatnonzero(arrays.edges_at(self._rows))
        self.scope.wiring.loosen(self._wires)
        # Lanes may lie anywhere, so the first step paints everything anew without them.
        self.scope.repaint(None)

    def _reach(self) -> QRectF:
        """The part of the scene that the moving nodes and their wires cover."""
        arrays = self.scope.arrays
        boxes = arrays.boxes[self._rows]
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        if len(self._wires):
            strokes = self.scope.wiring.loose_strokes(self.scope.camera.zoom)
            low = np.minimum(low, strokes.boxes[:, :2].min(axis=0))
            high = np.maximum(high, strokes.boxes[:, 2:].max(axis=0))
        reach = _REACH_PX / min(self.scope.camera.zoom, 1.0)
        corner = QPointF(*low.tolist())
        return QRectF(corner, QPointF(*high.tolist())).adjusted(-reach, -reach, reach, reach)
