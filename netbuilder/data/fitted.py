"""Reads fitted transforms back from what runs and exports keep of them."""

from __future__ import annotations

import math
from dataclasses import fields
from typing import Any

from netbuilder.data.transforms import TRANSFORMS, Transform
from netbuilder.error import DataError
from netbuilder.layers.parameter import Value
from netbuilder.words import _


def transform_from_json(value: Value) -> Transform:
    """Build a fitted transform from what `to_json` gave.

    Raises:
        DataError: It is not what any transform writes.
    """
    made = TRANSFORMS.get(str(value.get("kind"))) if isinstance(value, dict) else None
    if made is None:
        raise DataError(_("this is no transform that netbuilder knows"), received=str(value)[:80])
    expected = {field.name: field for field in fields(made)}
    given = {key: entry for key, entry in value.items() if key != "kind"}
    if given.keys() != expected.keys() or not all(
        _fits(entry, expected[key].default) for key, entry in given.items()
    ):
        raise DataError(
            _("the fitted numbers of “{kind}” are damaged").format(kind=made.kind),
            received=str(value)[:80],
        )
    frozen: dict[str, Any] = {
        key: tuple(entry) if isinstance(entry, list | tuple) else entry
        for key, entry in given.items()
    }
    return made(**frozen)


def _fits(entry: Value, default: Value) -> bool:
    if isinstance(default, tuple):
        if not isinstance(entry, list | tuple):
            return False
        if default:
            return all(type(item) is int and item > 0 for item in entry)
        return all(isinstance(item, str) for item in entry)
    if isinstance(default, float):
        return type(entry) in (int, float) and math.isfinite(entry)
    return isinstance(entry, type(default))
