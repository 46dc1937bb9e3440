"""From node to node by the arrow keys: along wires, else to the nearest card that way."""

from __future__ import annotations

import numpy as np

from netbuilder.app.canvas.arrays import CanvasArrays, Ints

Direction = tuple[int, int]
"""(1, 0) right, (-1, 0) left, (0, 1) down, (0, -1) up."""


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
    return _nearest(arrays, node, direction)


def _first(arrays: CanvasArrays) -> int | None:
    if not len(arrays):
        return None
    return int(np.argmin(arrays.xy[:, 1] * 2 + arrays.xy[:, 0]))


def _linked(arrays: CanvasArrays, node: int, *, forward: bool) -> Ints:
    sources = arrays.port_node[arrays.edge_source]
    sinks = arrays.port_node[arrays.edge_sink]
    linked: Ints = sinks[sources == node] if forward else sources[sinks == node]
    return linked


def _nearest(arrays: CanvasArrays, node: int, direction: Direction) -> int | None:
    middles = arrays.xy + arrays.wh / 2
    away = middles - middles[node]
    along = away @ np.array(direction, np.float64)
    aside = np.abs(away @ np.array(direction[::-1], np.float64))
    cost = np.where(along > 1.0, along + 2 * aside, np.inf)
    best = int(np.argmin(cost))
    return best if np.isfinite(cost[best]) else None
