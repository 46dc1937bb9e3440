"""What changes its look while the pointer is over it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt

from netbuilder.app.canvas.arrays import CanvasArrays, Mark
from netbuilder.app.canvas.gestures import Scope
from netbuilder.app.canvas.hit import Hit

_REACH_PX = 20.0


class Hover:
    """Marks what is under the pointer, of a wire both ends too, and says which cursor it wants."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._hit = Hit()

    @property
    def hit(self) -> Hit:
        """What is under the pointer."""
        return self._hit

    def move(self, at: QPointF) -> Qt.CursorShape:
        """Mark what is at a scene point; return the cursor for it."""
        scope = self._scope
        self._show(scope.hits.at(at.x(), at.y(), scope.camera.zoom))
        if self._hit.port is not None:
            return Qt.CursorShape.CrossCursor
        if self._hit.bend is not None:
            return Qt.CursorShape.SizeAllCursor
        if self._hit.wire is not None:
            return Qt.CursorShape.PointingHandCursor
        return Qt.CursorShape.ArrowCursor

    def leave(self) -> None:
        """The pointer is over nothing."""
        self._show(Hit())

    def forget(self) -> None:
        """The rows have changed: what was marked may not exist any more."""
        self._hit = Hit()
        self._scope.overlay.hover_ports = ()
        self._scope.overlay.hover_bend = None
        self._scope.arrays.notes.hovered = self._scope.arrays.frames.hovered = None
        self._scope.arrays.marks &= ~Mark.HOVER
        self._scope.arrays.edge_marks &= ~Mark.HOVER

    def _show(self, hit: Hit) -> None:
        if hit == self._hit:
            return
        arrays = self._scope.arrays
        self._repaint(self._hit)
        if self._hit.node is not None:
            arrays.marks[self._hit.node] &= ~Mark.HOVER
        if self._hit.wire is not None:
            arrays.edge_marks[self._hit.wire] &= ~Mark.HOVER
        if hit.node is not None:
            arrays.marks[hit.node] |= Mark.HOVER
        if hit.wire is not None:
            arrays.edge_marks[hit.wire] |= Mark.HOVER
        arrays.notes.hovered, arrays.frames.hovered = hit.note, hit.frame
        self._hit = hit
        self._scope.overlay.hover_ports = _ports_of(hit, arrays)
        self._scope.overlay.hover_bend = hit.bend
        self._repaint(hit)

    def _repaint(self, hit: Hit) -> None:
        scope, arrays = self._scope, self._scope.arrays
        if hit.node is not None:
            box = QRectF(*arrays.xy[hit.node].tolist(), *arrays.wh[hit.node].tolist())
        elif hit.port is not None:
            x, y = arrays.port_xy[hit.port].tolist()
            box = QRectF(x, y, 0, 0)
        elif hit.wire is not None:
            left, top, right, bottom = scope.wiring.strokes(scope.camera.zoom).boxes[hit.wire]
            box = QRectF(QPointF(left, top), QPointF(right, bottom))
        elif hit.note is not None:
            box = arrays.notes.box(hit.note)
        elif hit.frame is not None:
            box = arrays.frames.box(hit.frame)
        else:
            return
        reach = _REACH_PX / min(scope.camera.zoom, 1.0)
        scope.repaint(box.adjusted(-reach, -reach, reach, reach))


def _ports_of(hit: Hit, arrays: CanvasArrays) -> tuple[int, ...]:
    if hit.wire is not None:
        return int(arrays.edge_source[hit.wire]), int(arrays.edge_sink[hit.wire])
    return () if hit.port is None else (hit.port,)
