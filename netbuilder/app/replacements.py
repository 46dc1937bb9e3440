"""What can stand in the place of a layer, offered in the search beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from netbuilder.app.layer_offers import Offers, Placement
from netbuilder.compiler.suggest import Suggestion, suggest
from netbuilder.layers import catalogue
from netbuilder.project.value import Node
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.entry_rows import Entry
    from netbuilder.app.layer_search import LayerSearch
    from netbuilder.app.window import Window


def offer_replacements(window: Window, search: LayerSearch, node_id: str) -> None:
    """Let the person choose what stands in the place of a node, the likely first."""

    def take(placement: Placement) -> None:
        search.close_over()
        window.canvas.replacing.replace(
            node_id, placement.kind, placement.parameters, block=placement.block
        )

    workspace = window.workspace
    families = {key: family.name for key, family in window.store.theme.colors.family.items()}
    offers = Offers(families, take).all(workspace.project, workspace.network_name)
    node = workspace.network.nodes[node_id]
    entries = [entry for _place, entry in _likely_first(offers, node, _fitting(window, node))]
    search.open_beside(node_id, entries, keys=_("↑ ↓ choose  ·  Enter replaces  ·  Esc closes"))


def _fitting(window: Window, node: Node) -> tuple[Suggestion, ...]:
    """What takes the first wire of a node, or gives what its first wire out needs."""
    workspace = window.workspace
    edges = workspace.network.edges
    before = next((edge.source for edge in edges if edge.sink.node == node.id), None)
    if before is not None:
        return suggest(workspace.analysis, workspace.network_name, before)
    after = next((edge.sink for edge in edges if edge.source.node == node.id), None)
    if after is None:
        return ()
    return suggest(workspace.analysis, workspace.network_name, after, is_input=True)


def _likely_first(
    offers: list[tuple[Placement, Entry]], node: Node, fitting: tuple[Suggestion, ...]
) -> list[tuple[Placement, Entry]]:
    """`offers` but for the layer itself: its own family where it fits, what else fits, the rest."""
    places = {(one.kind, one.block): place for place, one in enumerate(fitting) if one.is_sound}
    own = catalogue.layer_class(node.kind)

    def rank(offer: tuple[Placement, Entry]) -> tuple[bool, bool, int]:
        placement = offer[0]
        layer = catalogue.layer_class(placement.kind)
        is_kin = own is not None and layer is not None and layer.family is own.family
        place = places.get((placement.kind, placement.block), len(places))
        return place == len(places), not is_kin, place

    block = node.block.network if node.block is not None else ""
    others = (
        offer
        for offer in offers
        if offer[0].parameters or (offer[0].kind, offer[0].block) != (node.kind, block)
    )
    return sorted(others, key=rank)
