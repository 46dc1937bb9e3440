"""Leading wires through points that a person sets."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from netbuilder.app.canvas.commands import Commands
from netbuilder.app.canvas.hit import Hit
from netbuilder.app.canvas.wiring import Wiring
from netbuilder.project import edit
from netbuilder.project.layout import Point
from netbuilder.project.layout_wires import is_lane
from netbuilder.project.value import Edge, Project
from netbuilder.words import _


class Bending:
    """Edits of the points of wires. A lane of tidying up gives way to the first point."""

    def __init__(self, commands: Commands, wiring: Wiring, *, snap: float) -> None:
        self._commands = commands
        self._workspace = commands.workspace
        self._arrays = commands.arrays
        self._wiring = wiring
        self._snap = snap

    def snapped(self, at: Point) -> Point:
        """The nearest place on the snap grid."""
        x, y = (round(value / self._snap) * self._snap for value in at)
        return x, y

    def add(self, wire: int, at: Point) -> None:
        """Lead a wire, given by its row, through one more point; the nearest on the snap grid."""
        arrays, place = self._arrays, self.snapped(at)
        points = list(arrays.points.get(wire, ()))
        ends = (arrays.edge_source[wire], arrays.edge_sink[wire])
        start, stop = ((float(x), float(y)) for x, y in (arrays.port_xy[end] for end in ends))
        way = [start, *points, stop]
        detours = [
            math.dist(a, place) + math.dist(place, b) - math.dist(a, b) for a, b in pairwise(way)
        ]
        number = detours.index(min(detours))
        points.insert(number, place)
        self.put(arrays.edges[wire], points, label=_("Add bend"), number=number)

    def add_or_remove(self, hit: Hit, at: Point) -> None:
        """Take the point away that was hit, or set one where a wire was hit without."""
        if hit.wire is not None and hit.bend is not None:
            self.remove(hit.wire, hit.bend)
        elif hit.wire is not None:
            self.add(hit.wire, at)

    def remove(self, wire: int, number: int) -> None:
        """Take a point of a wire, given by its row, away."""
        points = list(self._arrays.points[wire])
        del points[number]
        self.put(self._arrays.edges[wire], points, label=_("Remove bend"))

    def put(
        self, edge: Edge, points: Sequence[Point], *, label: str, number: int | None = None
    ) -> None:
        """Lead a wire through exactly these points, of which that of this `number` is new."""
        kept = list(points)
        if number is not None and is_lane(kept):
            x, y = kept[number]
            kept[number] = (x + 1, y)  # or it would pass for a lane, which goes as things move
        self._commands.edit(label, lambda p, name: edit.set_bends(p, name, {edge: tuple(kept)}))

    def add_to_selected(self) -> None:
        """Lead each selected wire through a point halfway along it."""
        rows = self._selected()
        if not rows:
            self._commands.message.emit(_("Select a wire to bend."))
            return
        middles = self._wiring.strokes(1.0).middles(np.array(rows)).tolist()
        for wire, (x, y) in zip(rows, middles, strict=True):
            self.add(wire, (x, y))

    def remove_from_selected(self) -> None:
        """Let the selected wires find their own way again."""
        bends = {
            self._arrays.edges[wire]: () for wire in self._selected() if wire in self._arrays.points
        }
        if bends:
            self._commands.edit(_("Remove bends"), lambda p, name: edit.set_bends(p, name, bends))
        else:
            self._commands.message.emit(_("Select a wire that has bends."))

    def nudge(self, across: float, down: float) -> None:
        """Move the points of the selected wires a little; nudges in a row are one step."""
        bends = {
            self._arrays.edges[wire]: tuple(
                (x + across, y + down) for x, y in self._arrays.points[wire]
            )
            for wire in self._selected()
            if wire in self._arrays.points
        }

        def change(project: Project, name: str) -> Project:
            return edit.set_bends(project, name, bends)

        if bends:
            key = ("bends", frozenset(bends))
            self._commands.edit(_("Move bend"), change, merge_key=key)

    def _selected(self) -> list[int]:
        found = (self._arrays.edge_row(edge) for edge in self._workspace.selected_edges)
        return sorted(row for row in found if row is not None)
