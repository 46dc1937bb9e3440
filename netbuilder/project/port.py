"""The ports of nodes, in the order in which their cards show them."""

from __future__ import annotations

from netbuilder.layers import catalogue
from netbuilder.layers.layer import Port
from netbuilder.project.value import Node, Project


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
    if inner is None:
        return None
    return tuple(
        Port(key=node.id, label=node.name) for node in inner.nodes.values() if node.kind == kind
    )
