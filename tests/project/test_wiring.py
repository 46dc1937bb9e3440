"""All wires of a port at once, taken to another one."""

import pytest

from netbuilder.error import EditError
from netbuilder.project import edit
from netbuilder.project.value import End, Project
from tests.builders import MAIN, chain, node_named, residual, wire


def end(project: Project, name: str, port: str) -> End:
    return End(node_named(project, name).id, port)


def drawn(project: Project) -> list[tuple[str, str, int]]:
    """The wires by the names of their ends, and their order, sorted."""
    value = project.networks[MAIN]
    return sorted(
        (value.nodes[e.source.node].name, value.nodes[e.sink.node].name, e.order)
        for e in value.edges
    )


def with_new(project: Project, kind: str) -> Project:
    return edit.add_node(project, MAIN, edit.new_node(project.networks[MAIN], kind))


def test_all_wires_that_leave_a_port_leave_another() -> None:
    project = with_new(residual(), "Tanh")
    start, goal = end(project, "input1", "output"), end(project, "tanh1", "output")

    moved = edit.move_port_wires(project, MAIN, start, goal, is_input=False)

    assert drawn(moved) == [
        ("add1", "output1", 0),
        ("dense1", "relu1", 0),
        ("dense2", "add1", 0),
        ("relu1", "dense2", 0),
        ("tanh1", "add1", 1),
        ("tanh1", "dense1", 0),
    ]


def test_all_wires_that_enter_a_port_enter_another_behind_those_there() -> None:
    project = wire(with_new(residual(), "Concatenate"), "relu1", "concatenate1", "inputs")
    start, goal = end(project, "add1", "inputs"), end(project, "concatenate1", "inputs")

    moved = edit.move_port_wires(project, MAIN, start, goal, is_input=True)

    into = [row for row in drawn(moved) if row[1] in ("add1", "concatenate1")]
    assert into == [
        ("dense2", "concatenate1", 1),
        ("input1", "concatenate1", 2),
        ("relu1", "concatenate1", 0),
    ]


def test_one_wire_takes_the_place_of_another() -> None:
    project = wire(with_new(residual(), "Tanh"), "relu1", "tanh1")
    start, goal = end(project, "dense1", "input"), end(project, "tanh1", "input")

    moved = edit.move_port_wires(project, MAIN, start, goal, is_input=True)

    assert [row for row in drawn(moved) if row[1] in ("dense1", "tanh1")] == [
        ("input1", "tanh1", 0)
    ]


def test_port_without_wires_leaves_the_other_as_it_was() -> None:
    project = with_new(residual(), "Tanh")
    start, goal = end(project, "tanh1", "input"), end(project, "dense1", "input")

    assert edit.move_port_wires(project, MAIN, start, goal, is_input=True) is project
    assert edit.move_port_wires(project, MAIN, goal, goal, is_input=True) is project


def test_several_wires_into_a_port_that_takes_one_are_refused() -> None:
    project = with_new(residual(), "Tanh")
    start, goal = end(project, "add1", "inputs"), end(project, "tanh1", "input")

    with pytest.raises(EditError, match="This input of tanh1 takes one wire"):
        edit.move_port_wires(project, MAIN, start, goal, is_input=True)


@pytest.mark.parametrize("is_input", [True, False])
def test_wires_that_would_lead_from_a_layer_to_itself_are_refused(is_input: bool) -> None:
    project = chain("Input", "ReLU", "Tanh")
    start = end(project, "tanh1", "input") if is_input else end(project, "relu1", "output")
    goal = end(project, "relu1", "input") if is_input else end(project, "tanh1", "output")

    with pytest.raises(EditError, match="cannot feed itself"):
        edit.move_port_wires(project, MAIN, start, goal, is_input=is_input)


def test_port_that_is_not_there_is_refused() -> None:
    project = residual()

    with pytest.raises(EditError, match="add1 has no input called b"):
        edit.move_port_wires(
            project,
            MAIN,
            end(project, "dense1", "input"),
            end(project, "add1", "b"),
            is_input=True,
        )
