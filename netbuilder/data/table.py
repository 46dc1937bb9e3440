"""Rows as they stand in their source, before anything is done to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from netbuilder.project.schema import Column

Array = NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Raw values by column, all of one length.

    Numbers are float64 with NaN where one is missing, categories and texts object arrays of str
    with None, pictures arrays of rows × channels × height × width.

    Attributes:
        columns: The values, in the order of the source.
        fingerprint: Identifies the content; equal content has an equal fingerprint.
        place: How messages name the source.
        declared: What a shipped or made set knows of its own columns; empty where kinds have to be
            inferred.
        report: What reading changed, with counts, one sentence each.
    """

    columns: Mapping[str, Array]
    fingerprint: str
    place: str
    declared: tuple[Column, ...] = ()
    report: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(next(iter(self.columns.values()), ()))


def names_of(labels: Array, classes: tuple[str, ...]) -> Array:
    """Turn class indices into an object array of class names."""
    names = np.empty(len(classes), dtype=object)
    names[:] = classes
    return names[labels]
