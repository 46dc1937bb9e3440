"""What goes on in the nodes of the network that is shown, while a run trains it and afterwards."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from netbuilder.app.canvas.face import Live
from netbuilder.project.value import Edge
from netbuilder.runs.view import Inside, Strip
from netbuilder.words import _


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Activity:
    """One moment of a run, seen from the network that is shown.

    Attributes:
        inside: What the strips show.
        live: What the cards have room for, by node id; other cards show nothing of the run.
        strips: What was seen last, by node id.
        changed: Nodes that are no longer as the run trains them.
        values: What the network reaches right now, by the id of an Output.
        edges: The wires of the network that trains.
        is_under_way: Whether the run goes on, be it paused; nodes glow while it does.
        is_paused: Whether it waits.
    """

    inside: Inside
    live: Mapping[str, Live] = field(default_factory=dict)
    strips: Mapping[str, Strip] = field(default_factory=dict)
    changed: frozenset[str] = frozenset()
    values: Mapping[str, str] = field(default_factory=dict)
    edges: frozenset[Edge] = frozenset()
    is_under_way: bool = False
    is_paused: bool = False

    def live_of(self, node_id: str) -> Live:
        """What the card of a node has room for."""
        return self.live.get(node_id, Live.NOTHING)

    def fresh(self, node_id: str) -> Strip | None:
        """What was seen last in a node, if it is still the one that trains."""
        return None if node_id in self.changed else self.strips.get(node_id)

    def word(self, node_id: str, *, counts_zeros: bool) -> str:
        """The one number that matters of a node, or why there is none; "" before the first look.

        Args:
            node_id: The node.
            counts_zeros: Whether its share of zeros matters, and not its spread.
        """
        if node_id in self.changed:
            return _("changed")
        if node_id in self.values:
            return self.values[node_id]
        strip = self.strips.get(node_id)
        if strip is None:
            return self._missing
        if strip.bad:
            return _("not finite")
        if counts_zeros and self.inside is Inside.ACTIVATIONS:
            return _("{share} zero").format(share=_percent(strip.zeros))
        return f"σ {number_words(strip.spread)}"

    @property
    def _missing(self) -> str:
        if self.strips:
            return _MISSING[self.inside]
        return _("paused") if self.is_paused else ""

    def range_words(self, node_id: str) -> str:
        """The smallest and the largest number that left a node at the last look; "" if unknown."""
        strip = self.fresh(node_id)
        if strip is None or self.inside is not Inside.ACTIVATIONS or strip.bad == 1.0:
            return ""
        low, high = number_words(strip.low), number_words(strip.high)
        return _("{low} to {high} at the last look").format(low=low, high=high)


def number_words(value: float) -> str:
    """A number as short as a strip needs it: ``0.29``, ``1.12``, ``56.3``, ``2.1e-4``."""
    size = abs(value)
    if not math.isfinite(value):
        return "–"
    if size == 0:
        return "0"
    if size >= 10_000 or size < 0.001:
        mantissa, exponent = f"{value:.1e}".split("e")
        return f"{mantissa}e{int(exponent)}"
    decimals = next(count for least, count in _DECIMALS if size >= least)
    return f"{value:.{decimals}f}".replace("-", "−")


def _percent(share: float) -> str:
    """A share that is never rounded up to all or down to none."""
    if 0 < share < 0.01:
        return "<1%"
    return f"{math.floor(share * 100) if share > 0.99 else round(share * 100)}%"


_DECIMALS = ((1000, 0), (10, 1), (0.1, 2), (0.01, 3), (0, 4))
"""How many decimals numbers of at least this size are written with."""

_MISSING = {
    Inside.ACTIVATIONS: "",
    Inside.WEIGHTS: _("no weights"),
    Inside.GRADIENTS: _("no gradient"),
    Inside.OFF: "",
}
