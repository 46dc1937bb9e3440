"""The small language of computed parameters: ``in.channels // 16``, ``2 ** i``, ``max(8, units)``.

Whole numbers, ``+ - * // % **``, brackets, ``min`` and ``max``, and names: parameters of the block,
``in.`` with the role of a dim of its input, and in a repeat ``i`` and ``n``. A formula is parsed by
hand and never evaluated as Python; length, depth, exponents and results are bounded.

To add an operator, name it in `_LEVELS` and say in `_combined` what it does.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from netbuilder.error import EditError
from netbuilder.layers.dim import Dim, Expression
from netbuilder.words import _

LONGEST = 200
DEEPEST = 20
LARGEST = 10**15
LARGEST_EXPONENT = 50

_WORD = re.compile(r"\s*(?:(\d+)|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)|(\*\*|//|[-+*%(),]))", re.ASCII)
_LEVELS = (("+", "-"), ("*", "//", "%"))
_FUNCTIONS = ("min", "max")


class FormulaError(EditError):
    """A formula that cannot be read or computed."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A whole number from 0."""

    value: int


@dataclass(frozen=True, slots=True)
class Name:
    """Something that is known only where the formula stands."""

    name: str


@dataclass(frozen=True, slots=True)
class Negative:
    """Less than nothing: ``-operand``."""

    operand: Tree


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands and one of ``+ - * // % **``."""

    operator: str
    left: Tree
    right: Tree


@dataclass(frozen=True, slots=True)
class Extreme:
    """The smallest (``min``) or largest (``max``) of several."""

    function: str
    operands: tuple[Tree, ...]


Tree = Literal | Name | Negative | Operation | Extreme


def parse(text: str) -> Tree:
    """Read a formula.

    Raises:
        FormulaError: It is too long, too deep, or not a formula; the sentence says where.
    """
    if len(text) > LONGEST:
        raise FormulaError(
            _("A formula has at most {count} characters").format(count=LONGEST),
            received=str(len(text)),
        )
    return _Parser(text).whole()


def names(tree: Tree) -> frozenset[str]:
    """The names that a formula needs."""
    match tree:
        case Literal():
            return frozenset()
        case Name(name):
            return frozenset({name})
        case Negative(operand):
            return names(operand)
        case Operation(_operator, left, right):
            return names(left) | names(right)
        case Extreme(_function, operands):
            return frozenset[str]().union(*map(names, operands))


def evaluate(tree: Tree, values: Mapping[str, Dim]) -> Dim:
    """What a formula gives where its names have these `values`.

    Raises:
        FormulaError: A name is not known, a division is by zero, the result is too large, or it
            would depend on a length in a way that cannot be kept.
    """
    result: Dim
    match tree:
        case Literal(value):
            return value
        case Name(name):
            if name not in values:
                raise _unknown(name, values)
            return values[name]
        case Negative(operand):
            result = -evaluate(operand, values)
        case Operation(operator, left, right):
            result = _combined(operator, evaluate(left, values), evaluate(right, values))
        case Extreme(function, operands):
            result = evaluate(operands[0], values)
            for operand in operands[1:]:
                result = _extreme(function, result, evaluate(operand, values))
    if isinstance(result, int) and abs(result) > LARGEST:
        raise FormulaError(_("The result is too large"), expected=f"at most {LARGEST:,}")
    return result


def _unknown(name: str, values: Mapping[str, Dim]) -> FormulaError:
    known = ", ".join(sorted(values)) or _("no names here")
    return FormulaError(_("{name} is not known here").format(name=name), expected=known)


def _combined(operator: str, left: Dim, right: Dim) -> Dim:
    match operator:
        case "+":
            return left + right
        case "-":
            return left - right
        case "*":
            return left * right
        case "//":
            return left // _divisor(left, right)
        case "%":
            divisor = _divisor(left, right)
            return left - left // divisor * divisor
        case _:
            return _power(left, right)


def _divisor(left: Dim, right: Dim) -> int:
    if not isinstance(right, int):
        raise FormulaError(_("Only a fixed number can divide"), received=str(right))
    if right == 0:
        raise FormulaError(_("A division by zero has no result"))
    if right < 0 and isinstance(left, Expression):
        raise FormulaError(_("A length can only be divided by a number from 1"))
    return right


def _power(base: Dim, exponent: Dim) -> int:
    if not isinstance(base, int) or not isinstance(exponent, int):
        raise FormulaError(_("Only a fixed number can have a power, and only a fixed one"))
    if not 0 <= exponent <= LARGEST_EXPONENT:
        raise FormulaError(
            _("This power cannot be computed"),
            expected=_("an exponent from 0 to {most}").format(most=LARGEST_EXPONENT),
            received=str(exponent),
        )
    return int(base**exponent)


def _extreme(function: str, left: Dim, right: Dim) -> Dim:
    distance = left - right
    if not isinstance(distance, int):
        raise FormulaError(
            _("Which is larger is known only when data arrives"), received=f"{left}, {right}"
        )
    return left if (distance < 0) == (function == "min") else right


class _Parser:
    """Reads from left to right, one method a level of the grammar."""

    def __init__(self, text: str) -> None:
        self._words = _split(text)
        self._at = 0
        self._depth = 0

    def whole(self) -> Tree:
        tree = self._sum()
        if self._word:
            raise self._fault()
        return tree

    @property
    def _word(self) -> str:
        return self._words[self._at][0] if self._at < len(self._words) else ""

    def _take(self) -> str:
        word = self._word
        self._at += 1
        return word

    def _expect(self, word: str) -> None:
        if self._word != word:
            raise self._fault(expected=word)
        self._take()

    def _fault(self, *, expected: str = "") -> FormulaError:
        if not self._word:
            return FormulaError(_("The formula ends too early"), expected=expected)
        place = _("Character {position}").format(position=self._words[self._at][1] + 1)
        return FormulaError(
            _("{word} cannot stand here").format(word=self._word), place=place, expected=expected
        )

    def _sum(self) -> Tree:
        self._descend()
        tree = self._level(0)
        self._depth -= 1
        return tree

    def _descend(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaError(
                _("A formula has at most {count} parts inside each other").format(count=DEEPEST)
            )

    def _level(self, level: int) -> Tree:
        if level == len(_LEVELS):
            return self._signed()
        tree = self._level(level + 1)
        while self._word in _LEVELS[level]:
            operator = self._take()
            tree = Operation(operator, tree, self._level(level + 1))
        return tree

    def _signed(self) -> Tree:
        signs = 0
        while self._word == "-":
            self._take()
            signs += 1
        tree = self._power()
        return Negative(tree) if signs % 2 else tree

    def _power(self) -> Tree:
        base = self._atom()
        if self._word != "**":
            return base
        self._take()
        self._descend()
        exponent = self._signed()
        self._depth -= 1
        return Operation("**", base, exponent)

    def _atom(self) -> Tree:
        word = self._word
        if word.isdigit():
            return self._number()
        if word in _FUNCTIONS:
            return self._function()
        if word == "(":
            self._take()
            tree = self._sum()
            self._expect(")")
            return tree
        if word[:1].isalpha() or word[:1] == "_":
            return Name(self._take())
        raise self._fault(expected=_("a number or a name"))

    def _number(self) -> Tree:
        if int(self._word) > LARGEST:
            raise self._fault(expected=_("at most {most}").format(most=f"{LARGEST:,}"))
        return Literal(int(self._take()))

    def _function(self) -> Tree:
        function = self._take()
        self._expect("(")
        operands = [self._sum()]
        while self._word == ",":
            self._take()
            operands.append(self._sum())
        self._expect(")")
        return Extreme(function, tuple(operands))


def _split(text: str) -> list[tuple[str, int]]:
    """The words of a formula, each with its position."""
    words = []
    position = 0
    while text[position:].strip():
        found = _WORD.match(text, position)
        if found is None:
            rest = text[position:].lstrip()
            place = _("Character {position}").format(position=len(text) - len(rest) + 1)
            raise FormulaError(
                _("{word} cannot stand in a formula").format(word=rest[0]), place=place
            )
        word = found.group(found.lastindex or 0)
        words.append((word, found.end() - len(word)))
        position = found.end()
    return words
