"""What a set looks like at a glance: a few pictures of it, each no larger than a thumbnail."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from netbuilder.data.missing import missing_notes
from netbuilder.data.points import spaced
from netbuilder.data.preview import report_on
from netbuilder.data.schema import describe_again
from netbuilder.data.source import is_large, read_table
from netbuilder.data.table import Array, Table
from netbuilder.project.schema import Column, ColumnKind, ColumnRole, Data

MOST = 3
_DOTS, _STEPS, _BARS = 240, 120, 10
_AXES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One example of a picture column.

    Attributes:
        pixels: uint8, height × width × 1 or 3, light where the values are large.
        label: Its class, or "".
    """

    pixels: Array
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dots:
    """Rows as points of the plane of two columns.

    Attributes:
        places: float64, points × 2, from 0 to 1: to the right, and upwards.
        classes: The class of each point, counted from 0; zeros where there are no classes.
        names: The two columns.
    """

    places: Array
    classes: Array
    names: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """How the values of one column are spread; `heights` are shares of the highest bar."""

    heights: tuple[float, ...]
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The end of a series; `heights` are from 0 for its smallest value to 1 for its largest."""

    heights: tuple[float, ...]
    name: str


Thumbnail = Picture | Dots | Bars | Curve


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What a source holds at the moment.

    Attributes:
        thumbnails: At most three, all of one sort.
        report: What reading assumed or changed, and what becomes of missing values.
        present: Where it holds something else than when the project read it, the schema of what it
            holds now.
    """

    thumbnails: tuple[Thumbnail, ...] = ()
    report: tuple[str, ...] = ()
    present: Data | None = None

    @property
    def is_changed(self) -> bool:
        """Whether it holds something else than when the project read it."""
        return self.present is not None


def glance_at(data: Data, base: Path | None, *, even_large: bool = False) -> Glance:
    """Read a project's source just to look at it.

    Args:
        data: The schema that the project keeps.
        base: The folder that a relative path starts from; the current one by default.
        even_large: Whether a file is read that is too large to be read just for looking.

    Raises:
        DataError: The source cannot be read.
    """
    if not even_large and is_large(data.source, base):
        return Glance(report=missing_notes(data))
    table = read_table(data.source, base)
    if data.fingerprint and data.fingerprint != table.fingerprint:
        return Glance(present=describe_again(data, table))
    return Glance(thumbnails=thumbnails_of(data, table), report=report_on(table, data))


def thumbnails_of(data: Data, table: Table) -> tuple[Thumbnail, ...]:
    """Pictures of several classes, a curve of a series, points of a plane, or bars of columns."""
    there = [column for column in data.columns if column.name in table.columns]
    inputs = [column for column in there if column.role is ColumnRole.INPUT]
    targets = [column for column in there if column.role is ColumnRole.TARGET]
    pictures = [column for column in inputs if column.kind is ColumnKind.IMAGE]
    if pictures:
        return _pictures(pictures[0], targets, table)
    if data.window is not None:
        numbers = [c for c in (*targets, *inputs) if c.kind is ColumnKind.NUMBER]
        return tuple(_curve(column, table) for column in numbers[:1])
    if len(inputs) == _AXES and all(column.kind is ColumnKind.NUMBER for column in inputs):
        return (_dots(inputs[0], inputs[1], targets, table),)
    shown = [column for column in inputs if column.kind is not ColumnKind.TEXT]
    return tuple(_bars(column, table) for column in shown[:MOST])


def _pictures(column: Column, targets: list[Column], table: Table) -> tuple[Picture, ...]:
    """The first picture of each of several classes, or the first pictures."""
    values = table.columns[column.name]
    labels = _first_category(targets)
    if labels is None:
        return tuple(Picture(pixels=_pixels(column, value)) for value in values[:MOST])
    names = labels.classes
    wanted = dict.fromkeys(names[at * len(names) // MOST] for at in range(MOST))
    of = table.columns[labels.name]
    rows = [(name, np.flatnonzero(of == name)) for name in wanted]
    return tuple(
        Picture(pixels=_pixels(column, values[found[0]]), label=name)
        for name, found in rows
        if len(found)
    )


def _pixels(column: Column, value: Array) -> Array:
    low = column.minimum if column.minimum is not None else float(np.min(value))
    high = column.maximum if column.maximum is not None else float(np.max(value))
    shares = (np.asarray(value, dtype=np.float64) - low) / ((high - low) or 1.0)
    pixels = np.round(255 * np.clip(np.nan_to_num(shares), 0, 1)).astype(np.uint8)
    channels = 3 if len(pixels) >= 3 else 1
    return np.ascontiguousarray(np.moveaxis(pixels[:channels], 0, -1))


def _dots(across: Column, up: Column, targets: list[Column], table: Table) -> Dots:
    places = np.stack([_shares(table.columns[column.name]) for column in (across, up)], axis=1)
    classes = np.zeros(len(places), dtype=np.int64)
    labels = _first_category(targets)
    if labels is not None:
        number = {name: at for at, name in enumerate(labels.classes)}
        of = table.columns[labels.name]
        classes[:] = [number.get(name, 0) for name in of]
    whole = np.flatnonzero(np.isfinite(places).all(axis=1))
    rows = whole[spaced(len(whole), _DOTS)]
    return Dots(places=places[rows], classes=classes[rows], names=(across.name, up.name))


def _bars(column: Column, table: Table) -> Bars:
    values = table.columns[column.name]
    if column.kind is ColumnKind.CATEGORY:
        counts = np.array([np.sum(values == name) for name in column.classes[:_BARS]])
    else:
        numbers = values[np.isfinite(values)]
        counts = np.histogram(numbers, bins=_BARS)[0] if len(numbers) else np.zeros(_BARS)
    most = max(counts, default=0) or 1
    return Bars(heights=tuple((counts / most).tolist()), name=column.name)


def _curve(column: Column, table: Table) -> Curve:
    values = table.columns[column.name]
    ends = _shares(values[np.isfinite(values)][-_STEPS:])
    return Curve(heights=tuple(ends.tolist()), name=column.name)


def _shares(values: Array) -> Array:
    """Where each value lies between the smallest, 0, and the largest, 1."""
    finite = values[np.isfinite(values)]
    if not len(finite):
        return np.zeros(len(values))
    low, high = float(np.min(finite)), float(np.max(finite))
    return np.asarray((values - low) / ((high - low) or 1.0))


def _first_category(columns: list[Column]) -> Column | None:
    return next((column for column in columns if column.kind is ColumnKind.CATEGORY), None)
