"""How good a trained network is on a part of its data."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from netbuilder.data import Part, prepare
from netbuilder.error import RunError
from netbuilder.model import Model
from netbuilder.model.arguments import arguments
from netbuilder.runs.folder import EVALUATION, RunFolder
from netbuilder.training.losses import LOSSES, has_missing, over_present
from netbuilder.training.recipes import Plan, make_tally
from netbuilder.words import _

PARTS = ("train", "validation", "test")
ROWS_AT_ONCE = 1024


def evaluate(
    run_or_model: RunFolder | Model, part: str = "test", *, base: Path | None = None
) -> dict[str, dict[str, float]]:
    """Measure a network on a part of its own data.

    A run's result is also written into its folder, where that can be written.

    Args:
        run_or_model: A run brings its best weights.
        part: ``"train"``, ``"validation"`` or ``"test"``.
        base: The folder that relative paths to data start from; by default the run's project's.

    Returns:
        By column the loss and the metrics that its Output asks for, in the column's own unit.

    Raises:
        RunError: The run has no weights, or there is no such part or no rows in it.
        DataError: The rows cannot be read, or have changed since the run.
    """
    if isinstance(run_or_model, Model):
        return _measure(run_or_model, part, base)
    home = base if base is not None else run_or_model.path.parent.parent
    found = _measure(Model.load(run_or_model), part, home)
    stored = run_or_model.read_json(EVALUATION) or {}
    try:
        run_or_model.write_json(EVALUATION, {**stored, part: found})
    except OSError:
        return found  # a run on a medium that cannot be written is still measured
    return found


def _measure(model: Model, part: str, base: Path | None) -> dict[str, dict[str, float]]:
    rows = _rows(model, part, base)
    inputs = arguments(model.source.inputs, rows.inputs)
    pieces = []
    with torch.inference_mode():
        for piece in zip(*(torch.split(x, ROWS_AT_ONCE) for x in inputs), strict=True):
            result = model.module(*piece)
            pieces.append(result if isinstance(result, tuple) else (result,))
        outputs = [torch.cat(output) for output in zip(*pieces, strict=True)]
        return _values(model, rows, outputs)


def _rows(model: Model, part: str, base: Path | None) -> Part:
    if part not in PARTS:
        raise RunError(
            _("there is no such part of the data"), expected=", ".join(PARTS), received=part
        )
    rows: Part = getattr(prepare(model.project.data, base), part)
    if not len(rows):
        raise RunError(
            _("the {part} part has no rows").format(part=part),
            remedy=_("Give it a share in the split and train again."),
        )
    return rows


def _values(model: Model, rows: Part, outputs: list[Tensor]) -> dict[str, dict[str, float]]:
    targets = {name: torch.from_numpy(target) for name, target in rows.targets.items()}
    plan = Plan(
        sources={},
        data=model.project.data,
        pipeline=model.pipeline,
        targets=targets,
        device=torch.device("cpu"),
    )
    found: dict[str, dict[str, float]] = {}
    for described, output in zip(model.source.outputs, outputs, strict=True):
        if not described.column:
            continue
        target = targets[described.column]
        loss = LOSSES[described.loss]
        loss = over_present(loss) if has_missing(target) else loss
        tally = make_tally(plan, described)
        tally.add(output, target)
        values = tally.values()
        wanted = {key: values[key] for key in described.metrics if key in values}
        name = described.column if described.column not in found else described.name
        found[name] = {"loss": loss(output, target, described.form).item(), **wanted}
    return found
