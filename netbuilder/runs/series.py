"""A run's events folded into what a chart, a table or a status line shows."""

from __future__ import annotations

from array import array
from enum import StrEnum

from netbuilder.runs.event import (
    BestFound,
    ChoicesMade,
    CommandTaken,
    EpochEnded,
    Event,
    Finished,
    GradientsRead,
    Resumed,
    Started,
    StepsTaken,
    Trouble,
)

RATE_EPOCHS = 5
LOWER_IS_BETTER = frozenset({"loss", "mae", "rmse"})


class Status(StrEnum):
    """Where a run stands."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    FINISHED = "finished"
    FAILED = "failed"


def is_lower_better(key: str) -> bool:
    """Whether a smaller value of this loss or metric is the better one.

    A metric of one column among several is called ``column.metric``.
    """
    return key.rpartition(".")[2] in LOWER_IS_BETTER


class Series:
    """The curves and the state of one run, grown by `add` as events arrive.

    Attributes:
        run, device: From the run's start.
        rows: Rows in each part.
        metrics: Keys of `train` and `validation` beside ``"loss"``.
        watch: The key that decides what is best.
        train, validation: Values per epoch, by key; entry 0 is epoch 1.
        gradients: By layer (``network/node``), the size of its gradients beside its weights after
            epochs: ``(epoch, value)``, in order.
        step_losses: The loss of every step; entry 0 is step 1.
        epoch, epochs: Epochs that have ended, and how many are planned.
        step, steps_per_epoch: Steps taken, and how many make an epoch.
        best_epoch, best_value: Of what the run watches; epoch 0 while there is none.
        choices: What a trial or the machine decided.
        trouble: The last trouble, or None once the run has gone on.
        reason: Why the run is over, or "".
        test: Values on the test part, by key.
        samples_per_s: Training speed of the last epoch.
        memory_bytes: Memory in use at the end of the last epoch.
        time_s: Seconds since the start of the run, pauses included.
    """

    def __init__(self) -> None:
        self.run = ""
        self.device = ""
        self.rows: dict[str, int] = {}
        self.metrics: tuple[str, ...] = ()
        self.watch = "loss"
        self.parameters = 0
        self.train: dict[str, list[float]] = {}
        self.validation: dict[str, list[float]] = {}
        self.gradients: dict[str, list[tuple[int, float]]] = {}
        self.step_losses: array[float] = array("d")
        self.epoch = 0
        self.epochs = 0
        self.step = 0
        self.steps_per_epoch = 0
        self.best_epoch = 0
        self.best_value: float | None = None
        self.choices: dict[str, object] = {}
        self.trouble: Trouble | None = None
        self.reason = ""
        self.status = Status.WAITING
        self.test: dict[str, float] = {}
        self.samples_per_s = 0.0
        self.memory_bytes = 0
        self.time_s = 0.0
        self._epoch_s: list[float] = []
        self._epoch_began_s = 0.0
        self._paused_at_s: float | None = None
        self._bests: list[tuple[int, float]] = []

    @classmethod
    def of(cls, events: tuple[Event, ...]) -> Series:
        """The series of a run that has been read from its folder."""
        series = cls()
        for event in events:
            series.add(event)
        return series

    @property
    def time_left_s(self) -> float | None:
        """Seconds until the planned epochs end, at the latest ones' pace; None if unknown."""
        if self.status in (Status.FINISHED, Status.FAILED):
            return 0.0
        recent = self._epoch_s[-RATE_EPOCHS:]
        if not recent or not self.steps_per_epoch:
            return None
        steps_left = self.epochs * self.steps_per_epoch - self.step
        return max(0.0, steps_left / self.steps_per_epoch * sum(recent) / len(recent))

    def add(self, event: Event) -> None:
        """Take in the next event of the run."""
        self.time_s = max(self.time_s, event.time_s)
        match event:
            case Started():
                self._start(event)
            case ChoicesMade():
                self.choices = dict(event.choices)
            case StepsTaken():
                self._add_steps(event)
            case EpochEnded():
                self._end_epoch(event)
            case GradientsRead():
                for layer, norm in event.norms.items():
                    self.gradients.setdefault(layer, []).append((event.epoch, norm))
            case BestFound():
                self._bests.append((event.epoch, event.value))
                self.best_epoch, self.best_value = self._bests[-1]
            case CommandTaken():
                self._take_command(event)
            case Resumed():
                self._rewind(event)
            case Trouble():
                self.trouble = event
            case Finished():
                self._finish(event)
            case _:
                pass

    def _start(self, event: Started) -> None:
        self.run, self.device = event.run, event.device
        self.rows, self.metrics = dict(event.rows), event.metrics
        self.epochs, self.steps_per_epoch = event.epochs, event.steps_per_epoch
        self.watch, self.parameters = event.watch, event.parameters
        self.status = Status.RUNNING
        self._epoch_began_s = event.time_s

    def _add_steps(self, event: StepsTaken) -> None:
        del self.step_losses[event.first_step - 1 :]
        self.step_losses.extend(event.losses)
        self.step = event.first_step + len(event.losses) - 1

    def _end_epoch(self, event: EpochEnded) -> None:
        for curves, values in ((self.train, event.train), (self.validation, event.validation)):
            for key, value in values.items():
                curves.setdefault(key, []).append(value)
        self.epoch, self.step = event.epoch, event.step
        self.samples_per_s, self.memory_bytes = event.samples_per_s, event.memory_bytes
        self._epoch_s.append(event.time_s - self._epoch_began_s)
        self._epoch_began_s = event.time_s

    def _take_command(self, event: CommandTaken) -> None:
        if event.command == "pause":
            self.status = Status.PAUSED
            self._paused_at_s = event.time_s
        elif event.command == "go_on":
            self.status = Status.RUNNING
            self.trouble = None
            self._shift_past_pause(event.time_s)
        elif event.command == "set" and "epochs" in event.arguments:
            self.epochs = int(event.arguments["epochs"])

    def _shift_past_pause(self, time_s: float) -> None:
        """A pause is no part of the epoch it falls into."""
        if self._paused_at_s is not None:
            self._epoch_began_s += time_s - self._paused_at_s
            self._paused_at_s = None

    def _rewind(self, event: Resumed) -> None:
        for curves in (self.train, self.validation):
            for values in curves.values():
                del values[event.epoch :]
        for layer, norms in self.gradients.items():
            self.gradients[layer] = [norm for norm in norms if norm[0] <= event.epoch]
        del self.step_losses[event.step :]
        del self._epoch_s[event.epoch :]
        self._bests = [best for best in self._bests if best[0] <= event.epoch]
        self.best_epoch, self.best_value = self._bests[-1] if self._bests else (0, None)
        self.epoch, self.step = event.epoch, event.step
        self.status, self.reason, self.trouble = Status.RUNNING, "", None
        self.test = {}
        self._epoch_began_s, self._paused_at_s = event.time_s, None

    def _finish(self, event: Finished) -> None:
        self.reason = event.reason
        self.status = Status.FAILED if event.reason == "failed" else Status.FINISHED
        self.best_epoch = event.best_epoch or self.best_epoch
        self.test = dict(event.test)
