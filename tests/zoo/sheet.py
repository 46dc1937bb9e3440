"""Well-known networks as drawings: a sheet to draw them on, and the list of those that are drawn.

To add a network, write a function in the module of its field::

    @known("LeNet-5", family="lenet")
    def lenet(s: Sheet) -> None:
        x = s.image(1, 32, 32)
        x = s.row(x, conv(6, 5), "Tanh", pool("Avg"), ...)
        s.output(x)

Networks that build on each other are of one family, so that none of them is learnt from while
another one is tested with. What is drawn must have no error; a test looks.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from netbuilder.project.value import Edge, End, Network, Node, Project, Training

MAIN = "main"

Spec = str | tuple[str, Mapping[str, Any]]
"""A layer to place: its kind, or its kind with parameters."""

_MERGING = ("Add", "Multiply", "Concatenate")


class Sheet:
    """A network that grows layer by layer. A place on it is the id of the node that was put there.

    Wires leave the port ``output`` and enter ``input``, or ``inputs`` where layers merge.
    """

    def __init__(self) -> None:
        self._nodes: dict[str, Node] = {}
        self._edges: list[Edge] = []

    def put(self, layer: Spec, *sources: str) -> str:
        """Put one layer behind others, and return its place."""
        kind, parameters = (layer, {}) if isinstance(layer, str) else layer
        number = sum(node.kind == kind for node in self._nodes.values()) + 1
        node = Node(
            id=f"{len(self._nodes):012x}",
            kind=kind,
            name=f"{kind.lower()}{number}",
            parameters=dict(parameters),
        )
        self._nodes[node.id] = node
        port = "inputs" if kind in _MERGING else "input"
        for order, source in enumerate(sources):
            ends = End(source, "output"), End(node.id, port)
            self._edges.append(Edge(source=ends[0], sink=ends[1], order=order))
        return node.id

    def row(self, source: str, *layers: Spec) -> str:
        """Put layers one behind the other, and return the last one's place."""
        for layer in layers:
            source = self.put(layer, source)
        return source

    def add(self, *sources: str) -> str:
        """Add what comes from several places."""
        return self.put("Add", *sources)

    def multiply(self, *sources: str) -> str:
        """Multiply what comes from several places."""
        return self.put("Multiply", *sources)

    def concatenate(self, *sources: str) -> str:
        """Put what comes from several places side by side."""
        return self.put("Concatenate", *sources)

    def image(self, channels: int, height: int, width: int) -> str:
        """An Input for pictures."""
        return self._input("image", (channels, height, width))

    def volume(self, channels: int, depth: int, height: int, width: int) -> str:
        """An Input for volumes."""
        return self._input("volume", (channels, depth, height, width))

    def numbers(self, features: int) -> str:
        """An Input for rows of numbers."""
        return self._input("vector", (features,))

    def series(self, steps: int, features: int) -> str:
        """An Input for rows of numbers over time."""
        return self._input("sequence", (steps, features))

    def signal(self, channels: int, steps: int) -> str:
        """An Input for signals."""
        return self._input("waveform", (channels, steps))

    def output(self, source: str) -> None:
        """End in an Output."""
        self.put("Output", source)

    def project(self, name: str) -> Project:
        """What was drawn, as the model of a project."""
        network = Network(nodes=self._nodes, edges=tuple(self._edges))
        training = Training(roles={"model": MAIN})
        return Project(name=name, networks={MAIN: network}, training=training)

    def _input(self, kind: str, shape: tuple[int, ...]) -> str:
        return self.put(("Input", {"feeds": "shape", "tensor_kind": kind, "shape": shape}))


Draw = Callable[[Sheet], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A well-known network: its name, the family that it builds on, and how it is drawn."""

    name: str
    family: str
    draw: Draw

    def project(self) -> Project:
        """The network as the model of a project."""
        sheet = Sheet()
        self.draw(sheet)
        return sheet.project(self.name)


NETWORKS: list[Known] = []
"""Every network that is drawn; complete once `tests.zoo` is imported."""


def known(name: str, *, family: str) -> Callable[[Draw], Draw]:
    """Enter a drawing into `NETWORKS`."""

    def enter(draw: Draw) -> Draw:
        NETWORKS.append(Known(name=name, family=family, draw=draw))
        return draw

    return enter


def is_learnt_from(family: str) -> bool:
    """Whether suggestions are learnt from this family; the other half tests them.

    By the family's name alone, so that nothing about a network decides, and a new family moves no
    other one.
    """
    return hashlib.sha256(family.encode()).digest()[0] % 2 == 0


# Layers that most drawings need.


def conv(filters: int, size: int = 3, stride: int = 1, **more: Any) -> Spec:
    """A convolution that keeps the places, or divides them by the stride."""
    padding: int | str = "same" if stride == 1 else (size - 1) // 2
    parameters = {"out_channels": filters, "kernel_size": size, "stride": stride}
    return ("Conv", {"padding": padding, **parameters, **more})


def up(filters: int, size: int = 2, stride: int = 2, **more: Any) -> Spec:
    """A transposed convolution."""
    parameters = {"out_channels": filters, "kernel_size": size, "stride": stride}
    return ("ConvTranspose", {**parameters, **more})


def dense(units: int) -> Spec:
    """A dense layer."""
    return ("Linear", {"out_features": units})


def pool(which: str = "Max", size: int = 2, stride: int | None = None, padding: int = 0) -> Spec:
    """Pooling, by the largest number or the mean of each window."""
    parameters = {"kernel_size": size, "stride": stride, "padding": padding}
    return (f"{which}Pool", parameters)


def drop(share: float = 0.5) -> Spec:
    """Dropout."""
    return ("Dropout", {"p": share})


def groups(number: int) -> Spec:
    """A normalisation in groups of channels."""
    return ("GroupNorm", {"num_groups": number})


def recurrent(kind: str, units: int, *, steps: bool = False, both: bool = False) -> Spec:
    """An LSTM or GRU that gives its last state, or that after each step."""
    output = "sequence" if steps else "last"
    return (kind, {"hidden_size": units, "output": output, "bidirectional": both})


def reshape(*shape: int) -> Spec:
    """Another shape for the same numbers."""
    return ("Reshape", {"shape": shape})
