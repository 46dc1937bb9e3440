"""The folder of one run, and the runs of a project.

``<project folder>/<project>.runs/<id>/`` holds::

    project.netb        the value that the run was started from
    events.jsonl        what happened, one event a line
    pipeline.json       fitted transforms, class names, units
    environment.json    versions and machine
    choices.json        device, threads, precision, with the reasons
    best.safetensors    the best weights so far
    last.ckpt/          everything needed to go on
    evaluation.json     results on a part of the data
    label.json          what a person calls the run, and whether it is a favourite

Ids are the time of the start, so that they sort. Writers hold a lock; readers need none.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Self

from netbuilder.error import NetbuilderError, RunError
from netbuilder.layers.parameter import Value
from netbuilder.project import file as project_file
from netbuilder.project.value import Project
from netbuilder.runs import journal
from netbuilder.runs.event import Event
from netbuilder.runs.lock import FileLock
from netbuilder.runs.series import Series, Status, is_lower_better
from netbuilder.words import _

PROJECT, EVENTS, LOCK = "project.netb", "events.jsonl", "run.lock"
PIPELINE, ENVIRONMENT = "pipeline.json", "environment.json"
CHOICES, EVALUATION, LABEL = "choices.json", "evaluation.json", "label.json"
BEST, CHECKPOINT = "best.safetensors", "last.ckpt"

LARGEST_JSON = 256 * 1024 * 1024
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class RunLabel:
    """What a person calls a run, "" where they gave it no name, and whether they starred it."""

    name: str = ""
    is_favourite: bool = False


class RunFolder:
    """One run on disk. Reading is free; writing needs `acquire` first, which `create` has done."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = FileLock(path / LOCK)
        self._journal: IO[str] | None = None

    @classmethod
    def create(cls, parent: Path, project: Project) -> Self:
        """Make the folder of a new run below `parent` and write `project` into it.

        Raises:
            RunError: The folder cannot be written.
        """
        try:
            run = cls(_make_folder(parent))
            run.acquire()
            project_file.write(project, run.path / PROJECT)
        except (OSError, NetbuilderError) as error:
            raise RunError(
                _("the folder for runs cannot be written"),
                place=str(parent),
                received=_reason(error),
                remedy=_("Choose a folder that you may write to, or free some space."),
            ) from error
        return run

    def moved_to(self, parent: Path) -> RunFolder:
        """Move this run, which nobody writes any more, below another folder; this one is gone.

        Raises:
            RunError: It cannot be moved.
        """
        self.close()
        try:
            parent.mkdir(parents=True, exist_ok=True)
            return RunFolder(Path(shutil.move(self.path, parent / self.path.name)))
        except OSError as error:
            raise RunError(
                _("the run cannot be moved"), place=str(self.path), received=_reason(error)
            ) from error

    def __repr__(self) -> str:
        return f"RunFolder({str(self.path)!r})"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RunFolder) and other.path == self.path

    def __hash__(self) -> int:
        return hash(self.path)

    @property
    def id(self) -> str:
        """The run's name among the runs of its project; later runs sort behind earlier ones."""
        return self.path.name

    @property
    def project(self) -> Project:
        """The value that the run was started from.

        Raises:
            RunError: It cannot be read.
        """
        try:
            return project_file.read(self.path / PROJECT)
        except (OSError, NetbuilderError) as error:
            raise self._broken(PROJECT, error) from error

    @property
    def is_finished(self) -> bool:
        """Whether the run has come to its end (of whatever kind) and has not been resumed since."""
        return self.series().status in (Status.FINISHED, Status.FAILED)

    @property
    def checkpoint(self) -> Path:
        """Where the last checkpoint lies, if there is one."""
        return self.path / CHECKPOINT

    def events(self) -> tuple[Event, ...]:
        """The events that count, oldest first.

        Raises:
            RunError: They cannot be read.
        """
        try:
            return journal.read(self.path / EVENTS)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._broken(EVENTS, error) from error

    def series(self) -> Series:
        """The events folded into curves and state."""
        return Series.of(self.events())

    def weights(self, which: str = "best") -> Path:
        """The file of the ``"best"`` or ``"last"`` weights; the last ones where no best were kept.

        Raises:
            RunError: The run has not written any yet.
        """
        best, last = self.path / BEST, self._last_weights()
        for path in (best, last) if which == "best" else (last, best):
            if path is not None and path.is_file():
                return path
        raise RunError(
            _("this run has no weights yet"),
            place=str(self.path),
            remedy=_("Let it train for a moment first."),
        )

    def _last_weights(self) -> Path | None:
        state = self.read_json(f"{CHECKPOINT}/state.json")
        name = state.get("weights") if state else None
        return self.checkpoint / name if isinstance(name, str) and Path(name).name == name else None

    def read_json(self, name: str) -> dict[str, Value] | None:
        """An object that the run has stored as `name`; None where there is none.

        Raises:
            RunError: The file is damaged.
        """
        path = self.path / name
        try:
            if path.stat().st_size > LARGEST_JSON:
                raise ValueError(_("the file is far too large"))
            value = json.loads(path.read_bytes())
        except (FileNotFoundError, NotADirectoryError):
            return None
        except (OSError, ValueError, RecursionError) as error:
            raise self._broken(name, error) from error
        if not isinstance(value, dict):
            raise self._broken(name, ValueError(_("it holds no object")))
        return value

    def write_json(self, name: str, value: Mapping[str, Value]) -> None:
        """Store an object as `name`, whole or not at all.

        Raises:
            OSError: It cannot be written.
        """
        write_whole(self.path / name, json.dumps(value, indent=1).encode())

    def label(self) -> RunLabel:
        """The person's own name and star; those of nobody where the file is missing or damaged."""
        try:
            found = self.read_json(LABEL) or {}
        except RunError:
            return RunLabel()
        name = found.get("name")
        return RunLabel(
            name=name.strip()[:LONGEST_NAME] if isinstance(name, str) else "",
            is_favourite=found.get("favourite") is True,
        )

    def write_label(self, label: RunLabel) -> None:
        """Keep a name and a star.

        Raises:
            RunError: They cannot be written.
        """
        name = label.name.strip()[:LONGEST_NAME]
        try:
            self.write_json(LABEL, {"name": name, "favourite": label.is_favourite})
        except OSError as error:
            raise self._broken(LABEL, error) from error

    def remove(self) -> None:
        """Delete the folder with its weights. Nothing brings it back.

        Raises:
            RunError: Another program is writing it, or it cannot be deleted.
        """
        self.acquire()
        self.close()
        try:
            shutil.rmtree(self.path)
        except OSError as error:
            raise RunError(
                _("the run cannot be deleted"), place=str(self.path), received=_reason(error)
            ) from error

    def acquire(self) -> None:
        """Become the one program that writes this run.

        Raises:
            RunError: Another program does, or the folder cannot be written.
        """
        try:
            is_ours = self._lock.try_acquire()
        except OSError as error:
            raise self._broken(LOCK, error) from error
        if not is_ours:
            raise RunError(
                _("another program is writing this run"),
                place=str(self.path),
                remedy=_("Stop it there, or wait until it has finished."),
            )

    def append(self, event: Event) -> None:
        """Write an event down so that a crash of this program cannot lose it.

        Raises:
            OSError: It cannot be written, for instance because the folder is gone.
        """
        if self._journal is None:
            self._journal = self._open_journal()
        self._journal.write(journal.to_line(event) + "\n")
        self._journal.flush()

    def _open_journal(self) -> IO[str]:
        path = self.path / EVENTS
        is_torn = False
        with suppress(FileNotFoundError), path.open("rb") as file:
            if file.seek(0, os.SEEK_END):
                file.seek(-1, os.SEEK_END)
                is_torn = file.read(1) != b"\n"
        stream = path.open("a", encoding="utf-8", newline="\n")
        if is_torn:
            stream.write("\n")
        return stream

    def check_present(self) -> None:
        """Raise OSError where the folder is gone; an open file would not notice."""
        (self.path / PROJECT).stat()

    def close(self) -> None:
        """Stop writing: let go of the journal and the lock."""
        if self._journal is not None:
            with suppress(OSError):
                self._journal.close()
            self._journal = None
        self._lock.release()

    def _broken(self, name: str, error: BaseException) -> RunError:
        return RunError(
            _("this part of the run cannot be used"),
            place=str(self.path / name),
            received=_reason(error),
        )


@dataclass(frozen=True, slots=True)
class Runs:
    """The runs of a project, newest first, and a sentence for each folder that is none."""

    runs: tuple[RunFolder, ...] = ()
    skipped: tuple[str, ...] = ()


def runs_folder(project_path: Path) -> Path:
    """Where the runs of a project file lie."""
    return project_path.with_name(f"{project_path.stem}.runs")


def list_runs(project_path: Path) -> Runs:
    """Find the runs of a project file; foreign and torn folders are skipped with a sentence."""
    parent = runs_folder(project_path)
    try:
        entries = sorted(parent.iterdir(), reverse=True)
    except (FileNotFoundError, NotADirectoryError):
        return Runs()
    except OSError as error:
        return Runs(skipped=(f"{parent}: {_reason(error)}.",))
    runs, skipped = [], []
    for entry in entries:
        fault = _fault(entry)
        if fault:
            skipped.append(_("{place}: skipped, {fault}.").format(place=entry, fault=fault))
        else:
            runs.append(RunFolder(entry))
    return Runs(tuple(runs), tuple(skipped))


def runs_of(project_path: Path) -> tuple[RunFolder, ...]:
    """The runs of a project file, newest first."""
    return list_runs(project_path).runs


def find_run(text: str) -> RunFolder:
    """The run that a person means by a folder, or by ``FILE#id``, ``FILE#last``, ``FILE#best``.

    Raises:
        RunError: There is no such run.
    """
    folder = Path(text)
    if folder.is_dir():
        fault = _fault(folder)
        if fault:
            raise RunError(_("this is not a run, {fault}").format(fault=fault), place=text)
        return RunFolder(folder)
    file_name, separator, which = text.rpartition("#")
    if not separator:
        raise RunError(
            _("there is no such run"),
            place=text,
            remedy=_("Name a run's folder, or write FILE#last, FILE#best or FILE#id."),
        )
    return _choose(Path(file_name), which)


def _choose(project_path: Path, which: str) -> RunFolder:
    runs = runs_of(project_path)
    if not runs:
        raise RunError(
            _("this project has no runs yet"), place=str(project_path), remedy=_("Train it first.")
        )
    if which == "last":
        return runs[0]
    if which == "best":
        return _best(runs)
    for run in runs:
        if run.id == which:
            return run
    raise RunError(
        _("this project has no such run"),
        place=str(project_path),
        expected=", ".join(run.id for run in runs[:5]),
        received=which,
    )


def _best(runs: tuple[RunFolder, ...]) -> RunFolder:
    """The best by what the newest run watches; runs that watch something else do not count."""
    scored = [(run, run.series()) for run in runs]
    watch = scored[0][1].watch
    rated = [(s.best_value, run) for run, s in scored if s.watch == watch]
    values = [(value, run) for value, run in rated if value is not None]
    if not values:
        return runs[0]
    sign = 1.0 if is_lower_better(watch) else -1.0
    return min(values, key=lambda pair: sign * pair[0])[1]


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that a reader sees the old content or the new, never a part.

    Raises:
        OSError: It cannot be written; the old content is untouched.
    """
    temporary = path.with_name(f"{path.name}.new")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise


def _make_folder(parent: Path) -> Path:
    parent.mkdir(parents=True, exist_ok=True)
    while True:
        now = datetime.now(UTC)
        path = parent / f"{now:%Y%m%d-%H%M%S}-{now.microsecond:06d}"
        with suppress(FileExistsError):
            path.mkdir()
            return path


def _fault(folder: Path) -> str:
    """Why a folder is not a run, or ""."""
    if not folder.is_dir():
        return _("it is not a folder")
    if not (folder / PROJECT).is_file():
        return _("it holds no project")
    if not (folder / EVENTS).is_file():
        return _("the run never began")
    return ""


def _reason(error: BaseException) -> str:
    if isinstance(error, NetbuilderError):
        return error.sentence.rstrip(".")
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) or type(error).__name__
