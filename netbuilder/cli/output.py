"""What commands write: JSON for machines, sentences and tables for people."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from netbuilder.compiler import wording
from netbuilder.error import CompileError, NetbuilderError, ProjectFileError
from netbuilder.layers.problem import Problem
from netbuilder.project.value import Project
from netbuilder.words import _

_WIDE = 1_000


class Exit(IntEnum):
    """What the process tells its caller."""

    DONE = 0
    PROBLEMS = 1
    USAGE = 2
    RUN_FAILED = 3
    INTERRUPTED = 130


def progress_console() -> Console:
    """The console for everything that is not the result."""
    return Console(stderr=True)


def write_json(value: Mapping[str, Any]) -> None:
    """Write one JSON object to standard output. Numbers that are not finite become words."""
    typer.echo(json.dumps(_plain(value), ensure_ascii=False, indent=2, allow_nan=False))


def write_table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a table to standard output; columns of numbers are right aligned."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    listed = [list(row) for row in rows]
    for i, column in enumerate(columns):
        numeric = bool(listed) and all(_is_number(row[i]) for row in listed)
        table.add_column(column, justify="right" if numeric else "left", overflow="fold")
    for row in listed:
        table.add_row(*(Text(cell) for cell in row))
    # Elsewhere than in a terminal nothing is folded, so that other programs can read the rows.
    Console(width=None if sys.stdout.isatty() else _WIDE).print(table)


def fail(error: NetbuilderError, *, as_json: bool, code: Exit = Exit.PROBLEMS) -> typer.Exit:
    """Report an error and give the exit to raise."""
    if as_json:
        write_json({"ok": False, "errors": [error.to_json()]})
    else:
        for sentence in (error.sentence, *_others(error)):
            typer.echo(sentence, err=True)
    return typer.Exit(code)


def _others(error: NetbuilderError) -> tuple[str, ...]:
    """What else there is to say."""
    match error:
        case ProjectFileError():
            return error.others
        case CompileError() if len(error.problems) > 1:
            count = len(error.problems)
            return (_("There are {count} problems; check lists them.").format(count=count),)
        case _:
            return ()


def problem_json(problem: Problem, project: Project) -> dict[str, Any]:
    """A problem for machines."""
    node = _node_name(problem, project)
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "network": problem.network,
        "node": node,
        "port": problem.port,
        "title": wording.title(problem, project),
        "sentence": wording.sentence(problem, project),
        "expected": problem.expected,
        "received": problem.received,
        "repairs": [repair.label for repair in problem.repairs],
    }


def write_problems(problems: Sequence[Problem], project: Project) -> None:
    """Write problems for people: place, fact, repairs."""
    for problem in problems:
        place = ", ".join(part for part in (problem.network, _node_name(problem, project)) if part)
        title = wording.title(problem, project)
        typer.echo(f"{problem.severity.value}: {place}: {title}" if place else title)
        typer.echo(f"    {wording.sentence(problem, project)}")
        if problem.repairs:
            labels = _(" or ").join(repair.label for repair in problem.repairs)
            typer.echo(_("    To repair: {labels}.").format(labels=labels))


def write_notes(notes: Iterable[str]) -> None:
    """Say what was assumed or changed on the way: nothing that has to be mended."""
    for note in notes:
        typer.echo(note, err=True)


def _node_name(problem: Problem, project: Project) -> str:
    network = project.networks.get(problem.network)
    node = network.nodes.get(problem.node) if network else None
    return node.name if node else ""


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value


def _is_number(cell: str) -> bool:
    return bool(cell) and cell.lstrip("-").replace(",", "").replace(".", "", 1).isdigit()
