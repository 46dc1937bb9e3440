"""Finds out how a CSV file is written: encoding, delimiter, decimal sign, header.

Reads the file once, in pieces: the first megabyte decides on the form, the rest is only checked for
its encoding, counted and hashed, so that hopeless files are refused before they fill the memory.
"""

from __future__ import annotations

import codecs
import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from netbuilder.error import DataError
from netbuilder.layers.parameter import Value
from netbuilder.words import _

MAX_BYTES = 4_000_000_000
MAX_COLUMNS = 10_000
MAX_CELLS = 200_000_000
MAX_ROW_BYTES = 8_000_000
MISSING = frozenset(("", "?", "NA", "N/A", "n/a", "#N/A", "NaN", "nan", "NULL", "null"))

_HEAD_BYTES = 1_000_000
_SAMPLE_ROWS = 200
_PIECE_BYTES = 1 << 20
_MAX_NAME = 200
_DELIMITERS = ("\t", ";", "|", ",")
_UNDEFINED_1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
_NUMBER = re.compile(
    r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?|[+-]?(inf|infinity|nan)", re.I | re.A
)
_COMMA_NUMBER = re.compile(r"[+-]?(\d+(,\d*)?|,\d+)([eE][+-]?\d+)?", re.A)
_SIGNATURES = (
    (b"PK\x03\x04", _("an Excel or zip file")),
    (b"\xd0\xcf\x11\xe0", _("an old Excel file")),
    (b"\x1f\x8b", _("a gzip file")),
    (b"PAR1", _("a Parquet file")),
    (b"\x89PNG", _("a picture")),
    (b"\xff\xd8\xff", _("a picture")),
    (b"%PDF", _("a PDF file")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CsvForm:
    """How a CSV file is written, and what a first look at it shows.

    Attributes:
        encoding: A Python codec.
        delimiter: What stands between two values.
        decimal: The decimal sign, ``"."`` or ``","``.
        blank_lines: Empty lines before the first row.
        has_header: Whether the first row names the columns.
        names: A name for each column, unique.
        numeric: The columns whose first rows hold numbers.
        fingerprint: SHA-256 of the bytes.
        report: What was assumed or changed, one sentence each.
    """

    encoding: str
    delimiter: str
    decimal: str
    blank_lines: int
    has_header: bool
    names: tuple[str, ...]
    numeric: frozenset[str]
    fingerprint: str
    report: tuple[str, ...]


def read_form(path: Path, options: Mapping[str, Value]) -> CsvForm:
    """Look through a file and find out how it is written.

    Args:
        path: The file.
        options: What a person fixed: ``encoding`` (a codec), ``delimiter`` (one character),
            ``decimal`` ("." or ","), ``header`` (True or False). The rest is found out.

    Raises:
        DataError: The file cannot be read, is no text, is too large, or has no rows; or an option
            does not make sense.
    """
    _check_options(options, str(path))
    head = _read_head(path)
    _check_text(head, path)
    scan = _scan(path, options.get("encoding"), head)
    text = _decode_head(head, scan.encoding)
    _check_width(text, len(head), options.get("delimiter"), path)
    is_cut = len(head) >= _HEAD_BYTES
    delimiter = options.get("delimiter") or _find_delimiter(text, is_cut=is_cut)
    try:
        rows = _rows(text, delimiter, is_cut=is_cut)
    except csv.Error as error:
        raise DataError(
            _("a value is longer than {size:,} characters").format(size=csv.field_size_limit()),
            place=str(path),
            remedy=_("Is a quotation mark opened and never closed, or the delimiter another?"),
        ) from error
    if not rows:
        raise DataError(_("the file has no rows"), place=str(path))
    decimal = options.get("decimal") or _find_decimal(rows, delimiter)
    has_header = options.get("header")
    if has_header is None:
        has_header = _has_header(rows, decimal)
    names, renamed = _names(rows[0], has_header=has_header)
    _check_counts(len(names), scan.lines, path)
    body = rows[1:] if has_header else rows
    if not body:
        raise DataError(
            _("the file has a header and no rows"),
            place=str(path),
            received=", ".join(names[:10]),
            remedy=_("Give at least one row of values."),
        )
    report = [*scan.report, *renamed]
    if not has_header:
        report.append(_("The first row holds values, so the columns are numbered."))
    if decimal == ",":
        report.append(_("Numbers are written with a decimal comma."))
    return CsvForm(
        encoding=scan.encoding,
        delimiter=delimiter,
        decimal=decimal,
        blank_lines=_blank_lines(text),
        has_header=has_header,
        names=names,
        numeric=_numeric(names, body, decimal),
        fingerprint=scan.fingerprint,
        report=tuple(report),
    )


def is_number(text: str, decimal: str = ".") -> bool:
    """Whether a text is written as a number."""
    pattern = _NUMBER if decimal == "." else _COMMA_NUMBER
    return pattern.fullmatch(text.strip()) is not None


def _check_options(options: Mapping[str, Value], place: str) -> None:
    delimiter, decimal = options.get("delimiter"), options.get("decimal")
    unknown = [key for key in options if key not in ("encoding", "delimiter", "decimal", "header")]
    if unknown:
        fact = _("there is no option “{key}” for CSV files").format(key=unknown[0])
    elif delimiter is not None and not (
        isinstance(delimiter, str)
        and len(delimiter) == 1
        and delimiter.isascii()
        and delimiter not in '"\r\n'
    ):
        fact = _("the delimiter must be one character")
    elif decimal is not None and decimal not in (".", ","):
        fact = _("the decimal sign must be a point or a comma")
    elif options.get("header") not in (None, True, False):
        fact = _("the option header must be true or false")
    elif not _is_codec(options.get("encoding")):
        fact = _("there is no encoding “{name}”").format(name=options["encoding"])
    elif delimiter is not None and delimiter == decimal:
        fact = _("delimiter and decimal sign must differ")
    else:
        return
    raise DataError(fact, place=place)


def _is_codec(name: Value) -> bool:
    if name is None:
        return True
    try:
        "a,1".encode(name).decode(name)
    except (LookupError, TypeError, UnicodeError, ValueError):
        return False
    return True


def _read_head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise DataError(
                _("this is a folder"), place=str(path), remedy=_("Choose a CSV file in it.")
            )
        if not path.exists():
            raise DataError(
                _("there is no such file"),
                place=str(path),
                remedy=_("It may have been moved or renamed; choose it again."),
            )
        if not path.is_file():
            raise DataError(_("this is not a file of data"), place=str(path))
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise DataError(
            _("the file cannot be read"),
            place=str(path)[:_MAX_NAME],
            received=(reason or "").lower(),
            remedy=_("Check that it is there and that you may read it."),
        ) from error
    if size > MAX_BYTES:
        raise DataError(
            _("the file is too large"),
            place=str(path),
            expected=_("at most {size:,} MB").format(size=MAX_BYTES // 1_000_000),
            received=f"{size // 1_000_000:,} MB",
        )
    if not head.strip():
        raise DataError(_("the file is empty"), place=str(path))
    return head


def _check_text(head: bytes, path: Path) -> None:
    for signature, words in _SIGNATURES:
        if head.startswith(signature):
            raise DataError(
                _("this is {what}, not CSV").format(what=words),
                place=str(path),
                remedy=_("Save the table as CSV first."),
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scan:
    encoding: str
    lines: int
    fingerprint: str
    report: tuple[str, ...]


def _scan(path: Path, wanted: str | None, head: bytes) -> _Scan:
    """One pass over the bytes: hash, count of lines, and which encoding fits."""
    is_utf16 = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    encoding = wanted or ("utf-16" if is_utf16 else "utf-8-sig")
    decoder = codecs.getincrementaldecoder(encoding)()
    digest = hashlib.sha256()
    lines, fits, is_1252 = 0, True, True
    with path.open("rb") as file:
        while piece := file.read(_PIECE_BYTES):
            digest.update(piece)
            lines += piece.count(b"\n") or piece.count(b"\r")
            is_1252 = is_1252 and not _UNDEFINED_1252.search(piece)
            if b"\0" in piece and not encoding.lower().startswith(("utf-16", "utf_16", "utf-32")):
                raise DataError(
                    _("this is no text: it holds zero bytes"),
                    place=str(path),
                    remedy=_("Save the table as CSV in UTF-8."),
                )
            if fits:
                try:
                    decoder.decode(piece, final=len(piece) < _PIECE_BYTES)
                except UnicodeError:
                    fits = False
    fingerprint = f"sha256:{digest.hexdigest()}"
    if fits:
        return _Scan(encoding=encoding, lines=lines, fingerprint=fingerprint, report=())
    if wanted or is_utf16:
        raise DataError(
            _("the file is not written in {encoding}").format(encoding=encoding),
            place=str(path),
            remedy=_("Choose another encoding, or save it in UTF-8."),
        )
    encoding, words = ("cp1252", "Windows-1252") if is_1252 else ("latin-1", "Latin-1")
    sentence = _("The file is not UTF-8 and was read as {encoding}.").format(encoding=words)
    return _Scan(encoding=encoding, lines=lines, fingerprint=fingerprint, report=(sentence,))


def _decode_head(head: bytes, encoding: str) -> str:
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    return decoder.decode(head, final=False)


def _check_width(text: str, size: int, delimiter: str | None, path: Path) -> None:
    """Refuse a first row that is longer than any that would be read, before parsing it."""
    first = re.split(r"[\r\n]", text, maxsplit=1)[0]
    widest = max(first.count(sign) for sign in ((delimiter,) if delimiter else _DELIMITERS)) + 1
    if widest > MAX_COLUMNS:
        raise _too_wide(path, _("{count:,} or more").format(count=widest))
    if len(first) == len(text) and size >= _HEAD_BYTES:
        raise DataError(
            _("the first row is longer than {size:,} characters").format(size=len(first) - 1),
            place=str(path),
            remedy=_("Is this a CSV file?"),
        )


def _check_counts(columns: int, lines: int, path: Path) -> None:
    if columns > MAX_COLUMNS:
        raise _too_wide(path, f"{columns:,}")
    if columns * lines > MAX_CELLS:
        raise DataError(
            _("the table is too large"),
            place=str(path),
            expected=_("at most {count:,} values").format(count=MAX_CELLS),
            received=_("about {rows:,} rows of {columns:,}").format(rows=lines, columns=columns),
        )


def _too_wide(path: Path, received: str) -> DataError:
    return DataError(
        _("the file has too many columns"),
        place=str(path),
        expected=_("at most {count:,}").format(count=MAX_COLUMNS),
        received=received,
        remedy=_("Is the table lying on its side, or the delimiter another?"),
    )


def _blank_lines(text: str) -> int:
    count = 0
    for line in io.StringIO(text, newline=""):
        if line.strip("\r\n"):
            return count
        count += 1
    return count


def _rows(text: str, delimiter: str, *, is_cut: bool) -> list[list[str]]:
    """The first rows, without blank lines and without a last row that the look cuts off.

    Raises:
        csv.Error: A value is longer than the standard library's reader takes.
    """
    rows: list[list[str]] = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        if row:
            rows.append([cell.strip() for cell in row])
        if len(rows) > _SAMPLE_ROWS:
            return rows
    return rows[:-1] if is_cut and len(rows) > 1 else rows


def _find_delimiter(text: str, *, is_cut: bool) -> str:
    """The sign that cuts most of the first rows into equally many, at least two, pieces.

    Between equals a tab goes before a semicolon, a bar and a comma: where numbers have decimal
    commas, a comma may cut every row alike, too.
    """
    best, best_share = ",", 0.0
    for delimiter in _DELIMITERS:
        try:
            counts = Counter(len(row) for row in _rows(text, delimiter, is_cut=is_cut))
        except csv.Error:
            continue  # uncut, a row may be too long for one value
        width, rows = counts.most_common(1)[0] if counts else (1, 0)
        share = rows / counts.total() if width > 1 else 0.0
        if share > best_share:
            best, best_share = delimiter, share
    return best


def _find_decimal(rows: list[list[str]], delimiter: str) -> str:
    cells = [cell for row in rows[1:] or rows for cell in row if cell not in MISSING]
    with_comma = sum("," in cell and is_number(cell, ",") for cell in cells)
    with_point = sum("." in cell and is_number(cell) for cell in cells)
    return "," if delimiter != "," and with_comma > with_point else "."


def _has_header(rows: list[list[str]], decimal: str) -> bool:
    """Whether the first row names what the others hold.

    It does where a column of numbers starts with something else. Where all columns start like
    they go on, it does not, unless there are texts only and no first cell returns in its column.
    """
    first, rest = rows[0], rows[1:]
    if not rest:
        return not any(is_number(cell, decimal) for cell in first)
    has_numbers = False
    for position, cell in enumerate(first):
        column = [row[position] for row in rest if position < len(row)]
        known = [value for value in column if value not in MISSING]
        numbers = sum(is_number(value, decimal) for value in known)
        if known and numbers >= 0.8 * len(known):
            if cell and not is_number(cell, decimal) and cell not in MISSING:
                return True
            has_numbers = True
    if has_numbers:
        return False
    returns = any(
        cell in {row[position] for row in rest if position < len(row)}
        for position, cell in enumerate(first)
        if cell
    )
    return not returns and len(set(first)) == len(first)


def _names(first: list[str], *, has_header: bool) -> tuple[tuple[str, ...], list[str]]:
    """A unique name for each column, and a sentence for each that had to be changed."""
    names: dict[str, None] = {}
    report = []
    for position, cell in enumerate(first, start=1):
        name = " ".join(cell.split())[:_MAX_NAME] if has_header else ""
        name = name or _("column {position}").format(position=position)
        unique, number = name, 2
        while unique in names:
            unique, number = f"{name} {number}", number + 1
        names[unique] = None
        if has_header and unique != cell:
            report.append(
                _("Column {position} is called “{name}” here.").format(
                    position=position, name=unique
                )
            )
    return tuple(names), report


def _numeric(names: tuple[str, ...], body: list[list[str]], decimal: str) -> frozenset[str]:
    numeric = set()
    for position, name in enumerate(names):
        column = (row[position] for row in body if position < len(row))
        known = [cell for cell in column if cell not in MISSING]
        if known and all(is_number(cell, decimal) for cell in known):
            numeric.add(name)
    return frozenset(numeric)
