"""netbuilder from Python: load a project, look at it, build it, train it, take it away.

::

    import netbuilder as nb

    project = nb.load("digits.netb")
    module = nb.build(project)              # a torch.nn.Module
    run = nb.train(project)
    nb.export(run, "pytorch", "digits")

Importing netbuilder imports nothing else; each call loads what it needs, torch only where networks
are built, trained or exported.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn

    from netbuilder.exchange import Exported
    from netbuilder.layers.problem import Problem
    from netbuilder.project.value import Project
    from netbuilder.runs.folder import RunFolder

__version__ = "0.1.0"
__all__ = ["build", "export", "load", "problems", "save", "source", "train"]


def load(path: str | Path) -> Project:
    """Read a project from a `.netb` file; nothing in the file is executed.

    Raises:
        ProjectFileError: The file cannot be read. The error names all that is wrong with it.
    """
    from netbuilder.project import file

    return file.read(Path(path))


def save(project: Project, path: str | Path) -> None:
    """Write a project to a `.netb` file, whole or not at all.

    Raises:
        ProjectFileError: The file cannot be written. What was there before is untouched.
    """
    from netbuilder.project import file

    file.write(project, Path(path))


def problems(project: Project) -> tuple[Problem, ...]:
    """List what stands between a project and training, errors first; empty when nothing does."""
    from netbuilder import compiler

    return compiler.analyse(project).problems


def source(project: Project, network: str | None = None) -> str:
    """Write a network as the PyTorch source that netbuilder itself trains.

    Args:
        project: The project that the network is in.
        network: Its name; by default the one that the project's recipe is about.

    Raises:
        CompileError: The network has problems; they are in the error.
    """
    from netbuilder import compiler

    return compiler.source(project, network).text


def build(project: Project, network: str | None = None, *, seed: int | None = None) -> nn.Module:
    """Build a network as a PyTorch module with fresh weights.

    Args:
        project: The project that the network is in.
        network: Its name; by default the one that the project's recipe is about.
        seed: Makes the weights the same at each call; without it torch's own state decides.

    Raises:
        CompileError: The network has problems; they are in the error.
    """
    from netbuilder.compiler.build import build as build_module

    return build_module(project, network, seed=seed)


def train(
    project: Project,
    *,
    base: str | Path | None = None,
    folder: str | Path | None = None,
    device: str = "auto",
) -> RunFolder:
    """Train a project to its end and return the run.

    Args:
        project: What to train; the run keeps this value.
        base: The folder that relative paths to data start from.
        folder: Where runs are kept; by default a temporary folder.
        device: `auto` for the best device here, or a name such as `cpu` or `cuda:0`.

    Raises:
        CompileError: A network has problems; they are in the error.
        DataError: The rows cannot be read or do not fit the project.
        RunError: The run failed.
    """
    from netbuilder import training

    return training.train(
        project,
        base=None if base is None else Path(base),
        folder=None if folder is None else Path(folder),
        device=device,
    )


def export(
    run_or_project: RunFolder | Project,
    format: str,
    path: str | Path,
    *,
    comments: bool = False,
    training_loop: bool = False,
    transforms: bool = True,
    weights: str = "best",
    base: str | Path | None = None,
) -> Exported:
    """Take a network away, checked in a fresh process to give the same answers.

    Args:
        run_or_project: A run brings its weights; a project alone has none.
        format: A name that `netbuilder export --help` lists, such as `pytorch`.
        path: Where to write.
        comments: Whether the source explains each layer.
        training_loop: Whether a plain PyTorch loop and the rows that it learns from go along.
        transforms: Whether the file prepares raw rows itself; without, it takes tensors.
        weights: The `best` or the `last` weights of a run.
        base: The folder that relative paths to a project's data start from.

    Raises:
        ExportError: It cannot be written, or its answers differ.
    """
    from netbuilder import exchange

    options = exchange.Options(
        comments=comments, training_loop=training_loop, transforms=transforms, weights=weights
    )
    start = None if base is None else Path(base)
    return exchange.export(run_or_project, format, Path(path), options=options, base=start)
