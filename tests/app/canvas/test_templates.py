"""Networks that nobody drew by hand look drawn by hand."""

from collections.abc import Callable
from itertools import combinations

import pytest

from netbuilder.data import read_schema
from netbuilder.project.schema import Source
from netbuilder.project.starter import start_project
from netbuilder.project.template import open_template, templates
from netbuilder.project.value import Project
from tests.app.canvas.hand import Hand

OpenCanvas = Callable[[Project], Hand]
GAP_PX = 20


def crowded(hand: Hand) -> list[tuple[str, str]]:
    """Pairs of cards that overlap or stand closer than a wire needs."""
    arrays = hand.view.arrays
    cards = zip(arrays.ids, arrays.xy.tolist(), arrays.wh.tolist(), strict=True)
    names = {i: node.name for i, node in hand.view.workspace.network.nodes.items()}
    return [
        (names[a], names[b])
        for (a, (ax, ay), (aw, ah)), (b, (bx, by), (bw, bh)) in combinations(cards, 2)
        if ax < bx + bw + GAP_PX and bx < ax + aw + GAP_PX and ay < by + bh and by < ay + ah
    ]


@pytest.mark.parametrize("name", [template.name for template in templates()])
def test_cards_of_a_template_leave_room_for_wires(open_canvas: OpenCanvas, name: str) -> None:
    assert crowded(open_canvas(open_template(name))) == []


@pytest.mark.parametrize("name", ["digits", "iris", "wine", "diabetes", "sunspots"])
def test_cards_of_a_first_network_leave_room_for_wires(open_canvas: OpenCanvas, name: str) -> None:
    data = read_schema(Source(kind="builtin", location=name), None)
    assert crowded(open_canvas(start_project(name, data))) == []
