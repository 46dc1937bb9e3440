"""Notices when the file of the open project is deleted or written by somebody else."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QObject, QTimer, Signal

from netbuilder.app.workspace import Workspace

_SETTLE_MS = 250
"""A file that is being replaced is gone for a moment."""


class FileState(Enum):
    """How a project's file is, compared with what was last read from it or written to it."""

    SAME = "same"
    GONE = "gone"
    CHANGED = "changed"


class FileWatch(QObject):
    """Follows a workspace's file from project to project.

    Signals:
        changed: The file's new `FileState`, whenever that is another one.
    """

    changed = Signal(object)

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._path: Path | None = None
        self._state = FileState.SAME
        self._watcher = QFileSystemWatcher(self)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(self.look)
        self._watcher.fileChanged.connect(self._settle.start)
        self._watcher.directoryChanged.connect(self._settle.start)
        workspace.saved_changed.connect(self.follow)
        self.follow()

    def follow(self) -> None:
        """Watch the file that the workspace has now."""
        path = self._workspace.path
        if path != self._path:
            self._path, self._state = path, FileState.SAME
            self._unwatch()
        self._watch()

    def look(self) -> None:
        """Compare the file now, and say so where it has become another."""
        state = self._compare()
        if state is not self._state:
            self._state = state
            self.changed.emit(state)
        self._watch()

    def _compare(self) -> FileState:
        path, known = self._workspace.path, self._workspace.last_read
        if path is None or known is None:
            return FileState.SAME
        try:
            return FileState.SAME if path.read_bytes() == known else FileState.CHANGED
        except FileNotFoundError:
            return FileState.GONE
        except OSError:
            return FileState.SAME  # out of reach for now: saving says what is wrong

    def _unwatch(self) -> None:
        watched = [*self._watcher.files(), *self._watcher.directories()]
        if watched:
            self._watcher.removePaths(watched)

    def _watch(self) -> None:
        """A file that is replaced or deleted is watched no more, so its folder is, too."""
        path = self._path
        if path is None:
            return
        watched = {*self._watcher.files(), *self._watcher.directories()}
        for wanted in (path, path.parent):
            if str(wanted) not in watched and wanted.exists():
                self._watcher.addPath(str(wanted))
