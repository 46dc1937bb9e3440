"""Metrics as running tallies, equal to scikit-learn's over the whole part.

A tally takes batches as they come and gives its metrics at the end. Class tallies count on the
device; number tallies invert the target's transforms first, so that an error is in the column's own
unit, and sum in float64.

To add a metric, add it to the tally that can compute it and to `netbuilder.compiler.goal`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar, Protocol

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

Array = npt.NDArray[np.float64]
Invert = Callable[[Array], npt.NDArray[np.generic]]


class Tally(Protocol):
    """What has been counted for one output. `keys` names its metrics."""

    keys: ClassVar[tuple[str, ...]]

    def add(self, output: Tensor, target: Tensor) -> None:
        """Count a batch: what ``forward`` returned, and the targets."""

    def values(self) -> dict[str, float]:
        """The metrics of all that was counted; NaN where nothing was."""

    def tensors(self) -> dict[str, Tensor]:
        """The counts, for a checkpoint."""

    def load(self, tensors: Mapping[str, Tensor]) -> None:
        """Take over the counts of another tally."""


def predicted_classes(output: Tensor, form: str) -> Tensor:
    """The class that each row of `output` stands for, int64 (batch,).

    One number a row is the evidence for class 1 of two.
    """
    if output.dim() > 1 and output.shape[1] > 1:
        return output.argmax(dim=1)
    return (output.reshape(-1) > (0.0 if form == "logits" else 0.5)).long()


class ClassTally:
    """Counts how often each class was taken for which, and gives accuracy and macro F1.

    Args:
        num_classes: How many classes there are.
        form: What the outputs are, as in `netbuilder.training.losses`.
    """

    keys: ClassVar[tuple[str, ...]] = ("accuracy", "f1")

    def __init__(self, num_classes: int, form: str, *, device: torch.device) -> None:
        self._num_classes = num_classes
        self._form = form
        self._counts = torch.zeros(num_classes * num_classes, dtype=torch.int64, device=device)

    def add(self, output: Tensor, target: Tensor) -> None:
        cells = target * self._num_classes + predicted_classes(output, self._form)
        cells = cells[target >= 0]
        self._counts += torch.bincount(cells, minlength=self._num_classes**2)

    @property
    def confusion(self) -> npt.NDArray[np.int64]:
        """How often a class (row) was taken for another (column)."""
        counts = self._counts.cpu().numpy()
        return counts.reshape(self._num_classes, self._num_classes)

    def values(self) -> dict[str, float]:
        confusion = self.confusion
        total = confusion.sum()
        if not total:
            return dict.fromkeys(self.keys, float("nan"))
        right = np.diag(confusion)
        # Twice the right ones over all that are or were taken for the class.
        seen = confusion.sum(axis=0) + confusion.sum(axis=1)
        scores = 2 * right[seen > 0] / seen[seen > 0]
        return {"accuracy": float(right.sum() / total), "f1": float(scores.mean())}

    def tensors(self) -> dict[str, Tensor]:
        return {"counts": self._counts}

    def load(self, tensors: Mapping[str, Tensor]) -> None:
        self._counts.copy_(tensors["counts"])


class NumberTally:
    """Sums errors in the column's own unit, and gives MAE, RMSE and R2.

    Of several numbers an example each is measured for itself; the metrics are the means, as in
    scikit-learn.

    Args:
        width: Numbers in one target.
        invert: From what the network learns to the column's own unit.
    """

    keys: ClassVar[tuple[str, ...]] = ("mae", "rmse", "r2")

    def __init__(self, width: int, invert: Invert) -> None:
        self._width = width
        self._invert = invert
        self._sums = np.zeros((5, width))  # count, |error|, error², mean and spread of targets

    def add(self, output: Tensor, target: Tensor) -> None:
        wanted = self._own_unit(target)
        error = self._own_unit(output) - wanted
        present = ~np.isnan(wanted)
        for column in range(self._width):
            kept = present[:, column]
            if kept.any():
                self._add_column(column, error[kept, column], wanted[kept, column])

    def _own_unit(self, values: Tensor) -> Array:
        rows = values.detach().reshape(len(values), -1).to("cpu", torch.float64).numpy()
        return np.asarray(self._invert(rows), dtype=np.float64).reshape(len(rows), -1)

    def _add_column(self, column: int, error: Array, wanted: Array) -> None:
        count, absolute, squared, mean, spread = self._sums[:, column]
        more, more_mean = len(wanted), wanted.mean()
        # Two groups' spreads add up to their common one plus what their means differ by.
        drift = more_mean - mean
        self._sums[:, column] = (
            count + more,
            absolute + np.abs(error).sum(),
            squared + np.square(error).sum(),
            mean + drift * more / (count + more),
            spread + np.square(wanted - more_mean).sum() + drift**2 * count * more / (count + more),
        )

    def values(self) -> dict[str, float]:
        count, absolute, squared, _, spread = self._sums
        if not count.any():
            return dict.fromkeys(self.keys, float("nan"))
        with np.errstate(divide="ignore", invalid="ignore"):
            # Constant targets: right is 1 and wrong is 0, as in scikit-learn.
            r2 = np.where(spread > 0, 1 - squared / spread, (squared == 0).astype(float))
            means = {"mae": absolute / count, "rmse": np.sqrt(squared / count), "r2": r2}
        if count.max() < 2:
            means["r2"] = np.array([np.nan])
        return {key: float(np.mean(value)) for key, value in means.items()}

    def tensors(self) -> dict[str, Tensor]:
        return {"sums": torch.from_numpy(self._sums)}

    def load(self, tensors: Mapping[str, Tensor]) -> None:
        self._sums = tensors["sums"].numpy().copy()
