"""From node to node by the arrow keys, along wires, else to the nearest card that way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF

from netbuilder.app.announce import announce
from netbuilder.app.canvas.arrays import CanvasArrays, Floats, Ints
from netbuilder.project.value import Edge
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.canvas.view import CanvasView

_ROOM_PX = 8.0

Direction = tuple[int, int]
"""(1, 0) right, (-1, 0) left, (0, 1) down, (0, -1) up."""


class Walk:
    """Where the keyboard is on the canvas, and where arrows take it.

    With Shift they go onto the wires at a node. On a wire, right and left go to the nodes at its
    ends, up and down to the next wire at the node that the person came from. With Ctrl what they
    reach is added to the selection, and going back takes it out again.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._came_from = ""
        self._reached = ""

    def go(self, direction: Direction) -> None:
        """Select what lies next in a direction."""
        workspace, arrays = self._view.workspace, self._view.arrays
        selected = arrays.rows(workspace.selection)
        wire = self._wire()
        across, down = direction
        if wire is not None and across:
            self._select_node((wire.sink if across > 0 else wire.source).node)
        elif wire is not None:
            self._select_wire(_beside(self._siblings(wire), wire, down))
        elif not len(selected) and self._came_from in arrays.row_of:
            self._select_node(self._came_from)  # its wire is gone
        elif (there := next_node(arrays, selected, direction)) is not None:
            self._select_node(arrays.ids[there])

    def extend(self, direction: Direction) -> None:
        """Add what lies next in a direction to the selection; back again, take it out."""
        workspace, arrays = self._view.workspace, self._view.arrays
        chosen = workspace.selection
        start = arrays.rows([self._reached] if self._reached in chosen else chosen)
        there = next_node(arrays, start, direction)
        if there is None:
            return
        goal = arrays.ids[there]
        is_back = goal in chosen and len(chosen) > 1
        left = {arrays.ids[int(start[-1])]} if is_back and len(start) else set[str]()
        self._reached = goal
        workspace.select((chosen | {goal}) - left)
        self._view.show_node(goal)
        count = _("{count} selected").format(count=len(workspace.selection))
        announce(
            self._view, f"{arrays.faces[there].title} {arrays.network.nodes[goal].name}, {count}"
        )

    def go_onto_wire(self, across: int) -> None:
        """Select a wire that leaves the selected node, or with -1 one that enters it."""
        workspace, wire = self._view.workspace, self._wire()
        if wire is not None:
            self._came_from = (wire.sink if across > 0 else wire.source).node
        elif len(workspace.selection) == 1:
            (self._came_from,) = workspace.selection
        else:
            return
        wires = self._wires_at(self._came_from, forward=across > 0)
        if wires:
            self._select_wire(wires[0])

    def _wire(self) -> Edge | None:
        workspace = self._view.workspace
        if workspace.selection or len(workspace.selected_edges) != 1:
            return None
        (wire,) = workspace.selected_edges
        return wire

    def _siblings(self, wire: Edge) -> list[Edge]:
        return self._wires_at(self._came_from, forward=self._came_from != wire.sink.node)

    def _wires_at(self, node_id: str, *, forward: bool) -> list[Edge]:
        """The wires that leave or enter a node, from the top down by where their ports lie."""
        arrays = self._view.arrays
        rows = np.flatnonzero(arrays.edges_at(arrays.rows([node_id])))
        near, far = arrays.edge_source[rows], arrays.edge_sink[rows]
        if not forward:
            near, far = far, near
        is_here = arrays.port_node[near] == arrays.row_of.get(node_id, -1)
        heights = arrays.port_xy[:, 1]
        order = np.lexsort((heights[far], heights[near]))
        return [arrays.edges[rows[at]] for at in order.tolist() if is_here[at]]

    def _select_node(self, node_id: str) -> None:
        self._came_from = ""
        self._view.workspace.select([node_id])
        self._view.show_node(node_id)

    def _select_wire(self, wire: Edge) -> None:
        self._view.workspace.select((), [wire])
        arrays, row = self._view.arrays, self._view.arrays.edge_row(wire)
        if row is not None:
            ends = arrays.port_places(np.array([arrays.edge_source[row], arrays.edge_sink[row]]))
            (left, top), (right, bottom) = ends.min(axis=0).tolist(), ends.max(axis=0).tolist()
            box = QRectF(left, top, right - left, bottom - top)
            self._view.camera.reveal(box.adjusted(-_ROOM_PX, -_ROOM_PX, _ROOM_PX, _ROOM_PX))


def next_node(arrays: CanvasArrays, selected: Ints, direction: Direction) -> int | None:
    """The row of the node to go to from those selected, or None where there is none.

    Without a selection it is the card nearest to the top left. Right and left follow the wires; of
    several ends the one nearest in height. Up and down go to the nearest card above or below.
    """
    if not len(selected):
        return _first(arrays)
    node = int(selected[-1])
    across, _down = direction
    if across:
        linked = _linked(arrays, node, forward=across > 0)
        if len(linked):
            heights = np.abs(arrays.xy[linked, 1] - arrays.xy[node, 1])
            return int(linked[np.argmin(heights)])
    return nearest_point(arrays.xy + arrays.wh / 2, node, direction)


def nearest_point(points: Floats, start: int, direction: Direction) -> int | None:
    """The one of `points`, (n, 2), to go to from the one at `start`, or None where none lies so."""
    away = points - points[start]
    along = away @ np.array(direction, np.float64)
    aside = np.abs(away @ np.array(direction[::-1], np.float64))
    cost = np.where(along > 1.0, along + 2 * aside, np.inf)
    best = int(np.argmin(cost))
    return best if np.isfinite(cost[best]) else None


def _first(arrays: CanvasArrays) -> int | None:
    if not len(arrays):
        return None
    return int(np.argmin(arrays.xy[:, 1] * 2 + arrays.xy[:, 0]))


def _linked(arrays: CanvasArrays, node: int, *, forward: bool) -> Ints:
    sources = arrays.port_node[arrays.edge_source]
    sinks = arrays.port_node[arrays.edge_sink]
    linked: Ints = sinks[sources == node] if forward else sources[sinks == node]
    return linked


def _beside(wires: list[Edge], wire: Edge, step: int) -> Edge:
    """The wire before or after one among others; itself at the end or where it is not there."""
    at = wires.index(wire) if wire in wires else None
    return wire if at is None else wires[max(0, min(at + step, len(wires) - 1))]
