"""A bundle: a project, one run of it and the data they need, in one zip to hand on.

::

    flowers.netb                the project
    flowers.runs/<id>/...       the run, with its weights
    data/flowers.csv            the table that they were made from

It is laid out as a project's folder is, so that any program that unpacks zips gives a project that
works. Here, nothing of it is trusted: names are checked before anything is written, bytes are
counted while they are read, and what is unpacked appears whole or not at all. Equal content gives
equal bytes.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import IO

from netbuilder.error import NetbuilderError, ProjectFileError
from netbuilder.project import file as project_file
from netbuilder.project.value import Project
from netbuilder.runs.folder import BEST, CHECKPOINT, LOCK, PROJECT, RunFolder
from netbuilder.words import _

SUFFIX = ".zip"
LARGEST_DATA_BYTES = 50 * 2**20
LARGEST_CHECKPOINT_BYTES = 50 * 2**20
LARGEST_BYTES = 2000 * 2**20  # below what a zip can hold without its 64 bit form
MOST_ENTRIES = 1000
DATA = "data"

_CHUNK = 2**20
_EPOCH = (1980, 1, 1, 0, 0, 0)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_UNSAFE = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OverflowError,
)
"""What the standard library raises for zips that are damaged or made to harm."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Packed:
    """A bundle that has been written.

    Attributes:
        path: Where.
        size_bytes: How large the zip is.
        run: The id of the run in it, or "".
        data: The names of the tables in it.
        left_out: A sentence for each thing that the project uses and that did not come along.
    """

    path: Path
    size_bytes: int
    run: str
    data: tuple[str, ...]
    left_out: tuple[str, ...]


def write_bundle(
    path: Path, project: Project, *, base: Path, run: RunFolder | None = None
) -> Packed:
    """Pack a project with what it needs elsewhere. The file is replaced at once or left as it was.

    Built-in and made sets need no packing. Tables come along up to `LARGEST_DATA_BYTES` together,
    what a run needs only to go on up to `LARGEST_CHECKPOINT_BYTES`.

    Args:
        path: Where; the project in the bundle gets its name.
        project: The project, with what may not be saved yet.
        base: The folder that the relative paths of its data start from.
        run: The run to take along.

    Raises:
        NetbuilderError: It cannot be written, or the run not be read.
    """
    if path.suffix.lower() != SUFFIX:  # a slip of the keys must not write over the project
        raise ProjectFileError(
            _("a bundle is a zip"), place=str(path), remedy=_("Choose a name that ends in .zip.")
        )
    name = _safe(path.stem)
    content = _Content()
    tables = _Tables(base, content)
    home = f"{name}.runs/{_safe(run.id)}" if run is not None else ""
    content.texts[f"{name}.netb"] = project_file.to_text(tables.packed(project))
    if run is not None:
        content.texts[f"{home}/{PROJECT}"] = project_file.to_text(tables.packed(run.project))
    try:
        if run is not None:
            _take_run(run, home, content)
        size_bytes = _write_zip(path, content)
    except (OSError, ValueError) as error:
        raise ProjectFileError(
            _("this bundle cannot be written"),
            place=str(path),
            received=_reason(error),
            remedy=_("Choose another place, or try again."),
        ) from error
    return Packed(
        path=path,
        size_bytes=size_bytes,
        run=run.id if run is not None else "",
        data=tuple(tables.names.values()),
        left_out=tuple(content.left_out),
    )


def read_bundle(path: Path, folder: Path, *, largest_bytes: int = LARGEST_BYTES) -> Path:
    """Unpack a bundle into a new folder and return the path of its project. Nothing is executed.

    Args:
        path: The zip.
        folder: The folder to make, in one that is there. It appears whole or not at all.
        largest_bytes: How much it may unpack to.

    Raises:
        ProjectFileError: It is no sound bundle, or cannot be unpacked there.
    """
    if os.path.lexists(folder):
        raise ProjectFileError(
            _("there is something of this name already"),
            place=str(folder),
            remedy=_("Choose another folder."),
        )
    temporary = folder.with_name(f".{folder.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        with _opened(path) as archive:
            entries = _checked(archive, path, largest_bytes)
            name = _project_name(entries, path)
            temporary.mkdir()
            _unpack(archive, _wanted(entries, name), temporary, path, largest_bytes)
        project_file.read(temporary / name)
        temporary.rename(folder)
    except _BROKEN as error:
        raise _refused(path, _("this zip is damaged"), _reason(error)) from error
    except OSError as error:
        raise ProjectFileError(
            _("this bundle cannot be unpacked"),
            place=str(error.filename or path),
            received=_reason(error),
            remedy=_("Choose another folder, or make room."),
        ) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    return folder / name


def free_folder(path: Path) -> Path:
    """A folder beside a bundle, named for it, that is not there yet."""
    folder, number = path.with_suffix(""), 2
    if folder == path:
        folder = path.with_name(f"{path.name} 2")
    plain = folder.name
    while os.path.lexists(folder):
        folder, number = path.with_name(f"{plain} {number}"), number + 1
    return folder


@dataclass(slots=True)
class _Content:
    """What goes into a zip, by its names there."""

    texts: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)


class _Tables:
    """The tables that packed projects read, each packed once."""

    def __init__(self, base: Path, content: _Content) -> None:
        self.names: dict[Path, str] = {}
        self._base = base
        self._content = content
        self._refused: set[Path] = set()
        self._left_bytes = LARGEST_DATA_BYTES

    def packed(self, project: Project) -> Project:
        """The project as it reads its table out of the bundle."""
        source = project.data.source
        if source.kind != "csv":
            return project
        name = self._pack(self._base / source.location)
        if not name:
            return project
        source = replace(source, location=f"{DATA}/{name}")
        return replace(project, data=replace(project.data, source=source))

    def _pack(self, path: Path) -> str:
        """The name of a table in the bundle, or "" where it is left out."""
        if path in self.names or path in self._refused:
            return self.names.get(path, "")
        fault = self._fault(path)
        if fault:
            self._refused.add(path)
            self._content.left_out.append(f"{path.name}: {fault}")
            return ""
        name = _unlike(_safe(path.name), set(self.names.values()))
        self.names[path] = name
        self._content.files[f"{DATA}/{name}"] = path
        return name

    def _fault(self, path: Path) -> str:
        try:
            found = path.stat()
        except (OSError, ValueError):
            return _("left out, because it is not where the project says.")
        if not stat.S_ISREG(found.st_mode):
            return _("left out, because it is no file.")
        if found.st_size > self._left_bytes:
            words = _("left out, because a bundle holds at most {size} MB of data.")
            return words.format(size=LARGEST_DATA_BYTES // 2**20)
        self._left_bytes -= found.st_size
        return ""


def _take_run(run: RunFolder, home: str, content: _Content) -> None:
    found = {
        path.relative_to(run.path).as_posix(): path
        for path in sorted(run.path.rglob("*"))
        if path.is_file() and not path.is_symlink()
    }
    checkpoint = [name for name in found if name.startswith(f"{CHECKPOINT}/")]
    size = sum(found[name].stat().st_size for name in checkpoint)
    if size > LARGEST_CHECKPOINT_BYTES and BEST in found:
        content.left_out.append(
            _("What the run needs to go on is left out, because it is {size} MB large.").format(
                size=size // 2**20
            )
        )
        for name in checkpoint:
            del found[name]
    for name, path in found.items():
        if name not in (PROJECT, LOCK) and not name.endswith(".new"):
            content.files[f"{home}/{'/'.join(_safe(part) for part in name.split('/'))}"] = path


def _write_zip(path: Path, content: _Content) -> int:
    sizes = [file.stat().st_size for file in content.files.values()]
    if sum(sizes) > LARGEST_BYTES or len(sizes) + len(content.texts) > MOST_ENTRIES:
        words = _("more than {size} MB or {count} files")
        raise ValueError(words.format(size=LARGEST_BYTES // 2**20, count=MOST_ENTRIES))
    target = Path(os.path.realpath(path))
    temporary = target.with_name(f".{target.name[:100]}.{secrets.token_hex(6)}.tmp")
    try:
        with temporary.open("xb") as file:
            with zipfile.ZipFile(file, "w") as archive:
                for name, text in content.texts.items():
                    archive.writestr(_entry(name), text)
                for name, source in sorted(content.files.items()):
                    with source.open("rb") as rows, archive.open(_entry(name), "w") as packed:
                        shutil.copyfileobj(rows, packed, _CHUNK)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise
    return target.stat().st_size


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.create_system = 3
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    # Weights are noise to a packer: they would take long and come out as large.
    is_weights = name.endswith(".safetensors")
    entry.compress_type = zipfile.ZIP_STORED if is_weights else zipfile.ZIP_DEFLATED
    return entry


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
        archive = zipfile.ZipFile(path) if is_file else None
    except zipfile.BadZipFile as error:
        raise _refused(path, _("this is no zip, or a damaged one")) from error
    except OSError as error:
        raise _refused(path, _("this bundle cannot be read"), _reason(error)) from error
    if archive is None:
        raise _refused(path, _("this is no file"))
    with archive:
        yield archive


def _checked(archive: zipfile.ZipFile, path: Path, largest_bytes: int) -> list[zipfile.ZipInfo]:
    """The files in a zip, none of which can do harm by its name, kind or stated size."""
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        most = _("at most {count} files").format(count=MOST_ENTRIES)
        raise _refused(path, _("this zip holds too much"), f"{len(entries):,}", expected=most)
    if sum(entry.file_size for entry in entries) > largest_bytes:
        raise _too_large(path, largest_bytes)
    seen: set[str] = set()
    for entry in entries:
        fault = _fault(entry)
        if not fault and entry.filename.casefold() in seen:
            fault = _("a file is there twice")
        if fault:
            raise _refused(path, fault, repr(entry.filename)[:120])
        seen.add(entry.filename.casefold())
    return [entry for entry in entries if not entry.is_dir()]


def _fault(entry: zipfile.ZipInfo) -> str:
    """Why a part of a zip is not unpacked by anybody careful, or ""."""
    if entry.flag_bits & 0x1:
        return _("a file in this zip is encrypted")
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return _("a part of this zip is a link or no file")
    if entry.compress_type not in _METHODS:
        return _("a file in this zip is packed in an unusual way")
    if not _is_inside(entry.orig_filename):
        return _("a file in this zip would be put elsewhere")
    return ""


def _is_inside(name: str) -> bool:
    """Whether a name stays below the folder it is unpacked to, on every system."""
    parts = name.removesuffix("/").split("/")
    return len(name) <= 1000 and all(
        0 < len(part) <= 255
        and part == part.rstrip(". ")
        and not _UNSAFE.search(part)
        and not PureWindowsPath(part).is_reserved()
        for part in parts
    )


def _project_name(entries: Iterable[zipfile.ZipInfo], path: Path) -> str:
    names = [
        entry.filename
        for entry in entries
        if "/" not in entry.filename and entry.filename.endswith(".netb")
    ]
    if len(names) != 1:
        expected = _("one .netb file at its top")
        raise _refused(path, _("this zip is no bundle"), str(len(names)), expected=expected)
    return names[0]


def _wanted(entries: Iterable[zipfile.ZipInfo], name: str) -> list[zipfile.ZipInfo]:
    """What belongs to a bundle; what programs that pack zips add on their own does not."""
    tops = (DATA, f"{PurePosixPath(name).stem}.runs")
    return [
        entry
        for entry in entries
        if entry.filename == name or entry.filename.partition("/")[0] in tops
    ]


def _unpack(
    archive: zipfile.ZipFile,
    entries: Iterable[zipfile.ZipInfo],
    folder: Path,
    path: Path,
    largest_bytes: int,
) -> None:
    left = largest_bytes
    for entry in entries:
        target = folder.joinpath(*entry.filename.split("/"))
        target.parent.mkdir(parents=True, exist_ok=True)
        with archive.open(entry) as packed, target.open("xb") as file:
            left -= _copy(packed, file, left)
        if left < 0:
            raise _too_large(path, largest_bytes)


def _copy(packed: IO[bytes], file: IO[bytes], most: int) -> int:
    """Copy until the end, or until more than `most` bytes have come; return how many did."""
    copied = 0
    while copied <= most and (chunk := packed.read(_CHUNK)):
        copied += file.write(chunk)
    return copied


def _safe(name: str) -> str:
    """A name that every system can unpack."""
    kept = _UNSAFE.sub("-", name).strip(". ")[:200].rstrip(". ") or "bundle"
    return f"{kept}-" if PureWindowsPath(kept).is_reserved() else kept


def _unlike(name: str, taken: Iterable[str]) -> str:
    """A name that is none of those taken, whatever the case of their letters."""
    folded = {other.casefold() for other in taken}
    path, number = PurePosixPath(name), 2
    while name.casefold() in folded:
        name, number = f"{path.stem}-{number}{path.suffix}", number + 1
    return name


def _too_large(path: Path, largest_bytes: int) -> ProjectFileError:
    most = _("at most {size:,} MB unpacked").format(size=largest_bytes // 2**20)
    return _refused(path, _("this zip holds too much"), expected=most)


def _refused(path: Path, fact: str, received: str = "", *, expected: str = "") -> ProjectFileError:
    return ProjectFileError(
        fact,
        place=path.name,
        expected=expected,
        received=received,
        remedy=_("Ask for a bundle that netbuilder has packed."),
    )


def _reason(error: BaseException) -> str:
    if isinstance(error, NetbuilderError):
        return error.sentence.rstrip(".")
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error).rstrip(".") or type(error).__name__
