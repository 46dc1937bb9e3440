"""Typed parameters of layers: what the inspector edits, the file stores and the checks read.

A layer declares its parameters as class attributes; reading one on an instance gives the value::

    class Dropout(Layer):
        p = Number("rate", default=0.5, minimum=0.0, maximum=1.0, help="Share of zeros.")

To add a type of parameter, subclass `Parameter` and write `check` and `freeze`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Generic, Self, TypeVar, overload

T = TypeVar("T")

Value = Any
"""A JSON value with tuples in place of lists: None, bool, int, float, str, tuple."""


class Parameter(Generic[T]):
    """One setting of a layer.

    Attributes:
        key: PyTorch's argument name; part of the file format.
        label: The word people read, in lower case.
        help: One sentence that says what it does.
        unit: What a number counts or measures, or "".
        on_card: Whether the node's card on the canvas shows it.
        advanced: Whether the inspector keeps it under "More".
        when: Another parameter's key and the values for which this one applies, or None.
        none: What leaving it open means, in words, where the value may be None; else "".
    """

    __slots__ = ("advanced", "default", "help", "key", "label", "none", "on_card", "unit", "when")

    def __init__(
        self,
        label: str,
        *,
        default: T,
        help: str,
        unit: str = "",
        on_card: bool = False,
        advanced: bool = False,
        when: tuple[str, tuple[Value, ...]] | None = None,
        none: str = "",
    ) -> None:
        self.key = ""
        self.label = label
        self.default = default
        self.help = help
        self.unit = unit
        self.on_card = on_card
        self.advanced = advanced
        self.when = when
        self.none = none

    def __set_name__(self, owner: type, name: str) -> None:
        self.key = name

    @overload
    def __get__(self, instance: None, owner: type) -> Self: ...
    @overload
    def __get__(self, instance: object, owner: type) -> T: ...
    def __get__(self, instance: object | None, owner: type) -> Self | T:
        # Only reached on the class: an instance holds the value under the same name.
        return self if instance is None else self.default

    def check(self, value: Value) -> str | None:
        """What is wrong with `value`, as the end of a sentence ("must be ..."), or None."""
        raise NotImplementedError

    def freeze(self, value: Value) -> Value:
        """A value read from a file in the form that layers expect, for instance lists as tuples."""
        return value

    def applies(self, values: Mapping[str, Value]) -> bool:
        """Whether this parameter matters beside the other `values` of its layer."""
        return self.when is None or values.get(self.when[0]) in self.when[1]


class Integer(Parameter[int]):
    """A whole number."""

    __slots__ = ("maximum", "minimum")

    def __init__(
        self, label: str, *, minimum: int = 1, maximum: int = 1_000_000, **rest: Any
    ) -> None:
        super().__init__(label, **rest)
        self.minimum = minimum
        self.maximum = maximum

    def check(self, value: Value) -> str | None:
        if value is None and self.none:
            return None
        if isinstance(value, bool) or not isinstance(value, int):
            return "must be a whole number"
        if not self.minimum <= value <= self.maximum:
            return f"must be from {self.minimum:,} to {self.maximum:,}"
        return None


class Number(Parameter[float]):
    """A real number; `open_minimum` and `open_maximum` leave the limit itself out."""

    __slots__ = ("maximum", "minimum", "open_maximum", "open_minimum")

    def __init__(
        self,
        label: str,
        *,
        minimum: float = -math.inf,
        maximum: float = math.inf,
        open_minimum: bool = False,
        open_maximum: bool = False,
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.minimum = minimum
        self.maximum = maximum
        self.open_minimum = open_minimum
        self.open_maximum = open_maximum

    def check(self, value: Value) -> str | None:
        if value is None and self.none:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float):
            return "must be a number"
        if not math.isfinite(value):
            return "must be a finite number"
        if value < self.minimum or (self.open_minimum and value == self.minimum):
            return f"must be {'above' if self.open_minimum else 'at least'} {self.minimum:g}"
        if value > self.maximum or (self.open_maximum and value == self.maximum):
            return f"must be {'below' if self.open_maximum else 'at most'} {self.maximum:g}"
        return None


class Switch(Parameter[bool]):
    """On or off."""

    __slots__ = ()

    def check(self, value: Value) -> str | None:
        return None if isinstance(value, bool) else "must be on or off"


class Choice(Parameter[str]):
    """One of a few named `options`, each with the words people read."""

    __slots__ = ("options",)

    def __init__(self, label: str, *, options: Mapping[str, str], **rest: Any) -> None:
        super().__init__(label, **rest)
        self.options = options

    def check(self, value: Value) -> str | None:
        if isinstance(value, str) and value in self.options:
            return None
        return f"must be one of {', '.join(self.options)}"


class Size(Parameter[Value]):
    """A whole number for every spatial dim alike, or one for each: ``3`` or ``(3, 5)``.

    Where `words` is given, the value may also be one of these names, such as ``"same"``.
    """

    __slots__ = ("maximum", "minimum", "words")

    def __init__(
        self,
        label: str,
        *,
        minimum: int = 1,
        maximum: int = 10_000,
        words: Mapping[str, str] | None = None,
        **rest: Any,
    ) -> None:
        super().__init__(label, **rest)
        self.minimum = minimum
        self.maximum = maximum
        self.words = words or {}

    def check(self, value: Value) -> str | None:
        if value is None and self.none:
            return None
        if isinstance(value, str) and value in self.words:
            return None
        sizes = value if isinstance(value, tuple) else (value,)
        if not 1 <= len(sizes) <= 3:
            return "must be one number, or one for each direction"
        if any(isinstance(size, bool) or not isinstance(size, int) for size in sizes):
            named = ", ".join(self.words)
            return f"must be whole numbers{' or one of ' + named if named else ''}"
        if any(not self.minimum <= size <= self.maximum for size in sizes):
            return f"must be from {self.minimum:,} to {self.maximum:,}"
        return None

    def freeze(self, value: Value) -> Value:
        return tuple(value) if isinstance(value, list) else value


class Shape(Parameter[tuple[int, ...]]):
    """Lengths of dims without the batch; with `allows_rest` one may be -1, what is left."""

    __slots__ = ("allows_rest",)

    def __init__(self, label: str, *, allows_rest: bool = False, **rest: Any) -> None:
        super().__init__(label, **rest)
        self.allows_rest = allows_rest

    def check(self, value: Value) -> str | None:
        if not isinstance(value, tuple) or len(value) > 8:
            return "must be a list of at most 8 whole numbers"
        if any(isinstance(size, bool) or not isinstance(size, int) for size in value):
            return "must be whole numbers"
        rest = sum(size == -1 for size in value)
        if rest > (1 if self.allows_rest else 0):
            return "may leave at most one length open" if self.allows_rest else "must be from 1"
        if any(size != -1 and not 1 <= size <= 10_000_000 for size in value):
            return "must be from 1 to 10,000,000"
        return None

    def freeze(self, value: Value) -> Value:
        return tuple(value) if isinstance(value, list) else value


class Text(Parameter[str]):
    """A short text."""

    __slots__ = ()

    def check(self, value: Value) -> str | None:
        if not isinstance(value, str) or len(value) > 200:
            return "must be a text of at most 200 characters"
        return None


class Names(Parameter[tuple[str, ...]]):
    """Several names in order, for instance the columns that an Input joins."""

    __slots__ = ()

    def check(self, value: Value) -> str | None:
        if not isinstance(value, tuple) or not all(isinstance(name, str) for name in value):
            return "must be a list of names"
        return None

    def freeze(self, value: Value) -> Value:
        return tuple(value) if isinstance(value, list) else value
