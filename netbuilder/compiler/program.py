"""A network as a straight list of statements: what stands between types and text.

Every value has a number of its own here; `naming` finds words for them later. One program is made
for each use of a network with its own types or parameters; `sharing` finds out which of them can be
one class.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from netbuilder.compiler.result import NetworkAnalysis
from netbuilder.layers.tensor import TensorType
from netbuilder.project.value import End


@dataclass(frozen=True, slots=True)
class Value:
    """The result of a statement, or an argument."""

    number: int


@dataclass(frozen=True, slots=True)
class Member:
    """A module of the class: of the node at `index` in the program, or something inside it."""

    index: int
    suffix: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Setting:
    """A constructor argument of the class, in place of a literal that its uses do not share."""

    name: str
    on_self: bool = False


@dataclass(frozen=True, slots=True)
class ClassName:
    """The class of a block, by its number among the classes of the source."""

    number: int


@dataclass(frozen=True, slots=True)
class Invoke:
    """A call: of a function by its text, of a member, or of a class."""

    target: str | Member | ClassName
    arguments: tuple[Any, ...] = ()
    keywords: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Items:
    """A list of values, or a tuple."""

    items: tuple[Any, ...]
    is_tuple: bool = False


Pattern = Any
"""`Value`, None for a value that nobody reads, or a tuple of these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One line: `targets = value`, by the node at `index`; `type` is that of its first output."""

    index: int
    targets: Pattern
    value: Invoke
    type: TensorType | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """One line of the constructor. `inside` is the program of a block, its class still unknown."""

    index: int
    suffix: str
    constructor: Invoke
    inside: Program | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """A value that `forward` is given: port `port` of the Input `node`."""

    node: str
    port: str
    value: Value
    type: TensorType


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """A value that `forward` returns for the Output `node`.

    `finish` is what `predict` makes of it, with `HOLE` in its place; None where that is the same.
    """

    node: str
    value: Value
    type: TensorType
    finish: Invoke | None = None


HOLE = Value(-1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Foldable:
    """An activation right before an Output, which may move from `forward` to `predict`."""

    kind: str
    finish: Invoke
    statement: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Program:
    """One use of a network.

    Attributes:
        analysis: The use, with its types.
        nodes: Ids of the nodes that are built, in the order of their statements.
        arguments, modules, initialise, statements, results: The class, line by line.
        wires: The value at each output port that is read, and what enters each Output.
        labels: Words for values beside the main one of a node.
        folds: By Output, what may move to `predict`.
    """

    analysis: NetworkAnalysis
    nodes: tuple[str, ...]
    arguments: tuple[Argument, ...]
    modules: tuple[Module, ...]
    initialise: tuple[Invoke, ...]
    statements: tuple[Statement, ...]
    results: tuple[Result, ...]
    wires: Mapping[End, Value]
    labels: Mapping[Value, str]
    folds: Mapping[str, Foldable] = field(default_factory=dict)

    @property
    def height(self) -> int:
        """How deep blocks are nested in it."""
        return 1 + max((m.inside.height for m in self.modules if m.inside), default=-1)


def map_parts(part: Any, change: Callable[[Any], Any]) -> Any:
    """`part` with `change` applied to everything in it that is neither a call nor a list."""
    match part:
        case Invoke():
            return Invoke(
                part.target,
                tuple(map_parts(argument, change) for argument in part.arguments),
                tuple((key, map_parts(value, change)) for key, value in part.keywords),
            )
        case Items():
            return Items(tuple(map_parts(item, change) for item in part.items), part.is_tuple)
        case _:
            return change(part)


def parts(part: Any) -> Iterator[Any]:
    """Everything in `part` that is neither a call nor a list, in the order it is written."""
    match part:
        case Invoke():
            for argument in part.arguments:
                yield from parts(argument)
            for _key, value in part.keywords:
                yield from parts(value)
        case Items():
            for item in part.items:
                yield from parts(item)
        case _:
            yield part


def expressions(program: Program) -> Iterator[tuple[int, Invoke]]:
    """Every call of the class with the index of its node, in a fixed order."""
    for module in program.modules:
        yield module.index, module.constructor
    for call in program.initialise:
        yield next(p.index for p in parts(call) if isinstance(p, Member)), call
    for statement in program.statements:
        yield statement.index, statement.value


def is_literal(part: Any) -> bool:
    """Whether `part` is a plain value, whose text is its `repr`."""
    return not isinstance(part, Value | Member | Setting)


def values_of(pattern: Pattern) -> list[Value]:
    """The values that a statement binds."""
    if isinstance(pattern, tuple):
        return [value for part in pattern for value in values_of(part)]
    return [] if pattern is None else [pattern]


def inside_of(program: Program, statement: Statement) -> Program | None:
    """The program of the block that `statement` calls; None if it calls no block."""
    member = statement.value.target
    if not isinstance(member, Member):
        return None
    return next((m.inside for m in program.modules if m.index == member.index), None)
