"""Where an export goes, in words and back."""

from __future__ import annotations

from pathlib import Path

from netbuilder.app.quantity import size_words
from netbuilder.app.workspace import Workspace
from netbuilder.words import _


def proposed_place(workspace: Workspace) -> Path:
    """Beside the project's file, under its name without an ending; at home for one without."""
    if workspace.path is not None:
        return workspace.path.with_suffix("")
    kept = [c if c.isascii() and c.isalnum() else "_" for c in workspace.project.name.lower()]
    return Path.home() / ("".join(kept).strip("_") or "network")


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
    if "\0" in text:
        return _("This name cannot be used.")
    return None
