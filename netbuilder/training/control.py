"""How a person steers a run: commands between steps, and pauses that wait for one."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable

from netbuilder.runs.command import Command, GoOn, Pause, Set, Stop
from netbuilder.runs.event import CommandTaken, Trouble
from netbuilder.training.checkpoint import Progress
from netbuilder.training.recorder import Recorder
from netbuilder.training.setting import refusal

Commands = queue.SimpleQueue[Command]

IDLE_S = 0.1
"""How often a paused run looks up from waiting."""


class Stopped(Exception):  # noqa: N818 - not an error but the way out of nested steps
    """The run ends here for `reason`, one of those of `Finished`."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Control:
    """Acts on commands, and records each as an event.

    Args:
        commands: Where they come from. Without them nobody could end a pause, so what would pause
            the run ends it.
        recorder: Where to say what was done.
        idle: Called several times a second during a pause.

    Attributes:
        paused_s: How long the run has waited for a person, in all.
    """

    def __init__(
        self, commands: Commands | None, recorder: Recorder, *, idle: Callable[[], None]
    ) -> None:
        self._is_alone = commands is None
        self._commands: Commands = queue.SimpleQueue() if commands is None else commands
        self._is_empty = self._commands.empty
        self._recorder = recorder
        self._idle = idle
        self.paused_s = 0.0

    def has_news(self) -> bool:
        """Whether a command is waiting; quick, for it is asked between all steps."""
        return not self._is_empty()

    def obey(self, progress: Progress, *, save: Callable[[], None]) -> None:
        """Act on the commands that have arrived; all steps taken have been read.

        Args:
            progress: Where the run stands; what `Set` changes.
            save: Writes a checkpoint, before a pause of unknown length.

        Raises:
            Stopped: A person stops the run.
        """
        while not self._is_empty():
            command = self._commands.get()
            if isinstance(command, Pause):
                self._recorder.emit(CommandTaken(command="pause", step=progress.step))
                save()
                self._wait(progress)
            else:
                self._act(command, progress)

    def halt(self, trouble: Trouble, progress: Progress) -> None:
        """Say what is wrong and wait for a person.

        Raises:
            Stopped: Nobody listens, or there is nothing to go on with: the run has failed.
        """
        self._recorder.emit(trouble)
        if self._is_alone or self._recorder.is_gone:
            raise Stopped("failed")
        self._recorder.emit(CommandTaken(command="pause", step=progress.step))
        self._wait(progress)

    def _wait(self, progress: Progress) -> None:
        """Wait until a command ends the pause."""
        began = time.perf_counter()
        while not isinstance(command := self._next(), GoOn):
            self._act(command, progress)
        self.paused_s += time.perf_counter() - began
        self._recorder.forgive()
        self._recorder.emit(CommandTaken(command="go_on", step=progress.step))

    def _next(self) -> Command:
        """The next command, however long it takes to come."""
        while True:
            try:
                return self._commands.get(timeout=IDLE_S)
            except queue.Empty:
                self._idle()

    def _act(self, command: Command, progress: Progress) -> None:
        """Act on a command that neither begins nor ends a pause."""
        if isinstance(command, Stop):
            self._recorder.emit(CommandTaken(command="stop", step=progress.step))
            raise Stopped("stopped")
        if isinstance(command, Set):
            self._set(command, progress)

    def _set(self, command: Set, progress: Progress) -> None:
        fault = refusal(command.key, command.value, progress.epoch)
        if fault:
            self._recorder.emit(Trouble(code="refused", sentence=fault, step=progress.step))
            return
        setattr(progress, command.key, command.value)
        arguments = {command.key: command.value}
        self._recorder.emit(CommandTaken(command="set", step=progress.step, arguments=arguments))
