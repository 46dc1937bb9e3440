"""Wires laid anew after an edit: only those that it touches, and as well as from the start."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.app.canvas.arrays import CanvasArrays
from netbuilder.app.canvas.router import Router
from netbuilder.app.canvas.routes import Routes, find_routes
from netbuilder.app.canvas.strokes import flatten
from netbuilder.app.canvas.wiring import Wiring
from netbuilder.compiler import analyse
from netbuilder.project import edit
from netbuilder.project.value import Project
from tests.app.canvas.test_routes import CANVAS, boxes_crossed
from tests.builders import MAIN, chain, random_network

SNAP = 12.0


def shown(arrays: CanvasArrays, project: Project) -> None:
    arrays.update(project.networks[MAIN], analyse(project).networks[MAIN], [])


def spread(nodes: int, seed: int) -> Project:
    """A network in rows of six cards."""
    project = random_network(nodes, seed)
    places = {
        node: (228.0 * (number % 6), 240.0 * (number // 6))
        for number, node in enumerate(project.networks[MAIN].nodes)
    }
    return edit.move_nodes(project, MAIN, places)


def same_lines(arrays: CanvasArrays, wiring: Wiring) -> bool:
    """Whether lines that were carried over are those of the ways as they are."""
    found, fresh = wiring.strokes(1.0), flatten(wiring.routes(), 1.0, CANVAS.gap.lane_corner)
    return all(
        np.array_equal(getattr(found, name), getattr(fresh, name))
        for name in ("lines", "wire", "boxes", "crosses")
    )


def check(arrays: CanvasArrays, routes: Routes) -> None:
    """Ends at the ports, lanes where a fresh laying has lanes, none through a card unforced."""
    fresh = find_routes(arrays, CANVAS)
    assert np.array_equal(routes.curves, fresh.curves)
    assert routes.lanes.keys() == fresh.lanes.keys()
    for row, corners in routes.lanes.items():
        assert corners[[0, -1]].tolist() == routes.curves[row, [0, 3]].tolist()
        assert row in routes.crowded or not boxes_crossed(arrays, corners[1:-1])


steps = st.integers(-30, 30).map(lambda number: SNAP * number)
moves = st.tuples(st.integers(0, 1000), steps, steps)


@given(st.integers(0, 50), st.lists(moves, min_size=1, max_size=6))
def test_after_moves_wires_lie_as_well_as_if_all_were_laid_anew(
    seed: int, row: list[tuple[int, float, float]]
) -> None:
    project = spread(24, seed)
    arrays = CanvasArrays(CANVAS)
    shown(arrays, project)
    wiring = Wiring(arrays, CANVAS, Router(arrays, CANVAS, usual=0))
    wiring.strokes(1.0)

    for number, x, y in row:
        positions = project.networks[MAIN].layout.positions
        node = sorted(positions)[number % len(positions)]
        at = positions[node]
        project = edit.move_nodes(project, MAIN, {node: (at[0] + x, at[1] + y)})
        shown(arrays, project)
        wiring.invalidate()
        assert same_lines(arrays, wiring)
        check(arrays, wiring.routes())


@given(st.integers(0, 50), st.data())
def test_after_removing_and_undoing_wires_lie_as_before(seed: int, data: st.DataObject) -> None:
    project = spread(24, seed)
    arrays = CanvasArrays(CANVAS)
    shown(arrays, project)
    wiring = Wiring(arrays, CANVAS, Router(arrays, CANVAS, usual=0))
    before = wiring.routes()
    gone = data.draw(st.sets(st.sampled_from(sorted(project.networks[MAIN].nodes)), max_size=5))

    shown(arrays, edit.remove_nodes(project, MAIN, gone))
    wiring.invalidate()
    check(arrays, wiring.routes())
    assert same_lines(arrays, wiring)

    shown(arrays, project)
    wiring.invalidate()
    assert wiring.routes() is before


def test_ways_go_along_where_everything_moves_alike() -> None:
    project = spread(60, 2)
    places = project.networks[MAIN].layout.positions
    arrays = CanvasArrays(CANVAS)
    shown(arrays, project)
    wiring = Wiring(arrays, CANVAS, Router(arrays, CANVAS, usual=0))
    before, lines = wiring.routes(), wiring.strokes(1.0).lines

    away = {node: (x + 120.0, y - 36.0) for node, (x, y) in places.items()}
    shown(arrays, edit.move_nodes(project, MAIN, away))
    wiring.invalidate()

    assert before.lanes
    for row, way in wiring.routes().lanes.items():
        assert np.array_equal(way, before.lanes[row] + np.array([120.0, -36.0]))
    there = lines + np.array([120.0, -36.0, 120.0, -36.0])
    assert np.array_equal(wiring.strokes(1.0).lines, there)
    check(arrays, wiring.routes())


def test_moving_a_card_lays_only_its_own_wires_and_those_in_its_way() -> None:
    project = spread(120, 1)
    arrays = CanvasArrays(CANVAS)
    shown(arrays, project)
    router = Router(arrays, CANVAS, usual=0)
    before, _step = router.lay()
    node = arrays.ids[60]
    x, y = project.networks[MAIN].layout.positions[node]
    own = {
        row for row, edge in enumerate(arrays.edges) if node in (edge.source.node, edge.sink.node)
    }

    shown(arrays, edit.move_nodes(project, MAIN, {node: (x + 5_000.0, y)}))
    after, step = router.lay()

    assert step is not None
    again = set(np.flatnonzero(step.rows < 0).tolist())
    assert own <= again
    assert len(again) < 20
    for row in before.routes.lanes.keys() - again:
        assert after.routes.lanes[row] is before.routes.lanes[row]


def test_bends_that_were_blocked_are_followed_once_the_card_has_gone() -> None:
    project = chain(("Input", {"feeds": "shape", "shape": (8,)}), "ReLU", "Tanh")
    ends = list(project.networks[MAIN].nodes)
    places = {ends[0]: (0.0, 0.0), ends[1]: (800.0, 0.0), ends[2]: (400.0, 300.0)}
    project = edit.move_nodes(project, MAIN, places)
    arrays = CanvasArrays(CANVAS)
    shown(arrays, project)
    wiring = Wiring(arrays, CANVAS, Router(arrays, CANVAS, usual=0))
    start, stop = wiring.routes().curves[0, [0, 3]].tolist()
    level = 340.0  # through the card that stands between
    points = ((start[0] + 20, start[1]), (start[0] + 20, level), (700, level), (700, stop[1]))
    blocked = edit.set_bends(project, MAIN, {arrays.edges[0]: points})

    shown(arrays, blocked)
    wiring.invalidate()
    assert 0 not in wiring.routes().lanes

    shown(arrays, edit.move_nodes(blocked, MAIN, {ends[2]: (4_000.0, 900.0)}))
    wiring.invalidate()
    assert wiring.routes().lanes[0][1:-1].tolist() == [list(point) for point in points]
