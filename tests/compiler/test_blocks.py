"""Networks that stand in networks: one class for what is alike, and arguments for what differs."""

from __future__ import annotations

import ast
from dataclasses import replace

import torch

from netbuilder.compiler import Form, analyse, source
from netbuilder.compiler.build import build, build_module
from netbuilder.project import edit
from netbuilder.project.value import Block, End, Formula, Network, Project
from tests.builders import MAIN, Spec, chain, node_named
from tests.compiler.faulty import FED, TABLE, VECTOR, block_of, conv, dense, inner, recursive


def modelled(project: Project) -> Project:
    return edit.set_training(project, roles={"model": MAIN})


def classes(text: str) -> dict[str, ast.ClassDef]:
    return {node.name: node for node in ast.parse(text).body if isinstance(node, ast.ClassDef)}


def constructor(text: str, name: str) -> list[str]:
    """The statements of a class's constructor."""
    methods = [n for n in classes(text)[name].body if isinstance(n, ast.FunctionDef)]
    init = next(method for method in methods if method.name == "__init__")
    return [ast.unparse(statement) for statement in init.body]


def stages(first: Network, second: Network, entry: Spec) -> Project:
    """Two networks as blocks, one after the other."""
    project = chain(entry, "Output")
    networks = {**project.networks, "first": first, "second": second}
    project = modelled(replace(project, networks=networks))
    before = End(node_named(project, "input1").id, "output")
    for name in ("first", "second"):
        nodes = project.networks[name].nodes.values()
        ports = {node.kind: node.id for node in nodes if node.kind in ("Input", "Output")}
        node = edit.new_node(project.networks[MAIN], "Block", block=Block(network=name))
        project = edit.add_node(project, MAIN, node)
        project = edit.connect(project, MAIN, before, End(node.id, ports["Input"]))
        before = End(node.id, ports["Output"])
    sink = End(node_named(project, "output1").id, "input")
    return edit.connect(project, MAIN, before, sink)


IMAGE: Spec = ("Input", {"feeds": "shape", "shape": (3, 8, 8), "tensor_kind": "image"})


def stage(filters: int) -> Network:
    return chain(
        IMAGE, conv(filters), "BatchNorm", "ReLU", ("MaxPool", {"kernel_size": 2}), "Output"
    ).networks[MAIN]


def test_a_block_used_three_times_is_one_class() -> None:
    project = modelled(block_of(inner(dense(8), "ReLU"), times=3))

    text = source(project).text

    assert list(classes(text)) == ["Part", "Main"]
    assert constructor(text, "Main")[1:] == [
        "self.block1 = Part()",
        "self.block2 = Part()",
        "self.block3 = Part()",
    ]


def test_a_stage_repeated_by_hand_is_one_class_with_arguments() -> None:
    project = stages(stage(16), stage(32), IMAGE)

    text = source(project).text

    assert list(classes(text)) == ["First", "Main"]
    assert constructor(text, "First")[1:] == [
        "self.conv1 = nn.Conv2d(in_channels, channels, kernel_size=3, padding='same')",
        "self.batch_norm1 = nn.BatchNorm2d(channels)",
    ]
    assert constructor(text, "Main")[1:] == [
        "self.block1 = First(in_channels=3, channels=16)",
        "self.block2 = First(in_channels=16, channels=32)",
    ]


def test_blocks_give_what_the_same_layers_give_without_them() -> None:
    layers: list[Spec] = []
    for filters in (16, 32):
        layers += [conv(filters), "BatchNorm", "ReLU", ("MaxPool", {"kernel_size": 2})]
    flat = build(chain(IMAGE, *layers, "Output"), seed=4)
    nested = build(stages(stage(16), stage(32), IMAGE), seed=4)
    x = torch.randn(5, 3, 8, 8)

    assert torch.equal(nested(x), flat(x))


def test_differing_structure_makes_two_classes() -> None:
    other = chain(IMAGE, conv(16), "ReLU", ("MaxPool", {"kernel_size": 2}), "Output")
    project = stages(stage(16), other.networks[MAIN], IMAGE)

    assert list(classes(source(project).text)) == ["First", "Second", "Main"]


def test_values_that_forward_needs_are_kept_by_the_instance() -> None:
    def leaky(slope: float) -> Network:
        return inner(dense(8), ("LeakyReLU", {"negative_slope": slope}))

    project = stages(leaky(0.1), leaky(0.2), VECTOR)
    text = source(project).text
    module = build(project, seed=0)
    x = torch.randn(4, 8)

    assert "self.negative_slope = negative_slope" in constructor(text, "First")
    first, second = module.block1, module.block2
    y = torch.nn.functional.leaky_relu(first.dense1(x), 0.1)
    y = torch.nn.functional.leaky_relu(second.dense1(y), 0.2)
    assert torch.equal(module(x), y)


def test_blocks_of_one_group_share_their_weights() -> None:
    shared = Block(network="part", weights="tower")
    project = modelled(block_of(inner(dense(8)), block=shared, times=3))
    written = source(project)
    module = build_module(written, 0)

    assert constructor(written.text, "Main")[1:] == ["self.tower = Part()"]
    assert sum(p.numel() for p in module.parameters()) == 72 == written.parameters
    assert set(written.modules.values()) == {"tower", "tower.dense1"}
    assert len(written.modules) == 6


def test_softmax_moves_across_the_border_of_a_block() -> None:
    head = chain(FED, dense(2), "Softmax", "Output", data=TABLE).networks[MAIN]
    project = chain(FED, ("Output", {"column": "sold"}), data=TABLE)
    project = modelled(replace(project, networks={**project.networks, "head": head}))
    ports = {node.kind: node.id for node in head.nodes.values()}
    node = edit.new_node(project.networks[MAIN], "Block", block=Block(network="head"))
    project = edit.add_node(project, MAIN, node)
    start = End(node_named(project, "input1").id, "output")
    project = edit.connect(project, MAIN, start, End(node.id, ports["Input"]))
    end = End(node_named(project, "output1").id, "input")
    project = edit.connect(project, MAIN, End(node.id, ports["Output"]), end)

    written = source(project, tapped=True)
    module = build_module(written, 0)
    x = torch.randn(6, 2)

    assert written.outputs[0].form is Form.LOGITS
    assert torch.equal(module(x), module.block1.dense1(x))
    assert torch.equal(module.predict(x), torch.softmax(module.block1.dense1(x), dim=1))
    assert torch.equal(module.block1.predict(x), module.predict(x))
    assert torch.equal(module.tapped(x)[f"{written.outputs[0].node}:input"], module.predict(x))


def test_softmax_stays_in_a_block_whose_answer_is_read_inside() -> None:
    head = chain(FED, dense(2), "Softmax", "Output", data=TABLE).networks[MAIN]
    project = modelled(
        replace(
            block_of(head, name="head", times=2),
            data=TABLE,
        )
    )
    sink = node_named(project, "output1").id
    project = edit.set_parameter(project, MAIN, [sink], "column", "sold")

    written = source(project)
    module = build_module(written, 0)
    x = torch.randn(6, 8)

    first = torch.softmax(module.block1.dense1(x), dim=1)
    assert written.outputs[0].form is Form.LOGITS
    assert torch.equal(module(x), module.block2.dense1(first))
    assert torch.equal(module.predict(x), torch.softmax(module(x), dim=1))


def test_formulas_read_the_values_of_a_block() -> None:
    network = inner(dense(8))
    node = next(n for n in network.nodes.values() if n.kind == "Linear")
    node = replace(node, parameters={"out_features": Formula(text="in.features * units")})
    network = replace(network, nodes={**network.nodes, node.id: node}, parameters={"units": 2})
    project = modelled(block_of(network, times=2))
    block = node_named(project, "block2")
    nodes = {**project.networks[MAIN].nodes, block.id: replace(block, parameters={"units": 3})}
    project = replace(
        project,
        networks={**project.networks, MAIN: replace(project.networks[MAIN], nodes=nodes)},
    )

    assert constructor(source(project).text, "Main")[1:] == [
        "self.block1 = Part(in_features=8, out_features=16)",
        "self.block2 = Part(in_features=16, out_features=48)",
    ]


def test_taps_reach_into_blocks() -> None:
    project = stages(stage(16), stage(32), IMAGE)
    written = source(project, tapped=True)
    taps = build_module(written, 0).tapped(torch.randn(2, 3, 8, 8))
    analysis = analyse(project).networks[MAIN]

    assert len(set(written.taps.values())) >= 12
    for (path, port), key in written.taps.items():
        place = analysis
        for block in path[:-1]:
            place = place.instances[block]
        if port == "input":
            x = place.inputs[path[-1]]["input"][0]
        else:
            x = place.outputs[path[-1]][port]
        assert tuple(taps[key].shape) == (2, *x.example)


def test_modules_reach_into_blocks() -> None:
    project = stages(stage(16), stage(32), IMAGE)
    written = source(project)
    module = build_module(written, 0)
    block = node_named(project, "block2").id
    conv_node = next(n for n in project.networks["second"].nodes.values() if n.kind == "Conv")

    assert written.modules[block, conv_node.id] == "block2.conv1"
    assert module.get_submodule("block2.conv1").out_channels == 32


def test_a_block_network_opened_alone_has_the_shapes_of_its_first_use() -> None:
    project = stages(stage(16), stage(32), IMAGE)
    analysis = analyse(project)
    conv_node = next(n for n in project.networks["second"].nodes.values() if n.kind == "Conv")

    assert str(analysis.networks["second"].outputs[conv_node.id]["output"]) == "32×4×4"


def test_problem_inside_a_block_is_placed_inside_and_keeps_the_outer_from_running() -> None:
    project = modelled(block_of(inner(conv(4))))
    analysis = analyse(project)

    assert {(p.code, p.network) for p in analysis.problems} == {
        ("block.inside", MAIN),
        ("shape.rank", "part"),
    }
    assert analysis.errors(MAIN)


def test_edit_inside_a_block_reaches_its_uses() -> None:
    project = modelled(block_of(inner(dense(8)), times=2))
    before = analyse(project)
    node = next(n for n in project.networks["part"].nodes.values() if n.kind == "Linear")
    project = edit.set_parameter(project, "part", [node.id], "out_features", 5)

    after = analyse(project, before)

    block = node_named(project, "block2")
    (given,) = after.networks[MAIN].outputs[block.id].values()
    assert str(given) == "5"
    assert after.networks[MAIN].total.parameters == 8 * 5 + 5 + 5 * 5 + 5


def test_problem_of_a_second_use_is_found_and_one_of_both_uses_said_once() -> None:
    narrow = inner(("Reshape", {"shape": (2, 4)}), "Flatten", dense(6))
    second = analyse(modelled(block_of(narrow, times=2)))
    both = analyse(modelled(block_of(inner(conv(4)), times=2)))

    assert [(p.code, p.network) for p in second.problems] == [
        ("block.inside", MAIN),
        ("shape.divisible", "part"),
    ]
    assert [p.code for p in both.problems].count("shape.rank") == 1


def test_a_network_that_holds_itself_is_a_problem_and_no_crash() -> None:
    project = recursive()
    alone = Project(name="t", networks={"part": project.networks["part"]})

    assert "block.recursive" in {p.code for p in analyse(project).problems}
    assert "block.recursive" in {p.code for p in analyse(alone).problems}
