"""A trained network with everything that belongs to it, as one object that answers questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

import numpy.typing as npt
import torch
from torch import Tensor, nn

from netbuilder.compiler.build import build_module
from netbuilder.compiler.goal import Form
from netbuilder.compiler.source import Source, SourceOutput, source
from netbuilder.data.pipeline import Pipeline
from netbuilder.error import CompileError, DataError, RunError
from netbuilder.model.arguments import arguments, columns_of
from netbuilder.model.weights import load_weights
from netbuilder.project.schema import Column, ColumnKind
from netbuilder.project.value import Project
from netbuilder.runs.folder import PIPELINE, RunFolder
from netbuilder.words import _

Array = npt.NDArray[Any]

ROWS_AT_ONCE = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Prediction:
    """What a network says about one column.

    Attributes:
        values: Class names (rows,) for a category; numbers in the column's own unit, rows × width,
            else.
        probabilities: For a category rows × classes, else None.
        classes: The class of each column of `probabilities`.
        unit: The unit of numbers, or "".
    """

    values: Array
    probabilities: Array | None = None
    classes: tuple[str, ...] = ()
    unit: str = ""


class Predictions(Mapping[str, Prediction]):
    """What a network says, by the column of each Output, or the Output's name where it has none."""

    def __init__(self, found: Mapping[str, Prediction]) -> None:
        self._found = dict(found)

    def __getitem__(self, key: str) -> Prediction:
        return self._found[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._found)

    def __len__(self) -> int:
        return len(self._found)


class Model:
    """A trained network.

    Attributes:
        project: The value it was trained from.
        source: Its PyTorch source.
        module: That source with the run's weights, in evaluation mode on the CPU.
        pipeline: The fitted transforms.
    """

    def __init__(
        self, project: Project, source: Source, module: nn.Module, pipeline: Pipeline
    ) -> None:
        self.project = project
        self.source = source
        self.module = module.eval()
        self.pipeline = pipeline

    @classmethod
    def load(cls, run: RunFolder, which: str = "best") -> Self:
        """Read a run's model: its own value, its weights, its transforms.

        Args:
            run: The run; it may still be under way.
            which: ``"best"`` or ``"last"`` weights.

        Raises:
            RunError: Something of the run is missing or damaged, or does not fit together.
        """
        project = run.project
        stored = run.read_json(PIPELINE)
        if stored is None:
            raise RunError(_("this run has no transforms"), place=str(run.path / PIPELINE))
        try:
            pipeline = Pipeline.from_json(stored)
            written = source(project)
            module = build_module(written)
        except (CompileError, DataError) as error:
            raise RunError(
                _("this run's own project can no longer be used"),
                place=str(run.path),
                received=error.sentence.rstrip("."),
            ) from error
        load_weights(run.weights(which), written, module)
        return cls(project, written, module, pipeline)

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that rows need for a prediction."""
        return columns_of(self.source)

    def predict(self, rows: Mapping[str, Sequence[Any] | Array]) -> Predictions:
        """Answer for raw rows.

        Args:
            rows: Raw values by column, as `netbuilder.data.Pipeline.apply` takes them; other
                columns are passed over.

        Raises:
            DataError: A column is missing, or a value does not fit its column.
        """
        columns = self.pipeline.apply(rows, columns=self.columns)
        return self.predict_prepared(columns)

    def outputs(self, rows: Mapping[str, Sequence[Any] | Array]) -> tuple[Array, ...]:
        """What ``predict`` returns for raw rows as it comes, one array for each Output.

        Raises:
            DataError: A column is missing, or a value does not fit its column.
        """
        columns = self.pipeline.apply(rows, columns=self.columns)
        return tuple(values.numpy() for values in self._run(arguments(self.source.inputs, columns)))

    def predict_prepared(self, columns: Mapping[str, Array]) -> Predictions:
        """Answer for rows that have been through the pipeline already."""
        outputs = self._run(arguments(self.source.inputs, columns))
        return Predictions(
            {
                output.column or output.name: self._prediction(output, values)
                for output, values in zip(self.source.outputs, outputs, strict=True)
            }
        )

    def _run(self, inputs: tuple[Tensor, ...]) -> list[Tensor]:
        """What ``predict`` returns for all rows, output by output."""
        predict: Callable[..., Any] = getattr(self.module, "predict")  # noqa: B009 - not nn.Module's
        pieces = []
        with torch.inference_mode():
            for part in zip(*(torch.split(x, ROWS_AT_ONCE) for x in inputs), strict=True):
                result = predict(*part)
                pieces.append(result if isinstance(result, tuple) else (result,))
        return [torch.cat(outputs) for outputs in zip(*pieces, strict=True)]

    def _prediction(self, output: SourceOutput, values: Tensor) -> Prediction:
        column = self.project.data.column(output.column)
        if column is None:
            return Prediction(values=values.numpy())
        if column.kind is ColumnKind.CATEGORY:
            return self._classes(column, as_probabilities(values, output.drawn, output.loss))
        own_unit = self.pipeline.invert(column.name, values.double().numpy())
        return Prediction(values=own_unit, unit=column.unit)

    def _classes(self, column: Column, probabilities: Tensor) -> Prediction:
        best = most_likely(probabilities).numpy()
        if probabilities.shape[1] == 1:
            probabilities = torch.cat((1 - probabilities, probabilities), dim=1)
        return Prediction(
            values=self.pipeline.invert(column.name, best),
            probabilities=probabilities.numpy(),
            classes=column.classes,
        )


def as_probabilities(values: Tensor, form: str, loss: str) -> Tensor:
    """Probabilities, rows × classes, from what ``predict`` returns for a category.

    Binary cross-entropy sees each number for itself; with one number a row it is class 1's.
    """
    rows = values.reshape(len(values), -1)
    if form == Form.LOG_PROBABILITIES:
        return rows.exp()
    if form == Form.LOGITS:
        return rows.sigmoid() if loss == "binary_cross_entropy" else rows.softmax(dim=1)
    return rows


def most_likely(probabilities: Tensor) -> Tensor:
    """The index of the most likely class of each row, int64 (rows,)."""
    if probabilities.shape[1] == 1:
        return (probabilities[:, 0] > 0.5).long()
    return probabilities.argmax(dim=1)
