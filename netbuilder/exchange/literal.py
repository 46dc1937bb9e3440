"""Plain values and long expressions as Python text that a person can read.

Names of columns and classes reach an exported file here and nowhere else: as literals, so that no
name, whatever is in it, can become code.
"""

from __future__ import annotations

import io
import tokenize
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from netbuilder.compiler.render import literal

WIDTH = 88
"""Columns of a line; letters beyond ASCII count as two, as some are that wide."""

STEP = 4


@dataclass(frozen=True, slots=True)
class Code:
    """Python text of our own, as a value that stands for itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a function by name, as a value: ``partial(numbers, mean=0.5)``."""

    target: str
    arguments: tuple[Any, ...] = ()
    keywords: Mapping[str, Any] = field(default_factory=dict)


def written(value: Any, *, indent: int = 0, before: int = 0, after: int = 0) -> str:
    """The text of a value, over several lines where one is too short.

    Args:
        value: None, a bool, number, string, `Code`, `Call`, or a tuple or mapping of such.
        indent: Columns that the line begins with, and its last one, too.
        before: Columns that are taken on the first line.
        after: Columns that are needed behind the last one.
    """
    flat = _flat(value)
    if before + width(flat) + after <= WIDTH:
        return flat
    inner = indent + STEP
    match value:
        case str():
            opening, parts, closing = "(", _pieces(value, WIDTH - inner), ")"
        case Mapping():
            opening, parts, closing = "{", _entries(value, inner), "}"
        case tuple():
            opening, parts, closing = "(", _filled(_items(value, inner), inner), ")"
        case Call():
            opening, parts, closing = f"{value.target}(", _arguments(value, inner), ")"
        case _:
            return flat
    body = "".join(f"{' ' * inner}{part}\n" for part in parts)
    return f"{opening}\n{body}{' ' * indent}{closing}"


def statement(head: str, expression: str, *, indent: int = STEP) -> str:
    """``head`` and an expression, which is broken between its words where a line is too short."""
    margin = " " * indent
    words = _words(expression)
    flat = " ".join(words)
    if indent + width(head) + width(flat) <= WIDTH:
        return f"{margin}{head}{flat}\n"
    opening, closing = "(", ")"
    if flat[0] == "[" and _closes_at_end(expression):
        opening, closing = "[", "]"
        words = _words(expression[1:-1])
    lines = _filled(words, indent + STEP, separator=" ")
    body = "".join(f"{margin}{' ' * STEP}{line}\n" for line in lines)
    return f"{margin}{head}{opening}\n{body}{margin}{closing}\n"


def width(text: str) -> int:
    """How many columns a line of text takes at most."""
    return len(text) + sum(letter > "\x7f" for letter in text)


def _flat(value: Any) -> str:
    match value:
        case Mapping():
            entries = ", ".join(f"{_flat(key)}: {_flat(item)}" for key, item in value.items())
            return f"{{{entries}}}"
        case tuple():
            items = ", ".join(map(_flat, value))
            return f"({items},)" if len(value) == 1 else f"({items})"
        case Call():
            named = (f"{key}={_flat(item)}" for key, item in value.keywords.items())
            return f"{value.target}({', '.join((*map(_flat, value.arguments), *named))})"
        case Code():
            return value.text
        case _:
            return literal(value)


def _entries(value: Mapping[Any, Any], indent: int) -> list[str]:
    entries = []
    for key, item in value.items():
        name = written(key, indent=indent, before=indent, after=3 + _least_width(item))
        taken = indent + 2 + width(name.rpartition("\n")[2].lstrip())
        entries.append(f"{name}: {written(item, indent=indent, before=taken, after=1)},")
    return entries


def _least_width(value: Any) -> int:
    """Columns that the first line of a value takes at least."""
    match value:
        case Call():
            return width(value.target) + 1
        case str() | tuple() | Mapping():
            return 1
        case _:
            return width(_flat(value))


def _arguments(call: Call, indent: int) -> list[str]:
    named = [
        f"{key}={written(value, indent=indent, before=indent + width(key) + 1, after=1)}"
        for key, value in call.keywords.items()
    ]
    return _filled([*_items(call.arguments, indent), *named], indent)


def _items(values: Iterable[Any], indent: int) -> list[str]:
    return [written(value, indent=indent, before=indent, after=1) for value in values]


def _filled(texts: Sequence[str], indent: int, *, separator: str = ", ") -> list[str]:
    """Lines with as many texts each as fit; texts of several lines stand alone."""
    end = separator.rstrip()
    lines: list[str] = []
    for text in texts:
        piece = text + end
        fits = lines and "\n" not in lines[-1] + piece
        if fits and indent + width(lines[-1]) + 1 + width(piece) <= WIDTH:
            lines[-1] += f" {piece}"
        else:
            lines.append(piece)
    return lines


def _pieces(text: str, room: int) -> list[str]:
    """Literals of at most `room` columns that stand for `text` one behind the other."""
    pieces: list[str] = []
    chunk = ""
    for letter in text:
        if chunk and width(literal(chunk + letter)) > room:
            pieces.append(literal(chunk))
            chunk = ""
        chunk += letter
    return [*pieces, literal(chunk)]


def _words(expression: str) -> list[str]:
    """The text between its blanks, none of which is inside a string; quotes as in the rest."""
    words: list[str] = []
    end: tuple[int, int] = (1, 0)
    for token in _tokens(expression):
        text = _double_quoted(token.string) if token.type == tokenize.STRING else token.string
        if words and token.start == end:
            words[-1] += text
        else:
            words.append(text)
        end = token.end
    return words


def _tokens(expression: str) -> Iterable[tokenize.TokenInfo]:
    blank = (tokenize.NEWLINE, tokenize.NL, tokenize.ENDMARKER, tokenize.INDENT, tokenize.DEDENT)
    found = tokenize.generate_tokens(io.StringIO(expression).readline)
    return [token for token in found if token.type not in blank]


def _double_quoted(text: str) -> str:
    start, quote, rest = text.partition("'")
    is_simple = quote and rest.endswith("'") and '"' not in text and "\\" not in text
    return f'{start}"{rest[:-1]}"' if is_simple and "'" not in rest[:-1] else text


def _closes_at_end(expression: str) -> bool:
    """Whether the bracket that an expression begins with is closed by its last letter."""
    depth = 0
    tokens = list(_tokens(expression))
    for number, token in enumerate(tokens, start=1):
        if token.type == tokenize.OP:
            depth += (token.string in "([{") - (token.string in ")]}")
        if depth == 0:
            return number == len(tokens)
    return False
