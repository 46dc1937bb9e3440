"""Automatic layout: what a person would complain of, checked on drawings and on random networks."""

import itertools
import time
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.project import edit, topology
from netbuilder.project.layout import Arrangement, tidy
from netbuilder.project.value import Edge, End, Network, Node
from tests.builders import MAIN, digits_cnn, random_network, residual

Box = tuple[float, float, float, float]


def network_of(count: int, wires: list[tuple[int, int]]) -> Network:
    """Nodes 0, 1, ... of a kind that takes any number of wires, and wires between them."""
    nodes = {f"{i}": Node(id=f"{i}", kind="Add", name=f"add{i}") for i in range(count)}
    orders: dict[int, int] = {}
    edges = []
    for source, sink in wires:
        order = orders[sink] = orders.get(sink, -1) + 1
        edges.append(
            Edge(source=End(f"{source}", "output"), sink=End(f"{sink}", "inputs"), order=order)
        )
    return Network(nodes=nodes, edges=tuple(edges))


def sizes_of(network: Network, widths: tuple[int, ...] = (168,)) -> dict[str, tuple[float, float]]:
    """Cards as tall as their ports need, of several widths."""
    inputs = dict.fromkeys(network.nodes, 1)
    for edge in network.edges:
        inputs[edge.sink.node] = max(inputs[edge.sink.node], edge.order + 1)
    return {
        node: (widths[number % len(widths)], 40.0 + 24.0 * inputs[node] + 22.0 * (number % 3))
        for number, node in enumerate(network.nodes)
    }


def boxes_of(arranged: Arrangement, sizes: Mapping[str, tuple[float, float]]) -> dict[str, Box]:
    return {
        node: (x, y, x + sizes[node][0], y + sizes[node][1])
        for node, (x, y) in arranged.positions.items()
    }


def overlap(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def way_of(edge: Edge, arranged: Arrangement, boxes: Mapping[str, Box]) -> list[Box]:
    """The straight pieces of a wire with bends from port to port, each as a thin box."""
    left, top, right, _bottom = boxes[edge.source.node]
    start = (right, top + 46.0)
    left, top, _right, _bottom = boxes[edge.sink.node]
    end = (left, top + 46.0 + 24.0 * edge.order)
    points = [start, *arranged.bends[edge], end]
    return [
        (min(a[0], b[0]), min(a[1], b[1]), max(a[0], b[0]), max(a[1], b[1]))
        for a, b in itertools.pairwise(points)
    ]


def check(
    network: Network, sizes: Mapping[str, tuple[float, float]], arranged: Arrangement
) -> None:
    """No overlap, level and upright pieces only, none through a card."""
    boxes = boxes_of(arranged, sizes)
    assert boxes.keys() == network.nodes.keys()
    placed = list(boxes.values())
    for number, box in enumerate(placed):
        assert not any(overlap(box, other) for other in placed[number + 1 :])
    for edge in arranged.bends:
        for piece in way_of(edge, arranged, boxes):
            assert piece[0] == piece[2] or piece[1] == piece[3]
            assert not any(overlap(piece, box) for box in placed)


def test_row_of_layers_is_one_straight_line() -> None:
    network = digits_cnn().networks[MAIN]

    arranged = tidy(network, sizes_of(network))

    order = topology.topological_order(network)
    assert [arranged.positions[node] for node in order] == [(208.0 * i, 0.0) for i in range(14)]
    assert not arranged.bends


def test_long_network_wraps_like_text() -> None:
    network = digits_cnn().networks[MAIN]
    sizes = dict.fromkeys(network.nodes, (168.0, 80.0))

    arranged = tidy(network, sizes, width=1000.0)

    order = topology.topological_order(network)
    places = [arranged.positions[node] for node in order]
    assert [x for x, _y in places] == [0.0, 208.0, 416.0, 624.0, 832.0] * 2 + [
        0.0,
        208.0,
        416.0,
        624.0,
    ]
    assert [y for _x, y in places] == [0.0] * 5 + [144.0] * 5 + [288.0] * 4


def test_wire_to_the_next_row_runs_through_the_gap_between() -> None:
    network = digits_cnn().networks[MAIN]
    sizes = dict.fromkeys(network.nodes, (168.0, 80.0))

    arranged = tidy(network, sizes, width=1000.0)

    order = topology.topological_order(network)
    (wrap,) = (points for edge, points in arranged.bends.items() if edge.source.node == order[4])
    # 20 px right of the row, 28 above the next row, 20 px left of it; ports are 46 below the top.
    assert wrap == ((1020.0, 46.0), (1020.0, 116.0), (-20.0, 116.0), (-20.0, 190.0))


def test_shortcut_passes_below_what_it_leaves_out() -> None:
    network = residual().networks[MAIN]
    sizes = dict.fromkeys(network.nodes, (168.0, 80.0))

    arranged = tidy(network, sizes)

    (points,) = arranged.bends.values()
    assert points == ((188.0, 46.0), (188.0, 100.0), (812.0, 100.0), (812.0, 70.0))
    assert {y for _x, y in arranged.positions.values()} == {0.0}


def test_branch_hangs_below_the_main_way() -> None:
    network = network_of(6, [(0, 1), (1, 2), (2, 3), (0, 4), (4, 3), (3, 5)])
    sizes = sizes_of(network)

    arranged = tidy(network, sizes)

    assert [arranged.positions[node][1] for node in ("0", "1", "2", "3", "5")] == [0.0] * 5
    assert arranged.positions["4"][1] > 0
    check(network, sizes, arranged)


def test_short_way_passes_nearer_than_a_long_one() -> None:
    network = network_of(8, [*((i, i + 1) for i in range(7)), (1, 4), (2, 7)])
    sizes = sizes_of(network)

    arranged = tidy(network, sizes)

    lowest = {
        edge.source.node: max(y for _x, y in points) for edge, points in arranged.bends.items()
    }
    assert lowest["1"] < lowest["2"]
    check(network, sizes, arranged)


def test_second_input_stands_beside_the_layer_that_it_feeds() -> None:
    network = network_of(5, [(0, 1), (1, 2), (2, 3), (4, 3)])

    arranged = tidy(network, sizes_of(network))

    assert arranged.positions["4"][0] == arranged.positions["2"][0]


def test_nothing_lies_nowhere() -> None:
    assert tidy(Network(), {}) == Arrangement()


def test_loose_layers_and_separate_parts_stand_below_each_other() -> None:
    network = network_of(6, [(0, 1), (2, 3)])
    sizes = sizes_of(network)

    arranged = tidy(network, sizes)

    tops = [arranged.positions[node][1] for node in ("0", "2", "4")]
    assert tops[0] < tops[1] < tops[2]
    assert arranged.positions["4"][1] == arranged.positions["5"][1]
    check(network, sizes, arranged)


def test_cycle_is_drawn_with_one_wire_back() -> None:
    network = network_of(4, [(0, 1), (1, 2), (2, 3), (3, 1)])
    sizes = sizes_of(network)

    arranged = tidy(network, sizes)

    back = [
        edge
        for edge in network.edges
        if arranged.positions[edge.sink.node][0] <= arranged.positions[edge.source.node][0]
    ]
    assert len(back) == 1
    assert back[0] in arranged.bends
    check(network, sizes, arranged)


def test_same_drawing_gives_the_same_layout_however_it_was_made() -> None:
    network = random_network(60, 3).networks[MAIN]
    turned = Network(
        nodes=dict(reversed(network.nodes.items())), edges=tuple(reversed(network.edges))
    )
    sizes = sizes_of(network)

    assert tidy(turned, sizes, width=1400.0) == tidy(network, sizes, width=1400.0)


@st.composite
def networks(draw: st.DrawFn) -> Network:
    count = draw(st.integers(1, 24))
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    wires = draw(st.lists(pairs, max_size=2 * count))
    if not draw(st.booleans()):
        wires = [(min(pair), max(pair)) for pair in wires]
    return network_of(count, [(a, b) for a, b in wires if a != b])


@given(networks(), st.sampled_from([None, 200.0, 700.0, 1400.0]), st.booleans())
def test_no_card_overlaps_and_no_bent_wire_meets_a_card(
    network: Network, width: float | None, is_mixed: bool
) -> None:
    sizes = sizes_of(network, (168, 216, 120) if is_mixed else (168,))

    check(network, sizes, tidy(network, sizes, width=width))


@given(networks(), st.sampled_from([None, 700.0]))
def test_wire_without_bends_leads_straight_to_the_next_column(
    network: Network, width: float | None
) -> None:
    sizes = sizes_of(network)
    arranged = tidy(network, sizes, width=width)
    lefts = sorted({x for x, _y in arranged.positions.values()})

    for edge in network.edges:
        if edge not in arranged.bends:
            left = arranged.positions[edge.source.node][0] + 168.0
            right = arranged.positions[edge.sink.node][0]
            level = arranged.positions[edge.source.node][1]
            is_level = arranged.positions[edge.sink.node][1] == level and not edge.order
            assert right > left
            between = [
                node
                for node, (x, y) in arranged.positions.items()
                if left <= x < right and y <= level + 46.0 < y + sizes[node][1]
            ]
            assert not between if is_level else not [x for x in lefts if left < x < right - 120.0]


@pytest.mark.parametrize("width", [None, 1600.0])
def test_five_hundred_layers_take_less_than_300_ms(width: float | None) -> None:
    network = random_network(500, 1).networks[MAIN]
    sizes = sizes_of(network)
    tidy(network, sizes, width=width)

    start = time.process_time()
    tidy(network, sizes, width=width)

    assert time.process_time() - start < 0.3


def test_result_can_be_put_into_the_project() -> None:
    project = residual()
    arranged = tidy(project.networks[MAIN], {})

    moved = edit.arrange(project, MAIN, arranged)

    assert moved.networks[MAIN].layout.positions == arranged.positions
    assert moved.networks[MAIN].layout.bends == arranged.bends
