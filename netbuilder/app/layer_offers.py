"""What a search for layers offers: every layer and block that can be placed, the likely first."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from netbuilder.app.entry_rows import Entry, found_entries
from netbuilder.app.fuzzy import Found
from netbuilder.compiler.suggest import Suggestion
from netbuilder.layers import catalogue
from netbuilder.layers.layer import KINDS, Layer, Variant
from netbuilder.layers.parameter import Value
from netbuilder.project import edit
from netbuilder.project.value import Project
from netbuilder.words import _

NUM_LEADING = 3
"""How many layers lead because they were chosen lately or often."""

_FADES = 0.93
"""How much of its weight a choice keeps at each later one."""

_HEAD_START = 0.1
"""What each of the first places is worth beside letters that were found, which count 5 to 10."""

_NUM_AHEAD = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """What is placed when an offer is taken.

    Attributes:
        key: What the choice is remembered by, "" for what belongs to one project.
        kind: The kind of layer, ``Block`` for a network of the project.
        parameters: Values that differ from the defaults.
        block: The network that a block shows, or "".
        port: The port that takes up a wire which waits, "" for the first.
    """

    key: str
    kind: str
    parameters: Mapping[str, Value] = field(default_factory=dict)
    block: str = ""
    port: str = ""


class Offers:
    """Layers and blocks as entries for a search.

    Args:
        families: The words for the families of layers.
        place: What is done with the placement of an entry that is chosen.
    """

    def __init__(self, families: Mapping[str, str], place: Callable[[Placement], object]) -> None:
        self._families = families
        self._place = place

    def all(self, project: Project, network: str) -> list[tuple[Placement, Entry]]:
        """Everything that can be placed in a network, in the order of the palette."""
        layers = (layer for members in catalogue.families().values() for layer in members)
        blocks = (
            name
            for name in project.networks
            if name != network and edit.can_stand_in(project, name, network)
        )
        return [
            *(offer for layer in layers for offer in self._layer(layer)),
            *(self._block(name) for name in blocks),
        ]

    def fitting(self, suggestions: Iterable[Suggestion]) -> list[tuple[Placement, Entry]]:
        """What may stand at the end of a wire, in the order of the suggestions."""
        found = []
        for one in suggestions:
            if one.block:
                found.append(self._block(one.block, port=one.port))
            else:
                found += self._layer(KINDS[one.kind], title=one.title, port=one.port)
        return found

    def _layer(
        self, layer: type[Layer], *, title: str = "", port: str = ""
    ) -> Iterator[tuple[Placement, Entry]]:
        """The variants of a layer; where its `title` is known those that are the same are one."""
        variants = layer.variants or (Variant(word=layer.word),)
        seen: list[Mapping[str, Value]] = []
        for variant in variants:
            if title and variant.parameters in seen:
                continue
            seen.append(variant.parameters)
            is_plain = not variant.parameters or len(variants) == 1
            words = title if title and is_plain else variant.word
            hint = variant.hint if len(variants) > 1 and words is not title else ""
            line = (hint.capitalize(), _first_sentence(layer.summary))
            placement = Placement(
                key=f"{layer.kind} {variant.hint}".strip(),
                kind=layer.kind,
                parameters=dict(variant.parameters),
                port=port,
            )
            yield (
                placement,
                Entry(
                    words=words,
                    group=self._families[layer.family.value],
                    run=partial(self._place, placement),
                    family=layer.family.value,
                    line=" · ".join(filter(None, line)),
                    other_words=" ".join((layer.word, layer.kind, variant.hint, *layer.keywords)),
                ),
            )

    def _block(self, name: str, *, port: str = "") -> tuple[Placement, Entry]:
        placement = Placement(key="", kind="Block", block=name, port=port)
        return placement, Entry(
            words=name,
            group=_("Your blocks"),
            run=partial(self._place, placement),
            icon="layers",
            line=_("A network of this project as one layer."),
            other_words=_("block"),
        )


def leading_first(
    offers: Sequence[tuple[Placement, Entry]],
    chosen: Sequence[str],
    suggestions: Collection[Suggestion] = (),
) -> list[tuple[Placement, Entry]]:
    """`offers` with those at the head that were chosen lately or often.

    Args:
        offers: What is offered, in order.
        chosen: Keys of what was chosen before, the latest first.
        suggestions: Where there are any, only what they name may lead.
    """
    weights: dict[str, float] = {}
    for age, key in enumerate(chosen):
        weights[key] = weights.get(key, 0.0) + _FADES**age
    kinds = {one.kind for one in suggestions}
    known = [
        offer
        for offer in offers
        if offer[0].key in weights and (not kinds or offer[0].kind in kinds)
    ]
    leading = sorted(known, key=lambda offer: -weights[offer[0].key])[:NUM_LEADING]
    return [*leading, *(offer for offer in offers if offer not in leading)]


def likely_first(
    offers: Sequence[tuple[Placement, Entry]], suggestions: Iterable[Suggestion]
) -> list[tuple[Placement, Entry]]:
    """`offers` in the order of the suggestions, and after them what does not fit."""
    places = {(one.kind, one.block): place for place, one in enumerate(suggestions)}
    last = len(places)
    return sorted(offers, key=lambda offer: places.get((offer[0].kind, offer[0].block), last))


def found_offers(entries: Sequence[Entry], wanted: str) -> list[tuple[Entry, Found]]:
    """The entries that a search finds, best first; the first ones of all have a head start."""
    ahead = {id(entry): _NUM_AHEAD - place for place, entry in enumerate(entries[:_NUM_AHEAD])}
    found = found_entries(entries, wanted)
    if not wanted.strip():
        return found
    return sorted(found, key=lambda one: -one[1].score - _HEAD_START * ahead.get(id(one[0]), 0))


def _first_sentence(text: str) -> str:
    return text.partition(". ")[0].rstrip(".") + "."
