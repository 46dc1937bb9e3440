"""One layer looked at closely: its output, what that looks like, and its learned tensors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from netbuilder.compiler import analyse
from netbuilder.compiler.result import Analysis, NetworkAnalysis
from netbuilder.compiler.source import Source
from netbuilder.insight.history import History
from netbuilder.insight.observer import Moment, Observer, Subject
from netbuilder.insight.picture import Pictures, maps, tiles
from netbuilder.insight.place import learned, path_to, wires
from netbuilder.insight.spread import Measured, measure, tabulate
from netbuilder.insight.strips import GRADIENTS, ROWS, on_scale, ratio, taking_part
from netbuilder.layers.layer import Family
from netbuilder.layers.tensor import Kind, Role, TensorType
from netbuilder.model import Model
from netbuilder.project.value import Project
from netbuilder.runs.channel import Views
from netbuilder.runs.folder import RunFolder
from netbuilder.runs.view import LayerView, ParameterView, Place, Watching

_KEEPING_ORDER = frozenset(
    {Family.ACTIVATION, Family.NORMALISATION, Family.REGULARISATION, Family.SHAPE}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Layer:
    """A node of a run.

    Attributes:
        place: Where it is drawn.
        role: The role of the network that it is in.
        kind: Its kind.
        wire: The key of its output in what the tapped form of that network returns, or "".
        roles: What the dims of one row of that output count.
        tensors: Its learned tensors by their names in its module.
        picture: Channels, height and width where a picture enters it in a row, else None.
    """

    place: Place
    role: str
    kind: str
    wire: str = ""
    roles: tuple[Role, ...] = ()
    tensors: Mapping[str, Tensor]
    picture: tuple[int, ...] | None = None


class LayerObserver(Observer):
    """Looks at the layer that somebody has opened.

    Its maps are always those of the same row, the first of the run's first look, so that what
    changes in them is the network.

    Args:
        views: Where a `LayerView` is offered, as ``layer``.
        watching: Which layer is wanted.
    """

    every_s = 1 / 5

    def __init__(self, views: Views, watching: Watching) -> None:
        self._views = views
        self._watching = watching
        self._history = History()
        self._layer: _Layer | None = None
        self._rows: dict[str, tuple[Tensor, ...]] = {}

    @property
    def is_wanted(self) -> bool:
        """Whether a layer is on the screen."""
        return self._watching.wanted.layer is not None

    def end_epoch(self, subject: Subject, epoch: int) -> None:
        """Keep how the weights are spread now."""
        self._history.keep(subject, epoch)

    def look(self, moment: Moment) -> None:
        """Look at the layer and offer what was seen; a node that does not train shows nothing."""
        place = self._watching.wanted.layer
        if place is None:
            return
        if self._layer is None or self._layer.place != place:
            self._layer = _find(moment.subject, place)
        if self._layer is not None:
            view = self._view(self._layer, moment)
            self._views.offer("layer", view)

    def _view(self, layer: _Layer, moment: Moment) -> LayerView:
        output, row = self._output(layer, moment)
        tensors = list(layer.tensors.values())
        slopes = [tensor.grad for tensor in tensors if tensor.grad is not None]
        groups: list[list[Tensor]] = [[tensor] for tensor in tensors]
        groups += [tensors, slopes] if slopes else []
        groups += [[output]] if output is not None else []
        measured = measure(tabulate(groups)) if groups else []
        seen = measured.pop() if output is not None else None
        slope = measured.pop() if slopes else None
        whole = measured.pop() if slopes else None
        pictures = maps(row, layer.roles) if row is not None else None
        return LayerView(
            place=layer.place,
            epoch=moment.epoch,
            step=moment.step,
            output=seen.strip(taking_part(seen)) if seen else None,
            maps=pictures.shown if pictures else None,
            maps_in_all=pictures.in_all if pictures else 0,
            parameters=_parameters(layer, measured, self._history),
            gradient=slope.strip(on_scale(ratio(slope, whole), GRADIENTS))
            if slope and whole
            else None,
        )

    def _output(self, layer: _Layer, moment: Moment) -> tuple[Tensor | None, Tensor | None]:
        """The layer's output for the rows of the last step, and for the row that is kept."""
        inputs = moment.inputs.get(layer.role)
        if not layer.wire or inputs is None:
            return None, None
        kept = self._rows.setdefault(layer.role, tuple(x[:1].clone() for x in inputs))
        if any(row.shape[1:] != x.shape[1:] for row, x in zip(kept, inputs, strict=True)):
            kept = tuple(x[:1] for x in inputs)  # rows of another length cannot stand beside it
        rows = tuple(torch.cat((row, x[:ROWS])) for row, x in zip(kept, inputs, strict=True))
        value = moment.subject.tapped(layer.role)(*rows).get(layer.wire)
        if value is None or not value.is_floating_point() or not value.numel():
            return None, None
        return value[1:], value[0]


def look_at(run: RunFolder, place: Place) -> tuple[Project, LayerView]:
    """One layer of a run that is not under way, from the weights that it has kept.

    Returns:
        The value that the run has trained, and the layer's learned tensors; nothing else.

    Raises:
        RunError: Something of the run is missing or damaged.
    """
    model, series = Model.load(run), run.series()
    tensors = learned(model.project, model.source, model.module).get(place, {})
    analysis = analyse(model.project)
    layer = _layer(analysis, model.source, "model", place, tensors)
    epoch = series.best_epoch or series.epoch
    if layer is None:
        return model.project, LayerView(place=place, epoch=epoch, step=series.step)
    measured = measure(tabulate([(tensor,) for tensor in tensors.values()])) if tensors else []
    parameters = _parameters(layer, measured, History())
    view = LayerView(place=place, epoch=epoch, step=series.step, parameters=parameters)
    return model.project, view


def _find(subject: Subject, place: Place) -> _Layer | None:
    for role, source in subject.sources.items():
        tapped = subject.tapped(role).source
        tensors = learned(subject.project, source, subject.networks[role]).get(place, {})
        layer = _layer(subject.analysis, tapped, role, place, tensors)
        if layer is not None:
            return layer
    return None


def _layer(
    analysis: Analysis, source: Source, role: str, place: Place, tensors: Mapping[str, Tensor]
) -> _Layer | None:
    """A node of the network of `source`; None where it has no such node."""
    path = path_to(analysis.project, source, place)
    if path is None:
        return None
    network = analysis.networks[source.network]
    for id in path[:-1]:
        network = network.instances[id]
    node = path[-1]
    wire = wires(analysis.project, source).get(place)
    drawn = _type(network, node, wire.port) if wire else None
    return _Layer(
        place=place,
        role=role,
        kind=network.network.nodes[node].kind,
        wire=wire.key if wire else "",
        roles=drawn.roles[1:] if drawn else (),
        tensors=tensors,
        picture=_picture(network, node),
    )


def _type(network: NetworkAnalysis, node: str, port: str) -> TensorType | None:
    """The type at an output port, or at the input port of an Output."""
    arriving = network.inputs[node].get(port, ())
    return network.outputs[node].get(port) or next(iter(arriving), None)


def _picture(network: NetworkAnalysis, node: str) -> tuple[int, ...] | None:
    """The dims of the picture that enters a layer in a row, when nothing has mixed it since."""
    while True:
        entering = network.graph.entering[node].get("input", ())
        if len(entering) != 1:
            return None
        node, port = entering[0]
        kind = network.outputs[node].get(port)
        if kind is not None and kind.kind is Kind.IMAGE:
            dims = tuple(dim for dim in kind.example if isinstance(dim, int))
            return dims if len(dims) == len(kind.example) else None
        layer = network.layers.get(node)
        if layer is None or layer.family not in _KEEPING_ORDER:
            return None


def _parameters(
    layer: _Layer, measured: list[Measured], history: History
) -> tuple[ParameterView, ...]:
    return tuple(
        _parameter(name, tensor, now, history, tiles(layer.kind, tensor, layer.picture))
        for (name, tensor), now in zip(layer.tensors.items(), measured, strict=True)
    )


def _parameter(
    name: str, tensor: Tensor, now: Measured, history: History, pictures: Pictures | None
) -> ParameterView:
    return ParameterView(
        name=name,
        shape=tuple(tensor.shape),
        now=now.strip(0.0),
        history=history.of(tensor),
        tiles=pictures.shown if pictures else None,
        tiles_in_all=pictures.in_all if pictures else 0,
    )
