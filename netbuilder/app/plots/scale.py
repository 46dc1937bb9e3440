"""Axes of charts: which numbers stand at them, and how far they reach. No Qt here."""

from __future__ import annotations

import math
from dataclasses import dataclass

from netbuilder.app.quantity import SHARES

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_MINOR_DECADES = 1.6
"""Below so many decades a logarithmic axis also names 2 and 5 of each."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One axis: its ends and its ticks, in the plane's own numbers (logarithms on a log axis)."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()


def value_scale(key: str, low: float, high: float, *, is_log: bool, ticks: int = 4) -> Scale:
    """The axis of a loss or metric that runs from `low` to `high`.

    It ends at ticks. A loss shows its zero; a share of one never reaches beyond 100 %.
    """
    if is_log:
        return _log_scale(low, high, key, ticks)
    if key == "loss":
        low = min(0.0, low)
    top = 1.0 if key in SHARES and high <= 1.0 else math.inf
    if high - low < 1e-12 * max(1.0, abs(high)):
        margin = abs(high) * 0.1 or 1.0
        low, high = (high - margin if low else low), min(high + margin, max(top, high))
    step = _step((high - low) / ticks)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    if last * step > top:
        last = math.floor(top / step)
    places = range(first, max(last, first + 1) + 1)
    values = tuple(round(place * step, 12) for place in places)
    return Scale(
        low=values[0],
        high=max(values[-1], min(high, top)),
        ticks=tuple((value, tick_words(key, value, step)) for value in values),
    )


def epoch_scale(epochs: int, *, is_log: bool, first: float = 1.0, most: int = 5) -> Scale:
    """The axis of epochs up to `epochs`; a log axis begins at `first` of an epoch."""
    epochs = max(1, epochs)
    if is_log:
        scale = _log_scale(min(first, 1.0), float(max(epochs, 2)), "", most)
        return Scale(
            low=math.log10(min(first, 1.0)),
            high=math.log10(max(epochs, 2)),
            ticks=tuple(tick for tick in scale.ticks if tick[0] >= 0),
        )
    step = max(1, round(_step(epochs / most)))
    return Scale(
        low=0.0,
        high=float(epochs),
        ticks=tuple((float(x), f"{x:,}") for x in range(0, epochs + 1, step)),
    )


def tick_words(key: str, value: float, step: float) -> str:
    """A number at an axis, with as many places as its neighbours need."""
    if key in SHARES:
        return f"{value * 100:.{_places(step * 100)}f}%"
    if value == 0:
        return "0"
    if abs(value) >= 1e5 or step < 1e-4:
        return f"{value:.3g}"
    return f"{value:,.{_places(step)}f}"


def _places(step: float) -> int:
    """Decimal places that multiples of a step have."""
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    return places if abs(step * 10**places - round(step * 10**places)) < 1e-6 else places + 1


def _step(least: float) -> float:
    """The smallest round number that is no smaller than `least`."""
    if least <= 0 or not math.isfinite(least):
        return 1.0
    power = 10.0 ** math.floor(math.log10(least))
    return next((s * power for s in _STEPS if s * power >= least * (1 - 1e-9)), 10 * power)


def _log_scale(low: float, high: float, key: str, most: int) -> Scale:
    """From the tick below `low` to the tick above `high`, both above zero."""
    low, high = math.log10(low), math.log10(max(high, low))
    digits = (1, 2, 5) if high - low < _MINOR_DECADES else (1,)
    powers = range(math.floor(low) - 1, math.ceil(high) + 2)
    values = [digit * 10.0**power for power in powers for digit in digits]
    if key in SHARES:
        values = [value for value in values if value <= 1.0]
    below = max((v for v in values if math.log10(v) <= low + 1e-9), default=values[0])
    above = min((v for v in values if math.log10(v) >= high - 1e-9), default=values[-1])
    if above <= below:
        above = next((v for v in values if v > below), below * 10)
    kept = [value for value in values if below <= value <= above]
    stride = max(1, math.ceil(len(kept) / (most + 2)))
    return Scale(
        low=math.log10(below),
        high=max(math.log10(above), high),
        ticks=tuple((math.log10(v), _log_words(key, v)) for v in kept[::stride]),
    )


def _log_words(key: str, value: float) -> str:
    if key in SHARES:
        return f"{value * 100:g}%"
    return f"{value:,.0f}" if 1 <= value < 1e5 else f"{value:.0e}" if value < 1e-4 else f"{value:g}"
