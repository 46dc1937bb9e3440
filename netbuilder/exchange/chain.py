"""Fitted transforms as Python functions: one for all columns that are treated in the same way.

A transform writes itself as NumPy source with its fitted numbers in it. Here these numbers become
arguments, so that thirty columns that are filled, centred and scaled share one function of a few
lines, and what was fitted stands in a table.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Self

from netbuilder.data.transforms import Transform
from netbuilder.exchange.literal import Call, Code, statement

_WORDS = {"value": "if_missing"}
"""What a fitted field is called as an argument, where its own name says too little."""


class _Number(float):
    """A float that stands in text as the name of an argument."""

    name: str

    def __new__(cls, name: str) -> Self:
        made = super().__new__(cls, 1.0)
        made.name = name
        return made

    def __repr__(self) -> str:
        return self.name


class _Text(str):
    """The same for a string."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


class _Names(tuple[str, ...]):
    """The same for a tuple of strings, which keeps its length."""

    name: str

    def __new__(cls, name: str, values: Iterable[str]) -> Self:
        made = super().__new__(cls, values)
        made.name = name
        return made

    def __repr__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Chain:
    """Transforms one after the other, as expressions in ``x``, and what was fitted."""

    expressions: tuple[str, ...]
    fitted: Mapping[str, Any]

    @property
    def form(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What chains have in common that one function can serve."""
        return self.expressions, tuple(self.fitted)


def way_in(steps: Iterable[Transform]) -> Chain:
    """The chain that prepares raw values."""
    return _chain(steps, lambda step: step.python("x"))


def way_back(steps: Iterable[Transform]) -> Chain:
    """The chain that brings a network's numbers into a column's own unit."""
    return _chain(reversed(tuple(steps)), lambda step: step.python_invert("x"))


class Functions:
    """The functions that chains need, each written once."""

    def __init__(self) -> None:
        self._named: dict[tuple[tuple[str, ...], tuple[str, ...]], str] = {}
        self._texts: list[str] = []

    @property
    def text(self) -> str:
        """All functions."""
        return "".join(self._texts)

    def partial(self, chain: Chain, name: str, words: str) -> Call:
        """The function for a chain with all that was fitted: ``partial(numbers, mean=0.5)``."""
        return Call("partial", (Code(self._name(chain, name, words)),), chain.fitted)

    def call(self, chain: Chain, name: str, words: str, argument: str) -> Call:
        """A call of the function for a chain."""
        return Call(self._name(chain, name, words), (Code(argument),), chain.fitted)

    def _name(self, chain: Chain, name: str, words: str) -> str:
        if chain.form not in self._named:
            taken = self._named.values()
            free = name
            number = 2
            while free in taken:
                free = f"{name}{number}"
                number += 1
            self._named[chain.form] = free
            self._texts.append(_function(free, words, chain))
        return self._named[chain.form]


def _function(name: str, words: str, chain: Chain) -> str:
    *first, last = chain.expressions or ("x",)
    body = "".join(statement("x = ", text) for text in first) + statement("return ", last)
    return f'\n\ndef {name}({", ".join(("x", *chain.fitted))}):\n    """{words}"""\n{body}'


def _chain(steps: Iterable[Transform], write: Callable[[Transform], str]) -> Chain:
    expressions: list[str] = []
    fitted: dict[str, Any] = {}
    for step in steps:
        symbols, values = _symbols(step, fitted)
        expression = ast.unparse(ast.parse(write(replace(step, **symbols)), mode="eval"))
        if expression == "x":
            continue
        expressions.append(expression)
        used = {node.id for node in ast.walk(ast.parse(expression)) if isinstance(node, ast.Name)}
        fitted |= {name: value for name, value in values.items() if name in used}
    return Chain(tuple(expressions), fitted)


def _symbols(step: Transform, taken: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """For each fitted field of a step the name that stands for it, and its value by that name."""
    symbols: dict[str, Any] = {}
    values: dict[str, Any] = {}
    for described in fields(step):
        value = getattr(step, described.name)
        name = _WORDS.get(described.name, described.name)
        name = name if name not in taken else f"{name}{len(taken)}"
        if isinstance(value, float):
            symbols[described.name] = _Number(name)
        elif isinstance(value, str):
            symbols[described.name] = _Text(name)
        elif isinstance(value, tuple) and value and isinstance(value[0], str):
            symbols[described.name] = _Names(name, value)
        else:
            continue
        values[name] = value
    return symbols, values
