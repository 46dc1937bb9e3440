"""Checks of a network against the data: what feeds it, and what its Outputs are compared with."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, replace

from netbuilder.compiler.goal import LOSSES, resolve_goal, target_width
from netbuilder.compiler.result import TRAINING, Placed
from netbuilder.compiler.scene import Scene
from netbuilder.layers.fit import describe
from netbuilder.layers.io import Input, Output
from netbuilder.layers.problem import (
    Change,
    InsertLayer,
    Problem,
    Repair,
    SetParameter,
    Severity,
)
from netbuilder.layers.tensor import TensorType, image
from netbuilder.project.schema import Column, ColumnKind, ColumnRole, Data, fed_type
from netbuilder.words import _


def columns_to_feed(data: Data) -> tuple[str, ...]:
    """The input columns that one Input can join: those laid out like the first of them."""
    fitting: list[str] = []
    first: TensorType | None = None
    for column in data.columns:
        x = fed_type(data, column) if _may_feed(data, column) else None
        if x is None:
            continue
        first = first or x
        if x.roles == first.roles and (x.kind == first.kind):
            fitting.append(column.name)
    return tuple(fitting)


def find_unfit_columns(scene: Scene) -> Iterator[Problem]:
    """Inputs whose columns are not in the data or cannot feed a network."""
    if not scene.has_data:
        return
    data = scene.project.data
    for placed in scene.inputs:
        layer = None if placed.known is None else placed.known.layer
        if not isinstance(layer, Input) or layer.feeds != "columns":
            continue
        for name in layer.columns:
            column = data.column(name)
            if column is None:
                yield _missing(scene, placed, name, layer.columns)
            elif not _may_feed(data, column) or fed_type(data, column) is None:
                is_answer = column.role is ColumnRole.TARGET
                yield scene.problem(
                    "column.answer" if is_answer else "column.unfed",
                    node=placed.node.id,
                    received=name,
                    parameter="columns",
                    repairs=_without_column(scene, layer.columns, name),
                )


def find_unfit_outputs(scene: Scene) -> Iterator[Problem]:
    """Outputs that do not fit the column they are compared with."""
    if not scene.has_data:
        return
    for placed in scene.outputs:
        layer = None if placed.known is None else placed.known.layer
        if isinstance(layer, Output) and layer.column:
            yield from _output_problems(scene, placed, layer)


def find_missing_goals(scene: Scene) -> Iterator[Problem]:
    """Columns that no Output or several Outputs learn, where the recipe learns from columns."""
    is_supervised = scene.project.training.recipe == "supervised"
    if not scene.is_trained or not is_supervised or not scene.project.data.columns:
        return
    learning: dict[str, Placed] = {}
    for placed in scene.outputs:
        layer = None if placed.known is None else placed.known.layer
        if not isinstance(layer, Output) or not layer.column:
            continue
        if layer.column in learning:
            change = SetParameter(key="column", value="")
            yield scene.problem(
                "column.twice",
                node=placed.node.id,
                severity=Severity.WARNING,
                received=layer.column,
                expected=learning[layer.column].node.name,
                parameter="column",
                repairs=(Repair(label=_("Let it only predict"), changes=(change,)),),
            )
        learning.setdefault(layer.column, placed)
    if not learning:
        yield scene.problem(
            f"{TRAINING}no_goal",
            node=scene.outputs[0].node.id if scene.outputs else "",
            parameter="column",
            repairs=_goal_repairs(scene),
        )
        return
    for column in scene.project.data.with_role(ColumnRole.TARGET):
        if column.name not in learning:
            yield scene.problem(
                "column.unlearned",
                severity=Severity.WARNING,
                received=column.name,
                repairs=_free_output_repairs(scene, column, learning),
            )


def _may_feed(data: Data, column: Column) -> bool:
    """Whether `column` is for inputs; the past of a series may feed its own future."""
    if column.role is ColumnRole.INPUT:
        return True
    return column.role is ColumnRole.TARGET and data.window is not None


def _missing(scene: Scene, placed: Placed, name: str, columns: tuple[str, ...]) -> Problem:
    """A column that an Input names and the data does not have; a near one may be meant."""
    fitting = columns_to_feed(scene.project.data)
    near = [n for n in difflib.get_close_matches(name, fitting, n=1) if n not in columns]
    repairs: list[Repair] = []
    if near:
        better = tuple(near[0] if other == name else other for other in columns)
        change = SetParameter(key="columns", value=better)
        repairs.append(Repair(label=_("Use {name}").format(name=near[0]), changes=(change,)))
    repairs += _without_column(scene, columns, name)
    return scene.problem(
        "column.missing", node=placed.node.id, received=name, parameter="columns", repairs=repairs
    )


def _without_column(scene: Scene, columns: tuple[str, ...], name: str) -> list[Repair]:
    left = tuple(other for other in columns if other != name)
    if not left:
        left = columns_to_feed(scene.project.data)
        label = _("Feed it the input columns")
        if not left:
            change = SetParameter(key="feeds", value="shape")
            return [Repair(label=_("Type its shape instead"), changes=(change,))]
    else:
        label = _("Leave it out")
    return [Repair(label=label, changes=(SetParameter(key="columns", value=left),))]


def _output_problems(scene: Scene, placed: Placed, layer: Output) -> Iterator[Problem]:
    data = scene.project.data
    column = data.column(layer.column)
    if column is None:
        yield _without_answers(scene, placed, "column.missing", layer.column)
    elif column.role is not ColumnRole.TARGET:
        yield _without_answers(scene, placed, "column.not_target", column.name)
    elif not LOSSES[column.kind]:
        yield _without_answers(scene, placed, "column.text", column.name)
    elif not _is_loss_fit(layer.loss, column):
        yield scene.problem(
            "output.loss",
            node=placed.node.id,
            received=layer.loss,
            expected=column.name,
            parameter="loss",
            repairs=(
                Repair(
                    label=_("Choose the loss for the column"),
                    changes=(SetParameter(key="loss", value="auto"),),
                ),
            ),
        )
    elif not placed.is_assumed and "input" in placed.inputs:
        x = placed.inputs["input"][0]
        wanted = _wanted(data, column, resolve_goal(layer, x, data).loss)
        if x.example != wanted.dims:
            yield _unfit(scene, placed, column, x, wanted)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What must arrive: the dims of one example, the code if it does not, and words for it."""

    dims: tuple[int, ...]
    code: str
    words: str


def _wanted(data: Data, column: Column, loss: str) -> _Wanted:
    if column.kind is ColumnKind.IMAGE:
        return _Wanted(column.dims, "output.image", describe(image(*column.dims)))
    if column.kind is ColumnKind.NUMBER:
        width = target_width(data, column)
        words = _("one number") if width == 1 else _("{count} numbers").format(count=width)
        return _Wanted((width,), "output.width", words)
    if loss == "binary_cross_entropy":
        return _Wanted((1,), "output.classes", _("one number, for one of two classes"))
    count = len(column.classes)
    return _Wanted((count,), "output.classes", _("{count} classes").format(count=count))


def _is_loss_fit(loss: str, column: Column) -> bool:
    if loss == "auto":
        return True
    if loss == "binary_cross_entropy" and len(column.classes) != 2:
        return False
    return loss in LOSSES[column.kind]


def _unfit(scene: Scene, placed: Placed, column: Column, x: TensorType, wanted: _Wanted) -> Problem:
    return scene.problem(
        wanted.code,
        node=placed.node.id,
        port="input",
        expected=wanted.words,
        received=describe(x),
        column=column.name,
        repairs=(*_reshaping(scene, placed, x, wanted.dims), *_only_predicting(scene, placed)),
    )


def _reshaping(
    scene: Scene, placed: Placed, x: TensorType, dims: tuple[int, ...]
) -> Iterator[Repair]:
    """Ways to give an Output the `dims` it needs: another number of units, or layers before it."""
    sink, source = _before_activations(scene, placed)
    count = 1
    for dim in dims:
        count *= dim
    is_row = len(x.dims) == 2
    is_dense = source is not None and source.node.kind == "Linear" and is_row and len(dims) == 1
    if source is not None and is_dense:
        units = SetParameter(key="out_features", value=count, node=source.node.id)
        label = _("Give {name} {units}").format(name=source.node.name, units=_units(count))
        yield Repair(label=label, changes=(units,))
    if not all(isinstance(dim, int) for dim in x.example):
        return
    changes: list[Change] = [] if is_row else [InsertLayer(kind="Flatten", node=sink)]
    numbers = 1
    for length in x.example:
        numbers *= length if isinstance(length, int) else 1
    if numbers != count:
        dense = InsertLayer(kind="Linear", parameters={"out_features": count}, node=sink)
        changes.append(dense)
    if len(dims) > 1:
        changes.append(InsertLayer(kind="Reshape", parameters={"shape": dims}, node=sink))
    kinds = [change.kind for change in changes if isinstance(change, InsertLayer)]
    words = _(" and ").join("Dense" if kind == "Linear" else kind for kind in kinds)
    label = _("Add {layers}").format(layers=words)
    if "Linear" in kinds:
        label = _("Add {layers} with {units}").format(layers=words, units=_units(count))
    yield Repair(label=label, changes=tuple(changes))


def _units(count: int) -> str:
    return _("one unit") if count == 1 else _("{count} units").format(count=count)


_ELEMENTWISE = frozenset({"Softmax", "LogSoftmax", "Sigmoid", "Identity"})


def _before_activations(scene: Scene, placed: Placed) -> tuple[str, Placed | None]:
    """The first of the activations right before an Output, and what feeds it.

    Layers are put before a softmax, not behind it. The first is the Output itself where no
    activation that nothing else reads stands before it.
    """
    sink = placed.node.id
    source = scene.source_of(sink)
    while (
        source is not None
        and source.node.kind in _ELEMENTWISE
        and "dim" not in source.node.parameters
        and len(scene.graph.leaving[source.node.id]) == 1
    ):
        sink = source.node.id
        source = scene.source_of(sink)
    if source is not None and len(scene.graph.leaving[source.node.id]) > 1:
        return sink, None
    return sink, source


def _without_answers(scene: Scene, placed: Placed, code: str, name: str) -> Problem:
    """An Output whose column cannot be learned; another column may be meant."""
    repairs = [*_goals(scene, placed), *_only_predicting(scene, placed)]
    return scene.problem(
        code, node=placed.node.id, received=name, parameter="column", repairs=repairs
    )


def _goals(scene: Scene, placed: Placed) -> Iterator[Repair]:
    """Columns that an Output could learn, as it is or with other units before it."""
    data = scene.project.data
    if placed.is_assumed or "input" not in placed.inputs:
        return
    x = placed.inputs["input"][0]
    learned = {
        other.known.layer.column
        for other in scene.outputs
        if other.known is not None and isinstance(other.known.layer, Output)
    }
    for column in data.with_role(ColumnRole.TARGET):
        if column.name in learned or not LOSSES[column.kind]:
            continue
        node = placed.node.id
        label = _("Let {name} learn {column}").format(name=placed.node.name, column=column.name)
        changes: list[Change] = [SetParameter(key="column", value=column.name, node=node)]
        if placed.node.parameters.get("loss", "auto") != "auto":
            changes.append(SetParameter(key="loss", value="auto", node=node))
        if not _fits(data, x, column):
            loss = resolve_goal(Output({"column": column.name}), x, data).loss
            dims = _wanted(data, column, loss).dims
            reshaping = next(_reshaping(scene, placed, x, dims), None)
            if reshaping is None:
                continue
            label = _("{learn}: {reshape}").format(
                learn=label, reshape=reshaping.label[:1].lower() + reshaping.label[1:]
            )
            changes += [
                change if change.node else replace(change, node=node)
                for change in reshaping.changes
                if isinstance(change, SetParameter | InsertLayer)
            ]
        yield Repair(label=label, changes=tuple(changes))


def column_for(data: Data, x: TensorType | None) -> str:
    """A target that an Output with `x` can learn, or ""."""
    targets = data.with_role(ColumnRole.TARGET) if x is not None else ()
    return next((c.name for c in targets if x is not None and _fits(data, x, c)), "")


def _can_learn(data: Data, placed: Placed, column: Column) -> bool:
    if placed.is_assumed or "input" not in placed.inputs:
        return False
    return _fits(data, placed.inputs["input"][0], column)


def _fits(data: Data, x: TensorType, column: Column) -> bool:
    if not LOSSES[column.kind]:
        return False
    goal = resolve_goal(Output({"column": column.name}), x, data)
    return x.example == _wanted(data, column, goal.loss).dims


def _only_predicting(scene: Scene, placed: Placed) -> tuple[Repair, ...]:
    """Let an Output learn nothing, where another one still does."""
    others = (
        other.known.layer
        for other in scene.outputs
        if other is not placed and other.known is not None
    )
    is_other_learning = any(isinstance(o, Output) and o.column for o in others)
    if scene.is_trained and not is_other_learning:
        return ()
    change = SetParameter(key="column", value="")
    return (Repair(label=_("Let it only predict"), changes=(change,)),)


def _goal_repairs(scene: Scene) -> tuple[Repair, ...]:
    """Ways to let an Output learn something."""
    return tuple(repair for placed in scene.outputs for repair in _goals(scene, placed))


def _free_output_repairs(
    scene: Scene, column: Column, learning: dict[str, Placed]
) -> Iterator[Repair]:
    """Outputs that only predict and could learn `column`."""
    for placed in scene.outputs:
        if placed in learning.values() or not _can_learn(scene.project.data, placed, column):
            continue
        change = SetParameter(key="column", value=column.name, node=placed.node.id)
        label = _("Let {name} learn it").format(name=placed.node.name)
        yield Repair(label=label, changes=(change,))
