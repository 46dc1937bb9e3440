"""Reads rows to predict from a file: CSV, JSON, JSON lines or .npz."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.data.table import Array, Table
from netbuilder.error import DataError
from netbuilder.words import _

MAX_BYTES = 1_000_000_000
MAX_ROWS = 10_000_000


def read_rows(path: Path) -> Table:
    """Read raw rows, with or without a target.

    Args:
        path: ``.csv`` as projects read it; ``.json`` with a list of rows (objects) or an object of
            columns (lists); ``.jsonl`` or ``.ndjson`` with a row (object) a line; ``.npz`` with an
            array a column.

    Raises:
        DataError: The file cannot be read, or its columns have different lengths.
    """
    read = _READERS.get(path.suffix.lower())
    if read is None:
        raise DataError(
            _("netbuilder cannot read rows from such a file"),
            place=str(path),
            expected=", ".join(_READERS),
            received=path.suffix or _("no extension"),
        )
    return read(path)


def _read_csv(path: Path) -> Table:
    from netbuilder.data.csv_file import read_csv

    return read_csv(path)


def _read_json(path: Path) -> Table:
    content = _content(path)
    value = _parsed(content, path)
    if isinstance(value, list):
        return _from_records(value, content, path)
    if isinstance(value, dict) and value and all(isinstance(v, list) for v in value.values()):
        return _table({str(k): _array(v) for k, v in value.items()}, content, path)
    raise DataError(
        _("the file holds no rows"),
        place=str(path),
        expected=_("a list of objects, or an object of lists"),
    )


def _read_json_lines(path: Path) -> Table:
    content = _content(path)
    records = []
    for number, line in enumerate(content.splitlines(), start=1):
        if line.strip():
            records.append(_parsed(line, path, line=number))
    return _from_records(records, content, path)


def _read_npz(path: Path) -> Table:
    content = _content(path)
    try:
        _check_unpacked_size(path)
        with np.load(path, allow_pickle=False) as file:
            columns = {name: np.asarray(file[name]) for name in file.files}
    except (OSError, ValueError, EOFError, zipfile.BadZipFile, NotImplementedError) as error:
        raise DataError(
            _("the arrays of the file cannot be read"),
            place=str(path),
            expected=_("arrays of numbers or texts, as numpy.savez writes them"),
        ) from error
    if any(not values.ndim for values in columns.values()):
        raise DataError(
            _("every array of the file must have a row for each prediction"), place=str(path)
        )
    return _table(columns, content, path)


def _check_unpacked_size(path: Path) -> None:
    """Refuse an archive that would fill the memory once it is unpacked."""
    with zipfile.ZipFile(path) as archive:
        size = sum(entry.file_size for entry in archive.infolist())
    if size > MAX_BYTES:
        raise DataError(
            _("the arrays of the file are too large"),
            place=str(path),
            expected=_("at most {size:,} MB").format(size=MAX_BYTES // 1_000_000),
            received=f"{size // 1_000_000:,} MB",
        )


_READERS: Mapping[str, Callable[[Path], Table]] = {
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".txt": _read_csv,
    ".json": _read_json,
    ".jsonl": _read_json_lines,
    ".ndjson": _read_json_lines,
    ".npz": _read_npz,
}


def _content(path: Path) -> bytes:
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise DataError(
                _("the file is too large"),
                place=str(path),
                expected=_("at most {size:,} MB").format(size=MAX_BYTES // 1_000_000),
                received=f"{size // 1_000_000:,} MB",
            )
        return path.read_bytes()
    except OSError as error:
        raise DataError(
            _("the file cannot be read"),
            place=str(path),
            received=(error.strerror or "").lower(),
            remedy=_("Check that it is there and that you may read it."),
        ) from error


def _parsed(content: bytes, path: Path, *, line: int | None = None) -> Any:
    try:
        return json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        at = line if line is not None else getattr(error, "lineno", None)
        place = str(path) if at is None else _("{path}, line {line}").format(path=path, line=at)
        raise DataError(_("this is not JSON in UTF-8"), place=place) from error


def _from_records(records: list[Any], content: bytes, path: Path) -> Table:
    """Columns from a list of objects; a key that a row lacks is a missing value."""
    names: dict[str, None] = {}
    for number, record in enumerate(records, start=1):
        if not isinstance(record, dict):
            raise DataError(
                _("every row must be an object of column and value"),
                place=_("{path}, row {row}").format(path=path, row=number),
                received=str(record)[:40],
            )
        names.update(dict.fromkeys(record))
    columns = {name: _array([record.get(name) for record in records]) for name in names}
    return _table(columns, content, path)


def _array(values: list[Any]) -> Array:
    """A row each, whatever a row holds; what does not form an array stays a list in a cell."""
    try:
        array = np.asarray(values, dtype=object)
    except ValueError:
        array = np.empty(len(values), dtype=object)
        array[:] = values
    return array


def _table(columns: Mapping[str, Array], content: bytes, path: Path) -> Table:
    lengths = {len(values) for values in columns.values()}
    if not lengths or lengths == {0}:
        raise DataError(_("the file has no rows"), place=str(path))
    if len(lengths) > 1 or max(lengths) > MAX_ROWS:
        raise DataError(
            _("the columns have different numbers of rows, or too many"),
            place=str(path),
            received=", ".join(f"{name} {len(v):,}" for name, v in list(columns.items())[:5]),
        )
    fingerprint = f"sha256:{hashlib.sha256(content).hexdigest()}"
    return Table(columns=columns, fingerprint=fingerprint, place=str(path))
