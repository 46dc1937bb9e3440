"""What cards say, in words."""

import pytest

from netbuilder.app.canvas.face import Face, face_of, short_count, value_words, wires_by_node
from netbuilder.app.canvas.geometry import places_of
from netbuilder.app.theme import read_tokens
from netbuilder.compiler import analyse
from netbuilder.layers.layer import KINDS
from netbuilder.layers.parameter import Choice, Integer, Names, Number, Size, Switch
from netbuilder.project import edit
from netbuilder.project.value import End, Formula, Project
from tests.app.canvas.hand import two_rows
from tests.builders import DIGITS, MAIN, chain, node_named

CANVAS = read_tokens().canvas


def face(project: Project, name: str) -> Face:
    network = project.networks[MAIN]
    node = node_named(project, name)
    wires_in, wires_out = wires_by_node(network)
    found = analyse(project).networks[MAIN]
    return face_of(node, wires_in.get(node.id, ()), wires_out.get(node.id, ()), found)


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, ""),
        (320, "320"),
        (1290, "1,290"),
        (9999, "9,999"),
        (18_496, "18.5k"),
        (131_200, "131.2k"),
        (999_949, "999.9k"),
        (999_950, "1.0M"),
        (2_400_000, "2.4M"),
        (7_000_000_000, "7.0G"),
    ],
)
def test_counts_are_as_short_as_a_card_needs(number: int, words: str) -> None:
    assert short_count(number) == words


def test_values_are_written_in_words() -> None:
    rest = {"help": ""}
    assert value_words(Size("kernel", default=3, **rest), 3, 2) == "3×3"
    assert value_words(Size("kernel", default=3, **rest), 3, 1) == "3"
    assert value_words(Size("kernel", default=3, **rest), (3, 5), 2) == "3×5"
    words = {"same": "same size"}
    assert value_words(Size("padding", default=0, words=words, **rest), "same", 2) == "same size"
    assert value_words(Number("rate", default=0.5, **rest), 0.3) == "0.30"
    assert value_words(Number("slope", default=0.5, **rest), 0.0015) == "0.0015"
    assert value_words(Integer("units", default=1, **rest), 12_000) == "12,000"
    assert value_words(Switch("bias", default=True, **rest), False) == "off"
    options = {"mean": "average"}
    assert value_words(Choice("way", default="mean", options=options, **rest), "mean") == "average"
    assert value_words(Names("columns", default=(), **rest), ("a", "b")) == "a, b"
    assert value_words(Integer("units", default=1, **rest), Formula(text="2 * n")) == "2 * n"


def test_card_of_a_convolution_says_what_it_makes() -> None:
    found = face(two_rows(), "conv1")

    assert (found.title, found.name, found.family) == ("Conv2d", "", "conv")
    assert found.count == "320"  # 32 × (1 × 3 × 3) + 32
    assert found.outputs[0].shape == "32×8×8"
    assert ("filters", "32") in found.rows
    assert ("kernel", "3×3") in found.rows
    assert found.inputs[0].label == ""


def test_add_has_a_row_for_each_wire_and_at_least_two() -> None:
    assert [port.label for port in face(chain("Input", "Add"), "add1").inputs] == ["a", "b"]

    project = two_rows()
    for source in ("conv1", "input1"):
        ends = node_named(project, source).id, node_named(project, "add1").id
        project = edit.connect(project, MAIN, End(ends[0], "output"), End(ends[1], "inputs"))

    assert [port.label for port in face(project, "add1").inputs] == ["a", "b", "c", "d"]


def test_card_of_an_output_shows_what_it_takes_in() -> None:
    project = chain(
        ("Input", {"columns": ("picture",)}),
        "Flatten",
        ("Linear", {"out_features": 10}),
        ("Output", {"column": "digit"}),
        data=DIGITS,
    )

    found = face(project, "output1")

    assert found.outputs == ()
    assert (found.inputs[0].shape, found.inputs[0].label) == ("10", "")


def test_name_that_a_person_gave_is_shown() -> None:
    project = two_rows()
    node = node_named(project, "conv1")

    named = edit.rename_node(project, MAIN, node.id, "stem")

    assert face(project, "conv1").name == ""
    assert face(named, "stem").name == "stem"


def test_shapes_behind_a_problem_are_a_guess() -> None:
    project = two_rows()

    assert face(project, "add1").outputs[0].is_assumed
    assert not face(project, "conv2").outputs[0].is_assumed


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_layer_has_a_card(kind: str) -> None:
    project = chain(kind)
    name = next(iter(project.networks[MAIN].nodes.values())).name

    found = face(project, name)
    places = places_of(found, CANVAS)

    assert found.title
    assert found.family in {str(layer.family) for layer in KINDS.values()}
    assert places.width in (CANVAS.node.width, CANVAS.node.width_wide)
    assert all(0 < port.y < places.height for port in places.ports)
    assert len(found.rows) <= 3


def test_first_ports_stand_at_the_same_height_in_every_card() -> None:
    heights = set()
    for kind in KINDS:
        project = chain(kind)
        name = next(iter(project.networks[MAIN].nodes.values())).name
        places = places_of(face(project, name), CANVAS)
        heights |= {min(port.y for port in places.ports)}

    # A header of 32 and half of a row of 28.
    assert heights == {46.0}


@pytest.mark.parametrize(
    ("name", "height"),
    # Header 32, ports 28 (24 more for a second), 22 a row of parameters, 6 below them or else 4.
    [("conv1", 110), ("relu1", 64), ("add1", 88), ("input1", 88), ("dense1", 88)],
)
def test_cards_are_as_high_as_the_drawing_says(name: str, height: int) -> None:
    assert places_of(face(two_rows(), name), CANVAS).height == height
