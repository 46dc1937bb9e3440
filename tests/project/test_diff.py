"""Differences say no more than what changed, for the canvas draws them."""

import time

from netbuilder.project import edit
from netbuilder.project.diff import Difference, Splice, apply, difference, invert
from netbuilder.project.value import Edge, End, Project
from tests.builders import MAIN, digits_cnn, mlp, node_named, random_network, residual, wire


def edge_between(project: Project, source: str, sink: str) -> Edge:
    ends = node_named(project, source).id, node_named(project, sink).id
    return next(e for e in project.networks[MAIN].edges if (e.source.node, e.sink.node) == ends)


def test_equal_projects_do_not_differ() -> None:
    project = digits_cnn()
    twin = Project(
        name=project.name,
        networks=dict(project.networks),
        data=project.data,
        training=project.training,
    )

    assert difference(project, project) == Difference()
    assert difference(project, twin).is_empty
    assert apply(difference(project, twin), project) is project


def test_move_is_told_as_a_move_alone() -> None:
    old = digits_cnn()
    node = node_named(old, "conv1")

    change = difference(old, edit.move_nodes(old, MAIN, {node.id: (1.0, 2.0)}))

    inner = change.networks[MAIN]
    assert inner.moved == {node.id}
    assert inner.layout == {"positions": {node.id: ((208.0, 0.0), (1.0, 2.0))}}
    assert not inner.nodes
    assert change.is_only_layout
    assert not change.is_empty


def test_parameter_is_told_as_a_change_of_its_node_alone() -> None:
    old = digits_cnn()
    node = node_named(old, "dense1")

    change = difference(old, edit.set_parameter(old, MAIN, [node.id], "out_features", 9))

    inner = change.networks[MAIN]
    assert inner.changed == {node.id}
    assert not inner.added
    assert not inner.removed
    assert not inner.layout
    assert inner.edges == Splice()
    assert not change.is_only_layout


def test_new_and_removed_nodes_are_not_told_as_moved() -> None:
    old = digits_cnn()
    node = edit.new_node(old.networks[MAIN], "Tanh")

    there = difference(old, edit.add_node(old, MAIN, node, (5.0, 5.0)))

    assert there.networks[MAIN].added == {node.id}
    assert not there.networks[MAIN].moved
    assert invert(there).networks[MAIN].removed == {node.id}


def test_rewiring_tells_the_wires_that_came_and_went() -> None:
    old = mlp([4, 3, 2])

    change = difference(old, wire(old, "input1", "dense2")).networks[MAIN]

    assert [edge for _at, edge in change.edges.removed] == [edge_between(old, "relu1", "dense2")]
    assert [edge for _at, edge in change.edges.added] == [
        Edge(
            source=End(node_named(old, "input1").id, "output"),
            sink=End(node_named(old, "dense2").id, "input"),
        )
    ]


def test_node_that_is_inserted_leaves_other_wires_alone() -> None:
    old = residual()
    node = edit.new_node(old.networks[MAIN], "Tanh")
    edge = edge_between(old, "dense2", "add1")

    change = difference(old, edit.insert_on_edge(old, MAIN, edge, node)).networks[MAIN]

    assert change.added == {node.id}
    assert [gone for _at, gone in change.edges.removed] == [edge]
    assert len(change.edges.added) == 2


def test_bends_are_told_by_wire() -> None:
    old = residual()
    edge = edge_between(old, "input1", "add1")

    change = difference(old, edit.set_bends(old, MAIN, {edge: ((1.0, 2.0),)}))

    assert change.networks[MAIN].bent == {edge}
    assert change.is_only_layout


def test_whole_number_that_becomes_real_is_a_change() -> None:
    old = mlp([4, 2])
    network = old.networks[MAIN]
    nodes = [edit.new_node(network, "acme:X", {"a": a}, id="x", name="x") for a in (1, 1.0, True)]
    projects = [edit.add_node(old, MAIN, node) for node in nodes]

    for one, other in [(0, 1), (1, 2), (2, 0)]:
        assert difference(projects[one], projects[other]).networks[MAIN].changed == {"x"}


def test_networks_and_settings_are_told() -> None:
    old = digits_cnn()
    new = edit.set_training(edit.add_network(old, "critic"), epochs=3)

    change = difference(old, new)

    assert list(change.added_networks) == ["critic"]
    assert change.fields == {"training": (old.training, new.training)}
    assert not change.networks
    assert list(invert(change).removed_networks) == ["critic"]


def test_difference_of_five_thousand_layers_takes_milliseconds() -> None:
    old = random_network(5000, 1)
    ids = list(old.networks[MAIN].nodes)
    new = edit.remove_nodes(old, MAIN, [ids[700]], close_gap=True)
    times = []
    for _ in range(5):
        start = time.process_time()
        change = difference(old, new)
        times.append(time.process_time() - start)

    assert change.networks[MAIN].removed == {ids[700]}
    assert min(times) < 0.02
