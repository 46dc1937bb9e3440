"""Exports by name: what is written, and how it is checked before anyone says that it is right."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import save_file

from netbuilder.compiler import Source, source
from netbuilder.compiler.build import load_source
from netbuilder.data import Pipeline, Prepared, prepare
from netbuilder.error import ExportError, RunError
from netbuilder.exchange.loop import LoopFiles, check_can_loop
from netbuilder.exchange.options import USUAL, Options
from netbuilder.exchange.program import write_program
from netbuilder.exchange.rows import write_rows
from netbuilder.exchange.sample import raw_rows
from netbuilder.exchange.verify import Check, check, check_loop
from netbuilder.model import Model
from netbuilder.project import file as project_file
from netbuilder.project.value import Project
from netbuilder.runs.folder import PIPELINE, RunFolder
from netbuilder.words import _

Subject = RunFolder | Project

WEIGHTS = ".safetensors"
ROWS = ".rows.npz"
"""Endings of the files that lie beside an exported Python file."""

_LONGEST_STEM = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The files of an export, and its check; None where nothing is computed by it."""

    files: tuple[Path, ...]
    check: Check | None = None


class Stage(StrEnum):
    """What an export is doing."""

    WRITE = "write"
    TRAIN = "train"
    CHECK = "check"


def ignore(_stage: Stage) -> None:
    """Listen to no stage."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a form is asked to write: how, from which folder, and who listens."""

    options: Options
    base: Path | None = None
    told: Callable[[Stage], None] = ignore


@dataclass(frozen=True, slots=True)
class Form:
    """One form of export.

    Attributes:
        write: Writes a subject to a path with the form's ending, and what belongs to it beside it.
        endings: Of the file that a person names, and of those beside it.
    """

    write: Callable[[Subject, Path, Order], Exported]
    endings: tuple[str, ...]


def export(
    subject: Subject,
    format: str,
    path: Path,
    *,
    options: Options = USUAL,
    base: Path | None = None,
    forms: Mapping[str, Form] | None = None,
    told: Callable[[Stage], None] = ignore,
) -> Exported:
    """Write a run or a project in a form that others can use.

    All files appear together, or none does and what was there before is untouched.

    Args:
        subject: A run, whose best weights go along, or a project, which has none.
        format: A key of `FORMATS`, or of `forms`.
        path: The file to write, with or without its ending; further files lie beside it under the
            same stem. In a folder the file is named after the project.
        options: How the network is written.
        base: The folder that the relative data of a project starts from; a run knows its own.
        forms: Forms to offer instead of `FORMATS`.
        told: Called with each stage as it begins.

    Raises:
        ExportError: The form is unknown, the files cannot be written, or they do not give the same
            answers.
        CompileError: The network has problems.
        DataError: A training loop is wanted, and its rows cannot be read any more.
        RunError: The run has no weights, or they are damaged.
    """
    known = FORMATS if forms is None else forms
    if format not in known:
        raise ExportError(_("there is no such form"), expected=", ".join(known), received=format)
    form = known[format]
    place = place_for(path, subject, form.endings[0])
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _check_free(place.with_name(place.stem + ending) for ending in form.endings)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".export-") as folder:
            exported = form.write(subject, Path(folder) / place.name, Order(options, base, told))
            files = _put_in_place(exported.files, place.parent)
    except (OSError, SafetensorError) as error:
        raise ExportError(
            _("the export cannot be written"),
            place=str(place),
            received=getattr(error, "strerror", None) or str(error),
            remedy=_("Choose another place, or free some space."),
        ) from error
    return Exported(files=files, check=exported.check)


def place_for(path: Path, subject: Subject, ending: str) -> Path:
    """The file that a person means by `path`: a folder, or a file with or without its ending."""
    path = path.expanduser().resolve()
    if path.is_dir():
        return path / f"{stem_for(subject)}{ending}"
    if path.suffix.lower() in _ENDINGS:
        return path.with_suffix(ending)
    return path.with_name(path.name + ending)


def stem_for(subject: Subject) -> str:
    """What files are called that are named after a project."""
    project = subject if isinstance(subject, Project) else subject.project
    words = re.sub(r"[^\w-]+", "-", project.name.lower()).strip("-_")
    return words[:_LONGEST_STEM] or "network"


def preview(
    subject: Subject, stem: str, options: Options = USUAL, *, base: Path | None = None
) -> str:
    """The text of the Python file that an export with these options writes.

    Args:
        subject: A run or a project.
        stem: What the files are called, without an ending.
        options: How the network is written.
        base: As for `export`.

    Raises:
        CompileError, DataError, ExportError, RunError: As for `export`.
    """
    return _written(subject, stem, options, base).text


def list_tensors(run: RunFolder) -> str:
    """The names, shapes and sizes of the tensors in a run's file of weights, a line each.

    Raises:
        CompileError, RunError: The run's own project can no longer be used.
    """
    with torch.device("meta"):  # shapes alone, whatever the size
        module = load_source(source(run.project))()
    rows = [
        (name, "×".join(map(str, tensor.shape)), tensor.numel())
        for name, tensor in module.state_dict().items()
    ]
    longest = max((len(name) for name, _shape, _count in rows), default=0)
    widest = max((len(shape) for _name, shape, _count in rows), default=0)
    return "".join(
        f"{name:<{longest}}  {shape:<{widest}}  {count:>12,}\n" for name, shape, count in rows
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Written:
    """A Python file with what it was written from; `prepared` only for a training loop."""

    text: str
    source: Source
    project: Project
    prepared: Prepared | None = None


def _written(subject: Subject, stem: str, options: Options, base: Path | None) -> _Written:
    project = subject if isinstance(subject, Project) else subject.project
    written = source(project, comments=options.comments)
    if isinstance(subject, Project) and not options.training_loop:
        return _Written(text=written.text, source=written, project=project)
    prepared = None
    if options.training_loop:
        check_can_loop(project, written)
        prepared = prepare(project.data, _base(subject, base))
    pipeline = _pipeline(subject) if isinstance(subject, RunFolder) else None
    if pipeline is None:
        assert prepared is not None
        pipeline = prepared.pipeline
    text = write_program(
        written,
        pipeline,
        project,
        weights=stem + WEIGHTS,
        transforms=options.transforms,
        loop=_loop_files(subject, stem) if options.training_loop else None,
        comments=options.comments,
    )
    return _Written(text=text, source=written, project=project, prepared=prepared)


def _write_pytorch(subject: Subject, path: Path, order: Order) -> Exported:
    options, base, told = order.options, order.base, order.told
    told(Stage.WRITE)
    written = _written(subject, path.stem, options, base)
    path.write_text(written.text, encoding="utf-8")
    files = [path]
    model = None
    if isinstance(subject, RunFolder):
        model = Model.load(subject, options.weights)
        files.append(path.with_name(path.stem + WEIGHTS))
        _save_weights(model, files[-1])
    if written.prepared is not None:
        files.append(path.with_name(path.stem + ROWS))
        write_rows(
            files[-1],
            written.source,
            written.project.data,
            written.prepared,
            _base(subject, base),
            raw=options.transforms,
        )
        told(Stage.TRAIN)
        check_loop(path)
    if model is None:
        return Exported(files=tuple(files))
    told(Stage.CHECK)
    rows = raw_rows(model.project.data, _base(subject, base))
    found = check(path, model, rows, transforms=options.transforms)
    return Exported(files=tuple(files), check=found)


def _base(subject: Subject, base: Path | None) -> Path | None:
    return base if isinstance(subject, Project) else subject.path.parent.parent


def _pipeline(run: RunFolder) -> Pipeline:
    stored = run.read_json(PIPELINE)
    if stored is None:
        raise RunError(_("this run has no transforms"), place=str(run.path / PIPELINE))
    return Pipeline.from_json(stored)


def _loop_files(subject: Subject, stem: str) -> LoopFiles:
    """A run's own weights stay as they are; those of a project are there to be made."""
    ending = WEIGHTS if isinstance(subject, Project) else f".again{WEIGHTS}"
    return LoopFiles(rows=stem + ROWS, weights=stem + ending)


def _write_weights(subject: Subject, path: Path, order: Order) -> Exported:
    _save_weights(Model.load(_run_of(subject), order.options.weights), path)
    return Exported(files=(path,))


def _write_project(subject: Subject, path: Path, _order: Order) -> Exported:
    project_file.write(subject if isinstance(subject, Project) else subject.project, path)
    return Exported(files=(path,))


FORMATS: Mapping[str, Form] = {
    "pytorch": Form(_write_pytorch, (".py", WEIGHTS, ROWS)),
    "weights": Form(_write_weights, (WEIGHTS,)),
    "project": Form(_write_project, (".netb",)),
}
"""The forms of export."""

_ENDINGS = {".svg", ".png", *(ending for form in FORMATS.values() for ending in form.endings)}


def _run_of(subject: Subject) -> RunFolder:
    if isinstance(subject, Project):
        raise ExportError(
            _("a project alone has no weights"),
            place=subject.name,
            remedy=_("Train it and export the run."),
        )
    return subject


def _save_weights(model: Model, path: Path) -> None:
    state = model.module.state_dict()
    save_file({key: value.cpu().contiguous().clone() for key, value in state.items()}, path)


def _check_free(places: Iterable[Path]) -> None:
    for place in places:
        if place.is_dir():
            raise IsADirectoryError(0, _("there is a folder of this name"), str(place))


def _put_in_place(made: tuple[Path, ...], folder: Path) -> tuple[Path, ...]:
    """Move files into `folder`, all or none."""
    moved: list[tuple[Path, Path | None]] = []
    try:
        for file in made:
            place = folder / file.name
            moved.append((place, _kept(place, file)))
            file.replace(place)
    except OSError:
        for place, before in moved:
            with suppress(OSError):
                place.unlink(missing_ok=True) if before is None else before.replace(place)
        raise
    return tuple(place for place, _before in moved)


def _kept(place: Path, file: Path) -> Path | None:
    """What stands at `place`, kept beside the new `file`, which gets its permissions."""
    if not place.exists():
        return None
    shutil.copymode(place, file)
    before = file.with_name(f"{file.name}.before")
    try:
        os.link(place, before)
    except OSError:  # a file system without links
        shutil.copy2(place, before)
    return before
