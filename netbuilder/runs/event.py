"""What a run says while it runs, as records. App, terminal, run folder and tests read the same.

Durable events are written to ``events.jsonl`` in order. A loss that is not finite is carried as a
float here and written as the words ``nan``, ``inf`` or ``-inf``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from netbuilder.layers.parameter import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A record of a run. `time_s` counts from the run's start, pauses included."""

    name: ClassVar[str]
    time_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Started(Event):
    """The run begins. `metrics` are the keys that every `EpochEnded` carries."""

    name: ClassVar[str] = "started"
    run: str
    device: str
    epochs: int
    steps_per_epoch: int
    rows: Mapping[str, int] = field(default_factory=dict)
    metrics: tuple[str, ...] = ()
    watch: str = "loss"
    parameters: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoicesMade(Event):
    """What a trial or the machine decided: device and why, threads, precision, loop."""

    name: ClassVar[str] = "choices"
    choices: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepsTaken(Event):
    """Losses of consecutive steps; the first is step `first_step` (counted from 1)."""

    name: ClassVar[str] = "steps"
    first_step: int
    losses: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochEnded(Event):
    """Averages of an epoch (counted from 1), by key; ``"loss"`` is always among them."""

    name: ClassVar[str] = "epoch"
    epoch: int
    step: int
    train: Mapping[str, float] = field(default_factory=dict)
    validation: Mapping[str, float] = field(default_factory=dict)
    samples_per_s: float = 0.0
    memory_bytes: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GradientsRead(Event):
    """How large the gradients of an epoch were beside the weights, layer by layer.

    `norms` holds the mean of ‖gradient‖ / ‖weights‖ over the steps that were looked at, by
    ``network/node``. Layers that learn nothing are missing; so is the record of an epoch in which
    looking would have cost too much.
    """

    name: ClassVar[str] = "gradients"
    epoch: int
    step: int
    norms: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class BestFound(Event):
    """A better value of what the run watches; its weights have been kept."""

    name: ClassVar[str] = "best"
    epoch: int
    step: int
    key: str
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpointed(Event):
    """Everything needed to go on has been written."""

    name: ClassVar[str] = "checkpoint"
    epoch: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandTaken(Event):
    """A command was acted on at `step`: ``pause``, ``go_on``, ``stop`` or ``set``."""

    name: ClassVar[str] = "command"
    command: str
    step: int
    arguments: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumed(Event):
    """The run goes on from `step`; records of later steps before this one no longer count."""

    name: ClassVar[str] = "resumed"
    epoch: int
    step: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble(Event):
    """Something went wrong and the run paused or skipped.

    `code` is ``non_finite``, ``out_of_memory``, ``data_gone`` (the run's folder), ``disk``,
    ``refused`` (a command that makes no sense; the run goes on) or ``failed``; `node` is the id of
    the layer it came from, where known; `repair` names settings that would likely help, for
    instance ``{"training.learning_rate": 0.0003}``.
    """

    name: ClassVar[str] = "trouble"
    code: str
    sentence: str
    step: int = 0
    network: str = ""
    node: str = ""
    repair: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished(Event):
    """The run is over. `reason` is ``epochs``, ``early``, ``stopped`` or ``failed``.

    `test` holds the values on the test part with the kept weights, empty where it has none.
    """

    name: ClassVar[str] = "finished"
    reason: str
    epoch: int
    step: int
    best_epoch: int = 0
    test: Mapping[str, float] = field(default_factory=dict)
