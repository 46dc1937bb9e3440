"""The training loop: epochs and steps of any recipe, commands between steps, events out.

Nothing in a step waits for the device. Losses stay there and are read in blocks, several times a
second; the same reading notices a blown fuse, a deleted folder, and observers whose time has come.
"""

from __future__ import annotations

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

import torch
from torch import Tensor, nn

from netbuilder.model.weights import write_tensors
from netbuilder.project.value import Training
from netbuilder.runs.event import (
    BestFound,
    Checkpointed,
    EpochEnded,
    GradientsRead,
    StepsTaken,
    Trouble,
)
from netbuilder.runs.folder import BEST
from netbuilder.runs.turnstile import Turnstile
from netbuilder.training import devices
from netbuilder.training.batches import Batches
from netbuilder.training.best import Best
from netbuilder.training.checkpoint import Checkpoint, Progress, write_checkpoint
from netbuilder.training.control import Commands, Control, Stopped
from netbuilder.training.health import GradientHealth
from netbuilder.training.memory import Kept, is_out_of_memory
from netbuilder.training.observer import Observers
from netbuilder.training.recipe import Batch, Networks, Recipe, Scores
from netbuilder.training.recorder import Recorder
from netbuilder.training.stepper import Stepper

READ_EVERY_S = 0.1
CHECK_FOLDER_EVERY_S = 1.0
CHECKPOINT_EVERY_S = 10.0
CHECKPOINT_SHARE = 0.02
"""Checkpoints may take this share of the time; slow ones come less often."""


class Explain(Protocol):
    """Words for what goes wrong."""

    def non_finite(self, stepper: Stepper, batch: Batch, loss: float, rate: float) -> Trouble:
        """Why a loss or gradient is not a number, naming the layer."""

    def out_of_memory(self, batch_size: int) -> Trouble:
        """What to do when memory is full."""

    def folder(self, error: OSError) -> Trouble:
        """Why the run's folder cannot be written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What a loop trains, all of it on the device.

    Attributes:
        recipe: The way of learning.
        networks: The networks by role.
        train: The rows to learn from.
        validation: The rows to compare with, or None.
        fresh: The rows to learn from in other orders, for phases that want batches of their own.
        training: The settings.
        watch: What decides which epoch is best.
        device: Where it happens.
        layers: The learned tensors of each layer by ``network/node``, for gradient health.
        held: Modules that stay in evaluation mode: their batch statistics do not move.
        weights: The tensors of all networks by their names on disk.
        explain: Words for what goes wrong.
    """

    recipe: Recipe
    networks: Networks
    train: Batches
    validation: Batches | None
    fresh: Batches
    training: Training
    watch: str
    device: torch.device
    layers: Mapping[str, Sequence[Tensor]] = field(default_factory=dict)
    held: tuple[nn.Module, ...] = ()
    weights: Mapping[str, Tensor]
    explain: Explain


class Loop:
    """Trains a task to its end.

    Args:
        task: What to train.
        recorder: Where to say what happens.
        commands: Commands from outside. Without them nobody could end a pause, so what would pause
            the run ends it.
        turnstile: Passed between steps.
        observers: Look between steps.
        checkpoint_every_s: Time between two checkpoints, where writing one is quick.

    Attributes:
        progress: Where the run stands.
        best: Which epoch was best.
        kept: Its weights, in memory; those of the beginning before there is one.
    """

    def __init__(
        self,
        task: Task,
        recorder: Recorder,
        *,
        commands: Commands | None = None,
        turnstile: Turnstile | None = None,
        observers: Observers | None = None,
        checkpoint_every_s: float = CHECKPOINT_EVERY_S,
    ) -> None:
        settings = task.training
        self._task = task
        self._recorder = recorder
        self._control = Control(commands, recorder, idle=self._show)
        self._turnstile = turnstile or Turnstile()
        self._observers = observers or Observers()
        self._rng = torch.Generator(device=task.device).manual_seed(settings.seed)
        self._stepper = Stepper(
            task.recipe,
            task.networks,
            optimizer=settings.optimizer,
            options=settings.optimizer_options,
            fresh=task.fresh,
            rng=self._rng,
            device=task.device,
        )
        self._health = GradientHealth(task.layers)
        self._scores = Scores(task.recipe.tallies())
        self._pending: list[Tensor] = []
        self._good_before = 0
        self._buffers = Kept(b for network in task.networks.values() for b in network.buffers())
        self._checkpoint_every_s = checkpoint_every_s
        self._next_read = self._next_check = self._next_checkpoint = 0.0
        self.progress = Progress(
            learning_rate=settings.learning_rate,
            epochs=settings.epochs,
            patience=settings.patience,
        )
        self.best = Best(key=task.watch)
        self.kept = Kept(task.weights.values())
        self._has_new_best = False

    def restore(self, checkpoint: Checkpoint) -> None:
        """Go back to where a checkpoint was taken; the weights have been loaded already.

        Raises:
            KeyError, RuntimeError: It is one of another task.
        """
        state = checkpoint.state
        self.progress = progress = replace(checkpoint.progress)
        self.best = Best(
            key=self._task.watch,
            value=progress.best_value,
            epoch=progress.best_epoch,
            stale_epochs=progress.stale_epochs,
        )
        self._stepper.load(_below(state, "step."))
        self._good_before = self._stepper.good_steps()
        self._scores.load(_below(state, "scores."), self._task.device)
        self._rng.set_state(state["feeds"])
        devices.set_random_state(self._task.device, _below(state, "random."))

    def run(self) -> str:
        """Train until the planned epochs have ended, or something else ends the run.

        Returns:
            The reason, one of those of `Finished`.
        """
        now = time.perf_counter()
        self._next_read = now + self._wait_s(now)
        self._next_check = now + CHECK_FOLDER_EVERY_S
        self._next_checkpoint = now + self._checkpoint_every_s
        self._buffers.keep()
        if self._task.training.keep_best and not self.best.epoch:
            self.kept.keep()
        self._set_mode(training=True)
        self._observers.end_epoch(self.progress.epoch)
        try:
            reason = self._train()
        except Stopped as stop:
            reason = stop.reason
        except KeyboardInterrupt:
            self._read()
            raise
        self._look_again()
        return reason

    def _train(self) -> str:
        while self.progress.epoch < self.progress.epochs:
            self._train_epoch()
            if self.best.is_stale(self.progress.patience):
                return "early"
        return "epochs"

    def _show(self) -> None:
        """Let those look who want to see something else of a paused run."""
        if self._observers.has_news:
            self._look_again()

    def _look_again(self) -> None:
        self._observers.look_again(step=self.progress.step, epoch=self.progress.epoch)

    def write_checkpoint(self) -> None:
        """Write a checkpoint; what keeps it from being written is kept as the recorder's fault."""
        began = time.perf_counter()
        folder = self._recorder.folder
        try:
            if self._has_new_best:
                folder.check_present()
                best = zip(self._task.weights, self.kept.copies, strict=True)
                write_tensors(folder.path / BEST, dict(best))
                self._has_new_best = False
            write_checkpoint(folder, self._checkpoint())
        except OSError as error:
            self._recorder.fault = error
            return
        self._recorder.emit(Checkpointed(epoch=self.progress.epoch, step=self.progress.step))
        ended = time.perf_counter()
        wait_s = max(self._checkpoint_every_s, (ended - began) / CHECKPOINT_SHARE)
        self._next_checkpoint = ended + wait_s

    def use_best(self) -> None:
        """Put the best weights into the networks, where they were kept."""
        if self.best.epoch and self._task.training.keep_best:
            self.kept.put_back()

    def measure(self, part: Batches) -> dict[str, float]:
        """The loss and metrics of a part with the present weights."""
        recipe, scores = self._task.recipe, Scores(self._task.recipe.tallies())
        losses: list[Tensor] = []
        self._set_mode(training=False)
        with torch.inference_mode():
            for batch in part.epoch(1, self._rng):
                terms = recipe.evaluate(self._task.networks, batch, self._rng)
                losses.append(terms.scalars["loss"])
                scores.keep(terms, batch)
            values = torch.stack(losses).tolist()
            found = {"loss": _mean(values, part.sizes), **scores.values()}
        self._set_mode(training=True)
        return found

    def _train_epoch(self) -> None:
        """Take the steps that are left of the present epoch, and close it."""
        progress, train = self.progress, self._task.train
        began, paused_s = time.perf_counter(), self._control.paused_s
        first_row = progress.rows
        while progress.position < len(train):
            self._take_steps(progress.epoch + 1)
        spent_s = time.perf_counter() - began - (self._control.paused_s - paused_s)
        self._health.end_epoch(spent_s)
        self._end_epoch((progress.rows - first_row) / max(spent_s, 1e-9))

    def _take_steps(self, epoch: int) -> None:
        """Take steps until the epoch ends or trouble has moved the position back."""
        progress, has_news = self.progress, self._control.has_news
        take, keep, pending = self._stepper.step, self._scores.keep, self._pending
        health = self._health
        pass_through, now = self._turnstile.pass_through, time.perf_counter
        batch = None
        for batch in self._task.train.epoch(epoch, self._rng, progress.position):
            pass_through()
            if has_news():
                if not self._read(batch):
                    return
                self._control.obey(progress, save=self.write_checkpoint)
            try:
                loss, terms = take(batch, progress.step + 1, progress.learning_rate)
            except (MemoryError, RuntimeError) as error:
                self._handle(error)
                return
            pending.append(loss)
            keep(terms, batch)
            progress.step += 1
            progress.position += 1
            at = now()
            if at >= health.due_s:
                health.look()
            if at >= self._next_read and not self._read(batch):
                return
        self._read(batch)

    def _read(self, batch: Batch | None = None) -> bool:
        """Bring in the losses of the steps since the last reading, and do what is due.

        Returns:
            False if a step was bad, so that the steps after it must be taken anew.
        """
        is_good = self._bring_in()
        if not is_good:
            return False
        now = time.perf_counter()
        if now >= self._next_check:
            self._next_check = now + CHECK_FOLDER_EVERY_S
            self._recorder.check_folder()
        if now >= self._next_checkpoint:
            self.write_checkpoint()
        if self._recorder.fault is not None:
            self._control.halt(self._task.explain.folder(self._recorder.fault), self.progress)
        if batch is not None:
            progress = self.progress
            self._observers.call(now, batch.inputs, step=progress.step, epoch=progress.epoch)
        now = time.perf_counter()
        self._next_read = now + self._wait_s(now)
        return True

    def _wait_s(self, now: float) -> float:
        """Seconds until losses are to be read again."""
        return min(READ_EVERY_S, self._observers.wait_s(now))

    def _bring_in(self) -> bool:
        if not self._pending:
            return True
        losses: list[float] = torch.stack(self._pending).tolist()
        first = self.progress.step - len(losses) + 1
        if self._stepper.fuse.read():
            self._handle_bad_step(losses, first)
            return False
        self._pending.clear()
        self._good_before = self._stepper.good_steps()
        self._buffers.keep()
        self._count(losses)
        self._recorder.emit(StepsTaken(first_step=first, losses=tuple(losses)))
        return True

    def _count(self, losses: list[float]) -> None:
        """Add the losses of the latest steps, one by one so that blocks leave no trace."""
        progress = self.progress
        sizes = self._task.train.sizes
        end = progress.position
        for loss, rows in zip(losses, sizes[end - len(losses) : end], strict=True):
            progress.loss_sum += loss * rows
            progress.rows += rows

    def _handle_bad_step(self, losses: list[float], first: int) -> None:
        """Go back to the first bad step, say which layer it came from, and pause after it."""
        progress = self.progress
        bad = min(max(0, self._stepper.good_steps() - self._good_before), len(losses) - 1)
        undone = len(losses) - bad - 1
        self._pending.clear()
        self._scores.drop_last(undone + 1)
        self._buffers.put_back()
        progress.step -= undone
        progress.position -= undone
        self._recorder.emit(StepsTaken(first_step=first, losses=tuple(losses[: bad + 1])))
        good, progress.position = progress.position, progress.position - 1
        self._count(losses[:bad])
        batch = next(self._task.train.epoch(progress.epoch + 1, self._rng, progress.position))
        progress.position = good
        rate = progress.learning_rate
        trouble = self._task.explain.non_finite(self._stepper, batch, losses[bad], rate)
        self._stepper.rewind()
        self._good_before = self._stepper.good_steps()
        self._control.halt(replace(trouble, step=progress.step), progress)
        if progress.learning_rate < rate:
            self._go_back()

    def _go_back(self) -> None:
        """Put kept weights in the place of those that too high a learning rate has ruined."""
        self.kept.put_back()
        self._buffers.keep()
        self._stepper.restart()
        self._good_before = self._stepper.good_steps()

    def _handle(self, error: MemoryError | RuntimeError) -> None:
        """Pause where memory was full; raise what is something else."""
        if not is_out_of_memory(error):
            raise error
        for network in self._task.networks.values():
            network.zero_grad(set_to_none=True)
        if self._task.device.type == "cuda":
            torch.cuda.empty_cache()
        if self._bring_in():
            trouble = self._task.explain.out_of_memory(self._task.train.batch_size)
            self._control.halt(replace(trouble, step=self.progress.step), self.progress)

    def _end_epoch(self, samples_per_s: float) -> None:
        progress, task = self.progress, self._task
        train = {"loss": progress.loss_sum / max(1, progress.rows), **self._scores.values()}
        validation = self.measure(task.validation) if task.validation else {}
        progress.epoch += 1
        progress.position = progress.rows = 0
        progress.loss_sum = 0.0
        self._scores = Scores(task.recipe.tallies())
        self._recorder.emit(
            EpochEnded(
                epoch=progress.epoch,
                step=progress.step,
                train=train,
                validation=validation,
                samples_per_s=round(samples_per_s, 1),
                memory_bytes=devices.memory_bytes(task.device),
            )
        )
        self._observers.end_epoch(progress.epoch)
        if norms := self._health.read():
            self._recorder.emit(
                GradientsRead(epoch=progress.epoch, step=progress.step, norms=norms)
            )
        value = (validation or train)[task.watch]
        if self.best.take(value, progress.epoch) and task.training.keep_best:
            self.kept.keep()
            self._has_new_best = True
            self._recorder.emit(
                BestFound(epoch=progress.epoch, step=progress.step, key=task.watch, value=value)
            )

    def _checkpoint(self) -> Checkpoint:
        best = self.best
        self.progress.best_epoch, self.progress.best_value = best.epoch, best.value
        self.progress.stale_epochs = best.stale_epochs
        random = devices.random_state(self._task.device)
        state = {
            **_above("step.", self._stepper.tensors()),
            **_above("scores.", self._scores.tensors()),
            **_above("random.", random),
            "feeds": self._rng.get_state(),
        }
        return Checkpoint(progress=replace(self.progress), weights=self._task.weights, state=state)

    def _set_mode(self, *, training: bool) -> None:
        for network in self._task.networks.values():
            network.train(training)
        for module in self._task.held:
            module.eval()


def _mean(losses: list[float], sizes: tuple[int, ...]) -> float:
    """The mean over rows of the mean losses of batches."""
    total = math.fsum(loss * rows for loss, rows in zip(losses, sizes, strict=True))
    return total / sum(sizes)


def _above(start: str, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    return {start + name: tensor for name, tensor in tensors.items()}


def _below(tensors: Mapping[str, Tensor], start: str) -> dict[str, Tensor]:
    return {k.removeprefix(start): t for k, t in tensors.items() if k.startswith(start)}
