import pytest

from netbuilder.error import EditError
from netbuilder.project import edit
from netbuilder.project.value import End, Project
from tests.builders import MAIN, chain, node_named, residual, wire


def wires(project: Project) -> set[tuple[str, str]]:
    network = project.networks[MAIN]
    return {
        (network.nodes[edge.source.node].name, network.nodes[edge.sink.node].name)
        for edge in network.edges
    }


def test_a_layer_changes_places_with_the_one_behind_it() -> None:
    project = chain("Input", "Linear", "ReLU", "Dropout", "Output")
    dense, relu = node_named(project, "dense1"), node_named(project, "relu1")
    before = project.networks[MAIN].layout.positions

    moved = edit.move_later(project, MAIN, dense.id)

    assert wires(moved) == {
        ("input1", "relu1"),
        ("relu1", "dense1"),
        ("dense1", "dropout1"),
        ("dropout1", "output1"),
    }
    after = moved.networks[MAIN].layout.positions
    assert after[dense.id] == before[relu.id]
    assert after[relu.id] == before[dense.id]


def test_moving_later_and_earlier_again_is_identity() -> None:
    project = chain("Input", "Linear", "ReLU", "Dropout", "Output")
    dense = node_named(project, "dense1").id

    moved = edit.move_later(project, MAIN, dense)
    assert moved == edit.move_earlier(project, MAIN, node_named(project, "relu1").id)
    back = edit.move_earlier(moved, MAIN, dense)

    assert set(back.networks[MAIN].edges) == set(project.networks[MAIN].edges)
    assert back.networks[MAIN].layout == project.networks[MAIN].layout


def test_all_wires_behind_the_next_layer_leave_the_moved_one() -> None:
    project = wire(
        chain("Input", "Linear", "ReLU", "Linear", "Add", "Output"), "relu1", "add1", "inputs"
    )
    moved = edit.move_later(project, MAIN, node_named(project, "dense1").id)

    assert wires(moved) == {
        ("input1", "relu1"),
        ("relu1", "dense1"),
        ("dense1", "dense2"),
        ("dense2", "add1"),
        ("dense1", "add1"),
        ("add1", "output1"),
    }


@pytest.mark.parametrize("name", ["input1", "dropout1", "output1"])
def test_a_layer_with_no_neighbour_to_change_with_stays(name: str) -> None:
    project = chain("Input", "Linear", "ReLU", "Dropout", "Output")
    with pytest.raises(EditError, match="cannot change places"):
        edit.move_later(project, MAIN, node_named(project, name).id)


def test_a_layer_before_two_wires_stays() -> None:
    project = residual()
    with pytest.raises(EditError, match="one wire in and one wire out"):
        edit.move_later(project, MAIN, node_named(project, "dense2").id)


def test_a_layer_before_one_that_is_read_at_two_ports_stays() -> None:
    project = chain("Input", "Dropout", "LSTM", "Output")
    lstm = node_named(project, "lstm1").id
    project = edit.add_node(
        project, MAIN, edit.new_node(project.networks[MAIN], "Output"), (800.0, 96.0)
    )
    second = node_named(project, "output2").id
    project = edit.connect(project, MAIN, End(lstm, "hidden"), End(second, "input"))

    with pytest.raises(EditError, match="one wire in and one wire out"):
        edit.move_later(project, MAIN, node_named(project, "dropout1").id)
