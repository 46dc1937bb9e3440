"""Drawing wires, and taking hold of those that are there."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from netbuilder.app.canvas.gestures.gesture import Gesture, Modifiers, Scope
from netbuilder.app.canvas.overlay import LiveWire
from netbuilder.app.canvas.takers import (
    Fitting,
    Place,
    find_takers,
    places_of_ports,
    refused_ports,
)


class DragWire(Gesture):
    """A wire from a port to the pointer; it is drawn where it is let go over a port or a node.

    Ports on the same side, on the same node and those that would close a circle cannot take it and
    are faded, as are those for other sorts of tensors. One of those takes it only where it is let
    go on that very port: what is wrong, and how it can be mended, shows then. Over a node a free
    port takes it, over empty canvas the person is asked for a layer to put there.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, scope: Scope, port: int) -> None:
        super().__init__(scope)
        self._port = port
        self._from_input = bool(scope.arrays.port_is_input[port])
        self._target: Place | None = None
        self._seen = QRectF()

    def begin(self, at: QPointF, modifiers: Modifiers) -> None:
        """Show the wire and the ports that can take it."""
        self._start = at
        self._has_left = False
        arrays = self.scope.arrays
        self._takers = find_takers(arrays, self._port)
        self._fitting = Fitting(arrays, self._port, self.scope.workspace.network_analysis)
        self.move(at, modifiers)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Follow the pointer; hold on to a port that can take the wire."""
        scope = self.scope
        self._has_left = self._has_left or _is_apart(at, self._start, scope.camera.zoom)
        self._fade_ports()
        place = self._target = self._taker_at(at)
        held = tuple(scope.arrays.port_xy[self._port].tolist())
        row_px = scope.canvas.node.port_row_next
        loose = (at.x(), at.y()) if place is None else place.at(scope.arrays, row_px)
        start, stop = (loose, held) if self._from_input else (held, loose)
        look = int(scope.arrays.port_look[self._port])
        scope.overlay.sketches = [LiveWire(start, stop, look, place is not None)]
        scope.overlay.target = None if place is None or place.is_more else place.port
        scope.repaint(None)

    def end(self, at: QPointF, modifiers: Modifiers) -> None:
        """Draw the wire, or ask for a layer."""
        target = self._taker_at(at)
        is_over_node = self.scope.hits.node_at(at.x(), at.y()) is not None
        self._clear()
        if target is not None:
            self._attach(target)
        elif self._has_left and not is_over_node:
            self._let_go(at)

    def cancel(self) -> None:
        """Forget the wire."""
        self._clear()

    def _attach(self, target: Place) -> None:
        arrays = self.scope.arrays
        source, sink = (target.port, self._port) if self._from_input else (self._port, target.port)
        order = arrays.ports[sink].face.order if self._from_input else target.order(arrays)
        self.scope.commands.draw_wire(arrays.port_end(source), arrays.port_end(sink), order=order)

    def _let_go(self, at: QPointF) -> None:
        end = self.scope.arrays.port_end(self._port)
        self.scope.offer_layers(at, (end, self._from_input))

    def _clear(self) -> None:
        self.scope.overlay.clear()
        self.scope.wiring.hidden = ()
        self.scope.repaint(None)

    def _fade_ports(self) -> None:
        """Fade the ports in view that cannot take the wire, anew where other ones come into it."""
        scope = self.scope
        if scope.camera.seen == self._seen:
            return
        self._seen = scope.camera.seen
        scope.overlay.refused = refused_ports(
            scope.arrays, self._port, self._takers, self._fitting, self._seen
        )

    def _taker_at(self, at: QPointF) -> Place | None:
        """Where the wire would end: at the port pointed at, or at a free one of the node there."""
        scope, arrays = self.scope, self.scope.arrays
        port = scope.hits.port_at(at.x(), at.y(), scope.camera.zoom)
        if port is not None and port in self._takers:
            return Place(port)
        node = scope.hits.node_at(at.x(), at.y())
        own = self._takers[arrays.port_node[self._takers] == node] if node is not None else []
        places = places_of_ports(arrays, np.asarray(own, np.int64))
        if not self._from_input:
            wired = arrays.port_is_wired()
            places = [place for place in places if place.is_more or not wired[place.port]]
        return min(places, key=lambda p: (not self._fitting.has(p.port), p.is_more), default=None)


class MoveWireEnd(DragWire):
    """Takes one end of a wire off its port: to another port, or over empty canvas away.

    At another input of its node it changes places with the wire there; elsewhere that gives way.
    """

    def __init__(self, scope: Scope, wire: int, *, at_sink: bool) -> None:
        arrays = scope.arrays
        self._wire = arrays.edges[wire]
        self._row = wire
        held = arrays.edge_source[wire] if at_sink else arrays.edge_sink[wire]
        self._old = int(arrays.edge_sink[wire] if at_sink else arrays.edge_source[wire])
        super().__init__(scope, int(held))

    def begin(self, at: QPointF, modifiers: Modifiers) -> None:
        """Hide the wire; its held end stays."""
        self.scope.wiring.hidden = (self._row,)
        super().begin(at, modifiers)

    def end(self, at: QPointF, modifiers: Modifiers) -> None:
        """Put the end where it was let go; a click selects the wire."""
        super().end(at, modifiers)
        if not self._has_left:
            self.scope.workspace.select((), [self._wire])

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Follow the pointer; show where the wire would go with which this one changes places."""
        super().move(at, modifiers)
        scope, arrays = self.scope, self.scope.arrays
        rival = None if self._target is None else self._rival(self._target)
        scope.wiring.hidden = (self._row,) if rival is None else (self._row, rival)
        if rival is not None and self._swaps(rival):
            source = int(arrays.edge_source[rival])
            (x0, y0), (x1, y1) = arrays.port_xy[[source, self._old]].tolist()
            look = int(arrays.port_look[source])
            scope.overlay.sketches.append(LiveWire((x0, y0), (x1, y1), look))

    def _rival(self, target: Place) -> int | None:
        """The wire that has the input where this one would end, if that is another one."""
        if self._from_input or target.is_more or target.port == self._old:
            return None
        wires = np.flatnonzero(self.scope.arrays.edge_sink == target.port)
        return int(wires[0]) if len(wires) else None

    def _swaps(self, rival: int) -> bool:
        """Whether both wires enter the same node, so that neither has to go."""
        arrays = self.scope.arrays
        sink = arrays.port_node[arrays.edge_sink[rival]]
        return bool(sink == arrays.port_node[self._old])

    def _attach(self, target: Place) -> None:
        if target == Place(self._old) or not self._has_left:
            return
        end, rival = self.scope.arrays.port_end(target.port), self._rival(target)
        if rival is not None:
            other = self.scope.arrays.edges[rival]
            if self._swaps(rival):
                self.scope.joining.swap_wires(self._wire, other)
            else:
                self.scope.joining.take_place(self._wire, other)
        elif self._from_input:
            self.scope.commands.move_wire(self._wire, source=end)
        else:
            self.scope.commands.move_wire(self._wire, sink=end)

    def _let_go(self, at: QPointF) -> None:
        self.scope.commands.remove_wire(self._wire)


def _is_apart(a: QPointF, b: QPointF, zoom: float) -> bool:
    return max(abs(a.x() - b.x()), abs(a.y() - b.y())) * zoom >= 8.0
