"""Rows of a set as points of the plane of two of its columns."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from netbuilder.data.pipeline import Pipeline
from netbuilder.data.prepare import Part, prepare
from netbuilder.data.source import is_large
from netbuilder.data.table import Array
from netbuilder.project.schema import ColumnKind, Data

MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Points:
    """Rows in the plane of two columns, with what is to be learned of each.

    Attributes:
        places: float64, points × 2, in the columns' own units: across and up.
        answers: The class of each point counted from 0, int64, or its number in its own unit,
            float64.
        is_validation: Which of them are not trained on.
    """

    places: Array
    answers: Array
    is_validation: Array

    def __len__(self) -> int:
        return len(self.places)


def points_on(
    data: Data, base: Path | None, *, columns: tuple[str, str], target: str
) -> Points | None:
    """At most `MOST` rows of the train and the validation part; None for a very large file.

    Args:
        data: The schema that the project keeps.
        base: The folder that a relative path starts from; the current one by default.
        columns: Two number columns that feed the network, across and up.
        target: A category, or a column of single numbers.

    Raises:
        DataError: The source cannot be read or does not fit the schema.
    """
    if is_large(data.source, base):
        return None
    prepared = prepare(data, base)
    column = data.column(target)
    assert column is not None
    is_category = column.kind is ColumnKind.CATEGORY
    parts = (prepared.train, prepared.validation)
    whole = sum(map(len, parts))
    found = []
    for part in parts:
        kept = spaced(len(part), max(1, MOST * len(part) // whole))
        places = _places(part, prepared.pipeline, columns, kept)
        answers = part.targets[target][kept]
        if not is_category:
            answers = prepared.pipeline.invert(target, answers)[:, 0]
        found.append((places, answers, np.full(len(kept), part is prepared.validation)))
    places, answers, is_validation = (np.concatenate(arrays) for arrays in zip(*found, strict=True))
    return Points(places=places, answers=answers, is_validation=is_validation)


def spaced(rows: int, most: int) -> Array:
    """At most so many of the rows 0, 1, ..., evenly spaced: sorted ones all have their share."""
    return np.linspace(0, rows - 1, min(rows, most)).round().astype(np.int64)


def _places(part: Part, pipeline: Pipeline, columns: tuple[str, str], kept: Array) -> Array:
    """Where rows stand, in the columns' own units."""
    axes = [pipeline.invert(name, part.inputs[name][kept]).reshape(len(kept)) for name in columns]
    return np.stack(axes, axis=1)
