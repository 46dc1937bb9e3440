"""What holds for every project and every row of edits."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.project import file
from netbuilder.project.diff import apply, difference, invert
from netbuilder.project.history import History
from netbuilder.project.value import End, Project
from tests.builders import residual
from tests.project.drawn import projects, random_edit

pytestmark = pytest.mark.timeout(900)  # the long profile draws thousands of projects

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
