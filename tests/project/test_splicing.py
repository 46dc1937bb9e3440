"""Nodes that come onto wires and leave them: which wires are drawn, which stay, what is refused."""

from collections.abc import Callable, Iterable

import pytest

from netbuilder.error import EditError
from netbuilder.project import edit
from netbuilder.project.value import Block, Edge, End, Project
from tests.builders import MAIN, chain, digits_cnn, mlp, node_named, residual, wire


def ids(project: Project, *names: str) -> list[str]:
    return [node_named(project, name).id for name in names]


def edge_between(project: Project, source: str, sink: str) -> Edge:
    ends = tuple(ids(project, source, sink))
    return next(e for e in project.networks[MAIN].edges if (e.source.node, e.sink.node) == ends)


def drawn(project: Project) -> list[tuple[str, str, int]]:
    """The wires by the names of their ends, and their order, sorted."""
    value = project.networks[MAIN]
    return sorted(
        (value.nodes[e.source.node].name, value.nodes[e.sink.node].name, e.order)
        for e in value.edges
    )


def with_loose(project: Project, *kinds: str) -> Project:
    """`project` with layers of these kinds beside it, wired to nothing."""
    for kind in kinds:
        node = edit.new_node(project.networks[MAIN], kind)
        project = edit.add_node(project, MAIN, node, (0.0, 500.0))
    return project


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(EditError) as caught:
        act()
    return caught.value.sentence


def inserted(project: Project, source: str, sink: str, names: Iterable[str]) -> Project:
    edge = edge_between(project, source, sink)
    return edit.insert_nodes_on_edge(project, MAIN, edge, ids(project, *names))


class TestInserting:
    def test_layer_comes_between_and_keeps_its_place(self) -> None:
        project = with_loose(mlp([4, 3, 2]), "Tanh")

        grown = inserted(project, "dense1", "relu1", ["tanh1"])

        assert drawn(grown) == [
            ("dense1", "tanh1", 0),
            ("dense2", "output1", 0),
            ("input1", "dense1", 0),
            ("relu1", "dense2", 0),
            ("tanh1", "relu1", 0),
        ]
        assert grown.networks[MAIN].nodes == project.networks[MAIN].nodes
        assert grown.networks[MAIN].layout == project.networks[MAIN].layout

    def test_row_of_layers_comes_between_with_its_own_wires(self) -> None:
        project = wire(with_loose(mlp([4, 2]), "Tanh", "Linear"), "dense2", "tanh1")

        grown = inserted(project, "input1", "dense1", ["tanh1", "dense2"])

        assert drawn(grown) == [
            ("dense1", "output1", 0),
            ("dense2", "tanh1", 0),
            ("input1", "dense2", 0),
            ("tanh1", "dense1", 0),
        ]

    def test_row_may_branch_and_join_again(self) -> None:
        project = with_loose(mlp([4, 2]), "Linear", "ReLU", "Add")
        project = wire(wire(project, "dense2", "relu1"), "relu1", "add1", "inputs")
        project = wire(project, "dense2", "add1", "inputs")

        grown = inserted(project, "dense1", "output1", ["add1", "relu1", "dense2"])

        assert ("dense1", "dense2", 0) in drawn(grown)
        assert ("add1", "output1", 0) in drawn(grown)
        assert len(drawn(grown)) == len(drawn(project)) + 1

    def test_place_in_a_port_that_takes_many_is_kept(self) -> None:
        grown = inserted(with_loose(residual(), "Tanh"), "dense2", "add1", ["tanh1"])

        assert ("tanh1", "add1", 0) in drawn(grown)
        assert ("input1", "add1", 1) in drawn(grown)

    def test_port_that_takes_many_is_never_taken(self) -> None:
        project = wire(with_loose(mlp([4, 2]), "Add"), "input1", "add1", "inputs")

        grown = inserted(project, "dense1", "output1", ["add1"])

        assert ("input1", "add1", 0) in drawn(grown)
        assert ("dense1", "add1", 1) in drawn(grown)
        assert ("add1", "output1", 0) in drawn(grown)

    def test_first_free_output_is_led_on(self) -> None:
        project = with_loose(mlp([4, 3, 2]), "LSTM", "Tanh")
        lstm, tanh = ids(project, "lstm1", "tanh1")
        project = edit.connect(project, MAIN, End(lstm, "output"), End(tanh, "input"))

        grown = inserted(project, "dense1", "relu1", ["lstm1"])

        led = edge_between(grown, "lstm1", "relu1")
        assert led.source == End(lstm, "hidden")
        assert ("lstm1", "tanh1", 0) in drawn(grown)

    def test_block_stands_on_a_wire_by_its_first_ports(self) -> None:
        project = digits_cnn()
        project, _first = edit.make_block(project, MAIN, ids(project, "conv2", "relu2"), "body")
        block = edit.new_node(project.networks[MAIN], "Block", block=Block(network="body"))
        project = edit.add_node(project, MAIN, block)

        grown = inserted(project, "relu1", "max_pool1", [block.name])

        inside = project.networks["body"].nodes.values()
        entry = next(node.id for node in inside if node.kind == "Input")
        leave = next(node.id for node in inside if node.kind == "Output")
        assert edge_between(grown, "relu1", block.name).sink == End(block.id, entry)
        assert edge_between(grown, block.name, "max_pool1").source == End(block.id, leave)

    @pytest.mark.parametrize(
        ("names", "sentence"),
        [
            (
                ["tanh1", "add1"],
                "Only one row of layers can be put on a wire. Select layers that hang together.",
            ),
            ([], "Only one row of layers can be put on a wire. Select layers that hang together."),
            (["output2"], "output2 cannot stand on a wire. It needs an input and an output."),
            (["input2"], "input2 cannot stand on a wire. It needs an input and an output."),
            (["relu1"], "relu1 is wired already. Take it out of its wires first."),
            (["dense1"], "This wire already belongs to what is to stand on it."),
        ],
    )
    def test_what_cannot_stand_there_says_why(self, names: list[str], sentence: str) -> None:
        project = with_loose(mlp([4, 3, 2]), "Tanh", "Add", "Output", "Input")

        assert refusal(lambda: inserted(project, "input1", "dense1", names)) == sentence

    def test_taken_output_is_refused(self) -> None:
        project = wire(with_loose(mlp([4, 3, 2]), "Tanh", "Output"), "tanh1", "output2")

        sentence = refusal(lambda: inserted(project, "input1", "dense1", ["tanh1"]))

        assert sentence == "tanh1 is wired already. Take it out of its wires first."

    @pytest.mark.parametrize("wired_to", ["before the wire", "behind the wire"])
    def test_layer_that_would_feed_itself_is_refused(self, wired_to: str) -> None:
        project = with_loose(residual(), "Add", "LSTM")
        if wired_to == "before the wire":
            lstm, add = ids(project, "lstm1", "add1")
            project = edit.connect(project, MAIN, End(lstm, "hidden"), End(add, "inputs"))
            names, on = ["lstm1"], ("add1", "output1")
        else:
            project = wire(project, "dense2", "add2", "inputs")
            names, on = ["add2"], ("dense1", "relu1")

        sentence = refusal(lambda: inserted(project, *on, names))

        assert sentence == (
            f"On this wire, {names[0]} would feed itself. Take it out of its other wires first."
        )

    def test_wire_that_is_gone_is_refused(self) -> None:
        project = with_loose(mlp([4, 2]), "Tanh")
        edge = edge_between(project, "input1", "dense1")
        left = edit.remove_edges(project, MAIN, [edge])

        sentence = refusal(
            lambda: edit.insert_nodes_on_edge(left, MAIN, edge, ids(project, "tanh1"))
        )

        assert sentence == "This wire is no longer there."


class TestDetaching:
    def test_neighbours_are_joined_and_the_layer_stays(self) -> None:
        project = mlp([4, 3, 2])

        left = edit.detach_nodes(project, MAIN, ids(project, "relu1"))

        assert drawn(left) == [
            ("dense1", "dense2", 0),
            ("dense2", "output1", 0),
            ("input1", "dense1", 0),
        ]
        assert left.networks[MAIN].nodes is project.networks[MAIN].nodes
        assert left.networks[MAIN].layout == project.networks[MAIN].layout

    def test_wires_among_the_layers_stay(self) -> None:
        project = mlp([4, 3, 2])

        left = edit.detach_nodes(project, MAIN, ids(project, "dense1", "relu1"))

        assert drawn(left) == [
            ("dense1", "relu1", 0),
            ("dense2", "output1", 0),
            ("input1", "dense2", 0),
        ]

    def test_part_that_branches_and_joins_closes_up(self) -> None:
        project = residual()

        left = edit.detach_nodes(project, MAIN, ids(project, "dense1", "relu1", "dense2", "add1"))

        assert drawn(left) == [
            ("dense1", "relu1", 0),
            ("dense2", "add1", 0),
            ("input1", "output1", 0),
            ("relu1", "dense2", 0),
        ]

    def test_two_ways_are_not_joined(self) -> None:
        project = residual()

        left = edit.detach_nodes(project, MAIN, ids(project, "add1"))

        assert drawn(left) == [
            ("dense1", "relu1", 0),
            ("input1", "dense1", 0),
            ("relu1", "dense2", 0),
        ]

    def test_way_that_begins_inside_is_not_joined(self) -> None:
        project = residual()

        left = edit.detach_nodes(project, MAIN, ids(project, "input1", "dense1", "relu1", "dense2"))

        assert drawn(left) == [
            ("add1", "output1", 0),
            ("dense1", "relu1", 0),
            ("input1", "dense1", 0),
            ("relu1", "dense2", 0),
        ]

    def test_layer_without_wires_changes_nothing(self) -> None:
        project = with_loose(mlp([4, 2]), "Tanh")

        assert edit.detach_nodes(project, MAIN, [*ids(project, "tanh1"), "nobody"]) is project

    def test_putting_on_a_wire_and_taking_out_again_is_as_before(self) -> None:
        project = with_loose(residual(), "Tanh")

        grown = inserted(project, "dense2", "add1", ["tanh1"])
        back = edit.detach_nodes(grown, MAIN, ids(project, "tanh1"))

        assert back == project


class TestRemoving:
    def test_gap_of_a_part_that_branches_and_joins_closes(self) -> None:
        project = residual()
        gone = ids(project, "dense1", "relu1", "dense2", "add1")

        left = edit.remove_nodes(project, MAIN, gone, close_gap=True)

        assert drawn(left) == [("input1", "output1", 0)]

    def test_gap_in_a_circle_closes_to_no_wire_of_a_layer_to_itself(self) -> None:
        project = chain("ReLU", "Tanh")
        project = wire(project, "tanh1", "relu1")

        left = edit.remove_nodes(project, MAIN, ids(project, "tanh1"), close_gap=True)

        assert drawn(left) == []
