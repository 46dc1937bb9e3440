"""Exports by name: what is written, and how it is checked before anyone says that it is right."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import save_file

from netbuilder.compiler import source
from netbuilder.error import ExportError
from netbuilder.exchange.program import write_program
from netbuilder.exchange.sample import raw_rows
from netbuilder.exchange.verify import Check, check
from netbuilder.model import Model
from netbuilder.project import file as project_file
from netbuilder.project.value import Project
from netbuilder.runs.folder import RunFolder
from netbuilder.words import _

Subject = RunFolder | Project

_LONGEST_STEM = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The files of an export, and its check; None where nothing is computed by it."""

    files: tuple[Path, ...]
    check: Check | None = None


@dataclass(frozen=True, slots=True)
class Form:
    """One form of export.

    Attributes:
        write: Writes a subject to a path with the form's ending, and what belongs to it beside it.
        endings: Of the file that a person names, and of those beside it.
    """

    write: Callable[[Subject, Path, bool], Exported]
    endings: tuple[str, ...]


def export(
    subject: Subject,
    format: str,
    path: Path,
    *,
    comments: bool = False,
    forms: Mapping[str, Form] | None = None,
) -> Exported:
    """Write a run or a project in a form that others can use.

    All files appear together, or none does and what was there before is untouched.

    Args:
        subject: A run, whose best weights go along, or a project, which has none.
        format: A key of `FORMATS`, or of `forms`.
        path: The file to write, with or without its ending; further files lie beside it under the
            same stem. In a folder the file is named after the project.
        comments: Whether the source explains each line.
        forms: Forms to offer instead of `FORMATS`.

    Raises:
        ExportError: The form is unknown, the files cannot be written, or they do not give the same
            answers.
        CompileError: The network has problems.
        RunError: The run has no weights, or they are damaged.
    """
    known = FORMATS if forms is None else forms
    if format not in known:
        raise ExportError(_("there is no such form"), expected=", ".join(known), received=format)
    form = known[format]
    place = place_for(path, subject, form.endings[0])
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        _check_free(place.with_suffix(ending) for ending in form.endings)
        with tempfile.TemporaryDirectory(dir=place.parent, prefix=".export-") as folder:
            exported = form.write(subject, Path(folder) / place.name, comments)
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


def _write_pytorch(subject: Subject, path: Path, comments: bool) -> Exported:
    if isinstance(subject, Project):
        path.write_text(source(subject, comments=comments).text, encoding="utf-8")
        return Exported(files=(path,))
    model = Model.load(subject)
    weights = path.with_suffix(".safetensors")
    written = source(model.project, model.source.network, comments=comments)
    text = write_program(written, model.pipeline, model.project.data, weights=weights.name)
    path.write_text(text, encoding="utf-8")
    _save_weights(model, weights)
    rows = raw_rows(model.project.data, subject.path.parent.parent)
    return Exported(files=(path, weights), check=check(path, model, rows))


def _write_weights(subject: Subject, path: Path, _comments: bool) -> Exported:
    _save_weights(Model.load(_run_of(subject)), path)
    return Exported(files=(path,))


def _write_project(subject: Subject, path: Path, _comments: bool) -> Exported:
    project_file.write(subject if isinstance(subject, Project) else subject.project, path)
    return Exported(files=(path,))


FORMATS: Mapping[str, Form] = {
    "pytorch": Form(_write_pytorch, (".py", ".safetensors")),
    "weights": Form(_write_weights, (".safetensors",)),
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
