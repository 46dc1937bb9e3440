"""What an edit would do to the wires, shown before it is made."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPen

from netbuilder.app.canvas.arrays import LOOKS, CanvasArrays
from netbuilder.app.canvas.batch import draw_lines
from netbuilder.app.canvas.commands import Change
from netbuilder.app.canvas.frame import Frame
from netbuilder.app.canvas.gestures.gesture import Scope
from netbuilder.app.canvas.routes import Routes, curve_points
from netbuilder.app.canvas.strokes import dashed, flatten
from netbuilder.app.theme import Theme
from netbuilder.error import EditError
from netbuilder.project.value import Edge, End

_DASHES = (6.0, 4.0)
_WHOLE = (1e9, 1.0)


@dataclass(frozen=True, slots=True)
class GhostWire:
    """A wire that is not there yet, from its output end to its input end in scene px."""

    start: tuple[float, float]
    stop: tuple[float, float]
    look: str

    def paint(self, painter: QPainter, frame: Frame, theme: Theme) -> None:
        """Paint dashes, on a ground of their own so that they show on other wires too."""
        curves = curve_points(np.array([self.start]), np.array([self.stop]))
        lines = flatten(Routes(curves, {}), max(frame.zoom, 1.0), 0).lines
        widths, bare = theme.tokens.canvas.wire, theme.tokens.canvas.port.hover_radius
        scale = max(frame.zoom, 1.0) / frame.zoom
        for pieces, color, width in (
            (dashed(lines, _WHOLE, bare=bare), theme.colors.surface.canvas, widths.casing),
            (dashed(lines, _DASHES, bare=bare), theme.colors.wire[self.look].color, widths.hover),
        ):
            pen = QPen(color, width * scale)
            pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            painter.setPen(pen)
            draw_lines(painter, pieces)


@dataclass(frozen=True, slots=True)
class Preview:
    """The wires that an edit takes away and those that it draws.

    Attributes:
        gone: Rows of wires as they are now.
        drawn: The rows of the ports at both ends of each new wire, source and sink.
    """

    gone: tuple[int, ...]
    drawn: tuple[tuple[int, int], ...]

    def sketches(self, arrays: CanvasArrays, *, like: int | None = None) -> Sequence[GhostWire]:
        """The new wires, from where the ports are now.

        Those of which the kind of tensor is not known look like the wire `like`.
        """
        ends = arrays.port_xy
        known = LOOKS.index("any") if like is None else int(arrays.edge_look[like])
        looks = [LOOKS[int(arrays.port_look[source])] for source, _sink in self.drawn]
        return [
            GhostWire(
                _point(ends[source]),
                _point(ends[sink]),
                LOOKS[known] if look == "any" else look,
            )
            for (source, sink), look in zip(self.drawn, looks, strict=True)
        ]


def foresee(scope: Scope, change: Change) -> Preview | None:
    """What an edit of the network that is shown would do to its wires; None where it is refused."""
    workspace, arrays = scope.workspace, scope.arrays
    name = workspace.network_name
    try:
        after = change(workspace.project, name).networks[name]
    except EditError:
        return None
    before, wanted = _ends(workspace.network.edges), _ends(after.edges)
    gone = [arrays.edge_row(edge) for edge in _beyond(workspace.network.edges, wanted)]
    drawn = [_ports(arrays, edge) for edge in _beyond(after.edges, before)]
    return Preview(
        tuple(row for row in gone if row is not None),
        tuple((source, sink) for source, sink in drawn if source is not None and sink is not None),
    )


def _ends(edges: Sequence[Edge]) -> Counter[tuple[End, End]]:
    return Counter((edge.source, edge.sink) for edge in edges)


def _beyond(edges: Sequence[Edge], others: Counter[tuple[End, End]]) -> Sequence[Edge]:
    """The edges that join ports which `others` do not join, or not so often."""
    left = Counter(others)
    found = []
    for edge in edges:
        if left[edge.source, edge.sink]:
            left[edge.source, edge.sink] -= 1
        else:
            found.append(edge)
    return found


def _ports(arrays: CanvasArrays, edge: Edge) -> tuple[int | None, int | None]:
    """The ports of a wire that may not be there yet; the last place where its own is missing."""
    places = (
        arrays.port_row(edge.sink, is_input=True, order=order)
        for order in range(edge.order, -1, -1)
    )
    sink = next((row for row in places if row is not None), None)
    return arrays.port_row(edge.source, is_input=False), sink


def _point(place: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> tuple[float, float]:
    x, y = place.tolist()
    return x, y
