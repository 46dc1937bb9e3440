"""Types and costs: right from scratch, the same after an edit, and guessed behind a problem."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netbuilder.compiler import Analysis, analyse, default_network, repair, wording
from netbuilder.compiler.build import build
from netbuilder.error import NetbuilderError
from netbuilder.project import edit
from netbuilder.project.schema import ColumnRole, Window
from netbuilder.project.value import Edge, End, Network, Project
from tests.builders import (
    MAIN,
    Spec,
    chain,
    digits_cnn,
    mlp,
    node_named,
    random_network,
    residual,
    wire,
)
from tests.compiler.faulty import IMAGE, SERIES, TABLE, VECTOR, column, conv, dense, stray

EXAMPLES = 40 if settings.get_current_profile_name() == "ci" else 1000


def shape_after(project: Project, name: str) -> str:
    node = node_named(project, name)
    return str(analyse(project).networks[MAIN].outputs[node.id]["output"])


def known(analysis: Analysis) -> dict[str, Any]:
    """Everything that an analysis says, by value."""
    return {
        name: (
            set(one.order),
            one.inputs,
            one.outputs,
            one.costs,
            one.assumed,
            one.titles,
            one.total,
            {(p.code, p.node, p.port, p.expected, p.received) for p in one.problems},
        )
        for name, one in analysis.networks.items()
    }


def test_shapes_follow_the_wires() -> None:
    project = digits_cnn()

    assert shape_after(project, "conv2") == "32×4×4"
    assert shape_after(project, "flatten1") == "128"
    assert shape_after(project, "softmax1") == "10"


def test_open_lengths_are_carried_as_symbols() -> None:
    project = chain(
        ("Input", {"feeds": "shape", "shape": (2, -1), "tensor_kind": "waveform"}),
        conv(4, kernel_size=3, stride=2, padding=0),
        "GlobalAvgPool",
        dense(1),
        "Output",
    )

    assert shape_after(project, "conv1") == "4×((T-1)//2)"
    assert shape_after(project, "dense1") == "1"
    assert build(project, seed=0)(__import__("torch").randn(2, 2, 31)).shape == (2, 1)


def test_columns_feed_an_input_in_their_order() -> None:
    project = chain(("Input", {"columns": ("colour", "weight")}), "Output", data=TABLE)

    assert shape_after(project, "input1") == "4"


def test_a_window_makes_series_of_columns() -> None:
    columns = (column("spots", role=ColumnRole.TARGET),)
    data = replace(TABLE, columns=columns, window=Window(length=24, horizon=3))
    project = chain(
        ("Input", {"columns": ("spots",)}),
        "LSTM",
        dense(3),
        ("Output", {"column": "spots"}),
        data=data,
    )

    assert shape_after(project, "input1") == "24×1"
    assert analyse(project).problems == ()


def test_order_puts_sources_before_sinks() -> None:
    project = random_network(200)
    place = {node: i for i, node in enumerate(analyse(project).networks[MAIN].order)}

    assert len(place) == len(project.networks[MAIN].nodes)
    assert all(place[e.source.node] < place[e.sink.node] for e in project.networks[MAIN].edges)


@pytest.mark.parametrize(
    "project",
    [digits_cnn(), residual(), mlp([2, 16, 2]), random_network(100, 3)],
    ids=["digits", "residual", "mlp", "random"],
)
def test_total_counts_the_weights_that_are_built(project: Project) -> None:
    total = analyse(project).networks[MAIN].total

    assert total.parameters == sum(p.numel() for p in build(project, seed=0).parameters())


def test_total_leaves_out_what_is_not_built() -> None:
    plain = chain(VECTOR, dense(2), "Output")

    totals = [analyse(p).networks[MAIN].total.parameters for p in (plain, stray(dense(50)))]

    assert totals == [18, 18]


def test_titles_follow_what_arrives() -> None:
    two = chain(IMAGE, conv(4), "Output")
    one = chain(SERIES, conv(4), "Output")

    for project, title in ((two, "Conv2d"), (one, "Conv1d")):
        node = node_named(project, "conv1")
        assert analyse(project).networks[MAIN].titles[node.id] == title


def test_behind_a_problem_types_are_guessed_and_not_complained_about() -> None:
    project = chain(IMAGE, dense(16), "ReLU", conv(4), dense(3), "Output")
    analysis = analyse(project)
    network = analysis.networks[MAIN]

    assert [p.code for p in analysis.problems] == ["shape.rank"]
    assert {project.networks[MAIN].nodes[i].name for i in network.assumed} == {
        "dense1",
        "relu1",
        "conv1",
        "dense2",
        "output1",
    }
    assert str(network.outputs[node_named(project, "relu1").id]["output"]) == "16"
    assert str(network.outputs[node_named(project, "dense2").id]["output"]) == "3"


def test_guess_after_a_mismatch_is_the_first_shape() -> None:
    project = residual()
    project = edit.set_parameter(
        project, MAIN, [node_named(project, "dense2").id], "out_features", 5
    )

    assert shape_after(project, "add1") == "5"


def test_bypassed_layer_passes_its_input_on() -> None:
    project = chain(IMAGE, conv(64), conv(16), "Output")
    node = node_named(project, "conv1")
    project = edit.set_bypassed(project, MAIN, [node.id], True)
    network = analyse(project).networks[MAIN]

    assert str(network.outputs[node.id]["output"]) == "3×8×8"
    assert network.costs[node.id].parameters == 0
    assert network.costs[node_named(project, "conv2").id].parameters == 3 * 16 * 9 + 16


def test_bypassed_merge_passes_its_first_wire_on() -> None:
    project = residual()
    project = edit.set_parameter(
        project, MAIN, [node_named(project, "dense2").id], "out_features", 5
    )
    project = edit.set_bypassed(project, MAIN, [node_named(project, "add1").id], True)

    assert analyse(project).problems == ()
    assert shape_after(project, "add1") == "5"


def test_moving_a_node_keeps_the_analysis_of_every_layer() -> None:
    project = digits_cnn()
    before = analyse(project)
    node = node_named(project, "conv1").id
    after = analyse(edit.move_nodes(project, MAIN, {node: (5.0, 5.0)}), before)

    assert after.networks[MAIN].graph is before.networks[MAIN].graph
    for node_id, placed in after.networks[MAIN].placed.items():
        if placed.node.kind != "Input":
            assert placed is before.networks[MAIN].placed[node_id]


def test_moved_network_with_a_problem_still_has_it_and_follows_the_next_edit() -> None:
    project = chain(("Input", {"feeds": "shape", "shape": (8,)}), "ReLU")
    before = analyse(project)
    moved = edit.move_nodes(project, MAIN, dict.fromkeys(project.networks[MAIN].nodes, (5.0, 5.0)))

    after = analyse(moved, before)
    removed = edit.remove_nodes(moved, MAIN, [node_named(moved, "relu1").id])

    assert after.problems
    assert after.problems == analyse(moved).problems
    assert after.networks[MAIN].network is moved.networks[MAIN]
    assert known(analyse(removed, after)) == known(analyse(removed))


def test_the_network_that_is_meant_is_the_model_or_the_only_one() -> None:
    network = mlp([2, 2]).networks[MAIN]
    alone = Project(name="t", networks={"a": network})
    several = Project(name="t", networks={"a": network, "b": network})

    assert default_network(alone) == "a"
    assert default_network(several) is None
    assert default_network(edit.set_training(several, roles={"model": "b"})) == "b"


def test_problems_of_other_networks_do_not_keep_one_from_running() -> None:
    good, bad = residual().networks[MAIN], chain(IMAGE, dense(2), "Output").networks[MAIN]
    project = Project(name="t", networks={"good": good, "bad": bad})
    analysis = analyse(project)

    assert not analysis.errors("good")
    assert analysis.errors("bad")


def test_one_example_at_a_time_stops_training_but_not_the_source() -> None:
    project = chain(VECTOR, dense(4), "BatchNorm", "Output")
    project = edit.set_training(project, batch_size=1)
    analysis = analyse(project)

    assert [p.code for p in analysis.problems] == ["training.batch_of_one"]
    assert not analysis.errors(MAIN)
    assert analysis.errors(MAIN, with_training=True)
    assert build(project, seed=0) is not None


@given(seed=st.integers(0, 10_000), layers=st.integers(5, 40), edits=st.integers(1, 12))
@settings(max_examples=EXAMPLES)
def test_after_any_edits_the_analysis_is_that_from_scratch(
    seed: int, layers: int, edits: int
) -> None:
    draw = random.Random(seed)
    project = random_network(layers, seed)
    analysis = analyse(project)
    for _ in range(edits):
        project = any_edit(project, draw)
        analysis = analyse(project, analysis)

    fresh = analyse(project)
    assert known(analysis) == known(fresh)
    graph, anew = analysis.networks[MAIN].graph, fresh.networks[MAIN].graph
    assert (graph.entering, graph.leaving) == (anew.entering, anew.leaving)
    place = {node: number for number, node in enumerate(graph.order)}
    for edge in project.networks[MAIN].edges if not graph.tangled else ():
        assert place[edge.source.node] < place[edge.sink.node]
    for problem in analysis.problems:
        assert "{" not in wording.title(problem, project) + wording.sentence(problem, project)
        for one in problem.repairs:
            try:
                repair.apply(project, problem, one)
            except NetbuilderError as refused:
                pytest.fail(f"{problem.code}: {refused}")


def any_edit(project: Project, draw: random.Random) -> Project:
    """One of the edits that a person makes, also foolish ones."""
    network = project.networks[MAIN]
    if not network.nodes:
        return edit.add_node(project, MAIN, edit.new_node(network, "Input"))
    node = draw.choice(list(network.nodes.values()))
    match draw.randrange(7):
        case 0:
            kind = draw.choice(("Linear", "Conv", "Flatten", "Softmax", "Add", "LSTM", "Output"))
            return edit.add_node(project, MAIN, edit.new_node(network, kind))
        case 1:
            return edit.remove_nodes(project, MAIN, [node.id], close_gap=draw.random() < 0.5)
        case 2 if network.edges:
            return edit.remove_edges(project, MAIN, [draw.choice(network.edges)])
        case 3 if node.kind == "Linear":
            units = draw.randrange(1, 20)
            return edit.set_parameter(project, MAIN, [node.id], "out_features", units)
        case 4:
            return tangled(project, draw)
        case 5 if node.kind not in ("Input", "Output"):
            return edit.set_bypassed(project, MAIN, [node.id], not node.bypassed)
        case _:
            return edit.set_training(project, batch_size=draw.choice((1, 32)))


def tangled(project: Project, draw: random.Random) -> Project:
    """A wire between any two nodes, which may close a circle."""
    nodes = list(project.networks[MAIN].nodes.values())
    source, sink = draw.choice(nodes), draw.choice(nodes)
    port = "inputs" if sink.kind in ("Add", "Multiply", "Concatenate") else "input"
    if source is sink or source.kind == "Output" or sink.kind == "Input":
        return project
    return edit.connect(project, MAIN, End(source.id, "output"), End(sink.id, port))


def test_damaged_networks_are_analysed() -> None:
    nowhere = Edge(source=End("a", "output"), sink=End("b", "input"))
    analysis = analyse(Project(name="t", networks={MAIN: Network(edges=(nowhere,))}))

    assert {p.code for p in analysis.problems} == {
        "network.no_input",
        "network.no_output",
        "wire.loose",
    }
    assert analyse(Project(name="t")).problems == ()


UNITS: Spec = dense(4)


def test_a_wire_to_itself_is_a_circle() -> None:
    project = wire(chain(VECTOR, UNITS, "Output"), "input1", "dense1")
    node = node_named(project, "dense1").id
    network = project.networks[MAIN]
    loop = Edge(source=End(node, "output"), sink=End(node, "input"), order=1)
    project = replace(project, networks={MAIN: replace(network, edges=(*network.edges, loop))})

    assert "network.cycle" in {p.code for p in analyse(project).problems}
