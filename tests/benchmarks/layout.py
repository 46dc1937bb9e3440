"""How long tidying up takes: CPU time of one thread, cards of usual sizes."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise
from statistics import median

from netbuilder.project.layout import tidy
from netbuilder.project.layout_part import tidy_part
from netbuilder.project.value import Edge, End, Network, Node
from tests.benchmarks.table import Row

TITLE = "Tidy up, 500 nodes"
NODES = 500
WIDTH = 1536.0
ROUNDS = 7


def rows() -> list[Row]:
    """Each kind of network in rows of one view's width, and a part of one where it stands."""
    found = []
    for name, network in networks().items():
        sizes = sizes_of(network)
        took = _median_ms(partial(tidy, network, sizes, width=WIDTH))
        unbroken = _median_ms(partial(tidy, network, sizes))
        found.append(
            Row(
                name=f"{name}, {len(network.nodes)} nodes and {len(network.edges):,} wires",
                value=max(took, unbroken),
                unit="ms",
                baseline=f"wrapped {took:.0f} ms, in one row {unbroken:.0f} ms",
                bound="<300",
            )
        )
    return [*found, _part()]


def networks() -> Mapping[str, Network]:
    """Networks of about 500 nodes, from a plain chain to one in which everything is wired."""
    return {
        "chain with shortcuts": _chain_with_shortcuts(),
        "blocks with shortcuts, as in a ResNet": _residual_blocks(),
        "random wires to later layers": _random_wires(),
        "blocks wired throughout, as in a DenseNet": _dense_blocks(),
    }


def sizes_of(network: Network) -> dict[str, tuple[float, float]]:
    """Cards as tall as their ports and rows need."""
    inputs = dict.fromkeys(network.nodes, 1)
    for edge in network.edges:
        inputs[edge.sink.node] = max(inputs[edge.sink.node], edge.order + 1)
    return {
        node: (168.0, 64.0 + 24.0 * inputs[node] + 22.0 * (number % 3))
        for number, node in enumerate(network.nodes)
    }


def _part() -> Row:
    """A fifth of a network that stands in lines, so that it has to be wrapped among the others."""
    network = _chain_with_shortcuts()
    places = {
        node: (208.0 * (number % 20), 260.0 * (number // 20))
        for number, node in enumerate(network.nodes)
    }
    chosen = set(list(network.nodes)[: NODES // 5])
    sizes = sizes_of(network)
    return Row(
        name="a fifth of the first, where it stands",
        value=_median_ms(lambda: tidy_part(network, chosen, sizes, places, width=WIDTH)),
        unit="ms",
        bound="<300",
    )


def _median_ms(act: Callable[[], object]) -> float:
    act()
    times = []
    for _round in range(ROUNDS):
        start = time.thread_time()
        act()
        times.append((time.thread_time() - start) * 1000)
    return median(times)


def _network(wires: list[tuple[int, int]]) -> Network:
    count = 1 + max(sink for _source, sink in wires)
    nodes = {f"{i}": Node(id=f"{i}", kind="Add", name=f"add{i}") for i in range(count)}
    taken: dict[int, int] = {}
    edges = []
    for source, sink in wires:
        order = taken[sink] = taken.get(sink, -1) + 1
        ends = End(f"{source}", "output"), End(f"{sink}", "inputs")
        edges.append(Edge(source=ends[0], sink=ends[1], order=order))
    return Network(nodes=nodes, edges=tuple(edges))


def _chain_with_shortcuts() -> Network:
    chance = random.Random(0)
    sinks = [chance.randrange(10, NODES) for _ in range(NODES // 3)]
    return _network([*pairwise(range(NODES)), *((s - chance.randint(2, 8), s) for s in sinks)])


def _residual_blocks() -> Network:
    """Blocks of six layers and a sum; every third has a layer in its shortcut."""
    wires, end = [], 0
    for block in range(NODES // 8 + 5):
        chain = list(range(end, end + 7))
        wires += pairwise(chain)
        total = end + 7
        if block % 3 == 0:
            wires += [(end, total), (total, total + 1)]
            total += 1
        else:
            wires.append((end, total))
        wires.append((chain[-1], total))
        end = total
    return _network(wires)


def _random_wires() -> Network:
    chance = random.Random(0)
    wires = [(chance.randrange(sink), sink) for sink in range(1, NODES)]
    for _ in range(3 * NODES // 5):
        source, sink = sorted(chance.sample(range(NODES), 2))
        wires.append((source, sink))
    return _network(wires)


def _dense_blocks() -> Network:
    """Blocks of twelve layers, each of which reads all before it."""
    wires: list[tuple[int, int]] = []
    for block in range(NODES // 12):
        inside = [12 * block + number for number in range(13)]
        wires += [(a, b) for number, b in enumerate(inside) for a in inside[:number]]
    return _network(wires)
