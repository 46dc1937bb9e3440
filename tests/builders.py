"""Real networks for tests, small to huge, as projects with one network called ``main``."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import Any

from netbuilder.project import edit
from netbuilder.project.schema import Column, ColumnKind, ColumnRole, Data, Source
from netbuilder.project.value import Edge, End, Layout, Network, Node, Project, Training

MAIN = "main"

Spec = str | tuple[str, Mapping[str, Any]]
"""A layer to place: its kind, or its kind with parameters."""

DIGITS = Data(
    source=Source(kind="builtin", location="digits"),
    columns=(
        Column(
            name="picture",
            kind=ColumnKind.IMAGE,
            dims=(1, 8, 8),
            minimum=0.0,
            maximum=16.0,
        ),
        Column(
            name="digit",
            kind=ColumnKind.CATEGORY,
            role=ColumnRole.TARGET,
            classes=tuple("0123456789"),
        ),
    ),
    rows=1797,
)
"""What a project knows of scikit-learn's handwritten digits."""


def project_of(network: Network, *, data: Data | None = None, name: str = "Test") -> Project:
    """A project with this network as its model."""
    return Project(
        name=name,
        networks={MAIN: network},
        data=data or Data(),
        training=Training(roles={"model": MAIN}),
    )


def chain(*layers: Spec, data: Data | None = None) -> Project:
    """Layers in a row, each wired to the next, with the names that new nodes get.

    Ports are ``output`` and ``input``, or ``inputs`` for layers that merge.
    """
    project = project_of(Network(), data=data)
    before: str | None = None
    for number, layer in enumerate(layers):
        kind, parameters = (layer, {}) if isinstance(layer, str) else layer
        node = edit.new_node(project.networks[MAIN], kind, parameters)
        project = edit.add_node(project, MAIN, node, (208.0 * number, 0.0))
        if before is not None:
            port = "inputs" if kind in ("Add", "Multiply", "Concatenate") else "input"
            project = edit.connect(project, MAIN, End(before, "output"), End(node.id, port))
        before = node.id
    return project


def node_named(project: Project, name: str, network: str = MAIN) -> Node:
    """The node that people know by this name."""
    return next(node for node in project.networks[network].nodes.values() if node.name == name)


def wire(project: Project, source: str, sink: str, port: str = "input") -> Project:
    """A wire from one node to another, both by name."""
    ends = End(node_named(project, source).id, "output"), End(node_named(project, sink).id, port)
    return edit.connect(project, MAIN, *ends)


def mlp(sizes: Sequence[int]) -> Project:
    """Dense layers with ReLU between them, from a typed vector: ``mlp([2, 16, 16, 2])``."""
    layers: list[Spec] = [("Input", {"feeds": "shape", "shape": (sizes[0],)})]
    for size in sizes[1:]:
        layers += [("Linear", {"out_features": size}), "ReLU"]
    return chain(*layers[:-1], "Output")


def digits_cnn() -> Project:
    """Two convolutions and two dense layers that read handwritten digits, 8×8 pictures."""
    return chain(
        ("Input", {"columns": ("picture",)}),
        ("Conv", {"out_channels": 16, "kernel_size": 3}),
        "ReLU",
        ("MaxPool", {"kernel_size": 2}),
        ("Conv", {"out_channels": 32, "kernel_size": 3}),
        "ReLU",
        ("MaxPool", {"kernel_size": 2}),
        "Flatten",
        ("Linear", {"out_features": 64}),
        "ReLU",
        ("Dropout", {"p": 0.3}),
        ("Linear", {"out_features": 10}),
        "Softmax",
        ("Output", {"column": "digit"}),
        data=DIGITS,
    )


def residual() -> Project:
    """A dense layer beside a shortcut, added up: input1, dense1, relu1, dense2, add1, output1."""
    project = chain(
        ("Input", {"feeds": "shape", "shape": (8,)}),
        ("Linear", {"out_features": 8}),
        "ReLU",
        ("Linear", {"out_features": 8}),
        "Add",
        "Output",
    )
    return wire(project, "input1", "add1", "inputs")


def random_network(layers: int, seed: int = 0, *, width: int = 16) -> Project:
    """A random network of about `layers` layers, without problems, up to 5,000 in 0.1 s.

    Vectors run through dense layers, activations, normalisation, Add and Concatenate; all ends
    join before one Output. Ids and names are the same for the same arguments.
    """
    return project_of(_Growth(random.Random(seed), width).grown(layers))


class _Growth:
    """A network that grows at its open ends."""

    def __init__(self, draw: random.Random, width: int) -> None:
        self.draw = draw
        self.width = width
        self.nodes: dict[str, Node] = {}
        self.edges: list[Edge] = []
        self.positions: dict[str, tuple[float, float]] = {}
        self.open: list[str] = []
        self.counts: dict[str, int] = {}

    def grown(self, layers: int) -> Network:
        first = self.place("Input", {"feeds": "shape", "shape": (self.width,)}, ())
        self.open = [first]
        while len(self.nodes) < layers - 2:
            self.grow()
        if len(self.open) > 1:
            self.open = [self.place("Add", {}, tuple(self.open))]
        self.place("Output", {}, tuple(self.open))
        return Network(
            nodes=self.nodes, edges=tuple(self.edges), layout=Layout(positions=self.positions)
        )

    def grow(self) -> None:
        """Add one layer, now and then a branch or a merge. All open ends have the same width."""
        chosen = self.draw.randrange(len(self.open))
        end = self.open[chosen]
        dense = {"out_features": self.width}
        match self.draw.choices(("on", "branch", "merge"), (6, 1, 2))[0]:
            case "merge" if len(self.open) > 1:
                other = self.open.pop(chosen - 1)
                kind = self.draw.choice(("Add", "Multiply", "Concatenate"))
                merged = self.place(kind, {}, (end, other))
                if kind == "Concatenate":
                    merged = self.place("Linear", dense, (merged,))
                self.open[self.open.index(end)] = merged
            case "branch":
                self.open.append(self.place("Linear", dense, (end,)))
            case _:
                kind = self.draw.choice(("Linear", "ReLU", "Tanh", "BatchNorm", "Dropout"))
                parameters = dense if kind == "Linear" else {}
                self.open[chosen] = self.place(kind, parameters, (end,))

    def place(self, kind: str, parameters: Mapping[str, Any], sources: tuple[str, ...]) -> str:
        number = self.counts[kind] = self.counts.get(kind, 0) + 1
        node = Node(
            id=f"{len(self.nodes):012x}",
            kind=kind,
            name=f"{kind.lower()}{number}",
            parameters=dict(parameters),
        )
        port = "inputs" if kind in ("Add", "Multiply", "Concatenate") else "input"
        for order, source in enumerate(sources):
            self.edges.append(
                Edge(source=End(source, "output"), sink=End(node.id, port), order=order)
            )
        column, row = len(self.nodes) % 50, len(self.nodes) // 50
        self.positions[node.id] = (column * 208.0, row * 160.0)
        self.nodes[node.id] = node
        return node.id
