"""Edits: what they change, what they leave alone, and what they refuse."""

import time
from collections.abc import Callable

import pytest
from torch import nn

from netbuilder.error import EditError
from netbuilder.layers import catalogue
from netbuilder.layers.layer import KINDS
from netbuilder.project import edit
from netbuilder.project.name import MODULE_ATTRIBUTES, RESERVED
from netbuilder.project.schema import Column, ColumnKind, Data
from netbuilder.project.value import (
    Block,
    Edge,
    End,
    Formula,
    Frame,
    Layout,
    Network,
    Node,
    Project,
    Tie,
    Training,
)
from tests.builders import (
    DIGITS,
    MAIN,
    chain,
    digits_cnn,
    mlp,
    node_named,
    project_of,
    random_network,
    residual,
    wire,
)


def drawn(project: Project, network: str = MAIN) -> list[tuple[str, str, int]]:
    """The wires by the names of their ends, and their order."""
    value = project.networks[network]
    return [
        (value.nodes[e.source.node].name, value.nodes[e.sink.node].name, e.order)
        for e in value.edges
    ]


def edge_between(project: Project, source: str, sink: str) -> Edge:
    ends = node_named(project, source).id, node_named(project, sink).id
    return next(e for e in project.networks[MAIN].edges if (e.source.node, e.sink.node) == ends)


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(EditError) as caught:
        act()
    return str(caught.value)


class TestNames:
    def test_new_nodes_are_named_by_kind_and_number(self) -> None:
        names = [node.name for node in digits_cnn().networks[MAIN].nodes.values()]

        assert names[:3] == ["input1", "conv1", "relu1"]
        assert names[8:] == ["dense1", "relu3", "dropout1", "dense2", "softmax1", "output1"]

    def test_first_free_number_is_taken(self) -> None:
        project = chain("ReLU", "ReLU", "ReLU")
        project = edit.remove_nodes(project, MAIN, [node_named(project, "relu2").id])

        assert edit.new_node(project.networks[MAIN], "ReLU").name == "relu2"

    def test_every_kind_gives_an_allowed_name(self) -> None:
        for kind in [*KINDS, "Block", "acme:WaveletBank", "acme:2fast", "π"]:
            name = edit.new_node(Network(), kind).name

            assert name.isidentifier()
            assert name.isascii()
            assert name not in RESERVED

    def test_reserved_names_are_those_of_torch(self) -> None:
        public = {name for name in dir(nn.Module()) if not name.startswith("_")}

        assert public <= MODULE_ATTRIBUTES

    def test_renaming_strips_blanks_and_keeps_everything_else(self) -> None:
        project = digits_cnn()
        node = node_named(project, "conv1")

        renamed = edit.rename_node(project, MAIN, node.id, " stem ")

        assert node_named(renamed, "stem").parameters == node.parameters
        assert renamed.networks[MAIN].edges == project.networks[MAIN].edges

    @pytest.mark.parametrize(
        "name",
        ["", "2conv", "_x", "a b", "naïve", "class", "forward", "parameters", "self", "x" * 61],
    )
    def test_name_that_source_cannot_use_is_refused(self, name: str) -> None:
        project = digits_cnn()

        sentence = refusal(
            lambda: edit.rename_node(project, MAIN, node_named(project, "conv1").id, name)
        )

        assert sentence.startswith(f"The name {name} must ")

    def test_name_of_another_layer_is_refused(self) -> None:
        project = digits_cnn()

        sentence = refusal(
            lambda: edit.rename_node(project, MAIN, node_named(project, "conv1").id, "conv2")
        )

        assert sentence == "conv2 is already the name of another layer. Choose another name."


class TestNodes:
    def test_adding_places_a_node_and_leaves_the_old_value_alone(self) -> None:
        old = digits_cnn()
        node = edit.new_node(old.networks[MAIN], "Tanh")

        new = edit.add_node(old, MAIN, node, (5, 7))

        assert new.networks[MAIN].nodes[node.id] is node
        assert new.networks[MAIN].layout.positions[node.id] == (5.0, 7.0)
        assert node.id not in old.networks[MAIN].nodes
        assert new.data is old.data
        assert new.networks[MAIN].edges is old.networks[MAIN].edges

    def test_taken_id_or_name_is_refused(self) -> None:
        project = digits_cnn()
        node = node_named(project, "conv1")
        twin = Node(id="other", kind="Conv", name="conv1")

        assert "already there" in refusal(lambda: edit.add_node(project, MAIN, node))
        assert "conv1" in refusal(lambda: edit.add_node(project, MAIN, twin))

    def test_removing_cleans_wires_frames_ties_search_and_layout(self) -> None:
        project = mlp([4, 3, 2])
        dense, relu = node_named(project, "dense1"), node_named(project, "relu1")
        value = project.networks[MAIN]
        entering = edge_between(project, "input1", "dense1")
        value = Network(
            nodes=value.nodes,
            edges=value.edges,
            frames=(Frame(id="f", title="Body", members=(dense.id, relu.id)),),
            ties=(Tie(members=((dense.id, "weight"), (relu.id, "weight"))),),
            layout=Layout(
                positions=value.layout.positions,
                bends={entering: ((1.0, 2.0),)},
                colours={dense.id: "conv"},
            ),
        )
        training = Training(search={(MAIN, dense.id, "out_features"): (2, 8)})
        project = Project(name="x", networks={MAIN: value}, training=training)

        left = edit.remove_nodes(project, MAIN, [dense.id])

        network = left.networks[MAIN]
        assert dense.id not in network.nodes
        assert drawn(left) == [("relu1", "dense2", 0), ("dense2", "output1", 0)]
        assert network.frames[0].members == (relu.id,)
        assert network.ties == ()
        assert dense.id not in network.layout.positions
        assert not network.layout.bends
        assert not network.layout.colours
        assert not left.training.search

    def test_closing_the_gap_joins_the_neighbours(self) -> None:
        project = mlp([4, 3, 2])
        gone = [node_named(project, name).id for name in ("dense1", "relu1")]

        left = edit.remove_nodes(project, MAIN, gone, close_gap=True)

        assert drawn(left) == [("input1", "dense2", 0), ("dense2", "output1", 0)]

    def test_closing_the_gap_keeps_the_place_in_a_port_that_takes_many(self) -> None:
        project = residual()  # add1 takes dense2 first, then input1

        left = edit.remove_nodes(project, MAIN, [node_named(project, "dense2").id], close_gap=True)

        assert sorted(drawn(left)) == [
            ("add1", "output1", 0),
            ("dense1", "relu1", 0),
            ("input1", "add1", 1),
            ("input1", "dense1", 0),
            ("relu1", "add1", 0),
        ]

    def test_two_ways_from_one_source_may_both_close(self) -> None:
        project = chain("Input", "ReLU", "Add")
        tanh = edit.new_node(project.networks[MAIN], "Tanh")
        project = edit.add_node(project, MAIN, tanh)
        project = wire(wire(project, "input1", "tanh1"), "tanh1", "add1", "inputs")
        gone = [tanh.id, node_named(project, "relu1").id]

        left = edit.remove_nodes(project, MAIN, gone, close_gap=True)

        assert drawn(left) == [("input1", "add1", 0), ("input1", "add1", 1)]

    def test_node_with_two_inputs_leaves_a_gap(self) -> None:
        project = residual()

        left = edit.remove_nodes(project, MAIN, [node_named(project, "add1").id], close_gap=True)

        assert drawn(left) == [
            ("input1", "dense1", 0),
            ("dense1", "relu1", 0),
            ("relu1", "dense2", 0),
        ]

    def test_removing_what_is_not_there_changes_nothing(self) -> None:
        project = digits_cnn()

        assert edit.remove_nodes(project, MAIN, ["nobody"]) is project

    def test_moving_touches_layout_only(self) -> None:
        project = digits_cnn()
        node = node_named(project, "conv1")

        moved = edit.move_nodes(project, MAIN, {node.id: (3.0, 4.0), "nobody": (0.0, 0.0)})

        assert moved.networks[MAIN].nodes is project.networks[MAIN].nodes
        assert moved.networks[MAIN].edges is project.networks[MAIN].edges
        assert moved.networks[MAIN].layout.positions[node.id] == (3.0, 4.0)
        assert "nobody" not in moved.networks[MAIN].layout.positions

    def test_bends_go_along_when_both_ends_move_alike(self) -> None:
        project = mlp([4, 2])
        edge = edge_between(project, "input1", "dense1")
        project = edit.set_bends(project, MAIN, {edge: ((10.0, 20.0),)})
        both = {edge.source.node: (5.0, 7.0), edge.sink.node: (213.0, 7.0)}

        together = edit.move_nodes(project, MAIN, both)
        alone = edit.move_nodes(project, MAIN, {edge.sink.node: (213.0, 7.0)})

        assert together.networks[MAIN].layout.bends == {edge: ((15.0, 27.0),)}
        assert alone.networks[MAIN].layout.bends == {edge: ((10.0, 20.0),)}

    @pytest.mark.parametrize("place", [(float("nan"), 0.0), (0.0, float("inf")), (2e7, 0.0)])
    def test_place_out_of_this_world_is_refused(self, place: tuple[float, float]) -> None:
        project = digits_cnn()
        node = node_named(project, "conv1")

        assert "too far" in refusal(lambda: edit.move_nodes(project, MAIN, {node.id: place}))

    def test_inserting_on_a_wire_keeps_its_place_at_the_sink(self) -> None:
        project = residual()
        edge = edge_between(project, "dense2", "add1")
        node = edit.new_node(project.networks[MAIN], "Tanh")

        grown = edit.insert_on_edge(project, MAIN, edge, node)

        assert ("dense2", "tanh1", 0) in drawn(grown)
        assert ("tanh1", "add1", 0) in drawn(grown)
        assert ("input1", "add1", 1) in drawn(grown)
        # Half way between dense2 at 624 and add1 at 832.
        assert grown.networks[MAIN].layout.positions[node.id] == (728.0, 0.0)

    def test_output_cannot_stand_on_a_wire(self) -> None:
        project = mlp([4, 2])
        node = edit.new_node(project.networks[MAIN], "Output")
        edge = edge_between(project, "input1", "dense1")

        sentence = refusal(lambda: edit.insert_on_edge(project, MAIN, edge, node))

        assert sentence == "output2 cannot stand on a wire. It needs an input and an output."

    def test_bypass_and_freeze_mark_nodes(self) -> None:
        project = digits_cnn()
        ids = [node_named(project, name).id for name in ("conv1", "conv2")]

        marked = edit.set_frozen(edit.set_bypassed(project, MAIN, ids, True), MAIN, ids, True)

        assert all(marked.networks[MAIN].nodes[i].bypassed for i in ids)
        assert all(marked.networks[MAIN].nodes[i].frozen for i in ids)
        assert edit.set_frozen(marked, MAIN, ids, True) is marked

    def test_input_cannot_be_bypassed(self) -> None:
        project = digits_cnn()
        node = node_named(project, "input1")

        assert "input1" in refusal(lambda: edit.set_bypassed(project, MAIN, [node.id], True))


class TestParameters:
    def test_several_nodes_take_one_value(self) -> None:
        project = mlp([4, 3, 2])
        ids = [node_named(project, name).id for name in ("dense1", "dense2")]

        changed = edit.set_parameter(project, MAIN, ids, "out_features", 7)

        assert [changed.networks[MAIN].nodes[i].parameters["out_features"] for i in ids] == [7, 7]
        assert edit.set_parameter(changed, MAIN, ids, "out_features", 7) is changed

    def test_lists_become_tuples_and_whole_numbers_real_where_the_parameter_is(self) -> None:
        project = digits_cnn()
        conv, dropout = node_named(project, "conv1"), node_named(project, "dropout1")

        project = edit.set_parameter(project, MAIN, [conv.id], "kernel_size", [3, 5])
        project = edit.set_parameter(project, MAIN, [dropout.id], "p", 1)

        assert node_named(project, "conv1").parameters["kernel_size"] == (3, 5)
        assert repr(node_named(project, "dropout1").parameters["p"]) == "1.0"

    @pytest.mark.parametrize(
        ("name", "key", "value"),
        [
            ("dense1", "out_features", 0),
            ("dense1", "out_features", 2.5),
            ("dense1", "out_features", True),
            ("dense1", "out_features", None),
            ("dense1", "widht", 3),
            ("dropout1", "p", 1.5),
            ("dropout1", "p", float("nan")),
            ("conv1", "kernel_size", (3, 3, 3, 3)),
            ("conv1", "padding_mode", "mirror"),
            ("dense1", "out_features", Formula(text="2 +")),
            ("dense1", "out_features", Formula(text="__import__('os')")),
        ],
    )
    def test_value_that_does_not_fit_is_refused(self, name: str, key: str, value: object) -> None:
        project = digits_cnn()

        assert refusal(
            lambda: edit.set_parameter(project, MAIN, [node_named(project, name).id], key, value)
        )

    def test_refusal_names_the_setting_as_people_know_it(self) -> None:
        project = digits_cnn()
        node = node_named(project, "dropout1")
        layer = catalogue.layer_class("Dropout")
        assert layer is not None

        sentence = refusal(lambda: edit.set_parameter(project, MAIN, [node.id], "p", 2.0))

        assert sentence.startswith(layer.parameters["p"].label.capitalize() + " must be")

    def test_formula_is_kept_as_written(self) -> None:
        project = mlp([4, 2])
        node = node_named(project, "dense1")
        formula = Formula(text="in.feature // 2")

        changed = edit.set_parameter(project, MAIN, [node.id], "out_features", formula)

        assert node_named(changed, "dense1").parameters["out_features"] == formula

    def test_reset_forgets_the_value(self) -> None:
        project = mlp([4, 2])
        node = node_named(project, "dense1")

        changed = edit.reset_parameter(project, MAIN, [node.id], "out_features")

        assert node_named(changed, "dense1").parameters == {}
        assert edit.reset_parameter(changed, MAIN, [node.id], "out_features") is changed

    def test_layer_of_a_missing_package_takes_any_value(self) -> None:
        node = edit.new_node(Network(), "acme:Wavelet", {"depth": [1, {"a": None}]})

        assert node.parameters == {"depth": (1, {"a": None})}


class TestWires:
    def test_second_wire_into_a_single_port_replaces_the_first(self) -> None:
        project = wire(mlp([4, 3, 2]), "input1", "dense2")

        assert ("input1", "dense2", 0) in drawn(project)
        assert ("relu1", "dense2", 0) not in drawn(project)

    def test_same_wire_again_changes_nothing(self) -> None:
        project = mlp([4, 2])

        assert wire(project, "input1", "dense1") is project

    def test_wire_into_a_port_that_takes_many_comes_last_or_where_it_is_put(self) -> None:
        project = wire(residual(), "relu1", "add1", "inputs")
        source = End(node_named(project, "dense1").id, "output")
        sink = End(node_named(project, "add1").id, "inputs")

        project = edit.connect(project, MAIN, source, sink, order=1)

        into = [(s, order) for s, k, order in drawn(project) if k == "add1"]
        assert sorted(into, key=lambda pair: pair[1]) == [
            ("dense2", 0),
            ("dense1", 1),
            ("input1", 2),
            ("relu1", 3),
        ]

    def test_taking_a_wire_out_closes_the_numbers(self) -> None:
        project = wire(residual(), "relu1", "add1", "inputs")
        edge = edge_between(project, "input1", "add1")
        last = edge_between(project, "relu1", "add1")
        project = edit.set_bends(project, MAIN, {last: ((1.0, 2.0),)})

        left = edit.remove_edges(project, MAIN, [edge])

        into = [(s, order) for s, k, order in drawn(left) if k == "add1"]
        assert sorted(into) == [("dense2", 0), ("relu1", 1)]
        moved = edge_between(left, "relu1", "add1")
        assert left.networks[MAIN].layout.bends == {moved: ((1.0, 2.0),)}

    def test_moving_a_wire_in_its_port_shifts_the_others(self) -> None:
        project = wire(residual(), "relu1", "add1", "inputs")
        first = edge_between(project, "dense2", "add1")

        moved = edit.move_edge(project, MAIN, first, order=2)

        into = [(s, order) for s, k, order in drawn(moved) if k == "add1"]
        assert sorted(into) == [("dense2", 2), ("input1", 0), ("relu1", 1)]

    def test_moving_a_wire_to_another_port_frees_the_first(self) -> None:
        project = residual()
        edge = edge_between(project, "input1", "add1")
        sink = End(node_named(project, "dense2").id, "input")

        moved = edit.move_edge(project, MAIN, edge, sink=sink)

        assert ("input1", "dense2", 0) in drawn(moved)
        assert ("relu1", "dense2", 0) not in drawn(moved)
        assert [d for d in drawn(moved) if d[1] == "add1"] == [("dense2", "add1", 0)]

    def test_swapping_two_inputs_exchanges_their_sources(self) -> None:
        project = residual()
        first = edge_between(project, "dense2", "add1")
        second = edge_between(project, "input1", "add1")

        swapped = edit.swap_inputs(project, MAIN, first, second)

        assert ("input1", "add1", 0) in drawn(swapped)
        assert ("dense2", "add1", 1) in drawn(swapped)

    def test_wire_to_itself_or_to_a_port_that_is_not_there_is_refused(self) -> None:
        project = mlp([4, 2])
        dense, output = node_named(project, "dense1").id, node_named(project, "output1").id

        for source, sink in [
            (End(dense, "output"), End(dense, "input")),
            (End(dense, "hidden"), End(output, "input")),
            (End(output, "output"), End(dense, "input")),
            (End(dense, "output"), End(output, "b")),
            (End("nobody", "output"), End(output, "input")),
        ]:
            with pytest.raises(EditError):
                edit.connect(project, MAIN, source, sink)

    def test_wire_that_is_gone_cannot_be_moved(self) -> None:
        project = mlp([4, 2])
        gone = Edge(source=End("a", "output"), sink=End("b", "input"))

        assert "no longer there" in refusal(lambda: edit.move_edge(project, MAIN, gone, order=0))
        assert edit.remove_edges(project, MAIN, [gone]) is project


class TestFragments:
    def test_pasted_copy_is_the_same_with_new_ids_and_names(self) -> None:
        project = residual()
        names = ("dense1", "relu1", "dense2", "add1")
        ids = [node_named(project, name).id for name in names]

        fragment = edit.copy_fragment(project.networks[MAIN], ids)
        pasted, new_ids = edit.paste_fragment(project, MAIN, fragment, (1000.0, 500.0))

        network = pasted.networks[MAIN]
        copies = [network.nodes[i] for i in new_ids]
        assert [node.name for node in copies] == ["dense3", "relu2", "dense4", "add2"]
        assert [node.parameters for node in copies] == [
            node_named(project, name).parameters for name in names
        ]
        assert not set(new_ids) & set(ids)
        assert drawn(pasted)[-3:] == [
            ("dense3", "relu2", 0),
            ("relu2", "dense4", 0),
            ("dense4", "add2", 0),
        ]
        assert [network.layout.positions[i] for i in new_ids] == [
            (1000.0 + 208.0 * k, 500.0) for k in range(4)
        ]

    def test_wires_that_stay_behind_leave_no_hole(self) -> None:
        project = residual()
        ids = [node_named(project, name).id for name in ("input1", "add1")]

        fragment = edit.copy_fragment(project.networks[MAIN], ids)

        (edge,) = fragment.edges
        assert edge.order == 0

    def test_pasting_a_whole_network_gives_its_size_twice(self) -> None:
        project = random_network(300, 2)
        network = project.networks[MAIN]

        pasted, _ids = edit.paste_fragment(
            project, MAIN, edit.copy_fragment(network, network.nodes), (0.0, 0.0)
        )

        assert len(pasted.networks[MAIN].nodes) == 2 * len(network.nodes)
        assert len(pasted.networks[MAIN].edges) == 2 * len(network.edges)


def two_networks() -> Project:
    """``main`` shows ``inner`` as a block between its Input and Output."""
    inner = mlp([4, 4]).networks[MAIN]
    ports = {node.kind: node.id for node in inner.nodes.values()}
    project = edit.add_network(mlp([4, 4]), "inner", inner)
    block = edit.new_node(project.networks[MAIN], "Block", block=Block(network="inner"))
    project = edit.add_node(project, MAIN, block)
    project = edit.connect(
        project,
        MAIN,
        End(node_named(project, "dense1").id, "output"),
        End(block.id, ports["Input"]),
    )
    return edit.connect(
        project,
        MAIN,
        End(block.id, ports["Output"]),
        End(node_named(project, "output1").id, "input"),
    )


class TestNetworks:
    def test_renaming_follows_blocks_roles_and_search(self) -> None:
        project = two_networks()
        project = edit.set_training(project, roles={"model": MAIN, "teacher": "inner"})

        renamed = edit.rename_network(project, "inner", "encoder")

        assert list(renamed.networks) == [MAIN, "encoder"]
        assert node_named(renamed, "block1").block == Block(network="encoder")
        assert renamed.training.roles == {"model": MAIN, "teacher": "encoder"}

    def test_network_that_stands_as_a_block_is_kept(self) -> None:
        project = two_networks()

        sentence = refusal(lambda: edit.remove_network(project, "inner"))

        assert sentence == "inner stands as a block in main. Take the block away first."

    def test_last_network_is_kept(self) -> None:
        assert "at least one" in refusal(lambda: edit.remove_network(digits_cnn(), MAIN))

    def test_removed_network_loses_its_roles(self) -> None:
        project = edit.add_network(digits_cnn(), "critic")
        project = edit.set_training(project, roles={"model": MAIN, "critic": "critic"})

        left = edit.remove_network(project, "critic")

        assert list(left.networks) == [MAIN]
        assert left.training.roles == {"model": MAIN}

    @pytest.mark.parametrize("name", ["", "1st", " main", "main ", "ä", "a/b", "a.b", "x" * 61])
    def test_name_that_no_class_could_have_is_refused(self, name: str) -> None:
        assert refusal(lambda: edit.add_network(digits_cnn(), name))

    def test_taken_name_is_refused(self) -> None:
        assert "already" in refusal(lambda: edit.add_network(digits_cnn(), MAIN))

    def test_block_inside_itself_is_refused(self) -> None:
        project = two_networks()
        inner = project.networks["inner"]
        loop = edit.new_node(inner, "Block", block=Block(network=MAIN))

        sentence = refusal(lambda: edit.add_node(project, "inner", loop))

        assert sentence == "inner: A network cannot stand inside itself."

    def test_removed_input_takes_the_wires_of_blocks_along(self) -> None:
        project = two_networks()
        entry = next(n for n in project.networks["inner"].nodes.values() if n.kind == "Input")

        left = edit.remove_nodes(project, "inner", [entry.id])

        assert drawn(left) == [("input1", "dense1", 0), ("block1", "output1", 0)]

    def test_unknown_network_is_refused(self) -> None:
        node = Node(id="a", kind="ReLU", name="relu1")

        assert "nowhere" in refusal(lambda: edit.add_node(digits_cnn(), "nowhere", node))


class TestSettings:
    def test_training_takes_new_values(self) -> None:
        project = edit.set_training(digits_cnn(), epochs=3, learning_rate=1)

        assert project.training.epochs == 3
        assert repr(project.training.learning_rate) == "1.0"
        assert edit.set_training(project, epochs=3) is project

    @pytest.mark.parametrize(
        "changes",
        [
            {"epochs": -1},
            {"epochs": 2.5},
            {"learning_rate": 0.0},
            {"learning_rate": float("nan")},
            {"batch_size": "all"},
            {"optimizer": "Magic"},
            {"optimizer": "SGD", "optimizer_options": {"momentum": 7}},
            {"precision": "float8"},
            {"speed": 3},
        ],
    )
    def test_training_that_no_file_could_hold_is_refused(self, changes: dict[str, object]) -> None:
        assert refusal(lambda: edit.set_training(digits_cnn(), **changes))

    def test_data_takes_another_schema(self) -> None:
        project = edit.set_data(mlp([4, 2]), DIGITS)

        assert project.data == DIGITS
        assert edit.set_data(project, DIGITS) is project

    def test_two_columns_of_one_name_are_refused(self) -> None:
        column = Column(name="x", kind=ColumnKind.NUMBER)

        assert "same name" in refusal(
            lambda: edit.set_data(mlp([4, 2]), Data(columns=(column, column)))
        )

    def test_project_takes_a_title_and_notes(self) -> None:
        project = edit.set_notes(edit.rename_project(digits_cnn(), " Zahlen "), "läuft\n")

        assert project.name == "Zahlen"
        assert project.notes == "läuft\n"

    @pytest.mark.parametrize("name", ["", "  ", "two\nlines", "x" * 201])
    def test_title_is_one_line(self, name: str) -> None:
        assert refusal(lambda: edit.rename_project(digits_cnn(), name))


def test_edits_of_five_thousand_layers_take_about_a_millisecond() -> None:
    project = random_network(5000, 1)
    network = project.networks[MAIN]
    ids = list(network.nodes)
    edge = network.edges[2000]
    dense = next(node.id for node in network.nodes.values() if node.kind == "Linear")
    edits: dict[str, Callable[[], Project]] = {
        "set": lambda: edit.set_parameter(project, MAIN, [dense], "out_features", 9),
        "move": lambda: edit.move_nodes(project, MAIN, {ids[7]: (1.0, 1.0)}),
        "add": lambda: edit.add_node(project, MAIN, edit.new_node(network, "ReLU"), (0.0, 0.0)),
        "connect": lambda: edit.connect(project, MAIN, End(ids[9], "output"), edge.sink),
        "disconnect": lambda: edit.remove_edges(project, MAIN, [edge]),
        "remove": lambda: edit.remove_nodes(project, MAIN, [ids[400]], close_gap=True),
        "rename": lambda: edit.rename_node(project, MAIN, ids[7], "chosen"),
    }

    times = {name: min(_seconds(act) for _ in range(10)) for name, act in edits.items()}

    assert not {name: s for name, s in times.items() if s > 0.005}


def _seconds(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def test_builder_of_random_networks_gives_what_it_is_asked_for() -> None:
    project = random_network(5000, 4)

    network = project.networks[MAIN]
    assert 4900 <= len(network.nodes) <= 5000
    assert random_network(5000, 4) == project
    assert project_of(network).networks == project.networks
