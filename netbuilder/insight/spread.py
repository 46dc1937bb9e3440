"""How the numbers of many tensors are spread, in a few calls and one transfer for all of them.

Groups of tensors become the rows of one table, so that a look at a network of any depth costs about
as many kernels as a look at one layer. Of a large group evenly spaced numbers are taken.

Shapes: G groups, N numbers of the largest group, B bins.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from netbuilder.runs.view import BINS, Strip

MOST_NUMBERS = 4096
"""Of a larger group so many numbers are looked at; a bar is then right to a few percent."""

SMALLEST_HALF = 1e-36
"""Numbers that lie closer together stand in the first bin; a float has no smaller inverse."""

_KEPT_INDICES = 256


@dataclass(frozen=True, slots=True)
class Table:
    """Numbers to be measured.

    Attributes:
        numbers: float32 of (G, N); rows of fewer numbers are filled up with NaN.
        sizes: How many numbers each row has.
    """

    numbers: Tensor
    sizes: tuple[int, ...]


class Measured(NamedTuple):
    """What was found out about a group.

    Attributes:
        counts: How many numbers fall into each of the bins.
        low, high, mean, deviation: Of the finite numbers; 0 where there are none.
        zeros, bad: The shares that are exactly 0, and not finite.
        magnitude: The mean of the finite numbers without their signs.
        power: The mean of their squares.
    """

    counts: tuple[float, ...]
    low: float
    high: float
    mean: float
    deviation: float
    zeros: float
    bad: float
    magnitude: float
    power: float

    def strip(self, activity: float) -> Strip:
        """The strip that shows it."""
        fullest = max(self.counts) or 1.0
        return Strip(
            bars=tuple(count / fullest for count in self.counts),
            low=self.low,
            high=self.high,
            mean=self.mean,
            spread=self.deviation,
            zeros=self.zeros,
            activity=activity,
            bad=self.bad,
        )


def tabulate(groups: Sequence[Sequence[Tensor]]) -> Table:
    """Put the numbers of each group of tensors into a row of one table, on their device."""
    rows = [_row(group) for group in groups]
    table = pad_sequence(rows, batch_first=True, padding_value=float("nan"))
    return Table(table, tuple(len(row) for row in rows))


def stacked(*tables: Table) -> Table:
    """The rows of several tables of one width, one table below the other."""
    sizes = tuple(size for table in tables for size in table.sizes)
    return Table(torch.cat([table.numbers for table in tables]), sizes)


def measure(table: Table) -> list[Measured]:
    """Measure every row of a table, in its order; waits for the device."""
    return read_figures(figures(table), table.sizes)


def figures(table: Table) -> Tensor:
    """What `read_figures` makes `Measured` of, a row for each row of the table, on its device.

    Every pass over the numbers counts here: this is most of what a look costs on a CPU.
    """
    x = table.numbers
    is_bad = (x - x).ne(0)  # inf - inf and nan - nan are not 0
    count = x.shape[1] - is_bad.sum(1, dtype=x.dtype)
    low = x.masked_fill(is_bad, math.inf).amin(1)
    high = x.masked_fill(is_bad, -math.inf).amax(1)
    clean = x.masked_fill(is_bad, 0.0)
    whole = count.clamp(min=1)
    mean = clean.sum(1) / whole
    distance = (clean - mean[:, None]).masked_fill_(is_bad, 0.0)
    found = (
        low,
        high,
        mean,
        _norm(distance, 2) / whole.sqrt(),
        count - clean.ne(0).sum(1, dtype=x.dtype),
        count,
        _norm(clean, 1) / whole,
        _norm(clean, 2) / whole.sqrt(),
    )
    return torch.cat((torch.stack(found, 1), _counts(x, is_bad, low, high)), 1)


def _norm(x_GN: Tensor, order: int) -> Tensor:
    norms: Tensor = torch.linalg.vector_norm(x_GN, order, dim=1)
    return norms


def _counts(x_GN: Tensor, is_bad_GN: Tensor, low_G: Tensor, high_G: Tensor) -> Tensor:
    """How many finite numbers of each row fall into each of its bins, (G, B).

    Half of the width is known also where the whole of it is more than a float holds.
    """
    half_G = (high_G * 0.5 - low_G * 0.5).clamp(min=SMALLEST_HALF)
    place = (x_GN - low_G[:, None]).mul_((BINS * 0.5 / half_G)[:, None])
    place = place.clamp_(0, BINS - 1).masked_fill_(is_bad_GN, BINS).long()
    counts = x_GN.new_zeros(len(x_GN), BINS + 1)
    return counts.scatter_add_(1, place, torch.ones_like(x_GN))[:, :BINS]


def read_figures(figures: Tensor, sizes: Sequence[int]) -> list[Measured]:
    """Bring figures from the device, all in one transfer; `sizes` are those of the table."""
    return [_measured(row, size) for row, size in zip(figures.tolist(), sizes, strict=True)]


def _measured(row: list[float], size: int) -> Measured:
    low, high, mean, deviation, zeros, finite, magnitude, root = row[:8]
    counts = tuple(row[8:])
    if not finite:
        low = high = 0.0
    elif low == high:  # a number in the middle has as much to its left as to its right
        counts = tuple(finite if place == BINS // 2 else 0.0 for place in range(BINS))
    return Measured(
        counts=counts,
        low=low,
        high=high,
        mean=mean,
        deviation=deviation,
        zeros=zeros / max(1, size),
        bad=1 - finite / max(1, size),
        magnitude=magnitude,
        power=root * root,
    )


def _row(group: Sequence[Tensor]) -> Tensor:
    total = sum(tensor.numel() for tensor in group)
    pieces = []
    for tensor in group:
        flat = tensor.detach().reshape(-1)
        if total > MOST_NUMBERS:
            wanted = max(1, MOST_NUMBERS * len(flat) // total)
            flat = flat[_spaced(len(flat), wanted, flat.device)]
        pieces.append(flat)
    row = pieces[0] if len(pieces) == 1 else torch.cat(pieces)
    return row.float()


@lru_cache(maxsize=_KEPT_INDICES)
def _spaced(size: int, wanted: int, device: torch.device) -> Tensor:
    """So many indices from the first to the last, evenly spaced.

    Their distance is seldom a whole number, so they do not all fall into one channel.
    """
    wanted = min(size, wanted)
    return torch.arange(wanted, device=device) * (size - 1) // max(1, wanted - 1)
