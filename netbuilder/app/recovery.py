"""Recovery copies: what was drawn and not saved outlives a crash of the app or the machine.

A copy is written within two seconds of an edit, never into the person's own file, and goes when the
project is saved or left. One that is still there and whose app no longer runs is offered at the
next start.
"""

from __future__ import annotations

import json
import logging
import threading
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import platformdirs
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QMessageBox, QWidget

from netbuilder.app.workspace import Workspace
from netbuilder.error import NetbuilderError
from netbuilder.project import file
from netbuilder.project.value import Project
from netbuilder.runs.lock import FileLock
from netbuilder.words import _

AFTER_MS = 1500

log = logging.getLogger(__name__)


def recovery_folder() -> Path:
    """Where recovery copies lie."""
    return Path(platformdirs.user_data_dir("netbuilder", appauthor=False)) / "recovery"


@dataclass(frozen=True, slots=True)
class Recovered:
    """A copy that an app left behind, and the file it belongs to, if it had one."""

    copy: Path
    path: Path | None

    def read(self) -> Project:
        """The project in the copy.

        Raises:
            ProjectFileError: The copy cannot be read.
        """
        return file.read(self.copy)

    def discard(self) -> None:
        """Remove the copy."""
        for ending in (".netb", ".json", ".lock"):
            self.copy.with_suffix(ending).unlink(missing_ok=True)


def left_behind(folder: Path) -> tuple[Recovered, ...]:
    """The copies of apps that no longer run, newest first."""
    found = []
    for note in sorted(folder.glob("*.json"), key=_time_of, reverse=True):
        copy = note.with_suffix(".netb")
        try:
            path = str(json.loads(note.read_text(encoding="utf-8"))["path"])
        except (OSError, ValueError, KeyError, TypeError):
            continue
        if copy.exists() and _is_free(copy):
            found.append(Recovered(copy, Path(path) if path else None))
    return tuple(found)


class Recovery(QObject):
    """Keeps a copy of a workspace's unsaved project.

    Args:
        workspace: What to keep.
        folder: Where copies lie.
    """

    def __init__(self, workspace: Workspace, folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._copy = folder / f"{uuid4().hex}.netb"
        self._lock = FileLock(self._copy.with_suffix(".lock"))
        self._writer: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(AFTER_MS)
        self._timer.timeout.connect(self._write)
        workspace.project_changed.connect(self._on_changed)
        workspace.saved_changed.connect(self._on_changed)

    def take_over(self, recovered: Recovered, project: Project) -> None:
        """Show what an earlier app left behind; its copy goes only once that is saved or left."""
        self._workspace.recover(project, recovered.path)
        self.close()
        self._copy = recovered.copy
        self._lock = FileLock(self._copy.with_suffix(".lock"))
        self._lock.try_acquire()

    def close(self) -> None:
        """Remove the copy: the person has saved, or has said that the changes may go."""
        self._timer.stop()
        self._wait()
        self._lock.release()
        Recovered(self._copy, None).discard()

    def _on_changed(self) -> None:
        if self._workspace.is_saved:
            self.close()
        elif not self._timer.isActive():
            self._timer.start()

    def _write(self) -> None:
        self._wait()
        arguments = (self._copy, self._lock, self._workspace.project, self._workspace.path)
        self._writer = threading.Thread(target=_write_copy, args=arguments, name="recovery")
        self._writer.start()

    def _wait(self) -> None:
        if self._writer is not None:
            self._writer.join()
            self._writer = None


def offer(parent: QWidget, recovery: Recovery, folder: Path) -> bool:
    """Ask what to do with what an earlier app left behind, newest first; closing keeps it.

    Returns:
        Whether a copy was opened.
    """
    for recovered in left_behind(folder):
        try:
            project = recovered.read()
        except NetbuilderError:
            log.warning("the recovery copy %s cannot be read", recovered.copy, exc_info=True)
            continue
        answer = _ask(parent, project.name)
        if answer == QMessageBox.StandardButton.Discard:
            recovered.discard()
        elif answer == QMessageBox.StandardButton.Open:
            recovery.take_over(recovered, project)
            return True
    return False


def _ask(parent: QWidget, name: str) -> QMessageBox.StandardButton:
    box = QMessageBox(parent)
    box.setObjectName("recovery")
    box.setIcon(QMessageBox.Icon.NoIcon)
    box.setText(_("{name} was not saved when netbuilder ended.").format(name=name))
    box.setInformativeText(_("Its last state was kept."))
    buttons = QMessageBox.StandardButton
    box.setStandardButtons(buttons.Open | buttons.Discard | buttons.Cancel)
    box.button(buttons.Cancel).setText(_("Later"))
    box.setDefaultButton(buttons.Open)
    answer = buttons(box.exec())
    box.deleteLater()
    return answer


def _write_copy(copy: Path, lock: FileLock, project: Project, path: Path | None) -> None:
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        lock.try_acquire()
        file.write(project, copy)
        note = {"path": str(path) if path else ""}
        copy.with_suffix(".json").write_text(json.dumps(note), encoding="utf-8")
    except (OSError, NetbuilderError):
        log.warning("no recovery copy could be written", exc_info=True)


def _is_free(copy: Path) -> bool:
    """Whether the app that wrote a copy has ended: it held a lock as long as it ran."""
    lock = FileLock(copy.with_suffix(".lock"))
    try:
        is_free = lock.try_acquire()
    except OSError:
        return False
    lock.release()
    return is_free


def _time_of(note: Path) -> float:
    try:
        return note.stat().st_mtime
    except OSError:
        return 0.0
