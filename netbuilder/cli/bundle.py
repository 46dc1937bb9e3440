"""Commands about bundles: `pack`, `unpack`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from netbuilder.cli.output import fail, write_json, write_notes
from netbuilder.cli.project import AsJson, ProjectFile
from netbuilder.error import NetbuilderError
from netbuilder.project import file as project_file
from netbuilder.runs.bundle import SUFFIX, Packed, read_bundle, write_bundle
from netbuilder.runs.folder import RunFolder, find_run, runs_of
from netbuilder.words import _

_NO_RUN = "none"


def pack(
    file: ProjectFile,
    run: Annotated[
        str | None,
        typer.Option(help=_("The run to take along: last (the default), best, an id, or none.")),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE.zip", help=_("Where; else beside the project."))
    ] = None,
    json: AsJson = False,
) -> None:
    """Pack a project, one run with its weights, and its table into a zip to hand on."""
    try:
        packed = _pack(file, run, out or file.with_suffix(SUFFIX))
    except NetbuilderError as error:
        raise fail(error, as_json=json) from error
    if json:
        said = {"ok": True, "file": str(packed.path), "size_bytes": packed.size_bytes}
        held = {"run": packed.run, "data": packed.data, "left_out": packed.left_out}
        write_json({**said, **held})
        return
    write_notes(packed.left_out)
    held_names = [file.name, *([packed.run] if packed.run else []), *packed.data]
    words = _("{bundle} holds {names}: {size:.1f} MB.")
    size = packed.size_bytes / 2**20
    typer.echo(words.format(bundle=packed.path, names=", ".join(held_names), size=size))


def unpack(
    bundle: Annotated[Path, typer.Argument(metavar="FILE.zip", help=_("A packed project."))],
    into: Annotated[
        Path | None, typer.Option(metavar="FOLDER", help=_("A new folder; else beside the zip."))
    ] = None,
    json: AsJson = False,
) -> None:
    """Unpack a packed project into a new folder."""
    try:
        path = read_bundle(bundle, into or bundle.with_suffix(""))
    except NetbuilderError as error:
        raise fail(error, as_json=json) from error
    runs = [run.id for run in runs_of(path)]
    if json:
        write_json({"ok": True, "file": str(path), "runs": runs})
        return
    command = shlex.join(["netbuilder", str(path)])
    typer.echo(_("{file} is ready. To open it: {command}").format(file=path, command=command))


def _pack(file: Path, which: str | None, out: Path) -> Packed:
    project = project_file.read(file)
    return write_bundle(out, project, base=file.resolve().parent, run=_run(file, which))


def _run(file: Path, which: str | None) -> RunFolder | None:
    """The run that is asked for; where none is, the last one if there are any."""
    if which is None:
        return next(iter(runs_of(file)), None)
    return None if which == _NO_RUN else find_run(f"{file}#{which}")
