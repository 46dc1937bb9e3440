"""From a project to the text of its file: deterministic, one node and one edge a line.

Fields that have their default are left out. Nodes stand in the order of their names, so that equal
projects give equal text and a small edit a small difference.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import fields
from enum import Enum
from typing import Any

from netbuilder.layers.parameter import Value
from netbuilder.project.schema import Column, Data
from netbuilder.project.value import (
    FORMAT_VERSION,
    Edge,
    Formula,
    Layout,
    Network,
    Node,
    Project,
    Training,
)

Json = Any

BROKEN = frozenset({"networks", "data", "training", "layout", "positions", "colours", "views"})
"""Objects whose entries stand on lines of their own, beside the networks themselves."""

_NUMBERS = re.compile(r"(\d+)", re.ASCII)


def project_text(project: Project) -> str:
    """The text of a project's file, with a newline at its end."""
    whole = _without_empty(
        {
            "format_version": FORMAT_VERSION,
            "name": project.name,
            "notes": project.notes,
            "networks": {
                name: network_json(project.networks[name])
                for name in sorted(project.networks, key=natural)
            },
            "data": data_json(project.data),
            "training": training_json(project.training),
        },
        always=("name", "networks"),
    )
    return _lines(whole, 0) + "\n"


def network_json(network: Network) -> Json:
    """A network as JSON."""
    nodes = sorted(network.nodes.values(), key=lambda node: (natural(node.name), node.id))
    return _without_empty(
        {
            "nodes": [_node(node) for node in nodes],
            "edges": [_edge(edge) for edge in network.edges],
            "frames": [_plain(frame, {}) for frame in network.frames],
            "ties": [list(map(list, tie.members)) for tie in network.ties],
            "parameters": _settings(network.parameters),
            "layout": _layout(network.layout, network, [node.id for node in nodes]),
        },
        always=("nodes", "edges"),
    )


def data_json(data: Data) -> Json:
    """What a project knows of its data, as JSON."""
    return _plain(
        data,
        {
            "source": lambda source: _plain(source, {"options": _settings}),
            "columns": lambda columns: [_column(column) for column in columns],
            "split": lambda split: _plain(split, {}),
            "window": lambda window: {f.name: getattr(window, f.name) for f in fields(window)},
            "transforms": lambda uses: [_plain(use, {"parameters": _settings}) for use in uses],
        },
    )


def training_json(training: Training) -> Json:
    """The settings of training as JSON."""
    return _plain(
        training,
        {
            "roles": lambda roles: dict(sorted(roles.items())),
            "optimizer_options": _settings,
            "learning_rate": float,
            "search": lambda search: [
                {"network": key[0], "node": key[1], "parameter": key[2], "range": _setting(value)}
                for key, value in sorted(search.items())
            ],
        },
    )


def natural(name: str) -> tuple[list[str | int], str]:
    """Sorts conv2 before conv10."""
    parts: list[str | int] = list(_NUMBERS.split(name))
    parts[1::2] = map(int, parts[1::2])
    return parts, name


def _node(node: Node) -> Json:
    written = _plain(
        node,
        {
            "parameters": _settings,
            "block": lambda block: _plain(block, {"carry": lambda pairs: list(map(list, pairs))}),
        },
    )
    extra = written.pop("extra", {})
    return {**written, **_settings(extra)}


def _edge(edge: Edge) -> Json:
    return _plain(edge, {"source": list, "sink": list})


def _column(column: Column) -> Json:
    return _plain(column, {"dims": list, "classes": list})


def _layout(layout: Layout, network: Network, ids: Iterable[str]) -> Json:
    """Positions and colours in the order of the nodes, bends in the order of the wires."""
    return _without_empty(
        {
            "positions": {
                key: _point(layout.positions[key]) for key in ids if key in layout.positions
            },
            "bends": [
                {**_edge(edge), "points": [_point(point) for point in layout.bends[edge]]}
                for edge in network.edges
                if edge in layout.bends
            ],
            "colours": {key: layout.colours[key] for key in ids if key in layout.colours},
            "notes": [_plain(note, {"position": _point}) for note in layout.notes],
            "views": {key: _point(view) for key, view in sorted(layout.views.items())},
        }
    )


def _point(numbers: Iterable[float]) -> list[float]:
    return [float(number) for number in numbers]


def _settings(settings: Mapping[str, Value]) -> Json:
    return {key: _setting(value) for key, value in sorted(settings.items())}


def _setting(value: Value) -> Json:
    match value:
        case Formula():
            return {"formula": value.text}
        case dict():
            return _settings(value)
        case tuple():
            return [_setting(item) for item in value]
        case _:
            return value


def _plain(value: Any, special: Mapping[str, Any]) -> dict[str, Json]:
    """The fields of a dataclass that differ from their default, some written in a `special` way."""
    written: dict[str, Json] = {}
    for field in fields(value):
        content = getattr(value, field.name)
        default = field.default_factory() if callable(field.default_factory) else field.default
        if content == default:
            continue
        if field.name in special:
            written[field.name] = special[field.name](content)
        elif isinstance(content, Enum):
            written[field.name] = content.value
        elif isinstance(content, int) and str(field.type).startswith("float"):
            written[field.name] = float(content)
        else:
            written[field.name] = list(content) if isinstance(content, tuple) else content
    return written


def _without_empty(table: dict[str, Json], *, always: tuple[str, ...] = ()) -> dict[str, Json]:
    return {key: value for key, value in table.items() if value or key in always}


def _lines(value: Json, depth: int, key: str = "", parent: str = "") -> str:
    """JSON over several lines where that helps to read and compare, else in one."""
    inner = "  " * (depth + 1)
    if isinstance(value, dict) and value and (not depth or key in BROKEN or parent == "networks"):
        entries = (
            f"{inner}{_line(name)}: {_lines(entry, depth + 1, name, key)}"
            for name, entry in value.items()
        )
        return "{\n" + ",\n".join(entries) + "\n" + "  " * depth + "}"
    if isinstance(value, list) and value and isinstance(value[0], dict | list):
        items = (inner + _line(item) for item in value)
        return "[\n" + ",\n".join(items) + "\n" + "  " * depth + "]"
    return _line(value)


_line = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(", ", ": ")).encode
