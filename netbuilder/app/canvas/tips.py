"""What the canvas says of the thing under the pointer."""

from __future__ import annotations

from netbuilder.app.canvas.arrays import CanvasArrays
from netbuilder.app.canvas.face import PortFace, shape_sentence
from netbuilder.app.canvas.hit import Hit
from netbuilder.words import _

_CHANGED = _("It was changed since training began. The run goes on with the layer as it was.")


def tip_for(hit: Hit, arrays: CanvasArrays) -> str:
    """The tooltip of a port, a wire, a card or a frame; "" for none."""
    if hit.port is not None:
        return port_words(arrays, hit.port)
    if hit.wire is not None:
        return wire_words(arrays, hit.wire)
    if hit.node is not None:
        node = arrays.network.nodes.get(arrays.ids[hit.node])
        title = arrays.faces[hit.node].title
        words = f"{title}, {node.name}" if node else title
        return f"{words}\n{_CHANGED}" if is_changed(arrays, hit.node) else words
    return arrays.frames.frames[hit.frame].title if hit.frame is not None else ""


def is_changed(arrays: CanvasArrays, row: int) -> bool:
    """Whether a run trains a node as it was drawn before."""
    activity = arrays.activity
    return bool(arrays.live[row]) and activity is not None and arrays.ids[row] in activity.changed


def port_words(arrays: CanvasArrays, port: int) -> str:
    """A port's shape with batch and kind, what was last seen there, or that it waits for a wire."""
    face = arrays.ports[port].face
    is_input = bool(arrays.port_is_input[port])
    what = port_place(face, is_input=is_input)
    if is_input and not arrays.port_is_wired()[port]:
        return _("{what}, not connected").format(what=what)
    source = source_of(arrays, port)
    shown = port if face.shape else source
    words = f"{what}: {shape_sentence(arrays.ports[shown].face)}"
    seen = _seen_at(arrays, source)
    return f"{words}\n{seen}" if seen else words


def _seen_at(arrays: CanvasArrays, source: int) -> str:
    """The range of what last left an output port; "" where nothing is known of it."""
    row = int(arrays.port_node[source])
    ports = [place for place in arrays.places[row].ports if not place.is_input]
    if arrays.activity is None or not ports or arrays.ports[source] != ports[0]:
        return ""  # the strip of a node is that of its first output
    return arrays.activity.range_words(arrays.ids[row])


def source_of(arrays: CanvasArrays, port: int) -> int:
    """The output port that feeds an input port; any other port itself."""
    wires = (arrays.edge_sink == port).nonzero()[0]
    return int(arrays.edge_source[wires[0]]) if len(wires) else port


def wire_words(arrays: CanvasArrays, wire: int) -> str:
    """From where to where a wire leads, and what runs along it."""
    source, sink = arrays.edge_source[wire], arrays.edge_sink[wire]
    start = arrays.faces[int(arrays.port_node[source])].title
    stop = arrays.faces[int(arrays.port_node[sink])].title
    shape = shape_sentence(arrays.ports[int(source)].face)
    return _("{start} to {stop}: {shape}").format(start=start, stop=stop, shape=shape)


def port_place(face: PortFace, *, is_input: bool) -> str:
    """Which port of its node it is: "Input b"."""
    side = _("Input") if is_input else _("Output")
    word = face.label or face.key
    return side if word in ("input", "output", "inputs") else f"{side} {word}"
