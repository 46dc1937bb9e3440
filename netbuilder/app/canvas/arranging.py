"""Lining nodes up: along an edge, through their middles, at equal distances."""

from __future__ import annotations

import numpy as np

from netbuilder.app.canvas.arrays import Floats, Ints
from netbuilder.app.canvas.commands import Commands
from netbuilder.words import _

_ACROSS, _DOWN = 0, 1


class Arranging:
    """Moves the selected nodes into line, by their cards as they are drawn.

    Only the one direction changes that the command is about. What is in line already is no step.
    """

    def __init__(self, commands: Commands) -> None:
        self._commands = commands

    def align_left(self) -> None:
        """Put the left edges on that of the leftmost card."""
        self._align(_ACROSS, 0.0)

    def align_centers(self) -> None:
        """Put the middles on one vertical line."""
        self._align(_ACROSS, 0.5)

    def align_right(self) -> None:
        """Put the right edges on that of the rightmost card."""
        self._align(_ACROSS, 1.0)

    def align_top(self) -> None:
        """Put the upper edges on that of the topmost card, which makes a row's wires straight."""
        self._align(_DOWN, 0.0)

    def align_middles(self) -> None:
        """Put the middles on one horizontal line."""
        self._align(_DOWN, 0.5)

    def align_bottom(self) -> None:
        """Put the lower edges on that of the lowest card."""
        self._align(_DOWN, 1.0)

    def distribute_across(self) -> None:
        """Let the gaps from left to right be equal; the outermost cards stay."""
        self._distribute(_ACROSS)

    def distribute_down(self) -> None:
        """Let the gaps from top to bottom be equal; the outermost cards stay."""
        self._distribute(_DOWN)

    def _align(self, axis: int, share: float) -> None:
        """Move cards along `axis` so that the point at `share` of each lies on one line."""
        rows = self._rows(at_least=2, else_say=_("Select at least two layers to line up."))
        if not len(rows):
            return
        arrays = self._commands.arrays
        low = arrays.xy[rows, axis]
        size = arrays.wh[rows, axis]
        left, right = low.min(), (low + size).max()
        self._move(rows, axis, left + (right - left) * share - size * share, _("Line up"))

    def _distribute(self, axis: int) -> None:
        rows = self._rows(at_least=3, else_say=_("Select at least three layers to space evenly."))
        if not len(rows):
            return
        arrays = self._commands.arrays
        rows = rows[np.argsort(arrays.xy[rows, axis], kind="stable")]
        low, size = arrays.xy[rows, axis], arrays.wh[rows, axis]
        gap = (low[-1] + size[-1] - low[0] - size.sum()) / (len(rows) - 1)
        places = low[0] + np.concatenate([[0.0], np.cumsum(size + gap)[:-1]])
        places[-1] = low[-1]  # the last one stays, to the last bit
        self._move(rows, axis, places, _("Space evenly"))

    def _rows(self, *, at_least: int, else_say: str) -> Ints:
        """The rows of the selection, or none and a sentence where they are too few."""
        rows = self._commands.arrays.rows(self._commands.workspace.selection)
        if len(rows) < at_least:
            self._commands.message.emit(else_say)
            return rows[:0]
        return rows

    def _move(self, rows: Ints, axis: int, places: Floats, label: str) -> None:
        arrays = self._commands.arrays
        corners = arrays.xy[rows].copy()
        if np.allclose(corners[:, axis], places, rtol=0, atol=1e-9):
            return
        corners[:, axis] = places
        moved = zip(rows.tolist(), corners.tolist(), strict=True)
        self._commands.move({arrays.ids[row]: (x, y) for row, (x, y) in moved}, label=label)
