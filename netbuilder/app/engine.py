"""The one door from the app to everything that needs torch.

Torch is imported here, in a background thread, after the window is up. A run trains in a thread of
its own; what it says is put into a queue that the UI thread drains on a timer, and what the person
says goes back as commands.
"""

from __future__ import annotations

import logging
import queue
import sys
import threading
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer, Signal

from netbuilder.app.collecting import keeping_imports
from netbuilder.app.device_choice import DeviceChoice, OfferedDevice
from netbuilder.app.live import LiveViews
from netbuilder.app.message import Loaded, Told, Trained, Worked
from netbuilder.app.quantity import count_words
from netbuilder.app.settings import AUTOMATIC
from netbuilder.app.torch_loader import preload_torch
from netbuilder.error import NetbuilderError
from netbuilder.layers.parameter import Value
from netbuilder.project.value import Project
from netbuilder.runs.command import Command, GoOn, Pause, Set, Stop
from netbuilder.runs.event import Event
from netbuilder.runs.series import Series
from netbuilder.runs.turnstile import Turnstile
from netbuilder.runs.view import Place
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.exchange import Exported as Exported
    from netbuilder.runs.folder import RunFolder

DRAIN_MS = 50
"""How often the UI thread takes what a run has said."""

PROGRESS_HZ = 5
"""How often curves and figures are drawn anew; tiny networks end fifty epochs in a second."""

log = logging.getLogger(__name__)


class Engine(QObject):
    """Loads torch, trains, exports.

    Signals:
        loaded: Torch is there; `devices` are known.
        event_arrived: One durable event of the run, in order.
        progressed: `series` has grown; at most `PROGRESS_HZ` times a second, and at the end.
        state_changed: `is_training` or `is_paused` changed.
        failed: A run could not start or go on, with the sentence to show.
    """

    loaded = Signal()
    event_arrived = Signal(object)
    progressed = Signal()
    state_changed = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.turnstile = Turnstile()
        self.series = Series()
        self.live = LiveViews(self)
        self.run: RunFolder | None = None
        self._made: list[RunFolder] = []
        self._home: Path | None = None
        self._next: RunFolder | None = None
        self._is_left = False
        self.devices = DeviceChoice(self)
        self._is_closed = False
        self._ready = threading.Event()
        self._inbox: queue.SimpleQueue[object] = queue.SimpleQueue()
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._trainer: threading.Thread | None = None
        self._threads: list[threading.Thread] = []
        self._timer = QTimer(self)
        self._timer.setInterval(DRAIN_MS)
        self._timer.timeout.connect(self._drain)
        self._progress = QTimer(self)
        self._progress.setSingleShot(True)
        self._progress.setInterval(1000 // PROGRESS_HZ)
        self._progress.timeout.connect(self.progressed)

    @property
    def is_training(self) -> bool:
        """Whether a run is under way, paused ones included."""
        return self._trainer is not None

    @property
    def made(self) -> tuple[RunFolder, ...]:
        """Runs that have ended and have no home yet, because their project has no file."""
        return tuple(self._made)

    @property
    def is_paused(self) -> bool:
        """Whether the run waits to go on."""
        return self.is_training and self.series.status == "paused"

    @property
    def can_resume(self) -> bool:
        """Whether the run that is shown was stopped or broken off before its last epoch."""
        if self.is_training or self.run is None:
            return False
        series = self.series
        return series.reason in ("", "stopped") and series.step > 0 and series.epoch < series.epochs

    @property
    def is_loaded(self) -> bool:
        """Whether torch is there."""
        return bool(self.devices.offered)

    def load(self) -> None:
        """Begin to import torch in the background. Call once the window has been painted."""
        self._start_thread("netbuilder-load", self._load)

    def start_training(self, project: Project, *, base: Path | None, folder: Path | None) -> None:
        """Train a project in a thread; at once, or as soon as torch is there.

        Args:
            project: The value to train. Later edits do not touch the run.
            base: The folder that relative data paths start from.
            folder: Where run folders go; None for a temporary one.
        """
        if self.is_training:
            return
        self.series = Series()
        self.run = None
        views, device = self.live.begin(project), self.devices

        def train(commands: queue.SimpleQueue[Command]) -> RunFolder:
            from netbuilder.training import train as train_project

            return train_project(
                project,
                base=base,
                folder=folder,
                device=device.used,
                commands=commands,
                sink=self._inbox.put,
                views=views,
                watching=self.live.watching,
                turnstile=self.turnstile,
            )

        self._begin(train)

    def resume(self) -> None:
        """Go on with the run that is shown, with its own project, data and settings."""
        run = self.run
        if run is None or not self.can_resume:
            return
        views, device = self.live.go_on(run), self.devices

        def go_on(commands: queue.SimpleQueue[Command]) -> RunFolder:
            from netbuilder.training import resume

            return resume(
                run,
                device=device.used,
                commands=commands,
                sink=self._inbox.put,
                views=views,
                watching=self.live.watching,
                turnstile=self.turnstile,
            )

        self._begin(go_on)

    def look(self, place: Place) -> None:
        """Look at a layer of the run that is shown, from the weights that it has kept.

        Comes as `live.layer`. While the run is under way, its trainer looks instead, and at more.
        """
        run = self.run
        if self.is_training or run is None:
            self.live.want(layer=place)
            return

        def read() -> object:
            from netbuilder.insight import look_at

            return look_at(run, place)

        def show(seen: object) -> None:
            if self.run == run and not self.is_training:
                self.live.show_layer(*seen)  # type: ignore[misc]  # what `look_at` returns

        self.work(read, done=show, failed=self.failed.emit)

    def keep_runs_in(self, home: Path) -> None:
        """Move what was trained before the project had a file to `home`, where it is found again.

        A run under way follows when it ends. Runs that cannot be moved stay where they are.
        """
        self._home = home
        if not self.is_training:
            self._bring_home()

    def recall(self, run: RunFolder | None) -> None:
        """Show an earlier run of another project, or none; at the end of a run under way."""
        self._made, self._home = [], None
        self._is_left, self._next = self.is_training, run
        self.live.leave()
        if self.is_training:
            return
        self.run = run
        self.series = run.series() if run is not None else Series()
        self.state_changed.emit()
        self.progressed.emit()

    def show_run(self, run: RunFolder, series: Series) -> None:
        """Show another run of the project that is open; not while one is under way."""
        if not self.is_training and run != self.run:
            self.live.leave()
            self.run, self.series = run, series
            self.state_changed.emit()
            self.progressed.emit()

    def pause(self) -> None:
        """Let the run wait between two steps."""
        self._commands.put(Pause())

    def go_on(self) -> None:
        """Let a paused run go on."""
        self._commands.put(GoOn())

    def stop(self) -> None:
        """End the run and keep its best weights."""
        self._commands.put(Stop())

    def set(self, key: str, value: Value) -> None:
        """Change a setting of the run from its next step on, for instance ``learning_rate``."""
        self._commands.put(Set(key=key, value=value))

    def export(
        self,
        subject: RunFolder | Project,
        *,
        format: str,
        path: Path,
        options: Mapping[str, Any],
        base: Path | None,
        told: Callable[[str], None],
        done: Callable[[Exported], None],
        failed: Callable[[str], None],
    ) -> None:
        """Export and check in the background.

        Args:
            subject: A run or a project.
            format, path, options, base: As `netbuilder.exchange.export` takes them.
            told: Called in the UI thread with each stage: ``write``, ``train``, ``check``.
            done, failed: One is called in the UI thread at the end.
        """

        def export_now() -> object:
            from netbuilder.exchange import Options, Stage, export

            def tell(stage: Stage) -> None:
                self._inbox.put(Told(told, stage.value))

            wanted = Options(**options)
            return export(subject, format, path, options=wanted, base=base, told=tell)

        self.work(export_now, done=done, failed=failed)  # type: ignore[arg-type]  # one result type

    def preview_export(
        self,
        subject: RunFolder | Project,
        *,
        stem: str,
        options: Mapping[str, Any],
        base: Path | None,
        done: Callable[[object], None],
        failed: Callable[[str], None],
    ) -> None:
        """Write the text of an exported Python file in the background, for reading."""

        def write() -> object:
            from netbuilder.exchange import Options, preview

            return preview(subject, stem, Options(**options), base=base)

        self.work(write, done=done, failed=failed)

    def list_tensors(
        self, run: RunFolder, *, done: Callable[[object], None], failed: Callable[[str], None]
    ) -> None:
        """List the tensors of a run in the background: names, shapes, sizes."""

        def write() -> object:
            from netbuilder.exchange import list_tensors

            return list_tensors(run)

        self.work(write, done=done, failed=failed)

    def ask_boundary(
        self,
        run: RunFolder,
        *,
        done: Callable[[object], None],
        failed: Callable[[str], None],
    ) -> None:
        """Look at the decision boundary of a run's kept weights in the background.

        `done` gets its `BoundaryView`, or None where its network decides about no plane.
        """

        def ask() -> object:
            from netbuilder.insight.boundary import boundary_of

            return boundary_of(run)

        self.work(ask, done=done, failed=failed)

    def work(
        self,
        job: Callable[[], object],
        *,
        done: Callable[[object], None],
        failed: Callable[[str], None],
        needs_torch: bool = True,
    ) -> None:
        """Do a job in a thread, once torch is there if it needs that.

        Calls `done` or `failed` in the UI thread.
        """

        if self._is_closed:  # nobody is left to tell
            return

        def run_job() -> None:
            if needs_torch:
                self._ready.wait()
            try:
                self._inbox.put(Worked(done, failed, result=job()))
            except NetbuilderError as error:
                self._inbox.put(Worked(done, failed, error=error.sentence))
            except Exception as error:  # the top of a worker
                log.warning("a background job failed", exc_info=True)
                sentence = str(error) or _("This failed, and nothing says why.")
                self._inbox.put(Worked(done, failed, error=sentence))

        self._start_thread("netbuilder-work", run_job)

    def close(self, *, timeout_s: float = 30.0) -> None:
        """Stop the run, which checkpoints, and wait for every thread."""
        if self.is_training:
            self.stop()
        for thread in self._threads:
            thread.join(timeout_s)
        self._is_closed = True  # what is told of the ended jobs begins no others
        self._drain()
        self._timer.stop()

    def _load(self) -> None:
        try:
            _import_torch()
            self._inbox.put(Loaded(_read_devices()))
        except Exception:  # the top of a worker
            log.warning("torch cannot be loaded", exc_info=True)
        finally:
            self._ready.set()  # without torch, whatever waits for it fails in words of its own

    def _begin(self, train: Callable[[queue.SimpleQueue[Command]], RunFolder]) -> None:
        commands = self._commands = queue.SimpleQueue()

        def run() -> None:
            self._ready.wait()
            self._inbox.put(Trained(run=train(commands)))

        self._trainer = self._start_thread("netbuilder-train", self._reporting(run))
        self.state_changed.emit()

    def _reporting(self, train: Callable[[], None]) -> Callable[[], None]:
        def run() -> None:
            try:
                train()
            except NetbuilderError as error:
                self._inbox.put(Trained(error=error.sentence))
            except Exception as error:  # the top of a worker
                log.warning("training failed", exc_info=True)
                sentence = _("Training stopped: {error}").format(error=error)
                self._inbox.put(Trained(error=sentence))

        return run

    def _start_thread(self, name: str, target: Callable[[], None]) -> threading.Thread:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        thread = threading.Thread(target=target, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()
        if not self._timer.isActive():
            self._timer.start()
        return thread

    def _bring_home(self) -> None:
        home, left = self._home, self._made
        if home is None:
            return
        self._made = []
        for run in left:
            try:
                moved = run.moved_to(home)
            except NetbuilderError as error:
                self.failed.emit(error.sentence)
                continue
            if self.run == run:
                self.run = moved
        if left:
            self.state_changed.emit()

    def _finish(self, run: RunFolder | None) -> None:
        if self._is_left:
            self.recall(self._next)
            return
        self.run = run
        if run is not None and run.path.parent != self._home:
            self._made.append(run)
            self._bring_home()

    def _drain(self) -> None:
        while not self._inbox.empty():
            self._receive(self._inbox.get_nowait())
        if self._inbox.empty() and not any(thread.is_alive() for thread in self._threads):
            self._timer.stop()

    def _receive(self, message: object) -> None:
        match message:
            case Event():
                was_paused = self.is_paused
                self.series.add(message)
                self.event_arrived.emit(message)
                if not self._progress.isActive():
                    self._progress.start()
                if was_paused != self.is_paused:
                    self.state_changed.emit()
            case Loaded(devices):
                self.devices.offer(devices)
                self.loaded.emit()
            case Trained(run, error):
                self._trainer = None
                self.live.end()
                self._finish(run)
                self.state_changed.emit()
                if error:
                    self.failed.emit(error)
            case Told(tell, words):
                tell(words)
            case Worked(done, failed, result, error):
                if error is None:
                    done(result)
                else:
                    failed(error)


def _import_torch() -> None:
    # A second window must not be kept out of collections, or it would never go.
    is_first = "netbuilder.training" not in sys.modules
    with keeping_imports() if is_first else nullcontext():
        import_module("netbuilder.app.plots.curve_chart")  # slow too, and wanted at once
        preload_torch()
        import_module("netbuilder.training")


def _read_devices() -> dict[str, OfferedDevice]:
    from netbuilder.training.devices import available, choose, num_threads

    offered = {}
    for key in (AUTOMATIC, *available()):
        device = choose(key)
        is_cpu = device.torch_name == "cpu"
        words = count_words(num_threads(), _("thread"), _("threads")) if is_cpu else ""
        name = f"{device.name}, {words}" if words else device.name
        offered[key] = OfferedDevice(key=key, words=name, why=device.why)
    return offered
