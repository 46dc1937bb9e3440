"""The arrays mirror the network, whatever edits led there."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.app.canvas.arrays import CanvasArrays, Mark
from netbuilder.app.canvas.routes import find_routes
from netbuilder.app.theme import read_tokens
from netbuilder.compiler import analyse
from netbuilder.compiler.result import Analysis
from netbuilder.error import EditError
from netbuilder.project import edit
from netbuilder.project.value import End, Project
from tests.app.canvas.hand import two_rows
from tests.builders import MAIN, node_named

CANVAS = read_tokens().canvas
KINDS = ("Conv", "ReLU", "Add", "Linear", "Flatten", "LSTM", "Output")


def show(arrays: CanvasArrays, project: Project, analysis: Analysis) -> None:
    problems = [problem for problem in analysis.problems if problem.network == MAIN]
    arrays.update(project.networks[MAIN], analysis.networks[MAIN], problems)


def fresh(project: Project) -> CanvasArrays:
    arrays = CanvasArrays(CANVAS)
    show(arrays, project, analyse(project))
    return arrays


def assert_equal(arrays: CanvasArrays, other: CanvasArrays) -> None:
    assert arrays.ids == other.ids
    assert arrays.row_of == other.row_of
    assert arrays.faces == other.faces
    assert arrays.places == other.places
    assert arrays.ports == other.ports
    assert arrays.edges == other.edges
    for name in (
        "xy wh family marks port_node port_offset port_is_input port_look edge_source edge_sink"
        " edge_look edge_marks"
    ).split():
        assert np.array_equal(getattr(arrays, name), getattr(other, name)), name


def edited(project: Project, data: st.DataObject) -> Project:
    """One edit, drawn at random; an edit that is refused changes nothing."""
    network = project.networks[MAIN]
    ids = [*network.nodes]
    node = data.draw(st.sampled_from(ids)) if ids else ""
    other = data.draw(st.sampled_from(ids)) if ids else ""
    choice = data.draw(st.integers(0, 8))
    try:
        if choice == 0 or not ids:
            made = edit.new_node(network, data.draw(st.sampled_from(KINDS)))
            return edit.add_node(project, MAIN, made, (120.0 * len(ids), 0.0))
        if choice == 1:
            return edit.remove_nodes(project, MAIN, [node], close_gap=data.draw(st.booleans()))
        if choice == 2:
            key = data.draw(st.sampled_from(("input", "inputs")))
            return edit.connect(project, MAIN, End(node, "output"), End(other, key))
        if choice == 3:
            return edit.remove_edges(project, MAIN, network.edges[:1])
        if choice == 4:
            return edit.move_nodes(project, MAIN, {node: (data.draw(st.integers(0, 900)), 12.0)})
        if choice == 5:
            width = data.draw(st.integers(1, 99))
            return edit.set_parameter(project, MAIN, [node], "out_channels", width)
        if choice == 6:
            return edit.set_bypassed(project, MAIN, [node], not network.nodes[node].bypassed)
        if choice == 7:
            return edit.rename_node(project, MAIN, node, f"name_{len(ids)}")
        fragment = edit.copy_fragment(network, [node, other])
        return edit.paste_fragment(project, MAIN, fragment, (300.0, 300.0))[0]
    except EditError:
        return project


@given(st.data())
def test_arrays_after_any_edits_equal_arrays_built_anew(data: st.DataObject) -> None:
    project = two_rows()
    analysis = analyse(project)
    arrays = CanvasArrays(CANVAS)
    show(arrays, project, analysis)
    values = [(project, analysis)]
    for _step in range(data.draw(st.integers(1, 6))):
        if len(values) > 1 and data.draw(st.booleans()):
            project, analysis = values[-2]  # undone, and what was known of it is still known
        else:
            project = edited(project, data)
            analysis = analyse(project, analysis)
        values.append((project, analysis))
        show(arrays, project, analysis)

    assert_equal(arrays, fresh(project))


@given(st.data())
def test_wires_lead_from_port_to_port_whatever_way_they_take(data: st.DataObject) -> None:
    project = two_rows()
    for _step in range(data.draw(st.integers(0, 5))):
        project = edited(project, data)
    arrays = fresh(project)

    routes = find_routes(arrays, CANVAS)

    ends = arrays.port_xy
    assert np.array_equal(routes.curves[:, 0], ends[arrays.edge_source])
    assert np.array_equal(routes.curves[:, 3], ends[arrays.edge_sink])
    for row, corners in routes.lanes.items():
        assert np.array_equal(corners[0], ends[arrays.edge_source[row]])
        assert np.array_equal(corners[-1], ends[arrays.edge_sink[row]])


def test_rows_follow_the_network_when_a_removed_node_comes_back() -> None:
    project = two_rows()
    arrays = fresh(project)
    without = edit.remove_nodes(project, MAIN, [node_named(project, "relu1").id])

    show(arrays, without, analyse(without))
    assert "relu1" not in [arrays.network.nodes[i].name for i in arrays.ids]
    show(arrays, project, analyse(project))

    assert_equal(arrays, fresh(project))


def test_rows_of_a_value_that_was_left_come_back_with_places_and_marks_of_now() -> None:
    project = two_rows()
    analysis = analyse(project)
    arrays = CanvasArrays(CANVAS)
    show(arrays, project, analysis)
    faces = list(arrays.faces)
    relu = node_named(project, "relu1").id
    without = edit.remove_nodes(project, MAIN, [relu])
    show(arrays, without, analyse(without, analysis))
    arrays.mark_selection([arrays.ids[0]], ())

    show(arrays, project, analysis)

    assert all(a is b for a, b in zip(arrays.faces, faces, strict=True))
    assert [
        i for i, mark in zip(arrays.ids, arrays.marks, strict=True) if mark & Mark.SELECTED
    ] == [arrays.ids[0]]
    arrays.mark_selection((), ())
    assert_equal(arrays, fresh(project))


def test_wire_into_the_wrong_place_of_an_add_is_marked() -> None:
    project = two_rows()
    arrays = fresh(project)

    wrong = [edge for edge, marks in zip(arrays.edges, arrays.edge_marks, strict=True) if marks]

    assert [(edge.sink.port, edge.order) for edge in wrong] == [("inputs", 1)]
    row = arrays.row_of[node_named(project, "add1").id]
    assert arrays.marks[row] == Mark.ERROR


def test_wires_at_a_bypassed_node_are_marked() -> None:
    project = two_rows()
    relu = node_named(project, "relu1").id
    arrays = fresh(edit.set_bypassed(project, MAIN, [relu], True))

    faint = {
        edge
        for edge, marks in zip(arrays.edges, arrays.edge_marks, strict=True)
        if marks & Mark.BYPASSED
    }

    assert faint == {edge for edge in arrays.edges if relu in (edge.source.node, edge.sink.node)}


def test_selection_is_marked_on_nodes_and_wires_alone() -> None:
    project = two_rows()
    arrays = fresh(project)
    chosen = arrays.ids[2]

    arrays.mark_selection([chosen, "gone"], [arrays.edges[1]])

    selected = [i for i, marks in zip(arrays.ids, arrays.marks, strict=True) if marks & 1]
    assert selected == [chosen]
    assert np.flatnonzero(arrays.edge_marks & Mark.SELECTED).tolist() == [1]


def test_nodes_without_a_place_do_not_lie_on_others() -> None:
    project = two_rows()
    for _count in range(3):
        node = edit.new_node(project.networks[MAIN], "ReLU")
        project = edit.add_node(project, MAIN, node)

    boxes = fresh(project).boxes.tolist()

    for i, a in enumerate(boxes):
        for b in boxes[i + 1 :]:
            assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


@pytest.mark.parametrize("kind", ["NotInstalled", "some_plugin:Layer"])
def test_kind_that_is_not_installed_has_the_ports_of_its_wires(kind: str) -> None:
    project = two_rows()
    relu = node_named(project, "relu1")
    network = project.networks[MAIN]
    nodes = {**network.nodes, relu.id: replace(relu, kind=kind)}
    project = replace(project, networks={MAIN: replace(network, nodes=nodes)})

    arrays = fresh(project)

    face = arrays.faces[arrays.row_of[relu.id]]
    assert [port.key for port in face.inputs] == ["input"]
    assert [port.key for port in face.outputs] == ["output"]
    assert len(arrays.edges) == len(project.networks[MAIN].edges)
