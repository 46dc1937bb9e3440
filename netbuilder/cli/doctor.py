"""The command `doctor`: what this machine is, what will train here, and how to get more of it."""

from __future__ import annotations

import importlib.metadata
import platform
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from netbuilder import __version__
from netbuilder.cli.output import write_json
from netbuilder.cli.project import AsJson
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.training.devices import Build

_CUDA_INDEX = "https://download.pytorch.org/whl/{build}"
_BUILDS = ((13, 0, "cu130"), (12, 8, "cu128"), (12, 6, "cu126"))
"""CUDA builds that PyTorch offers for 2.9 and later, newest first, with the driver's least CUDA."""


def doctor(json: AsJson = False) -> None:
    """Say which device will train and why, and what would make it faster."""
    facts = examine()
    if json:
        write_json({"ok": True, **facts})
        return
    typer.echo(f"netbuilder {facts['netbuilder']}, Python {facts['python']}, {facts['system']}")
    typer.echo(f"torch {facts['torch']}, PySide6 {facts['pyside6']}")
    typer.echo(_("Trains on: {device}. {why}").format(**facts))
    if facts["advice"]:
        typer.echo(facts["advice"])
    if facts["command"]:
        typer.echo(f"    {facts['command']}")


def examine() -> dict[str, Any]:
    """Facts about this machine: versions, the device with its reason, advice, one command."""
    from netbuilder.training import devices

    device = devices.choose("auto")
    advice, command = advise(devices.build(), has_card=_has_nvidia_card(), driver=_driver_cuda)
    return {
        "netbuilder": __version__,
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "torch": _version("torch"),
        "pyside6": _version("PySide6-Essentials"),
        "device": device.name,
        "why": device.why,
        "advice": advice,
        "command": command,
    }


def advise(
    build: Build, *, has_card: bool, driver: Callable[[], tuple[int, int]]
) -> tuple[str, str]:
    """What would make training faster here, and the one command for it; each may be "".

    Args:
        build: The installed PyTorch.
        has_card: Whether the machine has an NVIDIA card.
        driver: Gives the newest CUDA that the card's driver runs, (0, 0) if unknown.
    """
    if build.finds_gpu:
        return "", ""
    if not has_card:
        return _("No graphics card that torch could use was found. The processor will do."), ""
    if build.cuda:
        return _("There is an NVIDIA card, but torch cannot use it. Update its driver."), ""
    newest = driver()
    cuda = next((name for major, minor, name in _BUILDS if newest >= (major, minor)), "")
    if not cuda:
        return _("There is an NVIDIA card, but its driver is too old. Update the driver."), ""
    package = f"torch=={build.version}+{cuda}"
    install = [sys.executable, "-m", "pip", "install", package]
    command = shlex.join([*install, "--index-url", _CUDA_INDEX.format(build=cuda)])
    return _("There is an NVIDIA card. This command installs torch for it:"), command


def _has_nvidia_card() -> bool:
    return Path("/proc/driver/nvidia").exists() or shutil.which("nvidia-smi") is not None


def _driver_cuda() -> tuple[int, int]:
    """The newest CUDA that the driver can run, as its own tool says; (0, 0) if it cannot."""
    tool = shutil.which("nvidia-smi")
    if tool is None:
        return (0, 0)
    try:
        said = subprocess.run(
            [tool], capture_output=True, text=True, timeout=20, check=False
        ).stdout
    except (OSError, subprocess.TimeoutExpired):
        return (0, 0)
    _head, _found, rest = said.partition("CUDA Version:")
    major, _dot, minor = rest.strip().partition(" ")[0].partition(".")
    return (int(major), int(minor)) if major.isdigit() and minor.isdigit() else (0, 0)


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return _("not installed")
