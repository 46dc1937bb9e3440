"""Finds layers, notes and frames by what is written on them, in all networks of a project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from netbuilder.app.canvas.framing import contents_of
from netbuilder.app.find_bar import MOST_FOUND
from netbuilder.layers.layer import KINDS
from netbuilder.project.value import Frame, Network, Node, Note

if TYPE_CHECKING:
    from netbuilder.app.canvas.view import CanvasView

_Thing = Node | Frame | Note


class LayerFinder:
    """Selects what is found and brings it into view; a `netbuilder.app.find_bar.Finder`.

    What begins with the words that are looked for comes first, then what is in the network that is
    shown, then what is in the others; in each layers come before frames and these before notes.
    """

    def __init__(self, view: CanvasView) -> None:
        self._view = view
        self._found: list[tuple[str, _Thing]] = []

    def chosen(self) -> str:
        """Nothing: who searches wants another layer than the one that is selected."""
        return ""

    def search(self, words: str) -> int:
        """Find the things of which every word tells something."""
        parts = words.casefold().split()
        workspace = self._view.workspace
        shown = workspace.network_name
        names = [shown, *(name for name in workspace.project.networks if name != shown)]
        found = [
            (name, thing)
            for name in names
            for thing in _things(workspace.project.networks[name])
            if parts and all(any(part in text for text in _texts(thing)) for part in parts)
        ]
        found.sort(key=lambda find: not next(_texts(find[1])).startswith(words.casefold()))
        self._found = found[:MOST_FOUND]
        return len(self._found)

    def nearest(self) -> int:
        """The first: they are in the order of how well they fit."""
        return 0

    def show(self, at: int) -> None:
        """Go to a thing, into another network if it stands there."""
        if at < 0:
            return
        network, thing = self._found[at]
        view, workspace = self._view, self._view.workspace
        if network != workspace.network_name:
            workspace.switch_network(network)
        match thing:
            case Node():
                workspace.select([thing.id])
                view.show_node(thing.id)
            case Note():
                workspace.select((), (), [thing.id])
                view.camera.reveal(
                    view.arrays.notes.box(int(view.arrays.notes.rows([thing.id])[0]))
                )
            case Frame():
                row = view.arrays.frames.row(thing.id)
                if row is not None:
                    nodes, notes = contents_of(view.arrays, row)
                    workspace.select(nodes, (), notes)
                    view.camera.reveal(view.arrays.frames.box(row))

    def clear(self) -> None:
        """Leave the last find selected."""


def _things(network: Network) -> Iterator[_Thing]:
    yield from network.nodes.values()
    yield from (frame for frame in network.frames if frame.members)
    yield from network.layout.notes


def _texts(thing: _Thing) -> Iterator[str]:
    """What may be searched of a thing, in small letters, its name first."""
    match thing:
        case Note():
            yield thing.text.casefold()
        case Frame():
            yield thing.title.casefold()
        case Node():
            yield from _texts_of_node(thing)


def _texts_of_node(node: Node) -> Iterator[str]:
    yield node.name.casefold()
    yield node.kind.casefold()
    if node.kind in KINDS:
        yield KINDS[node.kind].word.casefold()
    if node.block is not None:
        yield node.block.network.casefold()
    for key, value in node.parameters.items():
        yield f"{key}={value}".casefold()
