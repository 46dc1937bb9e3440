"""The look in numbers, read once from `resources/themes/tokens.json`.

Every colour, size, radius and duration of the app comes from here. To add one, write it into the
file and give it a field of the same name (camel case there, snake case here). A field that the file
lacks fails the reading; a value of the file without a field is a remark for designers and is left
unread.
"""

import dataclasses
import json
import re
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from PySide6.QtGui import QColor

from netbuilder import resources
from netbuilder.app.theme.canvas_geometry import CanvasGeometry, ChartGeometry
from netbuilder.app.theme.colors import Colors
from netbuilder.app.theme.sizes import Control, Motion, Radius, Space, Type, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    """The whole file; `theme` holds the colours of `dark` and `light`."""

    theme: Mapping[str, Colors]
    radius: Radius
    space: Space
    type: Type
    control: Control
    window: Window
    canvas: CanvasGeometry
    motion: Motion
    chart: ChartGeometry


class TokensError(ValueError):
    """The tokens file does not say what the app needs; `place` is the dotted path of the fault."""

    def __init__(self, place: str, expected: str, received: object) -> None:
        self.place = place
        self.expected = expected
        self.received = received
        super().__init__(f"{place}: needs {expected}, has {received!r}.")


@cache
def read_tokens() -> Tokens:
    """Read the tokens that travel with the app.

    Raises:
        TokensError: a value is missing or of another kind than its field.
    """
    text = resources.path("themes/tokens.json").read_text(encoding="utf-8")
    return typing.cast(Tokens, _decode(Tokens, json.loads(text), "tokens"))


def _decode(wanted: typing.Any, raw: object, place: str) -> object:
    if dataclasses.is_dataclass(wanted):
        return _decode_fields(typing.cast(type, wanted), raw, place)
    if wanted is QColor:
        return _decode_color(raw, place)
    origin = typing.get_origin(wanted)
    if origin is tuple:
        return _decode_tuple(typing.get_args(wanted), raw, place)
    if origin is Mapping:
        item = typing.get_args(wanted)[1]
        return types.MappingProxyType(
            {
                key: _decode(item, value, f"{place}.{key}")
                for key, value in _object(raw, place).items()
            }
        )
    return _decode_plain(wanted, raw, place)


def _decode_fields(wanted: type, raw: object, place: str) -> object:
    values = _object(raw, place)
    hints = typing.get_type_hints(wanted)
    decoded = {}
    for field in dataclasses.fields(wanted):
        key = _camel_case(field.name)
        if key in values:
            decoded[field.name] = _decode(hints[field.name], values[key], f"{place}.{key}")
        elif field.default is dataclasses.MISSING:
            raise TokensError(f"{place}.{key}", "a value", None)
    return wanted(**decoded)


def _decode_tuple(items: tuple[typing.Any, ...], raw: object, place: str) -> tuple[object, ...]:
    if not isinstance(raw, list):
        raise TokensError(place, "a list", raw)
    if items[-1] is Ellipsis:
        items = items[:1] * len(raw)
    if len(items) != len(raw):
        raise TokensError(place, f"{len(items)} values", raw)
    return tuple(
        _decode(item, value, f"{place}.{i}")
        for i, (item, value) in enumerate(zip(items, raw, strict=True))
    )


def _decode_color(raw: object, place: str) -> QColor:
    if not isinstance(raw, str) or not re.fullmatch(r"#[0-9A-Fa-f]{6}", raw):
        raise TokensError(place, "a colour like #1E222A", raw)
    return QColor(raw)


def _decode_plain(wanted: type, raw: object, place: str) -> object:
    if wanted is float and type(raw) is int:
        return float(raw)
    if type(raw) is not wanted:
        raise TokensError(place, f"a value of type {wanted.__name__}", raw)
    return raw


def _object(raw: object, place: str) -> dict[str, object]:
    if not isinstance(raw, dict):
        raise TokensError(place, "an object", raw)
    return raw


def _camel_case(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)
