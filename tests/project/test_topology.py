"""How nodes hang together, compared with networkx and with drawings read by eye."""

import time

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from netbuilder.project import topology
from netbuilder.project.value import Edge, End, Network, Node
from tests.builders import MAIN, digits_cnn, random_network


def network_of(*wires: str, loose: str = "") -> Network:
    """A network of nodes named by letters, from wires such as ``"a>b"``."""
    pairs = [tuple(wire.split(">")) for wire in wires]
    names = sorted({name for pair in pairs for name in pair} | set(loose))
    orders: dict[str, int] = {}
    edges = []
    for source, sink in pairs:
        order = orders[sink] = orders.get(sink, -1) + 1
        edges.append(Edge(source=End(source, "output"), sink=End(sink, "inputs"), order=order))
    return Network(
        nodes={name: Node(id=name, kind="Add", name=name) for name in names}, edges=tuple(edges)
    )


def graph_of(network: Network) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(network.nodes)
    graph.add_edges_from((e.source.node, e.sink.node) for e in network.edges)
    return graph


letters = st.sampled_from("abcdefgh")
wires = st.lists(
    st.tuples(letters, letters).filter(lambda p: p[0] != p[1]).map(">".join), max_size=16
)


def forward(row: list[str]) -> list[str]:
    """The same wires, all in the direction of the alphabet."""
    return [">".join(sorted(wire.split(">"))) for wire in row]


def test_order_follows_a_branch_to_its_end() -> None:
    network = network_of("a>b", "b>c", "c>f", "a>d", "d>e", "e>f", "f>g")

    assert topology.topological_order(network) == tuple("abcdefg")


def test_order_counts_numbers_in_names() -> None:
    names = ["relu10", "relu2", "relu1"]
    nodes = {name: Node(id=name, kind="ReLU", name=name) for name in names}

    assert topology.topological_order(Network(nodes=nodes)) == ("relu1", "relu2", "relu10")


def test_order_does_not_depend_on_how_the_network_was_made() -> None:
    network = random_network(200, 5).networks[MAIN]
    turned = Network(
        nodes=dict(reversed(network.nodes.items())), edges=tuple(reversed(network.edges))
    )

    assert topology.topological_order(turned) == topology.topological_order(network)


def test_order_leaves_out_cycles_and_what_lies_behind() -> None:
    network = network_of("a>b", "b>c", "c>b", "c>d", "a>e")

    assert topology.topological_order(network) == ("a", "e")


@given(wires)
def test_order_holds_every_node_of_a_network_without_cycles(row: list[str]) -> None:
    network = network_of(*forward(row))

    order = topology.topological_order(network)

    place = {node: number for number, node in enumerate(order)}
    assert place.keys() == network.nodes.keys()
    assert all(place[e.source.node] < place[e.sink.node] for e in network.edges)


def test_cycle_is_told_in_the_direction_of_its_wires() -> None:
    network = network_of("a>b", "b>c", "c>d", "d>b", "e>f", "f>e")

    assert topology.cycles(network) == (("b", "c", "d"), ("e", "f"))


@given(wires)
def test_cycles_are_ways_and_there_is_one_for_each_knot(row: list[str]) -> None:
    network = network_of(*row)
    graph = graph_of(network)

    found = topology.cycles(network)

    knots = [knot for knot in nx.strongly_connected_components(graph) if len(knot) > 1]
    assert len(found) == len(knots)
    for cycle in found:
        assert nx.is_simple_path(graph, list(cycle))
        assert graph.has_edge(cycle[-1], cycle[0])


@given(wires, st.sets(letters))
def test_reach_is_that_of_networkx(row: list[str], chosen: set[str]) -> None:
    network = network_of(*row, loose="abcdefgh")
    graph = graph_of(network)

    below = {sink for node in chosen for sink in graph[node]}
    below |= {n for node in below for n in nx.descendants(graph, node)}
    above = {source for node in chosen for source in graph.pred[node]}
    above |= {n for node in above for n in nx.ancestors(graph, node)}

    assert topology.downstream(network, chosen) == below
    assert topology.upstream(network, chosen) == above


def test_unknown_ids_reach_nothing() -> None:
    network = digits_cnn().networks[MAIN]

    assert topology.upstream(network, ["nobody"]) == frozenset()


@pytest.mark.parametrize("layers", [5000])
def test_order_of_five_thousand_layers_takes_a_few_milliseconds(layers: int) -> None:
    network = random_network(layers, 1).networks[MAIN]
    times = []
    for _ in range(5):
        start = time.process_time()
        topology.topological_order(network)
        times.append(time.process_time() - start)

    assert min(times) < 0.02
