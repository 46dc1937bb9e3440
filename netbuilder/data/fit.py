"""Fits the steps of one column on the train part's raw values."""

from __future__ import annotations

import math

from netbuilder.data.table import Array
from netbuilder.data.transforms import (
    TRANSFORMS,
    ClassIndex,
    FillNames,
    FillNumbers,
    OneHot,
    ToFloat,
    ToNames,
    ToNumbers,
    ToPictures,
    Transform,
)
from netbuilder.error import DataError
from netbuilder.project.schema import Column, ColumnKind, ColumnRole, Data, TransformUse
from netbuilder.words import _

Steps = tuple[Transform, ...]


def fit_input(data: Data, column: Column, raw: Array) -> Steps:
    """The steps that make `column` feed a network, fitted on raw values of the train part."""
    length = () if data.window is None else (data.window.length,)
    if column.kind is ColumnKind.CATEGORY:
        names = ToNames()
        fill = FillNames.learned(names.apply(raw))
        dims = (*length, len(column.classes))
        if not fill.value:
            fill = FillNames(column.classes[0])
        return names, fill, OneHot(column.classes, dims)
    if column.kind is ColumnKind.IMAGE:
        return _fit_pictures(data, column, raw, ColumnRole.INPUT)
    dims = (*length, *(column.dims or (1,)))
    start = ToNumbers(dims)
    values = ToNumbers(column.dims or (1,)).apply(raw)
    fill_numbers = FillNumbers.learned(values)
    chosen = _fit_chosen(data, column, fill_numbers.apply(values), ColumnRole.INPUT)
    return start, fill_numbers, *chosen, ToFloat((*length, _width(column)))


def fit_target(data: Data, column: Column, raw: Array) -> Steps:
    """The steps that make `column` comparable with what a network says."""
    if column.kind is ColumnKind.CATEGORY:
        return ToNames(), ClassIndex(column.classes)
    if column.kind is ColumnKind.IMAGE:
        return _fit_pictures(data, column, raw, ColumnRole.TARGET)
    horizon = 1 if data.window is None else data.window.horizon
    ahead = () if data.window is None else (horizon,)
    values = ToNumbers(column.dims or (1,)).apply(raw)
    known = FillNumbers.learned(values).apply(values)
    chosen = _fit_chosen(data, column, known, ColumnRole.TARGET)
    start = ToNumbers((*ahead, *(column.dims or (1,))))
    return start, *chosen, ToFloat((horizon * _width(column),))


def _fit_pictures(data: Data, column: Column, raw: Array, side: ColumnRole) -> Steps:
    if data.window is not None:
        raise DataError(_("pictures cannot be cut into windows of a series"))
    start = ToPictures(column.dims)
    return start, *_fit_chosen(data, column, start.apply(raw), side), ToFloat(column.dims)


def _fit_chosen(data: Data, column: Column, values: Array, side: ColumnRole) -> list[Transform]:
    """What the person chose for this column, each fitted on what the ones before it give."""
    steps = []
    for use in data.transforms:
        if is_meant(use, column, side):
            step = TRANSFORMS[use.kind].fit(values, use.parameters)
            values = step.apply(values)
            steps.append(step)
    return steps


def is_meant(use: TransformUse, column: Column, side: ColumnRole) -> bool:
    """Whether `use` transforms `column` where it feeds (INPUT) or is learned (TARGET)."""
    if use.role is not side:
        return False
    if use.columns:
        return column.name in use.columns
    return column.kind is ColumnKind.NUMBER


def _width(column: Column) -> int:
    return math.prod(column.dims)


def check_uses(data: Data) -> None:
    """Refuse transforms that do not exist or that name columns they cannot transform.

    Raises:
        DataError: Names the transform, the column, and what there is.
    """
    choosable = [kind for kind, made in TRANSFORMS.items() if made.is_choosable]
    for use in data.transforms:
        if use.kind not in choosable:
            raise DataError(
                _("there is no transform “{kind}”").format(kind=use.kind),
                remedy=_("Choose one of {kinds}.").format(kinds=", ".join(choosable)),
            )
        for name in use.columns:
            column = data.column(name)
            if column is None or column.kind not in (ColumnKind.NUMBER, ColumnKind.IMAGE):
                raise DataError(
                    _("“{kind}” cannot transform “{name}”").format(kind=use.kind, name=name),
                    expected=_("a column of numbers or pictures"),
                    received=_("no such column") if column is None else column.kind.value,
                )
    if data.missing not in ("fill", "drop"):
        raise DataError(
            _("missing values can be filled or their rows dropped"),
            expected="fill or drop",
            received=data.missing,
        )
