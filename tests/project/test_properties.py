"""What holds for every project and every row of edits."""

import json
import random
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from netbuilder.project import edit, file
from netbuilder.project.diff import apply, difference, invert
from netbuilder.project.history import History
from netbuilder.project.value import End, Project
from tests.builders import residual
from tests.project.drawn import projects
from tests.project.random_edit import EDITS, random_edit

pytestmark = pytest.mark.timeout(900)  # the long profile draws thousands of projects

IS_LONG = settings().max_examples >= 1000

seeds = st.lists(st.integers(0, 2**32), min_size=1, max_size=40)


def edited(row: list[int]) -> list[Project]:
    """The values that a row of random edits leads through, without those that change nothing."""
    values = [residual()]
    for seed in row:
        value = random_edit(values[-1], seed)
        if value is not values[-1]:
            values.append(value)
    return values


@given(seeds)
def test_undo_and_redo_lead_through_the_same_values(row: list[int]) -> None:
    values = edited(row)
    history = History(values[0])

    for number, value in enumerate(values[1:]):
        history.push(value, str(number))

    for value in reversed(values[:-1]):
        assert history.undo() == value
    for value in values[1:]:
        assert history.redo() == value


@settings(max_examples=8)
@given(st.integers(0, 2**32))
def test_texts_of_the_file_are_the_same_on_the_way_back_and_forth(seed: int) -> None:
    draw = random.Random(seed)
    values = edited([draw.getrandbits(32) for _ in range(1000 if IS_LONG else 50)])
    texts = [file.to_text(value) for value in values]
    history = History(values[0])
    for value in values[1:]:
        history.push(value, "Edit")

    assert [file.to_text(history.undo()) for _ in values[1:]] == texts[-2::-1]
    assert history.undo_label is None
    assert [file.to_text(history.redo()) for _ in values[1:]] == texts[1:]
    assert history.redo_label is None


def test_random_edits_are_drawn_from_all_there_are() -> None:
    questions = {
        "can_stand_in",
        "copy_fragment",
        "edges_into",
        "ends_for_wire",
        "new_id",
        "new_node",
        "with_blocks",
    }
    named = {name for name in edit.__all__ if name[0].islower()}

    assert EDITS.keys() == named - questions


def test_every_edit_is_made_before_long(monkeypatch: pytest.MonkeyPatch) -> None:
    made: set[str] = set()
    for name, act in EDITS.items():

        def noted(turn: Any, name: str = name, act: Any = act) -> Project:
            after: Project = act(turn)
            if after is not turn.project:
                made.add(name)
            return after

        monkeypatch.setitem(EDITS, name, noted)

    project = residual()
    for seed in range(4000):
        project = random_edit(project, seed)

    assert made == EDITS.keys()


@given(seeds)
def test_difference_leads_from_old_to_new_and_back(row: list[int]) -> None:
    values = edited(row)

    for old, new in [*pairwise(values), (values[0], values[-1])]:
        change = difference(old, new)
        assert apply(change, old) == new
        assert apply(invert(change), new) == old
        assert change.is_empty == (old == new)


@given(projects(), projects())
def test_difference_leads_between_any_two_projects(old: Project, new: Project) -> None:
    change = difference(old, new)

    assert apply(change, old) == new
    assert apply(invert(change), new) == old


@given(projects())
def test_saved_project_reads_as_itself(project: Project) -> None:
    text = file.to_text(project)

    read = file.from_text(text)

    assert read == project
    assert file.to_text(read) == text


@given(seeds)
def test_what_edits_lead_to_can_be_saved_and_read(row: list[int]) -> None:
    last = edited(row)[-1]

    assert file.from_text(file.to_text(last)) == last


@given(projects())
def test_text_does_not_depend_on_the_order_of_making(project: Project) -> None:
    turned = Project(
        name=project.name,
        networks=dict(reversed(project.networks.items())),
        data=project.data,
        training=project.training,
        notes=project.notes,
    )

    assert file.to_text(turned) == file.to_text(project)


@given(projects())
def test_each_node_and_each_wire_has_a_line(project: Project) -> None:
    lines = file.to_text(project).splitlines()

    for network in project.networks.values():
        for node in network.nodes.values():
            begin = json.dumps({"id": node.id})[:-1]
            assert sum(line.strip().startswith(begin) for line in lines) >= 1
    assert sum('"sink": ["' in line for line in lines) >= sum(
        len(network.edges) for network in project.networks.values()
    )


@given(seeds)
def test_edits_keep_a_network_whole(row: list[int]) -> None:
    for project in edited(row):
        for network in project.networks.values():
            ids = network.nodes.keys()
            names = [node.name for node in network.nodes.values()]
            assert len(set(names)) == len(names)
            assert all(key == node.id for key, node in network.nodes.items())
            orders: dict[End, list[int]] = {}
            for edge in network.edges:
                assert edge.source.node in ids
                assert edge.sink.node in ids
                orders.setdefault(edge.sink, []).append(edge.order)
            assert all(sorted(o) == list(range(len(o))) for o in orders.values())
            assert network.layout.positions.keys() <= ids
            assert network.layout.bends.keys() <= set(network.edges)
