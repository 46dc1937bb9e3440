"""Makes a project's rows ready for training: checked, split, fitted, transformed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from netbuilder.data.fit import check_uses, fit_input, fit_target
from netbuilder.data.missing import filling_of
from netbuilder.data.pipeline import Pipeline, named_column
from netbuilder.data.source import read_table
from netbuilder.data.split import (
    Parts,
    Rows,
    check_split,
    split_rows,
    split_windows,
    train_steps,
    window_starts,
)
from netbuilder.data.table import Array, Table
from netbuilder.data.transforms import ToNames, Transform, class_indices
from netbuilder.error import DataChangedError, DataError
from netbuilder.project.schema import Column, ColumnKind, ColumnRole, Data, Window
from netbuilder.words import _

MAX_VALUES = 500_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """The examples of one part.

    Attributes:
        inputs: By column float32, examples × the dims that the column feeds.
        targets: By column int64 (examples,) for a category, float32 (examples, width) for numbers,
            after the target's transforms.
        rows: The row of the source that each example's target stands in, counted from 0.
    """

    inputs: Mapping[str, Array] = field(default_factory=dict)
    targets: Mapping[str, Array] = field(default_factory=dict)
    rows: Rows

    def __len__(self) -> int:
        return len(self.rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A project's data, ready for training.

    Attributes:
        train, validation, test: The parts; validation and test may be empty.
        pipeline: What was fitted on the train part.
        report: What was left out, filled or cut, with counts, one sentence each.
    """

    train: Part
    validation: Part
    test: Part
    pipeline: Pipeline
    report: tuple[str, ...] = ()


def prepare(data: Data, base: Path | None) -> Prepared:
    """Read, check, split and transform the rows of a project.

    Args:
        data: The schema that the project keeps.
        base: The folder that a relative path starts from; the current one by default.

    Raises:
        DataError: The source cannot be read, has changed since the schema was written, or does not
            fit it; or too few rows are left to train.
    """
    table = read_table(data.source, base)
    _check_unchanged(data, table)
    _check_columns(data, table)
    check_uses(data)
    check_split(data.split)
    fed = _fed(data)
    learned = data.with_role(ColumnRole.TARGET)
    raw = {column.name: table.columns[column.name] for column in (*fed, *learned)}
    examples = _examples(data, raw, fed, learned)
    _check_enough(examples, table.place)
    _check_size(data, fed, examples, table.place)
    inputs: dict[str, tuple[Transform, ...]] = {}
    targets: dict[str, tuple[Transform, ...]] = {}
    for column in fed:
        with named_column(column.name):
            inputs[column.name] = fit_input(data, column, raw[column.name][examples.fitted])
    for column in learned:
        with named_column(column.name):
            targets[column.name] = fit_target(data, column, raw[column.name][examples.fitted])
    pipeline = Pipeline(inputs=inputs, targets=targets, window=data.window)
    part = _PartMaker(raw=raw, pipeline=pipeline)
    return Prepared(
        train=part(examples.parts.train),
        validation=part(examples.parts.validation),
        test=part(examples.parts.test),
        pipeline=pipeline,
        report=(*table.report, *examples.report, *_filled(data, fed, raw, pipeline)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Examples:
    """Which examples there are.

    `parts` holds a row each, or in a series the first step of each window; `fitted` the rows that
    transforms are fitted on.
    """

    parts: Parts
    fitted: Rows
    report: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _PartMaker:
    raw: Mapping[str, Array]
    pipeline: Pipeline

    def __call__(self, at: Rows) -> Part:
        window = self.pipeline.window
        return Part(
            inputs=self.pipeline.apply(
                {name: _past(self.raw[name], at, window) for name in self.pipeline.inputs}
            ),
            targets=self.pipeline.apply_targets(
                {name: _future(self.raw[name], at, window) for name in self.pipeline.targets}
            ),
            rows=at if window is None else at + window.length,
        )


def _past(values: Array, at: Rows, window: Window | None) -> Array:
    if window is None:
        return values[at]
    if not len(at):
        return np.empty((0, window.length), dtype=values.dtype)
    return np.lib.stride_tricks.sliding_window_view(values, window.length)[at]


def _future(values: Array, at: Rows, window: Window | None) -> Array:
    if window is None:
        return values[at]
    if not len(at):
        return np.empty((0, window.horizon), dtype=values.dtype)
    after = values[window.length :]
    return np.lib.stride_tricks.sliding_window_view(after, window.horizon)[at]


def _check_unchanged(data: Data, table: Table) -> None:
    if data.fingerprint and data.fingerprint != table.fingerprint:
        raise DataChangedError(
            _("the data has changed since it was read"),
            place=table.place,
            remedy=_("Read it again, so that the project knows what is in it now."),
        )


def _check_columns(data: Data, table: Table) -> None:
    for column in data.columns:
        if column.role is ColumnRole.IGNORED:
            continue
        values = table.columns.get(column.name)
        if values is None or not _is_of_kind(column, values):
            raise DataError(
                _("the column “{name}” is not what the project expects").format(name=column.name),
                place=table.place,
                expected=_kind_words(column),
                received=_("no such column") if values is None else _("other values"),
                remedy=_("Read the data again."),
            )
        if column.kind is ColumnKind.CATEGORY and not column.classes:
            raise DataError(
                _("the column “{name}” has no classes").format(name=column.name),
                place=table.place,
                remedy=_("Read the data again."),
            )


def _is_of_kind(column: Column, values: Array) -> bool:
    if column.kind is ColumnKind.IMAGE:
        return values.ndim == 4 and values.shape[1:] == column.dims
    if column.kind is ColumnKind.NUMBER:
        return values.dtype == np.float64 and values.shape[1:] == column.dims
    return values.ndim == 1


def _kind_words(column: Column) -> str:
    if column.kind is ColumnKind.IMAGE:
        return _("pictures of {size}").format(size="×".join(str(dim) for dim in column.dims))
    return {
        ColumnKind.NUMBER: _("numbers"),
        ColumnKind.CATEGORY: _("categories"),
        ColumnKind.TEXT: _("texts"),
    }[column.kind]


def _fed(data: Data) -> tuple[Column, ...]:
    """Columns that can feed an Input: the inputs, and in a series the target's own past."""
    roles = {ColumnRole.INPUT} | ({ColumnRole.TARGET} if data.window is not None else set())
    return tuple(
        column
        for column in data.columns
        if column.role in roles and column.kind is not ColumnKind.TEXT
    )


def _missing(column: Column, values: Array) -> Array:
    """Which rows have no value, as booleans."""
    if column.kind is ColumnKind.CATEGORY:
        return np.asarray(ToNames().apply(values) == "", dtype=np.bool_)
    finite = np.isfinite(values).reshape(len(values), -1)
    return np.asarray(~finite.all(axis=1), dtype=np.bool_)


def _any_missing(columns: tuple[Column, ...], raw: Mapping[str, Array], rows: int) -> Array:
    gone = np.zeros(rows, dtype=np.bool_)
    for column in columns:
        gone |= _missing(column, raw[column.name])
    return gone


def _examples(
    data: Data,
    raw: Mapping[str, Array],
    fed: tuple[Column, ...],
    learned: tuple[Column, ...],
) -> _Examples:
    if not fed:
        raise DataError(
            _("no column feeds the network"),
            remedy=_("Give at least one column of numbers, categories or pictures to the inputs."),
        )
    rows = len(raw[fed[0].name])
    unlearned = _any_missing(learned, raw, rows)
    unfed = _any_missing(fed, raw, rows) if data.missing == "drop" else np.zeros(rows, np.bool_)
    if data.window is not None:
        return _windows(data, data.window, learned, unlearned, unfed)
    kept = np.flatnonzero(~(unlearned | unfed)).astype(np.int64)
    parts = split_rows(kept, data.split, _labels(learned, raw, kept))
    report = [
        _part_sentence(parts, _("Rows")),
        *_left_out(int(unlearned.sum()), _("rows without a target")),
        *_left_out(int((unfed & ~unlearned).sum()), _("rows with a missing value")),
    ]
    return _Examples(parts=parts, fitted=parts.train, report=tuple(report))


def _labels(learned: tuple[Column, ...], raw: Mapping[str, Array], kept: Rows) -> Array | None:
    """Classes of the first category target, which a stratified split keeps the shares of."""
    for column in learned:
        if column.kind is ColumnKind.CATEGORY:
            with named_column(column.name):
                names = ToNames().apply(raw[column.name][kept])
                return class_indices(names, column.classes)
    return None


def _windows(
    data: Data, window: Window, learned: tuple[Column, ...], unlearned: Array, unfed: Array
) -> _Examples:
    _check_window(data, window, learned)
    steps = len(unlearned)
    parts, straddling = split_windows(steps, window, data.split)
    starts = window_starts(steps, window)
    holes = _holes(unlearned, starts + window.length, window.horizon)
    gaps = _holes(unfed, starts, window.length)
    whole = np.zeros(steps, dtype=np.bool_)
    whole[starts[~(holes | gaps)]] = True
    parts = Parts(
        train=parts.train[whole[parts.train]],
        validation=parts.validation[whole[parts.validation]],
        test=parts.test[whole[parts.test]],
    )
    report = [
        _part_sentence(parts, _("Windows")),
        *_left_out(straddling, _("windows whose target lies in two parts")),
        *_left_out(int(holes.sum()), _("windows without a target")),
        *_left_out(int((gaps & ~holes).sum()), _("windows with a missing value")),
    ]
    fitted = np.arange(train_steps(steps, data.split), dtype=np.int64)
    return _Examples(parts=parts, fitted=fitted, report=tuple(report))


def _holes(missing: Array, starts: Rows, length: int) -> Array:
    """For each window from `starts` whether any of its `length` steps is missing."""
    before = np.concatenate([[0], np.cumsum(missing)])
    return np.asarray(before[starts + length] > before[starts], dtype=np.bool_)


def _check_window(data: Data, window: Window, learned: tuple[Column, ...]) -> None:
    place = _("window")
    if min(window.length, window.horizon, window.stride) < 1:
        raise DataError(_("length, horizon and stride must be at least 1"), place=place)
    if data.split.by != "time":
        raise DataError(
            _("a series must be split by time, or the test part would leak into training"),
            place=_("split"),
            received=data.split.by,
            remedy=_("Split by time."),
        )
    if window.horizon > 1 and any(column.kind is ColumnKind.CATEGORY for column in learned):
        raise DataError(
            _("a category can be forecast one step ahead only"),
            place=place,
            received=_("a horizon of {horizon}").format(horizon=window.horizon),
        )


def _check_enough(examples: _Examples, place: str) -> None:
    if not len(examples.parts.train):
        raise DataError(
            _("no rows are left to train on"),
            place=place,
            remedy=_("Give more rows, a larger train part, or fill missing values."),
        )


def _check_size(data: Data, fed: tuple[Column, ...], examples: _Examples, place: str) -> None:
    """Refuse what would fill the memory before it is made: long windows, many classes."""
    parts = examples.parts
    rows = len(parts.train) + len(parts.validation) + len(parts.test)
    widths = [_fed_width(data, column) for column in fed]
    if rows * sum(widths) > MAX_VALUES:
        widest = fed[widths.index(max(widths))].name
        raise DataError(
            _("the prepared rows would hold too many values"),
            place=place,
            expected=_("at most {count:,}").format(count=MAX_VALUES),
            received=f"{rows * sum(widths):,}",
            remedy=_("Shorten the window or leave out columns; “{name}” is the widest.").format(
                name=widest
            ),
        )


def _fed_width(data: Data, column: Column) -> int:
    width = len(column.classes) if column.kind is ColumnKind.CATEGORY else math.prod(column.dims)
    return width * (data.window.length if data.window is not None else 1)


def _part_sentence(parts: Parts, things: str) -> str:
    return _(
        "{things}: {train:,} for training, {validation:,} for validation, {test:,} for the test."
    ).format(
        things=things,
        train=len(parts.train),
        validation=len(parts.validation),
        test=len(parts.test),
    )


def _left_out(count: int, things: str) -> list[str]:
    if not count:
        return []
    return [_("Left out, {things}: {count:,}.").format(count=count, things=things)]


def _filled(
    data: Data, fed: tuple[Column, ...], raw: Mapping[str, Array], pipeline: Pipeline
) -> list[str]:
    """A sentence for each column whose missing values were filled."""
    if data.missing == "drop":
        return []
    sentences = []
    for column in fed:
        count = int(_missing(column, raw[column.name]).sum())
        if not count or column.kind is ColumnKind.IMAGE:
            continue
        value = pipeline.inputs[column.name][1].to_json()["value"]
        shown = f"{value:.6g}" if isinstance(value, float) else f"“{value}”"
        sentences.append(
            _("“{name}”: {count:,} missing, filled with {rule}, {value}.").format(
                name=column.name, count=count, rule=filling_of(column), value=shown
            )
        )
    return sentences
