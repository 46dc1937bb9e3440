"""What the start page shows of a recent project, read from its file and its last run.

A thread of its own reads, so that no file, be it large, broken or far away, keeps anybody waiting.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from netbuilder.app.quantity import SHARES, score_words
from netbuilder.app.start.skyline import Skyline, skyline_of
from netbuilder.error import NetbuilderError
from netbuilder.project import file
from netbuilder.runs.folder import EVENTS, runs_of
from netbuilder.runs.series import Series
from netbuilder.words import _

LARGEST_PROJECT = 2 * 2**20
LARGEST_JOURNAL = 8 * 2**20
"""Bytes above which a file is only named."""

_LOOK_MS = 30
_POINTS = 60
_MOST_RUNS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """A recent project.

    Attributes:
        path: Its file.
        name: What it is called.
        changed: When its file was last written, in local time; None if that is unknown.
        skyline: Its network.
        losses: The training loss of the last run, at most 60 values from first to last.
        best: What the last run came to, in words, or "".
        fault: One sentence if the project cannot be shown, or "".
        is_gone: Whether there is no such file any more.
        reason: The whole reason for that.
    """

    path: Path
    name: str
    changed: datetime | None = None
    skyline: Skyline = field(default_factory=Skyline)
    losses: tuple[float, ...] = ()
    best: str = ""
    fault: str = ""
    reason: str = ""
    is_gone: bool = False


def look_at(path: Path) -> Glimpse:
    """Read what is shown of a project. Whatever is wrong with the file is said, not raised."""
    changed = None
    try:
        found = path.stat()
        changed = datetime.fromtimestamp(found.st_mtime).astimezone()
        if found.st_size > LARGEST_PROJECT:
            fault = _("Too large to show a picture.")
            return Glimpse(path=path, name=path.stem, changed=changed, fault=fault)
        project = file.read(path)
        skyline = skyline_of(project)
    except FileNotFoundError:
        fault = _("The file is gone.")
        return Glimpse(path=path, name=path.stem, fault=fault, is_gone=True)
    except (OSError, NetbuilderError, RecursionError) as error:
        reason = error.sentence if isinstance(error, NetbuilderError) else ""
        fault = _("This file cannot be read.")
        return Glimpse(path=path, name=path.stem, changed=changed, fault=fault, reason=reason)
    series = _last_series(path)
    return Glimpse(
        path=path,
        name=project.name or path.stem,
        changed=changed,
        skyline=skyline,
        losses=_thinned(series.train.get("loss", [])),
        best=best_words(series),
    )


def best_words(series: Series) -> str:
    """What a run came to: its first metric at the best epoch, or else its loss; "" if neither."""
    if not series.best_epoch:
        return ""
    for key in (*series.metrics, "loss"):
        values = series.validation.get(key) or series.train.get(key, [])
        if series.best_epoch <= len(values):
            name = key.rpartition(".")[2]
            value = values[series.best_epoch - 1]
            if name in SHARES:
                return score_words(name, value)
            return f"{_SHORT.get(name, name)} {value:.3g}"
    return ""


_SHORT = {
    "loss": _("loss"),
    "mae": "MAE",
    "r2": "R²",
    "rmse": "RMSE",
}


class GlimpseReader(QObject):
    """Looks at projects, one after the other, and tells each on the UI's own thread.

    Signals:
        looked: One `Glimpse`.
    """

    looked = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._inbox: queue.SimpleQueue[Glimpse | None] = queue.SimpleQueue()
        self._is_enough = threading.Event()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_MS)
        self._timer.timeout.connect(self._drain)

    def read(self, paths: Iterable[Path]) -> None:
        """Look at these projects; what was asked for before is forgotten."""
        self.stop()
        self._inbox, self._is_enough = queue.SimpleQueue(), threading.Event()
        arguments = (tuple(paths), self._inbox, self._is_enough)
        threading.Thread(target=_look, args=arguments, name="glimpses", daemon=True).start()
        self._timer.start()

    def stop(self) -> None:
        """Tell nothing any more."""
        self._is_enough.set()
        self._timer.stop()

    def _drain(self) -> None:
        while True:
            try:
                glimpse = self._inbox.get_nowait()
            except queue.Empty:
                return
            if glimpse is None:
                self._timer.stop()
                return
            self.looked.emit(glimpse)


def _look(
    paths: tuple[Path, ...],
    inbox: queue.SimpleQueue[Glimpse | None],
    is_enough: threading.Event,
) -> None:
    for path in paths:
        if is_enough.is_set():
            return
        try:
            glimpse = look_at(path)
        except Exception as error:  # noqa: BLE001  # one file must not hide those after it
            fault = _("This file cannot be read.")
            glimpse = Glimpse(path=path, name=path.stem, fault=fault, reason=str(error))
        inbox.put(glimpse)
    inbox.put(None)


def _last_series(path: Path) -> Series:
    """The newest run that has learned something; an empty series where there is none."""
    for run in runs_of(path)[:_MOST_RUNS]:
        try:
            if (run.path / EVENTS).stat().st_size > LARGEST_JOURNAL:
                break
            series = run.series()
        except (OSError, NetbuilderError):
            continue
        if series.epoch:
            return series
    return Series()


def _thinned(values: list[float]) -> tuple[float, ...]:
    if len(values) <= _POINTS:
        return tuple(values)
    last = len(values) - 1
    return tuple(values[round(i * last / (_POINTS - 1))] for i in range(_POINTS))
