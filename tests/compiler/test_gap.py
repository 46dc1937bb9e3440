"""Gaps that layers leave: closed where the sort of tensor fits, told where they stay open."""

from netbuilder.compiler import analyse
from netbuilder.compiler.gap import remove_layers
from netbuilder.project import edit
from netbuilder.project.value import Project
from tests.builders import MAIN, digits_cnn, mlp, node_named, residual


def removed(project: Project, *names: str) -> tuple[Project, str]:
    ids = [node_named(project, name).id for name in names]
    return remove_layers(project, MAIN, ids, analyse(project).networks[MAIN])


def wires(project: Project) -> set[tuple[str, str]]:
    network = project.networks[MAIN]
    return {
        (network.nodes[e.source.node].name, network.nodes[e.sink.node].name) for e in network.edges
    }


def test_gap_between_layers_of_one_sort_closes() -> None:
    left, told = removed(digits_cnn(), "conv2", "relu2")

    assert ("max_pool1", "max_pool2") in wires(left)
    assert told == ""
    assert not analyse(left).problems


def test_gap_closes_where_only_sizes_differ() -> None:
    left, told = removed(residual(), "dense1")

    assert ("input1", "relu1") in wires(left)
    assert told == ""


def test_gap_before_a_layer_for_other_tensors_stays_open_and_is_told() -> None:
    left, told = removed(digits_cnn(), "max_pool2", "flatten1")

    assert not [pair for pair in wires(left) if pair[1] == "dense1"]
    assert ("conv2", "relu2") in wires(left)
    assert told == "The gap before dense1 stays open, for it takes other tensors."


def test_without_what_is_known_every_gap_closes() -> None:
    project = mlp([4, 3, 2])
    dense = node_named(project, "dense1").id

    left, told = remove_layers(project, MAIN, [dense], None)

    assert left == edit.remove_nodes(project, MAIN, [dense], close_gap=True)
    assert told == ""
