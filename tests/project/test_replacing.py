"""Another layer in the place of one: what stays, where wires go, what is told."""

from dataclasses import replace

import pytest

from netbuilder.error import EditError
from netbuilder.project import edit, file
from netbuilder.project.value import Block, Edge, End, Frame, Project, Tie, Training
from tests.builders import MAIN, chain, digits_cnn, mlp, node_named, project_of, residual, wire


def replaced(project: Project, name: str, kind: str) -> edit.Replacement:
    return edit.replace_node(project, MAIN, node_named(project, name).id, kind)


def drawn(project: Project, network: str = MAIN) -> list[tuple[str, str, str, str, int]]:
    """The wires by names and ports of their ends, and their order, sorted."""
    value = project.networks[network]
    return sorted(
        (
            value.nodes[e.source.node].name,
            e.source.port,
            value.nodes[e.sink.node].name,
            e.sink.port,
            e.order,
        )
        for e in value.edges
    )


def test_wires_place_and_mark_stay() -> None:
    project = digits_cnn()
    old = node_named(project, "relu1")
    project = edit.set_bypassed(project, MAIN, [old.id], True)
    edges = project.networks[MAIN].edges
    entering = next(edge for edge in edges if edge.sink.node == old.id)
    leaving = next(edge for edge in edges if edge.source.node == old.id)
    project = edit.set_bends(project, MAIN, {entering: ((1.0, 2.0),), leaving: ((3.0, 4.0),)})

    done = replaced(project, "relu1", "GELU")

    network, before = done.project.networks[MAIN], project.networks[MAIN]
    new = done.node.id
    assert done.sentence == ""
    assert done.lost == ()
    assert network.nodes[new].kind == "GELU"
    assert network.nodes[new].bypassed
    assert len(network.nodes) == len(before.nodes)
    assert network.layout.positions[new] == before.layout.positions[old.id]
    assert network.layout.bends == {
        replace(entering, sink=End(new, "input")): ((1.0, 2.0),),
        replace(leaving, source=End(new, "output")): ((3.0, 4.0),),
    }
    assert [e.source.node for e in network.edges if e.sink.node == new] == [entering.source.node]
    assert [e.sink.node for e in network.edges if e.source.node == new] == [leaving.sink.node]
    assert len(network.edges) == len(before.edges)


def test_new_kind_has_a_new_id_and_the_old_one_is_gone() -> None:
    project = digits_cnn()
    old = node_named(project, "relu1").id

    done = replaced(project, "relu1", "GELU")

    assert done.node.id != old
    assert old not in done.project.networks[MAIN].nodes
    assert old not in done.project.networks[MAIN].layout.positions


def test_usual_name_follows_the_kind_and_a_chosen_one_stays() -> None:
    project = digits_cnn()
    chosen = edit.rename_node(project, MAIN, node_named(project, "relu1").id, "squash")

    assert replaced(project, "relu1", "GELU").node.name == "gelu1"
    assert replaced(chosen, "squash", "GELU").node.name == "squash"


def test_settings_of_both_kinds_stay_where_they_are_allowed() -> None:
    project = chain(("Conv", {"out_channels": 8, "kernel_size": 5, "padding_mode": "reflect"}))

    pool = replaced(project, "conv1", "MaxPool").node
    given = edit.replace_node(
        project, MAIN, node_named(project, "conv1").id, "MaxPool", {"kernel_size": 3}
    )

    assert pool.parameters == {"kernel_size": 5}
    assert given.node.parameters == {"kernel_size": 3}


def test_same_kind_keeps_its_id_and_takes_the_new_settings() -> None:
    project = chain(("Conv", {"out_channels": 8, "kernel_size": 5}))
    old = node_named(project, "conv1")

    done = edit.replace_node(project, MAIN, old.id, "Conv", {"kernel_size": 1})

    assert done.node == replace(old, parameters={"out_channels": 8, "kernel_size": 1})


def test_wires_into_a_port_that_took_many_go_by_their_order() -> None:
    project = residual()  # add1 takes dense2 first, then input1

    many = replaced(project, "add1", "Concatenate")
    one = replaced(project, "add1", "ReLU")

    assert ("dense2", "output", "concatenate1", "inputs", 0) in drawn(many.project)
    assert ("input1", "output", "concatenate1", "inputs", 1) in drawn(many.project)
    assert ("dense2", "output", "relu2", "input", 0) in drawn(one.project)
    assert ("relu2", "output", "output1", "input", 0) in drawn(one.project)
    assert [e.source.node for e in one.lost] == [node_named(project, "input1").id]
    assert one.sentence == "relu2 has no place for one of the wires, which is gone."


def test_wire_goes_to_the_port_at_its_place_where_no_key_is_the_same() -> None:
    done = replaced(mlp([4, 2]), "dense1", "Add")

    assert ("input1", "output", "add1", "inputs", 0) in drawn(done.project)


def test_state_of_a_recurrent_layer_goes_along_by_its_key() -> None:
    project = chain("Input", "LSTM", "Linear")
    project = edit.add_node(project, MAIN, edit.new_node(project.networks[MAIN], "Output"))
    lstm, end = node_named(project, "lstm1").id, node_named(project, "output1").id
    project = edit.connect(project, MAIN, End(lstm, "hidden"), End(end, "input"))

    gru = replaced(project, "lstm1", "GRU")
    dense = replaced(project, "lstm1", "Linear")

    assert ("gru1", "hidden", "output1", "input", 0) in drawn(gru.project)
    assert ("gru1", "output", "dense1", "input", 0) in drawn(gru.project)
    assert [edge.sink.node for edge in dense.lost] == [end]
    assert ("dense2", "output", "dense1", "input", 0) in drawn(dense.project)


def test_frames_and_search_follow_and_shared_weights_go() -> None:
    project = mlp([4, 3, 2])
    dense, second = node_named(project, "dense1").id, node_named(project, "dense2").id
    network = replace(
        project.networks[MAIN],
        frames=(Frame(id="f", title="Body", members=(second, dense)),),
        ties=(Tie(members=((dense, "bias"), (second, "bias"))),),
    )
    search = {(MAIN, dense, "out_features"): (2, 8), (MAIN, second, "out_features"): (1, 2)}
    project = replace(project_of(network), training=Training(search=search))

    done = replaced(project, "dense1", "Dropout")
    new = done.project.networks[MAIN]

    assert new.frames[0].members == (second, done.node.id)
    assert new.ties == ()
    assert done.project.training.search == {(MAIN, second, "out_features"): (1, 2)}
    assert file.from_text(file.to_text(done.project)) == done.project


def test_block_takes_the_wires_by_its_ports_in_their_order() -> None:
    project = digits_cnn()
    chosen = [node_named(project, name).id for name in ("conv2", "relu2")]
    project, _first = edit.make_block(project, MAIN, chosen, "body")

    done = edit.replace_node(
        project, MAIN, node_named(project, "relu1").id, "Block", block=Block(network="body")
    )

    inside = project.networks["body"].nodes.values()
    entry = next(node.id for node in inside if node.kind == "Input")
    leave = next(node.id for node in inside if node.kind == "Output")
    name = done.node.name
    assert ("conv1", "output", name, entry, 0) in drawn(done.project)
    assert (name, leave, "max_pool1", "input", 0) in drawn(done.project)


def test_wires_of_blocks_go_with_the_port_that_is_replaced() -> None:
    project = digits_cnn()
    chosen = [node_named(project, name).id for name in ("conv2", "relu2")]
    project, block = edit.make_block(project, MAIN, chosen, "body")
    end = next(n for n in project.networks["body"].nodes.values() if n.kind == "Output")

    done = edit.replace_node(project, "body", end.id, "ReLU")

    assert not [e for e in done.project.networks[MAIN].edges if e.source.node == block]
    assert file.from_text(file.to_text(done.project)) == done.project


def test_layer_that_is_wired_to_itself_in_a_file_stays_so() -> None:
    project = chain("ReLU")
    end = node_named(project, "relu1").id
    edge = Edge(source=End(end, "output"), sink=End(end, "input"))
    project = project_of(replace(project.networks[MAIN], edges=(edge,)))

    assert drawn(replaced(project, "relu1", "Tanh").project) == [
        ("tanh1", "output", "tanh1", "input", 0)
    ]


@pytest.mark.parametrize(
    ("kind", "parameters", "words"),
    [("Conv", {"kernel_size": 0}, "Kernel"), ("Block", {}, "inside itself")],
)
def test_what_is_not_allowed_is_refused(
    kind: str, parameters: dict[str, object], words: str
) -> None:
    project = mlp([4, 2])
    block = Block(network=MAIN) if kind == "Block" else None

    with pytest.raises(EditError, match=words):
        edit.replace_node(
            project, MAIN, node_named(project, "dense1").id, kind, parameters, block=block
        )


def test_replacing_an_input_leaves_its_wires_where_they_fit() -> None:
    project = wire(residual(), "relu1", "add1", "inputs")

    done = replaced(project, "input1", "Linear")

    assert done.sentence == ""
    assert ("dense3", "output", "dense1", "input", 0) in drawn(done.project)
    assert ("dense3", "output", "add1", "inputs", 1) in drawn(done.project)
