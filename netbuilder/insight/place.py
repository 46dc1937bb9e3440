"""Where the wires and learned tensors of a network stand in the drawing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from torch import Tensor, nn

from netbuilder.compiler.source import Source
from netbuilder.model.weights import owner
from netbuilder.project.value import Project
from netbuilder.runs.view import Place

_MAIN_PORT = "output"


def places(project: Project, network: str, path: tuple[str, ...]) -> Iterator[Place]:
    """The nodes that a path of ids leads through, from the outermost block to the node itself."""
    for id in path:
        yield Place(network, id)
        block = project.networks[network].nodes[id].block
        network = block.network if block is not None else network


class Wire(NamedTuple):
    """The main output of a node: its port, and its key in what the tapped form returns."""

    port: str
    key: str


def wires(project: Project, tapped: Source) -> dict[Place, Wire]:
    """The main output of each node; an Output has the wire that enters it.

    In a block that is used several times it is the first use that counts.
    """
    found: dict[Place, Wire] = {}
    uses: dict[Place, tuple[str, ...]] = {}
    for (path, port), key in tapped.taps.items():
        *_blocks, place = places(project, tapped.network, path)
        is_first = uses.setdefault(place, path) == path
        if is_first and (place not in found or port == _MAIN_PORT):
            found[place] = Wire(port, key)
    return found


def path_to(project: Project, source: Source, place: Place) -> tuple[str, ...] | None:
    """The ids that lead to a node in its first use; None where the network has no such node."""
    paths = (*(path for path, _port in source.taps), *source.modules)
    for path in paths:
        *_blocks, found = places(project, source.network, path)
        if found == place:
            return path
    return None


def learned(project: Project, source: Source, network: nn.Module) -> dict[Place, dict[str, Tensor]]:
    """The learned tensors of each node by their names in its module, frozen ones too.

    In a block that is used several times with weights of its own it is the first use that counts.
    """
    return {
        place: {name.removeprefix("."): tensor for name, tensor in tensors.items()}
        for place, tensors in _tensors(project, source, network, is_whole=False).items()
    }


def learned_inside(
    project: Project, source: Source, network: nn.Module
) -> dict[Place, tuple[Tensor, ...]]:
    """The learned tensors of each node, and of each block all those inside; otherwise `learned`."""
    return {
        place: tuple(tensors.values())
        for place, tensors in _tensors(project, source, network, is_whole=True).items()
    }


def _tensors(
    project: Project, source: Source, network: nn.Module, *, is_whole: bool
) -> dict[Place, dict[str, Tensor]]:
    found: dict[Place, dict[str, Tensor]] = {}
    uses: dict[Place, tuple[str, ...]] = {}
    for key, parameter in network.named_parameters():
        path, rest = owner(source, key)
        for depth, place in enumerate(places(project, source.network, path), 1):
            is_first = uses.setdefault(place, path[:depth]) == path[:depth]
            if is_first and (is_whole or depth == len(path)):
                found.setdefault(place, {})[key if is_whole else rest] = parameter
    return found
