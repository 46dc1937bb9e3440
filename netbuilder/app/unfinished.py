"""Runs that were under way when the app was closed, so that the next start offers to go on."""

from __future__ import annotations

import json
import logging
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from netbuilder.app.engine import Engine
from netbuilder.app.workspace import Workspace
from netbuilder.error import RunError
from netbuilder.runs.folder import RunFolder, runs_of, write_whole
from netbuilder.words import _

MOST_KEPT = 50
_MOST_TRIED = 5

log = logging.getLogger(__name__)


class Unfinished:
    """A short list of run folders, in a file.

    Args:
        path: The file; a damaged one counts as empty.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, run: RunFolder) -> None:
        """Remember that the app was closed while this run was under way."""
        self._write([*(name for name in self._read() if name != str(run.path)), str(run.path)])

    def take(self, run: RunFolder) -> bool:
        """Whether this run was remembered; it no longer is."""
        names = self._read()
        if str(run.path) not in names:
            return False
        self._write([name for name in names if name != str(run.path)])
        return True

    def _read(self) -> list[str]:
        try:
            stored = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return []
        return (
            [name for name in stored if isinstance(name, str)] if isinstance(stored, list) else []
        )

    def _write(self, names: list[str]) -> None:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            if names:
                write_whole(self._path, json.dumps(names[-MOST_KEPT:]).encode())
            else:
                with suppress(FileNotFoundError):
                    self._path.unlink()
        except OSError:
            log.warning("unfinished runs cannot be remembered", exc_info=True)


class GoingOn(QObject):
    """Brings a project's newest run back, and offers to go on with one that was broken off.

    Args:
        workspace: Its project is the one whose runs count.
        engine: Shows the run, and trains.
        unfinished: The runs that were under way when the app was closed.

    Signals:
        offered: The run that is shown can go on; one sentence says why it stands still.
    """

    offered = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        engine: Engine,
        unfinished: Unfinished,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._engine = engine
        self._unfinished = unfinished

    def recall(self) -> None:
        """Show the newest run of the project that was opened, once no other is under way."""
        path = self._workspace.path
        self._show(next(iter(runs_of(path)), None) if path is not None else None)

    def recall_unsaved(self, untitled: Path) -> None:
        """The same for a project without a file that was kept from a crash.

        Args:
            untitled: The path that such projects train under.
        """
        if self._workspace.path is not None:
            self.recall()
            return
        networks = self._workspace.project.networks
        near = runs_of(untitled)[:_MOST_TRIED]
        self._show(next((run for run in near if _networks_of(run) == networks), None))

    def close(self) -> None:
        """Stop what is under way, which checkpoints, and remember that it was not at its end."""
        engine, was_training = self._engine, self._engine.is_training
        engine.close()
        if was_training and engine.run is not None and engine.can_resume:
            self._unfinished.add(engine.run)

    def _show(self, run: RunFolder | None) -> None:
        engine = self._engine
        engine.recall(run)
        if run is None or engine.run != run or not engine.can_resume:
            return
        was_closed = self._unfinished.take(run)
        series = engine.series
        if was_closed or (not series.reason and _is_free(run)):
            words = _("Training ended after epoch {epoch} of {epochs} when netbuilder did.")
            self.offered.emit(words.format(epoch=series.epoch, epochs=series.epochs))


def _is_free(run: RunFolder) -> bool:
    """Whether no other program is writing a run."""
    try:
        run.acquire()
    except RunError:
        return False
    run.close()
    return True


def _networks_of(run: RunFolder) -> object:
    try:
        return run.project.networks
    except RunError:
        return None
