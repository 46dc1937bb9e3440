"""The ways of wires and the lines they are drawn with."""

from itertools import pairwise

import numpy as np
import pytest

from netbuilder.app.canvas.arrays import CanvasArrays
from netbuilder.app.canvas.ground import Ground
from netbuilder.app.canvas.routes import Routes, curve_points, find_routes
from netbuilder.app.canvas.strokes import dashed, flatten, rounded
from netbuilder.app.canvas.wiring import Wiring
from netbuilder.app.theme import read_tokens
from netbuilder.compiler import analyse
from netbuilder.project import edit
from netbuilder.project.value import End, Network, Project
from tests.app.canvas.hand import two_rows
from tests.builders import MAIN, project_of

CANVAS = read_tokens().canvas


def arrays_of(project: Project) -> CanvasArrays:
    arrays = CanvasArrays(CANVAS)
    arrays.update(project.networks[MAIN], analyse(project).networks[MAIN], ())
    return arrays


def wire(arrays: CanvasArrays, source: str, sink: str) -> int:
    names = {node_id: node.name for node_id, node in arrays.network.nodes.items()}
    pairs = [(names[e.source.node], names[e.sink.node]) for e in arrays.edges]
    return pairs.index((source, sink))


def boxes_crossed(arrays: CanvasArrays, corners: np.ndarray) -> int:  # type: ignore[type-arg]
    """How many cards the inside of a polyline runs through, sampled at each px."""
    count = 0
    for start, stop in pairwise(corners):
        steps = max(2, int(np.abs(stop - start).sum()))
        points = start + (stop - start) * np.linspace(0, 1, steps)[:, None]
        for left, top, right, bottom in arrays.boxes:
            inside = (points[:, 0] > left + 1) & (points[:, 0] < right - 1)
            count += bool((inside & (points[:, 1] > top + 1) & (points[:, 1] < bottom - 1)).any())
    return count


def test_wire_between_level_ports_is_one_line() -> None:
    arrays = arrays_of(two_rows())
    row = wire(arrays, "input1", "conv1")

    strokes = flatten(find_routes(arrays, CANVAS), 1.0, 12.0)

    lines = strokes.lines[strokes.wire == row]
    assert lines.tolist() == [[192.0, 94.0, 232.0, 94.0]]


def test_wire_to_the_next_row_takes_a_lane_between_the_rows() -> None:
    arrays = arrays_of(two_rows())
    routes = find_routes(arrays, CANVAS)

    corners = routes.lanes[wire(arrays, "relu1", "conv2")]

    # The lower row begins at 236 and the upper one ends at 158: conv1 is 110 px high.
    lane = corners[2, 1]
    assert corners[3, 1] == lane
    assert 158 < lane < 236
    assert boxes_crossed(arrays, corners) == 0


def test_two_lanes_in_one_gap_keep_twenty_px() -> None:
    arrays = arrays_of(two_rows())
    routes = find_routes(arrays, CANVAS)

    first = routes.lanes[wire(arrays, "relu1", "conv2")][2, 1]
    second = routes.lanes[wire(arrays, "relu1", "add1")][2, 1]

    assert abs(first - second) >= CANVAS.gap.lane


def test_wire_that_skips_a_card_in_its_row_goes_around_it() -> None:
    project = project_of(Network())
    ids = []
    for number, kind in enumerate(("ReLU", "ReLU", "ReLU", "Add")):
        node = edit.new_node(project.networks[MAIN], kind)
        project = edit.add_node(project, MAIN, node, (208.0 * number, 0.0))
        ids.append(node.id)
    project = edit.connect(project, MAIN, End(ids[0], "output"), End(ids[3], "inputs"))
    arrays = arrays_of(project)

    routes = find_routes(arrays, CANVAS)

    assert list(routes.lanes) == [0]
    assert boxes_crossed(arrays, routes.lanes[0]) == 0


def test_wire_to_a_card_below_and_to_the_left_goes_around_both() -> None:
    project = project_of(Network())
    ids = []
    for at in ((0.0, 0.0), (90.0, 100.0)):
        node = edit.new_node(project.networks[MAIN], "ReLU")
        project = edit.add_node(project, MAIN, node, at)
        ids.append(node.id)
    project = edit.connect(project, MAIN, End(ids[0], "output"), End(ids[1], "input"))
    arrays = arrays_of(project)

    routes = find_routes(arrays, CANVAS)

    assert boxes_crossed(arrays, routes.lanes[0]) == 0


def test_bends_are_followed_while_they_fit_the_ports() -> None:
    project = two_rows()
    edge = next(e for e in project.networks[MAIN].edges if e.sink.port == "inputs" and e.order == 1)
    arrays = arrays_of(project)
    start = arrays.port_xy[arrays.edge_source[arrays.edges.index(edge)]]
    stop = arrays.port_xy[arrays.edge_sink[arrays.edges.index(edge)]]
    bends = ((650.0, start[1]), (650.0, 200.0), (210.0, 200.0), (210.0, stop[1]))
    bent = edit.set_bends(project, MAIN, {edge: bends})

    arrays = arrays_of(bent)
    corners = find_routes(arrays, CANVAS).lanes[arrays.edges.index(edge)]
    assert corners[1:-1].tolist() == [list(point) for point in bends]

    moved = edit.move_nodes(bent, MAIN, {edge.source.node: (440.0, 0.0)})
    arrays = arrays_of(moved)
    corners = find_routes(arrays, CANVAS).lanes[arrays.edges.index(edge)]
    assert corners[1:-1].tolist() != [list(point) for point in bends]


def test_ground_knows_every_card_and_nothing_else() -> None:
    boxes = np.array([[0, 0, 100, 60], [300, 200, 420, 280]], np.float64)
    ground = Ground(boxes, 12)

    assert not ground.is_free(10, 10, 20, 20)
    assert not ground.is_free(-500, 30, 500, 31)
    assert not ground.is_free(310, -500, 311, 500)
    assert ground.is_free(130, -500, 280, 500)
    assert ground.taken_at(np.array([[50.0, 30.0], [150.0, 30.0], [400.0, 250.0]])).tolist() == [
        True,
        False,
        True,
    ]


def test_flattened_curve_stays_within_a_fifth_of_a_px() -> None:
    curve = curve_points(np.array([[0.0, 0.0]]), np.array([[200.0, 150.0]]))

    lines = flatten(Routes(curve, {}), 2.0, 12.0).lines

    times = np.linspace(0, 1, 4000)[:, None]
    p = curve[0]
    exact = (
        (1 - times) ** 3 * p[0]
        + 3 * (1 - times) ** 2 * times * p[1]
        + 3 * (1 - times) * times**2 * p[2]
        + times**3 * p[3]
    )
    start, step = lines[:, :2], lines[:, 2:] - lines[:, :2]
    share = ((exact[:, None] - start) * step).sum(2) / (step**2).sum(1)
    nearest = start + step * share.clip(0, 1)[..., None]
    distance = np.hypot(*(exact[:, None] - nearest).transpose(2, 0, 1)).min(axis=1)
    assert distance.max() * 2.0 < 0.2


def test_rounded_corner_is_a_quarter_circle() -> None:
    corners = np.array([[0.0, 0.0], [50.0, 0.0], [50.0, 50.0]])

    points = rounded(corners[None], 12.0, 8)[0, 1:-1]

    radii = np.hypot(points[:, 0] - 38, points[:, 1] - 12)
    assert radii == pytest.approx(np.full(len(points), 12.0))


def test_dashes_cover_their_share_of_the_length_and_turn_corners() -> None:
    lines = np.array([[0, 0, 33, 0], [33, 0, 33, 67]], np.float64)

    pieces = dashed(lines, (6.0, 4.0))

    length = np.hypot(pieces[:, 2] - pieces[:, 0], pieces[:, 3] - pieces[:, 1]).sum()
    assert length == pytest.approx(60.0)
    # The dash from 30 to 36 turns the corner at 33.
    assert [30.0, 0.0, 33.0, 0.0] in pieces.tolist()
    assert [33.0, 0.0, 33.0, 3.0] in pieces.tolist()


def test_loose_wires_follow_while_the_others_keep_their_lines() -> None:
    arrays = arrays_of(two_rows())
    wiring = Wiring(arrays, CANVAS)
    before = wiring.strokes(1.0)
    node = arrays.ids.index(next(n.id for n in arrays.network.nodes.values() if n.name == "conv1"))
    loose = np.flatnonzero(arrays.edges_at(np.array([node])))

    arrays.xy[node] += (0.0, 30.0)
    wiring.loosen(loose)

    assert wiring.strokes(1.0) is before
    assert not wiring.is_at_rest()[loose].any()
    ends = wiring.loose_strokes(1.0)
    assert (ends.lines[:, [1, 3]] >= 94.0).all()


def test_wires_between_dragged_cards_keep_their_ways() -> None:
    arrays = arrays_of(two_rows())
    wiring = Wiring(arrays, CANVAS)
    before = wiring.strokes(1.0)
    rows = np.arange(len(arrays))
    inner = np.flatnonzero(arrays.is_between(rows))
    assert len(inner) == len(arrays.edges)

    none = np.zeros(0, np.int64)
    wiring.loosen(none, along=inner)
    for by in ((7.0, -3.0), (500.0, 900.0)):
        arrays.xy += np.array(by) - (arrays.xy[0] - (24.0, 48.0))
        wiring.loosen(none, along=inner, by=np.array(by))

    assert wiring.strokes(1.0) is before
    there = wiring.loose_strokes(1.0)
    np.testing.assert_allclose(there.lines - before.lines, [[500, 900] * 2] * len(before.lines))
    np.testing.assert_allclose(there.boxes - before.boxes, [[500, 900] * 2] * len(before.boxes))


def test_wires_at_the_rim_of_what_is_dragged_follow_beside_those_within() -> None:
    arrays = arrays_of(two_rows())
    wiring = Wiring(arrays, CANVAS)
    rows = arrays.rows(
        node.id for node in arrays.network.nodes.values() if node.name in ("conv1", "relu1")
    )
    inner = np.flatnonzero(arrays.is_between(rows))
    rim = np.setdiff1d(np.flatnonzero(arrays.edges_at(rows)), inner)
    assert inner.tolist() == [wire(arrays, "conv1", "relu1")]

    wiring.loosen(rim, along=inner)
    arrays.xy[rows] += (0.0, 30.0)
    wiring.loosen(rim, along=inner, by=np.array([0.0, 30.0]))

    there = wiring.loose_strokes(1.0)
    ends = arrays.port_xy
    for at, row in enumerate(wiring.loose.tolist()):
        lines = there.lines[there.wire == at]
        assert lines[0, :2].tolist() == ends[arrays.edge_source[row]].tolist()
        assert lines[-1, 2:].tolist() == ends[arrays.edge_sink[row]].tolist()
