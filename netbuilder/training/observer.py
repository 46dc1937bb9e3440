"""Lets observers look into a run between its steps, and keeps the run from noticing.

While they look there are no gradients, and what they draw, and the statistics that their forward
passes would move, are put back afterwards: a run that is watched and one that is not learn the
same, bit for bit. All of them together take at most `SHARE` of the time.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from netbuilder.insight import Moment, Observer, Subject
from netbuilder.training.devices import random_state, set_random_state
from netbuilder.training.price import Price

SHARE = 0.02
"""How much of the time looks may take; the promise to people is 0.025."""


class Observers:
    """Calls each observer when its time has come.

    Args:
        observers: Who looks.
        subject: What they look at.
    """

    def __init__(
        self, observers: tuple[Observer, ...] = (), subject: Subject | None = None
    ) -> None:
        assert subject is not None or not observers, "there is nothing to look at"
        self._watchers = [_Watcher(observer) for observer in observers]
        self._subject = subject
        self._free_at_s = 0.0

    def wait_s(self, now_s: float) -> float:
        """Seconds until somebody wants to look; infinite while nobody does."""
        due_s = [w.due_s for w in self._watchers if w.observer.is_wanted]
        return max(min(due_s), self._free_at_s, now_s) - now_s if due_s else float("inf")

    def call(
        self, now_s: float, inputs: Mapping[str, tuple[Tensor, ...]], *, step: int, epoch: int
    ) -> None:
        """Let those look whose time has come.

        Args:
            now_s: The time, as `time.perf_counter` has it.
            inputs: By role, the rows of the last step.
            step: Steps taken.
            epoch: Epochs that have ended.
        """
        if now_s < self._free_at_s:
            return
        due = [w for w in self._watchers if w.due_s <= now_s and w.observer.is_wanted]
        if not due:
            return
        assert self._subject is not None
        subject = self._subject
        moment = Moment(subject=subject, inputs=inputs, step=step, epoch=epoch)
        price_s = 0.0
        with untouched(subject.networks.values(), subject.device):
            for watcher in due:
                price_s += watcher.look(moment, now_s)
        self._free_at_s = time.perf_counter() + price_s / SHARE


class _Watcher:
    """An observer with its next time and its price."""

    def __init__(self, observer: Observer) -> None:
        self.observer = observer
        self.due_s = 0.0
        self._price = Price()
        self._is_ready = False

    def look(self, moment: Moment, now_s: float) -> float:
        """Let it look; gives what a look costs in seconds.

        Its first look also makes things ready, and so has no price.
        """
        began_s = time.perf_counter()
        self.observer.look(moment)
        spent_s = time.perf_counter() - began_s
        self.due_s = now_s + self.observer.every_s
        if not self._is_ready:
            self._is_ready = True
            return 0.0
        return self._price.paid(spent_s)


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
