"""A first look at a source, before a project takes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from netbuilder.data.schema import describe
from netbuilder.data.source import read_table
from netbuilder.data.table import Array
from netbuilder.project.schema import Data, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What a person sees of a source.

    Attributes:
        data: The schema that a project would take, see `read_schema`.
        head: The first rows, raw, by column.
        report: What reading assumed or changed, one sentence each.
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
    data = describe(table, source, target=target)
    ignored = tuple(
        f"“{column.name}” is ignored: {column.note}." for column in data.columns if column.note
    )
    return Preview(
        data=data,
        head={name: values[:rows].copy() for name, values in table.columns.items()},
        report=(*table.report, *ignored),
    )
