"""Opens what a project's `Source` names."""

from __future__ import annotations

from pathlib import Path

from netbuilder.data.table import Table
from netbuilder.error import DataError
from netbuilder.project.schema import Source
from netbuilder.words import _

LARGEST_BYTES = 64 * 2**20
"""A larger file is read to train on, but not just to be looked at."""


def is_large(source: Source, base: Path | None) -> bool:
    """Whether a source is a file above `LARGEST_BYTES`; False where that cannot be told."""
    if source.kind != "csv":
        return False
    try:
        return ((base or Path()) / source.location).stat().st_size > LARGEST_BYTES
    except OSError:
        return False


def read_table(source: Source, base: Path | None) -> Table:
    """Read all rows of a source, raw.

    Args:
        source: What the project names.
        base: The folder that a relative path starts from; the current one by default.

    Raises:
        DataError: There is no such source, or it cannot be read.
    """
    match source.kind:
        case "builtin":
            from netbuilder.data.builtin import read_builtin

            return read_builtin(source.location)
        case "made":
            from netbuilder.data.made import read_made

            return read_made(source.location, source.options)
        case "csv":
            from netbuilder.data.csv_file import read_csv

            return read_csv((base or Path()) / source.location, source.options)
        case "":
            raise DataError(
                _("the project has no data yet"),
                remedy=_("Choose a set or open a CSV file."),
            )
        case _:
            raise DataError(
                _("this netbuilder cannot read such data"),
                place=source.location,
                received=source.kind,
                expected=_("builtin, made or csv"),
            )
