"""Taking hold of all wires of a port at once."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from netbuilder.app.canvas.arrays import Bools
from netbuilder.app.canvas.gestures.gesture import Gesture, Modifiers, Scope
from netbuilder.app.canvas.gestures.preview import foresee
from netbuilder.app.canvas.overlay import LiveWire
from netbuilder.app.canvas.takers import Fitting, refused_ports
from netbuilder.project import edit, topology
from netbuilder.project.value import Project


class MovePortWires(Gesture):
    """All wires of a port hang at the pointer and go to the port where they are let go.

    That is one on the same side of a node, which it may not feed by way of these wires. Anywhere
    else they stay where they were. Ports for other sorts of tensors fade too, but take them where
    they are let go on that very port.
    """

    cursor = Qt.CursorShape.CrossCursor

    def __init__(self, scope: Scope, port: int) -> None:
        super().__init__(scope)
        arrays = scope.arrays
        self._port = port
        self._is_input = bool(arrays.port_is_input[port])
        held, others = arrays.edge_sink, arrays.edge_source
        if not self._is_input:
            held, others = others, held
        self._wires = np.flatnonzero(held == port)
        self._others = others[self._wires]
        self._target: int | None = None

    def begin(self, at: QPointF, modifiers: Modifiers) -> None:
        """Show the wires at the pointer and fade the ports that cannot take them."""
        found = self.scope.workspace.network_analysis
        self._can_take = self._find_takers()
        self._fittings = [Fitting(self.scope.arrays, int(row), found) for row in self._others]
        self._seen = QRectF()
        self.scope.wiring.hidden = tuple(self._wires.tolist())
        self.move(at, modifiers)

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """Follow the pointer; hold on to a port that can take them all."""
        scope = self.scope
        self._fade_ports()
        self._target = self._taker_at(at)
        places = scope.arrays.port_xy
        loose = (at.x(), at.y()) if self._target is None else tuple(places[self._target].tolist())
        scope.overlay.sketches = [self._wire(loose, int(other)) for other in self._others]
        scope.overlay.target = self._target
        scope.repaint(None)

    def end(self, at: QPointF, modifiers: Modifiers) -> None:
        """Lead the wires to the port where they were let go."""
        target, arrays = self._taker_at(at), self.scope.arrays
        self.cancel()
        if target is not None and target != self._port:
            start, goal = arrays.port_end(self._port), arrays.port_end(target)
            self.scope.joining.move_port(start, goal, is_input=self._is_input)

    def cancel(self) -> None:
        """Leave the wires where they were."""
        self.scope.overlay.clear()
        self.scope.wiring.hidden = ()
        self.scope.repaint(None)

    def _wire(self, loose: tuple[float, float], other: int) -> LiveWire:
        arrays = self.scope.arrays
        fixed = tuple(arrays.port_xy[other].tolist())
        start, stop = (fixed, loose) if self._is_input else (loose, fixed)
        look = int(arrays.port_look[other if self._is_input else self._port])
        return LiveWire(start, stop, look, self._target is not None)

    def _fade_ports(self) -> None:
        """Fade the ports in view that one of the wires cannot go to, anew as the view moves."""
        scope, seen = self.scope, self.scope.camera.seen
        if seen == self._seen:
            return
        self._seen, takers = seen, np.flatnonzero(self._can_take)
        parts = [
            refused_ports(scope.arrays, self._port, takers, fitting, seen)
            for fitting in self._fittings
        ]
        scope.overlay.refused = np.unique(np.concatenate(parts))

    def _find_takers(self) -> Bools:
        arrays = self.scope.arrays
        far = {arrays.ids[int(arrays.port_node[other])] for other in self._others}
        walk = topology.upstream if self._is_input else topology.downstream
        barred = arrays.rows(far | walk(arrays.network, far))
        can_take: Bools = arrays.port_is_input == self._is_input
        can_take &= ~np.isin(arrays.port_node, barred)
        can_take[self._port] = True
        return can_take

    def _taker_at(self, at: QPointF) -> int | None:
        """The port under the pointer, or the first of the node there, if it takes all wires."""
        scope, arrays = self.scope, self.scope.arrays
        port = scope.hits.port_at(at.x(), at.y(), scope.camera.zoom)
        if port is None or not self._can_take[port]:
            node = scope.hits.node_at(at.x(), at.y())
            own = np.flatnonzero(self._can_take & (arrays.port_node == node))
            port = int(own[0]) if node is not None and len(own) else None
        if port is None or port == self._port:
            return port
        start, goal = arrays.port_end(self._port), arrays.port_end(port)

        def change(project: Project, name: str) -> Project:
            return edit.move_port_wires(project, name, start, goal, is_input=self._is_input)

        return port if foresee(scope, change) is not None else None
