"""Which gesture a press begins."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF

from netbuilder.app.canvas.gestures.gesture import Gesture, Scope
from netbuilder.app.canvas.gestures.move import MoveNodes
from netbuilder.app.canvas.gestures.pan import Pan
from netbuilder.app.canvas.gestures.select import Marquee, SelectWire
from netbuilder.app.canvas.gestures.wire import DragWire, MoveWireEnd

_WIRE_END_PX = 24.0


def begin(scope: Scope, at: QPointF, *, pans: bool) -> Gesture:
    """The gesture for a press at a scene point.

    Args:
        scope: What it acts on.
        at: Where the press was.
        pans: Whether the middle button or the space key says that the view is meant.
    """
    if pans:
        return Pan(scope)
    hit = scope.hits.at(at.x(), at.y(), scope.camera.zoom)
    if hit.port is not None:
        return _at_port(scope, hit.port)
    if hit.node is not None:
        return MoveNodes(scope, hit.node)
    if hit.wire is not None:
        return _at_wire(scope, hit.wire, at)
    return Marquee(scope)


def _at_port(scope: Scope, port: int) -> Gesture:
    """An input's wire is taken off; any other port begins a new wire."""
    arrays = scope.arrays
    wires = np.flatnonzero(arrays.edge_sink == port)
    if arrays.port_is_input[port] and len(wires):
        return MoveWireEnd(scope, int(wires[0]), at_sink=True)
    return DragWire(scope, port)


def _at_wire(scope: Scope, wire: int, at: QPointF) -> Gesture:
    """Near its end a wire is taken hold of there; elsewhere it is selected."""
    arrays = scope.arrays
    reach = _WIRE_END_PX / scope.camera.zoom
    ends = arrays.port_xy
    for port, at_sink in ((arrays.edge_sink[wire], True), (arrays.edge_source[wire], False)):
        x, y = ends[port].tolist()
        length = abs(ends[arrays.edge_sink[wire], 0] - ends[arrays.edge_source[wire], 0])
        if np.hypot(x - at.x(), y - at.y()) < min(reach, length / 3):
            return MoveWireEnd(scope, wire, at_sink=at_sink)
    return SelectWire(scope, wire)
