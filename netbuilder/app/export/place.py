"""Where an export goes, in words and back."""

from __future__ import annotations

from pathlib import Path

from netbuilder.app.quantity import size_words
from netbuilder.app.workspace import Workspace
from netbuilder.words import _

LONGEST_NAME = 200
"""Bytes of a file's name that every disk takes, with room for further endings."""


def proposed_place(workspace: Workspace) -> Path:
    """Beside the project's file, under its name without an ending; at home for one without."""
    if workspace.path is not None:
        return workspace.path.with_suffix("")
    kept = [c if c.isascii() and c.isalnum() else "_" for c in workspace.project.name.lower()]
    return Path.home() / ("".join(kept).strip("_") or "network")


def understood(text: str) -> Path | None:
    """The file that a person means, or None where no such place can be."""
    try:
        path = Path(text.strip()).expanduser()
    except RuntimeError:  # the home of somebody who is not known here
        return None
    return path if path.is_absolute() else Path.home() / path


def is_there(path: Path) -> bool:
    """Whether there is something at a place, whatever keeps it from being asked."""
    try:
        return path.exists()
    except OSError:
        return False


def described(path: Path) -> str:
    """A file's name, and its size where it is there."""
    try:
        return f"{path.name}  {size_words(path.stat().st_size)}"
    except OSError:
        return path.name


def shortened(path: Path) -> str:
    """A path with ``~`` for the person's own folder."""
    try:
        return str(Path("~") / path.relative_to(Path.home()))
    except ValueError:
        return str(path)


def place_fault(text: str) -> str | None:
    """Why no file can be named like this, as a sentence."""
    if not text.strip() or text.endswith(("/", "\\")):
        return _("Write the name of a file.")
    if "\0" in text or understood(text) is None:
        return _("There is no such place.")
    if len(Path(text).name.encode()) > LONGEST_NAME:
        return _("This name is too long.")
    return None
