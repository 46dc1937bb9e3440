"""The ports of nodes, in the order in which their cards show them.

The ports of a block are the Inputs and Outputs of its network in the order of their names, which
is that of the file: equal drawings have equal cards and equal source, whatever was drawn first.
"""

from __future__ import annotations

from netbuilder.layers import catalogue
from netbuilder.layers.layer import Port
from netbuilder.project.value import Network, Node, Project
from netbuilder.project.writing import natural


def input_ports(project: Project, node: Node) -> tuple[Port, ...] | None:
    """The input ports of a node, or None where they cannot be known.

    Those of a block are the Inputs of the network that it shows.
    """
    if node.block is not None:
        return _ends_inside(project, node.block.network, "Input")
    layer = catalogue.layer_class(node.kind)
    return None if layer is None else layer(node.parameters).input_ports()


def output_ports(project: Project, node: Node) -> tuple[Port, ...] | None:
    """The output ports of a node, or None where they cannot be known.

    Those of a block are the Outputs of the network that it shows.
    """
    if node.block is not None:
        return _ends_inside(project, node.block.network, "Output")
    layer = catalogue.layer_class(node.kind)
    return None if layer is None else layer(node.parameters).output_ports()


def _ends_inside(project: Project, network: str, kind: str) -> tuple[Port, ...] | None:
    inner = project.networks.get(network)
    return None if inner is None else ports_of_block(inner, kind)


def ports_of_block(network: Network, kind: str) -> tuple[Port, ...]:
    """The ports of a block that shows `network`: its ``Input`` or ``Output`` nodes."""
    return tuple(Port(key=node.id, label=node.name) for node in ends_of(network, kind))


def ends_of(network: Network, kind: str) -> tuple[Node, ...]:
    """The ``Input`` or ``Output`` nodes of a network, in the order of their names."""
    found = (node for node in network.nodes.values() if node.kind == kind)
    return tuple(sorted(found, key=lambda node: natural(node.name)))
