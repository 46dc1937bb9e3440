"""Which gesture a press begins: one table, asked from the top until one answers.

Gestures that few sessions begin with are imported when they are first begun.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, Qt

from netbuilder.app.canvas.gestures.frame import MoveFrame
from netbuilder.app.canvas.gestures.gesture import Gesture, Modifiers, Scope
from netbuilder.app.canvas.gestures.node import MoveNodes
from netbuilder.app.canvas.gestures.note import MoveNote
from netbuilder.app.canvas.gestures.pan import Pan
from netbuilder.app.canvas.gestures.select import Marquee, SelectWire
from netbuilder.app.canvas.gestures.wire import DragWire, MoveWireEnd
from netbuilder.app.canvas.hit import Hit

_WIRE_END_PX = 24.0
_CTRL = Qt.KeyboardModifier.ControlModifier
_ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
_KNIFE_KEYS = _CTRL | _ALT_SHIFT


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button that goes down on the canvas.

    Attributes:
        at: Where, in scene px.
        hit: What is there.
        pans: Whether the space key is held, which says that the view is meant.
    """

    scope: Scope
    at: QPointF
    hit: Hit
    button: Qt.MouseButton
    modifiers: Modifiers
    pans: bool

    @property
    def is_left(self) -> bool:
        """Whether the left button went down."""
        return self.button is Qt.MouseButton.LeftButton


def _pan(press: Press) -> Gesture | None:
    is_middle = press.button is Qt.MouseButton.MiddleButton
    return Pan(press.scope) if is_middle or (press.is_left and press.pans) else None


def _knife(press: Press) -> Gesture | None:
    """The right button with Ctrl cuts, as does the left one with Alt and Shift."""
    is_right = press.button is Qt.MouseButton.RightButton
    keys = press.modifiers & _KNIFE_KEYS
    if (is_right and keys == _CTRL) or (press.is_left and keys == _ALT_SHIFT):
        from netbuilder.app.canvas.gestures.cut import CutWires

        return CutWires(press.scope)
    return None


def _at_port(press: Press) -> Gesture | None:
    """An input's wire is taken off; any other port begins a new wire. Ctrl takes all wires."""
    port, arrays = press.hit.port, press.scope.arrays
    if port is None or not press.is_left:
        return None
    if press.modifiers & _CTRL and arrays.port_is_wired()[port]:
        from netbuilder.app.canvas.gestures.port import MovePortWires

        return MovePortWires(press.scope, port)
    wires = np.flatnonzero(arrays.edge_sink == port)
    if arrays.port_is_input[port] and len(wires):
        return MoveWireEnd(press.scope, int(wires[0]), at_sink=True)
    return DragWire(press.scope, port)


def _at_node(press: Press) -> Gesture | None:
    if press.hit.node is None or not press.is_left:
        return None
    return MoveNodes(press.scope, press.hit.node)


def _at_bend(press: Press) -> Gesture | None:
    wire, bend = press.hit.wire, press.hit.bend
    if wire is None or bend is None or not press.is_left:
        return None
    from netbuilder.app.canvas.gestures.bend import MoveBend

    return MoveBend(press.scope, wire, bend)


def _at_wire(press: Press) -> Gesture | None:
    """Near its end a wire is taken hold of there; elsewhere it is selected."""
    wire, scope = press.hit.wire, press.scope
    if wire is None or not press.is_left:
        return None
    arrays = scope.arrays
    reach = _WIRE_END_PX / scope.camera.zoom
    ends = arrays.port_xy
    for port, at_sink in ((arrays.edge_sink[wire], True), (arrays.edge_source[wire], False)):
        x, y = ends[port].tolist()
        length = abs(ends[arrays.edge_sink[wire], 0] - ends[arrays.edge_source[wire], 0])
        if np.hypot(x - press.at.x(), y - press.at.y()) < min(reach, length / 3):
            return MoveWireEnd(scope, wire, at_sink=at_sink)
    return SelectWire(scope, wire)


def _at_note(press: Press) -> Gesture | None:
    if press.hit.note is None or not press.is_left:
        return None
    return MoveNote(press.scope, press.hit.note)


def _at_frame(press: Press) -> Gesture | None:
    if press.hit.frame is None or not press.is_left:
        return None
    return MoveFrame(press.scope, press.hit.frame)


def _at_nothing(press: Press) -> Gesture | None:
    return Marquee(press.scope) if press.is_left and press.hit == Hit() else None


OPENINGS: tuple[Callable[[Press], Gesture | None], ...] = (
    _pan,
    _knife,
    _at_port,
    _at_node,
    _at_bend,
    _at_wire,
    _at_note,
    _at_frame,
    _at_nothing,
)
"""To add a gesture, add what begins it: the first that answers is taken."""


def begin(press: Press) -> Gesture | None:
    """The gesture that a press begins, or None."""
    return next((gesture for opens in OPENINGS if (gesture := opens(press))), None)
