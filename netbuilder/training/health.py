"""Gradient health: how large real gradients are beside the weights that they move, layer by layer.

Norms are taken after some of the steps, as many as cost `SHARE` of the time, and stay on the device
until the epoch ends. They are read with its losses.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from netbuilder.training.price import Price

SHARE = 0.008
"""How much of the time looking at gradients may take."""

MOST_LOOKS = 512
"""So many looks stay on the device; an epoch of hours must not fill it."""


class GradientHealth:
    """Looks at the gradients of some steps of an epoch.

    Args:
        layers: The learned tensors of each layer, by its name.

    Attributes:
        due_s: When the next look is due, as `time.perf_counter` has it; never without layers.
    """

    def __init__(self, layers: Mapping[str, Sequence[Tensor]]) -> None:
        self._tensors = [tensor for tensors in layers.values() for tensor in tensors]
        self._owners = [name for name, tensors in layers.items() for _tensor in tensors]
        self._used: list[int] = []
        self._looks: list[Tensor] = []
        self._sums: dict[str, tuple[float, int]] = {}
        self._look_price, self._read_price = Price(), Price()
        self.due_s = 0.0 if layers else math.inf

    def look(self) -> None:
        """Take the norms of the gradients that the last step has left; waits for nothing."""
        began_s = time.perf_counter()
        used = [i for i, tensor in enumerate(self._tensors) if tensor.grad is not None]
        if used != self._used or len(self._looks) >= MOST_LOOKS:
            self._bring_in()
            self._used = used
        if used:
            gradients: list[Any] = [self._tensors[i].grad for i in used]
            weights = [self._tensors[i].detach() for i in used]
            self._looks.append(torch.stack(torch._foreach_norm([*gradients, *weights])))
        self._pay(self._look_price, began_s)

    def end_epoch(self, spent_s: float) -> None:
        """Look at the last step of an epoch of `spent_s` where no other was, if that is worth it.

        A look that something held up puts off the next one beyond short epochs.
        """
        is_unseen = self.due_s < math.inf and not self._looks and not self._sums
        if is_unseen and self._look_price.least_s < SHARE * spent_s:
            self.look()

    def read(self) -> dict[str, float]:
        """The mean of ‖gradient‖ / ‖weights‖ of each layer over the steps looked at; starts anew.

        Waits for the device. Steps whose gradients are not finite moved no weight and do not count.
        Layers without gradients are left out.
        """
        if not self._looks and not self._sums:
            return {}
        began_s = time.perf_counter()
        self._bring_in()
        sums, self._sums = self._sums, {}
        self._pay(self._read_price, began_s)
        return {name: total / count for name, (total, count) in sums.items()}

    def _bring_in(self) -> None:
        """Add up what is still on the device, in one transfer."""
        looks: list[list[float]] = torch.stack(self._looks).tolist() if self._looks else []
        self._looks.clear()
        for norms in looks:
            for name, ratio in self._ratios(norms).items():
                total, count = self._sums.get(name, (0.0, 0))
                self._sums[name] = total + ratio, count + 1

    def _ratios(self, norms: Sequence[float]) -> dict[str, float]:
        """‖gradient‖ / ‖weights‖ of each layer from the norms of gradients, then of weights."""
        if not all(map(math.isfinite, norms)):
            return {}
        middle = len(norms) // 2
        squares: dict[str, tuple[float, float]] = {}
        for i, gradient, weight in zip(self._used, norms[:middle], norms[middle:], strict=True):
            name = self._owners[i]
            above, below = squares.get(name, (0.0, 0.0))
            squares[name] = above + gradient * gradient, below + weight * weight
        return {name: math.sqrt(above / below) for name, (above, below) in squares.items() if below}

    def _pay(self, price: Price, began_s: float) -> None:
        now_s = time.perf_counter()
        self.due_s = max(self.due_s, now_s) + price.paid(now_s - began_s) / SHARE
