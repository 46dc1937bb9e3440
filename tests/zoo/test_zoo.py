"""Well-known networks are drawn as they should be: nothing wrong, and as large as they are."""

import pytest

from netbuilder.compiler import analyse
from tests.zoo import MAIN, NETWORKS, Known


@pytest.mark.parametrize("known", NETWORKS, ids=lambda known: known.name)
def test_nothing_is_wrong_with_it(known: Known):
    assert analyse(known.project()).errors(MAIN) == ()


@pytest.mark.parametrize(
    ("name", "parameters"),
    [
        ("VGG-11", 132_863_336),
        ("VGG-16", 138_357_544),
        ("ResNet-18", 11_689_512),
        ("ResNet-34", 21_797_672),
        ("ResNet-50", 25_557_032),
        ("ResNeXt-50", 25_028_904),
    ],
)
def test_it_has_as_many_parameters_as_the_paper_s_network(name: str, parameters: int):
    known = next(known for known in NETWORKS if known.name == name)
    analysis = analyse(known.project()).networks[MAIN]

    # Published networks have no bias before a batch normalisation.
    nodes = analysis.network.nodes
    superfluous = sum(
        analysis.layers[giver.node].out_channels
        for node_id, node in nodes.items()
        if node.kind == "BatchNorm"
        for givers in analysis.graph.entering[node_id].values()
        for giver in givers
        if nodes[giver.node].kind == "Conv"
    )
    assert analysis.total.parameters - superfluous == parameters


def test_names_are_not_used_twice():
    assert len({known.name for known in NETWORKS}) == len(NETWORKS)
