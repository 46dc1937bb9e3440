"""Where a network is wrapped so that a page shows all of it as large as may be."""

from itertools import pairwise

import pytest

from netbuilder.project.layout import Arrangement, tidy
from netbuilder.project.layout_page import page_width
from netbuilder.project.value import Edge, End, Network, Node

SIZE = (168.0, 88.0)
PAGE = (960.0, 600.0)


def chain(length: int) -> Network:
    """Layers one behind the other."""
    ids = [f"{number:012x}" for number in range(length)]
    return Network(
        nodes={id: Node(id=id, kind="ReLU", name=f"relu{n}") for n, id in enumerate(ids)},
        edges=tuple(
            Edge(source=End(one, "output"), sink=End(other, "input"))
            for one, other in pairwise(ids)
        ),
    )


def seen_at(found: Arrangement) -> float:
    """The zoom at which the page shows all of it, 1 at most."""
    right = max(x for x, _y in found.positions.values()) + SIZE[0]
    bottom = max(y for _x, y in found.positions.values()) + SIZE[1]
    return min(1.0, PAGE[0] / right, PAGE[1] / bottom)


def arranged(network: Network, width: float) -> Arrangement:
    return tidy(network, dict.fromkeys(network.nodes, SIZE), width=width)


@pytest.mark.parametrize("length", [0, 1, 4, 14])
def test_what_fits_on_the_page_is_wrapped_at_its_width(length: int) -> None:
    network = chain(length)
    assert page_width(network, dict.fromkeys(network.nodes, SIZE), PAGE) == PAGE[0]


@pytest.mark.parametrize("length", [40, 70, 300])
def test_a_larger_network_is_seen_as_large_as_at_any_width(length: int) -> None:
    network = chain(length)
    width = page_width(network, dict.fromkeys(network.nodes, SIZE), PAGE)
    best = max(seen_at(arranged(network, 200.0 + 40.0 * step)) for step in range(150))
    assert seen_at(arranged(network, width)) >= 0.9 * best
    assert width > PAGE[0]


def test_a_network_of_one_high_column_is_wrapped_at_the_width_of_the_page() -> None:
    nodes = {f"{n:012x}": Node(id=f"{n:012x}", kind="Input", name=f"input{n}") for n in range(40)}
    last = Node(id="f" * 12, kind="Add", name="add1")
    edges = tuple(
        Edge(source=End(id, "output"), sink=End(last.id, "inputs"), order=n)
        for n, id in enumerate(nodes)
    )
    network = Network(nodes={**nodes, last.id: last}, edges=edges)
    assert page_width(network, dict.fromkeys(network.nodes, SIZE), PAGE) == PAGE[0]
