"""Raw rows to check an export with: the test part's, or made ones where the data is gone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.data import prepare, read_table
from netbuilder.error import DataError
from netbuilder.project.schema import Column, ColumnKind, ColumnRole, Data, fed_type

MOST_ROWS = 300
_MADE_ROWS = 64


def raw_rows(data: Data, base: Path | None) -> dict[str, list[Any]]:
    """Raw values by column that feeds a network: rows of the test part, as a person would give.

    Where the data cannot be read any more, rows are made within the ranges and classes that the
    schema has kept. In a series each row is a whole window.
    """
    fed = [c for c in data.columns if c.role is not ColumnRole.IGNORED and fed_type(data, c)]
    try:
        prepared = prepare(data, base)
        table = read_table(data.source, base)
    except DataError:
        random = np.random.default_rng(0)
        return {column.name: _made(data, column, random) for column in fed}
    part = prepared.test if len(prepared.test) else prepared.train
    rows = part.rows[:MOST_ROWS]
    return {
        name: _plain(_taken(table.columns[name], rows, data)) for name in prepared.pipeline.inputs
    }


def _taken(values: np.ndarray[Any, Any], rows: np.ndarray[Any, Any], data: Data) -> Any:
    if data.window is None:
        return values[rows]
    before = np.arange(-data.window.length, 0)
    return values[rows[:, None] + before]


def _made(data: Data, column: Column, random: np.random.Generator) -> list[Any]:
    length = () if data.window is None else (data.window.length,)
    shape = (_MADE_ROWS, *length, *column.dims)
    if column.kind is ColumnKind.CATEGORY:
        return _plain(random.choice(np.array(column.classes, dtype=object), shape))
    low = 0.0 if column.minimum is None else column.minimum
    high = 1.0 if column.maximum is None else column.maximum
    return _plain(random.uniform(low, high, shape))


def _plain(values: Any) -> list[Any]:
    listed: list[Any] = np.asarray(values).tolist()
    return [None if isinstance(value, float) and value != value else value for value in listed]
