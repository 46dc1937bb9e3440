"""What a way of learning says to the training loop.

A recipe is a tuple of phases. In every step the loop walks through them: each trains the networks
of some roles on a loss, and leaves the others alone. Supervised learning has one phase; an
adversarial recipe has two, the critic's and the generator's.

To add a recipe, subclass `Recipe` and register it in `netbuilder.training.recipes`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from netbuilder.training.metrics import Tally

Networks = Mapping[str, nn.Module]
"""The networks by role."""

Feed = Callable[[int, tuple[int, ...], torch.Generator], Tensor]
"""Makes what a recipe feeds to an Input: rows, dims of one example, random generator."""


class Batch(NamedTuple):
    """Some rows on the device.

    Attributes:
        inputs: By role, the arguments of its network's ``forward``.
        targets: By column, as `netbuilder.data.Part` has them.
        num_rows: How many rows these are.
    """

    inputs: Mapping[str, tuple[Tensor, ...]]
    targets: Mapping[str, Tensor]
    num_rows: int


class Terms(NamedTuple):
    """What a loss gives.

    Attributes:
        scalars: Named scalars; ``"loss"`` is the one to make small.
        outputs: What the scores are computed from, in the order of `Recipe.tallies`.
    """

    scalars: Mapping[str, Tensor]
    outputs: tuple[Tensor, ...] = ()


LossFunction = Callable[[Networks, Batch, torch.Generator], Terms]
"""A pure loss: the same networks, batch and random state give the same terms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One part of a step.

    Attributes:
        name: What it is called in messages.
        trains: The roles whose weights it moves.
        loss: What it makes small.
        every: It takes part in every so many steps only.
        times: How often it is repeated in a step.
        is_fresh: Whether each repetition after the first draws a batch of its own, in an order of
            its own; else all phases of a step see the same rows.
    """

    name: str
    trains: tuple[str, ...]
    loss: LossFunction
    every: int = 1
    times: int = 1
    is_fresh: bool = False


class Scored(NamedTuple):
    """A tally with the column whose targets it takes, and the keys of its metrics that count."""

    column: str
    tally: Tally
    keys: Mapping[str, str]


class Recipe:
    """A way of learning, with no-op defaults for what not every recipe has.

    Attributes:
        phases: What happens in a step, in order. The first one's loss is the run's loss.
        product: The role whose network is the result.
        feeds: What it makes for Inputs that are fed by the recipe, by name.
        has_validation: Whether a loss on rows that were not trained on means anything.
    """

    phases: tuple[Phase, ...] = ()
    product = "model"
    feeds: Mapping[str, Feed] = {}
    has_validation = True

    def tallies(self) -> tuple[Scored, ...]:
        """Fresh tallies for one pass over a part, in the order of `Terms.outputs`."""
        return ()

    def evaluate(self, networks: Networks, batch: Batch, rng: torch.Generator) -> Terms:
        """The terms of rows that are not trained on; called without gradients."""
        return self.phases[0].loss(networks, batch, rng)


class Scores:
    """The metrics of one pass over a part. Keeps outputs and counts some thousand rows at once.

    Counting in few large batches is cheap. When it happens depends on the number of rows alone, so
    that the sums, and with them the last bits of a metric, do not depend on time.
    """

    ROWS_AT_ONCE = 4096

    def __init__(self, scored: Sequence[Scored]) -> None:
        self._scored = tuple(scored)
        self._outputs: list[list[Tensor]] = [[] for _ in self._scored]
        self._targets: list[list[Tensor]] = [[] for _ in self._scored]
        self._rows = 0

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all metrics."""
        return tuple(name for scored in self._scored for name in scored.keys.values())

    def keep(self, terms: Terms, batch: Batch) -> None:
        """Remember a batch; cheap, and waits for nothing."""
        if not self._scored:
            return
        for place, scored in enumerate(self._scored):
            self._outputs[place].append(terms.outputs[place].detach())
            self._targets[place].append(batch.targets[scored.column])
        self._rows += batch.num_rows
        if self._rows >= self.ROWS_AT_ONCE:
            self._count()

    def drop_last(self, batches: int) -> None:
        """Forget the last remembered batches, as far as they have not been counted."""
        for kept in (*self._outputs, *self._targets):
            del kept[max(0, len(kept) - batches) :]
        if self._outputs:
            self._rows = sum(len(output) for output in self._outputs[0])

    def values(self) -> dict[str, float]:
        """The metrics of all rows so far."""
        self._count()
        found: dict[str, float] = {}
        for scored in self._scored:
            values = scored.tally.values()
            found |= {name: values[key] for key, name in scored.keys.items()}
        return found

    def tensors(self) -> dict[str, Tensor]:
        """The state, for a checkpoint."""
        state = {}
        for place, scored in enumerate(self._scored):
            for name, tensor in scored.tally.tensors().items():
                state[f"{place}.tally.{name}"] = tensor
            if self._outputs[place]:
                state[f"{place}.outputs"] = torch.cat(self._outputs[place])
                state[f"{place}.targets"] = torch.cat(self._targets[place])
        return state

    def load(self, tensors: Mapping[str, Tensor], device: torch.device) -> None:
        """Take over the state of other scores of the same recipe."""
        for place, scored in enumerate(self._scored):
            start = f"{place}.tally."
            counts = {key.removeprefix(start): t for key, t in _starting(tensors, start)}
            scored.tally.load(counts)
            if f"{place}.outputs" in tensors:
                self._outputs[place] = [tensors[f"{place}.outputs"].to(device)]
                self._targets[place] = [tensors[f"{place}.targets"].to(device)]
                self._rows = len(self._outputs[place][0])

    def _count(self) -> None:
        for place, scored in enumerate(self._scored):
            if self._outputs[place]:
                outputs, targets = torch.cat(self._outputs[place]), torch.cat(self._targets[place])
                scored.tally.add(outputs, targets)
                self._outputs[place].clear()
                self._targets[place].clear()
        self._rows = 0


def _starting(tensors: Mapping[str, Tensor], start: str) -> Iterator[tuple[str, Tensor]]:
    return ((key, tensor) for key, tensor in tensors.items() if key.startswith(start))
