"""Durable events as lines of JSON, and back.

A record is ``{"event": "epoch", "time_s": 3.2, ...}`` with the fields of its class; the schema lies
in `resources/schema/events.json`. Numbers that are not finite are the words ``nan``, ``inf`` and
``-inf``. To add an event, declare its class in `netbuilder.runs.event` and describe it there.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, get_type_hints

from netbuilder.layers.parameter import Value
from netbuilder.runs import event as events
from netbuilder.runs.event import Event, Resumed, StepsTaken

LONGEST_LINE = 64 * 1024 * 1024

KINDS: dict[str, type[Event]] = {
    kind.name: kind
    for kind in vars(events).values()
    if isinstance(kind, type) and issubclass(kind, Event) and kind is not Event
}
"""Every durable event by the word that its record carries."""

_WORDS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


def to_record(event: Event) -> dict[str, Value]:
    """An event as a JSON object."""
    record: dict[str, Value] = {"event": event.name}
    for field in fields(event):
        record[field.name] = _to_json(getattr(event, field.name))
    return record


def to_line(event: Event) -> str:
    """An event as one line of JSON, without its line end."""
    return json.dumps(to_record(event), ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def from_record(record: object) -> Event | None:
    """The event that a record stands for; None where this version knows no such event."""
    name = record.get("event") if isinstance(record, Mapping) else None
    if not isinstance(record, Mapping) or not isinstance(name, str) or name not in KINDS:
        return None
    kind = KINDS[name]
    known = {key: value for key, value in record.items() if key in _readers(kind)}
    try:
        return kind(**{key: _readers(kind)[key](value) for key, value in known.items()})
    except (TypeError, ValueError, AttributeError):
        return None


def read(path: Path) -> tuple[Event, ...]:
    """The events of a run that count: torn and foreign lines left out, superseded ones too.

    Raises:
        OSError: The file cannot be read.
    """
    return tuple(superseded(_read_all(path)))


def superseded(stream: Iterable[Event]) -> Iterator[Event]:
    """Leave out what a later ``resumed`` has made void: everything after the step it names."""
    kept: list[Event] = []
    for event in stream:
        if isinstance(event, Resumed):
            kept = [cut for old in kept if (cut := _up_to(old, event.step)) is not None]
        kept.append(event)
    return iter(kept)


def _read_all(path: Path) -> Iterator[Event]:
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            if not line.endswith(b"\n"):
                continue  # a torn last line, or a piece of one that is far too long
            try:
                event = from_record(json.loads(line))
            except (ValueError, RecursionError):
                continue
            if event is not None:
                yield event


def _up_to(event: Event, step: int) -> Event | None:
    """`event` as far as it tells of steps up to `step`; None where it tells of later ones alone."""
    if isinstance(event, StepsTaken):
        losses = event.losses[: max(0, step - event.first_step + 1)]
        return replace(event, losses=losses) if losses else None
    return None if getattr(event, "step", 0) > step or event.name == "finished" else event


def _to_json(value: Value) -> Value:
    if isinstance(value, float):
        return value if math.isfinite(value) else _word(value)
    if isinstance(value, Mapping):
        return {str(key): _to_json(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_to_json(item) for item in value]
    return value


def _word(value: float) -> str:
    if math.isnan(value):
        return "nan"
    return "inf" if value > 0 else "-inf"


def _float(value: object) -> float:
    if isinstance(value, str):
        return _WORDS[value] if value in _WORDS else _refuse(value)
    return float(value) if isinstance(value, int | float) else _refuse(value)


def _int(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(_refuse(value))


def _str(value: object) -> str:
    return value if isinstance(value, str) else str(_refuse(value))


def _refuse(value: object) -> float:
    raise ValueError(f"unexpected value {value!r}")


def _freeze(value: Value) -> Value:
    return tuple(_freeze(item) for item in value) if isinstance(value, list) else value


_READERS: dict[Any, Any] = {
    float: _float,
    int: _int,
    str: _str,
    tuple[float, ...]: lambda value: tuple(_float(item) for item in value),
    tuple[str, ...]: lambda value: tuple(_str(item) for item in value),
    Mapping[str, float]: lambda value: {key: _float(item) for key, item in value.items()},
    Mapping[str, int]: lambda value: {key: _int(item) for key, item in value.items()},
    Mapping[str, Value]: lambda value: {key: _freeze(item) for key, item in value.items()},
}


def _readers(kind: type[Event]) -> Mapping[str, Any]:
    if kind not in _TABLES:
        hints = get_type_hints(kind)
        _TABLES[kind] = {field.name: _READERS[hints[field.name]] for field in fields(kind)}
    return _TABLES[kind]


_TABLES: dict[type[Event], Mapping[str, Any]] = {}
