"""How each learned tensor was spread after earlier epochs, for whoever asks for it later."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from netbuilder.insight.observer import Subject
from netbuilder.insight.spread import figures, read_figures, tabulate
from netbuilder.runs.view import Strip

MOST_EPOCHS = 12
"""So many epochs are kept at most; when there are more, every second one goes."""


@dataclass(slots=True)
class _Epoch:
    """An epoch; its figures stay on the device until somebody asks."""

    epoch: int
    figures: Tensor
    strips: list[Strip] | None = None


class History:
    """The spread of every learned tensor of a run, after epochs that lie evenly over it."""

    def __init__(self) -> None:
        self._tensors: dict[Tensor, int] = {}
        self._sizes: tuple[int, ...] = ()
        self._epochs: list[_Epoch] = []
        self._stride = 1

    def keep(self, subject: Subject, epoch: int) -> None:
        """Take note of the weights as they are after an epoch; waits for nothing."""
        if self._epochs and epoch < self._epochs[-1].epoch + self._stride:
            return
        if not self._tensors:
            learned = (p for network in subject.networks.values() for p in network.parameters())
            self._tensors = {parameter: place for place, parameter in enumerate(learned)}
        if not self._tensors:
            return
        table = tabulate([(tensor,) for tensor in self._tensors])
        self._sizes = table.sizes
        self._epochs.append(_Epoch(epoch, figures(table)))
        if len(self._epochs) > MOST_EPOCHS:
            self._epochs = self._epochs[::2]
            self._stride *= 2

    def of(self, tensor: Tensor) -> tuple[tuple[int, Strip], ...]:
        """The spread of a learned tensor after earlier epochs, oldest first."""
        place = self._tensors.get(tensor)
        if place is None:
            return ()
        self._read()
        return tuple((kept.epoch, kept.strips[place]) for kept in self._epochs if kept.strips)

    def _read(self) -> None:
        """Bring what is still on the device, in one transfer."""
        fresh = [kept for kept in self._epochs if kept.strips is None]
        if not fresh:
            return
        measured = read_figures(torch.cat([k.figures for k in fresh]), self._sizes * len(fresh))
        for place, kept in enumerate(fresh):
            own = measured[place * len(self._sizes) : (place + 1) * len(self._sizes)]
            kept.strips = [one.strip(0.0) for one in own]
