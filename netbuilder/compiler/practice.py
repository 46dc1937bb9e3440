"""Checks of what runs but will hardly learn, or runs only sometimes."""

from __future__ import annotations

from collections.abc import Iterator

from netbuilder.compiler.goal import FOLDED, resolve_goal
from netbuilder.compiler.result import TRAINING, Placed
from netbuilder.compiler.scene import Scene
from netbuilder.layers.io import Output
from netbuilder.layers.problem import (
    Change,
    Problem,
    RemoveNode,
    Repair,
    SetTraining,
    Severity,
)
from netbuilder.layers.tensor import TensorType
from netbuilder.words import _

SQUASHING = frozenset({"Softmax", "LogSoftmax", "Sigmoid", "Tanh", "ReLU"})
"""Activations after which class scores cannot take every value."""

MAKES_PROBABILITIES = frozenset({"Softmax", "LogSoftmax"})

USUAL_BATCH_SIZE = 32


def find_misplaced_activations(scene: Scene) -> Iterator[Problem]:
    """Softmaxes that do nothing or too much, and activations that keep a loss from working."""
    for node_id in scene.graph.order:
        placed = scene.placed[node_id]
        kind = placed.node.kind
        if kind not in SQUASHING or placed.is_assumed or placed.node.bypassed:
            continue
        if kind in MAKES_PROBABILITIES:
            yield from _softmax_problems(scene, placed)
    if scene.has_data:
        for placed in scene.outputs:
            if not placed.is_assumed:
                yield from _goal_problems(scene, placed)


def find_lone_batches(scene: Scene) -> Iterator[Problem]:
    """Batch normalisations that would see one number at a time."""
    if scene.project.training.batch_size != 1 or not scene.is_trained:
        return
    for node_id in scene.graph.order:
        placed = scene.placed[node_id]
        is_used = placed.node.kind == "BatchNorm" and not placed.node.bypassed
        if is_used and not placed.is_assumed and _is_one_number(placed.inputs["input"][0]):
            change = SetTraining(key="batch_size", value=USUAL_BATCH_SIZE)
            label = _("Train with batches of {count}").format(count=USUAL_BATCH_SIZE)
            yield scene.problem(
                f"{TRAINING}batch_of_one",
                node=node_id,
                repairs=(Repair(label=label, changes=(change,)), _removal(_("Remove this layer"))),
            )


def _is_one_number(x: TensorType) -> bool:
    """Whether each channel of an example is one number."""
    return all(dim == 1 for dim in x.dims[2:])


def _softmax_problems(scene: Scene, placed: Placed) -> Iterator[Problem]:
    x = placed.inputs["input"][0]
    source = scene.source_of(placed.node.id)
    if x.example == (1,):
        yield _warning(scene, placed, "softmax.single", _removal(_("Remove it")))
    elif source is not None and source.node.kind in MAKES_PROBABILITIES:
        yield _warning(
            scene,
            placed,
            "softmax.twice",
            _removal(_("Remove it")),
            received=source.node.name,
        )


def _goal_problems(scene: Scene, placed: Placed) -> Iterator[Problem]:
    layer = None if placed.known is None else placed.known.layer
    if not isinstance(layer, Output) or "input" not in placed.inputs:
        return
    x = placed.inputs["input"][0]
    goal = resolve_goal(layer, x, scene.project.data)
    source = scene.source_of(placed.node.id)
    if source is None or goal.loss not in FOLDED or source.node.kind not in SQUASHING:
        return
    name = source.node.name
    if source.node.kind not in FOLDED[goal.loss]:
        changes: tuple[Change, ...] = (RemoveNode(node=source.node.id, close_gap=True),)
        yield _warning(
            scene,
            placed,
            "activation.before_loss",
            Repair(label=_("Remove {name}").format(name=name), changes=changes),
            received=name,
            loss=goal.loss,
        )
    elif len(scene.graph.leaving[source.node.id]) > 1:
        yield _warning(scene, placed, "softmax.shared", received=name, loss=goal.loss)


def _removal(label: str) -> Repair:
    return Repair(label=label, changes=(RemoveNode(close_gap=True),))


def _warning(
    scene: Scene, placed: Placed, code: str, *repairs: Repair, received: str = "", loss: str = ""
) -> Problem:
    return scene.problem(
        code,
        node=placed.node.id,
        severity=Severity.WARNING,
        received=received,
        loss=loss,
        repairs=repairs,
    )
