"""Which ports take a wire: those for its sort of tensor, and what becomes of the others."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt

from netbuilder.compiler import analyse
from netbuilder.compiler.suggest import can_take
from netbuilder.project import edit
from netbuilder.project.value import End, Network, Project
from tests.app.canvas.hand import Hand, header, id_of, port, wires
from tests.builders import DIGITS, MAIN, project_of

Key = Qt.Key
Show = Callable[[Project], Hand]


def loose(*kinds: str) -> Project:
    """An Input of pictures, a Flatten behind it, and nodes without wires further right."""
    project = project_of(Network(), data=DIGITS)
    places = ((24.0, 48.0), (24.0, 248.0), *((324.0, 48.0 + 160 * n) for n in range(len(kinds))))
    rows = (("Input", {"columns": ("picture",)}), ("Flatten", {}), *((kind, {}) for kind in kinds))
    for (kind, parameters), place in zip(rows, places, strict=True):
        node = edit.new_node(project.networks[MAIN], kind, parameters)
        project = edit.add_node(project, MAIN, node, place)
    first, second, *_rest = project.networks[MAIN].nodes
    return edit.connect(project, MAIN, End(first, "output"), End(second, "input"))


def faded(hand: Hand) -> set[str]:
    """Node names and port keys of the inputs that are faded."""
    arrays, nodes = hand.view.arrays, hand.view.workspace.network.nodes
    ends = [
        arrays.port_end(row)
        for row in hand.view.overlay.refused.tolist()
        if arrays.port_is_input[row]
    ]
    return {f"{nodes[end.node].name}.{end.port}" for end in ends}


def test_ports_for_another_sort_of_tensor_fade(open_canvas: Show) -> None:
    hand = open_canvas(loose("Conv", "Linear", "LSTM"))

    hand.press(port(hand.view, "flatten1", "output"))
    hand.move(QPointF(260, 600))
    # Numbers in a row: a convolution needs a picture, a recurrent layer a series.
    assert {"conv1.input", "lstm1.input"} <= faded(hand)
    assert "dense1.input" not in faded(hand)
    hand.key(Key.Key_Escape)
    hand.release()
    assert faded(hand) == set()

    hand.press(port(hand.view, "input1", "output"))
    hand.move(QPointF(260, 600))
    assert "conv1.input" not in faded(hand)
    hand.release()


def test_wrong_sizes_do_not_fade_since_only_they_are_wrong(open_canvas: Show) -> None:
    hand = open_canvas(loose("Add"))
    hand.drag(port(hand.view, "input1", "output"), port(hand.view, "add1", "inputs", 0))

    hand.press(port(hand.view, "flatten1", "output"))
    hand.move(QPointF(260, 600))

    # Numbers beside a picture are another sort.
    assert "add1.inputs" in faded(hand)
    hand.release()


def test_wire_let_go_on_a_faded_port_is_drawn_and_its_problem_told(open_canvas: Show) -> None:
    hand = open_canvas(loose("Conv"))

    hand.drag(port(hand.view, "flatten1", "output"), port(hand.view, "conv1", "input"))

    assert ("flatten1", "conv1", 0) in wires(hand.view)
    assert [
        p.code for p in hand.view.workspace.analysis.problems if p.node == id_of(hand.view, "conv1")
    ]


def test_wire_dropped_on_a_body_takes_the_free_port_that_fits(open_canvas: Show) -> None:
    hand = open_canvas(loose("GRU"))

    hand.drag(port(hand.view, "flatten1", "output"), header(hand.view, "gru1"))

    # Its first port takes a series; the state that it begins with is numbers in a row.
    (edge,) = (
        e for e in hand.view.workspace.network.edges if e.sink.node == id_of(hand.view, "gru1")
    )
    assert edge.sink.port == "hidden"


def test_merge_takes_one_more_wire_than_it_has_places(hand: Hand) -> None:
    hand.drag(port(hand.view, "input1", "output"), header(hand.view, "add1"))

    assert {w for w in wires(hand.view) if w[1] == "add1"} == {
        ("conv2", "add1", 0),
        ("relu1", "add1", 1),
        ("input1", "add1", 2),
    }


def test_what_is_not_known_may_be_taken() -> None:
    project = loose("Conv")
    ids = {node.name: node.id for node in project.networks[MAIN].nodes.values()}
    found = analyse(project).networks[MAIN]

    assert can_take(found, End(ids["conv1"], "output"), End(ids["flatten1"], "input"))
    assert not can_take(found, End(ids["flatten1"], "output"), End(ids["conv1"], "input"))
