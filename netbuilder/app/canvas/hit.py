"""What lies under the pointer. Brute force over the arrays: under 0.1 ms for 5,000 nodes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF

from netbuilder.app.canvas.arrays import Bools, CanvasArrays, Floats, Ints, Mark
from netbuilder.app.canvas.wiring import Wiring
from netbuilder.app.theme.canvas_geometry import CanvasGeometry

NEAREST_ZOOM_FOR_PORTS = 0.4
"""Below this zoom neither ports nor wires are hit, only nodes."""

_WIRE_REACH_PX = 6.0
_BORDER_REACH_PX = 4.0
_BEND_REACH_PX = 9.0


@dataclass(frozen=True, slots=True)
class Hit:
    """The topmost thing under the pointer as a row of the arrays; at most one is not None.

    Where it is a point that a person has set on a wire, `bend` says which of them.
    """

    port: int | None = None
    node: int | None = None
    wire: int | None = None
    note: int | None = None
    frame: int | None = None
    bend: int | None = None


class HitTester:
    """Finds ports, nodes and wires at scene points."""

    def __init__(self, arrays: CanvasArrays, wiring: Wiring, canvas: CanvasGeometry) -> None:
        self._arrays = arrays
        self._wiring = wiring
        self._canvas = canvas

    def at(self, x: float, y: float, zoom: float) -> Hit:
        """What is at a scene point: ports, nodes, notes, wires, frames, in this order."""
        if zoom >= NEAREST_ZOOM_FOR_PORTS:
            port = self.port_at(x, y, zoom)
            if port is not None:
                return Hit(port=port)
        node = self.node_at(x, y)
        if node is not None:
            return Hit(node=node)
        note = self._arrays.notes.at(x, y)
        if note is not None:
            return Hit(note=note)
        if zoom >= NEAREST_ZOOM_FOR_PORTS:
            wire = self.wire_at(x, y, zoom)
            if wire is not None:
                return Hit(wire=wire, bend=self.bend_at(wire, x, y, zoom))
        return Hit(frame=self.frame_at(x, y, zoom))

    def frame_at(self, x: float, y: float, zoom: float) -> int | None:
        """The innermost frame whose title or border is at a point."""
        frames = self._arrays.frames
        if not len(frames):
            return None
        titles, at, reach = frames.titles(zoom), QPointF(x, y), _BORDER_REACH_PX / zoom
        out = _is_within(np.add(frames.outlines, (-reach, -reach, reach, reach)), x, y)
        deep = _is_within(np.add(frames.boxes, (reach, 0, -reach, -reach)), x, y)
        for row in reversed(frames.order):
            if titles[row].contains(at) or (out[row] and not deep[row]):
                return row
        return None

    def port_at(self, x: float, y: float, zoom: float) -> int | None:
        """The nearest port within reach of the pointer that no other card covers."""
        arrays = self._arrays
        if not len(arrays.ports):
            return None
        reach = self._canvas.port.hit_radius / max(zoom, 1.0)
        distance = ((arrays.port_xy - (x, y)) ** 2).sum(axis=1)
        nearest = int(np.argmin(distance))
        if distance[nearest] > reach**2:
            return None
        cover = self.node_at(x, y)
        owner = int(arrays.port_node[nearest])
        return nearest if cover is None or cover == owner or cover < owner else None

    def node_at(self, x: float, y: float) -> int | None:
        """The topmost card at a point."""
        arrays = self._arrays
        low, high = arrays.xy, arrays.xy + arrays.wh
        rows = np.flatnonzero(
            (low[:, 0] <= x) & (x <= high[:, 0]) & (low[:, 1] <= y) & (y <= high[:, 1])
        )
        if not len(rows):
            return None
        chosen = rows[arrays.marks[rows] & Mark.SELECTED != 0]
        return int((chosen if len(chosen) else rows)[-1])

    def wire_at(self, x: float, y: float, zoom: float) -> int | None:
        """The nearest wire within reach of the pointer."""
        strokes = self._wiring.strokes(zoom)
        reach = _WIRE_REACH_PX / zoom
        near = strokes.visible(x - reach, y - reach, x + reach, y + reach)
        lines = strokes.rows_of(np.flatnonzero(near))
        if not len(lines):
            return None
        distance = distances(strokes.lines[lines], x, y)
        nearest = int(np.argmin(distance))
        if distance[nearest] > reach:
            return None
        return int(strokes.wire[lines][nearest])

    def bend_at(self, wire: int, x: float, y: float, zoom: float) -> int | None:
        """Which of the points that a person has set on a wire is within reach of the pointer."""
        if wire not in self._arrays.points:
            return None
        points = np.array(self._arrays.points[wire], np.float64)
        distance = np.hypot(points[:, 0] - x, points[:, 1] - y)
        nearest = int(np.argmin(distance))
        return nearest if distance[nearest] <= _BEND_REACH_PX / zoom else None

    def notes_in(self, left: float, top: float, right: float, bottom: float) -> Ints:
        """The notes that a rectangle touches."""
        return self._arrays.notes.within(left, top, right, bottom)

    def nodes_in(self, left: float, top: float, right: float, bottom: float) -> Ints:
        """The cards that a rectangle touches."""
        return self._arrays.rows_within(left, top, right, bottom)


def _is_within(boxes: Floats, x: float, y: float) -> Bools:
    """Which boxes (left, top, right, bottom) hold a point."""
    left, top, right, bottom = boxes.T
    is_within: Bools = (left <= x) & (x <= right) & (top <= y) & (y <= bottom)
    return is_within


def distances(lines: Floats, x: float, y: float) -> Floats:
    """The distance of a point from each line."""
    start, step = lines[:, :2], lines[:, 2:] - lines[:, :2]
    length = np.maximum((step**2).sum(axis=1), 1e-12)
    share = (((x, y) - start) * step).sum(axis=1) / length
    nearest = start + step * share.clip(0, 1)[:, None]
    distances: Floats = np.hypot(nearest[:, 0] - x, nearest[:, 1] - y)
    return distances
