"""The way between a run and those who watch it: commands in, events and views out.

Events are durable: every one arrives, in order. Views (a picture of activations, a histogram) are
transient: only the latest of each name counts, and none is stored.
"""

from __future__ import annotations

import queue
import threading
from typing import Any

from netbuilder.runs.command import Command
from netbuilder.runs.event import Event


class Views:
    """The latest view of each name. Both sides may call at any time from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._latest: dict[str, Any] = {}

    def offer(self, name: str, view: Any) -> None:
        """Put a view in the place of an older one of the same name."""
        with self._lock:
            self._latest[name] = view

    def take(self) -> dict[str, Any]:
        """The views that arrived since the last call, by name."""
        with self._lock:
            latest, self._latest = self._latest, {}
        return latest


class Channel:
    """One run's queues. The trainer takes `commands` and calls `emit`; a UI sends and drains."""

    def __init__(self) -> None:
        self.commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self.views = Views()
        self._events: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def send(self, command: Command) -> None:
        """Hand a command to the run; it acts on it between two steps."""
        self.commands.put(command)

    def emit(self, event: Event) -> None:
        """Hand an event to whoever watches; never waits."""
        self._events.put(event)

    def drain(self, at_most: int = 1000) -> list[Event]:
        """The events that have arrived, oldest first; never waits."""
        events: list[Event] = []
        while len(events) < at_most:
            try:
                events.append(self._events.get_nowait())
            except queue.Empty:
                break
        return events
