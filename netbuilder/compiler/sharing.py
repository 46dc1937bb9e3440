"""Which uses of networks are one class, and what its constructor must then be told.

Two programs are one class if they differ in nothing but literals; each literal that differs becomes
a constructor argument. Blocks are worked out from the innermost, so that a block's arguments are
literals of the network around it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from netbuilder.compiler.naming import attributes_of, setting_names
from netbuilder.compiler.program import (
    ClassName,
    Invoke,
    Items,
    Program,
    Setting,
    expressions,
    is_literal,
    map_parts,
    parts,
)


@dataclass(kw_only=True, eq=False)
class Shared:
    """One class of the source.

    Attributes:
        number: Its place among the classes; blocks come before the networks that use them.
        uses: The programs that it serves; the first gives it its names.
        program: The first program, with `Setting`s where the uses differ.
        attributes: The attribute of each node that has a module, by its index.
        settings: Constructor arguments, with a value for each use.
    """

    number: int
    uses: list[Program]
    program: Program
    attributes: Mapping[int, str] = field(default_factory=dict)
    settings: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)

    def values_for(self, use: Program) -> tuple[tuple[str, Any], ...]:
        """The constructor arguments of one use."""
        position = self.uses.index(use)
        return tuple((name, values[position]) for name, values in self.settings.items())

    @property
    def kept_settings(self) -> tuple[str, ...]:
        """The settings that `forward` reads, and that an instance therefore keeps."""
        found = {
            part.name
            for statement in self.program.statements
            for part in parts(statement.value)
            if isinstance(part, Setting)
        }
        return tuple(name for name in self.settings if name in found)


def share(top: Program) -> tuple[list[Shared], Mapping[Program, Shared]]:
    """The classes that `top` and the blocks in it become, `top` last, and the class of each."""
    homes: dict[Program, Shared] = {}
    classes: list[Shared] = []
    programs = sorted(_programs(top), key=lambda program: program.height)
    for _height, level in groupby(programs, key=lambda program: program.height):
        alike: dict[Any, list[tuple[Program, Program]]] = {}
        for program in level:
            placed = _with_classes(program, homes)
            alike.setdefault(_signature(placed), []).append((program, placed))
        for pairs in alike.values():
            shared = _shared(len(classes), pairs)
            classes.append(shared)
            homes |= dict.fromkeys(shared.uses, shared)
    return classes, homes


def _programs(top: Program) -> list[Program]:
    found = {top: None}
    waiting = [top]
    for program in waiting:  # grows while it is walked
        for module in program.modules:
            if module.inside is not None and module.inside not in found:
                found[module.inside] = None
                waiting.append(module.inside)
    return waiting


def _with_classes(program: Program, homes: Mapping[Program, Shared]) -> Program:
    """`program` with the classes of its blocks, and what each is constructed with."""
    modules = []
    for module in program.modules:
        if module.inside is not None:
            home = homes[module.inside]
            build = Invoke(ClassName(home.number), (), home.values_for(module.inside))
            module = replace(module, constructor=build)
        modules.append(module)
    return replace(program, modules=tuple(modules))


def _shared(number: int, pairs: list[tuple[Program, Program]]) -> Shared:
    """One class for programs that differ in nothing but literals."""
    uses = [program for program, _placed in pairs]
    alike = [placed for _program, placed in pairs]
    first = alike[0]
    attributes = attributes_of(first)
    if len(alike) == 1:
        return Shared(number=number, uses=uses, program=first, attributes=attributes)
    columns = list(zip(*(_literals(program) for program in alike), strict=True))
    varying = [i for i, column in enumerate(columns) if len({repr(v) for v in column}) > 1]
    names = setting_names(first, attributes, {i: repr(columns[i]) for i in varying})
    program = _with_settings(_with_common_types(alike), names)
    settings = {names[i]: columns[i] for i in varying}
    return Shared(
        number=number, uses=uses, program=program, attributes=attributes, settings=settings
    )


def _literals(program: Program) -> list[Any]:
    return [p for _i, call in expressions(program) for p in parts(call) if is_literal(p)]


def _signature(program: Program) -> Any:
    """Everything of the class but its literals, its names and its shapes."""
    return (
        len(program.arguments),
        tuple((m.index, m.suffix, _skeleton(m.constructor)) for m in program.modules),
        tuple(_skeleton(call) for call in program.initialise),
        tuple((s.index, s.targets, _skeleton(s.value)) for s in program.statements),
        tuple(result.value for result in program.results),
        tuple(result.node in program.folds for result in program.results),
    )


def _skeleton(part: Any) -> Any:
    match part:
        case Invoke():
            arguments = tuple(_skeleton(argument) for argument in part.arguments)
            keywords = tuple((key, _skeleton(value)) for key, value in part.keywords)
            return part.target, arguments, keywords
        case Items():
            return tuple(_skeleton(item) for item in part.items)
        case _:
            return None if is_literal(part) else part


def _with_common_types(alike: list[Program]) -> Program:
    """The first of `alike`, with types only where all have the same shape."""
    rows = zip(*(program.statements for program in alike), strict=True)
    statements = []
    for row in rows:
        same = len({str(statement.type) for statement in row}) == 1
        statements.append(row[0] if same else replace(row[0], type=None))
    return replace(alike[0], statements=tuple(statements))


def _with_settings(program: Program, names: Mapping[int, str]) -> Program:
    """`program` with the literals at these positions replaced."""
    count = iter(range(len(_literals(program))))

    def named(part: Any, *, on_self: bool) -> Any:
        if not is_literal(part):
            return part
        position = next(count)
        return Setting(names[position], on_self) if position in names else part

    def in_init(part: Any) -> Any:
        return named(part, on_self=False)

    def in_forward(part: Any) -> Any:
        return named(part, on_self=True)

    modules = [replace(m, constructor=map_parts(m.constructor, in_init)) for m in program.modules]
    initialise = [map_parts(call, in_init) for call in program.initialise]
    statements = [replace(s, value=map_parts(s.value, in_forward)) for s in program.statements]
    return replace(
        program,
        modules=tuple(modules),
        initialise=tuple(initialise),
        statements=tuple(statements),
    )
