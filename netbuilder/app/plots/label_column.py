"""Labels in a column, each as near to its own place as the others allow. No Qt here."""

from __future__ import annotations

from collections.abc import Sequence


def spread_labels(wanted: Sequence[float], height: float, low: float, high: float) -> list[float]:
    """Where labels of one `height` begin so that none covers another, between `low` and `high`.

    Args:
        wanted: The middle that each label would like to have.
        height: How high a label is.
        low: The upper edge that none may pass.
        high: The lower edge; passed only where there is no room for all.

    Returns:
        The top of each label, in the order of `wanted`.
    """
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    tops = [0.0] * len(wanted)
    for first, start, count in _groups([wanted[i] - height / 2 for i in order], height, low, high):
        for i in range(count):
            tops[order[first + i]] = start + i * height
    return tops


def _groups(
    tops: Sequence[float], height: float, low: float, high: float
) -> list[tuple[int, float, int]]:
    """Runs of labels that touch, as (index of the first, its top, how many)."""
    groups: list[tuple[int, float, int]] = []
    for i, top in enumerate(tops):
        first, start, count = i, _within(top, height, low, high), 1
        while groups and groups[-1][1] + groups[-1][2] * height > start:
            first, _start, before = groups.pop()
            count += before
            middle = sum(tops[j] - (j - first) * height for j in range(first, i + 1)) / count
            start = _within(middle, count * height, low, high)
        groups.append((first, start, count))
    return groups


def _within(top: float, height: float, low: float, high: float) -> float:
    return max(low, min(top, high - height))
