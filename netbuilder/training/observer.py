"""What looks into a run while it trains: probes for live views, passed into the loop.

An observer is called between steps, in the thread that trains. While it looks there are no
gradients, and what it draws, and the statistics that its forward passes would move, are put back
afterwards: a run that is watched and one that is not learn the same, bit for bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor, nn

from netbuilder.training.devices import random_state, set_random_state
from netbuilder.training.recipe import Batch, Networks

Taps = Callable[[Batch], Mapping[str, Tensor]]
"""All wires of the recipe's product for a batch; keys as `Source.taps` has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What an observer may look at.

    Attributes:
        networks: The networks by role, in the run's own mode.
        batch: The rows of the last step.
        taps: Runs the product in its tapped form.
        step: Steps taken.
        epoch: Epochs that have ended.
    """

    networks: Networks
    batch: Batch
    taps: Taps
    step: int
    epoch: int


class Observer(Protocol):
    """Looks at a run every so often."""

    every_s: float

    def look(self, scene: Scene) -> None:
        """Look; the sooner it returns, the sooner the next step comes."""


class Observers:
    """Calls each observer when its time has come."""

    def __init__(self, observers: tuple[Observer, ...], device: torch.device) -> None:
        self._observers = observers
        self._device = device
        self._due_s = dict.fromkeys(range(len(observers)), 0.0)

    @property
    def shortest_s(self) -> float:
        """The shortest time between two looks."""
        return min((observer.every_s for observer in self._observers), default=float("inf"))

    def call(self, now_s: float, scene: Callable[[], Scene]) -> None:
        """Let those look whose time has come."""
        due = [place for place, at_s in self._due_s.items() if at_s <= now_s]
        if not due:
            return
        seen = scene()
        with untouched(seen.networks.values(), self._device):
            for place in due:
                self._observers[place].look(seen)
                self._due_s[place] = now_s + self._observers[place].every_s


@contextmanager
def untouched(modules: Iterable[nn.Module], device: torch.device) -> Iterator[None]:
    """Run networks inside without gradients; afterwards nothing has changed."""
    buffers = [b for module in modules for b in module.buffers()]
    kept = [buffer.clone() for buffer in buffers]
    state = random_state(device)
    try:
        with torch.no_grad():
            yield
    finally:
        set_random_state(device, state)
        for buffer, old in zip(buffers, kept, strict=True):
            buffer.copy_(old)
