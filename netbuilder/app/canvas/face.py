"""What the card of a node says: words and kinds, without places, colours or fonts.

Equal faces look alike, so the atlas paints them once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from netbuilder.compiler.result import NetworkAnalysis, Placed
from netbuilder.layers.layer import Family, Layer, Port
from netbuilder.layers.parameter import Choice, Number, Parameter, Size, Value
from netbuilder.layers.tensor import Kind, Role, TensorType
from netbuilder.project.name import is_usual
from netbuilder.project.port import ports_of_block
from netbuilder.project.value import Edge, Formula, Network, Node
from netbuilder.words import _

WIRE_KINDS: Mapping[Kind, str] = {
    Kind.IMAGE: "image",
    Kind.VOLUME: "image",
    Kind.VECTOR: "vector",
    Kind.STATE: "vector",
    Kind.SEQUENCE: "sequence",
    Kind.WAVEFORM: "sequence",
    Kind.TOKENS: "tokens",
    Kind.PROBABILITIES: "probabilities",
    Kind.LOSS: "loss",
    Kind.MASK: "any",
    Kind.ANY: "any",
}
"""The seven looks of wires and ports, by kind of tensor."""

_MOST_ROWS = 3
_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SPATIAL = (Role.TIME, Role.DEPTH, Role.HEIGHT, Role.WIDTH)


@dataclass(frozen=True, slots=True)
class PortFace:
    """A port as the card shows it.

    Attributes:
        key: The port's key; `order` tells the places of a port that takes many apart.
        label: The letter or word beside it, or "".
        kind: Which of the looks of `WIRE_KINDS` it has.
        shape: Its shape as people read it, or "".
        is_assumed: Whether the shape is a guess because of a problem upstream.
    """

    key: str
    order: int = 0
    label: str = ""
    kind: str = "any"
    shape: str = ""
    is_assumed: bool = False


class Live(IntEnum):
    """What a card has room for of the run that trains its node."""

    NOTHING = 0
    STRIP = 1
    """A strip of bars in the place of the parameters."""
    VALUE = 2
    """One more row, with what the network reaches right now."""


@dataclass(frozen=True, slots=True)
class Face:
    """Everything that a card says.

    Attributes:
        title, name, family, count: What the header says.
        inputs, outputs: The ports.
        rows: Label and value of parameters.
        counts_zeros: Whether the share of zeros is the number that matters for this layer.
        live: What it has room for while its node trains.
    """

    title: str
    name: str
    family: str
    count: str
    inputs: tuple[PortFace, ...]
    outputs: tuple[PortFace, ...]
    rows: tuple[tuple[str, str], ...] = ()
    counts_zeros: bool = False
    live: Live = Live.NOTHING

    @property
    def shown_rows(self) -> tuple[tuple[str, str], ...]:
        """The rows that are drawn; the value of the last one is left to whoever knows it."""
        if self.live is Live.STRIP:
            return ()
        if self.live is Live.VALUE:
            return (*self.rows[: _MOST_ROWS - 1], (_("right now"), ""))
        return self.rows

    @property
    def num_port_rows(self) -> int:
        """How many rows its ports take; at least one, so that first ports stand level."""
        return max(len(self.inputs), len(self.outputs), 1)


def face_of(
    node: Node, wires_in: Sequence[Edge], wires_out: Sequence[Edge], found: NetworkAnalysis | None
) -> Face:
    """The face of a node.

    Args:
        node: The node.
        wires_in: The wires that enter it.
        wires_out: The wires that leave it.
        found: What the analysis knows of its network.
    """
    placed = found.placed.get(node.id) if found else None
    layer = placed.known.layer if placed and placed.known else None
    ins = placed.inputs if placed else {}
    outs = placed.outputs if placed else {}
    is_assumed = bool(placed and placed.is_assumed)
    input_ports, output_ports = _ports(layer, placed, wires_in, wires_out)
    return Face(
        title=placed.title if placed else node.kind,
        name="" if is_usual(node.kind, node.name) else node.name,
        family=str(layer.family if layer else Family.SHAPE),
        count=short_count(placed.cost.parameters) if placed else "",
        inputs=_input_faces(input_ports, wires_in, ins, show_shape=not output_ports),
        outputs=tuple(_output_face(port, outs.get(port.key), is_assumed) for port in output_ports),
        rows=_rows(layer, node, ins) if layer else (),
        counts_zeros=bool(layer and layer.gives_zeros),
    )


def shape_sentence(port: PortFace) -> str:
    """The shape of a port with its batch and kind, as its tooltip shows it."""
    if not port.shape:
        return _("shape not known yet")
    shape = _("batch") if port.shape == "number" else f"{_('batch')}×{port.shape}"
    words = "" if port.kind == "any" else f", {port.kind}"
    guess = _(", a guess because of a problem upstream") if port.is_assumed else ""
    return f"{shape}{words}{guess}"


def short_count(number: int) -> str:
    """A count as short as a card needs it: ``320``, ``1,290``, ``18.5k``, ``2.4M``; "" for none."""
    if number == 0:
        return ""
    if number < 10_000:
        return f"{number:,}"
    if number < 999_950:
        return f"{number / 1_000:.1f}k"
    if number < 999_950_000:
        return f"{number / 1_000_000:.1f}M"
    return f"{number / 1_000_000_000:.1f}G"


def value_words(parameter: Parameter[Value], value: Value, num_directions: int = 1) -> str:
    """A parameter's value as a card shows it: ``3×3``, ``0.30``, ``same``.

    Args:
        parameter: The parameter.
        value: Its value.
        num_directions: For how many directions a single size stands: 2 for images.
    """
    if isinstance(value, Formula):
        return value.text
    if isinstance(parameter, Choice):
        return parameter.options.get(value, str(value))
    if isinstance(parameter, Size) and isinstance(value, int):
        return "×".join([str(value)] * max(1, num_directions))
    if isinstance(parameter, Size) and value in parameter.words:
        return parameter.words[value]
    if isinstance(value, bool):
        return _("on") if value else _("off")
    if isinstance(parameter, Number) and isinstance(value, float):
        return f"{value:.2f}" if round(value, 2) == value and value < 1000 else f"{value:g}"
    if isinstance(value, tuple):
        return ("×" if not any(isinstance(v, str) for v in value) else ", ").join(map(str, value))
    return f"{value:,}" if isinstance(value, int) else str(value)


def _ports(
    layer: Layer | None, placed: Placed | None, wires_in: Sequence[Edge], wires_out: Sequence[Edge]
) -> tuple[Sequence[Port], Sequence[Port]]:
    """The ports of a layer, of a block, or where neither is known those that have wires."""
    if layer is not None:
        return layer.input_ports(), layer.output_ports()
    if placed is not None and placed.inside is not None:
        inner = placed.inside.network
        return ports_of_block(inner, "Input"), ports_of_block(inner, "Output")
    return (
        [Port(key=key) for key in sorted({edge.sink.port for edge in wires_in})],
        [Port(key=key) for key in sorted({edge.source.port for edge in wires_out})],
    )


def _input_faces(
    ports: Sequence[Port],
    wires: Sequence[Edge],
    types: Mapping[str, Sequence[TensorType]],
    *,
    show_shape: bool,
) -> tuple[PortFace, ...]:
    faces = []
    for port in ports:
        arrived = types.get(port.key, ())
        num_wires = sum(edge.sink.port == port.key for edge in wires)
        num_places = max(2, num_wires) if port.many else 1
        for order in range(num_places):
            found = arrived[order] if order < len(arrived) else None
            label = _LETTERS[order % 26] if port.many else port.label or port.key
            faces.append(_port_face(port.key, order, label, found, show_shape=show_shape))
    if len(faces) < 2:
        return tuple(_without_label(face) for face in faces)
    return tuple(faces)


def _without_label(face: PortFace) -> PortFace:
    return PortFace(face.key, face.order, "", face.kind, face.shape, face.is_assumed)


def _port_face(
    key: str, order: int, label: str, found: TensorType | None, *, show_shape: bool
) -> PortFace:
    if found is None:
        return PortFace(key, order, label)
    return PortFace(key, order, label, WIRE_KINDS[found.kind], str(found) if show_shape else "")


def _output_face(port: Port, found: TensorType | None, is_assumed: bool) -> PortFace:
    if found is None:
        return PortFace(port.key)
    return PortFace(port.key, 0, "", WIRE_KINDS[found.kind], str(found), is_assumed)


def _rows(
    layer: Layer, node: Node, ins: Mapping[str, Sequence[TensorType]]
) -> tuple[tuple[str, str], ...]:
    values = {key: getattr(layer, key) for key in layer.parameters}
    directions = _num_directions(next((t for types in ins.values() for t in types), None))
    rows = []
    for key, parameter in layer.parameters.items():
        if not parameter.on_card or not parameter.applies(values):
            continue
        text = value_words(parameter, node.parameters.get(key, values[key]), directions)
        if text:
            rows.append((parameter.label, text))
    return tuple(rows[:_MOST_ROWS])


def _num_directions(found: TensorType | None) -> int:
    return sum(role in _SPATIAL for role in found.roles) if found else 1


def wires_by_node(
    network: Network,
) -> tuple[Mapping[str, Sequence[Edge]], Mapping[str, Sequence[Edge]]]:
    """The wires that enter and those that leave each node, for nodes that have any."""
    wires_in: dict[str, list[Edge]] = {}
    wires_out: dict[str, list[Edge]] = {}
    for edge in network.edges:
        wires_in.setdefault(edge.sink.node, []).append(edge)
        wires_out.setdefault(edge.source.node, []).append(edge)
    return wires_in, wires_out
