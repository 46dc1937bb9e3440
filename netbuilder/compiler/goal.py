"""What an Output is compared with: the loss and metrics that its column asks for.

To add a loss, add a row to `LOSSES` and its formula in the training package.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from netbuilder.layers.io import Output
from netbuilder.layers.layer import Layer
from netbuilder.layers.tensor import TensorType
from netbuilder.project.schema import Column, ColumnKind, Data

CLASSIFICATION = ("cross_entropy", "binary_cross_entropy")
REGRESSION = ("mse", "l1", "huber")

LOSSES: dict[ColumnKind, tuple[str, ...]] = {
    ColumnKind.NUMBER: REGRESSION,
    ColumnKind.CATEGORY: CLASSIFICATION,
    ColumnKind.IMAGE: REGRESSION,
    ColumnKind.TEXT: (),
}
"""The losses that suit each kind of column, the usual one first."""

METRICS: dict[ColumnKind, tuple[str, ...]] = {
    ColumnKind.NUMBER: ("mae", "rmse", "r2"),
    ColumnKind.CATEGORY: ("accuracy", "f1"),
    ColumnKind.IMAGE: ("mae", "rmse"),
    ColumnKind.TEXT: (),
}
"""What is measured beside the loss where nothing else is asked for."""

FOLDED = {
    "cross_entropy": ("Softmax", "LogSoftmax"),
    "binary_cross_entropy": ("Sigmoid",),
}
"""Activations that a loss computes itself, more exactly: they move from `forward` to `predict`."""


class Form(StrEnum):
    """What the numbers that `forward` returns for an Output are."""

    VALUE = "value"
    LOGITS = "logits"
    LOG_PROBABILITIES = "log_probabilities"
    PROBABILITIES = "probabilities"


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """What an Output learns. `column` None means that it only predicts, without loss."""

    column: Column | None = None
    loss: str = ""
    metrics: tuple[str, ...] = ()


def resolve_goal(layer: Layer | None, arriving: TensorType | None, data: Data) -> Goal:
    """The goal of an Output that `arriving` enters; its loss is never ``auto``."""
    if not isinstance(layer, Output):
        return Goal()
    column = data.column(layer.column) if layer.column else None
    if column is None:
        return Goal()
    loss = layer.loss
    if loss == "auto":
        loss = _usual_loss(column, arriving)
    return Goal(column=column, loss=loss, metrics=layer.metrics or METRICS[column.kind])


def target_width(data: Data, column: Column) -> int:
    """How many numbers one target of a number column has."""
    width = 1
    for dim in column.dims:
        width *= dim
    return width if data.window is None else width * data.window.horizon


def is_single(x: TensorType | None) -> bool:
    """Whether `x` is one number for each example."""
    return x is not None and x.example == (1,)


def _usual_loss(column: Column, arriving: TensorType | None) -> str:
    if column.kind is ColumnKind.CATEGORY and len(column.classes) == 2 and is_single(arriving):
        return "binary_cross_entropy"
    return next(iter(LOSSES[column.kind]), "")


def form_of(loss: str, last_kind: str, *, is_folded: bool) -> Form:
    """What `forward` returns where the node before the Output is of `last_kind`.

    `is_folded` says that this node has moved to `predict`.
    """
    if loss not in CLASSIFICATION:
        return {"Softmax": Form.PROBABILITIES, "LogSoftmax": Form.LOG_PROBABILITIES}.get(
            last_kind, Form.VALUE
        )
    if is_folded:
        return Form.LOGITS
    if last_kind == "LogSoftmax":
        return Form.LOG_PROBABILITIES
    if last_kind in FOLDED[loss]:
        return Form.PROBABILITIES
    return Form.LOGITS
