"""Sources of rows, what is in them, what each column is for, splits and transforms.

::

    data = read_schema(Source(kind="builtin", location="iris"), None)   # kept in the project
    prepared = prepare(data, None)                                      # arrays, split and fitted
    prepared.pipeline.apply({"petal length": [1.4], ...})               # one new row
"""

from netbuilder.data.pipeline import Pipeline
from netbuilder.data.prepare import Part, Prepared, prepare
from netbuilder.data.preview import Preview, preview, preview_again
from netbuilder.data.rows import read_rows
from netbuilder.data.schema import read_again, read_schema
from netbuilder.data.source import read_table
from netbuilder.data.table import Table

__all__ = [
    "Part",
    "Pipeline",
    "Prepared",
    "Preview",
    "Table",
    "prepare",
    "preview",
    "preview_again",
    "read_again",
    "read_rows",
    "read_schema",
    "read_table",
]
