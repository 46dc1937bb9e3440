"""Commands about runs: `train` and `runs`."""

from __future__ import annotations

import json as json_text
import queue
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from netbuilder.cli.output import Exit, fail, progress_console, write_json, write_table
from netbuilder.cli.project import AsJson, ProjectFile
from netbuilder.error import EditError, NetbuilderError
from netbuilder.project import edit
from netbuilder.project import file as project_file
from netbuilder.project.value import Project, Training
from netbuilder.runs.command import Command, Stop
from netbuilder.runs.event import EpochEnded, Event, Trouble
from netbuilder.runs.folder import RunFolder, find_run, list_runs, runs_folder
from netbuilder.runs.journal import to_line
from netbuilder.runs.series import Series, Status
from netbuilder.words import _


def train(
    file: ProjectFile,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="KEY=VALUE", help=_("Change a setting: training.epochs=3.")),
    ] = None,
    device: Annotated[str, typer.Option(help=_("auto, cpu, cuda, mps."))] = "auto",
    resume: Annotated[
        str | None, typer.Option(metavar="RUN", help=_("Go on with a stopped run."))
    ] = None,
    events: Annotated[
        bool, typer.Option("--events", help=_("Write each event as a line of JSON."))
    ] = False,
    json: AsJson = False,
) -> None:
    """Train a project. Ctrl-C stops and keeps the best weights."""
    series = Series()
    commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
    try:
        with _stopping(commands), _reporting(series, events=events, quiet=json) as sink:
            run = _train(file, set_ or [], device, resume, commands, sink)
    except NetbuilderError as error:
        raise fail(error, as_json=json) from error
    _write_result(run, series, as_json=json, quiet=events)
    if series.status is Status.FAILED:
        raise typer.Exit(Exit.RUN_FAILED)
    if series.reason == "stopped":
        raise typer.Exit(Exit.INTERRUPTED)


def runs(file: ProjectFile, json: AsJson = False) -> None:
    """List the runs of a project, newest first."""
    found = list_runs(file)
    rows = [_run_json(run) for run in found.runs]
    if json:
        write_json({"runs": rows, "skipped": list(found.skipped)})
        return
    for sentence in found.skipped:
        typer.echo(sentence, err=True)
    if not rows:
        typer.echo(_("{file}: no runs yet.").format(file=file))
        return
    columns = (_("run"), _("status"), _("epoch"), _("best epoch"), _("best value"))
    write_table(
        columns,
        (
            (
                str(row["run"]),
                str(row["status"]),
                f"{row['epoch']}/{row['epochs']}",
                str(row["best_epoch"] or ""),
                "" if row["best_value"] is None else f"{row['best_value']:.4g}",
            )
            for row in rows
        ),
    )


def _train(
    file: Path,
    settings: list[str],
    device: str,
    resume_from: str | None,
    commands: queue.SimpleQueue[Command],
    sink: Any,
) -> RunFolder:
    from netbuilder import training

    if resume_from is not None:
        run = find_run(resume_from)
        return training.resume(run, base=file.resolve().parent, commands=commands, sink=sink)
    project = _with_settings(project_file.read(file), settings)
    return training.train(
        project,
        base=file.resolve().parent,
        folder=runs_folder(file),
        device=device,
        commands=commands,
        sink=sink,
    )


def _with_settings(project: Project, settings: list[str]) -> Project:
    known = {field.name for field in fields(Training)}
    for setting in settings:
        path, found, text = setting.partition("=")
        section, _dot, key = path.strip().partition(".")
        if not found or section != "training" or key not in known:
            names = ", ".join(f"training.{name}" for name in sorted(known))
            raise EditError(
                _("there is no such setting"),
                place=f"--set {setting}",
                remedy=_("Settings are {names}.").format(names=names),
            )
        try:
            value = json_text.loads(text)
        except ValueError:
            value = text
        project = edit.set_training(project, **{key: value})
    return project


@contextmanager
def _stopping(commands: queue.SimpleQueue[Command]) -> Iterator[None]:
    """Let the first Ctrl-C stop the run in good order, and a second one at once."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        commands.put(Stop())
        signal.signal(signal.SIGINT, before)

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _reporting(series: Series, *, events: bool, quiet: bool) -> Iterator[Any]:
    """A sink that keeps the series, and shows a bar or writes lines of JSON."""
    console = progress_console()
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=events or quiet, transient=True) as bar:
        task = bar.add_task(_("starting"), total=None)

        def sink(event: Event) -> None:
            series.add(event)
            if events:
                typer.echo(to_line(event).rstrip())
            elif isinstance(event, Trouble) and not quiet:
                bar.console.print(event.sentence, markup=False, highlight=False)
            total = series.epochs * series.steps_per_epoch
            bar.update(task, total=total or None, completed=series.step)
            if isinstance(event, EpochEnded):
                bar.update(task, description=_line(series))

        yield sink


def _line(series: Series) -> str:
    words = [_("epoch {epoch}/{epochs}").format(epoch=series.epoch, epochs=series.epochs)]
    for part, curves in ((_("train"), series.train), (_("validation"), series.validation)):
        words.extend(f"{part} {key} {values[-1]:.4g}" for key, values in curves.items())
    return "  ".join(words[:5])


def _write_result(run: RunFolder, series: Series, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        write_json({"ok": series.status is not Status.FAILED, **_run_json(run)})
        return
    if quiet:
        return
    reasons = {
        "epochs": _("finished"),
        "early": _("stopped early, no more progress"),
        "stopped": _("stopped"),
        "failed": _("failed"),
    }
    typer.echo(
        _("{reason} after epoch {epoch}, best epoch {best}").format(
            reason=reasons.get(series.reason, series.reason),
            epoch=series.epoch,
            best=series.best_epoch,
        )
    )
    for key, value in series.test.items():
        typer.echo(_("test {key} {value:.4g}").format(key=key, value=value))
    typer.echo(_("The run lies in {path}").format(path=run.path))


def _run_json(run: RunFolder) -> dict[str, Any]:
    series = run.series()
    return {
        "run": run.id,
        "path": str(run.path),
        "status": series.status.value,
        "reason": series.reason,
        "device": series.device,
        "epoch": series.epoch,
        "epochs": series.epochs,
        "best_epoch": series.best_epoch,
        "best_value": series.best_value,
        "watch": series.watch,
        "test": series.test,
    }
