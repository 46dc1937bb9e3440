"""Who looks into a run while it trains, and what there is to look at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from netbuilder.compiler import Analysis
from netbuilder.compiler.source import Source
from netbuilder.data import Pipeline
from netbuilder.model.tapped import Tapped
from netbuilder.project.value import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What stays the same of a run from its first step to its last.

    Attributes:
        analysis: What is known of the value that trains.
        pipeline: Its fitted transforms.
        sources: The source of each role's network.
        networks: The networks by role, with the weights that train, in the run's own mode.
        tapped: The tapped form of a role's network, made when first asked for.
        product: The role whose network is the result.
        device: Where the run happens.
    """

    analysis: Analysis
    pipeline: Pipeline
    sources: Mapping[str, Source]
    networks: Mapping[str, nn.Module]
    tapped: Callable[[str], Tapped]
    product: str
    device: torch.device

    @property
    def project(self) -> Project:
        """The value that trains."""
        return self.analysis.project


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A run between two of its steps.

    Attributes:
        subject: What trains.
        inputs: By role, the rows of the last step as its network's ``forward`` takes them.
        step: Steps taken.
        epoch: Epochs that have ended.
    """

    subject: Subject
    inputs: Mapping[str, tuple[Tensor, ...]]
    step: int
    epoch: int


class Observer:
    """Looks at a run every so often.

    It is called in the thread that trains. While it looks there are no gradients; what it draws,
    and the statistics that its forward passes move, are put back afterwards. It must leave the
    mode of the networks, the weights and their gradients as they are.

    Attributes:
        every_s: The time between two looks, on the whole; looks that cost much come less often.
    """

    every_s: float = 0.1

    @property
    def is_wanted(self) -> bool:
        """Whether anybody cares for what it would see now; asked several times a second."""
        return True

    def look(self, moment: Moment) -> None:
        """Look; the sooner it returns, the sooner the next step comes."""

    def end_epoch(self, subject: Subject, epoch: int) -> None:
        """Take note of how the weights are after `epoch` epochs; 0 is before the first step.

        Called whether anybody cares or not, but not for every epoch where they are short.
        """
