"""The decision boundary: what a network says about every point of the plane of its two inputs.

Tensor shapes: N points, C classes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from netbuilder.compiler.plane import Plane, plane_of
from netbuilder.compiler.source import Source, SourceOutput
from netbuilder.data.pipeline import Pipeline
from netbuilder.data.table import Array
from netbuilder.insight.observer import Moment, Observer, Subject
from netbuilder.model import Model
from netbuilder.model.arguments import arguments, columns_of
from netbuilder.model.evaluated import evaluated
from netbuilder.model.model import as_probabilities
from netbuilder.project.schema import ColumnKind
from netbuilder.runs.channel import Views
from netbuilder.runs.folder import RunFolder
from netbuilder.runs.view import BoundaryView, Watching

KEPT_POINTS = 128
"""Points along each axis of the grid that is asked with the kept weights of a run, once."""

POINTS = (64, 48, 32)
"""The same during a run: the finest with which a look does not take longer than `LOOK_S`."""

LOOK_S = 0.0006
"""What a look may take: `RATE_HZ` times a second it is 1 % of the time."""

_TRIALS = 3

RATE_HZ = 15
"""The most looks a second during a run."""


class Boundary:
    """Asks a network about a grid of points, always with its present weights.

    Args:
        plane: The points, and which Output to ask.
        source: The network's source.
        module: The network; it may be training, which asking does not touch.
        pipeline: The fitted transforms.
        points: How many points along each axis.
        device: Where the network is; the CPU by default.
    """

    def __init__(
        self,
        plane: Plane,
        source: Source,
        module: nn.Module,
        pipeline: Pipeline,
        *,
        points: int,
        device: torch.device | None = None,
    ) -> None:
        self._plane = plane
        self._pipeline = pipeline
        self._place, self._output = _output(source, plane)
        self._predict: Callable[..., Any] = getattr(evaluated(module), "predict")  # noqa: B009
        self._shape = (points, points, -1)
        rows = pipeline.apply(_grid(plane, points), columns=columns_of(source))
        self._inputs = tuple(x.to(device) for x in arguments(source.inputs, rows))

    def look(self, *, epoch: int, step: int) -> BoundaryView:
        """Ask about every point."""
        with torch.inference_mode():
            answers = self._predict(*self._inputs)
            answer = answers[self._place] if isinstance(answers, tuple) else answers
            values = self._values(answer)
        return BoundaryView(
            columns=self._plane.columns,
            extent=self._plane.extent,
            values=values.reshape(self._shape),
            classes=self._plane.target.classes,
            epoch=epoch,
            step=step,
        )

    def _values(self, answer: Tensor) -> Array:
        """Probabilities N × C, or numbers in the target's own unit N × 1, float32."""
        target = self._plane.target
        if target.kind is not ColumnKind.CATEGORY:
            own_unit = self._pipeline.invert(target.name, answer.double().cpu().numpy())
            return own_unit.astype(np.float32)
        p_NC = as_probabilities(answer, self._output.drawn, self._output.loss)
        if p_NC.shape[1] == 1:
            p_NC = torch.cat((1 - p_NC, p_NC), dim=1)
        return np.asarray(p_NC.float().cpu().numpy())


class BoundaryObserver(Observer):
    """Looks at the boundary while somebody wants to see it, and offers it as the view ``boundary``.

    A run whose network decides about no plane has nothing to offer.
    """

    every_s = 1 / RATE_HZ

    def __init__(self, views: Views, watching: Watching) -> None:
        self._views = views
        self._watching = watching
        self._boundary: Boundary | None = None
        self._has_plane = True
        self._grids = list(POINTS)
        self._spent_s: list[float] = []

    @property
    def is_wanted(self) -> bool:
        """Whether the boundary is on the screen."""
        return self._has_plane and self._watching.wanted.boundary

    def look(self, moment: Moment) -> None:
        """Offer the present boundary."""
        if self._boundary is None:
            self._boundary = _boundary_in(moment.subject, self._grids[0])
            self._has_plane = self._boundary is not None
        if self._boundary is None:
            return
        began_s = time.perf_counter()
        view = self._boundary.look(epoch=moment.epoch, step=moment.step)
        spent_s = time.perf_counter() - began_s
        self._views.offer("boundary", view)
        if len(self._grids) > 1:
            self._fit_grid(spent_s)

    def _fit_grid(self, spent_s: float) -> None:
        """Go over to a coarser grid where looks at this one take too long.

        The quickest of a few counts: the first one makes things ready, and others may be held up by
        what else the machine does.
        """
        self._spent_s.append(spent_s)
        if len(self._spent_s) < _TRIALS:
            return
        if min(self._spent_s) > LOOK_S:
            self._boundary = None
            del self._grids[0]
        else:
            del self._grids[1:]
        self._spent_s.clear()


def boundary_of(run: RunFolder) -> BoundaryView | None:
    """The boundary of a run's kept weights; None where its network decides about no plane.

    Raises:
        RunError: Something of the run is missing or damaged.
    """
    plane = plane_of(run.project)
    if plane is None:
        return None
    model, series = Model.load(run), run.series()
    boundary = Boundary(plane, model.source, model.module, model.pipeline, points=KEPT_POINTS)
    return boundary.look(epoch=series.best_epoch or series.epoch, step=series.step)


def _boundary_in(subject: Subject, points: int) -> Boundary | None:
    plane = plane_of(subject.project)
    if plane is None:
        return None
    role = next(r for r, source in subject.sources.items() if source.network == plane.network)
    return Boundary(
        plane,
        subject.sources[role],
        subject.networks[role],
        subject.pipeline,
        points=points,
        device=subject.device,
    )


def _grid(plane: Plane, points: int) -> dict[str, Array]:
    """The points of a plane by column: row by row from the bottom, each row from the left."""
    left, right, bottom, top = plane.extent
    xs, ys = np.linspace(left, right, points), np.linspace(bottom, top, points)
    y, x = np.meshgrid(ys, xs, indexing="ij")
    return {plane.across.name: x.ravel(), plane.up.name: y.ravel()}


def _output(source: Source, plane: Plane) -> tuple[int, SourceOutput]:
    """The place and the facts of the Output of a plane."""
    return next(
        (place, output)
        for place, output in enumerate(source.outputs)
        if output.node == plane.output
    )
