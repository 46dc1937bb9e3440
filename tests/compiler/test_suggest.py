"""What a wire that was let go is offered: only what fits, the likely first."""

import json
import runpy
from dataclasses import replace
from pathlib import Path

import pytest

from netbuilder import resources
from netbuilder.compiler import analyse
from netbuilder.compiler.suggest import Suggestion, suggest
from netbuilder.layers.layer import KINDS
from netbuilder.project import edit
from netbuilder.project.value import Block, End, Project
from tests.builders import MAIN, chain, digits_cnn, node_named, project_of, wire

SCRIPT = Path(__file__).parents[2] / "packaging" / "make_suggestions.py"


@pytest.fixture(scope="module")
def learning() -> dict:
    """What the script that learns suggestions consists of."""
    return runpy.run_path(str(SCRIPT))


def offered(
    project: Project, name: str, port: str = "output", *, is_input: bool = False
) -> list[Suggestion]:
    end = End(node_named(project, name).id, port)
    return list(suggest(analyse(project), MAIN, end, is_input=is_input))


def kinds(*arguments, **more) -> list[str]:
    return [one.kind for one in offered(*arguments, **more)]


def typed(kind: str, *shape: int) -> tuple[str, dict]:
    return ("Input", {"feeds": "shape", "tensor_kind": kind, "shape": shape})


def test_next_layer_of_unseen_networks_is_among_the_first_eight(learning):
    found = learning["ranks"](learning["corpus"]().tested)

    assert len(found) >= 50
    assert learning["share_among_first"](found) >= 0.85


def test_previous_layer_of_unseen_networks_is_among_the_first_eight(learning):
    found = learning["ranks"](learning["corpus"]().tested, is_input=True)

    assert learning["share_among_first"](found) >= 0.85


def test_no_network_is_both_learnt_from_and_tested_with(learning):
    learnt, tested = learning["corpus"]()

    assert not {project.name for project in learnt} & {project.name for project in tested}
    assert 0.4 < len(learnt) / (len(learnt) + len(tested)) < 0.6


def test_committed_habits_are_what_the_script_learns(learning):
    lying = resources.path("suggestions", "habits.json").read_text(encoding="utf-8")

    assert lying == learning["text"]()
    assert set(json.loads(lying)) == {"follows", "precedes"}


def test_picture_goes_on_with_layers_for_pictures():
    found = kinds(digits_cnn(), "relu1")

    assert {"Conv", "MaxPool", "BatchNorm", "Flatten", "Add"} <= set(found)
    assert not {"Linear", "LSTM", "GRU", "Input"} & set(found)


def test_row_of_numbers_goes_on_with_layers_for_numbers():
    found = kinds(digits_cnn(), "dense1")

    assert {"Linear", "ReLU", "Dropout", "Softmax", "Output"} <= set(found)
    assert not {"Conv", "MaxPool", "LSTM", "GRU"} & set(found)


def test_series_goes_on_with_recurrent_layers_too():
    found = kinds(chain(typed("sequence", 24, 3)), "input1")

    assert {"LSTM", "GRU", "Conv", "Linear"} <= set(found)


@pytest.mark.parametrize(
    ("name", "likely"),
    [("conv1", "ReLU"), ("max_pool2", "Flatten"), ("flatten1", "Linear"), ("dense2", "ReLU")],
)
def test_usual_next_layer_comes_among_the_first_three(name: str, likely: str):
    assert likely in kinds(digits_cnn(), name)[:3]


def test_title_is_that_of_what_arrives():
    titles = {one.kind: one.title for one in offered(chain(typed("sequence", 24, 3)), "input1")}

    assert titles["Conv"] == "Conv1d"
    assert titles["LSTM"] == "LSTM"


def test_layer_that_is_too_large_for_the_picture_comes_last_and_says_so():
    project = chain(typed("image", 8, 1, 1), "ReLU")

    found = offered(project, "relu1")

    pool = next(one for one in found if one.kind == "MaxPool")
    assert not pool.is_sound
    assert all(one.is_sound for one in found[: found.index(pool)])


def test_what_a_network_has_done_before_is_likely_again():
    blocks = [("Conv", {"out_channels": 8}), "Mish"] * 3
    project = chain(typed("image", 3, 16, 16), *blocks, ("Conv", {"out_channels": 8}))

    assert kinds(project, "conv4")[0] == "Mish"


def test_mask_goes_to_the_mask_of_layers_that_have_one():
    ragged = ("Input", {**typed("sequence", 24, 3)[1], "ragged": True})

    found = {one.kind: one.port for one in offered(chain(ragged), "input1", "mask")}

    assert found["LSTM"] == found["GlobalAvgPool"] == "mask"
    assert not {"Linear", "Conv", "ReLU"} & set(found)


def test_unknown_tensor_goes_on_with_anything_that_has_an_input():
    found = kinds(chain("Input", "ReLU"), "relu1")

    assert set(found) == set(KINDS) - {"Input"}


def test_input_of_a_recurrent_layer_is_fed_by_series():
    project = chain(typed("sequence", 24, 3), "LSTM", "Output")

    found = kinds(project, "lstm1", "input", is_input=True)

    assert {"Input", "Conv", "Dropout", "Linear"} <= set(found)
    assert not {"Flatten", "GlobalAvgPool", "Output"} & set(found)


def test_second_wire_of_a_merge_is_fed_by_the_sort_of_the_first():
    project = wire(
        chain(typed("image", 3, 8, 8), "Conv", "Add", "Output"), "input1", "add1", "inputs"
    )

    found = kinds(project, "add1", "inputs", is_input=True)

    assert {"Conv", "BatchNorm", "ReLU"} <= set(found)
    assert not {"Linear", "LSTM", "GlobalAvgPool"} & set(found)


def with_blocks() -> Project:
    """A network that reads pictures, and two that may stand in it: for pictures and for series."""
    project = project_of(chain(typed("image", 3, 8, 8), "ReLU").networks[MAIN])
    pictures = chain(typed("image", 3, 8, 8), "Conv", "ReLU", "Output")
    series = chain(typed("sequence", 8, 3), "LSTM", "Output")
    networks = {
        **project.networks,
        "for_pictures": pictures.networks[MAIN],
        "for_series": series.networks[MAIN],
    }
    return replace(project, networks=networks)


def test_network_of_the_project_is_offered_where_its_layers_take_the_wire():
    blocks = {one.block for one in offered(with_blocks(), "relu1") if one.kind == "Block"}

    assert blocks == {"for_pictures"}


def test_network_is_not_offered_inside_itself():
    project = with_blocks()
    node = edit.new_node(project.networks[MAIN], "Block", block=Block(network="for_pictures"))
    project = edit.add_node(project, MAIN, node)

    conv = next(n for n in project.networks["for_pictures"].nodes.values() if n.kind == "Conv")
    found = suggest(analyse(project), "for_pictures", End(conv.id, "output"))

    assert not {one.block for one in found} & {MAIN, "for_pictures"}
