"""Writes the program of a network: its layers' calls with values in place of ports."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from netbuilder.compiler.folding import find_folds
from netbuilder.compiler.inference import first_fitting
from netbuilder.compiler.program import (
    Argument,
    Invoke,
    Items,
    Member,
    Module,
    Pattern,
    Program,
    Result,
    Statement,
    Value,
    parts,
    values_of,
)
from netbuilder.compiler.result import NetworkAnalysis, Placed
from netbuilder.layers import code
from netbuilder.project.port import ends_of
from netbuilder.project.value import End


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
    for end in ends_of(analysis.network, "Output"):
        waiting = [(end.id, False)]
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
        return [node.id for node in ends_of(placed.inside.network, "Input")]
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
        outputs = [results[end.id] for end in ends_of(self._analysis.network, "Output")]
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
        for node in ends_of(self._analysis.network, "Input"):
            if node.id not in built:
                continue
            for port, x in self._analysis.placed[node.id].outputs.items():
                value = self._wires[End(node.id, port)] = self._new_value()
                arguments.append(Argument(node=node.id, port=port, value=value, type=x))
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
