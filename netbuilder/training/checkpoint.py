"""Everything that a run needs to go on, on disk. No pickles.

``last.ckpt/state.json`` is the checkpoint: it names the files of tensors that belong to it and is
replaced in one move after they are complete, so that a program killed at any moment leaves either
the old checkpoint or the new one.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from torch import Tensor

from netbuilder.error import RunError
from netbuilder.layers.parameter import Value
from netbuilder.model.weights import read_tensors, write_tensors
from netbuilder.runs.folder import CHECKPOINT, RunFolder
from netbuilder.words import _

STATE = f"{CHECKPOINT}/state.json"
VERSION = 1


@dataclass(slots=True, kw_only=True)
class Progress:
    """Where a run stands between two steps.

    Attributes:
        epoch: Epochs that have ended.
        position: Steps taken of the epoch after them.
        step: Steps taken in all.
        loss_sum, rows: Sum of the losses of this epoch's rows so far, and their number.
        learning_rate, epochs, patience: Settings that a command may have changed.
        best_value, best_epoch, stale_epochs: As in `netbuilder.training.best.Best`.
    """

    epoch: int = 0
    position: int = 0
    step: int = 0
    loss_sum: float = 0.0
    rows: int = 0
    learning_rate: float = 0.0
    epochs: int = 0
    patience: int = 0
    best_value: float = 0.0
    best_epoch: int = 0
    stale_epochs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A run between two steps.

    Attributes:
        progress: Where it stands.
        weights: Weights by their names on disk.
        state: All other tensors: optimizer, random states, counts of the epoch.
    """

    progress: Progress
    weights: Mapping[str, Tensor]
    state: Mapping[str, Tensor]


def write_checkpoint(run: RunFolder, checkpoint: Checkpoint) -> None:
    """Make `checkpoint` the run's last one.

    Raises:
        OSError: It cannot be written; the one before it still counts.
    """
    run.check_present()
    run.checkpoint.mkdir(exist_ok=True)
    weights = f"weights-{checkpoint.progress.step}.safetensors"
    state = f"state-{checkpoint.progress.step}.safetensors"
    write_tensors(run.checkpoint / weights, checkpoint.weights)
    write_tensors(run.checkpoint / state, checkpoint.state)
    progress = {key: _to_json(value) for key, value in asdict(checkpoint.progress).items()}
    run.write_json(
        STATE, {"version": VERSION, "weights": weights, "state": state, "progress": progress}
    )
    _remove_others(run.checkpoint, {weights, state, "state.json"})


def read_checkpoint(run: RunFolder) -> Checkpoint | None:
    """The run's last checkpoint, or None where it has not written one.

    Raises:
        RunError: It is damaged, or of a newer version.
    """
    found = run.read_json(STATE)
    if found is None:
        return None
    try:
        if found["version"] != VERSION:
            raise ValueError(_("it was written by a newer version"))
        progress = Progress(**_checked(found["progress"]))
        paths = [_inside(run.checkpoint, found[key]) for key in ("weights", "state")]
    except (KeyError, TypeError, ValueError) as error:
        raise RunError(
            _("this checkpoint cannot be used"),
            place=str(run.checkpoint),
            received=str(error),
            remedy=_("Start a new run."),
        ) from error
    return Checkpoint(
        progress=progress, weights=read_tensors(paths[0]), state=read_tensors(paths[1])
    )


def _to_json(value: float) -> Value:
    return value if value == value and abs(value) != float("inf") else str(value)


def _checked(values: Mapping[str, Value]) -> dict[str, Value]:
    kinds = {key: type(value) for key, value in asdict(Progress()).items()}
    if values.keys() != kinds.keys():
        raise ValueError(_("it is not complete"))
    # A float may be kept as a word where it is not finite.
    return {key: kinds[key](value) for key, value in values.items()}


def _inside(folder: Path, name: Value) -> Path:
    if not isinstance(name, str) or Path(name).name != name:
        raise ValueError(_("it names a file elsewhere"))
    return folder / name


def _remove_others(folder: Path, kept: set[str]) -> None:
    with suppress(OSError):
        for path in folder.iterdir():
            if path.name not in kept:
                path.unlink()
