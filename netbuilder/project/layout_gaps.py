"""How much room automatic layout leaves between things."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Gaps:
    """Room between things, in px: the numbers of the canvas.

    Attributes:
        column: Between columns, at least.
        row: Between rows, at least.
        lane: Between two wires that run beside each other, and between a wire and a card.
        first_lane: Between a lane and the row above or below.
        below: Between two cards in a column.
        port: From the top of a card to its first port.
        port_next: From one port to the next.
    """

    column: float = 40.0
    row: float = 64.0
    lane: float = 20.0
    first_lane: float = 28.0
    below: float = 24.0
    port: float = 46.0
    port_next: float = 24.0
