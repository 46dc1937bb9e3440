"""The runs of the open project: read in the background, named, starred, deleted."""

from __future__ import annotations

import math
import time
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from netbuilder.app.engine import Engine
from netbuilder.app.files import untitled_folder
from netbuilder.app.panels.setting_words import Facts, difference_name, facts_of, names_of, nearest
from netbuilder.app.workspace import Workspace
from netbuilder.error import NetbuilderError, RunError
from netbuilder.project.value import Project
from netbuilder.runs.event import Event, Finished, Started
from netbuilder.runs.folder import EVENTS, LABEL, RunFolder, RunLabel, runs_folder, runs_of
from netbuilder.runs.series import Series

READ_FOR_S = 0.1
"""After so much reading what has been read is shown, and the rest is read."""

Stamp = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptRun:
    """A run of the project.

    Attributes:
        run: Its folder.
        name: What it is called.
        label: What a person has said of it.
        project: The value that it was started from.
        facts: What that value says.
        place: How many runs were there before it; decides its colour.
        difference: What sets it apart from the earlier run that it is most like; of the oldest run
            its project's name, and of one that has not been compared yet too.
        compared: How many runs it was compared with, and the id of the last of them.
        series: Its curves and state, without the losses of single steps.
        stamp: Changes when the run has written more, or its label is another.
    """

    run: RunFolder
    place: int = 0
    name: str = ""
    label: RunLabel
    project: Project
    facts: Facts
    difference: str = ""
    compared: tuple[int, str] | None = None
    series: Series
    stamp: Stamp

    @property
    def id(self) -> str:
        """The name of its folder."""
        return self.run.id


def best_loss(series: Series) -> float | None:
    """The lowest loss on the validation part, or where there is none on the train part."""
    values = series.validation.get("loss") or series.train.get("loss", [])
    return min((value for value in values if math.isfinite(value)), default=None)


class RunLibrary(QObject):
    """Knows the runs beside the project's file; without a file, those made since it was opened.

    Signals:
        changed: `runs` are others, or one of them is another.
        failed: Something could not be written, as a sentence.
    """

    changed = Signal()
    failed = Signal(str)

    def __init__(self, engine: Engine, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._workspace = workspace
        self._runs: tuple[KeptRun, ...] = ()
        self._is_reading = self._is_stale = False
        engine.event_arrived.connect(self._on_event_arrived)
        engine.state_changed.connect(self.refresh)
        workspace.saved_changed.connect(self.refresh)
        self.refresh()

    @property
    def runs(self) -> tuple[KeptRun, ...]:
        """The runs that have been read, newest first."""
        return self._runs

    def find(self, id: str) -> KeptRun | None:
        """The run of this id, or None."""
        return next((kept for kept in self._runs if kept.id == id), None)

    def refresh(self) -> None:
        """Look again which runs there are, in the background."""
        if self._is_reading:
            self._is_stale = True
            return
        self._is_reading, self._is_stale = True, False
        self._read_on({kept.run.path: kept for kept in self._runs}, self._folders())

    def rename(self, kept: KeptRun, name: str) -> None:
        """Call a run otherwise; with "" as what sets it apart from the one before."""
        if name.strip() != kept.name:
            self._label(kept, replace(kept.label, name=name.strip()))

    def star(self, kept: KeptRun, on: bool) -> None:
        """Mark a run as a favourite, or not."""
        self._label(kept, replace(kept.label, is_favourite=on))

    def remove(self, kept: KeptRun) -> None:
        """Delete a run for good."""
        try:
            kept.run.remove()
        except RunError as error:
            self.failed.emit(error.sentence)
        self.refresh()

    def _label(self, kept: KeptRun, label: RunLabel) -> None:
        try:
            kept.run.write_label(label)
        except RunError as error:
            self.failed.emit(error.sentence)
            return
        found = {other.run.path: other for other in self._runs}
        found[kept.run.path] = replace(kept, label=label, stamp=_stamp(kept.run))
        self._set_runs(found.values())

    def _folders(self) -> Path | tuple[RunFolder, ...]:
        """The project's file, or the runs of a project that has none."""
        if self._workspace.path is not None:
            return self._workspace.path
        made = self._engine.made
        running = self._engine.series.run
        home = runs_folder(untitled_folder() / "untitled.netb")
        if running and running not in {run.id for run in made} and (home / running).is_dir():
            made = (*made, RunFolder(home / running))
        return made

    def _read_on(self, known: dict[Path, KeptRun], where: Path | tuple[RunFolder, ...]) -> None:
        job = partial(_read_some, known, where)
        self._engine.work(
            job,
            done=partial(self._on_read, where),
            failed=self._on_failed,
            needs_torch=False,
        )

    def _on_read(self, where: Path | tuple[RunFolder, ...], result: object) -> None:
        assert isinstance(result, _Read)
        if self._is_stale or where != self._folders():
            self._is_reading = False
            self.refresh()
            return
        self._set_runs(result.found.values())
        if result.is_all:
            self._is_reading = False
        else:
            self._read_on(result.found, where)

    def _on_failed(self, sentence: str) -> None:
        self._is_reading = False
        self.failed.emit(sentence)

    def _set_runs(self, found: Iterable[KeptRun]) -> None:
        runs = _named(found)
        if runs != self._runs:
            self._runs = runs
            self.changed.emit()

    def _on_event_arrived(self, event: Event) -> None:
        if isinstance(event, Started | Finished):
            self.refresh()


@dataclass(frozen=True, slots=True)
class _Read:
    """What has been read so far, by the path of the folder, and whether that is all."""

    found: dict[Path, KeptRun]
    is_all: bool


def _read_some(known: dict[Path, KeptRun], where: Path | tuple[RunFolder, ...]) -> _Read:
    """Read runs, newest first, until the time is up; what has not changed is not read again."""
    until = time.monotonic() + READ_FOR_S
    folders = runs_of(where) if isinstance(where, Path) else where
    found: dict[Path, KeptRun] = {}
    for i, run in enumerate(folders):
        if time.monotonic() > until:
            rest = {r.path: known[r.path] for r in folders[i:] if r.path in known}
            return _Read({**found, **rest}, is_all=False)
        kept = _read_run(run, known.get(run.path))
        if kept is not None:
            found[run.path] = kept
    return _Read(_compared(found), is_all=True)


def _read_run(run: RunFolder, known: KeptRun | None) -> KeptRun | None:
    """Read one run, None where it cannot be read."""
    try:
        stamp = _stamp(run)
        if known is not None and known.stamp == stamp:
            return known
        series = run.series()
        series.step_losses = array("d")
        project = known.project if known is not None else run.project
    except (OSError, NetbuilderError):
        return None
    return KeptRun(
        run=run,
        label=run.label(),
        project=project,
        facts=known.facts if known is not None else facts_of(project),
        series=series,
        stamp=stamp,
    )


def _stamp(run: RunFolder) -> Stamp:
    events = (run.path / EVENTS).stat()
    try:
        label = (run.path / LABEL).stat().st_mtime_ns
    except OSError:
        label = 0
    return events.st_mtime_ns, events.st_size, label


def _compared(found: dict[Path, KeptRun]) -> dict[Path, KeptRun]:
    """Say of each run what sets it apart from those before it, where that is not known yet."""
    earlier: list[KeptRun] = []
    for kept in sorted(found.values(), key=lambda kept: kept.id):
        with_ = len(earlier), earlier[-1].id if earlier else ""
        if kept.compared != with_:
            told = _difference(kept, earlier)
            kept = replace(kept, difference=told, compared=with_)
        earlier.append(kept)
    return {kept.run.path: kept for kept in earlier}


def _difference(kept: KeptRun, earlier: list[KeptRun]) -> str:
    """What sets a run apart from the one it is most like; the same again is called as that one."""
    like = nearest([other.facts for other in earlier], kept.facts)
    if like is None:
        return kept.facts.name
    twin = next(other for other in earlier if other.facts is like)
    return difference_name(like, kept.facts) or twin.difference


def _named(found: Iterable[KeptRun]) -> tuple[KeptRun, ...]:
    """The runs with their names and places, newest first."""
    runs = sorted(found, key=lambda kept: kept.id)
    names = names_of([x.label.name or x.difference or x.facts.name for x in runs])
    named = [
        replace(kept, name=kept.label.name or name, place=place)
        for place, (kept, name) in enumerate(zip(runs, names, strict=True))
    ]
    return tuple(reversed(named))
