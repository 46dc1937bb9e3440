"""The arithmetic of drawing how numbers are spread: axes, ticks, smooth outlines. No Qt here."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netbuilder.runs.view import Strip

Floats = NDArray[np.floating[Any]]

_NICE = (1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
_LOPSIDED = 0.25
_FINEST = 80
_GENTLE = 0.5
_FEW = 8
_NOTHING = 1e-3


def is_finite(strip: Strip) -> bool:
    """Whether anything of it can be drawn: it holds at least one finite number."""
    return math.isfinite(strip.low) and math.isfinite(strip.high)


def round_up(number: float) -> float:
    """The next number of one or two easy digits: 0.27 becomes 0.3, 1.1 becomes 1.5."""
    if number <= 0 or not math.isfinite(number):
        return 1.0
    size = 10.0 ** math.floor(math.log10(number))
    step = next((nice for nice in _NICE if number <= nice * size * (1 + 1e-9)), 10.0)
    return float(f"{step * size:.2g}")


def axis_of(strips: Iterable[Strip]) -> tuple[float, float]:
    """The two ends of an axis that holds all strips and 0.

    Where both sides of 0 are about as long, the axis is the same length on both.
    """
    shown = [strip for strip in strips if is_finite(strip)]
    low = min((strip.low for strip in shown), default=0.0)
    high = max((strip.high for strip in shown), default=0.0)
    below, above = max(0.0, -low), max(0.0, high)
    longer = max(below, above)
    if min(below, above) >= _LOPSIDED * longer and longer > 0:
        below = above = longer
    left = -round_up(below) if below > 0 else 0.0
    right = round_up(above) if above > 0 else 0.0
    return (left, right) if right > left else (-1.0, 1.0)


def near_zero(number: float, axis: tuple[float, float]) -> float:
    """The number, or 0 where it cannot be told from 0 on this axis."""
    return 0.0 if abs(number) < _NOTHING * (axis[1] - axis[0]) else number


def ticks_of(axis: tuple[float, float]) -> tuple[float, ...]:
    """The numbers written below an axis: its ends, and 0."""
    return tuple(sorted({axis[0], 0.0, axis[1]}))


def outlines(
    strips: Sequence[Strip], axis: tuple[float, float], points: int, *, count: int
) -> list[NDArray[np.float64]]:
    """Smooth outlines of strips over an axis: heights from 0 to 1 at `points` places each.

    Each keeps its own form. Its peak is the higher the more narrowly its numbers lie together,
    gently: a peak four times as dense is twice as high. The fewer the numbers, `count`, the
    smoother the outline (Silverman's rule); very few stand each for itself.
    """
    found = [_density(strip, axis, points, count) for strip in strips]
    highest = max((float(density.max()) for density in found), default=0.0)
    if highest <= 0:
        return found
    return [
        density / density.max() * (density.max() / highest) ** _GENTLE
        if density.max() > 0
        else density
        for density in found
    ]


def _density(
    strip: Strip, axis: tuple[float, float], points: int, count: int
) -> NDArray[np.float64]:
    places = np.linspace(*axis, points)
    bars = np.asarray(strip.bars, np.float64)
    if not is_finite(strip) or bars.sum() <= 0:
        return np.zeros(points)
    width = (strip.high - strip.low) / len(bars)
    middles = strip.low + (np.arange(len(bars)) + 0.5) * width
    likely = 0.9 * strip.spread * count**-0.2 if count >= _FEW else 0.0
    blur = max(0.75 * width, likely, (axis[1] - axis[0]) / _FINEST)
    bells = np.exp(-0.5 * ((places[:, None] - middles[None, :]) / blur) ** 2)
    density: NDArray[np.float64] = bells @ bars / (bars.sum() * blur)
    return density


def picked(count: int, most: int) -> list[int]:
    """At most `most` places among `count`, evenly apart, the first and the last among them."""
    if count <= most:
        return list(range(count))
    return [round(i * (count - 1) / (most - 1)) for i in range(most)]
