"""The way of views from a run to those who watch it.

Views (a picture of activations, a histogram) are transient: only the latest of each name counts,
and none is stored.
"""

from __future__ import annotations

import threading
from typing import Any


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
