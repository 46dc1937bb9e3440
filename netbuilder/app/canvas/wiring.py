"""The wires' ways and lines, kept until something moves."""

from __future__ import annotations

import math

import numpy as np

from netbuilder.app.canvas.arrays import Bools, CanvasArrays, Floats, Ints
from netbuilder.app.canvas.routes import Routes, find_routes, loose_routes
from netbuilder.app.canvas.strokes import Strokes, dashed, flatten
from netbuilder.app.theme.canvas_geometry import CanvasGeometry

_DASHES = (6.0, 4.0)


class Wiring:
    """Finds and remembers how the wires run.

    While cards are dragged, `loosen` lets only the wires at these cards follow; the others keep
    their ways until `invalidate`.
    """

    def __init__(self, arrays: CanvasArrays, canvas: CanvasGeometry) -> None:
        self._arrays = arrays
        self._canvas = canvas
        self._routes: Routes | None = None
        self._strokes: dict[float, Strokes] = {}

    def invalidate(self) -> None:
        """Lay all wires anew when they are next asked for."""
        self._routes = None
        self._strokes.clear()

    def loosen(self, edges: Ints) -> None:
        """Let these wires follow their cards as they move, and leave the others as they are."""
        routes = self.routes()
        loose = loose_routes(self._arrays, self._canvas, edges)
        routes.curves[edges] = loose.curves
        for at, row in enumerate(edges.tolist()):
            routes.lanes.pop(row, None)
            if at in loose.lanes:
                routes.lanes[row] = loose.lanes[at]
        self._strokes.clear()

    def routes(self) -> Routes:
        """The ways of all wires."""
        if self._routes is None:
            self._routes = find_routes(self._arrays, self._canvas)
        return self._routes

    def strokes(self, zoom: float) -> Strokes:
        """The lines of all wires, as fine as `zoom` needs."""
        scale = 2.0 ** math.ceil(math.log2(zoom)) if zoom >= 0.25 else 0.125
        if scale not in self._strokes:
            self._strokes[scale] = flatten(
                self.routes(), scale, float(self._canvas.gap.lane_corner)
            )
        return self._strokes[scale]

    def is_in_lane(self) -> Bools:
        """Which wires take a lane."""
        in_lane = np.zeros(len(self._arrays.edges), bool)
        in_lane[list(self.routes().lanes)] = True
        return in_lane

    def dashes(self, row: int, zoom: float) -> Floats:
        """The lines of one wire cut into dashes."""
        strokes = self.strokes(zoom)
        return dashed(strokes.lines[strokes.wire == row], _DASHES)
