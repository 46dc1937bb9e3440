"""One project for every code of problem, each with that problem and as few others as can be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from netbuilder.project import edit
from netbuilder.project.schema import Column, ColumnKind, ColumnRole, Data
from netbuilder.project.value import (
    Block,
    Edge,
    End,
    Formula,
    Network,
    Project,
    Tie,
)
from tests.builders import DIGITS, MAIN, Spec, chain, digits_cnn, node_named, residual, wire

VECTOR: Spec = ("Input", {"feeds": "shape", "shape": (8,)})
IMAGE: Spec = ("Input", {"feeds": "shape", "shape": (3, 8, 8), "tensor_kind": "image"})
SERIES: Spec = ("Input", {"feeds": "shape", "shape": (12, 3), "tensor_kind": "sequence"})


def column(name: str, kind: ColumnKind = ColumnKind.NUMBER, **rest: Any) -> Column:
    return Column(name=name, kind=kind, **rest)


TABLE = Data(
    columns=(
        column("height"),
        column("weight"),
        column("colour", ColumnKind.CATEGORY, classes=("red", "green", "blue")),
        column("remark", ColumnKind.TEXT),
        column("price", role=ColumnRole.TARGET),
        column("sold", ColumnKind.CATEGORY, role=ColumnRole.TARGET, classes=("no", "yes")),
        column("photo", ColumnKind.IMAGE, dims=(1, 4, 4), role=ColumnRole.TARGET),
        column("verdict", ColumnKind.TEXT, role=ColumnRole.TARGET),
    )
)
FED: Spec = ("Input", {"columns": ("height", "weight")})


def learning(*layers: Spec, column: str, **output: Any) -> Project:
    """Layers between the table's numbers and one of its targets."""
    return chain(FED, *layers, ("Output", {"column": column, **output}), data=TABLE)


def changed(project: Project, named: str, /, **fields: Any) -> Project:
    """A node with other fields, put there as a damaged file would."""
    network = project.networks[MAIN]
    node = replace(node_named(project, named), **fields)
    nodes = {**network.nodes, node.id: node}
    return replace(project, networks={**project.networks, MAIN: replace(network, nodes=nodes)})


def with_edges(project: Project, *edges: Edge) -> Project:
    network = project.networks[MAIN]
    network = replace(network, edges=network.edges + edges)
    return replace(project, networks={**project.networks, MAIN: network})


def with_parameters(project: Project, name: str, parameters: Mapping[str, Any]) -> Project:
    return changed(project, name, parameters=parameters)


def cycle() -> Project:
    """A shortcut that leads back instead of on."""
    project = residual()
    dense = node_named(project, "dense1")
    project = edit.remove_nodes(project, MAIN, [dense.id], close_gap=True)
    network = project.networks[MAIN]
    add, relu = node_named(project, "add1").id, node_named(project, "relu1").id
    merge = edit.new_node(network, "Add")
    project = edit.add_node(project, MAIN, merge)
    first = node_named(project, "input1").id
    project = edit.connect(project, MAIN, End(first, "output"), End(merge.id, "inputs"))
    project = edit.connect(project, MAIN, End(add, "output"), End(merge.id, "inputs"))
    return edit.connect(project, MAIN, End(merge.id, "output"), End(relu, "input"))


def doubled_cycle() -> Project:
    """The same, and the way back is a pair of wires."""
    project = cycle()
    return wire(project, "add1", "add2", "inputs")


def short_cycle() -> Project:
    """Two dense layers that only feed each other, and the Output."""
    project = chain(
        VECTOR, ("Linear", {"out_features": 8}), ("Linear", {"out_features": 8}), "Output"
    )
    return wire(project, "dense2", "dense1")


def block_of(
    inner: Network, *, name: str = "part", block: Block | None = None, times: int = 1
) -> Project:
    """`times` blocks of `inner` in a row between an Input of 8 numbers and an Output."""
    project = chain(VECTOR, "Output")
    project = replace(project, networks={**project.networks, name: inner})
    before = node_named(project, "input1").id, "output"
    entry = next(n.id for n in inner.nodes.values() if n.kind == "Input")
    leave = next(n.id for n in inner.nodes.values() if n.kind == "Output")
    for _ in range(times):
        node = edit.new_node(project.networks[MAIN], "Block", block=block or Block(network=name))
        project = edit.add_node(project, MAIN, node)
        project = edit.connect(project, MAIN, End(*before), End(node.id, entry))
        before = node.id, leave
    end = End(node_named(project, "output1").id, "input")
    return edit.connect(project, MAIN, End(*before), end)


def inner(*layers: Spec) -> Network:
    """The network of a block that takes 8 numbers."""
    return chain(VECTOR, *layers, "Output").networks[MAIN]


def recursive() -> Project:
    project = block_of(inner(("Linear", {"out_features": 8})))
    network = project.networks["part"]
    blocks = {
        i: replace(node, kind="Block", parameters={}, block=Block(network="part"))
        for i, node in network.nodes.items()
        if node.kind == "Linear"
    }
    ports = {n.kind: n.id for n in network.nodes.values()}
    edges = []
    for edge in network.edges:
        if edge.sink.node in blocks:
            edge = replace(edge, sink=End(edge.sink.node, ports["Input"]))
        if edge.source.node in blocks:
            edge = replace(edge, source=End(edge.source.node, ports["Output"]))
        edges.append(edge)
    network = replace(network, nodes={**network.nodes, **blocks}, edges=tuple(edges))
    return replace(project, networks={**project.networks, "part": network})


def unequal_weights() -> Project:
    return block_of(
        inner(("Linear", {"out_features": 4})),
        block=Block(network="part", weights="shared"),
        times=2,
    )


def two_outputs(first: Mapping[str, Any], second: Mapping[str, Any]) -> Project:
    """One dense layer that two Outputs read."""
    project = chain(FED, ("Linear", {"out_features": 1}), ("Output", first), data=TABLE)
    other = edit.new_node(project.networks[MAIN], "Output", second)
    project = edit.add_node(project, MAIN, other)
    return wire(project, "dense1", "output2")


def stray(*layers: Spec) -> Project:
    """Layers behind the Input that lead nowhere."""
    project = chain(VECTOR, ("Linear", {"out_features": 2}), "Output")
    before = "input1"
    for kind, parameters in (x if isinstance(x, tuple) else (x, {}) for x in layers):
        node = edit.new_node(project.networks[MAIN], kind, parameters)
        project = wire(edit.add_node(project, MAIN, node), before, node.name)
        before = node.name
    return project


def merged(kind: str, first: Spec, second: Spec, entry: Spec = VECTOR) -> Project:
    """Two branches of different shape that meet in a layer of `kind`."""
    project = chain(entry, first, kind, "Output")
    name, parameters = second
    node = edit.new_node(project.networks[MAIN], name, parameters)
    project = wire(edit.add_node(project, MAIN, node), "input1", node.name)
    network = project.networks[MAIN]
    merge = next(n for n in network.nodes.values() if n.kind == kind)
    return wire(project, node.name, merge.name, "inputs")


def loose_wire() -> Project:
    project = residual()
    sink = End(node_named(project, "add1").id, "inputs")
    return with_edges(project, Edge(source=End("gone", "output"), sink=sink, order=2))


def no_such_port() -> Project:
    project = residual()
    source = End(node_named(project, "relu1").id, "third")
    sink = End(node_named(project, "add1").id, "inputs")
    return with_edges(project, Edge(source=source, sink=sink, order=2))


def crowded() -> Project:
    project = residual()
    source = End(node_named(project, "input1").id, "output")
    sink = End(node_named(project, "dense2").id, "input")
    return with_edges(project, Edge(source=source, sink=sink, order=1))


def unknown_kind() -> Project:
    project = chain(VECTOR, "ReLU", ("Linear", {"out_features": 8}), "Output")
    return changed(project, "relu1", kind="plants:Fern")


def unlearned() -> Project:
    project = two_outputs({"column": "price"}, {"column": ""})
    columns = tuple(c for c in TABLE.columns if c.name not in ("photo", "verdict"))
    return replace(project, data=replace(TABLE, columns=columns))


def without_wire(project: Project, sink: str) -> Project:
    node = node_named(project, sink)
    edges = [edge for edge in project.networks[MAIN].edges if edge.sink.node == node.id]
    return edit.remove_edges(project, MAIN, edges)


def without_data_column(project: Project, name: str) -> Project:
    columns = tuple(c for c in project.data.columns if c.name != name)
    return replace(project, data=replace(project.data, columns=columns))


def later(**fields: Any) -> Project:
    return block_of(inner(("Linear", {"out_features": 8})), block=Block(network="part", **fields))


def tied() -> Project:
    project = residual()
    ends = tuple((node_named(project, name).id, "weight") for name in ("dense1", "dense2"))
    network = replace(project.networks[MAIN], ties=(Tie(members=ends),))
    return replace(project, networks={MAIN: network})


def with_formula(text: str) -> Project:
    return with_parameters(residual(), "dense1", {"out_features": Formula(text=text)})


def normalised(batch_size: int) -> Project:
    project = learning(
        ("Linear", {"out_features": 8}),
        "BatchNorm",
        ("Linear", {"out_features": 1}),
        column="price",
    )
    return edit.set_training(project, batch_size=batch_size)


def shared_softmax() -> Project:
    """A softmax before an Output that another Output reads too."""
    project = chain(
        FED, ("Linear", {"out_features": 2}), "Softmax", ("Output", {"column": "sold"}), data=TABLE
    )
    other = edit.new_node(project.networks[MAIN], "Output")
    project = edit.add_node(project, MAIN, other)
    return wire(project, "softmax1", "output2")


def mixed_input() -> Project:
    columns = (*TABLE.columns, column("face", ColumnKind.IMAGE, dims=(1, 4, 4)))
    data = replace(TABLE, columns=columns)
    entry: Spec = ("Input", {"columns": ("height", "face")})
    return chain(entry, ("Linear", {"out_features": 1}), ("Output", {"column": "price"}), data=data)


def dense(units: int) -> Spec:
    return ("Linear", {"out_features": units})


def conv(filters: int, **rest: Any) -> Spec:
    return ("Conv", {"out_channels": filters, **rest})


Builder = Callable[[], Project]

FAULTY: Mapping[str, tuple[Builder, ...]] = {
    "network.no_input": (
        lambda: chain(dense(3), "Output"),
        lambda: chain(dense(10), "Output", data=TABLE),
        lambda: chain("Flatten", dense(10), "Output", data=DIGITS),
    ),
    "network.no_output": (
        lambda: chain(VECTOR, dense(3)),
        lambda: chain(FED, dense(2), data=TABLE),
    ),
    "network.cycle": (cycle, doubled_cycle, short_cycle),
    "wire.missing": (
        lambda: without_wire(residual(), "dense2"),
        lambda: without_wire(digits_cnn(), "conv2"),
        lambda: without_wire(digits_cnn(), "output1"),
        lambda: without_wire(residual(), "add1"),
    ),
    "wire.loose": (loose_wire,),
    "wire.port": (no_such_port,),
    "wire.crowded": (crowded,),
    "name.illegal": (
        lambda: changed(residual(), "relu1", name="import os"),
        lambda: changed(residual(), "relu1", name="forward"),
        lambda: changed(residual(), "relu1", name="größe"),
    ),
    "name.taken": (lambda: changed(residual(), "dense2", name="dense1"),),
    "kind.unknown": (unknown_kind,),
    "parameter.illegal": (
        lambda: with_parameters(stray("Dropout"), "dense1", {"out_features": -3}),
        lambda: with_parameters(residual(), "relu1", {"colour": "red"}),
    ),
    "parameter.formula": (
        lambda: with_parameters(stray(), "dense1", {"out_features": Formula(text="2 *")}),
        lambda: with_parameters(stray(), "dense1", {"out_features": Formula(text="width + 1")}),
    ),
    "parameter.conflict": (
        lambda: chain(("Input", {"feeds": "shape", "shape": (3, 8)}), "Output"),
        lambda: chain(IMAGE, conv(4, kernel_size=(3, 3, 3)), "Output"),
    ),
    "node.unused": (
        lambda: stray("ReLU"),
        lambda: stray(dense(4), "ReLU", "Dropout"),
    ),
    "bypass.unfit": (
        lambda: changed(
            chain(IMAGE, "Flatten", "BatchNorm", dense(3), "Output"), "flatten1", bypassed=True
        ),
    ),
    "block.missing": (lambda: changed(later(), "block1", block=Block(network="gone")),),
    "block.recursive": (recursive,),
    "block.inside": (lambda: block_of(inner(conv(4))),),
    "block.later": (
        lambda: later(repeat=3),
        lambda: later(over="time"),
        lambda: later(carry=(("a", "b"),)),
    ),
    "block.weights": (unequal_weights,),
    "tie.later": (tied,),
    "shape.rank": (
        lambda: chain(IMAGE, dense(3), "Output"),
        lambda: chain(("Input", {"feeds": "shape", "shape": (64,)}), conv(3), "Output"),
    ),
    "shape.mismatch": (
        lambda: merged("Add", conv(64), conv(32), IMAGE),
        lambda: merged("Multiply", dense(5), dense(4)),
        lambda: merged("Concatenate", conv(8), conv(8, stride=2, padding=1), IMAGE),
        lambda: merged("Add", dense(3), ("Reshape", {"shape": (2, 4)})),
    ),
    "shape.divisible": (lambda: chain(IMAGE, conv(8, groups=2), "Output"),),
    "shape.too_small": (lambda: chain(IMAGE, ("MaxPool", {"kernel_size": 9}), "Output"),),
    "shape.open": (
        lambda: chain(
            ("Input", {"feeds": "shape", "shape": (-1, 3), "tensor_kind": "sequence"}),
            "Flatten",
            dense(3),
            "Output",
        ),
    ),
    "dtype": (
        lambda: chain(
            ("Input", {"feeds": "shape", "shape": (7,), "tensor_kind": "tokens"}), "ReLU", "Output"
        ),
    ),
    "input.columns": (
        lambda: chain("Input", dense(1), ("Output", {"column": "price"}), data=TABLE),
        lambda: chain("Input", dense(1), "Output"),
    ),
    "input.join": (mixed_input,),
    "column.missing": (
        lambda: learning(dense(1), column="prize"),
        lambda: without_data_column(learning(dense(1), column="price"), "weight"),
        lambda: chain(
            ("Input", {"columns": ("wieght",)}),
            dense(1),
            ("Output", {"column": "price"}),
            data=TABLE,
        ),
        lambda: without_data_column(
            chain(
                ("Input", {"columns": ("weight",)}),
                dense(2),
                ("Output", {"column": "sold"}),
                data=TABLE,
            ),
            "weight",
        ),
    ),
    "column.answer": (
        lambda: chain(
            ("Input", {"columns": ("height", "price")}),
            dense(1),
            ("Output", {"column": "price"}),
            data=TABLE,
        ),
    ),
    "column.unfed": (
        lambda: chain(
            ("Input", {"columns": ("height", "remark")}),
            dense(1),
            ("Output", {"column": "price"}),
            data=TABLE,
        ),
    ),
    "column.not_target": (
        lambda: learning(dense(1), column="height"),
        lambda: learning(dense(3), column="colour", loss="cross_entropy"),
    ),
    "column.text": (lambda: learning(dense(1), column="verdict"),),
    "column.twice": (lambda: two_outputs({"column": "price"}, {"column": "price"}),),
    "column.unlearned": (unlearned,),
    "output.classes": (
        lambda: learning(dense(5), column="sold"),
        lambda: learning(dense(5), "Softmax", column="sold"),
        lambda: learning(dense(2), column="sold", loss="binary_cross_entropy"),
        lambda: learning(dense(5), "ReLU", column="sold"),
        lambda: chain(
            ("Input", {"columns": ("picture",)}),
            conv(4),
            "Softmax",
            ("Output", {"column": "digit"}),
            data=DIGITS,
        ),
        lambda: chain(
            ("Input", {"columns": ("picture",)}),
            ("Reshape", {"shape": (8, 8)}),
            ("LSTM", {"output": "sequence"}),
            ("Output", {"column": "digit"}),
            data=DIGITS,
        ),
    ),
    "output.width": (
        lambda: learning(dense(3), column="price"),
        lambda: learning(dense(3), ("Reshape", {"shape": (3, 1)}), column="price"),
    ),
    "output.image": (
        lambda: learning(dense(3), column="photo"),
        lambda: learning(dense(16), column="photo"),
    ),
    "output.loss": (
        lambda: learning(dense(1), column="price", loss="cross_entropy"),
        lambda: learning(dense(2), column="sold", loss="mse"),
    ),
    "softmax.single": (lambda: learning(dense(1), "Softmax", column="sold"),),
    "softmax.twice": (
        lambda: learning(dense(2), "Softmax", "Softmax", column="sold"),
        lambda: learning(dense(2), "LogSoftmax", "Softmax", column="sold"),
    ),
    "softmax.shared": (shared_softmax,),
    "activation.before_loss": (
        lambda: learning(dense(2), "Sigmoid", column="sold"),
        lambda: learning(dense(2), "ReLU", column="sold"),
        lambda: learning(dense(1), "Softmax", column="sold"),
    ),
    "training.no_goal": (
        lambda: learning(dense(1), column=""),
        lambda: learning(dense(2), column=""),
        lambda: learning(dense(64), column=""),
        lambda: learning(dense(64), "ReLU", column=""),
    ),
    "training.batch_of_one": (lambda: normalised(batch_size=1),),
}

CASES = [
    (code, number, build)
    for code, builders in FAULTY.items()
    for number, build in enumerate(builders)
]
