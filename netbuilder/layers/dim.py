"""Lengths of tensor dims: integers, or expressions over symbols such as ``(T-3)//2+1``.

An expression is kept as a polynomial with integer coefficients over *atoms*, an atom being a symbol
or a floor division that could not be carried out. Equal expressions are therefore equal values, and
a polynomial that has no atoms left is an ``int`` again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import total_ordering

Monomial = tuple["Atom", ...]


@total_ordering
@dataclass(frozen=True, slots=True)
class Atom:
    """One indivisible part of an expression: a symbol, or ``numerator // divisor``."""

    name: str
    numerator: Expression | None = None
    divisor: int = 1

    def __str__(self) -> str:
        if self.numerator is None:
            return self.name
        return f"{_in_brackets(self.numerator)}//{self.divisor}"

    def as_factor(self) -> str:
        """The atom as part of a product, with brackets around a division."""
        return self.name if self.numerator is None else f"({self})"

    def __lt__(self, other: Atom) -> bool:
        return str(self) < str(other)


@dataclass(frozen=True, slots=True)
class Expression:
    """A length that is not a plain number, for instance ``2*T`` or ``(T-3)//2+1``.

    Build one with `symbol` and ordinary arithmetic; ``+``, ``-``, ``*`` take integers and
    expressions, ``//`` takes a positive integer.
    """

    terms: tuple[tuple[Monomial, int], ...]

    def __add__(self, other: Dim) -> Dim:
        terms = dict(self.terms)
        for monomial, factor in _terms(other):
            terms[monomial] = terms.get(monomial, 0) + factor
        return _normal(terms)

    __radd__ = __add__

    def __neg__(self) -> Dim:
        return self * -1

    def __sub__(self, other: Dim) -> Dim:
        return self + other * -1

    def __rsub__(self, other: Dim) -> Dim:
        return self * -1 + other

    def __mul__(self, other: Dim) -> Dim:
        terms: dict[Monomial, int] = {}
        for left, left_factor in self.terms:
            for right, right_factor in _terms(other):
                monomial = tuple(sorted(left + right))
                terms[monomial] = terms.get(monomial, 0) + left_factor * right_factor
        return _normal(terms)

    __rmul__ = __mul__

    def __floordiv__(self, divisor: int) -> Dim:
        if divisor < 1:
            raise ValueError(f"a length can be divided by whole numbers from 1, not by {divisor}")
        if divisor == 1:
            return self
        whole = {m: f // divisor for m, f in self.terms if f % divisor == 0}
        rest = {m: f for m, f in self.terms if f % divisor}
        constant = rest.get((), 0)
        if constant:  # (T + 5) // 2 is (T + 1) // 2 + 2
            whole[()] = constant // divisor
            rest[()] = constant % divisor
        remainder = _normal(rest)
        if isinstance(remainder, int):
            return _normal(whole) + remainder // divisor
        atom = Atom(name="", numerator=remainder, divisor=divisor)
        return _normal(whole) + Expression((((atom,), 1),))

    def __str__(self) -> str:
        folded = _folded_division(self)
        if folded:
            return folded
        text = ""
        for monomial, factor in sorted(self.terms, key=lambda term: (-len(term[0]), term[0])):
            sign = "-" if factor < 0 else "+"
            is_alone = factor == 1 and len(monomial) == 1
            parts = [str(atom) if is_alone else atom.as_factor() for atom in monomial]
            if abs(factor) != 1 or not parts:
                parts.insert(0, str(abs(factor)))
            text += sign + "*".join(parts)
        return text.removeprefix("+")

    def __repr__(self) -> str:
        return f"<{self}>"


Dim = int | Expression


def symbol(name: str) -> Expression:
    """A length known only when data arrives, for instance ``T`` for the number of time steps."""
    return Expression((((Atom(name),), 1),))


def symbols(dim: Dim) -> frozenset[str]:
    """The names of all symbols that `dim` depends on."""
    if isinstance(dim, int):
        return frozenset()
    names: set[str] = set()
    for monomial, _ in dim.terms:
        for atom in monomial:
            names |= {atom.name} if atom.numerator is None else symbols(atom.numerator)
    return frozenset(names)


def substitute(dim: Dim, lengths: Mapping[str, Dim]) -> Dim:
    """`dim` with the symbols named in `lengths` replaced; an ``int`` if none is left."""
    if isinstance(dim, int):
        return dim
    total: Dim = 0
    for monomial, factor in dim.terms:
        product: Dim = factor
        for atom in monomial:
            product = product * _substitute_atom(atom, lengths)
        total = total + product
    return total


def _substitute_atom(atom: Atom, lengths: Mapping[str, Dim]) -> Dim:
    if atom.numerator is not None:
        return substitute(atom.numerator, lengths) // atom.divisor
    return lengths[atom.name] if atom.name in lengths else symbol(atom.name)


def _terms(dim: Dim) -> tuple[tuple[Monomial, int], ...]:
    if isinstance(dim, Expression):
        return dim.terms
    return (((), dim),) if dim else ()


def _normal(terms: Mapping[Monomial, int]) -> Dim:
    kept = tuple(sorted((monomial, factor) for monomial, factor in terms.items() if factor))
    if not kept:
        return 0
    if len(kept) == 1 and kept[0][0] == ():
        return kept[0][1]
    return Expression(kept)


def _folded_division(expression: Expression) -> str:
    """``(T-1)//2`` for what is kept as ``(T+1)//2 - 1``; "" for any other form."""
    terms = dict(expression.terms)
    constant = terms.pop((), 0)
    if not constant or list(terms.values()) != [1]:
        return ""
    ((monomial, _),) = terms.items()
    if len(monomial) != 1 or monomial[0].numerator is None:
        return ""
    divisor = monomial[0].divisor
    numerator = monomial[0].numerator + constant * divisor
    return f"({numerator})//{divisor}"


def _in_brackets(expression: Expression) -> str:
    text = str(expression)
    return text if len(expression.terms) == 1 and "*" not in text else f"({text})"
