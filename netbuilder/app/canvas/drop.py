"""A layer that is dragged in from the palette."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QMimeData, QPointF, QRectF

from netbuilder.app.canvas.arrays import LOOKS, Mark
from netbuilder.app.canvas.gestures import Scope
from netbuilder.app.canvas.overlay import Ghost, Sketch
from netbuilder.layers.layer import KINDS
from netbuilder.layers.parameter import Value

MIME_TYPE = "application/x-netbuilder-layer"
"""What the palette puts into a drag: JSON ``{"kind": ..., "parameters": {...}}``, or for a network
of the project ``{"kind": "Block", "block": its name}``.
"""

_GHOST_HEIGHT = 88.0
_LONGEST_TEXT = 100_000


@dataclass(frozen=True, slots=True)
class DraggedLayer:
    """The layer in a drag."""

    kind: str
    parameters: Mapping[str, Value] = field(default_factory=dict)
    block: str = ""


def read_layer(data: QMimeData) -> DraggedLayer | None:
    """The layer that a drag carries, or None if it is not one of ours."""
    raw = bytes(data.data(MIME_TYPE).data())
    if not raw or len(raw) > _LONGEST_TEXT:
        return None
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    if not isinstance(value, dict) or not isinstance(value.get("kind"), str):
        return None
    block = value.get("block", "")
    if value["kind"] == "Block" and isinstance(block, str) and block:
        return DraggedLayer("Block", block=block)
    layer = KINDS.get(value["kind"])
    parameters = value.get("parameters", {})
    if layer is None or not isinstance(parameters, dict):
        return None
    frozen = {
        key: layer.parameters[key].freeze(given)
        for key, given in parameters.items()
        if key in layer.parameters
    }
    return None if layer.check_values(frozen) else DraggedLayer(value["kind"], frozen)


class LayerDrop:
    """Shows where the layer would land, and puts it there: on a wire or on empty canvas."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._wire: int | None = None

    def move(self, at: QPointF, layer: DraggedLayer) -> None:
        """Show the layer's outline, and the wire that would take it."""
        self._mark(self._wire_at(at, layer))
        frames = self._scope.arrays.frames
        frames.show(frames.own, frames.at(at.x(), at.y()))
        width = self._scope.canvas.node.width
        box = QRectF(at.x() - width / 2, at.y() - 16, width, _GHOST_HEIGHT)
        self._scope.overlay.sketches = [Ghost(box), *self._new_wires(box)]
        self._scope.repaint(None)

    def leave(self) -> None:
        """Show nothing any more."""
        self._mark(None)
        self._scope.arrays.frames.show(self._scope.arrays.frames.own)
        self._scope.overlay.clear()
        self._scope.repaint(None)

    def drop(self, at: QPointF, layer: DraggedLayer) -> None:
        """Place the layer."""
        wire = self._wire_at(at, layer)
        edge = None if wire is None else self._scope.arrays.edges[wire]
        self.leave()
        self._scope.commands.add_layer(
            layer.kind,
            layer.parameters,
            at=(at.x(), at.y()),
            on_wire=edge,
            block=layer.block,
        )

    def _new_wires(self, box: QRectF) -> Sequence[Sketch]:
        """The wires to and from a card at `box`, if it would come onto one."""
        if self._wire is None:
            return ()
        from netbuilder.app.canvas.gestures.preview import GhostWire  # not for the first frame

        arrays, node = self._scope.arrays, self._scope.canvas.node
        ends = (arrays.edge_source[self._wire], arrays.edge_sink[self._wire])
        start, stop = ((float(x), float(y)) for x, y in (arrays.port_xy[end] for end in ends))
        height = box.top() + node.header + node.port_row / 2
        look = LOOKS[int(arrays.edge_look[self._wire])]
        return (
            GhostWire(start, (box.left(), height), look),
            GhostWire((box.right(), height), stop, look),
        )

    def _wire_at(self, at: QPointF, layer: DraggedLayer) -> int | None:
        if not layer.block:
            placed = KINDS[layer.kind](layer.parameters)
            if not placed.input_ports() or not placed.output_ports():
                return None
        hit = self._scope.hits.at(at.x(), at.y(), self._scope.camera.zoom)
        return hit.wire

    def _mark(self, wire: int | None) -> None:
        marks = self._scope.arrays.edge_marks
        if self._wire is not None and self._wire < len(marks):
            marks[self._wire] &= ~Mark.HOVER
        if wire is not None:
            marks[wire] |= Mark.HOVER
        self._wire = wire
