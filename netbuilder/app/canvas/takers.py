"""Which ports can be at the other end of a wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF

from netbuilder.app.canvas.arrays import CanvasArrays, Floats, Ints
from netbuilder.compiler.result import NetworkAnalysis
from netbuilder.project import topology
from netbuilder.project.value import End

_NUM_ASKED = 32
"""How many places ahead are asked whether the tensor fits; in a large network all take too long."""


def find_takers(arrays: CanvasArrays, port: int) -> Ints:
    """The rows of the ports that can take a wire from `port`.

    Those on the same side, on the same node and those that would close a circle cannot.
    """
    from_input = bool(arrays.port_is_input[port])
    node_id = arrays.ids[int(arrays.port_node[port])]
    walk = topology.downstream if from_input else topology.upstream
    barred = arrays.rows({node_id, *walk(arrays.network, [node_id])})
    can_take = arrays.port_is_input != from_input
    can_take &= ~np.isin(arrays.port_node, barred)
    return np.flatnonzero(can_take)


class Fitting:
    """Which of the ports that can be at the other end of a wire also take its sort of tensor.

    Each is asked when somebody first wants to know.
    """

    def __init__(self, arrays: CanvasArrays, port: int, found: NetworkAnalysis | None) -> None:
        self._arrays = arrays
        self._port = port
        self._found = found
        self._answers: dict[int, bool] = {}

    def has(self, port: int) -> bool:
        """Whether the tensor that would run along the wire fits there."""
        if port not in self._answers:
            self._answers[port] = self._found is None or self._ask(self._found, port)
        return self._answers[port]

    def _ask(self, found: NetworkAnalysis, port: int) -> bool:
        from netbuilder.compiler.suggest import can_take  # not needed for the first frame

        arrays = self._arrays
        ends = arrays.port_end(self._port), arrays.port_end(port)
        source, sink = reversed(ends) if arrays.port_is_input[self._port] else ends
        return can_take(found, source, sink)


def refused_ports(
    arrays: CanvasArrays, port: int, takers: Ints, fitting: Fitting, seen: QRectF
) -> Ints:
    """The rows of the ports in a part of the scene that fade while a wire hangs at `port`."""
    rows = arrays.rows_within(seen.left(), seen.top(), seen.right(), seen.bottom())
    ports = np.flatnonzero(np.isin(arrays.port_node, rows))
    fit = [taker for taker in np.intersect1d(ports, takers).tolist() if fitting.has(taker)]
    return np.setdiff1d(ports, [*fit, port])


@dataclass(frozen=True, slots=True)
class Place:
    """Where a wire can end: a port, or one more place of a port that takes many.

    Attributes:
        port: The row of the port; of one more place that of the last one there is.
        is_more: Whether the wire comes behind all that the port has.
    """

    port: int
    is_more: bool = False

    def at(self, arrays: CanvasArrays, row_px: float) -> tuple[float, float]:
        """Its centre in scene px; one more place lies a row below the last one."""
        ((x, y),) = points_of(arrays, [self], row_px).tolist()
        return x, y

    def order(self, arrays: CanvasArrays) -> int | None:
        """The number of the place in its port; None for behind all."""
        return None if self.is_more else arrays.ports[self.port].face.order


def points_of(arrays: CanvasArrays, places: Sequence[Place], row_px: float) -> Floats:
    """The centres of places in scene px, (places, 2); one more place lies a row below the last."""
    ports = np.fromiter((place.port for place in places), np.int64, len(places))
    points = arrays.port_places(ports)
    points[:, 1] += row_px * np.fromiter((place.is_more for place in places), bool, len(places))
    return points


def places_of_ports(arrays: CanvasArrays, ports: Ints) -> list[Place]:
    """The places of these ports, with one more of each that takes many and has none free."""
    wired, places = arrays.port_is_wired(), list[Place]()
    for port in ports.tolist():
        places.append(Place(port))
        if _is_last_of_many(arrays, port) and wired[port]:
            places.append(Place(port, is_more=True))
    return places


def likely_first(
    arrays: CanvasArrays, port: int, places: Sequence[Place], row_px: float, fitting: Fitting
) -> list[Place]:
    """`places` in the order in which a wire from `port` would likely end there.

    Free ones lead, then more places of ports that take many, then those that would lose a wire, and
    those that have this very wire come last; among them those that lie the way that wires run, then
    the nearest. Of those ahead, the ones for another sort of tensor step back.
    """
    wired, forward = arrays.port_is_wired(), not arrays.port_is_input[port]
    ports = np.array([place.port for place in places], np.int64)
    is_more = np.array([place.is_more for place in places], bool)
    near, far = arrays.edge_source, arrays.edge_sink
    joined = far[near == port] if forward else near[far == port]
    away = points_of(arrays, places, row_px) - arrays.port_places(np.array([port]))
    keys = (  # the last counts most
        np.hypot(away[:, 0], away[:, 1]),
        (away[:, 0] < 0) if forward else (away[:, 0] > 0),
        2 * (wired[ports] & ~is_more) + is_more if forward else is_more,
        np.isin(ports, joined) & ~is_more,
    )
    ordered = [places[at] for at in np.lexsort(keys).tolist()]
    ahead = sorted(ordered[:_NUM_ASKED], key=lambda place: not fitting.has(place.port))
    return [*ahead, *ordered[_NUM_ASKED:]]


def _is_last_of_many(arrays: CanvasArrays, port: int) -> bool:
    face = arrays.ports[port].face
    end = End(arrays.port_end(port).node, face.key)
    is_input = bool(arrays.port_is_input[port])
    return face.order > 0 and arrays.port_row(end, is_input=is_input, order=face.order + 1) is None
