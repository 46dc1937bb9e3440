"""Starts a run, goes on with one, and brings it to its end whatever happens."""

from __future__ import annotations

import logging
import platform
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import torch
from torch import Tensor

import netbuilder
from netbuilder.error import RunError
from netbuilder.insight import Observer, make_observers
from netbuilder.layers.parameter import Value
from netbuilder.model.weights import read_tensors
from netbuilder.project.value import Project
from netbuilder.runs.channel import Views
from netbuilder.runs.event import (
    ChoicesMade,
    CommandTaken,
    Event,
    Finished,
    Resumed,
    Started,
    Trouble,
)
from netbuilder.runs.folder import BEST, CHOICES, ENVIRONMENT, PIPELINE, RunFolder
from netbuilder.runs.turnstile import Turnstile
from netbuilder.runs.view import Watching
from netbuilder.training import devices
from netbuilder.training.assembly import Assembly, assemble
from netbuilder.training.checkpoint import Checkpoint, read_checkpoint
from netbuilder.training.control import Commands
from netbuilder.training.devices import Device
from netbuilder.training.loop import CHECKPOINT_EVERY_S, Loop
from netbuilder.training.memory import is_out_of_memory
from netbuilder.training.observer import Observers
from netbuilder.training.recorder import Recorder, Sink, ignore
from netbuilder.training.setting import EPOCHS
from netbuilder.words import _

MOST_THREADS = 1024

LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """Who a run has to do with while it is under way.

    Attributes:
        commands: Commands from outside, or None where nobody listens.
        sink: Called with every event, in the thread that trains.
        observers: Look between steps.
        watching: What is wanted of them.
        turnstile: Passed between steps.
        checkpoint_every_s: Time between checkpoints.
    """

    commands: Commands | None = None
    sink: Sink = ignore
    observers: tuple[Observer, ...] = ()
    watching: Watching | None = None
    turnstile: Turnstile | None = None
    checkpoint_every_s: float = CHECKPOINT_EVERY_S


def train(
    project: Project,
    *,
    base: Path | None = None,
    folder: Path | None = None,
    device: str = "auto",
    commands: Commands | None = None,
    sink: Callable[[Event], None] = ignore,
    observers: tuple[Observer, ...] = (),
    views: Views | None = None,
    watching: Watching | None = None,
    turnstile: Turnstile | None = None,
    checkpoint_every_s: float = CHECKPOINT_EVERY_S,
) -> RunFolder:
    """Train a project to its end.

    Once the run has begun, nothing that a person can cause is raised: it is said as a `Trouble` and
    the run pauses or, where `commands` is None, ends as failed.

    Args:
        project: What to train; the run keeps this value.
        base: The folder that relative paths to data start from; the current one by default.
        folder: Where runs are kept; by default a new temporary folder.
        device: ``"auto"``, ``"cpu"``, ``"cuda:0"``, ``"mps"``.
        commands: Commands, acted on between steps.
        sink: Called with every event, in this thread.
        observers: Look between steps.
        views: Where live views are put.
        watching: Which of them are wanted; without it or `views` none are made.
        turnstile: Passed between steps.
        checkpoint_every_s: Time between checkpoints; slow ones come less often.

    Returns:
        The run, closed.

    Raises:
        CompileError: A network to train has problems; they are in the error.
        DataError: The rows cannot be read or do not fit the project.
        RunError: The settings make no sense, there is no such device, or the folder cannot be
            written.
    """
    company = Company(
        commands=commands,
        sink=sink,
        observers=(*observers, *_screen(views, watching)),
        watching=watching,
        turnstile=turnstile,
        checkpoint_every_s=checkpoint_every_s,
    )
    chosen = devices.choose(device)
    with devices.own_randomness(chosen.torch, project.training.seed):
        assembly = assemble(project, base, chosen)
        parent = folder or Path(tempfile.mkdtemp(prefix="netbuilder-"))
        run = RunFolder.create(parent, project)
        try:
            _describe(run, assembly)
            recorder = Recorder(run, company.sink)
            recorder.emit(_started(run, assembly))
            recorder.emit(ChoicesMade(choices=assembly.choices))
            _Session(run, assembly, recorder, company).go()
        finally:
            run.close()
    return run


def resume(
    run: RunFolder,
    *,
    epochs: int | None = None,
    base: Path | None = None,
    device: str = "auto",
    commands: Commands | None = None,
    sink: Callable[[Event], None] = ignore,
    observers: tuple[Observer, ...] = (),
    views: Views | None = None,
    watching: Watching | None = None,
    turnstile: Turnstile | None = None,
    checkpoint_every_s: float = CHECKPOINT_EVERY_S,
) -> RunFolder:
    """Go on with a run that was stopped, killed, or is to train for longer.

    The run's own value, data and choices are used, whatever the project has become since. On the
    same machine and device the result is that of a run without a break, bit for bit.

    Args:
        run: The run.
        epochs: How many epochs to train in all; only more than planned makes sense.
        base: The folder that relative paths to data start from; by default the project's.
        device: ``"auto"`` for the run's own.
        commands, sink, observers, views, watching, turnstile, checkpoint_every_s: As in `train`.

    Raises:
        CompileError, DataError: The run's project or data can no longer be used.
        RunError: The run is damaged, has finished, or is being written by another program.
    """
    company = Company(
        commands=commands,
        sink=sink,
        observers=(*observers, *_screen(views, watching)),
        watching=watching,
        turnstile=turnstile,
        checkpoint_every_s=checkpoint_every_s,
    )
    run.acquire()
    try:
        checkpoint = read_checkpoint(run)
        project = run.project
        _check_can_go_on(run, project, checkpoint, epochs)
        chosen = _same_device(run, device)
        threads = _same_threads(run)
        with devices.own_randomness(chosen.torch, project.training.seed):
            start = base if base is not None else run.path.parent.parent
            assembly = assemble(project, start, chosen, threads=threads)
            events = run.events()
            recorder = Recorder(run, company.sink, offset_s=events[-1].time_s if events else 0.0)
            session = _Session(run, assembly, recorder, company)
            session.restore(checkpoint, epochs)
            session.go()
    finally:
        run.close()
    return run


def _screen(views: Views | None, watching: Watching | None) -> tuple[Observer, ...]:
    """The observers of whoever looks at a screen."""
    return () if views is None or watching is None else make_observers(views, watching)


class _Session:
    """One sitting of a run, from its first or next step to its end or interruption."""

    def __init__(
        self, run: RunFolder, assembly: Assembly, recorder: Recorder, company: Company
    ) -> None:
        self._run = run
        self._assembly = assembly
        self._recorder = recorder
        self._loop = Loop(
            assembly.task,
            recorder,
            commands=company.commands,
            turnstile=company.turnstile,
            observers=Observers(company.observers, assembly.subject, company.watching),
            checkpoint_every_s=company.checkpoint_every_s,
        )

    def restore(self, checkpoint: Checkpoint | None, epochs: int | None) -> None:
        """Go back to a checkpoint, or to the beginning, and say so.

        Raises:
            RunError: The checkpoint does not fit the run's own project.
        """
        loop = self._loop
        if checkpoint is not None:
            try:
                self._load(checkpoint)
            except (KeyError, RuntimeError) as error:
                raise RunError(
                    _("this checkpoint does not fit the run's own project"),
                    place=str(self._run.checkpoint),
                    remedy=_("Start a new run."),
                ) from error
        progress = loop.progress
        self._recorder.emit(Resumed(epoch=progress.epoch, step=progress.step))
        if epochs is not None:
            progress.epochs = epochs
            loop.best.stale_epochs = 0
            self._recorder.emit(
                CommandTaken(command="set", step=progress.step, arguments={"epochs": epochs})
            )

    def go(self) -> None:
        """Train to the end, whatever comes."""
        with devices.threads(self._assembly.threads):
            try:
                reason = self._loop.run()
                self._finish(reason)
            except KeyboardInterrupt:
                self._finish("stopped")
                raise
            except Exception as error:  # the top of a worker reports everything
                LOG.warning("the run %s broke down", self._run.id, exc_info=True)
                self._recorder.emit(self._explained(error))
                self._recorder.emit(self._finished("failed", {}))

    def _explained(self, error: Exception) -> Trouble:
        explanation = self._assembly.explanation
        if is_out_of_memory(error):
            trouble = explanation.out_of_memory(self._assembly.task.train.batch_size)
        else:
            trouble = explanation.failed(error)
        return replace(trouble, step=self._loop.progress.step)

    def _finish(self, reason: str) -> None:
        """Write everything down, and measure the kept weights on the test part."""
        loop, test = self._loop, self._assembly.test
        if not self._recorder.is_gone:
            loop.write_checkpoint()
        loop.use_best()
        measured = loop.measure(test) if test is not None and reason != "failed" else {}
        self._recorder.emit(self._finished(reason, measured))

    def _finished(self, reason: str, test: Mapping[str, float]) -> Finished:
        progress = self._loop.progress
        return Finished(
            reason=reason,
            epoch=progress.epoch,
            step=progress.step,
            best_epoch=self._loop.best.epoch,
            test=test,
        )

    def _load(self, checkpoint: Checkpoint) -> None:
        best = self._run.path / BEST
        if checkpoint.progress.best_epoch and best.is_file():
            self._put(read_tensors(best))
            self._loop.kept.keep()
        self._put(checkpoint.weights)
        self._loop.restore(checkpoint)

    def _put(self, tensors: Mapping[str, Tensor]) -> None:
        with torch.no_grad():
            for name, tensor in self._assembly.task.weights.items():
                tensor.copy_(tensors[name])


def _describe(run: RunFolder, assembly: Assembly) -> None:
    """Write down what the run is made of.

    Raises:
        RunError: The folder cannot be written.
    """
    try:
        run.write_json(PIPELINE, assembly.prepared.pipeline.to_json())
        run.write_json(ENVIRONMENT, _environment())
        run.write_json(CHOICES, assembly.choices)
    except OSError as error:
        raise RunError(
            _("the run's folder cannot be written"),
            place=str(run.path),
            received=error.strerror or str(error),
            remedy=_("Free some space, or choose another folder."),
        ) from error


def _environment() -> dict[str, Value]:
    return {
        "netbuilder": netbuilder.__version__,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "cuda": torch.version.cuda,
        "system": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "byte_order": sys.byteorder,
    }


def _started(run: RunFolder, assembly: Assembly) -> Started:
    task, prepared = assembly.task, assembly.prepared
    metrics = tuple(name for scored in task.recipe.tallies() for name in scored.keys.values())
    parameters = {
        parameter
        for network in task.networks.values()
        for parameter in network.parameters()
        if parameter.requires_grad
    }
    return Started(
        run=run.id,
        device=assembly.device.name,
        epochs=assembly.project.training.epochs,
        steps_per_epoch=len(task.train),
        rows={
            "train": len(prepared.train),
            "validation": len(prepared.validation),
            "test": len(prepared.test),
        },
        metrics=metrics,
        watch=task.watch,
        parameters=sum(parameter.numel() for parameter in parameters),
    )


def _check_can_go_on(
    run: RunFolder, project: Project, checkpoint: Checkpoint | None, epochs: int | None
) -> None:
    """Refuse to go on where nothing is left to do."""
    done = checkpoint.progress.epoch if checkpoint else 0
    planned = checkpoint.progress.epochs if checkpoint else project.training.epochs
    if epochs is not None:
        fault = EPOCHS.check(epochs)
        if not fault and epochs <= done:
            fault = _("must be above the {count} that have ended").format(count=done)
        if fault:
            raise RunError(f"{EPOCHS.label} {fault}", place=str(run.path), received=str(epochs))
    elif done >= planned or run.series().reason == "early":
        raise RunError(
            _("this run has come to its end"),
            place=str(run.path),
            remedy=_("Give it more epochs, or start a new run."),
        )


def _same_device(run: RunFolder, asked: str) -> Device:
    """The device that a run was on, unless a person asks for another."""
    recorded = (run.read_json(CHOICES) or {}).get("device")
    if asked == "auto" and isinstance(recorded, str):
        return replace(devices.choose(recorded), why=_("The run was on it before."))
    return devices.choose(asked)


def _same_threads(run: RunFolder) -> int | None:
    recorded = (run.read_json(CHOICES) or {}).get("threads")
    is_sane = isinstance(recorded, int) and 1 <= recorded <= MOST_THREADS
    return recorded if is_sane else None
