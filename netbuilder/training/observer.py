"""Lets observers look into a run between its steps, and keeps the run from noticing.

While they look there are no gradients, and what they draw, and the statistics that their forward
passes would move, are put back afterwards: a run that is watched and one that is not learn the
same, bit for bit. All of them together take at most `SHARE` of the time.
"""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from netbuilder.insight import Moment, Observer, Subject
from netbuilder.runs.view import Wanted, Watching
from netbuilder.training.devices import random_state, set_random_state
from netbuilder.training.price import Price

SHARE = 0.02
"""How much of the time looks may take; the promise to people is 0.025."""

NOTE_SHARE = 0.004
"""How much of the time taking note of weights after epochs may take, though nobody looks."""

Inputs = Mapping[str, tuple[Tensor, ...]]
"""The rows of a step, by role."""

LOG = logging.getLogger(__name__)


class Observers:
    """Calls each observer when its time has come.

    What somebody has just begun to want is looked at as soon as possible, also while the run is
    paused. A look that fails ends the looking of that observer, never the run.

    Args:
        observers: Who looks.
        subject: What they look at.
        watching: What is wanted of them.
    """

    def __init__(
        self,
        observers: Sequence[Observer] = (),
        subject: Subject | None = None,
        watching: Watching | None = None,
    ) -> None:
        assert subject is not None or not observers, "there is nothing to look at"
        self._watchers = [_Watcher(observer) for observer in observers]
        self._subject = subject
        self._watching = watching or Watching()
        self._seen = Wanted()
        self._free_at_s = self._note_at_s = 0.0
        self._price, self._note_price = Price(), Price()
        self._inputs: Inputs | None = None

    @property
    def has_news(self) -> bool:
        """Whether something is wanted now that nobody has looked at yet."""
        wanted = self._watching.wanted
        return wanted != Wanted() and wanted != self._seen

    def wait_s(self, now_s: float) -> float:
        """Seconds until somebody wants to look; infinite while nobody does."""
        due_s = [w.due_s for w in self._watchers if w.is_wanted]
        return max(min(due_s), self._free_at_s, now_s) - now_s if due_s else math.inf

    def call(self, now_s: float, inputs: Inputs, *, step: int, epoch: int) -> None:
        """Let those look whose time has come.

        Args:
            now_s: The time, as `time.perf_counter` has it.
            inputs: By role, the rows of the last step.
            step: Steps taken.
            epoch: Epochs that have ended.
        """
        self._inputs = inputs
        if self.has_news:
            self.look_again(step=step, epoch=epoch)
        elif now_s >= self._free_at_s:
            due = [w for w in self._watchers if w.due_s <= now_s and w.is_wanted]
            self._look(due, step, epoch)

    def look_again(self, *, step: int, epoch: int) -> None:
        """Let all that are wanted look at once, with the rows that `call` was given last."""
        self._look([watcher for watcher in self._watchers if watcher.is_wanted], step, epoch)

    def end_epoch(self, epoch: int) -> None:
        """Let observers take note of the weights, unless that would cost too much."""
        began_s = time.perf_counter()
        if self._subject is None or not self._watchers or began_s < self._note_at_s:
            return
        with torch.no_grad():
            for watcher in self._watchers:
                watcher.note(self._subject, epoch)
        now_s = time.perf_counter()
        price_s = self._note_price.paid(now_s - began_s) if self._note_at_s else 0.0
        self._note_at_s = now_s + price_s / NOTE_SHARE

    def _look(self, watchers: Sequence[_Watcher], step: int, epoch: int) -> None:
        if not watchers or self._inputs is None:
            return
        assert self._subject is not None
        self._seen = self._watching.wanted
        began_s, ready_s, subject = time.perf_counter(), 0.0, self._subject
        is_priced = any(watcher.is_ready for watcher in watchers)
        moment = Moment(subject=subject, inputs=self._inputs, step=step, epoch=epoch)
        with untouched(subject.networks.values(), subject.device):
            for watcher in watchers:
                ready_s += watcher.look(moment)
        now_s = time.perf_counter()
        price_s = self._price.paid(now_s - began_s - ready_s) if is_priced else 0.0
        self._free_at_s = now_s + price_s / SHARE


class _Watcher:
    """An observer with its next time, and whether it has made things ready by a first look."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self.is_ready = False
        self._is_broken = False
        self.due_s = 0.0

    @property
    def is_wanted(self) -> bool:
        """Whether it looks at something that somebody wants."""
        return not self._is_broken and self._observer.is_wanted

    def look(self, moment: Moment) -> float:
        """Let it look; gives the seconds that it took to make things ready.

        That is all of its first look, and nothing of later ones.
        """
        began_s = time.perf_counter()
        self._do(lambda: self._observer.look(moment))
        every_s = self._observer.every_s
        # From when it was due, so that waiting for the end of a step does not add up.
        self.due_s = min(max(self.due_s, began_s - every_s), began_s) + every_s
        is_first, self.is_ready = not self.is_ready, True
        return time.perf_counter() - began_s if is_first else 0.0

    def note(self, subject: Subject, epoch: int) -> None:
        """Let it take note of the weights after an epoch."""
        if not self._is_broken:
            self._do(lambda: self._observer.end_epoch(subject, epoch))

    def _do(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception:  # a view that cannot be made must not end hours of training
            self._is_broken = True
            LOG.warning("%s can look no more", type(self._observer).__name__, exc_info=True)


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
        if buffers:
            torch._foreach_copy_(buffers, kept)
