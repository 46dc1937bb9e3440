"""Making a block: the same network, with a part of it in a network of its own."""

import pytest
import torch

from netbuilder.compiler import analyse
from netbuilder.compiler.build import build
from netbuilder.error import EditError
from netbuilder.project import edit, file
from netbuilder.project.value import Block, Project
from tests.builders import MAIN, digits_cnn, node_named


def ids(project: Project, *names: str) -> list[str]:
    return [node_named(project, name).id for name in names]


def test_block_computes_what_its_layers_did() -> None:
    project = digits_cnn()
    made, node = edit.make_block(project, MAIN, ids(project, "conv2", "relu2", "max_pool1"), "body")

    assert not analyse(made).problems
    outer, inner = made.networks[MAIN], made.networks["body"]
    assert outer.nodes[node].block == Block(network="body")
    assert len(outer.nodes) == len(project.networks[MAIN].nodes) - 3 + 1
    assert sorted(n.kind for n in inner.nodes.values()) == [
        "Conv",
        "Input",
        "MaxPool",
        "Output",
        "ReLU",
    ]
    before, after = build(project, MAIN).eval(), build(made, MAIN).eval()
    assert sum(p.numel() for p in after.parameters()) == sum(p.numel() for p in before.parameters())
    by_shape = {tuple(p.shape): p for p in before.parameters()}
    assert len(by_shape) == len(list(before.parameters()))
    with torch.no_grad():
        for parameter in after.parameters():
            parameter.copy_(by_shape[tuple(parameter.shape)])
    x = torch.randn(3, 1, 8, 8, generator=torch.Generator().manual_seed(1))
    assert torch.equal(before(x), after(x))


def test_names_ids_and_places_stay() -> None:
    project = digits_cnn()
    chosen = ids(project, "conv2", "relu2")
    made, node = edit.make_block(project, MAIN, chosen, "body")
    inner, outer = made.networks["body"], project.networks[MAIN]

    place = project.networks[MAIN].layout.positions.get(chosen[0])
    assert made.networks[MAIN].layout.positions.get(node) == place
    for node_id in chosen:
        assert inner.nodes[node_id] == outer.nodes[node_id]
        assert inner.layout.positions.get(node_id) == outer.layout.positions.get(node_id)


def test_one_source_read_twice_is_one_input() -> None:
    project = digits_cnn()
    add = edit.new_node(project.networks[MAIN], "Add")
    relu2, conv2 = node_named(project, "relu2"), node_named(project, "conv2")
    wire = next(e for e in project.networks[MAIN].edges if e.sink.node == relu2.id)
    project = edit.insert_on_edge(project, MAIN, wire, add)
    source = next(e.source for e in project.networks[MAIN].edges if e.sink.node == conv2.id)
    sink = wire.sink._replace(node=add.id, port="inputs")
    project = edit.connect(project, MAIN, source, sink)
    made, node = edit.make_block(project, MAIN, [conv2.id, add.id], "residual")

    inner = made.networks["residual"]
    inputs = [n.id for n in inner.nodes.values() if n.kind == "Input"]
    assert len(inputs) == 1
    assert sorted(e.sink.node for e in inner.edges if e.source.node == inputs[0]) == sorted(
        [conv2.id, add.id]
    )
    orders = {e.order: e.source.node for e in inner.edges if e.sink.node == add.id}
    assert orders == {0: conv2.id, 1: inputs[0]}
    assert len([e for e in made.networks[MAIN].edges if e.sink.node == node]) == 1


def test_undoing_is_the_value_before_and_the_file_keeps_it() -> None:
    project = digits_cnn()
    made, _node = edit.make_block(project, MAIN, ids(project, "conv2", "relu2"), "body")

    assert file.from_text(file.to_text(made)) == made


@pytest.mark.parametrize(
    ("names", "words"),
    [
        (("input1", "conv1"), "Inputs and outputs"),
        ((), "needs a wire"),
        (("conv1", "conv2"), "lies between"),
    ],
)
def test_what_cannot_be_a_block_says_why(names: tuple[str, ...], words: str) -> None:
    project = digits_cnn()
    with pytest.raises(EditError, match=words) as caught:
        edit.make_block(project, MAIN, ids(project, *names), "body")
    assert caught.value.remedy


def test_network_stands_in_others_but_not_in_itself() -> None:
    project = digits_cnn()
    made, _node = edit.make_block(project, MAIN, ids(project, "conv2", "relu2"), "body")
    made = edit.add_network(made, "other")

    assert edit.can_stand_in(made, "body", MAIN)
    assert edit.can_stand_in(made, "body", "other")
    assert not edit.can_stand_in(made, "body", "body")
    assert not edit.can_stand_in(made, MAIN, "body")
    assert not edit.can_stand_in(made, "other", MAIN)
