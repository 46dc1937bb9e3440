"""Which layers a wire that was let go can go on with, the likely ones first.

What fits is asked of the layers themselves: a kind fits where its own rule takes the kind and rank
of tensor that the wire brings. Sizes may still be wrong; such layers come last.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from netbuilder.compiler.habit import Likelihoods, learnt_habits, with_own
from netbuilder.compiler.inference import Inference
from netbuilder.compiler.result import Analysis, NetworkAnalysis
from netbuilder.compiler.way import way_to, ways_passed
from netbuilder.layers.layer import KINDS, Inputs, Layer
from netbuilder.layers.problem import Misfit
from netbuilder.layers.tensor import Kind, TensorType, image, sequence, vector, waveform
from netbuilder.project.block import can_stand_in
from netbuilder.project.port import ends_of
from netbuilder.project.value import End

_WRONG_SORT = ("shape.rank", "dtype")
"""Codes of findings about the kind or the rank of a tensor, not its sizes or the parameters."""

_SAMPLES = (image(32, 32, 32), vector(64), sequence(32, 64), waveform(32, 256))
"""What layers are tried with whose result shall fit somewhere: one tensor of each usual sort."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Something that can stand at the loose end of a wire.

    Attributes:
        kind: The kind of layer; ``Block`` for a network of the project.
        port: The port of it that the wire reaches.
        title: The word on its card there, such as ``Conv2d`` where pictures arrive.
        block: The network that a block shows, or "".
        is_sound: Whether its sizes fit as well, so that nothing is wrong once it stands there.
    """

    kind: str
    port: str
    title: str
    block: str = ""
    is_sound: bool = True


def suggest(
    analysis: Analysis, network: str, end: End, *, is_input: bool = False
) -> tuple[Suggestion, ...]:
    """What can stand at the other end of a wire, the likely first.

    Takes about a millisecond.

    Args:
        analysis: What is known of the project.
        network: The network that the wire is in.
        end: The port that the wire ends at already.
        is_input: Whether that is an input, so that something has to feed it.
    """
    here = analysis.networks[network]
    fitting = (*_fitting(here, end, is_input), *_fitting_blocks(analysis, here, end, is_input))
    likely = likelihoods(here, end, is_input=is_input)
    order = {kind: place for place, kind in enumerate(KINDS)}

    def place(one: Suggestion) -> tuple[bool, float, int]:
        return not one.is_sound, -likely.get(one.kind, 0.0), order.get(one.kind, len(order))

    return tuple(sorted(fitting, key=place))


def can_take(analysis: NetworkAnalysis, source: End, sink: End) -> bool:
    """Whether what leaves `source` is of a sort that `sink` takes beside what arrives there now.

    Sizes may be wrong. Where nothing is known of one of them, it is.
    """
    x = analysis.outputs.get(source.node, {}).get(source.port)
    layer = analysis.layers.get(sink.node)
    if x is None or layer is None:
        return True
    return _takes(layer, analysis.inputs[sink.node], sink.port, x)


def likelihoods(analysis: NetworkAnalysis, end: End, *, is_input: bool = False) -> Likelihoods:
    """How likely each kind is at the other end of a wire, in known networks and in this one."""
    follows, precedes = learnt_habits()
    way = way_to(analysis, end, is_input=is_input)
    likely = (precedes if is_input else follows).likelihoods(way)
    return with_own(likely, way, ways_passed(analysis, end.node, is_input=is_input))


def _fitting(analysis: NetworkAnalysis, end: End, is_input: bool) -> Iterator[Suggestion]:
    if is_input:
        sink = analysis.layers.get(end.node)
        there = analysis.inputs[end.node]
        for kind in KINDS:
            port = _port_that_feeds(kind, sink, there, end.port)
            if port is not None:
                yield Suggestion(kind=kind, port=port, title=KINDS[kind].word)
        return
    x = analysis.outputs[end.node].get(end.port)
    for kind in KINDS:
        found = _entry(kind, x)
        if found is not None:
            yield found


@lru_cache(maxsize=20_000)
def _entry(kind: str, x: TensorType | None) -> Suggestion | None:
    """How a layer with its defaults takes `x`, or None; without `x` any layer with an input does.

    Ports that can do without a wire take states and masks alone.
    """
    layer = KINDS[kind]()
    for port in layer.input_ports():
        if port.optional and (x is None or x.kind not in (Kind.STATE, Kind.MASK)):
            continue
        if x is None:
            return Suggestion(kind=kind, port=port.key, title=layer.word)
        for others in _others(layer, port.key, x):
            inputs: Inputs = {**others, port.key: (x,)}
            misfit = _misfit(layer, inputs)
            if misfit is None:
                return Suggestion(kind=kind, port=port.key, title=layer.title(inputs))
            if not port.optional and misfit.code not in _WRONG_SORT:
                title = layer.title(inputs)
                return Suggestion(kind=kind, port=port.key, title=title, is_sound=False)
    return None


def _others(layer: Layer, port: str, x: TensorType) -> Iterator[Inputs]:
    """What may arrive at the ports that need a wire beside the one that takes `x`.

    A mask fits series of its own length.
    """
    needed = [p.key for p in layer.input_ports() if not p.optional and p.key != port]
    if not needed:
        yield {}
        return
    for sample in (*_SAMPLES, sequence(x.dims[-1], 64)):
        yield dict.fromkeys(needed, (sample,))


def _port_that_feeds(kind: str, sink: Layer | None, there: Inputs, port: str) -> str | None:
    """The output of a layer with its defaults that `sink` takes at `port`, or None."""
    if kind == "Input":  # it gives whatever the data holds
        return KINDS[kind]().output_ports()[0].key
    for key, x in _results(kind):
        if sink is None or _takes(sink, there, port, x):
            return key
    return None


@lru_cache(maxsize=1_000)
def _results(kind: str) -> tuple[tuple[str, TensorType], ...]:
    """What leaves a layer with its defaults for one tensor of each sort, by port."""
    layer = KINDS[kind]()
    found: dict[tuple[str, TensorType], None] = {}
    for x in _SAMPLES:
        inputs = {port.key: (x,) for port in layer.input_ports() if not port.optional}
        if inputs and _misfit(layer, inputs) is None:
            found |= dict.fromkeys(layer.infer(inputs).items())
    return tuple(sorted(found, key=lambda result: result[0] != "output"))


def _takes(sink: Layer, there: Inputs, port: str, x: TensorType) -> bool:
    """Whether `sink` takes a tensor of the sort of `x` beside what arrives at its other ports."""
    many = any(one.key == port and one.many for one in sink.input_ports())
    beside = there.get(port, ()) if many else ()
    if beside:
        return any(x.roles == other.roles and x.dtype is other.dtype for other in beside)
    others = {key: types for key, types in there.items() if key != port}
    is_optional = any(one.key == port and one.optional for one in sink.input_ports())
    for sample in _others(sink, port, x):
        misfit = _misfit(sink, {**sample, **others, port: (x,)})
        if misfit is None or not (is_optional or misfit.code in _WRONG_SORT):
            return True
    return False


def _misfit(layer: Layer, inputs: Inputs) -> Misfit | None:
    try:
        layer.infer(inputs)
    except Misfit as misfit:
        return misfit
    return None


def _fitting_blocks(
    analysis: Analysis, here: NetworkAnalysis, end: End, is_input: bool
) -> Iterator[Suggestion]:
    """The networks of the project that can stand in this one and take the wire."""
    project = analysis.project
    for name, network in project.networks.items():
        if name == here.name or not can_stand_in(project, name, here.name):
            continue
        border = "Output" if is_input else "Input"
        port = next((node.id for node in ends_of(network, border)), None)
        if port is not None and _block_fits(analysis, here, end, is_input, name, port):
            yield Suggestion(kind="Block", port=port, title=name, block=name)


def _block_fits(
    analysis: Analysis, here: NetworkAnalysis, end: End, is_input: bool, name: str, port: str
) -> bool:
    if is_input:
        given = analysis.networks[name].inputs[port].get("input", ())
        sink = here.layers.get(end.node)
        return not given or sink is None or _takes(sink, here.inputs[end.node], end.port, given[0])
    x = here.outputs[end.node].get(end.port)
    if x is None:
        return True
    inside = Inference(analysis.project, analysis.memo).block(name, {port: x}, {})
    return inside is not None and not any(
        placed.misfit is not None and placed.misfit.code in _WRONG_SORT
        for placed in inside.placed.values()
    )
