"""Commands about runs: `train` and `runs`."""

from __future__ import annotations

import json as json_text
import queue
import shlex
import signal
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import FrameType
from typing import Annotated, Any

import typer
from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from netbuilder.cli.output import Exit, fail, progress_console, write_json, write_notes, write_table
from netbuilder.cli.project import (
    AsJson,
    ProjectFile,
    ReadAgain,
    read_again_sentence,
    take_present_data,
)
from netbuilder.error import DataChangedError, EditError, NetbuilderError
from netbuilder.layers.parameter import Value
from netbuilder.project import edit
from netbuilder.project import file as project_file
from netbuilder.project.value import Project, Training
from netbuilder.runs.command import Command, Stop
from netbuilder.runs.event import ChoicesMade, EpochEnded, Event, Trouble
from netbuilder.runs.folder import RunFolder, find_run, list_runs, runs_folder
from netbuilder.runs.journal import to_line
from netbuilder.runs.series import Series, Status
from netbuilder.words import _

_SECTION = "training"

_WORDS: Mapping[str, Mapping[str, Value]] = {"batch_size": {"all": 0}}
"""What a setting may be called on the command line, and what a project keeps for it."""


@dataclass(slots=True)
class _Sitting:
    """What is known of a run while it is under way here.

    Attributes:
        series: Its events so far, those of earlier sittings too.
        commands: What it is told.
        is_under_way: Whether it has begun, or gone on, here.
        trouble: What it ended for, or None.
    """

    series: Series = field(default_factory=Series)
    commands: queue.SimpleQueue[Command] = field(default_factory=queue.SimpleQueue)
    is_under_way: bool = False
    trouble: Trouble | None = None

    def take(self, event: Event) -> None:
        """Take an event in. Nobody is here to mend trouble, so the run must not wait for it."""
        self.series.add(event)
        self.is_under_way = True
        if isinstance(event, Trouble) and event.code != "refused":
            self.trouble = event
            self.commands.put(Stop())

    @property
    def exit_code(self) -> Exit:
        if self.trouble is not None or self.series.status is Status.FAILED:
            return Exit.RUN_FAILED
        return Exit.INTERRUPTED if self.series.reason == "stopped" else Exit.DONE


def train(
    file: ProjectFile,
    set_: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="KEY=VALUE",
            help=_("Change a setting: training.epochs=3, training.batch_size=all."),
        ),
    ] = None,
    device: Annotated[str, typer.Option(help=_("auto, cpu, cuda, mps."))] = "auto",
    resume: Annotated[
        str | None, typer.Option(metavar="RUN", help=_("Go on with a stopped run."))
    ] = None,
    read_again: ReadAgain = False,
    events: Annotated[
        bool, typer.Option("--events", help=_("Write each event as a line of JSON."))
    ] = False,
    json: AsJson = False,
) -> None:
    """Train a project. Ctrl-C stops and keeps the best weights."""
    if events and json:
        raise typer.BadParameter(_("give either --events or --json"))
    if read_again and resume is not None:
        raise typer.BadParameter(_("a run goes on with the data that it began with"))
    sitting = _Sitting()
    try:
        settings = _read_settings(set_ or [])
        if read_again:
            take_present_data(file)
        with _stopping(sitting), _reporting(sitting, events=events, quiet=json) as sink:
            run = _train(file, settings, device, resume, sitting, sink)
    except NetbuilderError as error:
        code = fail(error, as_json=json)
        if isinstance(error, DataChangedError) and resume is None and not json:
            typer.echo(read_again_sentence(file), err=True)
        raise code from error
    if json:
        write_json(_result_json(run, sitting))
    else:
        _write_end(file, run, sitting, settings, quiet=events)
    raise typer.Exit(sitting.exit_code)


def runs(file: ProjectFile, json: AsJson = False) -> None:
    """List the runs of a project, newest first."""
    found = list_runs(file)
    rows = [_run_json(run, run.series()) for run in found.runs]
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
    settings: Mapping[str, Value],
    device: str,
    resume_from: str | None,
    sitting: _Sitting,
    sink: Any,
) -> RunFolder:
    from netbuilder import training

    base = file.resolve().parent
    if resume_from is not None:
        run = find_run(resume_from)
        epochs = _epochs_alone(settings)
        sitting.series = run.series()
        return training.resume(
            run, epochs=epochs, base=base, device=device, commands=sitting.commands, sink=sink
        )
    return training.train(
        _with_settings(project_file.read(file), settings),
        base=base,
        folder=runs_folder(file),
        device=device,
        commands=sitting.commands,
        sink=sink,
    )


def _read_settings(texts: Sequence[str]) -> dict[str, Value]:
    """Settings by their names in `Training`; a later one of a name counts.

    Raises:
        EditError: There is no such setting.
    """
    known = {field.name for field in fields(Training)}
    settings: dict[str, Value] = {}
    for setting in texts:
        path, found, text = setting.partition("=")
        section, _dot, key = path.strip().partition(".")
        if not found or section != _SECTION or key not in known:
            names = ", ".join(f"{_SECTION}.{name}" for name in sorted(known))
            raise EditError(
                _("there is no such setting"),
                place=f"--set {setting}",
                remedy=_("Settings are {names}.").format(names=names),
            )
        try:
            settings[key] = json_text.loads(text)
        except (ValueError, RecursionError):
            settings[key] = _WORDS.get(key, {}).get(text.strip(), text)
    return settings


def _with_settings(project: Project, settings: Mapping[str, Value]) -> Project:
    for key, value in settings.items():
        try:
            project = edit.set_training(project, **{key: value})
        except EditError as error:
            expected = _(" or ").join((error.expected, *_WORDS.get(key, ())))
            place = f"--set {_SECTION}.{key}={_shown(value)}"
            raise EditError(error.fact, place=place, expected=expected) from error
    return project


def _epochs_alone(settings: Mapping[str, Value]) -> int | None:
    """The epochs to train in all; nothing else of a run may change.

    Raises:
        EditError: Something else is to change.
    """
    other = next((key for key in settings if key != "epochs"), None)
    epochs = settings.get("epochs")
    if other is None and (epochs is None or type(epochs) is int):
        return epochs
    raise EditError(
        _("a run goes on with its own settings; only training.epochs may grow"),
        place=f"--set {_SECTION}.{other or 'epochs'}",
        remedy=_("Leave it out, or start a new run."),
    )


@contextmanager
def _stopping(sitting: _Sitting) -> Iterator[None]:
    """Let the first Ctrl-C stop the run in good order, and a second one at once."""

    def stop(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, before)
        if not sitting.is_under_way and callable(before):
            before(number, frame)  # there is nothing yet to keep
        sitting.commands.put(Stop())

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _reporting(sitting: _Sitting, *, events: bool, quiet: bool) -> Iterator[Any]:
    """A sink that keeps the series, and shows how far it is or writes lines of JSON."""
    console = progress_console()
    silent = events or quiet
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    hidden = silent or not console.is_terminal
    with Progress(*columns, console=console, disable=hidden, transient=True) as bar:
        task = bar.add_task(_("starting"), total=None)

        def sink(event: Event) -> None:
            sitting.take(event)
            series = sitting.series
            if events:
                typer.echo(to_line(event).rstrip())
            total = series.epochs * series.steps_per_epoch
            bar.update(task, total=total or None, completed=series.step)
            if isinstance(event, ChoicesMade) and not silent:
                write_notes(_notes(series))
            if isinstance(event, EpochEnded):
                bar.update(task, description=_line(series))
                if hidden and not silent and _is_tenth(series):
                    typer.echo(_line(series), err=True)

        yield sink


def _notes(series: Series) -> list[str]:
    """What the run assumed, left out and filled, one sentence each."""
    notes = series.choices.get("notes", ())
    return [str(note) for note in notes] if isinstance(notes, list | tuple) else []


def _is_tenth(series: Series) -> bool:
    """Whether another tenth of the epochs has ended: often enough for a log."""
    return series.epoch * 10 // series.epochs > (series.epoch - 1) * 10 // series.epochs


def _line(series: Series) -> str:
    words = [_("epoch {epoch}/{epochs}").format(epoch=series.epoch, epochs=series.epochs)]
    for part, curves in ((_("train"), series.train), (_("validation"), series.validation)):
        words.extend(f"{part} {key} {values[-1]:.4g}" for key, values in curves.items())
    return "  ".join(words[:5])


def _write_end(
    file: Path, run: RunFolder, sitting: _Sitting, settings: Mapping[str, Value], *, quiet: bool
) -> None:
    """Say how the run ended, what it reached, and what to do next."""
    series, trouble = sitting.series, sitting.trouble
    if trouble is not None:
        _write_trouble(file, run, trouble, settings)
    if not quiet:
        _write_result(series)
        typer.echo(_("The run lies in {path}").format(path=run.path))
    if trouble is None and series.reason == "stopped":
        again = shlex.join(["netbuilder", "train", str(file), "--resume", f"{file}#{run.id}"])
        typer.echo(_("Best weights are kept. To go on: {command}").format(command=again), err=True)


def _write_trouble(
    file: Path, run: RunFolder, trouble: Trouble, settings: Mapping[str, Value]
) -> None:
    node = _node_name(run, trouble)
    typer.echo(f"{node}: {trouble.sentence}" if node else trouble.sentence, err=True)
    if trouble.repair:
        changed = {f"{_SECTION}.{key}": value for key, value in settings.items()}
        changed |= dict(trouble.repair)
        words = [word for key, v in changed.items() for word in ("--set", f"{key}={_shown(v)}")]
        command = shlex.join(["netbuilder", "train", str(file), *words])
        typer.echo(_("Likely to help: {command}").format(command=command), err=True)


def _node_name(run: RunFolder, trouble: Trouble) -> str:
    try:
        network = run.project.networks.get(trouble.network)
    except NetbuilderError:  # the trouble may be that the folder is gone
        return ""
    node = network.nodes.get(trouble.node) if network else None
    return node.name if node else ""


def _shown(value: Value) -> str:
    return value if isinstance(value, str) else json_text.dumps(value)


def _write_result(series: Series) -> None:
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


def _result_json(run: RunFolder, sitting: _Sitting) -> dict[str, Any]:
    trouble = sitting.trouble
    found: dict[str, Any] | None = None
    if trouble is not None:
        found = {
            "code": trouble.code,
            "sentence": trouble.sentence,
            "node": _node_name(run, trouble),
            "repair": dict(trouble.repair),
        }
    ok = sitting.exit_code is not Exit.RUN_FAILED
    told = {"notes": _notes(sitting.series), "trouble": found}
    return {"ok": ok, **_run_json(run, sitting.series), **told}


def _run_json(run: RunFolder, series: Series) -> dict[str, Any]:
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
