"""What dragged nodes do to wires: they leave their own and come onto one beneath them."""

from __future__ import annotations

import time
from collections import deque

import numpy as np
from PySide6.QtCore import QPointF, Qt

from netbuilder.app.canvas.arrays import Ints, Mark
from netbuilder.app.canvas.commands import Change
from netbuilder.app.canvas.gestures.gesture import Modifiers, Scope
from netbuilder.app.canvas.gestures.preview import Preview, foresee
from netbuilder.app.canvas.hit import NEAREST_ZOOM_FOR_PORTS, distances
from netbuilder.error import EditError
from netbuilder.project import edit
from netbuilder.project.value import Edge, End, Project
from netbuilder.words import _

_ALT = Qt.KeyboardModifier.AltModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_MOST_TRIED = 3
_LEG_PX = 24.0
_NUM_TURNS = 3
_SHAKE_S = 0.9


class Splice:
    """Shows and makes what a drag of nodes does to wires.

    Alt, or shaking them, takes the nodes out, and what was on either side is joined. Nodes without
    wires to others, also those that were shaken, come onto the wire that they are held over; Ctrl
    and Alt leave it alone.
    """

    def __init__(self, scope: Scope, rows: Ints) -> None:
        self._scope = scope
        self._rows = rows
        self._ids = frozenset(scope.arrays.ids[row] for row in rows.tolist())
        arrays = scope.arrays
        self._wires = np.flatnonzero(~arrays.edges_at(rows))
        self._shake = _Shake()
        self._is_out = False
        self._target: int | None = None
        self._preview: Preview | None = None
        self._ends: dict[bool, tuple[End, End] | None] = {}
        self._fits: dict[tuple[bool, int], bool] = {}

    def follow(self, at: QPointF, modifiers: Modifiers) -> bool:
        """Show what letting go here would do; return whether that reaches beyond the nodes."""
        scope, before = self._scope, (self._is_out, self._target)
        is_shaken = self._shake.turns(at * scope.camera.zoom)
        self._is_out = is_shaken or bool(modifiers & _ALT)
        target = None if modifiers & (_CTRL | _ALT) else self._wire_below()
        self._mark(target)
        if (self._is_out, target) != before:
            changes = self._is_out or target is not None
            self._preview = foresee(scope, self.change) if changes else None
            gone = self._preview.gone if self._preview else ()
            scope.wiring.hidden = tuple(wire for wire in gone if wire != target)
        sketches = self._preview.sketches(scope.arrays, like=target) if self._preview else ()
        reaches = bool(sketches or scope.overlay.sketches) or (self._is_out, target) != before
        scope.overlay.sketches = list(sketches)
        return reaches

    def change(self, project: Project, name: str) -> Project:
        """The edit of the wires that letting go makes."""
        if self._is_out:
            project = edit.detach_nodes(project, name, self._ids)
        edge = self._edge()
        if edge is not None:
            project = edit.insert_nodes_on_edge(project, name, edge, self._ids)
        return project

    def take(self) -> tuple[str, Change | None]:
        """What letting go here does, in words and as an edit, "" and None for nothing; the end."""
        label, target, is_out = self._label(), self._target, self._is_out
        self.clear()
        if not label:
            return "", None
        self._target, self._is_out = target, is_out
        return label, self.change

    def clear(self) -> None:
        """Show nothing any more."""
        self._mark(None)
        self._scope.overlay.clear()
        self._scope.wiring.hidden = ()

    def _label(self) -> str:
        if self._target is not None:
            return _("Put on a wire")
        is_change = self._preview is not None and (self._preview.gone or self._preview.drawn)
        return _("Take out") if is_change else ""

    def _edge(self) -> Edge | None:
        return None if self._target is None else self._scope.arrays.edges[self._target]

    def _mark(self, wire: int | None) -> None:
        marks = self._scope.arrays.edge_marks
        if self._target is not None and self._target < len(marks):
            marks[self._target] &= ~Mark.HOVER
        if wire is not None:
            marks[wire] |= Mark.HOVER
        self._target = wire

    def _wire_below(self) -> int | None:
        """The wire under the cards that takes them, nearest to the line of their ports."""
        scope, arrays = self._scope, self._scope.arrays
        ends = self._ends_now()
        if ends is None or scope.camera.zoom < NEAREST_ZOOM_FOR_PORTS:
            return None
        boxes = arrays.boxes[self._rows]
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        strokes = scope.wiring.strokes(scope.camera.zoom)
        met = np.intersect1d(np.flatnonzero(strokes.visible(*low, *high)), self._wires)
        rows = strokes.rows_of(met)
        lines = strokes.lines[rows]
        is_over = (np.minimum(lines[:, :2], lines[:, 2:]) <= high).all(axis=1)
        is_over &= (np.maximum(lines[:, :2], lines[:, 2:]) >= low).all(axis=1)
        if not is_over.any():
            return None
        entry = arrays.port_row(ends[0], is_input=True)
        leave = arrays.port_row(ends[1], is_input=False)
        ports = [row for row in (entry, leave) if row is not None]
        x, y = arrays.port_xy[ports].mean(axis=0).tolist()
        order = np.argsort(distances(lines[is_over], x, y), kind="stable")
        nearest = dict.fromkeys(strokes.wire[rows[is_over]][order].tolist())
        return next((wire for wire in [*nearest][:_MOST_TRIED] if self._takes(wire)), None)

    def _ends_now(self) -> tuple[End, End] | None:
        """Where a wire would enter and leave the nodes; None where it could not."""
        if self._is_out not in self._ends:
            self._ends[self._is_out] = self._find_ends()
        return self._ends[self._is_out]

    def _find_ends(self) -> tuple[End, End] | None:
        project, name = self._scope.workspace.project, self._scope.workspace.network_name
        if self._is_out:
            project = edit.detach_nodes(project, name, self._ids)
        try:
            return edit.ends_for_wire(project, name, self._ids)
        except EditError:
            return None

    def _takes(self, wire: int) -> bool:
        """Whether the nodes may stand on a wire."""
        key = (self._is_out, wire)
        if key not in self._fits:
            before, self._target = self._target, wire
            self._fits[key] = foresee(self._scope, self.change) is not None
            self._target = before
        return self._fits[key]


class _Shake:
    """Tells a shake, three quick turns to and fro, from other movement."""

    def __init__(self) -> None:
        self._corner: tuple[float, float] | None = None
        self._way = (0.0, 0.0)
        self._turns: deque[float] = deque(maxlen=_NUM_TURNS)
        self._is_shaken = False

    def turns(self, at: QPointF) -> bool:
        """Take the next place of the pointer, in view px; return whether it has been shaken."""
        place = (at.x(), at.y())
        corner = self._corner = self._corner or place
        step = (place[0] - corner[0], place[1] - corner[1])
        along = step[0] * self._way[0] + step[1] * self._way[1]
        if along > 0:
            self._corner, self._way = place, step
        elif np.hypot(*step) >= _LEG_PX:
            now = time.monotonic()
            if along < 0:
                self._turns.append(now)
            self._corner, self._way = place, step
        is_quick = len(self._turns) == _NUM_TURNS and self._turns[-1] - self._turns[0] < _SHAKE_S
        self._is_shaken |= is_quick
        return self._is_shaken
