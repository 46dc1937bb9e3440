"""The file of rows that lies beside an exported training loop.

It holds an array a column and part, so that reading it needs NumPy alone and runs nothing: raw
values where the exported file prepares them itself, and else the tensors that the network takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from netbuilder.compiler import Source
from netbuilder.data import Part, Prepared, read_table
from netbuilder.error import ExportError
from netbuilder.model.arguments import arguments, columns_of
from netbuilder.project.schema import Data
from netbuilder.words import _

Array = npt.NDArray[Any]

LARGEST_BYTES = 2**30


def learned_columns(source: Source) -> tuple[str, ...]:
    """The columns of right answers, one for each output that learns, in their order."""
    return tuple(output.column for output in source.outputs if output.column)


def write_rows(
    path: Path, source: Source, data: Data, prepared: Prepared, base: Path | None, *, raw: bool
) -> None:
    """Write the rows of the train and validation parts.

    Args:
        path: The ``.npz`` file.
        source: The network that learns from them.
        data: The schema.
        prepared: The parts.
        base: The folder that a relative path to the data starts from.
        raw: Whether to write values as they stand in the source of the data.

    Raises:
        DataError: The data cannot be read any more.
        ExportError: There are too many rows to travel with a file.
        OSError: It cannot be written.
    """
    parts = {"train": prepared.train, "validation": prepared.validation}
    columns = read_table(data.source, base).columns if raw else {}
    arrays = {
        f"{name}_{key}": values
        for name, part in parts.items()
        for key, values in (_raw(part, source, data, columns) if raw else _tensors(part, source))
    }
    size = sum(array.nbytes for array in arrays.values())
    if size > LARGEST_BYTES:
        raise ExportError(
            _("the rows are too many to lie beside a training loop"),
            expected=_("at most {size} MB").format(size=LARGEST_BYTES // 2**20),
            received=_("{size:,} MB").format(size=size // 2**20),
            remedy=_("Export without the training loop."),
        )
    np.savez_compressed(path, allow_pickle=False, **arrays)


def _raw(
    part: Part, source: Source, data: Data, columns: Mapping[str, Array]
) -> Iterator[tuple[str, Array]]:
    """Raw values; in a series each row is a whole window, and what follows it."""
    before: Array = part.rows
    after: Array = part.rows
    if data.window is not None:
        before = part.rows[:, None] + np.arange(-data.window.length, 0)
        after = part.rows[:, None] + np.arange(data.window.horizon)
    for number, name in enumerate(columns_of(source)):
        yield f"in_{number}", _plain(columns[name][before])
    for number, name in enumerate(learned_columns(source)):
        yield f"out_{number}", _plain(columns[name][after])


def _plain(values: Array) -> Array:
    """Values without Python objects in them, so that no pickle is written."""
    if values.dtype != object:
        return values
    texts = ["" if value is None else str(value) for value in values.ravel()]
    return np.array(texts, dtype=str).reshape(values.shape)


def _tensors(part: Part, source: Source) -> Iterator[tuple[str, Array]]:
    for number, tensor in enumerate(arguments(source.inputs, part.inputs)):
        yield f"in_{number}", tensor.numpy()
    for number, name in enumerate(learned_columns(source)):
        yield f"out_{number}", part.targets[name]
