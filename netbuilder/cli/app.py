"""The table of commands, and what holds for all of them: exit codes, interruption, errors."""

from __future__ import annotations

import gc
import os
import signal
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from netbuilder import desktop
from netbuilder.cli import bundle, doctor, model, project, training
from netbuilder.cli.output import Exit
from netbuilder.words import _


class _FileOrCommand(TyperGroup):
    """Takes ``netbuilder FILE`` as ``netbuilder open FILE``."""

    # Typer carries a Click of its own since 0.21 and used the package before: no type fits both.
    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        if args and args[0] not in self.commands and _looks_like_file(args[0]):
            args = ["open", *args]
        return super().resolve_command(ctx, args)


def _looks_like_file(text: str) -> bool:
    return text.endswith(".netb") or Path(text).exists()


app = typer.Typer(
    name="netbuilder",
    cls=_FileOrCommand,
    help=_("Draw a neural network, train it, and take it away as code."),
    epilog=_("netbuilder FILE opens the app on a project, netbuilder alone opens it empty."),
    invoke_without_command=True,
    no_args_is_help=False,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


@app.callback()
def begin(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help=_("Print the version."))] = False,
) -> None:
    """Open the app where no command is given."""
    if version:
        from netbuilder import __version__

        typer.echo(__version__)
        raise typer.Exit
    if context.invoked_subcommand is None:
        open_app(None)


@app.command("open", hidden=True)
def open_app(
    file: Annotated[Path | None, typer.Argument(help=_("A project."))] = None,
    template: Annotated[str | None, typer.Option(help=_("A template's name."))] = None,
) -> None:
    """Open the app."""
    if obstacle := desktop.obstacle(os.environ):
        typer.echo(obstacle, err=True)
        raise typer.Exit(Exit.PROBLEMS)
    raise typer.Exit(_import_app()(file, template))


def _import_app() -> Callable[[Path | None, str | None], int]:
    # As `netbuilder.app.collecting` does later: to walk what imports leave is a tenth of a start.
    gc.disable()
    try:
        from netbuilder.app.main import run
    finally:
        gc.freeze()
        gc.enable()
    return run


for command in (
    project.new,
    project.templates,
    project.check,
    project.show,
    training.train,
    training.runs,
    model.evaluate,
    model.predict,
    model.export,
    bundle.pack,
    bundle.unpack,
    doctor.doctor,
):
    app.command()(command)


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and leave the process with its exit code."""
    signal.signal(signal.SIGINT, _leave)
    app(args=arguments)


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    raise SystemExit(int(Exit.INTERRUPTED))
