"""Reads the TeX subset of `netbuilder.layers.equation` into a tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

from netbuilder.layers.equation import FUNCTIONS


class EquationError(ValueError):
    """An equation is not in the subset; `text` is the equation, `fault` the part at fault."""

    def __init__(self, text: str, fault: str) -> None:
        self.text = text
        self.fault = fault
        super().__init__(f"{text}: cannot draw {fault!r}.")


class Class(Enum):
    """What a sign does among its neighbours, which decides on the space between them."""

    ORDINARY = auto()
    OPERATOR = auto()
    RELATION = auto()
    PUNCTUATION = auto()
    LARGE = auto()
    FUNCTION = auto()


@dataclass(frozen=True, slots=True)
class Sign:
    """One letter, number, operator or upright name, as it is drawn."""

    text: str
    group: Class = Class.ORDINARY
    is_italic: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """Things side by side."""

    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Script:
    """A base with something small below or above to its right; for a sum, below and above it."""

    base: Sign | Fence | Hat
    sub: Row | None = None
    sup: Row | None = None


@dataclass(frozen=True, slots=True)
class Fence:
    """A row in brackets."""

    inner: Row


@dataclass(frozen=True, slots=True)
class Fraction:
    """One row above another."""

    top: Row
    bottom: Row


@dataclass(frozen=True, slots=True)
class Root:
    """A square root."""

    inner: Row


@dataclass(frozen=True, slots=True)
class Hat:
    """A row with a hat, as estimates wear it."""

    inner: Row


@dataclass(frozen=True, slots=True)
class Gap:
    """The space between two equations."""


Item = Sign | Script | Fence | Fraction | Root | Hat | Gap | Row

_GREEK = {
    "alpha": "α",
    "beta": "β",
    "gamma": "γ",
    "epsilon": "ε",
    "lambda": "λ",
    "mu": "μ",
    "sigma": "σ",
}
_SIGNS = {
    **{name: Sign(sign, is_italic=True) for name, sign in _GREEK.items()},
    **{name: Sign(name, Class.FUNCTION) for name in FUNCTIONS},
    "Phi": Sign("Φ"),
    "sum": Sign("∑", Class.LARGE),
    "odot": Sign("⊙", Class.OPERATOR),
    "cdot": Sign("·", Class.OPERATOR),
    "in": Sign("∈", Class.RELATION),
    "dots": Sign("…"),
    "+": Sign("+", Class.OPERATOR),
    "-": Sign("−", Class.OPERATOR),
    "=": Sign("=", Class.RELATION),
    ",": Sign(",", Class.PUNCTUATION),
    "/": Sign("/"),
}
_TOKEN = re.compile(r"\\([a-zA-Z]+)|([0-9.]+)|([a-zA-Z])|(\S)")


def parse(text: str) -> Row:
    """The tree of an equation.

    Raises:
        EquationError: the equation uses a macro that is not in the subset, or a bracket or brace
            has no partner.
    """
    return _Reader(text).read()


class _Reader:
    """A recursive descent over the tokens of one equation."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = [_token(match) for match in _TOKEN.finditer(text)]
        self._at = 0

    def read(self) -> Row:
        row = self._row(end="")
        if self._at < len(self._tokens):
            raise EquationError(self._text, self._tokens[self._at])
        return row

    def _row(self, end: str) -> Row:
        return Row(tuple(self._items(end)))

    def _items(self, end: str) -> Iterator[Item]:
        while (token := self._peek()) and token not in {"}", ")"}:
            yield self._scripted(self._atom())
        if self._peek() != end:
            raise EquationError(self._text, self._peek() or end)

    def _scripted(self, base: Item) -> Item:
        scripts: dict[str, Row] = {}
        while (mark := self._peek()) in {"_", "^"}:
            if mark in scripts or not isinstance(base, Sign | Fence | Hat):
                raise EquationError(self._text, mark)
            self._take()
            scripts[mark] = self._group()
        if not scripts or not isinstance(base, Sign | Fence | Hat):
            return base
        return Script(base, scripts.get("_"), scripts.get("^"))

    def _group(self) -> Row:
        """What a script or a form is about: a group in braces, or the one sign that follows."""
        if self._peek() != "{":
            return Row((self._atom(),))
        self._take()
        row = self._row(end="}")
        self._take()
        return row

    def _atom(self) -> Item:
        token = self._take()
        match token:
            case "{":
                self._at -= 1
                return self._group()
            case "(":
                inner = self._row(end=")")
                self._take()
                return Fence(inner)
            case r"\frac":
                return Fraction(self._group(), self._group())
            case r"\sqrt":
                return Root(self._group())
            case r"\hat":
                return Hat(self._group())
            case r"\quad":
                return Gap()
        if sign := _SIGNS.get(token.removeprefix("\\")):
            return sign
        if not token[:1].isalnum():
            raise EquationError(self._text, token)
        return Sign(token, is_italic=token.isalpha())

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        self._at += 1
        return token


def _token(match: re.Match[str]) -> str:
    return match.group(0)
