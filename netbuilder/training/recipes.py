"""The recipes that a project may name, and how each is made for a project.

To add one, write its `Recipe` in a file of its own and a function here that makes it from a `Plan`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from netbuilder.compiler.source import Source, SourceOutput
from netbuilder.data.pipeline import Pipeline
from netbuilder.error import RunError
from netbuilder.project.schema import ColumnKind, Data
from netbuilder.training.losses import LOSSES, has_missing, over_present
from netbuilder.training.metrics import ClassTally, NumberTally, Tally
from netbuilder.training.recipe import Recipe
from netbuilder.training.supervised import ROLE, Supervised, Target
from netbuilder.words import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a recipe is made from.

    Attributes:
        sources: The source of each role's network.
        data: The schema of the rows.
        pipeline: The fitted transforms.
        targets: All targets of the train part, by column.
        device: Where it will run.
    """

    sources: Mapping[str, Source]
    data: Data
    pipeline: Pipeline
    targets: Mapping[str, Tensor]
    device: torch.device


def make_supervised(plan: Plan) -> Supervised:
    """Learning from the columns that the model's Outputs name.

    Raises:
        RunError: No Output names one.
    """
    outputs = plan.sources[ROLE].outputs
    learned = [(place, output) for place, output in enumerate(outputs) if output.column]
    if not learned:
        raise RunError(
            _("no output of the network is compared with a column of the data"),
            place=plan.sources[ROLE].network,
            remedy=_("Choose a column at an Output."),
        )
    columns = [output.column for _place, output in learned]
    targets = []
    for place, output in learned:
        loss = LOSSES[output.loss]
        is_alone = len(learned) == 1
        name = output.column if columns.count(output.column) == 1 else output.name
        tally = partial(make_tally, plan, output)
        targets.append(
            Target(
                place=place,
                column=output.column,
                loss=over_present(loss) if has_missing(plan.targets[output.column]) else loss,
                form=output.form,
                weight=output.weight,
                tally=tally,
                keys={
                    key: key if is_alone else f"{name}.{key}"
                    for key in output.metrics
                    if key in tally().keys
                },
            )
        )
    return Supervised(targets, num_outputs=len(outputs))


RECIPES: dict[str, Callable[[Plan], Recipe]] = {"supervised": make_supervised}
"""Every recipe by the name that `Training.recipe` gives it."""


def make_tally(plan: Plan, output: SourceOutput) -> Tally:
    """An empty tally of the metrics that suit an Output's column."""
    column = plan.data.column(output.column)
    assert column is not None, "the compiler checks that an Output's column exists"
    if column.kind is ColumnKind.CATEGORY:
        return ClassTally(max(2, len(column.classes)), output.form, device=plan.device)
    width = plan.targets[output.column][:1].numel()
    return NumberTally(width, partial(plan.pipeline.invert, output.column))
