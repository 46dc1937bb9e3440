"""Tidying up some nodes of a network: where they go, and that nothing else moves."""

import itertools
from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from netbuilder.project import edit
from netbuilder.project.layout import Arrangement, tidy
from netbuilder.project.layout_part import tidy_part
from netbuilder.project.value import End, Layout, Network
from tests.builders import MAIN, project_of
from tests.project.random_edit import random_edit
from tests.project.test_layout import boxes_of, check, network_of, overlap

WIDTH, HEIGHT = 168.0, 80.0

Point = tuple[float, float]


def sizes_of(network: Network) -> dict[str, tuple[float, float]]:
    return dict.fromkeys(network.nodes, (WIDTH, HEIGHT))


def corner(places: Mapping[str, Point]) -> Point:
    return min(x for x, _y in places.values()), min(y for _x, y in places.values())


def part_of(network: Network, ids: set[str]) -> Network:
    edges = tuple(e for e in network.edges if {e.source.node, e.sink.node} <= ids)
    return Network(nodes={i: network.nodes[i] for i in network.nodes if i in ids}, edges=edges)


def moved(arranged: Arrangement, by: Point) -> Arrangement:
    def shifted(point: Point) -> Point:
        return point[0] + by[0], point[1] + by[1]

    return Arrangement(
        positions={node: shifted(at) for node, at in arranged.positions.items()},
        bends={edge: tuple(map(shifted, points)) for edge, points in arranged.bends.items()},
    )


def test_chosen_nodes_stand_as_if_alone_where_their_corner_was() -> None:
    network = network_of(6, [*itertools.pairwise(range(6)), (1, 4)])
    ids = {"1", "2", "3", "4"}
    places = {
        "0": (-900.0, 0.0),
        "1": (500.0, 340.0),
        "2": (40.0, 300.0),
        "3": (300.0, 120.0),
        "4": (120.0, 60.0),
        "5": (3000.0, 0.0),
    }

    found = tidy_part(network, ids, sizes_of(network), places)

    assert found == moved(tidy(part_of(network, ids), sizes_of(network)), (40.0, 60.0))
    # One straight line, 208 px a column, and the shortcut below it.
    assert [found.positions[node] for node in "1234"] == [(40 + 208.0 * i, 60.0) for i in range(4)]


def test_row_that_would_lie_on_another_node_is_wrapped_before_it() -> None:
    network = network_of(5, [(0, 1), (1, 2), (2, 3)])
    places = {
        "0": (0.0, 0.0),
        "1": (10.0, 200.0),
        "2": (20.0, 400.0),
        "3": (30.0, 600.0),
        "4": (500.0, 0.0),
    }

    found = tidy_part(network, {"0", "1", "2", "3"}, sizes_of(network), places)

    # In one row node 2 would stand from 416 to 584, on node 4.
    assert {x for x, _y in found.positions.values()} == {0.0}
    assert [found.positions[node][1] for node in "0123"] == [0.0, 144.0, 288.0, 432.0]


def test_nodes_walled_in_go_the_shortest_way_out() -> None:
    network = network_of(6, [(0, 1)])
    places = {
        "0": (0.0, 0.0),
        "1": (0.0, 20.0),
        "2": (200.0, 0.0),
        "3": (0.0, 120.0),
        "4": (-200.0, 0.0),
        "5": (200.0, 120.0),
    }

    found = tidy_part(network, {"0", "1"}, sizes_of(network), places)

    # Side by side they cover 376 × 80 px; the wall's upper edge is at 0, and 24 px stay free.
    assert found.positions == {"0": (0.0, -104.0), "1": (208.0, -104.0)}


def test_wires_elsewhere_keep_their_bends_and_those_to_others_lose_them() -> None:
    network = network_of(5, [(0, 1), (1, 2), (2, 3), (3, 4)])
    places = {f"{i}": (300.0 * i, 50.0 * (i % 2)) for i in range(5)}
    bends = dict.fromkeys(network.edges, ((10.0, 10.0), (10.0, 90.0)))
    drawn = Network(
        nodes=network.nodes, edges=network.edges, layout=Layout(positions=places, bends=bends)
    )
    found = tidy_part(drawn, {"0", "1"}, sizes_of(drawn), places)

    layout = edit.arrange(project_of(drawn), MAIN, found).networks[MAIN].layout

    kept = [
        edge for edge in network.edges if edge.source in (End("2", "output"), End("3", "output"))
    ]
    assert layout.bends == {edge: bends[edge] for edge in kept}
    assert {node: layout.positions[node] for node in "234"} == {n: places[n] for n in "234"}


def test_nothing_chosen_moves_nothing() -> None:
    network = network_of(2, [(0, 1)])

    assert tidy_part(network, (), sizes_of(network), {}) == Arrangement()


steps = st.integers(-40, 40).map(lambda number: 24.0 * number)


@st.composite
def drawings(draw: st.DrawFn) -> tuple[Network, dict[str, Point], set[str]]:
    count = draw(st.integers(2, 20))
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    wires = [(a, b) for a, b in draw(st.lists(pairs, max_size=2 * count)) if a != b]
    network = network_of(count, wires)
    places = {node: draw(st.tuples(steps, steps)) for node in network.nodes}
    ids = draw(st.sets(st.sampled_from(sorted(network.nodes)), min_size=1))
    return network, places, ids


@given(drawings(), st.sampled_from([None, 300.0, 1000.0]))
def test_part_is_laid_out_well_and_lies_on_nothing_else(
    drawing: tuple[Network, dict[str, Point], set[str]], width: float | None
) -> None:
    network, places, ids = drawing
    sizes = sizes_of(network)

    found = tidy_part(network, ids, sizes, places, width=width)

    check(part_of(network, ids), sizes, found)
    others = {i: at for i, at in places.items() if i not in ids}
    standing = boxes_of(Arrangement(positions=others), sizes).values()
    for box in boxes_of(found, sizes).values():
        assert not any(overlap(box, other) for other in standing)


@given(drawings())
def test_part_stays_where_it_is_as_long_as_nothing_is_in_its_way(
    drawing: tuple[Network, dict[str, Point], set[str]],
) -> None:
    network, places, ids = drawing
    chosen = {i: places[i] for i in ids}
    away = {i: (x + 1e6, y) for i, (x, y) in places.items() if i not in ids}

    found = tidy_part(network, ids, sizes_of(network), {**chosen, **away}, width=700.0)

    assert corner(found.positions) == corner(chosen)
    again = tidy_part(network, ids, sizes_of(network), {**found.positions, **away}, width=700.0)
    assert again == found


MOVES = ("add_nodes", "move_earlier", "move_later")
"""Edits by which a person moves nodes and does more."""


@given(st.lists(st.integers(0, 2**32), min_size=1, max_size=30))
def test_no_edit_but_a_move_moves_a_node(seeds: list[int]) -> None:
    project = edit.arrange(
        project_of(network_of(8, [*itertools.pairwise(range(8)), (1, 5)])),
        MAIN,
        Arrangement(positions={f"{i}": (300.0 * i, 40.0 * (i % 3)) for i in range(8)}),
    )
    for seed in seeds:
        edited = random_edit(project, seed, without=MOVES)
        before, after = project.networks[MAIN].layout, edited.networks[MAIN].layout
        if edited.networks[MAIN].nodes != project.networks[MAIN].nodes or (
            edited.networks[MAIN].edges != project.networks[MAIN].edges
        ):
            shared = before.positions.keys() & after.positions.keys()
            assert {i: after.positions[i] for i in shared} == {
                i: before.positions[i] for i in shared
            }
        project = edited
