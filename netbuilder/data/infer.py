"""Finds out what the columns of a file are, and what each is for."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace

import numpy as np

from netbuilder.data.table import Array, Table
from netbuilder.data.transforms import class_name
from netbuilder.error import DataError
from netbuilder.project.schema import Column, ColumnKind, ColumnRole
from netbuilder.words import _

MAX_INPUT_CLASSES = 100
MAX_TARGET_CLASSES = 1000
MAX_CLASS_NAME = 200

_NUMBER_CLASSES = 10
_TARGET_NAMES = frozenset(("target", "label", "class", "y", "output", "outcome"))
_ID_NAME = re.compile(r"id|index|nr|no|row|row ?(number|id)|unnamed.*|column 1|.*[ _-]id", re.I)
_DATE = re.compile(
    r"\d{4}[-/.]\d{1,2}([-/.]\d{1,2})?([T ]\d{1,2}:\d{2}.*)?|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}( .*)?"
)
_SAMPLE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What one look at the values of a column shows.

    `num_distinct` counts its different values, fractions as if no two were equal; `distinct` names
    them, or is None where there are more than a target may have; `sample` has some texts.
    """

    name: str
    is_number: bool
    rows: int
    known: int
    num_distinct: int
    distinct: tuple[str, ...] | None
    sample: tuple[str, ...]
    minimum: float | None
    maximum: float | None
    is_whole: bool


def infer_columns(table: Table, *, target: str | None = None) -> tuple[Column, ...]:
    """Describe each column of a table whose kinds nobody declared.

    A column of text is a category where its values return: at most 100 different ones (as target
    1,000), each twice on average. Ids, dates, free text and constants are ignored, and the column
    notes why. A target of at most ten different whole numbers is a category.

    Args:
        table: The rows.
        target: The column to learn; by default the last of a usual name, else the last usable.

    Raises:
        DataError: The target has one value only, none at all, or cannot be learned.
    """
    facts = {name: _look(name, values) for name, values in table.columns.items()}
    columns = {name: _as_input(fact) for name, fact in facts.items()}
    chosen = _usual_target(columns) if target is None else target
    if chosen is not None:
        columns[chosen] = as_target(table, chosen)
    return tuple(columns.values())


def as_target(table: Table, name: str) -> Column:
    """Describe column `name` as what is to be learned.

    Raises:
        DataError: It has one value only, none at all, or is text.
    """
    fact = _look(name, table.columns[name])
    place = _("{place}, column “{name}”").format(place=table.place, name=name)
    if not fact.known:
        raise DataError(_("the target has no values"), place=place)
    if fact.distinct is not None and fact.num_distinct == 1:
        raise DataError(
            _("the target has the same value in every row, so there is nothing to learn"),
            place=place,
            received=f"“{fact.distinct[0]}”",
            remedy=_("Choose another target."),
        )
    column = _described(fact)
    if fact.is_number and not _is_class_number(fact):
        return replace(column, kind=ColumnKind.NUMBER, role=ColumnRole.TARGET)
    if fact.distinct is None or any(len(text) > MAX_CLASS_NAME for text in fact.distinct):
        raise DataError(
            _("the target is text that does not fall into classes"),
            place=place,
            expected=_("at most {count:,} different short texts").format(count=MAX_TARGET_CLASSES),
            received=f"{fact.num_distinct:,}",
            remedy=_("Choose another target."),
        )
    return replace(
        column,
        kind=ColumnKind.CATEGORY,
        role=ColumnRole.TARGET,
        classes=_ordered(fact.distinct),
        minimum=None,
        maximum=None,
    )


def _look(name: str, values: Array) -> _Facts:
    if values.dtype == object:
        return _look_at_texts(name, values)
    numbers = values[np.isfinite(values)]
    minimum, maximum = (numbers.min(), numbers.max()) if len(numbers) else (None, None)
    is_whole = bool(np.all(numbers == np.round(numbers)))
    # Only whole numbers are asked for their different values: sorting a million takes a while.
    different = np.unique(numbers) if is_whole or minimum == maximum else None
    num_distinct = len(numbers) if different is None else len(different)
    names = None
    if different is not None and num_distinct <= MAX_TARGET_CLASSES:
        names = tuple(class_name(float(value)) for value in different)
    return _Facts(
        name=name,
        is_number=True,
        rows=len(values),
        known=len(numbers),
        num_distinct=num_distinct,
        distinct=names,
        sample=(),
        minimum=None if minimum is None else float(minimum),
        maximum=None if maximum is None else float(maximum),
        is_whole=is_whole,
    )


def _look_at_texts(name: str, values: Array) -> _Facts:
    texts = [value for value in values if value is not None]
    distinct = dict.fromkeys(texts)
    return _Facts(
        name=name,
        is_number=False,
        rows=len(values),
        known=len(texts),
        num_distinct=len(distinct),
        distinct=tuple(distinct) if len(distinct) <= MAX_TARGET_CLASSES else None,
        sample=tuple(itertools.islice(distinct, _SAMPLE)),
        minimum=None,
        maximum=None,
        is_whole=False,
    )


def _described(fact: _Facts) -> Column:
    return Column(
        name=fact.name,
        kind=ColumnKind.NUMBER if fact.is_number else ColumnKind.TEXT,
        minimum=fact.minimum,
        maximum=fact.maximum,
        missing=fact.rows - fact.known,
    )


def _as_input(fact: _Facts) -> Column:
    column = _described(fact)
    if not fact.known:
        return _ignored(column, _("no values"))
    if fact.num_distinct == 1 and fact.rows > 1:
        return _ignored(column, _("the same value in every row"))
    if fact.is_number:
        return _ignored(column, _("numbers the rows")) if _is_id(fact) else column
    return _text_input(column, fact)


def _text_input(column: Column, fact: _Facts) -> Column:
    if all(_DATE.fullmatch(text) for text in fact.sample):
        return _ignored(column, _("dates"))
    if fact.num_distinct == fact.known > 2:
        return _ignored(column, _("another text in every row"))
    is_few = fact.num_distinct <= MAX_INPUT_CLASSES and 2 * fact.num_distinct <= fact.known
    if fact.distinct is None or not is_few:
        note = _("{count:,} different texts, too many").format(count=fact.num_distinct)
        return _ignored(column, note)
    if any(len(text) > MAX_CLASS_NAME for text in fact.distinct):
        return _ignored(column, _("long texts"))
    return replace(column, kind=ColumnKind.CATEGORY, classes=_ordered(fact.distinct))


def _ignored(column: Column, note: str) -> Column:
    return replace(column, role=ColumnRole.IGNORED, note=note)


def _is_id(fact: _Facts) -> bool:
    """Whole numbers, each once, in a column of a usual name for ids."""
    is_named = _ID_NAME.fullmatch(fact.name) is not None
    return fact.is_whole and is_named and fact.num_distinct == fact.known > 2


def _is_class_number(fact: _Facts) -> bool:
    distinct = fact.distinct
    if distinct is None or not fact.is_whole or len(distinct) > _NUMBER_CLASSES:
        return False
    return len(distinct) == 2 or fact.known >= 4 * len(distinct)


def _usual_target(columns: dict[str, Column]) -> str | None:
    named = [name for name in columns if name.strip().lower() in _TARGET_NAMES]
    if named:
        return named[-1]
    usable = [name for name, column in columns.items() if column.role is ColumnRole.INPUT]
    return usable[-1] if usable else None


def _ordered(names: tuple[str, ...]) -> tuple[str, ...]:
    """Classes by number where all are numbers, else by letters."""
    try:
        return tuple(sorted(names, key=float))
    except ValueError:
        return tuple(sorted(names))
