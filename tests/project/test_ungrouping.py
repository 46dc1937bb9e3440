"""Ungrouping a block: the same network again, as the one in which the block was made."""

import random
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.compiler import analyse
from netbuilder.compiler.build import build
from netbuilder.error import EditError
from netbuilder.project import edit, file, topology
from netbuilder.project.change import put_network, put_nodes
from netbuilder.project.value import Block, Edge, End, Formula, Frame, Node, Project, Tie, Training
from tests.builders import (
    MAIN,
    digits_cnn,
    mlp,
    node_named,
    project_of,
    random_network,
    residual,
)
from tests.project.drawn import networks


def ids(project: Project, *names: str) -> list[str]:
    return [node_named(project, name).id for name in names]


def lines(project: Project) -> list[str]:
    """What a file says of a project, in any order: wires may stand in another one."""
    return sorted(line.strip(" ,") for line in file.to_text(project).splitlines())


def grouped(*names: str) -> tuple[Project, Project, str]:
    """The Digits CNN, the same with a block of these layers, and the block's id."""
    project = digits_cnn()
    return project, *edit.make_block(project, MAIN, ids(project, *names), "body")


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(EditError) as caught:
        act()
    return caught.value.sentence


def with_block(project: Project, node_id: str, **changes: object) -> Project:
    """`project` with other fields of the block `node_id`."""
    node = project.networks[MAIN].nodes[node_id]
    assert node.block is not None
    block = replace(node.block, **changes)  # type: ignore[arg-type]  # one test, one field
    network = put_nodes(project.networks[MAIN], [replace(node, block=block)])
    return put_network(project, MAIN, network)


def test_network_is_as_it_was_before_the_block() -> None:
    project, made, block = grouped("conv2", "relu2", "max_pool2")

    back, new = edit.ungroup_block(made, MAIN, block)

    assert lines(back) == lines(project)
    assert set(new) == set(ids(project, "conv2", "relu2", "max_pool2"))
    assert list(back.networks) == [MAIN]


@given(st.integers(0, 10**6))
def test_making_a_block_and_ungrouping_it_gives_what_was_there(seed: int) -> None:
    draw = random.Random(seed)
    project = random_network(draw.choice([6, 12, 40]), seed)
    order = topology.topological_order(project.networks[MAIN])[1:-1]
    start = draw.randrange(len(order))
    chosen = order[start : start + draw.choice([1, 2, 5, 20])]  # a row without a gap: convex
    edges = project.networks[MAIN].edges
    bends = {edge: ((draw.random(), 2.0),) for edge in edges if edge.source.node in chosen}
    inside = {e: p for e, p in bends.items() if e.sink.node in chosen}
    project = edit.set_bends(project, MAIN, inside)
    project, _frame = edit.add_frame(project, MAIN, chosen)
    project, _frame = edit.add_frame(project, MAIN, [*chosen, order[0], order[-1]])

    made, block = edit.make_block(project, MAIN, chosen, "body")
    back, new = edit.ungroup_block(made, MAIN, block)

    assert file.from_text(file.to_text(made)) == made
    assert set(new) == set(chosen)
    assert {frozenset(f.members) for f in back.networks[MAIN].frames} == {
        frozenset(f.members) for f in project.networks[MAIN].frames
    }
    assert lines(_unframed(back)) == lines(_unframed(project))


@given(networks().map(project_of), st.integers(0, 2**32))
def test_any_block_that_can_be_made_ungroups_into_the_same_layers(
    project: Project, seed: int
) -> None:
    made = _with_some_block(project, random.Random(seed))
    if made is None:  # as for most drawings, which are wild; too many to leave out by `assume`
        return
    grown, block = made
    assert file.from_text(file.to_text(grown)) == grown

    back, _new = edit.ungroup_block(grown, "main", block)

    before, after = project.networks["main"], back.networks["main"]
    assert after.nodes == before.nodes
    assert set(after.edges) == set(before.edges)
    assert set(after.ties) == set(before.ties)
    assert back.training == project.training
    assert file.from_text(file.to_text(back)) == back


def _with_some_block(project: Project, draw: random.Random) -> tuple[Project, str] | None:
    """`project` with a block of some of its layers without formulas, and the block's id."""
    network = project.networks["main"]
    there = [
        node.id
        for node in network.nodes.values()
        if Formula not in map(type, node.parameters.values())
    ]
    for _attempt in range(20 if there else 0):
        chosen = {*draw.sample(there, draw.randint(1, len(there)))}
        chosen |= topology.downstream(network, chosen) & topology.upstream(network, chosen)
        try:
            return edit.make_block(project, "main", chosen & {*there}, "body")
        except EditError:
            continue
    return None


def _unframed(project: Project) -> Project:
    return put_network(project, MAIN, replace(project.networks[MAIN], frames=()))


def test_ungrouped_block_computes_the_same() -> None:
    _project, made, block = grouped("conv2", "relu2", "max_pool1")
    back, _new = edit.ungroup_block(made, MAIN, block)

    assert not analyse(back).problems
    grown, plain = build(made, MAIN).eval(), build(back, MAIN).eval()
    by_shape = {tuple(p.shape): p for p in grown.parameters()}
    with torch.no_grad():
        for parameter in plain.parameters():
            parameter.copy_(by_shape[tuple(parameter.shape)])
    x = torch.randn(3, 1, 8, 8, generator=torch.Generator().manual_seed(1))
    assert torch.equal(grown(x), plain(x))


def test_places_go_along_with_the_block() -> None:
    project, made, block = grouped("conv2", "relu2")
    x, y = made.networks[MAIN].layout.positions[block]
    made = edit.move_nodes(made, MAIN, {block: (x + 5.0, y - 7.0)})
    made, note = edit.add_note(made, "body", "why", (1.0, 2.0))

    back, _new = edit.ungroup_block(made, MAIN, block)

    before, after = project.networks[MAIN].layout, back.networks[MAIN].layout
    for node_id in ids(project, "conv2", "relu2"):
        left, top = before.positions[node_id]
        assert after.positions[node_id] == (left + 5.0, top - 7.0)
    assert [(n.id, n.text, n.position) for n in after.notes] == [(note, "why", (6.0, -5.0))]
    assert block not in after.positions


def test_network_with_another_use_stays_and_copies_come() -> None:
    project, made, block = grouped("conv2", "relu2")
    twin = edit.new_node(made.networks[MAIN], "Block", block=Block(network="body"))
    made = edit.add_node(made, MAIN, twin)

    back, new = edit.ungroup_block(made, MAIN, block)
    again, last = edit.ungroup_block(back, MAIN, twin.id)

    assert back.networks["body"] is made.networks["body"]
    assert not set(new) & set(ids(project, "conv2", "relu2"))
    assert {back.networks[MAIN].nodes[node_id].name for node_id in new} == {"conv2", "relu2"}
    assert list(again.networks) == [MAIN]
    assert set(last) == set(ids(project, "conv2", "relu2"))
    assert {again.networks[MAIN].nodes[i].name for i in last} == {"conv3", "relu4"}
    assert file.from_text(file.to_text(again)) == again


def test_network_with_a_role_stays() -> None:
    _project, made, block = grouped("conv2", "relu2")
    made = edit.set_training(made, roles={"model": MAIN, "teacher": "body"})

    back, _new = edit.ungroup_block(made, MAIN, block)

    assert "body" in back.networks
    assert back.training.roles == made.training.roles


def test_search_ranges_go_in_and_come_out() -> None:
    project = digits_cnn()
    (conv,) = ids(project, "conv2")
    training = Training(search={(MAIN, conv, "out_channels"): (8, 64)})
    project = replace(project, training=training)

    made, block = edit.make_block(project, MAIN, ids(project, "conv2", "relu2"), "body")
    back, _new = edit.ungroup_block(made, MAIN, block)

    assert made.training.search == {("body", conv, "out_channels"): (8, 64)}
    assert back.training == training


def test_lock_of_the_block_becomes_one_of_each_layer() -> None:
    _project, made, block = grouped("conv2", "relu2")
    made = edit.set_frozen(made, MAIN, [block], True)

    back, new = edit.ungroup_block(made, MAIN, block)

    nodes = back.networks[MAIN].nodes
    assert {node.name for node in nodes.values() if node.frozen} == {"conv2", "relu2"}
    assert all(nodes[node_id].frozen for node_id in new)


def test_port_without_a_wire_leaves_its_layer_open() -> None:
    project = residual()
    made, block = edit.make_block(project, MAIN, ids(project, "dense2", "add1"), "body")
    network = made.networks[MAIN]
    entering = [e for e in network.edges if e.sink.node == block]
    shortcut = next(e for e in entering if network.nodes[e.source.node].kind == "Input")
    cut = edit.remove_edges(made, MAIN, [shortcut])

    back, _new = edit.ungroup_block(cut, MAIN, block)

    (dense, add) = ids(project, "dense2", "add1")
    into = [e for e in back.networks[MAIN].edges if e.sink.node == add]
    assert into == [Edge(source=End(dense, "output"), sink=End(add, "inputs"))]


def test_wire_that_runs_through_the_block_leads_straight_on() -> None:
    project, made, block = grouped("conv2", "relu2")
    inner = made.networks["body"]
    entry = next(node for node in inner.nodes.values() if node.kind == "Input")
    leave = next(node for node in inner.nodes.values() if node.kind == "Output")
    made = edit.connect(made, "body", End(entry.id, "output"), End(leave.id, "input"))

    back, _new = edit.ungroup_block(made, MAIN, block)

    (before, after) = ids(project, "max_pool1", "max_pool2")
    into = [e.source.node for e in back.networks[MAIN].edges if e.sink.node == after]
    assert into == [before]


def test_block_that_feeds_itself_through_its_ports_ends() -> None:
    _project, made, block = grouped("conv2", "relu2")
    inner = made.networks["body"]
    entry = next(node for node in inner.nodes.values() if node.kind == "Input")
    leave = next(node for node in inner.nodes.values() if node.kind == "Output")
    made = edit.connect(made, "body", End(entry.id, "output"), End(leave.id, "input"))
    network = made.networks[MAIN]
    loop = Edge(source=End(block, leave.id), sink=End(block, entry.id))
    edges = tuple(e for e in network.edges if e.sink.node != block)
    made = put_network(made, MAIN, replace(network, edges=(*edges, loop)))

    back, new = edit.ungroup_block(made, MAIN, block)

    assert not [e for e in back.networks[MAIN].edges if e.sink.node == new[0]]
    assert file.from_text(file.to_text(back)) == back


def test_frame_around_the_block_is_around_its_layers() -> None:
    _project, made, block = grouped("conv2", "relu2")
    made, frame = edit.add_frame(made, MAIN, [block])

    back, new = edit.ungroup_block(made, MAIN, block)

    assert back.networks[MAIN].frames == (Frame(id=frame, title="", members=new),)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        (
            {"repeat": 3},
            "block1 applies its network more than once. "
            "Only a block that applies it once can be ungrouped.",
        ),
        (
            {"over": "T"},
            "block1 applies its network more than once. "
            "Only a block that applies it once can be ungrouped.",
        ),
    ],
)
def test_block_that_repeats_is_refused(changes: dict[str, object], sentence: str) -> None:
    _project, made, block = grouped("conv2", "relu2")
    made = with_block(made, block, **changes)

    assert refusal(lambda: edit.ungroup_block(made, MAIN, block)) == sentence


def test_block_that_shares_weights_is_refused_and_one_alone_in_its_group_is_not() -> None:
    _project, made, block = grouped("conv2", "relu2")
    made = with_block(made, block, weights="siamese")
    twin = edit.new_node(
        made.networks[MAIN], "Block", block=Block(network="body", weights="siamese")
    )

    assert edit.ungroup_block(made, MAIN, block)
    made = edit.add_node(made, MAIN, twin)
    assert refusal(lambda: edit.ungroup_block(made, MAIN, block)) == (
        "block1 shares its weights with another block. Give it weights of its own first."
    )


def test_other_things_that_would_change_what_is_computed_are_refused() -> None:
    _project, made, block = grouped("conv2", "relu2")
    (conv,) = (n.id for n in made.networks["body"].nodes.values() if n.kind == "Conv")
    entry = next(n.id for n in made.networks["body"].nodes.values() if n.kind == "Input")
    bypassed = edit.set_bypassed(made, MAIN, [block], True)
    computed = edit.set_parameter(made, "body", [conv], "out_channels", Formula(text="2 * width"))
    fine = edit.set_parameter(made, "body", [conv], "out_channels", Formula(text="2 * in.channels"))
    other = node_named(made, "conv1").id
    tied = replace(
        made.networks[MAIN], ties=(Tie(members=((block, "conv2.weight"), (other, "weight"))),)
    )
    inner = made.networks["body"]
    masked = replace(
        inner,
        edges=tuple(
            replace(e, source=End(entry, "mask")) if e.source.node == entry else e
            for e in inner.edges
        ),
    )

    for project, words in (
        (bypassed, "block1 is bypassed. Let it take part again first."),
        (computed, "Type numbers in their place first."),
        (put_network(made, MAIN, tied), "block1 shares a weight with another layer."),
        (put_network(made, "body", masked), "Layers in block1 read a mask that it makes itself."),
    ):
        assert refusal(lambda p=project: edit.ungroup_block(p, MAIN, block)).endswith(words)  # type: ignore[misc]
    assert edit.ungroup_block(fine, MAIN, block)


def test_layer_is_no_block() -> None:
    project = mlp([4, 2])

    sentence = refusal(lambda: edit.ungroup_block(project, MAIN, ids(project, "dense1")[0]))

    assert sentence == "dense1 is no block."


def test_block_of_a_network_that_is_not_there_is_refused() -> None:
    node = Node(id="b", kind="Block", name="block1", block=Block(network="gone"))
    project = mlp([4, 2])
    network = project.networks[MAIN]
    project = put_network(project, MAIN, replace(network, nodes={**network.nodes, "b": node}))

    assert "gone" in refusal(lambda: edit.ungroup_block(project, MAIN, "b"))
