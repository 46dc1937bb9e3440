"""Networks that blocks show, taken along to where the blocks are pasted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from netbuilder.project.name import Names
from netbuilder.project.value import Network, Node, Project


def networks_shown(project: Project, nodes: Iterable[Node]) -> Mapping[str, Network]:
    """The networks that blocks among `nodes` show, and those that blocks within them show."""
    found: dict[str, Network] = {}
    waiting = _names_in(nodes)
    while waiting:
        name = waiting.pop()
        network = project.networks.get(name)
        if network is not None and name not in found:
            found[name] = network
            waiting += _names_in(network.nodes.values())
    return found


def bring_networks(
    project: Project, networks: Mapping[str, Network]
) -> tuple[Project, Mapping[str, str]]:
    """`project` with these networks, and the name that each has there.

    One that is there already, which its layers tell, stays as it is there. One whose name something
    else has gets another.
    """
    names, taken = dict[str, str](), Names(project.networks)
    for name, network in networks.items():
        names[name] = _there(project, name, network) or taken.like(name)
    new = {
        names[name]: replace(network, nodes=shown_as(network.nodes, names))
        for name, network in networks.items()
        if names[name] not in project.networks
    }
    if not new:
        return project, names
    return replace(project, networks={**project.networks, **new}), names


def shown_as(nodes: Mapping[str, Node], names: Mapping[str, str]) -> Mapping[str, Node]:
    """`nodes` whose blocks show networks by other names; those without one keep theirs."""
    return {
        node_id: replace(node, block=replace(node.block, network=names[node.block.network]))
        if node.block is not None and node.block.network in names
        else node
        for node_id, node in nodes.items()
    }


def _there(project: Project, name: str, network: Network) -> str | None:
    """The name that a network has in `project`, or None where it is not there."""
    for other in (name, *project.networks):
        there = project.networks.get(other)
        if there is not None and there.nodes.keys() & network.nodes.keys():
            return other
    return name if project.networks.get(name) == network else None


def _names_in(nodes: Iterable[Node]) -> list[str]:
    return [node.block.network for node in nodes if node.block is not None]
