"""What was found in a JSON text, with its place: the way all hostile JSON is taken apart.

Reading methods never raise: they note a fault with place, fact, expected and received, and return a
value of the right type, so that one reading collects all faults.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from netbuilder.error import ProjectFileError
from netbuilder.project.argument import is_text
from netbuilder.words import _

LARGEST_BYTES = 64 * 2**20
MOST_ITEMS = 2_000_000
MOST_FIELDS = 1_000
MOST_FAULTS = 100
LONGEST_RECEIVED = 60


class Faults:
    """The faults noted so far in a file called `file`, a hundred at most."""

    def __init__(self, file: str) -> None:
        self.file = file
        self._noted: list[ProjectFileError] = []

    @property
    def is_full(self) -> bool:
        """Whether further faults would tell a person nothing."""
        return len(self._noted) >= MOST_FAULTS

    def note(self, place: str, fact: str, *, expected: str = "", received: str = "") -> None:
        """Add a fault."""
        where = ", ".join(part for part in (self.file, place) if part)
        self._noted.append(
            ProjectFileError(fact, place=where, expected=expected, received=received)
        )

    def check(self) -> None:
        """Raise the first fault, if there is one, with the sentences of the others."""
        if self._noted:
            first, *rest = self._noted
            first.others = tuple(str(fault) for fault in rest)
            raise first


class Found:
    """One JSON value at its place in a file."""

    __slots__ = ("_faults", "_key", "_parent", "value")

    def __init__(
        self, value: Any, faults: Faults, parent: Found | None = None, key: str | int = ""
    ) -> None:
        self.value = value
        self._faults = faults
        self._parent = parent
        self._key = key

    @property
    def place(self) -> str:
        """The way here, such as ``networks.main.nodes[3].name``."""
        if self._parent is None:
            return ""
        before = self._parent.place
        if isinstance(self._key, int):
            return f"{before}[{self._key}]"
        key = _shortened(self._key)
        return f"{before}.{key}" if before else key

    def fault(self, fact: str, *, expected: str = "", received: str | None = None) -> None:
        """Note that something is wrong here."""
        if self._faults.is_full:
            return
        told = _told(self.value) if received is None else received
        self._faults.note(self.place, fact, expected=expected, received=told)

    def fields(
        self, known: Collection[str], *, needed: Collection[str] = (), is_open: bool = False
    ) -> dict[str, Found]:
        """The fields of an object. One beside the `known` is a fault, unless `is_open`."""
        if not isinstance(self.value, dict):
            self.fault(_("This is no object"), expected=_("fields in {}"))
            return {}
        if len(self.value) > MOST_FIELDS:
            self.fault(_("There are too many"), expected=_at_most(MOST_FIELDS))
            return {}
        inner = {key: Found(value, self._faults, self, key) for key, value in self.value.items()}
        for key in needed:
            if key not in inner:
                self.fault(_("{key} is missing").format(key=key), received="")
        unknown = [] if is_open else [key for key in inner if key not in known]
        for key in unknown:
            inner.pop(key).fault(_("This field is not known"), expected=", ".join(known))
        return inner

    def entries(self, most: int) -> list[tuple[str, Found]]:
        """The entries of an object whose keys are free."""
        if not isinstance(self.value, dict):
            self.fault(_("This is no object"), expected=_("entries in {}"))
            return []
        if len(self.value) > most:
            self.fault(
                _("There are too many"), expected=_at_most(most), received=str(len(self.value))
            )
            return []
        return [(key, Found(value, self._faults, self, key)) for key, value in self.value.items()]

    def items(self, most: int) -> list[Found]:
        """The items of a list."""
        if not isinstance(self.value, list):
            self.fault(_("This is no list"), expected=_("a list in []"))
            return []
        if len(self.value) > most:
            self.fault(
                _("There are too many"), expected=_at_most(most), received=str(len(self.value))
            )
            return []
        return [Found(value, self._faults, self, key) for key, value in enumerate(self.value)]

    def text(self, longest: int, *, shortest: int = 0, is_one_line: bool = True) -> str:
        """A text."""
        if not isinstance(self.value, str):
            self.fault(_("This is no text"))
            return ""
        if not shortest <= len(self.value) <= longest:
            self.fault(
                _("This text has {count} characters").format(count=len(self.value)),
                expected=_("{least} to {most}").format(least=shortest, most=longest),
                received="",
            )
            return ""
        is_fine = is_text(self.value) and (not is_one_line or self.value.isprintable())
        if not is_fine:
            self.fault(_("This text holds characters that cannot be shown"), received="")
            return ""
        return self.value

    def choice(self, options: Collection[str]) -> str:
        """One of a few words."""
        if isinstance(self.value, str) and self.value in options:
            return self.value
        self.fault(_("This word is not known"), expected=", ".join(options))
        return next(iter(options))

    def integer(self, minimum: int, maximum: int) -> int:
        """A whole number; JSON makes no difference between 4 and 4.0."""
        value = self.value
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        is_fine = isinstance(value, int) and not isinstance(value, bool)
        if is_fine and minimum <= value <= maximum:
            return int(value)
        expected = _("a whole number from {least} to {most}")
        self.fault(
            _("This does not fit"), expected=expected.format(least=minimum, most=f"{maximum:,}")
        )
        return minimum

    def number(self, minimum: float, maximum: float) -> float:
        """A finite real number."""
        value = self.value
        is_fine = isinstance(value, int | float) and not isinstance(value, bool)
        if is_fine and minimum <= value <= maximum:
            return float(value)
        expected = _("a number from {least} to {most}")
        self.fault(
            _("This does not fit"),
            expected=expected.format(least=f"{minimum:g}", most=f"{maximum:g}"),
        )
        return minimum

    def switch(self) -> bool:
        """True or false."""
        if isinstance(self.value, bool):
            return self.value
        self.fault(_("This does not fit"), expected=_("true or false"))
        return False

    def texts(self, most: int, longest: int) -> tuple[str, ...]:
        """A list of texts."""
        return tuple(item.text(longest) for item in self.items(most))

    def numbers(self, count: int, limit: float) -> tuple[float, ...]:
        """A list of exactly `count` numbers, none farther from 0 than `limit`."""
        items = self.items(max(count, 100))
        if len(items) != count and isinstance(self.value, list):
            self.fault(_("This list does not fit"), expected=_("{n} numbers").format(n=count))
        read = [item.number(-limit, limit) for item in items[:count]]
        return tuple(read + [0.0] * (count - len(read)))


def parse(text: str, file: str) -> Any:
    """The JSON value in a text.

    Raises:
        ProjectFileError: It is no JSON, too large or too deep, or repeats a key.
    """
    if sum(text.count(mark) for mark in ",[{") > MOST_ITEMS:
        raise ProjectFileError(_("There are too many items in this file"), place=file)
    try:
        return json.loads(
            text.removeprefix("\ufeff"),
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        raise ProjectFileError(_syntax_fact(error), place=_position(file, error)) from error
    except RecursionError as error:
        raise ProjectFileError(_("This file is nested too deeply"), place=file) from error
    except _Refused as error:
        raise ProjectFileError(str(error), place=file) from error
    except ValueError as error:  # the interpreter's own limit to the digits of an integer
        raise ProjectFileError(_("A number has too many digits"), place=file) from error


class _Refused(Exception):  # noqa: N818 - turned into a ProjectFileError at once
    """JSON that Python would accept and we do not."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    table = dict(pairs)
    if len(table) != len(pairs):
        seen: set[str] = set()
        for key, _value in pairs:
            if key in seen:
                raise _Refused(_("{key} is there twice in one object").format(key=_told(key)))
            seen.add(key)
    return table


def _refuse_constant(word: str) -> None:
    raise _Refused(_("{word} is no number that a project may hold").format(word=word))


def _syntax_fact(error: json.JSONDecodeError) -> str:
    if not error.doc.strip():
        return _("This file is empty")
    if error.pos >= len(error.doc.rstrip()) or error.msg.startswith("Unterminated string"):
        return _("This file ends too early")
    return _("This is no project file, because it is not JSON here")


def _position(file: str, error: json.JSONDecodeError) -> str:
    where = _("line {line}, character {column}").format(line=error.lineno, column=error.colno)
    return ", ".join(part for part in (file, where) if part)


def _at_most(most: int) -> str:
    return _("at most {most}").format(most=f"{most:,}")


def _told(value: Any) -> str:
    """A short form of what was found, for people."""
    match value:
        case None:
            return _("nothing")
        case dict():
            return _("an object")
        case list():
            return _("a list of {count}").format(count=len(value))
        case str():
            return _shortened(json.dumps(value[: LONGEST_RECEIVED + 1], ensure_ascii=False))
        case int() if abs(value) > 10**LONGEST_RECEIVED:
            return _("a very large number")
        case _:
            return _shortened(json.dumps(value))


def _shortened(text: str) -> str:
    cut = text if len(text) <= LONGEST_RECEIVED else text[:LONGEST_RECEIVED] + "…"
    return "".join(letter if letter.isprintable() else "�" for letter in cut)
