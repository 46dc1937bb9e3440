"""The steps that every edit is made of: find a thing or refuse, put a changed one back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from netbuilder.error import EditError
from netbuilder.project.value import Network, Node, Project
from netbuilder.words import _

K = TypeVar("K")
V = TypeVar("V")

FARTHEST_PX = 1e7
"""How far from the middle of the scene anything may lie."""


def find_network(project: Project, name: str) -> Network:
    """The network called `name`.

    Raises:
        EditError: There is none.
    """
    network = project.networks.get(name)
    if network is None:
        raise EditError(_("There is no network called {name}").format(name=name))
    return network


def find_node(network: Network, node_id: str) -> Node:
    """The node with this id.

    Raises:
        EditError: There is none.
    """
    node = network.nodes.get(node_id)
    if node is None:
        raise EditError(_("This layer is no longer there"))
    return node


def put_network(project: Project, name: str, network: Network) -> Project:
    """`project` with `network` under `name`; `project` itself if that is no change."""
    if project.networks.get(name) is network:
        return project
    return replace(project, networks={**project.networks, name: network})


def put_nodes(network: Network, nodes: Iterable[Node]) -> Network:
    """`network` with `nodes` in place of those with their ids; itself if there are none."""
    changed = {node.id: node for node in nodes}
    return replace(network, nodes={**network.nodes, **changed}) if changed else network


def without(mapping: Mapping[K, V], keys: Iterable[K]) -> Mapping[K, V]:
    """`mapping` less `keys`; `mapping` itself if it holds none of them."""
    gone = [key for key in keys if key in mapping]
    if not gone:
        return mapping
    left = dict(mapping)
    for key in gone:
        del left[key]
    return left


def checked_point(point: tuple[float, float]) -> tuple[float, float]:
    """`point` as real numbers.

    Raises:
        EditError: It is farther out than `FARTHEST_PX`, or no point at all.
    """
    x, y = float(point[0]), float(point[1])
    if not (abs(x) <= FARTHEST_PX and abs(y) <= FARTHEST_PX):
        raise EditError(_("This place is too far away"))
    return x, y


def shifted(point: tuple[float, float], by: tuple[float, float]) -> tuple[float, float]:
    """`point` moved by so many px.

    Raises:
        EditError: It would be farther out than `FARTHEST_PX`.
    """
    return checked_point((point[0] + by[0], point[1] + by[1]))
