"""The command `doctor`: what this machine is, what will train here, and how to get more of it."""

from __future__ import annotations

import importlib.metadata
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import typer

from netbuilder import __version__
from netbuilder.cli.output import write_json
from netbuilder.cli.project import AsJson
from netbuilder.words import _

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
    from netbuilder.training.devices import choose

    device = choose("auto")
    advice, command = _advice()
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


def _advice() -> tuple[str, str]:
    import torch

    if torch.cuda.is_available() or torch.backends.mps.is_available():
        return "", ""
    if _has_nvidia_card() and torch.version.cuda is None:
        driver = _driver_cuda()
        build = next((b for major, minor, b in _BUILDS if driver >= (major, minor)), "")
        if not build:
            return _("There is an NVIDIA card, but its driver is too old. Update the driver."), ""
        version = _version("torch").partition("+")[0]
        command = (
            f"{sys.executable} -m pip install --force-reinstall torch=={version}"
            f" --index-url {_CUDA_INDEX.format(build=build)}"
        )
        return _("There is an NVIDIA card. This command installs torch for it:"), command
    if _has_nvidia_card():
        return _("There is an NVIDIA card, but torch cannot use it. Update its driver."), ""
    return _("No graphics card that torch could use was found. The processor will do."), ""


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
