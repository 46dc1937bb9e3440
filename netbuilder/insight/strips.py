"""Strips for the nodes: how activations, weights or gradients are spread, looked at while it runs.

What glows is measured so that it is steady and has no unit:

- activations: the share of units that take part, (mean |x|)² / mean x² (Treves and Rolls, 1991). It
  is 1 where all are as strong, 1/10 where one of ten speaks, 0 where all are silent.
- weights: how far one step moves them, relative to their size, on a scale of four decades.
- gradients: how large they are relative to the weights, on such a scale.
"""

from __future__ import annotations

import math
from dataclasses import replace

from torch import Tensor

from netbuilder.insight.observer import Moment, Observer
from netbuilder.insight.place import Wire, learned_inside, wires
from netbuilder.insight.spread import Measured, Table, measure, stacked, tabulate
from netbuilder.runs.channel import Views
from netbuilder.runs.view import Inside, Place, Strip, Strips, Watching

ROWS = 16
"""So many rows of the last batch run through the network for a look."""

UPDATES = (1e-5, 1e-1)
"""Steps that move weights by less of their size than the first glow not at all; by the second,
fully. A healthy one, a thousandth, stands in the middle."""

GRADIENTS = (1e-4, 1.0)
"""The same for gradients, relative to the size of the weights."""


class StripObserver(Observer):
    """Looks at all nodes at once, 12 times a second.

    Args:
        views: Where `Strips` are offered, as ``strips``.
        watching: What they shall show.
    """

    every_s = 1 / 12

    def __init__(self, views: Views, watching: Watching) -> None:
        self._views = views
        self._watching = watching
        self._wires: dict[Place, Wire] | None = None
        self._learned: dict[Place, tuple[Tensor, ...]] | None = None
        self._before: tuple[int, Table] | None = None

    @property
    def is_wanted(self) -> bool:
        """Whether strips are on the screen."""
        return self._watching.wanted.inside is not Inside.OFF

    def look(self, moment: Moment) -> None:
        """Measure what is wanted and offer it."""
        inside = self._watching.wanted.inside
        if inside is not Inside.WEIGHTS:
            self._before = None
        match inside:
            case Inside.ACTIVATIONS:
                strips = self._activations(moment)
            case Inside.WEIGHTS:
                strips = self._weights(moment)
            case Inside.GRADIENTS:
                strips = self._gradients(moment)
            case Inside.OFF:
                return
        self._views.offer(
            "strips", Strips(inside=inside, epoch=moment.epoch, step=moment.step, strips=strips)
        )

    def _activations(self, moment: Moment) -> dict[Place, Strip]:
        subject = moment.subject
        tapped = subject.tapped(subject.product)
        if self._wires is None:
            self._wires = wires(subject.project, tapped.source)
        values = tapped(*(x[:ROWS] for x in moment.inputs[subject.product]))
        found = {
            place: (value,)
            for place, wire in self._wires.items()
            if (value := values.get(wire.key)) is not None
            and value.is_floating_point()
            and value.numel()
        }
        measured = measure(tabulate(list(found.values())))
        return {
            place: one.strip(taking_part(one)) for place, one in zip(found, measured, strict=True)
        }

    def _weights(self, moment: Moment) -> dict[Place, Strip]:
        tensors = self._tensors(moment)
        if not tensors:
            return {}
        table = tabulate(list(tensors.values()))
        step, before = self._before or (moment.step, table)
        self._before = moment.step, table
        moved = replace(table, numbers=table.numbers - before.numbers)
        steps = max(1, moment.step - step)
        weights, moves = _halves(measure(stacked(table, moved)))
        return {
            place: weight.strip(on_scale(ratio(move, weight) / steps, UPDATES))
            for place, weight, move in zip(tensors, weights, moves, strict=True)
        }

    def _gradients(self, moment: Moment) -> dict[Place, Strip]:
        tensors = {
            place: having
            for place, group in self._tensors(moment).items()
            if (having := tuple(tensor for tensor in group if tensor.grad is not None))
        }
        if not tensors:
            return {}
        slopes = [[t.grad for t in group if t.grad is not None] for group in tensors.values()]
        gradients, weights = _halves(measure(tabulate([*slopes, *tensors.values()])))
        return {
            place: gradient.strip(on_scale(ratio(gradient, weight), GRADIENTS))
            for place, gradient, weight in zip(tensors, gradients, weights, strict=True)
        }

    def _tensors(self, moment: Moment) -> dict[Place, tuple[Tensor, ...]]:
        """The learned tensors of each node, of all networks of the run."""
        if self._learned is None:
            subject = moment.subject
            self._learned = {}
            for role, source in subject.sources.items():
                network = subject.networks[role]
                self._learned |= learned_inside(subject.project, source, network)
        return self._learned


def taking_part(measured: Measured) -> float:
    """The share of numbers that take part, 0 to 1."""
    return measured.magnitude**2 / measured.power if measured.power > 0 else 0.0


def ratio(part: Measured, whole: Measured) -> float:
    """How large numbers are relative to others."""
    return math.sqrt(part.power / whole.power) if whole.power > 0 else 0.0


def on_scale(ratio: float, ends: tuple[float, float]) -> float:
    """Where a ratio stands between two ends, 0 to 1, counted in decades."""
    low, high = ends
    if not ratio > low:
        return 0.0
    return min(1.0, math.log(ratio / low) / math.log(high / low))


def _halves(measured: list[Measured]) -> tuple[list[Measured], list[Measured]]:
    middle = len(measured) // 2
    return measured[:middle], measured[middle:]
