"""The rules for missing values, in words."""

from __future__ import annotations

from netbuilder.project.schema import Column, ColumnKind, ColumnRole, Data
from netbuilder.words import _


def filling_of(column: Column) -> str:
    """What a missing value of an input column is filled with."""
    if column.kind is ColumnKind.NUMBER:
        return _("the mean of the train part")
    return _("the most frequent category of the train part")


def missing_notes(data: Data) -> tuple[str, ...]:
    """What training does about the missing values of each column, one sentence each."""
    return tuple(
        _("“{name}”: {count:,} missing, {rule}.").format(
            name=column.name, count=column.missing, rule=_rule(column, data)
        )
        for column in data.columns
        if column.missing and column.role is not ColumnRole.IGNORED
    )


def _rule(column: Column, data: Data) -> str:
    if column.role is ColumnRole.TARGET:
        return _("left out of training")
    if data.missing == "drop":
        return _("their rows are left out")
    return _("filled with {filling}").format(filling=filling_of(column))
