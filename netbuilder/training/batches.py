"""The rows of a part on the device, handed out in batches.

A whole part lies on the device. For each epoch an order is drawn from the seed and the epoch alone,
so that any position in any epoch can be found again. Rows are gathered some batches at a time.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor

from netbuilder.training.recipe import Batch, Feed

GATHERED_BYTES = 1024 * 1024
_PRIME = 1_000_003


class Fed(NamedTuple):
    """An argument of a network that the recipe makes, with the dims of one example."""

    feed: Feed
    dims: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The rows of a part.

    Attributes:
        arguments: By role, the arguments of its network: a tensor of all rows, or what is made.
        targets: By column, a tensor of all rows.
        num_rows: How many there are.
    """

    arguments: Mapping[str, tuple[Tensor | Fed, ...]]
    targets: Mapping[str, Tensor]
    num_rows: int

    def to(self, device: torch.device) -> Rows:
        """The same rows on a device."""
        return Rows(
            arguments={
                role: tuple(a.to(device) if isinstance(a, Tensor) else a for a in arguments)
                for role, arguments in self.arguments.items()
            },
            targets={column: target.to(device) for column, target in self.targets.items()},
            num_rows=self.num_rows,
        )


class Batches:
    """Cuts rows into batches, shuffled anew in every epoch or as they lie.

    Args:
        rows: The rows, on the device.
        batch_size: Rows a batch, or 0 for all of them.
        seed: What the orders are drawn from; None keeps the rows as they lie.
        is_lone_row_joined: Whether a last batch of one row is put to the one before it, for
            networks that cannot learn from one row (batch normalisation).
    """

    def __init__(
        self,
        rows: Rows,
        *,
        batch_size: int,
        seed: int | None = None,
        is_lone_row_joined: bool = False,
    ) -> None:
        self.rows = rows
        self._seed = seed
        self.batch_size = min(batch_size, rows.num_rows) if batch_size else rows.num_rows
        self._sizes = _batch_sizes(rows.num_rows, self.batch_size, joined=is_lone_row_joined)
        self._stored = _stored_tensors(rows)
        self._device = self._stored[0].device if self._stored else torch.device("cpu")
        self._at_once = max(1, GATHERED_BYTES // max(1, self._bytes_per_row() * self.batch_size))

    def __len__(self) -> int:
        return len(self._sizes)

    @property
    def sizes(self) -> tuple[int, ...]:
        """The number of rows in each batch of an epoch."""
        return self._sizes

    def epoch(self, number: int, generator: torch.Generator, first: int = 0) -> Iterator[Batch]:
        """The batches of an epoch.

        Args:
            number: Which epoch, counted from 1; each has its own order.
            generator: Where the recipe's feeds draw from.
            first: How many batches to leave out at the beginning.
        """
        order = self._order(number)
        starts = [0, *torch.tensor(self._sizes).cumsum(0).tolist()]
        for begin in range(first, len(self._sizes), self._at_once):
            end = min(begin + self._at_once, len(self._sizes))
            index = None if order is None else order[starts[begin] : starts[end]]
            yield from self._gathered(
                index, (starts[begin], starts[end]), self._sizes[begin:end], generator
            )

    def _order(self, number: int) -> Tensor | None:
        if self._seed is None or len(self._sizes) == 1:
            return None  # one batch holds all rows; their order within it means nothing
        source = torch.Generator().manual_seed((self._seed * _PRIME + number) % 2**63)
        return torch.randperm(self.rows.num_rows, generator=source).to(self._device)

    def _gathered(
        self,
        index: Tensor | None,
        span: tuple[int, int],
        sizes: tuple[int, ...],
        generator: torch.Generator,
    ) -> Iterator[Batch]:
        cut = [torch.split(_take(tensor, index, span), list(sizes)) for tensor in self._stored]
        arguments, columns = self.rows.arguments, tuple(self.rows.targets)
        has_feeds = any(isinstance(a, Fed) for all_of in arguments.values() for a in all_of)
        for place, size in enumerate(sizes):
            pieces = iter([tensors[place] for tensors in cut])
            if has_feeds:
                inputs = {
                    role: tuple(
                        a.feed(size, a.dims, generator) if isinstance(a, Fed) else next(pieces)
                        for a in all_of
                    )
                    for role, all_of in arguments.items()
                }
            else:
                inputs = {
                    role: tuple([next(pieces) for _ in all_of])
                    for role, all_of in arguments.items()
                }
            yield Batch(inputs, dict(zip(columns, pieces, strict=True)), size)

    def _bytes_per_row(self) -> int:
        return sum(t.element_size() * (t.numel() // max(1, len(t))) for t in self._stored)


def _stored_tensors(rows: Rows) -> list[Tensor]:
    """All tensors of `rows` in the order in which `_gathered` takes them."""
    arguments = [a for all_of in rows.arguments.values() for a in all_of if isinstance(a, Tensor)]
    return [*arguments, *rows.targets.values()]


def _take(tensor: Tensor, index: Tensor | None, span: tuple[int, int]) -> Tensor:
    return tensor[span[0] : span[1]] if index is None else tensor.index_select(0, index)


def _batch_sizes(num_rows: int, batch_size: int, *, joined: bool) -> tuple[int, ...]:
    if not num_rows:
        return ()
    whole, rest = divmod(num_rows, batch_size)
    sizes = [batch_size] * whole + ([rest] if rest else [])
    if joined and rest == 1 and whole:
        sizes[-2:] = [batch_size + 1]
    return tuple(sizes)
