"""Where a running run says what happens: into its folder and to whoever listens."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

from netbuilder.runs.event import Event
from netbuilder.runs.folder import RunFolder

Sink = Callable[[Event], None]


def ignore(event: Event) -> None:
    """Listen to nothing."""


class Recorder:
    """Stamps events with their time, writes them down, and hands them on.

    A folder that cannot be written never stops an event from being handed on; `fault` then tells.

    Args:
        folder: The run, already acquired.
        sink: Called with every event, in the thread that trains.
        offset_s: Time that earlier parts of the run have taken.
    """

    def __init__(self, folder: RunFolder, sink: Sink, *, offset_s: float = 0.0) -> None:
        self.folder = folder
        self.fault: OSError | None = None
        self._sink = sink
        self._began = time.monotonic() - offset_s

    @property
    def time_s(self) -> float:
        """Seconds since the run began, pauses included."""
        return time.monotonic() - self._began

    def emit(self, event: Event) -> None:
        """Record an event as happening now."""
        event = replace(event, time_s=round(self.time_s, 6))
        if self.fault is None:
            try:
                self.folder.append(event)
            except OSError as error:
                self.fault = error
        self._sink(event)

    def check_folder(self) -> OSError | None:
        """Why the folder can no longer be written, or None; a deleted folder is noticed here."""
        if self.fault is None:
            try:
                self.folder.check_present()
            except OSError as error:
                self.fault = error
        return self.fault

    @property
    def is_gone(self) -> bool:
        """Whether the folder has been deleted, so that there is nothing to try again."""
        return self.fault is not None and not self.folder.path.is_dir()

    def forgive(self) -> None:
        """Try the folder again."""
        self.fault = None
