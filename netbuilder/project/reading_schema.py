"""From the JSON of a project file to what the project knows of its data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from netbuilder.layers.parameter import Value
from netbuilder.project import argument
from netbuilder.project.found import Found
from netbuilder.project.schema import (
    Column,
    ColumnKind,
    ColumnRole,
    Data,
    Source,
    Split,
    TransformUse,
    Window,
)
from netbuilder.words import _

LONGEST_NAME = 1_000
LONGEST_LOCATION = 4_096
MOST_COLUMNS = 100_000
MOST_CLASSES = 100_000
MOST_ROWS = 2**53
LARGEST_NUMBER = 1.7976931348623157e308

Readers = dict[str, Callable[[Found], Any]]


def read_data(found: Found) -> Data:
    """Source, columns, split and transforms."""
    fields = found.fields(
        (
            "source",
            "columns",
            "rows",
            "fingerprint",
            "split",
            "window",
            "transforms",
            "missing",
        )
    )
    plain = Data()
    columns = fields["columns"].items(MOST_COLUMNS) if "columns" in fields else []
    transforms = fields["transforms"].items(10_000) if "transforms" in fields else []
    data = replace(
        plain,
        source=_source(fields["source"]) if "source" in fields else plain.source,
        columns=tuple(_column(item) for item in columns),
        rows=fields["rows"].integer(0, MOST_ROWS) if "rows" in fields else 0,
        fingerprint=fields["fingerprint"].text(LONGEST_NAME) if "fingerprint" in fields else "",
        split=_split(fields["split"]) if "split" in fields else plain.split,
        window=_window(fields["window"]) if "window" in fields else None,
        transforms=tuple(_transform(item) for item in transforms),
        missing=fields["missing"].choice(("fill", "drop")) if "missing" in fields else "fill",
    )
    seen: set[str] = set()
    for column, item in zip(data.columns, columns, strict=True):
        if column.name in seen:
            item.fault(_("Two columns have the same name"), received=column.name)
        seen.add(column.name)
    return data


def _source(found: Found) -> Source:
    fields = found.fields(("kind", "location", "options"))
    return Source(
        kind=fields["kind"].text(LONGEST_NAME) if "kind" in fields else "",
        location=_raw_text(fields["location"], LONGEST_LOCATION) if "location" in fields else "",
        options=_options(fields["options"]) if "options" in fields else {},
    )


def _options(found: Found) -> dict[str, Value]:
    read = {}
    for key, entry in found.entries(1_000):
        value = argument.frozen(entry.value)
        fault = argument.fault("", key, value)
        if fault or not (len(key) <= LONGEST_NAME and key.isprintable()):
            entry.fault(_("This value {fault}").format(fault=fault or _("has no usable name")))
        else:
            read[key] = value
    return read


def _column(found: Found) -> Column:
    fields = found.fields(
        (
            "name",
            "kind",
            "role",
            "dims",
            "classes",
            "minimum",
            "maximum",
            "missing",
            "unit",
            "note",
        ),
        needed=("name", "kind"),
    )
    read: Readers = {
        "name": _raw_text,
        "kind": lambda f: ColumnKind(f.choice([kind.value for kind in ColumnKind])),
        "role": lambda f: ColumnRole(f.choice([role.value for role in ColumnRole])),
        "dims": lambda f: tuple(item.integer(1, 10**9) for item in f.items(8)),
        "classes": lambda f: tuple(_raw_text(item) for item in f.items(MOST_CLASSES)),
        "minimum": lambda f: f.number(-LARGEST_NUMBER, LARGEST_NUMBER),
        "maximum": lambda f: f.number(-LARGEST_NUMBER, LARGEST_NUMBER),
        "missing": lambda f: f.integer(0, MOST_ROWS),
        "unit": lambda f: f.text(LONGEST_NAME),
        "note": lambda f: f.text(LONGEST_LOCATION, is_one_line=False),
    }
    plain = Column(name="", kind=ColumnKind.NUMBER)
    return replace(plain, **{key: read[key](field) for key, field in fields.items()})


def _raw_text(found: Found, longest: int = LONGEST_NAME) -> str:
    """A text as a source holds it, which may be any: a cell of a table may have several lines."""
    return found.text(longest, is_one_line=False)


def _split(found: Found) -> Split:
    fields = found.fields(("train", "validation", "test", "by", "seed"))
    read: Readers = {
        "train": lambda f: f.number(0.0, 1.0),
        "validation": lambda f: f.number(0.0, 1.0),
        "test": lambda f: f.number(0.0, 1.0),
        "by": lambda f: f.choice(("stratified", "random", "time")),
        "seed": lambda f: f.integer(0, 2**63 - 1),
    }
    return replace(Split(), **{key: read[key](field) for key, field in fields.items()})


def _window(found: Found) -> Window:
    fields = found.fields(("length", "horizon", "stride"))
    return replace(Window(), **{key: field.integer(1, 10**9) for key, field in fields.items()})


def _transform(found: Found) -> TransformUse:
    fields = found.fields(("kind", "columns", "role", "parameters"), needed=("kind",))
    read: Readers = {
        "kind": lambda f: f.text(LONGEST_NAME, shortest=1),
        "columns": lambda f: tuple(_raw_text(item) for item in f.items(MOST_COLUMNS)),
        "role": lambda f: ColumnRole(f.choice([role.value for role in ColumnRole])),
        "parameters": _options,
    }
    return replace(
        TransformUse(kind=""), **{key: read[key](field) for key, field in fields.items()}
    )
