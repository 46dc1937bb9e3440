"""The PyTorch source of a network: what netbuilder trains, shows and exports.

One class a network. ``forward`` returns what the losses need, ``predict`` what was drawn. They
differ only where a softmax or sigmoid right before an Output belongs to its loss: then `predict`
calls the module and applies it, so all statements that both need stand once and are the same.
``tapped`` runs every statement as drawn and returns every wire.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from netbuilder.compiler import wording
from netbuilder.compiler.analysis import analyse, default_network
from netbuilder.compiler.emit import Emitted, emit
from netbuilder.compiler.folding import whole_folds
from netbuilder.compiler.goal import FOLDED, Form, Goal, form_of, resolve_goal
from netbuilder.compiler.program import Foldable, Program, Result, inside_of, values_of
from netbuilder.compiler.result import Analysis
from netbuilder.compiler.writer import write_program
from netbuilder.error import CompileError
from netbuilder.layers.io import Input, Output
from netbuilder.layers.problem import Problem
from netbuilder.layers.tensor import TensorType
from netbuilder.project.value import Project
from netbuilder.words import _


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceInput:
    """One argument of ``forward``, ``predict`` and ``tapped``.

    Attributes:
        name: Its name in the source.
        node: The id of the Input.
        port: The Input's output port: ``output``, or ``mask`` for which steps are real.
        type: Its type.
        columns: The columns of the data that are joined there, in order.
    """

    name: str
    node: str
    port: str
    type: TensorType
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceOutput:
    """One value that ``forward`` and ``predict`` return.

    Attributes:
        name: The name of the Output.
        node: Its id.
        type: Its type as drawn, which is what ``predict`` returns.
        column: The column it is compared with, or "".
        loss: The loss, never ``auto``; "" without a column.
        form: What ``forward`` returns.
        drawn: What ``predict`` returns.
        weight: How much the loss counts beside others.
        metrics: What is measured beside the loss.
    """

    name: str
    node: str
    type: TensorType
    column: str
    loss: str
    form: Form
    drawn: Form
    weight: float
    metrics: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A network as text.

    Attributes:
        text: A whole Python file that needs torch alone.
        class_name: The class to construct, without arguments.
        network: The network it was written from.
        inputs: Arguments, in order.
        outputs: What is returned: one tensor for one output, else a tuple in this order.
        lines: The lines, counted from 1, that each node gave rise to, by node id.
        modules: The attribute path of each node with weights or a block, by the ids that lead to
            it: ``("b1", "c2")`` is ``encoder.conv2``.
        parameters: How many learned numbers it has.
        taps: For each wire, by the ids that lead to its node and its port, its key in what
            ``tapped`` returns; empty unless the source is tapped.
    """

    text: str
    class_name: str
    network: str
    inputs: tuple[SourceInput, ...]
    outputs: tuple[SourceOutput, ...]
    lines: Mapping[str, tuple[int, ...]]
    modules: Mapping[tuple[str, ...], str]
    parameters: int
    taps: Mapping[tuple[tuple[str, ...], str], str] = field(default_factory=dict)

    def node_of_line(self, line: int) -> str | None:
        """The id of a node that gave rise to `line`, or None."""
        return next((node for node, lines in self.lines.items() if line in lines), None)


def source(
    project: Project, network: str | None = None, *, tapped: bool = False, comments: bool = False
) -> Source:
    """Write a network as PyTorch source.

    Args:
        project: The project.
        network: Its name; by default the recipe's model, or the only network.
        tapped: Whether the class also gets a method ``tapped`` that returns every wire.
        comments: Whether each layer is explained in a comment.

    Raises:
        CompileError: There is no such network, or it has problems; they are in the error.
    """
    name = default_network(project) if network is None else network
    if name is None or name not in project.networks:
        raise CompileError(
            _("There is no network called {name}").format(name=name)
            if name
            else _("It is not clear which network is meant"),
            expected=", ".join(project.networks),
        )
    return source_of(analyse(project), name, tapped=tapped, comments=comments)


def source_of(
    analysis: Analysis, network: str, *, tapped: bool = False, comments: bool = False
) -> Source:
    """The same as `source` for a project that is already analysed."""
    errors = analysis.errors(network)
    if errors:
        raise compile_error(analysis, network, errors)
    project = analysis.project
    program = write_program(analysis.networks[network])
    layers = analysis.networks[network].layers
    goals = [resolve_goal(layers.get(r.node), r.type, project.data) for r in program.results]
    folds = _wanted_folds(program, goals)
    emitted = emit(program, folds, tapped=tapped, comments=comments)
    return Source(
        text=emitted.text,
        class_name=emitted.class_name,
        network=network,
        inputs=_inputs(program, emitted),
        outputs=tuple(
            _output(program, result, goal, folds)
            for result, goal in zip(program.results, goals, strict=True)
        ),
        lines=emitted.lines,
        modules=emitted.modules,
        parameters=analysis.networks[network].total.parameters,
        taps=emitted.taps,
    )


def compile_error(analysis: Analysis, network: str, errors: tuple[Problem, ...]) -> CompileError:
    """The error that carries `errors` and says the first of them."""
    first = errors[0]
    error = CompileError(
        f"{wording.title(first, analysis.project)}. {wording.sentence(first, analysis.project)}",
        place=wording.place(first, analysis.project) or network,
    )
    error.problems = errors
    return error


def _wanted_folds(program: Program, goals: list[Goal]) -> dict[str, Foldable]:
    """The activations that the losses compute themselves."""
    wanted = {}
    for result, goal in zip(program.results, goals, strict=True):
        fold = program.folds.get(result.node)
        if fold is not None and fold.kind in FOLDED.get(goal.loss, ()):
            wanted[result.node] = fold
    return whole_folds(program, wanted)


def _inputs(program: Program, emitted: Emitted) -> tuple[SourceInput, ...]:
    inputs = []
    for argument, name in zip(program.arguments, emitted.arguments, strict=True):
        known = program.analysis.placed[argument.node].known
        layer = None if known is None else known.layer
        columns = layer.columns if isinstance(layer, Input) and layer.feeds == "columns" else ()
        inputs.append(
            SourceInput(
                name=name,
                node=argument.node,
                port=argument.port,
                type=argument.type,
                columns=columns,
            )
        )
    return tuple(inputs)


def _output(
    program: Program, result: Result, goal: Goal, folds: Mapping[str, Foldable]
) -> SourceOutput:
    placed = program.analysis.placed[result.node]
    layer = None if placed.known is None else placed.known.layer
    kind = last_kind(program, result)
    return SourceOutput(
        name=placed.node.name,
        node=result.node,
        type=result.type,
        column="" if goal.column is None else goal.column.name,
        loss=goal.loss,
        form=form_of(goal.loss, kind, is_folded=result.node in folds),
        drawn=form_of(goal.loss, kind, is_folded=False),
        weight=layer.weight if isinstance(layer, Output) else 1.0,
        metrics=goal.metrics,
    )


def last_kind(program: Program, result: Result) -> str:
    """The kind of the layer that makes `result`, at any depth of blocks; "" for an argument."""
    for statement in program.statements:
        values = values_of(statement.targets)
        if result.value not in values:
            continue
        inner = inside_of(program, statement)
        if inner is not None:
            return last_kind(inner, inner.results[values.index(result.value)])
        return program.analysis.network.nodes[program.nodes[statement.index]].kind
    return ""


def frozen_modules(project: Project, source: Source) -> tuple[str, ...]:
    """The attribute paths of what is locked: gradients and batch statistics stay as they are."""
    return tuple(
        attribute
        for path, attribute in source.modules.items()
        if _is_frozen(project, source.network, path)
    )


def _is_frozen(project: Project, network: str, path: tuple[str, ...]) -> bool:
    for node_id in path:
        node = project.networks[network].nodes[node_id]
        if node.frozen:
            return True
        if node.block is not None:
            network = node.block.network
    return False
