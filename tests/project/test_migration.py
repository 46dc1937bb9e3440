"""Files of older versions open as what they meant."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.error import ProjectFileError
from netbuilder.project import file
from netbuilder.project.migration import STEPS, migrated
from netbuilder.project.value import FORMAT_VERSION, Edge, End, Project

SAMPLES = Path(__file__).parent / "samples"


def edges_by_name(project: Project) -> list[tuple[str, str, int]]:
    network = project.networks["main"]
    return [
        (network.nodes[e.source.node].name, network.nodes[e.sink.node].name, e.order)
        for e in network.edges
    ]


def test_every_older_version_has_a_step_and_a_sample() -> None:
    assert set(STEPS) == set(range(FORMAT_VERSION))
    for version in STEPS:
        assert list((SAMPLES / str(version)).glob("*.netb")), f"no sample of version {version}"


def test_sketch_with_wires_as_lists_opens() -> None:
    project = file.read(SAMPLES / "0" / "shortcut.netb")

    assert project.format_version == 1
    assert project.name == "Shortcut"
    assert project.notes == "Made by the first sketch."
    assert project.training.epochs == 5
    assert project.networks["main"].nodes["b2"].parameters == {"out_features": 8}
    assert edges_by_name(project) == [
        ("input1", "dense1", 0),
        ("dense1", "add1", 0),
        ("input1", "add1", 1),
        ("add1", "output1", 0),
    ]
    assert project.networks["main"].edges[2] == Edge(
        source=End("a1", "output"), sink=End("c3", "inputs"), order=1
    )


def test_what_a_step_does_not_know_is_named_by_the_reader() -> None:
    text = json.dumps({"format": 0, "name": "x", "networks": {"main": {"edges": [["a", 1], 7]}}})

    with pytest.raises(ProjectFileError) as caught:
        file.from_text(text, "old.netb")

    assert str(caught.value) == (
        "old.netb, networks.main.edges[0]: This is no object, expected fields in {}, "
        "found a list of 2."
    )
    assert len(caught.value.others) == 1


@pytest.mark.parametrize("version", [None, True, "1", -1, 1.5, []])
def test_json_without_a_version_is_no_project(version: object) -> None:
    with pytest.raises(ProjectFileError, match="no netbuilder project"):
        migrated({"format_version": version}, "x.netb")


def test_newer_version_is_refused_with_one_sentence() -> None:
    with pytest.raises(ProjectFileError) as caught:
        file.from_text('{"format_version": 7, "wires": [[1]], "name": 3}', "new.netb")

    assert str(caught.value) == (
        "new.netb: This project was made by a newer netbuilder, expected format version up to 1, "
        "found 7. Update netbuilder to open it."
    )
    assert caught.value.others == ()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=10,
)


@given(
    st.dictionaries(
        st.sampled_from(["main", "b"]), json_values | st.fixed_dictionaries({"edges": json_values})
    )
)
def test_steps_bear_any_json(networks: dict[str, Any]) -> None:
    value = migrated({"format": 0, "networks": networks}, "")

    assert value["format_version"] == FORMAT_VERSION
