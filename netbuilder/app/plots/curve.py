"""The lines of a chart: what they show, how they are smoothed and thinned, and how they look."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from netbuilder.app.theme import Theme

VALIDATION_DASH = (6, 4)

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Values per epoch under a name.

    Attributes:
        name: What a legend calls it.
        look: ``"train"`` or ``"validation"``, or the place of a run, which has a colour and a dash.
        values: The values; entry 0 is epoch 1. What is not finite leaves a gap. A tuple: the
            lists of a run go on growing after a line was drawn.
    """

    name: str
    look: str | int
    values: tuple[float, ...]

    @property
    def last(self) -> tuple[int, float] | None:
        """The last epoch that has a finite value, and the value; None where none has."""
        for epoch in range(len(self.values), 0, -1):
            if math.isfinite(self.values[epoch - 1]):
                return epoch, self.values[epoch - 1]
        return None

    def at(self, epoch: int) -> float | None:
        """The value of an epoch, or None."""
        if not 1 <= epoch <= len(self.values) or not math.isfinite(self.values[epoch - 1]):
            return None
        return self.values[epoch - 1]


def run_look(theme: Theme, place: int) -> tuple[QColor, tuple[int, ...]]:
    """The colour and the dash (px) of the run at a place, counted from 0 for the oldest.

    Colours come again after eight runs, but then with other dashes.
    """
    colors, dashes = theme.colors.chart.runs, theme.colors.chart.run_dashes
    return colors[place % len(colors)], dashes[(place + place // len(colors)) % len(dashes)]


def line_look(theme: Theme, look: str | int) -> tuple[QColor, tuple[int, ...]]:
    """The colour of a line and its dash in px, empty for a solid one."""
    if isinstance(look, int):
        return run_look(theme, look)
    chart = theme.colors.chart
    return (chart.validation, VALIDATION_DASH) if look == "validation" else (chart.train, ())


def line_pen(theme: Theme, look: str | int) -> QPen:
    """The pen of a line at the width of the tokens."""
    color, dashes = line_look(theme, look)
    width = theme.tokens.chart.line
    pen = QPen(color, width)
    pen.setCosmetic(True)
    if dashes:
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([dash / width for dash in dashes])
    return pen


def smoothed(values: Sequence[float], amount: float) -> list[float]:
    """A running average in which each earlier value weighs `amount` (0 to below 1) times as much.

    The first value stands as it is; gaps stay gaps.
    """
    result, level, weight = [], 0.0, 0.0
    for value in values:
        if math.isfinite(value):
            level = amount * level + (1 - amount) * value
            weight = amount * weight + (1 - amount)
            result.append(level / weight)
        else:
            result.append(value)
    return result


def thinned(xs: Numbers, ys: Numbers, most: int) -> tuple[Numbers, Numbers]:
    """At most `most` points (4 or more): the ends, and of each stretch its lowest and highest."""
    count = len(ys)
    if count <= most:
        return xs, ys
    stretches = most // 2 - 1
    size = -(-count // stretches)
    padded = np.full(stretches * size, np.nan)
    padded[:count] = ys
    table = padded.reshape(stretches, size)
    starts = np.arange(stretches) * size
    lows = starts + np.where(np.isfinite(table), table, np.inf).argmin(axis=1)
    highs = starts + np.where(np.isfinite(table), table, -np.inf).argmax(axis=1)
    kept = np.unique(np.concatenate((lows, highs, [0, count - 1])))
    kept = kept[kept < count]
    return xs[kept], ys[kept]
