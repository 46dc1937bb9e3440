"""The network in words, as a screen reader says it."""

from __future__ import annotations

from collections import Counter

from netbuilder.app.canvas.arrays import CanvasArrays, Mark
from netbuilder.app.canvas.face import Live
from netbuilder.app.canvas.tips import port_place, source_of
from netbuilder.compiler.result import NetworkAnalysis
from netbuilder.words import _


def node_words(arrays: CanvasArrays, row: int, found: NetworkAnalysis | None) -> str:
    """A node in one sentence.

    "Conv2d, conv2, 32 by 8 by 8 in, 64 by 8 by 8 out, 18,496 parameters, selected"
    """
    node = arrays.network.nodes[arrays.ids[row]]
    placed = found.placed.get(node.id) if found else None
    words = [arrays.faces[row].title, node.name]
    if placed is not None:
        inputs = placed.inputs.values() if arrays.faces[row].inputs else ()
        arrived = [spoken(str(type_)) for types in inputs for type_ in types]
        words += [_("{shape} in").format(shape=shape) for shape in arrived]
        words += [_("{shape} out").format(shape=spoken(str(t))) for t in placed.outputs.values()]
        if placed.cost.parameters:
            words.append(_("{count} parameters").format(count=f"{placed.cost.parameters:,}"))
    for mark, word in (
        (Mark.ERROR, _("has a problem")),
        (Mark.WARNING, _("has a warning")),
        (Mark.BYPASSED, _("bypassed")),
        (Mark.FROZEN, _("locked")),
        (Mark.SELECTED, _("selected")),
    ):
        if arrays.marks[row] & mark:
            words.append(word)
    return ", ".join(words)


def live_words(arrays: CanvasArrays, row: int) -> str:
    """What goes on in a node while it trains: "39% zero", "right now 97.8%"; "" for nothing."""
    activity, room = arrays.activity, arrays.live[row]
    if activity is None or room == Live.NOTHING:
        return ""
    word = activity.word(arrays.ids[row], counts_zeros=arrays.faces[row].counts_zeros)
    if room == Live.VALUE:
        return _("right now {value}").format(value=word)
    return word.replace("σ", _("spread"))


def port_name(arrays: CanvasArrays, port: int, *, has_name: bool = False) -> str:
    """A port in words: "input b of Add, image, not connected"; with the layer's name on demand."""
    words = [port_title(arrays, port, has_name=has_name)]
    kind = _kind_of(arrays, port)
    if kind != "any":
        words.append(kind)
    is_wired = bool(arrays.port_is_wired()[port])
    words.append(_("connected") if is_wired else _("not connected"))
    return ", ".join(words)


def port_title(arrays: CanvasArrays, port: int, *, has_name: bool = False) -> str:
    """Which port it is: "input b of Add", with its name "input b of Add add1"."""
    is_input = bool(arrays.port_is_input[port])
    layer = _title_and_name(arrays, port) if has_name else _title(arrays, port)
    place = port_place(arrays.ports[port].face, is_input=is_input).lower()
    return _("{place} of {layer}").format(place=place, layer=layer)


def wire_names(arrays: CanvasArrays) -> list[str]:
    """Every wire in words, in their order: "from ReLU to Conv2d".

    Where several would be called the same, names and then ports tell them apart.
    """
    ends = [
        (int(source), int(sink))
        for source, sink in zip(arrays.edge_source, arrays.edge_sink, strict=True)
    ]
    names = [_from_to(*(_title(arrays, port) for port in pair)) for pair in ends]
    for told in (_title_and_name, _title_and_port):
        counts = Counter(names)
        for row, (name, pair) in enumerate(zip(tuple(names), ends, strict=True)):
            if counts[name] > 1:
                names[row] = _from_to(*(told(arrays, port) for port in pair))
    return names


def _from_to(start: str, stop: str) -> str:
    return _("from {start} to {stop}").format(start=start, stop=stop)


def _title(arrays: CanvasArrays, port: int) -> str:
    return arrays.faces[int(arrays.port_node[port])].title


def _title_and_name(arrays: CanvasArrays, port: int) -> str:
    node = arrays.network.nodes[arrays.ids[int(arrays.port_node[port])]]
    return f"{_title(arrays, port)} {node.name}"


def _title_and_port(arrays: CanvasArrays, port: int) -> str:
    is_input = bool(arrays.port_is_input[port])
    place = port_place(arrays.ports[port].face, is_input=is_input).lower()
    return f"{_title_and_name(arrays, port)} {place}"


def _kind_of(arrays: CanvasArrays, port: int) -> str:
    """What runs through a port; one that waits for a wire wants what its neighbours have."""
    kind = arrays.ports[source_of(arrays, port)].face.kind
    if kind != "any" or not arrays.port_is_input[port]:
        return kind
    face, node = arrays.ports[port].face, arrays.port_node[port]
    beside = (
        other
        for other in (arrays.port_node == node).nonzero()[0].tolist()
        if arrays.port_is_input[other] and arrays.ports[other].face.key == face.key
    )
    kinds = (arrays.ports[source_of(arrays, other)].face.kind for other in beside)
    return next((kind for kind in kinds if kind != "any"), "any")


def spoken(shape: str) -> str:
    """A shape such as 64×8×8 in words."""
    return shape.replace("×", _(" by "))
