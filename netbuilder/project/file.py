"""Project files on disk, and the texts in them.

A file is read whole, checked whole, and replaced whole: what was there before stays until the new
content is safely on the disk.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from netbuilder.error import FileChangedError, ProjectFileError
from netbuilder.project import found, migration, reading, writing
from netbuilder.project.fragment import Fragment, copy_fragment, with_blocks
from netbuilder.project.name import Names
from netbuilder.project.value import Layout, Network, Project
from netbuilder.words import _

_CLIPBOARD = "fragment"


def read(path: Path) -> Project:
    """The project in a file.

    Raises:
        ProjectFileError: The file cannot be read or is no sound project; `others` lists all that is
            wrong beside the first.
    """
    return read_with_content(path)[0]


def read_with_content(path: Path) -> tuple[Project, bytes]:
    """The project in a file, and the bytes it was read from, for `write` to compare with.

    Raises:
        ProjectFileError: As for `read`.
    """
    content = _content(path)
    return from_text(_decoded(content, path.name), path.name), content


def write(project: Project, path: Path, *, last_read: bytes | None = None) -> bytes:
    """Put `project` into a file and return the bytes written.

    The file is replaced at once, or left as it was. A link is followed, permissions are kept.

    Args:
        project: What to write.
        path: Where; its folder must exist.
        last_read: What the file held when it was last read or written. If another program has
            changed it since, nothing is written.

    Raises:
        FileChangedError: It was changed.
        ProjectFileError: It cannot be written.
    """
    content = _encoded(project, path.name)
    target = Path(os.path.realpath(path))
    try:
        mode = _mode(target)
        if last_read is not None and mode is not None and target.read_bytes() != last_read:
            raise FileChangedError(
                _("Another program has changed this file since it was opened"),
                place=path.name,
                remedy=_("Save under another name, or open it again."),
            )
        _replace(target, content, mode)
    except OSError as error:
        raise _refused(error, path.name, _("This file cannot be written")) from error
    return content


def to_text(project: Project) -> str:
    """The text of a project's file; equal projects give equal text."""
    return writing.project_text(project)


def from_text(text: str, place: str = "") -> Project:
    """The project that the text of a file describes. Nothing in it is executed.

    Args:
        text: The text.
        place: What to call it in errors, for instance the name of its file.

    Raises:
        ProjectFileError: It is no sound project; `others` lists all that is wrong beside the first.
    """
    return reading.read_project(migration.migrated(found.parse(text, place), place), place)


def fragment_to_text(fragment: Fragment) -> str:
    """A fragment as text, for the clipboard."""
    network = Network(
        nodes=fragment.nodes,
        edges=fragment.edges,
        frames=fragment.frames,
        ties=fragment.ties,
        layout=Layout(
            positions=fragment.positions,
            bends=fragment.bends,
            colours=fragment.colours,
            notes=fragment.notes,
        ),
    )
    name = Names(fragment.networks).like(_CLIPBOARD)
    return to_text(Project(name=name, networks={name: network, **fragment.networks}))


def fragment_from_text(text: str) -> Fragment:
    """The fragment in a text that `fragment_to_text` has written, here or in another window.

    Of the text of a whole project it is the network that it trains.

    Raises:
        ProjectFileError: It is none.
    """
    value = migration.migrated(found.parse(text, ""), "")
    project = reading.read_project(value, "", is_fragment=True)
    names = (project.name, project.training.roles.get("model", ""), *project.networks)
    name = next((name for name in names if name in project.networks), None)
    if name is None:
        raise ProjectFileError(_("This is no part of a network"))
    network = project.networks[name]
    fragment = copy_fragment(network, network.nodes, [note.id for note in network.layout.notes])
    return with_blocks(project, fragment)


def _content(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise ProjectFileError(_("This is no file"), place=path.name)
        with path.open("rb") as file:
            content = file.read(found.LARGEST_BYTES + 1)
    except OSError as error:
        raise _refused(error, path.name, _("This file cannot be read")) from error
    if len(content) > found.LARGEST_BYTES:
        raise ProjectFileError(
            _("This file is too large for a project"),
            place=path.name,
            expected=_("at most {size} MB").format(size=found.LARGEST_BYTES // 2**20),
        )
    return content


def _decoded(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ProjectFileError(
            _("This is no project file, because it is not UTF-8 text"),
            place=_("{file}, byte {position}").format(file=name, position=error.start + 1),
        ) from error


def _encoded(project: Project, name: str) -> bytes:
    try:
        return to_text(project).encode("utf-8")
    except (UnicodeEncodeError, ValueError) as error:
        raise ProjectFileError(
            _("This project holds a text or number that no file can hold"), place=name
        ) from error


def _mode(target: Path) -> int | None:
    """The permissions of the file that is there, or None if there is none."""
    try:
        found_there = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISREG(found_there.st_mode):
        raise ProjectFileError(_("This is no file"), place=target.name)
    if not os.access(target, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), target)
    return stat.S_IMODE(found_there.st_mode)


def _replace(target: Path, content: bytes, mode: int | None) -> None:
    """Let `target` hold `content`, all of it or, where anything fails, what it held before."""
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.tmp")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    descriptor = os.open(temporary, flags, 0o666)
    try:
        try:
            _write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        if mode is not None:
            temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _write_all(descriptor: int, content: bytes) -> None:
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where the system can; the content is safe anyway."""
    if os.name == "nt":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _refused(error: OSError, name: str, fact: str) -> ProjectFileError:
    reasons: Mapping[int | None, tuple[str, str]] = {
        errno.ENOENT: (_("it or its folder is not there"), ""),
        errno.EACCES: (_("it or its folder is protected"), _("Choose another place.")),
        errno.EPERM: (_("it or its folder is protected"), _("Choose another place.")),
        errno.EROFS: (_("this disk can only be read"), _("Choose another place.")),
        errno.ENOSPC: (_("the disk is full"), _("Make room, or choose another place.")),
        errno.EDQUOT: (_("the disk is full"), _("Make room, or choose another place.")),
        errno.ENAMETOOLONG: (_("its name is too long"), _("Choose a shorter name.")),
    }
    reason, remedy = reasons.get(error.errno, ((error.strerror or str(error)).lower(), ""))
    return ProjectFileError(f"{fact}: {reason}", place=name, remedy=remedy)
