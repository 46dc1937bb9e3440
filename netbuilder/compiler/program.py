"""A network as a straight list of statements: what stands between types and text.

Every value has a number of its own here; `naming` finds words for them later. One program is made
for each use of a network with its own types or parameters; `sharing` finds out which of them can be
one class.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from netbuilder.compiler.goal import FOLDED
from netbuilder.compiler.inference import first_fitting
from netbuilder.compiler.result import NetworkAnalysis, Placed
from netbuilder.layers import code
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


def write_program(
    analysis: NetworkAnalysis, written: dict[NetworkAnalysis, Program] | None = None
) -> Program:
    """The program of a network without errors; `written` keeps those of its blocks."""
    return _Writer(analysis, {} if written is None else written).write()


def walk_order(analysis: NetworkAnalysis) -> list[str]:
    """The nodes that are built, branch by branch: each after all that feed it.

    Depends on the wires alone, not on the order in which nodes were placed, so that equal drawings
    read alike; and one branch is finished before the next begins, as a person would write it.
    """
    entering, placed = analysis.graph.entering, analysis.placed
    order: list[str] = []
    seen: set[str] = set()
    starts = [node_id for node_id, node in analysis.network.nodes.items() if node.kind == "Output"]
    for start in starts:
        waiting = [(start, False)]
        while waiting:
            node_id, is_ready = waiting.pop()
            if is_ready:
                order.append(node_id)
            elif node_id not in seen:
                seen.add(node_id)
                waiting.append((node_id, True))
                ports = _port_order(placed[node_id])
                sources = [s.node for port in ports for s in entering[node_id].get(port, ())]
                waiting.extend((source, False) for source in reversed(sources))
    return order


def _port_order(placed: Placed) -> list[str]:
    if placed.known is not None:
        return list(placed.known.inputs)
    if placed.inside is not None:
        nodes = placed.inside.network.nodes
        return [node_id for node_id, node in nodes.items() if node.kind == "Input"]
    return list(placed.inputs)


class _Writer:
    """Writes one program."""

    def __init__(self, analysis: NetworkAnalysis, written: dict[NetworkAnalysis, Program]) -> None:
        self._analysis = analysis
        self._written = written
        self._wires: dict[End, Value] = {}
        self._count = 0
        self._modules: list[Module] = []
        self._initialise: list[Invoke] = []
        self._statements: list[Statement] = []
        self._labels: dict[Value, str] = {}
        self._groups: dict[tuple[str, str], Member] = {}

    def write(self) -> Program:
        order = walk_order(self._analysis)
        arguments = self._arguments(set(order))
        results: dict[str, Result] = {}
        for index, node_id in enumerate(order):
            placed = self._analysis.placed[node_id]
            if placed.node.kind == "Output":
                results[node_id] = self._result(placed)
            elif placed.node.bypassed:
                self._bypass(placed)
            elif placed.inside is not None:
                self._block(index, placed, placed.inside)
            elif placed.node.kind != "Input":
                self._layer(index, placed)
        outputs = [results[i] for i in self._analysis.network.nodes if i in results]
        statements = _read_statements(self._statements, outputs)
        bound = {argument.value for argument in arguments}
        bound.update(value for s in statements for value in values_of(s.targets))
        program = Program(
            analysis=self._analysis,
            nodes=tuple(order),
            arguments=arguments,
            modules=tuple(self._modules),
            initialise=tuple(self._initialise),
            statements=statements,
            results=tuple(outputs),
            wires={end: value for end, value in self._wires.items() if value in bound},
            labels=self._labels,
        )
        program = replace(program, folds=find_folds(program))
        self._written[self._analysis] = program
        return program

    def _new_value(self) -> Value:
        self._count += 1
        return Value(self._count)

    def _arguments(self, built: set[str]) -> tuple[Argument, ...]:
        arguments = []
        for node_id, node in self._analysis.network.nodes.items():
            if node.kind != "Input" or node_id not in built:
                continue
            for port, x in self._analysis.placed[node_id].outputs.items():
                value = self._wires[End(node_id, port)] = self._new_value()
                arguments.append(Argument(node=node_id, port=port, value=value, type=x))
        return tuple(arguments)

    def _sources(self, node_id: str, port: str) -> list[Value]:
        ends = self._analysis.graph.entering[node_id].get(port, ())
        return [self._wires[end] for end in ends]

    def _result(self, placed: Placed) -> Result:
        node_id = placed.node.id
        (value,) = self._sources(node_id, "input")
        self._wires[End(node_id, "input")] = value
        return Result(node=node_id, value=value, type=placed.inputs["input"][0])

    def _bypass(self, placed: Placed) -> None:
        """Let what the analysis has let through pass: its types are those of one input."""
        node_id = placed.node.id
        arriving = [x for types in placed.inputs.values() for x in types]
        values = [v for port in placed.inputs for v in self._sources(node_id, port)]
        for port, x in placed.outputs.items():
            position = first_fitting(arriving, x)
            assert position is not None, "a bypass that does not fit is a problem"
            self._wires[End(node_id, port)] = values[position]

    def _layer(self, index: int, placed: Placed) -> None:
        assert placed.known is not None
        written = placed.known.layer.pytorch(placed.inputs)
        node_id = placed.node.id
        names: dict[str, Value] = {}
        translate = _Translation(self._sources, node_id, index, names)
        for suffix, constructor in written.modules:
            call = translate.call(constructor)
            self._modules.append(Module(index=index, suffix=suffix, constructor=call))
        self._initialise += [translate.call(call) for call in written.initialise]
        first = len(self._statements)
        for assign in written.body:
            value = translate.expression(assign.value)
            if isinstance(value, Value):
                assert isinstance(assign.targets, str)
                names[assign.targets] = value
            else:
                targets = self._bind(assign.targets, names)
                self._statements.append(Statement(index=index, targets=targets, value=value))
        for port in placed.outputs:
            self._wires[End(node_id, port)] = names[port]
        self._label(placed, names, first)

    def _label(self, placed: Placed, names: Mapping[str, Value], first: int) -> None:
        """Note the shape of the main output, and words for the values beside it."""
        if not placed.outputs:
            return
        port, shape = next(iter(placed.outputs.items()))
        main = names[port]
        for position in range(first, len(self._statements)):
            statement = self._statements[position]
            if main in values_of(statement.targets):
                self._statements[position] = replace(statement, type=shape)
        self._labels |= {v: name for name, v in names.items() if v != main}

    def _bind(self, pattern: code.Pattern, names: dict[str, Value]) -> Pattern:
        if isinstance(pattern, str):
            names[pattern] = self._new_value()
            return names[pattern]
        return tuple(self._bind(part, names) for part in pattern)

    def _block(self, index: int, placed: Placed, inside: NetworkAnalysis) -> None:
        node, block = placed.node, placed.node.block
        assert block is not None
        inner = self._written.get(inside) or write_program(inside, self._written)
        group = (block.network, block.weights)
        member = self._groups.get(group) if block.weights != "own" else None
        if member is None:
            member = self._groups[group] = Member(index)
            build = Invoke("")  # its class is found by `sharing`
            self._modules.append(Module(index=index, suffix="", constructor=build, inside=inner))
        given = tuple(self._sources(node.id, argument.node)[0] for argument in inner.arguments)
        values = [self._new_value() for _ in inner.results]
        for result, value in zip(inner.results, values, strict=True):
            self._wires[End(node.id, result.node)] = value
        targets = values[0] if len(values) == 1 else tuple(values)
        self._statements.append(
            Statement(
                index=index,
                targets=targets,
                value=Invoke(member, given),
                type=inner.results[0].type,
            )
        )


class _Translation:
    """Turns a layer's calls into those of a program."""

    def __init__(
        self,
        sources: Callable[[str, str], list[Value]],
        node_id: str,
        index: int,
        names: Mapping[str, Value],
    ) -> None:
        self._sources = sources
        self._node_id = node_id
        self._index = index
        self._names = names

    def expression(self, part: Any) -> Any:
        match part:
            case code.Input():
                return self._sources(self._node_id, part.port)[part.order]
            case code.AllInputs():
                return Items(tuple(self._sources(self._node_id, part.port)))
            case code.Local():
                return self._names[part.name]
            case code.Own():
                return Member(self._index, part.module, part.path)
            case code.Call():
                return self.call(part)
            case tuple() | list() if any(isinstance(item, _REFERENCES) for item in part):
                items = tuple(self.expression(item) for item in part)
                return Items(items, isinstance(part, tuple))
            case _:
                return part

    def call(self, part: code.Call) -> Invoke:
        target: str | Member = part.target
        if part.target == "self" or part.target.startswith("self."):
            target = Member(self._index, part.target.removeprefix("self").removeprefix("."))
        return Invoke(
            target,
            tuple(self.expression(argument) for argument in part.arguments),
            tuple((key, self.expression(value)) for key, value in part.keywords),
        )


def _read_statements(
    statements: Sequence[Statement], results: Sequence[Result]
) -> tuple[Statement, ...]:
    """Those of `statements` that a result needs: an output that no wire leaves is not computed."""
    needed = {result.value for result in results}
    kept = []
    for statement in reversed(statements):
        if needed.isdisjoint(values_of(statement.targets)):
            continue
        kept.append(statement)
        needed |= {part for part in parts(statement.value) if isinstance(part, Value)}
    return tuple(reversed(kept))


_REFERENCES = (code.Input, code.AllInputs, code.Local, code.Own, code.Call)


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


def find_folds(program: Program) -> dict[str, Foldable]:
    """By Output, the activation right before it that nothing else reads."""
    makers = {v: i for i, s in enumerate(program.statements) for v in values_of(s.targets)}
    read = [part for s in program.statements for part in parts(s.value) if isinstance(part, Value)]
    uses = Counter(read + [result.value for result in program.results])
    folds = {}
    for result in program.results:
        maker = makers.get(result.value)
        if maker is None or uses[result.value] != 1 or len(result.type.dims) != 2:
            continue
        fold = _fold_at(program, maker, result)
        if fold is not None:
            folds[result.node] = fold
    return whole_folds(program, folds)


def whole_folds(program: Program, folds: Mapping[str, Foldable]) -> dict[str, Foldable]:
    """`folds` less those of a block of which other outputs would have to stay as drawn."""
    asked = Counter(fold.statement for fold in folds.values())
    kept = {}
    for node_id, fold in folds.items():
        inner = inside_of(program, program.statements[fold.statement])
        if inner is None or len(inner.folds) == asked[fold.statement]:
            kept[node_id] = fold
    return kept


def _fold_at(program: Program, position: int, result: Result) -> Foldable | None:
    statement = program.statements[position]
    inner = inside_of(program, statement)
    if inner is not None:
        number = values_of(statement.targets).index(result.value)
        fold = inner.folds.get(inner.results[number].node)
        return None if fold is None else replace(fold, statement=position)
    kind = program.analysis.placed[program.nodes[statement.index]].node.kind
    if kind not in FOLDING or dict(statement.value.keywords).get("dim", 1) != 1:
        return None
    finish = map_parts(statement.value, lambda part: HOLE if isinstance(part, Value) else part)
    return Foldable(kind=kind, finish=finish, statement=position)


def folded(program: Program, folds: Mapping[str, Foldable]) -> Program:
    """`program` as `forward` runs it: without the activations in `folds`."""
    gone = set()
    results = []
    for result in program.results:
        fold = folds.get(result.node)
        if fold is None:
            results.append(result)
            continue
        statement = program.statements[fold.statement]
        value = result.value
        if inside_of(program, statement) is None:
            gone.add(fold.statement)
            (value,) = (part for part in parts(statement.value) if isinstance(part, Value))
        results.append(replace(result, value=value, finish=fold.finish))
    left = tuple(s for i, s in enumerate(program.statements) if i not in gone)
    return replace(program, statements=left, results=tuple(results))


FOLDING = frozenset(kind for kinds in FOLDED.values() for kind in kinds)


def inside_of(program: Program, statement: Statement) -> Program | None:
    """The program of the block that `statement` calls; None if it calls no block."""
    member = statement.value.target
    if not isinstance(member, Member):
        return None
    return next((m.inside for m in program.modules if m.index == member.index), None)
