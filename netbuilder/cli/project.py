"""Commands about projects: `new`, `templates`, `check`, `show`."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from netbuilder.cli.output import (
    Exit,
    fail,
    problem_json,
    write_json,
    write_notes,
    write_problems,
    write_table,
)
from netbuilder.compiler import NetworkAnalysis, analyse, with_source
from netbuilder.compiler.freshness import DATA_CHANGED
from netbuilder.error import DataError, NetbuilderError, ProjectFileError
from netbuilder.layers.problem import Severity
from netbuilder.project import edit
from netbuilder.project import file as project_file
from netbuilder.project import template as template_table
from netbuilder.project.schema import ColumnRole, Data, Source
from netbuilder.project.starter import start_project
from netbuilder.project.value import Project
from netbuilder.words import _

AsJson = Annotated[bool, typer.Option("--json", help=_("Write JSON to standard output."))]
ReadAgain = Annotated[
    bool,
    typer.Option("--read-again", help=_("First take what the data holds now into the project.")),
]
ProjectFile = Annotated[Path, typer.Argument(metavar="FILE", help=_("A .netb project."))]


def new(
    file: ProjectFile,
    template: Annotated[str | None, typer.Option(help=_("Begin from a template."))] = None,
    data: Annotated[Path | None, typer.Option(help=_("Begin from a table: a CSV file."))] = None,
    target: Annotated[str | None, typer.Option(help=_("The column to predict."))] = None,
    json: AsJson = False,
) -> None:
    """Make a project from a template, or with a first network for a table."""
    if (template is None) == (data is None):
        raise typer.BadParameter(_("give either --template or --data"))
    try:
        if file.exists():
            raise ProjectFileError(
                _("there is a file of this name already"),
                place=str(file),
                remedy=_("Choose another name."),
            )
        notes: tuple[str, ...] = ()
        if data is not None:
            project, notes = _from_data(data, target, file)
        else:
            project = template_table.open_template(template or "")
        project_file.write(project, file)
    except NetbuilderError as error:
        raise fail(error, as_json=json) from error
    targets = [column.name for column in project.data.with_role(ColumnRole.TARGET)]
    if json:
        said = {"ok": True, "file": str(file), "name": project.name, "targets": targets}
        write_json({**said, "notes": notes})
        return
    write_notes(notes)
    if data is not None and target is None:
        words = _("It learns to predict “{column}”; --target chooses another column.")
        typer.echo(words.format(column=targets[0]))
    command = shlex.join(["netbuilder", "train", str(file)])
    typer.echo(_("{file} is ready. To train it: {command}").format(file=file, command=command))


def templates(json: AsJson = False) -> None:
    """List the templates."""
    known = template_table.templates()
    if json:
        keys = ("name", "title", "summary", "kind")
        write_json({"templates": [{key: getattr(row, key) for key in keys} for row in known]})
        return
    columns = (_("name"), _("what it learns"), _("data"))
    write_table(columns, ((row.name, row.summary, row.kind) for row in known))


def check(file: ProjectFile, read_again: ReadAgain = False, json: AsJson = False) -> None:
    """Say what is wrong with a project, where, and how to repair it."""
    try:
        project = take_present_data(file) if read_again else project_file.read(file)
    except NetbuilderError as error:
        raise fail(error, as_json=json) from error
    found, notes = _look_at_data(project, file)
    problems = with_source(analyse(project), found).problems
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if json:
        told = [problem_json(problem, project) for problem in problems]
        write_json({"ok": not errors, "file": str(file), "problems": told, "notes": notes})
        notes = ()
    elif problems:
        write_problems(problems, project)
        if any(problem.code == DATA_CHANGED for problem in problems):
            typer.echo(read_again_sentence(file))
    else:
        typer.echo(_("{file}: no problems.").format(file=file))
    write_notes(notes)
    if errors:
        raise typer.Exit(Exit.PROBLEMS)


def take_present_data(file: Path) -> Project:
    """The project in a file, which from now on knows what its data holds at the moment.

    Raises:
        NetbuilderError: The project or its data cannot be read, or the file not be written.
    """
    from netbuilder.data import read_again

    project, content = project_file.read_with_content(file)
    present = edit.take_data(project, read_again(project.data, file.resolve().parent))
    if present != project:
        project_file.write(present, file, last_read=content)
    return present


def read_again_sentence(file: Path) -> str:
    """How a project learns what its changed data holds now."""
    command = shlex.join(["netbuilder", "check", str(file), "--read-again"])
    return _("To read the data again: {command}").format(command=command)


def _look_at_data(project: Project, file: Path) -> tuple[Data | None, tuple[str, ...]]:
    """What the project's source holds now, None where that cannot be told, and notes on it."""
    from netbuilder.data import preview_again

    if not project.data.source.kind:
        return None, ()
    try:
        seen = preview_again(project.data, file.resolve().parent)
    except DataError as error:
        return None, (error.sentence,)
    return seen.data, seen.report


def show(file: ProjectFile, json: AsJson = False) -> None:
    """List the layers of a project with shapes and parameters."""
    project = _read(file, as_json=json)
    analysis = analyse(project)
    networks = {name: _layers(project, name, found) for name, found in analysis.networks.items()}
    if json:
        write_json({"ok": True, "file": str(file), "name": project.name, "networks": networks})
        return
    for name, found in analysis.networks.items():
        total = found.total
        typer.echo(
            _("{name}: {count:,} layers, {parameters:,} parameters, {work} multiply-adds").format(
                name=name,
                count=len(networks[name]),
                parameters=total.parameters,
                work=total.multiply_adds,
            )
        )
        columns = (_("layer"), _("kind"), _("gives"), _("parameters"))
        rows = (
            (row["name"], row["kind"], row["gives"], f"{row['parameters']:,}")
            for row in networks[name]
        )
        write_table(columns, rows)


def _layers(project: Project, name: str, found: NetworkAnalysis) -> list[dict[str, Any]]:
    nodes = project.networks[name].nodes
    order = [*found.order, *(id for id in nodes if id not in set(found.order))]
    return [
        {
            "name": nodes[id].name,
            "kind": found.titles.get(id, nodes[id].kind),
            "gives": ", ".join(str(x) for x in found.outputs.get(id, {}).values()),
            "parameters": found.costs[id].parameters if id in found.costs else 0,
        }
        for id in order
    ]


def _read(file: Path, *, as_json: bool) -> Project:
    try:
        return project_file.read(file)
    except NetbuilderError as error:
        raise fail(error, as_json=as_json) from error


def _from_data(data: Path, target: str | None, file: Path) -> tuple[Project, tuple[str, ...]]:
    """A project on a table, and what reading it assumed."""
    from netbuilder.data import preview

    if not data.exists():
        raise DataError(_("there is no such file"), place=str(data), remedy=_("Check the path."))
    base = file.resolve().parent
    location = data.resolve()
    shown = location.relative_to(base) if location.is_relative_to(base) else location
    seen = preview(Source(kind="csv", location=shown.as_posix()), base, target=target)
    return start_project(data.stem, seen.data), seen.report
