"""The text of a class: the one place where values become Python.

Only checked values reach the text, and only through `repr`; all else is names from `naming` and
calls that layers declare.
"""

from __future__ import annotations

import math
import textwrap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from netbuilder.compiler.naming import VARIABLES, free
from netbuilder.compiler.program import (
    HOLE,
    Invoke,
    Items,
    Member,
    Pattern,
    Setting,
    Statement,
    Value,
    parts,
    values_of,
)

WIDTH = 99
"""Columns of a line."""

INFIX = frozenset("+ - * / @".split())

Words = Callable[[Any], str]
"""Gives the word for a value, member, setting or class."""


@dataclass
class Lines:
    """Lines of text as they come, and which of them belong to which node."""

    texts: list[str] = field(default_factory=list)
    of_node: dict[int, list[int]] = field(default_factory=dict)

    def add(self, text: str, *, node: int | None = None) -> None:
        """Write lines; those of a `node` are remembered by its index."""
        for line in text.split("\n"):
            self.texts.append(line)
            if node is not None:
                self.of_node.setdefault(node, []).append(len(self.texts))


def literal(value: Any) -> str:
    """The text of a plain value.

    Raises:
        TypeError: It is none; no such value may reach the source.
    """
    match value:
        case None | bool() | int():
            return repr(value)
        case str():
            text = repr(value)
            is_simple = text[0] == "'" and '"' not in text and "\\" not in text
            return f'"{text[1:-1]}"' if is_simple else text
        case float():
            return repr(value) if math.isfinite(value) else f'float("{value}")'
        case tuple() | list():
            texts = [literal(item) for item in value]
            if isinstance(value, list):
                return f"[{', '.join(texts)}]"
            return f"({texts[0]},)" if len(texts) == 1 else f"({', '.join(texts)})"
    raise TypeError(f"{type(value).__name__} cannot stand in a source")


def expression(part: Any, words: Words) -> str:
    """The text of a call or value on one line."""
    match part:
        case Invoke():
            return _call(part, words)
        case Items():
            opening, closing = _brackets(part)
            items = ", ".join(expression(item, words) for item in part.items)
            return f"{opening}{items}{closing}"
        case Value() | Member() | Setting():
            return words(part)
        case _:
            return literal(part)


def _brackets(part: Items) -> tuple[str, str]:
    if not part.is_tuple:
        return "[", "]"
    return "(", ",)" if len(part.items) == 1 else ")"


def _call(part: Invoke, words: Words) -> str:
    target = part.target
    texts = [expression(argument, words) for argument in part.arguments]
    if target in INFIX:
        operands = [
            f"({text})"
            if isinstance(a, Invoke) and a.target in INFIX and a.target != target
            else text
            for a, text in zip(part.arguments, texts, strict=True)
        ]
        return f" {target} ".join(operands)
    keywords = [f"{key}={expression(value, words)}" for key, value in part.keywords]
    if isinstance(target, str) and target.startswith("."):
        first = part.arguments[0]
        owner = texts[0]
        if isinstance(first, Invoke) and first.target in INFIX:
            owner = f"({owner})"
        return f"{owner}{target}({', '.join(texts[1:] + keywords)})"
    head = target if isinstance(target, str) else words(target)
    return f"{head}({', '.join(texts + keywords)})"


def statement(head: str, value: Any, words: Words, *, indent: str, comment: str = "") -> str:
    """``head`` and the text of `value`, in as many lines as it needs, and a comment if it fits."""
    text = f"{indent}{head}{expression(value, words)}"
    if len(text) > WIDTH:
        return broken(f"{indent}{head}", value, words, indent=indent)
    if comment and len(text) + len(comment) + 4 <= WIDTH:
        return f"{text}  # {comment}"
    return text


def broken(head: str, value: Any, words: Words, *, indent: str) -> str:
    """A call that is too long for a line, with its arguments on lines of their own."""
    deeper = indent + "    "
    if isinstance(value, Items):
        opening, closing = _brackets(value)
        items = [expression(item, words) for item in value.items]
        named: Sequence[tuple[str, Any]] = [("", item) for item in value.items]
    elif isinstance(value, Invoke) and value.target not in INFIX:
        is_method = isinstance(value.target, str) and value.target.startswith(".")
        if is_method:
            opening = f"{expression(value.arguments[0], words)}{value.target}("
        else:
            target = value.target
            opening = f"{target if isinstance(target, str) else words(target)}("
        given = value.arguments[1:] if is_method else value.arguments
        named = [("", argument) for argument in given]
        named = [*named, *((f"{key}=", argument) for key, argument in value.keywords)]
        closing = ")"
        items = [f"{key}{expression(argument, words)}" for key, argument in named]
    else:
        return f"{head}({_summands(value, words, deeper)}\n{indent})"
    inner = f"{deeper}{', '.join(items)}"
    if len(inner) <= WIDTH:
        return f"{head}{opening}\n{inner}\n{indent}{closing}"
    lines = []
    for (key, argument), item in zip(named, items, strict=True):
        line = f"{deeper}{item},"
        if len(line) > WIDTH and isinstance(argument, Invoke | Items):
            line = broken(f"{deeper}{key}", argument, words, indent=deeper) + ","
        lines.append(line)
    return f"{head}{opening}\n" + "\n".join(lines) + f"\n{indent}{closing}"


def _summands(value: Any, words: Words, indent: str) -> str:
    """A long chain of one infix operator, a line for each operand."""
    operands = [value]
    while isinstance(operands[0], Invoke) and operands[0].target == value.target:
        operands[:1] = operands[0].arguments
    texts = [expression(operand, words) for operand in operands]
    return "".join(
        f"\n{indent}{text if not i else f'{value.target} {text}'}" for i, text in enumerate(texts)
    )


def comment_lines(text: str, *, indent: str) -> str:
    """A comment above a line, wrapped."""
    return textwrap.fill(text, WIDTH, initial_indent=f"{indent}# ", subsequent_indent=f"{indent}# ")


class Variables:
    """Names of values in one method, given along its statements.

    A value that nothing reads any more gives its name to the next one, so a chain reads
    ``x = ...; x = ...`` and branches that live side by side have names of their own.
    """

    def __init__(
        self,
        arguments: Mapping[Value, str],
        statements: Sequence[Statement],
        kept: Sequence[Value],
        *,
        reserved: frozenset[str] = frozenset(),
        is_tapped: bool = False,
    ) -> None:
        self._names = dict(arguments)
        self._last: dict[Value, int] = {}
        for number, one in enumerate(statements):
            for part in parts(one.value):
                if isinstance(part, Value):
                    self._last[part] = number
        end = len(statements)
        self._last |= dict.fromkeys(kept, end)
        if is_tapped:  # a wire is read at once where it is written
            for number, one in enumerate(statements):
                for value in values_of(one.targets):
                    self._last.setdefault(value, number)
        # A single argument named x is the beginning of the chain; others keep their names.
        self._reserved = reserved | ({*arguments.values()} - set(VARIABLES))
        self._held = {name: value for value, name in self._names.items()}

    def __getitem__(self, value: Value) -> str:
        return self._names[value]

    def bind(self, number: int, one: Statement, labels: Mapping[Value, str]) -> str:
        """Name what statement `number` binds and return its left side.

        `labels` gives words for values beside the chain, such as the state of a recurrent layer.
        """
        self._held = {n: v for n, v in self._held.items() if self._last.get(v, -1) >= number}
        dying = [
            self._names[part]
            for part in parts(one.value)
            if isinstance(part, Value) and self._last[part] <= number
        ]
        for name in dying:
            self._held.pop(name, None)
        for value in values_of(one.targets):
            if value in self._last:
                self._names[value] = self._choose(dying, labels.get(value))
                self._held[self._names[value]] = value
        return self._pattern(one.targets)

    def _choose(self, dying: Sequence[str], label: str | None) -> str:
        if label is not None:
            return free(label, {*self._held, *self._reserved})
        ready = [name for name in VARIABLES if name not in {*self._held, *self._reserved}]
        freed = [name for name in ready if name in dying]
        for name in (*freed, *ready):
            return name
        return free("x", {*self._held, *self._reserved})

    def _pattern(self, pattern: Pattern) -> str:
        if isinstance(pattern, tuple):
            texts = [self._pattern(part) for part in pattern]
            nested = [
                f"({text})" if isinstance(part, tuple) else text
                for part, text in zip(pattern, texts, strict=True)
            ]
            return ", ".join(nested) + ("," if len(nested) == 1 else "")
        return self._names.get(pattern, "_") if pattern in self._last else "_"


def with_hole(part: Invoke, text: str, words: Words) -> str:
    """The text of what `predict` makes of a value of `forward`, which is written `text`."""
    return expression(part, lambda one: text if one == HOLE else words(one))
