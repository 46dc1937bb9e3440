"""The way from a person's rows to a network's tensors, and back to a person's units."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from netbuilder.data.fitted import transform_from_json
from netbuilder.data.table import Array
from netbuilder.data.transforms import Transform
from netbuilder.error import DataError
from netbuilder.layers.parameter import Value
from netbuilder.project.schema import Window
from netbuilder.words import _

RawRows = Mapping[str, Sequence[Any] | Array]
_VERSION = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pipeline:
    """Fitted transforms of every column that feeds a network or that it learns.

    Attributes:
        inputs: For each column that can feed an Input, its steps in order.
        targets: The same for each target column.
        window: How a series is cut; None for rows on their own.
    """

    inputs: Mapping[str, tuple[Transform, ...]] = field(default_factory=dict)
    targets: Mapping[str, tuple[Transform, ...]] = field(default_factory=dict)
    window: Window | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that raw rows need for a prediction."""
        return tuple(self.inputs)

    def apply(self, rows: RawRows, *, columns: Sequence[str] | None = None) -> dict[str, Array]:
        """Prepare raw rows for the network.

        A category is its name (3 and 3.0 are "3"), a number a number or its text, a missing value
        None, NaN or, for a category, "". A picture is channels × height × width or, with one
        channel, height × width, in raw grey values. In a series each value is either a whole
        window (rows × length) or a step of one series, of which then every window is taken.

        Args:
            rows: Raw values by column, all of one length; other columns are passed over.
            columns: The columns to prepare; by default all that can feed a network.

        Returns:
            By column float32, rows × the dims that the column feeds.

        Raises:
            DataError: A column is missing, lengths differ, or a value does not fit its column.
        """
        chosen = self.columns if columns is None else tuple(columns)
        for name in chosen:
            if name not in self.inputs:
                raise DataError(
                    _("the column “{name}” did not feed the network in training").format(name=name)
                )
        raw = {name: self._cut(_column(rows, name), name) for name in chosen}
        _check_lengths(raw)
        return {name: _run(self.inputs[name], raw[name], name) for name in chosen}

    def apply_targets(
        self, rows: RawRows, *, columns: Sequence[str] | None = None
    ) -> dict[str, Array]:
        """Prepare raw target values: int64 (rows,) for a category, float32 (rows, width) else.

        In a series a row holds the `horizon` values that follow its window.

        Raises:
            DataError: A column is missing, or a value does not fit its column.
        """
        chosen = tuple(self.targets) if columns is None else tuple(columns)
        raw = {name: _column(rows, name) for name in chosen}
        _check_lengths(raw)
        return {name: _run(self.targets[name], raw[name], name) for name in chosen}

    def invert(self, column: str, values: Array) -> Array:
        """Bring what a network says about `column` into the column's own unit.

        Args:
            column: A target; a column that only feeds goes back through its own steps.
            values: Numbers of any shape, or for a category class indices (rows,).

        Returns:
            Numbers of the same shape in float64, or for a category an object array of class names.
        """
        values = np.asarray(values)
        for step in reversed(self.targets.get(column) or self.inputs[column]):
            values = step.invert(values)
        return values

    def python(self, column: str, expression: str, *, target: bool = False) -> str:
        """NumPy source that prepares the raw values that `expression` gives, as `apply` does."""
        for step in (self.targets if target else self.inputs)[column]:
            expression = step.python(expression)
        return expression

    def python_invert(self, column: str, expression: str) -> str:
        """NumPy source that brings numbers about the target `column` into its unit, as `invert`."""
        for step in reversed(self.targets[column]):
            expression = step.python_invert(expression)
        return expression

    def to_json(self) -> dict[str, Value]:
        """Everything, for `from_json`."""
        window = self.window
        return {
            "version": _VERSION,
            "inputs": _chains_to_json(self.inputs),
            "targets": _chains_to_json(self.targets),
            "window": None
            if window is None
            else {
                "length": window.length,
                "horizon": window.horizon,
                "stride": window.stride,
            },
        }

    @classmethod
    def from_json(cls, value: Value) -> Pipeline:
        """Read what `to_json` gave.

        Raises:
            DataError: It is damaged or was written by a newer netbuilder.
        """
        if not isinstance(value, dict) or value.get("version") != _VERSION:
            raise DataError(
                _("these transforms were not written by this netbuilder"),
                remedy=_("Train again, or update netbuilder."),
            )
        return cls(
            inputs=_chains_from_json(value.get("inputs")),
            targets=_chains_from_json(value.get("targets")),
            window=_window_from_json(value.get("window")),
        )

    def _cut(self, values: Array, name: str) -> Array:
        """Every window of a series given as single steps; anything else as it is."""
        window = self.window
        if window is None or values.ndim != 1:
            return values
        if len(values) < window.length:
            raise DataError(
                _("the series is too short"),
                place=_("column “{name}”").format(name=name),
                expected=_("at least {length} steps").format(length=window.length),
                received=str(len(values)),
            )
        views = np.lib.stride_tricks.sliding_window_view(values, window.length)
        return views[:: window.stride]


def _column(rows: RawRows, name: str) -> Array:
    if name not in rows:
        raise DataError(
            _("there is no column “{name}” in these rows").format(name=name),
            remedy=_("Give every column that the network was trained with."),
        )
    values = rows[name]
    if isinstance(values, np.ndarray):
        return values
    if isinstance(values, str | bytes) or not isinstance(values, Sequence):
        raise DataError(
            _("the values of a column must be a list, one for each row"),
            place=_("column “{name}”").format(name=name),
        )
    try:
        return np.asarray(values, dtype=object)
    except ValueError as error:
        raise DataError(
            _("the values of the rows differ in shape"),
            place=_("column “{name}”").format(name=name),
        ) from error


def _check_lengths(raw: Mapping[str, Array]) -> None:
    lengths = {name: len(values) if values.ndim else 0 for name, values in raw.items()}
    if len(set(lengths.values())) > 1:
        shown = ", ".join(f"{name} {length}" for name, length in list(lengths.items())[:5])
        raise DataError(_("the columns have different numbers of rows"), received=shown)


def _run(steps: tuple[Transform, ...], values: Array, name: str) -> Array:
    rows = len(values)
    with named_column(name):
        for step in steps:
            values = step.apply(values)
        if len(values) != rows:
            raise DataError(_("the values have another shape than in training"))
    return values


@contextmanager
def named_column(name: str) -> Iterator[None]:
    """Say in any data error from inside which column it is about."""
    try:
        yield
    except DataError as error:
        if error.place:
            raise
        raise DataError(
            error.fact,
            place=_("column “{name}”").format(name=name),
            expected=error.expected,
            received=error.received,
            remedy=error.remedy,
        ) from error


def _chains_to_json(chains: Mapping[str, tuple[Transform, ...]]) -> dict[str, Value]:
    return {name: [step.to_json() for step in steps] for name, steps in chains.items()}


def _chains_from_json(value: Value) -> dict[str, tuple[Transform, ...]]:
    if not isinstance(value, dict) or not all(isinstance(steps, list) for steps in value.values()):
        raise DataError(_("these transforms are damaged"), remedy=_("Train again."))
    return {
        str(name): tuple(transform_from_json(step) for step in steps)
        for name, steps in value.items()
    }


def _window_from_json(value: Value) -> Window | None:
    if value is None:
        return None
    keys = ("length", "horizon", "stride")
    if not isinstance(value, dict) or not all(
        type(value.get(key)) is int and value[key] > 0 for key in keys
    ):
        raise DataError(_("these transforms are damaged"), remedy=_("Train again."))
    return Window(**{key: value[key] for key in keys})
