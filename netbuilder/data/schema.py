"""Reads a source once and writes down what is in it: the schema that a project keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from netbuilder.data.source import read_table
from netbuilder.data.table import Table
from netbuilder.error import DataError
from netbuilder.project.schema import (
    Column,
    ColumnKind,
    ColumnRole,
    Data,
    Source,
    Split,
    TransformUse,
    Window,
)
from netbuilder.words import _


def read_schema(source: Source, base: Path | None, *, target: str | None = None) -> Data:
    """Describe a source: columns, classes, fingerprint, and a sensible split and transforms.

    Numbers are standardised, pictures rescaled by their range, number targets standardised. Rows
    are split 70 : 15 : 15, within each class where the target is a category, by time where they
    are a series.

    Args:
        source: What to read.
        base: The folder that a relative path starts from; the current one by default.
        target: The column to learn; by default the set's own, or in a file the last column of a
            name such as target, label, class or y, else the last usable column.

    Raises:
        DataError: The source cannot be read, or there is no such target.
    """
    table = read_table(source, base)
    return describe(table, source, target=target)


def read_again(data: Data, base: Path | None) -> Data:
    """Describe a source that has changed, keeping what a person decided.

    Roles and units of columns that are still there, split, window, transforms and the treatment of
    missing values stay; kinds, classes, ranges, row count and fingerprint are new. Transforms
    forget columns that are gone.

    Raises:
        DataError: The source cannot be read, or its target can no longer be learned.
    """
    return describe_again(data, read_table(data.source, base))


def describe_again(data: Data, table: Table) -> Data:
    """The schema of a table that has been read again; see `read_again`."""
    targets = [column.name for column in data.with_role(ColumnRole.TARGET)]
    target = next((name for name in targets if name in table.columns), None)
    columns = _columns(table, target)
    return replace(
        data,
        columns=tuple(_as_decided(column, data.column(column.name)) for column in columns),
        rows=len(table),
        fingerprint=table.fingerprint,
        transforms=tuple(
            kept for use in data.transforms if (kept := _without_gone(use, table)) is not None
        ),
    )


def _as_decided(column: Column, before: Column | None) -> Column:
    """A column in the role it had, where it can still play it."""
    if before is None or (column.kind is ColumnKind.TEXT and before.role is not ColumnRole.IGNORED):
        return column
    note = (column.note or before.note) if before.role is ColumnRole.IGNORED else ""
    return replace(column, role=before.role, unit=before.unit, note=note)


def _without_gone(use: TransformUse, table: Table) -> TransformUse | None:
    if not use.columns:
        return use
    columns = tuple(name for name in use.columns if name in table.columns)
    return replace(use, columns=columns) if columns else None


def describe(table: Table, source: Source, *, target: str | None = None) -> Data:
    """The schema of a table that has been read; see `read_schema`."""
    columns = _columns(table, target)
    window = _window(source)
    return Data(
        source=source,
        columns=columns,
        rows=len(table),
        fingerprint=table.fingerprint,
        split=Split(by=_way_to_split(columns, window)),
        window=window,
        transforms=_transforms(columns, _ranges(source)),
    )


def _columns(table: Table, target: str | None) -> tuple[Column, ...]:
    if target is not None and target not in table.columns:
        raise DataError(
            _("there is no column “{name}”").format(name=target),
            place=table.place,
            remedy=_("Choose one of {names}.").format(names=", ".join([*table.columns][:20])),
        )
    if not table.declared:
        from netbuilder.data.infer import infer_columns

        return infer_columns(table, target=target)
    described = tuple(_with_range(column, table) for column in table.declared)
    if target is None:
        return described
    return tuple(_as_target(column, target) for column in described)


def _with_range(column: Column, table: Table) -> Column:
    if column.kind is ColumnKind.CATEGORY:
        return column
    values = table.columns[column.name]
    return replace(column, minimum=float(np.min(values)), maximum=float(np.max(values)))


def _as_target(column: Column, target: str) -> Column:
    if column.name == target:
        return replace(column, role=ColumnRole.TARGET)
    if column.role is ColumnRole.TARGET:
        return replace(column, role=ColumnRole.INPUT)
    return column


def _way_to_split(columns: tuple[Column, ...], window: Window | None) -> str:
    if window is not None:
        return "time"
    targets = [column for column in columns if column.role is ColumnRole.TARGET]
    by_class = any(column.kind is ColumnKind.CATEGORY for column in targets)
    return "stratified" if by_class else "random"


def _transforms(
    columns: tuple[Column, ...], ranges: Mapping[str, tuple[float, float]]
) -> tuple[TransformUse, ...]:
    """Numbers standardised on both sides, pictures rescaled by the range they were measured in."""
    uses = []
    series = not any(column.role is ColumnRole.INPUT for column in columns)
    if series or any(
        column.kind is ColumnKind.NUMBER and column.role is ColumnRole.INPUT for column in columns
    ):
        uses.append(TransformUse(kind="standardise", role=ColumnRole.INPUT))
    for column in columns:
        if column.kind is ColumnKind.IMAGE:
            low, high = ranges.get(column.name, (column.minimum or 0.0, column.maximum or 1.0))
            limits = {"minimum": low, "maximum": high}
            uses.append(TransformUse(kind="rescale", columns=(column.name,), parameters=limits))
    if any(
        column.kind is ColumnKind.NUMBER and column.role is ColumnRole.TARGET for column in columns
    ):
        uses.append(TransformUse(kind="standardise", role=ColumnRole.TARGET))
    return tuple(uses)


def _window(source: Source) -> Window | None:
    if source.kind != "builtin":
        return None
    from netbuilder.data.builtin import SETS

    return SETS[source.location].window


def _ranges(source: Source) -> Mapping[str, tuple[float, float]]:
    if source.kind != "builtin":
        return {}
    from netbuilder.data.builtin import SETS

    return SETS[source.location].ranges or {}
