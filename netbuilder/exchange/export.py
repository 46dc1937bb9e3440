"""Exports by name: what is written, and how it is checked before anyone says that it is right."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.torch import save_file

from netbuilder.compiler import source
from netbuilder.error import ExportError
from netbuilder.exchange.program import write_program
from netbuilder.exchange.sample import raw_rows
from netbuilder.exchange.verify import ask
from netbuilder.model import Model
from netbuilder.project import file as project_file
from netbuilder.project.value import Project
from netbuilder.runs.folder import RunFolder
from netbuilder.words import _

TOLERANCE = 1e-4
"""How far a raw output may be off, relative to the larger of 1 and its size."""

Subject = RunFolder | Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What the check in a fresh process found.

    Attributes:
        rows: Raw rows that both sides answered.
        largest_difference: Between any two raw outputs.
        classes_equal: Whether every class name agrees.
    """

    rows: int
    largest_difference: float
    classes_equal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """The files of an export, and its check; None where nothing is computed by it."""

    files: tuple[Path, ...]
    check: Check | None = None


def export(subject: Subject, format: str, path: Path, *, comments: bool = False) -> Exported:
    """Write a run or a project in a form that others can use.

    Args:
        subject: A run, whose best weights go along, or a project, which has none.
        format: A key of `FORMATS`.
        path: The file to write; further files lie beside it under the same stem.
        comments: Whether the source explains each line.

    Raises:
        ExportError: The form is unknown, the files cannot be written, or they do not give the same
            answers. What was there before is then untouched.
        CompileError: The network has problems.
    """
    writer = FORMATS.get(format)
    if writer is None:
        raise ExportError(
            _("there is no such form"), place=format, expected=", ".join(FORMATS), received=format
        )
    path = path.expanduser().resolve()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
            exported = writer(subject, Path(folder) / path.name, comments)
            files = tuple(_moved(made, path.parent) for made in exported.files)
    except OSError as error:
        raise ExportError(
            _("the export cannot be written: {why}").format(why=error.strerror or error),
            place=str(path),
            remedy=_("Choose another place."),
        ) from error
    return Exported(files=files, check=exported.check)


def _write_pytorch(subject: Subject, path: Path, comments: bool) -> Exported:
    path = path.with_suffix(".py")
    if isinstance(subject, Project):
        path.write_text(source(subject, comments=comments).text, encoding="utf-8")
        return Exported(files=(path,))
    model = Model.load(subject)
    weights = path.with_suffix(".safetensors")
    written = source(model.project, model.source.network, comments=comments)
    text = write_program(written, model.pipeline, model.project.data, weights=weights.name)
    path.write_text(text, encoding="utf-8")
    _save_weights(model, weights)
    return Exported(files=(path, weights), check=_check(model, subject, path))


def _write_weights(subject: Subject, path: Path, _comments: bool) -> Exported:
    path = path.with_suffix(".safetensors")
    _save_weights(Model.load(_run_of(subject)), path)
    return Exported(files=(path,))


def _write_project(subject: Subject, path: Path, _comments: bool) -> Exported:
    path = path.with_suffix(".netb")
    project_file.write(subject if isinstance(subject, Project) else subject.project, path)
    return Exported(files=(path,))


FORMATS: Mapping[str, Callable[[Subject, Path, bool], Exported]] = {
    "pytorch": _write_pytorch,
    "weights": _write_weights,
    "project": _write_project,
}
"""What writes each form into a folder of its own."""


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


def _check(model: Model, run: RunFolder, program: Path) -> Check:
    """Compare the exported program with the model on raw rows, outputs and answers alike."""
    rows = raw_rows(model.project.data, run.path.parent.parent)
    said = ask(program, rows)
    ours = model.outputs(rows)
    differences = [
        float(np.max(np.abs(a - b) / np.maximum(1.0, np.abs(b)), initial=0.0))
        for a, b in zip(said.outputs, ours, strict=True)
    ]
    predictions = model.predict(rows)
    names_equal = all(
        said.answers[column] == [_said(value) for value in predictions[column].values]
        for column in said.answers
        if column in predictions and predictions[column].classes
    )
    largest = max(differences, default=0.0)
    if largest > TOLERANCE or not np.isfinite(largest) or not names_equal:
        raise ExportError(
            _("the exported file does not give the same answers"),
            place=program.name,
            expected=_("a difference of at most {limit:.0e}").format(limit=TOLERANCE),
            received=f"{largest:.1e}",
            remedy=_("Nothing was kept."),
        )
    count = len(next(iter(rows.values()), ()))
    return Check(rows=count, largest_difference=largest, classes_equal=names_equal)


def _said(value: Any) -> Any:
    return value.item() if isinstance(value, np.generic) else value


def _moved(made: Path, folder: Path) -> Path:
    place = folder / made.name
    shutil.copymode(place, made) if place.exists() else made.chmod(0o666 & ~_umask())
    made.replace(place)
    return place


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
