"""Reads a CSV file into columns of numbers and texts.

A column is numbers where at least 95 % of its values are; what is left counts as missing and is
reported. Everything else is text, with spaces around it taken away. These texts are missing values:
nothing at all, ?, NA, N/A, NaN, NULL and their spellings in `csv_form.MISSING`. Infinite numbers
and those beyond float32 count as missing, too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from netbuilder.data.csv_form import MAX_ROW_BYTES, MISSING, CsvForm, is_number, read_form
from netbuilder.data.table import Array, Table
from netbuilder.error import DataError
from netbuilder.layers.parameter import Value
from netbuilder.words import _

NUMBER_SHARE = 0.95

_RAGGED = re.compile(r"(?:Row #(\d+): )?Expected (\d+) columns, got (\d+)(?:: (.*))?", re.S)
_SHOWN = 40
_LARGEST = float(np.finfo(np.float32).max)


def read_csv(path: Path, options: Mapping[str, Value] | None = None) -> Table:
    """Read a CSV file whole.

    Args:
        path: The file.
        options: What a person fixed, see `netbuilder.data.csv_form.read_form`.

    Raises:
        DataError: The file cannot be read as a table. It names the file and the row.
    """
    form = read_form(path, options or {})
    table = _parse(path, form)
    if not table.num_rows:
        raise DataError(_("the file has no rows"), place=str(path))
    _check_quotes(path, table)
    columns: dict[str, Array] = {}
    report = list(form.report)
    first_row = 2 if form.has_header else 1
    for position, name in enumerate(form.names):
        values, found = _column(table.column(position), form.decimal, first_row)
        columns[name] = values
        report += [f"“{name}”: {sentence}" for sentence in found]
    return Table(
        columns=columns, fingerprint=form.fingerprint, place=str(path), report=tuple(report)
    )


def _parse(path: Path, form: CsvForm) -> Any:
    """An arrow table of float64 and string columns; strings where the first look was wrong."""
    try:
        return _read(path, form, form.numeric)
    except pa.ArrowInvalid as error:
        if "conversion error" not in str(error):
            raise _parse_error(path, form, error) from error
    try:
        return _read(path, form, frozenset())
    except pa.ArrowInvalid as error:
        raise _parse_error(path, form, error) from error


def _read(path: Path, form: CsvForm, numeric: frozenset[str], *, use_threads: bool = True) -> Any:
    types = {name: pa.float64() if name in numeric else pa.string() for name in form.names}
    try:
        return pa_csv.read_csv(
            path,
            read_options=pa_csv.ReadOptions(
                column_names=list(form.names),
                skip_rows=form.blank_lines,
                skip_rows_after_names=int(form.has_header),
                encoding="utf8" if form.encoding == "utf-8-sig" else form.encoding,
                block_size=MAX_ROW_BYTES,
                use_threads=use_threads,
            ),
            parse_options=pa_csv.ParseOptions(
                delimiter=form.delimiter,
                newlines_in_values=True,
                # In a single column an empty line is a missing value.
                ignore_empty_lines=len(form.names) > 1,
            ),
            convert_options=pa_csv.ConvertOptions(
                column_types=types,
                null_values=sorted(MISSING),
                strings_can_be_null=True,
                decimal_point=form.decimal,
            ),
        )
    except OSError as error:
        raise DataError(
            _("the file cannot be read"), place=str(path), received=str(error.strerror or error)
        ) from error


def _parse_error(path: Path, form: CsvForm, error: Exception) -> DataError:
    text = str(error)
    if _RAGGED.search(text):
        return _ragged_error(path, form, text)
    if "straddl" in text:
        return DataError(
            _("a row is longer than {size:,} bytes").format(size=MAX_ROW_BYTES),
            place=str(path),
            remedy=_("Is a quotation mark opened and never closed?"),
        )
    return DataError(
        _("the file cannot be read as CSV"),
        place=str(path),
        received=text.removeprefix("CSV parse error: ")[:200],
    )


def _ragged_error(path: Path, form: CsvForm, text: str) -> DataError:
    try:  # only a reader without threads knows the number of the row
        _read(path, form, frozenset(), use_threads=False)
    except pa.ArrowInvalid as error:
        text = str(error)
    found = _RAGGED.search(text)
    row, expected, received, content = found.groups() if found else (None, "?", "?", None)
    place = str(path) if row is None else _("{path}, row {row}").format(path=path, row=row)
    shown = f" (“{content[:_SHOWN]}”)" if content else ""
    return DataError(
        _("the rows have different numbers of values"),
        place=place,
        expected=_("{count} as in the first row").format(count=expected),
        received=f"{received}{shown}",
        remedy=_("Put values that hold “{delimiter}” in quotation marks.").format(
            delimiter="tab" if form.delimiter == "\t" else form.delimiter
        ),
    )


def _check_quotes(path: Path, table: Any) -> None:
    """Refuse a file that ends inside a quotation: it has swallowed all rows behind the quote."""
    last = table.slice(table.num_rows - 1).to_pylist()[0]
    for name, value in last.items():
        if isinstance(value, str) and "\n" in value and _quotes(path) % 2:
            raise DataError(
                _("a quotation mark is opened and never closed"),
                place=_("{path}, column “{name}”, last row").format(path=path, name=name),
                received=f"“{' '.join(value.split())[:_SHOWN]}…”",
            )


def _quotes(path: Path) -> int:
    with path.open("rb") as file:
        return sum(piece.count(b'"') for piece in iter(lambda: file.read(1 << 20), b""))


def _column(column: Any, decimal: str, first_row: int) -> tuple[Array, list[str]]:
    """The values of a column, and what had to be changed in words."""
    if pa.types.is_float64(column.type):
        values: Array = column.to_numpy()
        return _finite(np.array(values, dtype=np.float64))
    coded = pc.dictionary_encode(pc.utf8_trim_whitespace(column)).combine_chunks()
    if isinstance(coded, pa.ChunkedArray):
        coded = coded.chunk(0)
    texts = [text if text not in MISSING else None for text in coded.dictionary.to_pylist()]
    codes = coded.indices.fill_null(len(texts)).to_numpy(zero_copy_only=False)
    texts.append(None)
    return _from_texts(texts, codes, decimal, first_row)


def _from_texts(
    texts: list[str | None], codes: Array, decimal: str, first_row: int
) -> tuple[Array, list[str]]:
    """Numbers or texts from the different texts of a column and which of them each row has."""
    counts = np.bincount(codes, minlength=len(texts))
    readable = np.array([text is not None and is_number(text, decimal) for text in texts])
    known = np.array([text is not None for text in texts])
    share = counts[readable].sum() / max(1, counts[known].sum())
    if share < NUMBER_SHARE:
        names = np.empty(len(texts), dtype=object)
        names[:] = texts
        report = []
        if share >= 0.5:
            report.append(
                _("numbers and texts are mixed ({share:.0%} numbers), read as text.").format(
                    share=share
                )
            )
        return names[codes], report
    numbers = np.array(
        [
            float(text.replace(decimal, ".")) if text is not None and fits else np.nan
            for text, fits in zip(texts, readable, strict=True)
        ]
    )
    values, report = _finite(numbers[codes])
    strange = known & ~readable
    if strange.any():
        first = int(np.flatnonzero(strange[codes])[0])
        report.append(
            _(
                "texts among numbers: {count:,}, counted as missing, first “{text}” in row {row}."
            ).format(
                count=int(counts[strange].sum()),
                text=str(texts[int(codes[first])])[:_SHOWN],
                row=first + first_row,
            )
        )
    return values, report


def _finite(values: Array) -> tuple[Array, list[str]]:
    infinite = np.abs(values) > _LARGEST
    count = int(infinite.sum())
    if not count:
        return values, []
    values[infinite] = np.nan
    return values, [
        _("infinite or above 3.4e38: {count:,}, counted as missing.").format(count=count)
    ]
