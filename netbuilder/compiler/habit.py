"""Which layer usually stands beside which: counts of well-known networks, with back-off.

The counts are learnt by ``make suggestions`` from one half of the networks in `tests.zoo` and of
the templates; the other half tests them.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from netbuilder import resources
from netbuilder.compiler.way import LONGEST, Way
from netbuilder.layers.catalogue import layer_class
from netbuilder.layers.layer import Family

_TRUST = 2.0
"""How many sightings what is known of a shorter way weighs against those of a longer."""

_TRUST_ANYWHERE = 20.0
"""The same for what a network does anywhere, whatever stands before."""

_SHAPELESS = (Family.SHAPE, Family.IO)
"""Families whose layers do not stand for each other."""

Likelihoods = Mapping[str, float]
"""How likely each kind is; those never seen are missing."""


class Habits:
    """What is likely beside a port, from counts of what stands beside ports in known networks.

    What was seen after the last three layers counts most; what was seen there too seldom is filled
    in from the same *families* of layers, then from two layers, one, and the tensor alone.

    Args:
        counts: By the text of a way, in how many networks it goes on with each kind.
    """

    def __init__(self, counts: Mapping[str, Mapping[str, int]]) -> None:
        self._seen: dict[tuple[str, ...], dict[str, int]] = {}
        for text, kinds in counts.items():
            tensor, *passed = text.split()
            for context in _contexts(Way(tensor, tuple(passed))):
                seen = self._seen.setdefault(context, {})
                for kind, times in kinds.items():
                    seen[kind] = seen.get(kind, 0) + times

    def likelihoods(self, way: Way) -> Likelihoods:
        """How likely each kind is to stand at the end of `way`."""
        likely: Likelihoods = {}
        for context in _contexts(way):
            likely = _refined(likely, self._seen.get(context))
        return likely


def count(networks: Iterable[Iterable[tuple[Way, str]]]) -> dict[str, dict[str, int]]:
    """Count in how many networks each way goes on with each kind, for `Habits`.

    A network that repeats itself says a thing once, so that depth is no argument.

    Args:
        networks: For each network its ways, and the kind that follows each.
    """
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for ways in networks:
        for way, kind in dict.fromkeys(ways):
            found[" ".join((way.tensor, *way.kinds))][kind] += 1
    return {text: dict(sorted(kinds.items())) for text, kinds in sorted(found.items())}


def with_own(
    likely: Likelihoods, way: Way, passed: Iterable[tuple[tuple[str, ...], str]]
) -> Likelihoods:
    """`likely`, refined by what a network itself has done so far: people repeat themselves.

    Args:
        likely: How likely each kind is at the end of `way` in networks at large.
        way: The way.
        passed: Layers passed elsewhere in the network, and what follows them there.
    """
    own: list[Counter[str]] = [Counter() for _ in range(LONGEST)]
    for kinds, kind in passed:
        for length, seen in enumerate(own):
            if kinds[:length] == way.kinds[:length]:
                seen[kind] += 1
    likely = _refined(likely, own[0], trust=_TRUST_ANYWHERE)
    for seen in own[1:]:
        likely = _refined(likely, seen)
    return likely


@lru_cache(maxsize=1)
def learnt_habits() -> tuple[Habits, Habits]:
    """What was learnt: what follows the layers before a port, and what precedes those behind it."""
    text = resources.path("suggestions", "habits.json").read_text(encoding="utf-8")
    learnt = json.loads(text)
    return Habits(learnt["follows"]), Habits(learnt["precedes"])


def _refined(
    likely: Likelihoods, seen: Mapping[str, int] | None, *, trust: float = _TRUST
) -> Likelihoods:
    """Likelihoods by what was `seen`, filled in from those that were known before."""
    if not seen:
        return likely
    whole = sum(seen.values()) + trust
    kinds = likely.keys() | seen.keys()
    return {k: (seen.get(k, 0) + trust * likely.get(k, 0.0)) / whole for k in kinds}


def _contexts(way: Way) -> Iterator[tuple[str, ...]]:
    """What can be told of a way, from the least to the most."""
    tensor, kinds = way
    families = tuple(map(_family, kinds))
    yield ()
    yield (tensor,)
    for length in range(1, len(kinds) + 1):
        yield ("any", *families[:length])
        yield (tensor, *families[:length])
        yield (tensor, *kinds[:length])


@lru_cache(maxsize=1_000)
def _family(kind: str) -> str:
    """The family of a kind; the kind itself where its family says too little."""
    layer = layer_class(kind)
    if layer is None or layer.family in _SHAPELESS:
        return kind
    return f"~{layer.family.value}"
