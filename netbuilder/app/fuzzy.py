"""Finds words by some of their letters, in their order: ``cnv`` finds *Conv2d*."""

from __future__ import annotations

from dataclasses import dataclass

_AT_WORD_START = 10.0
_IN_A_ROW = 8.0
_SCATTERED = -5.0
_PER_LETTER = -0.05


@dataclass(frozen=True, slots=True)
class Found:
    """How well a text fits, larger is better, and where the letters stand in it."""

    score: float
    places: tuple[int, ...]


def find(wanted: str, text: str) -> Found | None:
    """Find every word of `wanted` in `text`; None if one is not there or only by accident.

    Letters count most at the start of a word, then right behind each other; a text with few other
    letters is the better one of two. An empty `wanted` is found everywhere.
    """
    score, places = _PER_LETTER * len(text), set[int]()
    for word in wanted.casefold().split():
        best = _best_way(word, text.casefold())
        if best is None or best.score <= 0:
            return None
        score += best.score
        places.update(best.places)
    return Found(score, tuple(sorted(places)))


def has_words(wanted: str, text: str) -> bool:
    """Whether every word of `wanted` begins a word of `text`."""
    words = text.casefold().split()
    return all(any(w.startswith(part) for w in words) for part in wanted.casefold().split())


def _best_way(word: str, text: str) -> Found | None:
    """The way through the text that takes the letters of one word at the highest score."""
    ways: dict[int, Found] = {}
    for i, letter in enumerate(word):
        longer: dict[int, Found] = {}
        for place, other in enumerate(text):
            if other != letter:
                continue
            start = _AT_WORD_START if _is_word_start(text, place) else _SCATTERED
            if i == 0:
                longer[place] = Found(start, (place,))
                continue
            steps = (
                Found(
                    way.score + (max(start, _IN_A_ROW) if at == place - 1 else start),
                    (*way.places, place),
                )
                for at, way in ways.items()
                if at < place
            )
            best = max(steps, key=lambda step: step.score, default=None)
            if best is not None:
                longer[place] = best
        ways = longer
    return max(ways.values(), key=lambda way: way.score, default=None)


def _is_word_start(text: str, place: int) -> bool:
    return place == 0 or not text[place - 1].isalnum()
