"""Learning from right answers: the network's outputs are compared with columns of the data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from netbuilder.training.losses import Loss
from netbuilder.training.metrics import Tally
from netbuilder.training.recipe import Batch, Networks, Phase, Recipe, Scored, Terms

ROLE = "model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What one output of the network learns.

    Attributes:
        place: Its place among the outputs of ``forward``.
        column: The column of the right answers.
        loss: How far off an answer is.
        form: What the numbers of the output are, as in `netbuilder.training.losses`.
        weight: How much this loss counts beside those of other outputs.
        tally: Makes an empty tally of its metrics.
        keys: Keys of the tally's metrics that are wanted, each with its name in the run.
    """

    place: int
    column: str
    loss: Loss
    form: str
    weight: float = 1.0
    tally: Callable[[], Tally]
    keys: Mapping[str, str]


class Supervised(Recipe):
    """One phase: the weighted sum of each output's loss.

    Args:
        targets: What is learned; outputs that only predict have none.
        num_outputs: How many outputs ``forward`` returns.
    """

    def __init__(self, targets: Sequence[Target], *, num_outputs: int) -> None:
        self._targets = tuple(targets)
        self._is_single = num_outputs == 1
        self.phases = (Phase(name="learn", trains=(ROLE,), loss=self._choose_loss()),)

    def tallies(self) -> tuple[Scored, ...]:
        return tuple(Scored(target.column, target.tally(), target.keys) for target in self._targets)

    def _choose_loss(self) -> Callable[[Networks, Batch, torch.Generator], Terms]:
        if self._is_single and self._targets[0].weight == 1.0:
            return self._one_loss
        return self._all_losses

    def _one_loss(self, networks: Networks, batch: Batch, rng: torch.Generator) -> Terms:
        target = self._targets[0]
        output = networks[ROLE](*batch.inputs[ROLE])
        loss = target.loss(output, batch.targets[target.column], target.form)
        return Terms({"loss": loss}, (output,))

    def _all_losses(self, networks: Networks, batch: Batch, rng: torch.Generator) -> Terms:
        result = networks[ROLE](*batch.inputs[ROLE])
        outputs: tuple[Tensor, ...] = (result,) if self._is_single else result
        scalars: dict[str, Tensor] = {}
        total: Tensor | None = None
        for target in self._targets:
            own = outputs[target.place]
            loss = target.loss(own, batch.targets[target.column], target.form)
            scalars[f"{target.column}.loss"] = loss
            weighted = loss * target.weight
            total = weighted if total is None else total + weighted
        assert total is not None
        scalars["loss"] = total
        return Terms(scalars, tuple(outputs[target.place] for target in self._targets))
