"""The wires' ways and lines, kept until something moves."""

from __future__ import annotations

import math

import numpy as np

from netbuilder.app.canvas.arrays import Bools, CanvasArrays, Floats, Ints
from netbuilder.app.canvas.router import Laid, Router, Step
from netbuilder.app.canvas.routes import Routes, loose_routes
from netbuilder.app.canvas.strokes import Strokes, dashed, flatten
from netbuilder.app.theme.canvas_geometry import CanvasGeometry

_DASHES = (6.0, 4.0)
_FAR_SCALE = 0.125
_NO_WIRES: Ints = np.zeros(0, np.int64)
_NOWHERE: Floats = np.zeros(2)


class Wiring:
    """Finds and remembers how the wires run.

    While cards are dragged, `loosen` lets only the wires at these cards follow; the others keep
    their ways, and their lines are not made anew, until `invalidate`.

    Attributes:
        hidden: Rows of the wires that are not drawn, since a gesture shows them its own way.
        revision: Counts every change of the wires' ways.
    """

    def __init__(
        self, arrays: CanvasArrays, canvas: CanvasGeometry, router: Router | None = None
    ) -> None:
        self._arrays = arrays
        self._canvas = canvas
        self._router = router or Router(arrays, canvas)
        self.revision = 0
        self.invalidate()

    def invalidate(self) -> None:
        """Lay anew what has changed when wires are next asked for."""
        self.revision += 1
        self._laid: Laid | None = None
        self._step: Step | None = None
        self._along: Ints = np.zeros(0, np.int64)
        self._by: Floats = np.zeros(2)
        self._loose: Ints = np.zeros(0, np.int64)
        self._loose_routes: Routes | None = None
        self._kept: tuple[Strokes, Ints, Strokes] | None = None
        self._loose_strokes: tuple[float, Strokes] | None = None
        self.hidden: tuple[int, ...] = ()

    @property
    def loose(self) -> Ints:
        """The wires that follow cards which are being dragged."""
        return self._loose

    def loosen(self, edges: Ints, *, along: Ints | None = None, by: Floats = _NOWHERE) -> None:
        """Let wires follow their cards to where they are now.

        Args:
            edges: Wires that find new ways.
            along: Wires of which both ends are dragged: they keep their ways, and go `by` so much.
                The first time they have to be told of before anything has moved.
            by: In scene px.
        """
        self.revision += 1
        self._along, self._by = _NO_WIRES if along is None else along, by
        if along is not None:
            self.routes()  # laid while the cards stand where they were, or they would dodge
        self._loose = np.concatenate([self._along, edges])
        self._loose_routes = loose_routes(self._arrays, self._canvas, edges)
        self._loose_strokes = None

    def routes(self) -> Routes:
        """The ways of all wires; of loose ones as before they were loosened."""
        return self._now.routes

    def strokes(self, zoom: float) -> Strokes:
        """The lines of all wires, as fine as `zoom` needs."""
        scale, laid = _scale_for(zoom), self._now
        if scale not in laid.strokes:
            before = self._step.before.strokes.get(scale) if self._step is not None else None
            if self._step is not None and before is not None:
                rows = self._step.rows
                stale = np.flatnonzero(rows < 0)
                fresh = flatten(laid.routes.part(stale), scale, self._corner)
                laid.strokes[scale] = before.carried_over(rows, fresh, stale)
            else:
                laid.strokes[scale] = flatten(laid.routes, scale, self._corner)
        return laid.strokes[scale]

    def loose_strokes(self, zoom: float) -> Strokes:
        """The lines of the loose wires where they are now; `wire` counts within `loose`."""
        assert self._loose_routes is not None
        scale = _scale_for(zoom)
        if self._loose_strokes is None or self._loose_strokes[0] != scale:
            strokes = flatten(self._loose_routes, scale, self._corner)
            if len(self._along):
                strokes = self._strokes_along(zoom).followed_by(strokes)
            self._loose_strokes = scale, strokes
        return self._loose_strokes[1]

    def _strokes_along(self, zoom: float) -> Strokes:
        """The lines of the wires that keep their ways, where they are now."""
        laid = self.strokes(zoom)
        if self._kept is None or self._kept[0] is not laid or self._kept[1] is not self._along:
            self._kept = laid, self._along, laid.part(self._along)
        return self._kept[2].moved(self._by)

    def is_at_rest(self) -> Bools:
        """Which wires are drawn from `strokes`: neither loose nor hidden."""
        at_rest = np.ones(len(self._arrays.edges), bool)
        at_rest[self._loose] = False
        at_rest[list(self.hidden)] = False
        return at_rest

    def is_loose_drawn(self) -> Bools:
        """Which of the loose wires are drawn: those that are not hidden."""
        return ~np.isin(self._loose, self.hidden)

    def dashes(self, lines: Floats) -> Floats:
        """The lines of one wire cut into dashes."""
        return dashed(lines, _DASHES)

    @property
    def _now(self) -> Laid:
        if self._laid is None:
            self._laid, self._step = self._router.lay()
        return self._laid

    @property
    def _corner(self) -> float:
        return float(self._canvas.gap.lane_corner)


def _scale_for(zoom: float) -> float:
    """The scale to flatten for: powers of two, so that few zooms share few flattenings."""
    return 2.0 ** math.ceil(math.log2(zoom)) if zoom >= 0.25 else _FAR_SCALE
