"""What a project knows of its data: the schema that was written when the source was read.

Checks, inference and source read only this, so a project opens and shows its shapes without data.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from netbuilder.layers.parameter import Value
from netbuilder.layers.tensor import TensorType, image, sequence, vector


class ColumnKind(StrEnum):
    """What the values of a column are."""

    NUMBER = "number"
    CATEGORY = "category"
    IMAGE = "image"
    TEXT = "text"


class ColumnRole(StrEnum):
    """What a column is for."""

    INPUT = "input"
    TARGET = "target"
    IGNORED = "ignored"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the source.

    Attributes:
        name: Its name in the source; unique.
        kind: What its values are.
        role: What it is for.
        dims: Dims of one raw value: ``()`` for a number or category, ``(1, 8, 8)`` for a picture
            (channels × height × width).
        classes: Names of the categories, in the order of their index.
        minimum, maximum: Range of the raw numbers that was seen, or None.
        missing: How many rows have no value.
        unit: Unit of a number, for people.
        note: Why the column is ignored, in words, or "".
    """

    name: str
    kind: ColumnKind
    role: ColumnRole = ColumnRole.INPUT
    dims: tuple[int, ...] = ()
    classes: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    missing: int = 0
    unit: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where rows come from.

    `kind` is ``"builtin"`` (`location` is the set's name: digits, iris, ...), ``"made"``
    (`location` is the maker's name: two_moons, spirals, ...; `options` its settings), ``"csv"``
    (`location` is a path relative to the project file, or absolute; `options` what was not left to
    be found out: encoding, delimiter, decimal, header), or "" for none.
    """

    kind: str = ""
    location: str = ""
    options: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Split:
    """Shares of the rows. `by` is ``"random"``, ``"stratified"`` (by target) or ``"time"``."""

    train: float = 0.7
    validation: float = 0.15
    test: float = 0.15
    by: str = "stratified"
    seed: int = 0

    def counts(self, rows: int) -> tuple[int, int, int]:
        """Rows of train, validation and test; train keeps one at least, halves are rounded up."""
        test, validation = leave_one(
            rows, half_up(rows * self.test), half_up(rows * self.validation)
        )
        return rows - test - validation, validation, test


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Cuts a series into examples: `length` steps in, the `horizon` steps after them as target."""

    length: int = 24
    horizon: int = 1
    stride: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class TransformUse:
    """A transform of columns, fitted on the train part alone: ``standardise``, ``rescale``, ...

    `columns` () means every number column of the given `role`.
    """

    kind: str
    columns: tuple[str, ...] = ()
    role: ColumnRole = ColumnRole.INPUT
    parameters: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """The data of a project: source, schema, split and transforms.

    `fingerprint` identifies the source's content at the time it was read; `rows` counts its rows.
    `missing` says what happens to rows with missing values: ``"fill"`` (numbers get the train
    part's mean, categories its most frequent) or ``"drop"``. Rows without a target are always
    dropped.
    """

    source: Source = field(default_factory=Source)
    columns: tuple[Column, ...] = ()
    rows: int = 0
    fingerprint: str = ""
    split: Split = field(default_factory=Split)
    window: Window | None = None
    transforms: tuple[TransformUse, ...] = ()
    missing: str = "fill"

    def column(self, name: str) -> Column | None:
        """The column called `name`, or None."""
        return next((column for column in self.columns if column.name == name), None)

    def with_role(self, role: ColumnRole) -> tuple[Column, ...]:
        """The columns that play `role`, in order."""
        return tuple(column for column in self.columns if column.role is role)


def fed_type(data: Data, column: Column) -> TensorType | None:
    """The type of what a column feeds into an Input; None where it cannot feed one.

    A category becomes one number a class (one-hot), a windowed number a sequence of `length` steps.
    """
    if column.kind is ColumnKind.IMAGE and len(column.dims) == 3:
        return image(*column.dims)
    if column.kind is ColumnKind.CATEGORY:
        width = max(1, len(column.classes))
    elif column.kind is ColumnKind.NUMBER:
        width = 1
        for dim in column.dims:
            width *= dim
    else:
        return None
    if data.window is not None:
        return sequence(data.window.length, width)
    return vector(width)


def leave_one(rows: int, test: int, validation: int) -> tuple[int, int]:
    """Test and validation without what would leave the train part of `rows` without a row."""
    test = max(0, min(test, rows - 1))
    return test, max(0, min(validation, rows - 1 - test))


def half_up(value: float) -> int:
    """`value` rounded, halves upwards."""
    # The shift takes up that 0.145 * 100 is a little less than 14.5 in floating point.
    return math.floor(value + 0.5 + 1e-9)
