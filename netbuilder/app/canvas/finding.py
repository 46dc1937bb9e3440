"""Finds layers by their names, kinds and settings, in all networks of a project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from netbuilder.app.find_bar import MOST_FOUND
from netbuilder.layers.layer import KINDS
from netbuilder.project.value import Node

if TYPE_CHECKING:
    from netbuilder.app.canvas.view import CanvasView


class LayerFinder:
    """Selects what is found and brings it into view; a `netbuilder.app.find_bar.Finder`.

    Layers whose names begin with what is looked for come first, then those of the network that is
    shown, then those of the others.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._found: list[tuple[str, str]] = []

    def chosen(self) -> str:
        """Nothing: who searches wants another layer than the one that is selected."""
        return ""

    def search(self, words: str) -> int:
        """Find the layers of which every word tells something."""
        parts = words.casefold().split()
        workspace = self._view.workspace
        shown = workspace.network_name
        names = [shown, *(name for name in workspace.project.networks if name != shown)]
        found = [
            (name, node)
            for name in names
            for node in workspace.project.networks[name].nodes.values()
            if parts and all(any(part in text for text in _texts(node)) for part in parts)
        ]
        found.sort(key=lambda find: not find[1].name.casefold().startswith(words.casefold()))
        self._found = [(name, node.id) for name, node in found[:MOST_FOUND]]
        return len(self._found)

    def nearest(self) -> int:
        """The first: they are in the order of how well they fit."""
        return 0

    def show(self, at: int) -> None:
        """Go to a layer, into another network if it stands there."""
        if at < 0:
            return
        network, node_id = self._found[at]
        workspace = self._view.workspace
        if network != workspace.network_name:
            workspace.switch_network(network)
        workspace.select([node_id])
        self._view.show_node(node_id)

    def clear(self) -> None:
        """Leave the last find selected."""


def _texts(node: Node) -> Iterator[str]:
    """What may be searched of a layer, in small letters."""
    yield node.name.casefold()
    yield node.kind.casefold()
    if node.kind in KINDS:
        yield KINDS[node.kind].word.casefold()
    if node.block is not None:
        yield node.block.network.casefold()
    for key, value in node.parameters.items():
        yield f"{key}={value}".casefold()
