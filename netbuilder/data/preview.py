"""A first look at a source, before a project takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from netbuilder.data.missing import missing_notes
from netbuilder.data.schema import describe, describe_again
from netbuilder.data.source import read_table
from netbuilder.data.table import Array, Table
from netbuilder.project.schema import Data, Source
from netbuilder.words import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a person sees of a source.

    Attributes:
        data: The schema that a project would take, see `read_schema`.
        head: The first rows, raw, by column.
        report: What reading assumed or changed, what becomes of missing values, and which columns
            are ignored, one sentence each.
    """

    data: Data
    head: Mapping[str, Array]
    report: tuple[str, ...]


def preview(
    source: Source, base: Path | None, rows: int = 20, *, target: str | None = None
) -> Preview:
    """Read a source and show its first rows with what was found out about it.

    Args:
        source: What to read.
        base: The folder that a relative path starts from; the current one by default.
        rows: How many rows to show.
        target: The column to learn; see `read_schema`.

    Raises:
        DataError: The source cannot be read, or there is no such target.
    """
    table = read_table(source, base)
    return _preview(table, describe(table, source, target=target), rows)


def preview_again(data: Data, base: Path | None, rows: int = 20) -> Preview:
    """Read a project's source again; its `data` has another fingerprint where it has changed.

    Raises:
        DataError: The source cannot be read, or its target can no longer be learned.
    """
    table = read_table(data.source, base)
    return _preview(table, describe_again(data, table), rows)


def report_on(table: Table, data: Data) -> tuple[str, ...]:
    """What a person should know of a source and of what `data` makes of it."""
    ignored = tuple(
        _("“{name}” is ignored: {reason}.").format(name=column.name, reason=column.note)
        for column in data.columns
        if column.note
    )
    return (*table.report, *missing_notes(data), *ignored)


def _preview(table: Table, data: Data, rows: int) -> Preview:
    head = {name: values[:rows].copy() for name, values in table.columns.items()}
    return Preview(data=data, head=head, report=report_on(table, data))
