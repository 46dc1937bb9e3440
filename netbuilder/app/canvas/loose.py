"""A wire that was let go over empty canvas and waits for the layer that takes it up."""

from __future__ import annotations

from PySide6.QtCore import QPointF

from netbuilder.app.canvas.gestures import Scope
from netbuilder.app.canvas.overlay import LiveWire
from netbuilder.project.value import End


class LooseWire:
    """Holds the port that a wire hangs from, and where the wire was let go."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._held: tuple[QPointF, End, bool] | None = None

    def hold(self, at: QPointF, end: End, *, is_input: bool) -> None:
        """Remember a wire that was let go at a scene point; `is_input` says which end hangs."""
        self._held = (at, end, is_input)

    def end_at(self, at: QPointF | None) -> tuple[End, bool] | None:
        """The port of the wire that was let go at this scene point, and whether it is an input."""
        if self._held is None or self._held[0] != at:
            return None
        return self._held[1:]

    def forget(self) -> None:
        """Let the wire go for good."""
        if self._held is not None:
            self._held = None
            self._scope.overlay.clear()
            self._scope.repaint(None)

    def draw(self) -> None:
        """Show the wire as it hangs, until it is forgotten or a gesture begins."""
        if self._held is None:
            return
        at, end, is_input = self._held
        arrays = self._scope.arrays
        port = arrays.port_row(end, is_input=is_input, order=0)
        if port is None:
            return
        held, loose = tuple(arrays.port_xy[port].tolist()), (at.x(), at.y())
        start, stop = (loose, held) if is_input else (held, loose)
        look = int(arrays.port_look[port])
        self._scope.overlay.sketches = [LiveWire(start, stop, look)]
        self._scope.repaint(None)
