"""Values given for the parameters of nodes: brought into one form, and checked.

Edits and the file reader use the same functions, so what can be set can be saved and read again.
"""

from __future__ import annotations

import math

from netbuilder.layers import catalogue
from netbuilder.layers.parameter import Number, Value
from netbuilder.project import formula
from netbuilder.project.value import Formula
from netbuilder.words import _

LONGEST_TEXT = 10_000
LONGEST_LIST = 10_000
LARGEST = 2**63
DEEPEST = 8


def settled(kind: str, key: str, value: Value) -> Value:
    """`value` in the form that projects keep: tuples for lists, 1.0 for 1 where a number is real.

    Equal drawings are then equal to the byte, in their file and in their source.
    """
    layer = catalogue.layer_class(kind)
    parameter = layer.parameters.get(key) if layer else None
    value = frozen(value)
    if isinstance(parameter, Number) and isinstance(value, int) and not isinstance(value, bool):
        return float(value) if abs(value) < 2**53 else value
    return value


def frozen(value: Value) -> Value:
    """`value` with tuples for lists, all the way down."""
    if isinstance(value, list | tuple):
        return tuple(frozen(item) for item in value)
    if isinstance(value, dict):
        return {key: frozen(item) for key, item in value.items()}
    return value


def fault(kind: str, key: str, value: Value) -> str | None:
    """What is wrong with a settled `value` for a parameter, as the end of a sentence, or None.

    Parameters of kinds that are not installed may be any JSON value.
    """
    layer = catalogue.layer_class(kind)
    if layer is None:
        return _json_fault(value, DEEPEST)
    if isinstance(value, Formula) and key in layer.parameters:
        try:
            formula.parse(value.text)
        except formula.FormulaError as error:
            return _("is no formula: {sentence}").format(sentence=str(error).rstrip("."))
        return None
    return _json_fault(value, DEEPEST) or layer.check_values({key: value}).get(key)


def is_same(old: Value, new: Value) -> bool:
    """Equal and written alike, for 1, 1.0 and True are equal but differ in a file."""
    return old is new or (type(old) is type(new) and repr(old) == repr(new))


def is_text(value: str) -> bool:
    """Whether `value` can be written as UTF-8, which half a surrogate pair cannot."""
    return value.isascii() or not any("\ud800" <= letter <= "\udfff" for letter in value)


def _json_fault(value: Value, depth: int) -> str | None:
    match value:
        case None | bool() | Formula():
            return None
        case int():
            return None if abs(value) < LARGEST else _("must be a smaller number")
        case float():
            return None if math.isfinite(value) else _("must be a finite number")
        case str():
            is_fine = len(value) <= LONGEST_TEXT and is_text(value)
            return None if is_fine else _("must be a shorter text")
        case tuple() | dict() if depth and len(value) <= LONGEST_LIST:
            items = (*value, *value.values()) if isinstance(value, dict) else value
            faults = (_json_fault(item, depth - 1) for item in items)
            return next((fault for fault in faults if fault), None)
        case _:
            return _("must be a number, a text, or a list of them")
