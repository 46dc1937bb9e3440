"""Copies that are fed by what feeds the layers they were made of."""

from netbuilder.project import edit, file
from netbuilder.project.value import Project
from tests.builders import MAIN, chain, node_named, residual, wire


def ids(project: Project, *names: str) -> list[str]:
    return [node_named(project, name).id for name in names]


def fed(project: Project, name: str) -> list[str]:
    """The names of the layers whose wires enter the layer called `name`, in order."""
    network = project.networks[MAIN]
    node = node_named(project, name).id
    edges = sorted((e for e in network.edges if e.sink.node == node), key=lambda e: e.order)
    return [network.nodes[edge.source.node].name for edge in edges]


def duplicated(project: Project, *names: str) -> Project:
    fragment = edit.copy_fragment(project.networks[MAIN], ids(project, *names))
    copied, new = edit.paste_with_inputs(project, MAIN, fragment, (0.0, 300.0))
    assert len(new) == len(names)
    assert file.from_text(file.to_text(copied)) == copied
    return copied


def test_copy_is_fed_by_what_feeds_the_original() -> None:
    copied = duplicated(residual(), "relu1")

    assert fed(copied, "relu2") == ["dense1"]
    assert fed(copied, "dense2") == ["relu1"]


def test_wires_from_inside_and_outside_keep_their_order() -> None:
    project = wire(residual(), "relu1", "add1", "inputs")  # dense2, input1, relu1

    copied = duplicated(project, "relu1", "add1")

    assert fed(copied, "add2") == ["dense2", "input1", "relu2"]
    assert fed(copied, "relu2") == ["dense1"]
    assert fed(copied, "add1") == ["dense2", "input1", "relu1"]


def test_wires_that_leave_are_not_copied() -> None:
    project = residual()
    before = len(project.networks[MAIN].edges)

    copied = duplicated(project, "dense1", "relu1")

    assert fed(copied, "dense2") == ["relu1"]
    assert len(copied.networks[MAIN].edges) == before + 2


def test_bends_among_the_layers_are_copied_with_them() -> None:
    project = wire(residual(), "relu1", "add1", "inputs")
    edge = next(e for e in project.networks[MAIN].edges if e.order == 2)
    project = edit.set_bends(project, MAIN, {edge: ((10.0, 20.0),)})
    left, top = project.networks[MAIN].layout.positions[edge.source.node]

    copied = duplicated(project, "relu1", "add1")

    bends = copied.networks[MAIN].layout.bends
    (bent,) = (e for e in bends if e != edge)
    assert bent.order == 2
    assert bends[bent] == ((10.0 - left, 20.0 - top + 300.0),)


def test_port_that_takes_one_wire_keeps_the_one_of_the_copied_layers() -> None:
    project = chain("Input", "ReLU", "Tanh")
    fragment = edit.copy_fragment(project.networks[MAIN], ids(project, "relu1", "tanh1"))
    later = wire(project, "input1", "tanh1")

    copied, _new = edit.paste_with_inputs(later, MAIN, fragment, (0.0, 300.0))

    assert fed(copied, "tanh2") == ["relu2"]
    assert fed(copied, "relu2") == ["input1"]


def test_layers_that_are_not_in_this_network_are_fed_by_nothing() -> None:
    other = residual()
    fragment = edit.copy_fragment(other.networks[MAIN], ids(other, "relu1"))

    copied, _new = edit.paste_with_inputs(residual(), MAIN, fragment, (0.0, 0.0))

    assert fed(copied, "relu2") == []


def test_notes_travel_through_text_and_keep_their_distance() -> None:
    project = chain("ReLU")
    project, note = edit.add_note(project, MAIN, "Looks\ntwice", (48.0, 96.0))
    network = project.networks[MAIN]
    text = file.fragment_to_text(edit.copy_fragment(network, network.nodes, [note]))
    fragment = file.fragment_from_text(text)
    pasted, ids = edit.paste_fragment(project, MAIN, fragment, (100.0, 100.0))

    layout = pasted.networks[MAIN].layout
    assert layout.positions[ids[0]] == (100.0, 100.0)
    assert [(n.text, n.position) for n in layout.notes] == [
        ("Looks\ntwice", (48.0, 96.0)),
        ("Looks\ntwice", (148.0, 196.0)),
    ]
    assert len({n.id for n in layout.notes}) == 2
