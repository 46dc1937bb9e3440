"""Rows of measurements, and the table they are printed in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measurement.

    Attributes:
        name: What was measured.
        value: The figure.
        unit: What it counts: "ms", "times", "accuracy", ...
        baseline: What it is set against, in words with its figure, or "".
        bound: What was promised, such as ``<= 5`` or ``0.97-1.03``, or "".
    """

    name: str
    value: float
    unit: str
    baseline: str = ""
    bound: str = ""

    @property
    def holds(self) -> bool | None:
        """Whether the figure keeps its promise; None where there is none."""
        return None if not self.bound else _holds(self.value, self.bound)


def _holds(value: float, bound: str) -> bool:
    if bound.startswith("<="):
        return value <= float(bound[2:])
    if bound.startswith("<"):
        return value < float(bound[1:])
    if bound.startswith(">="):
        return value >= float(bound[2:])
    if bound.startswith(">"):
        return value > float(bound[1:])
    low, _dash, high = bound.partition("-")
    return float(low) <= value <= float(high)


def write_table(title: str, rows: Iterable[Row]) -> None:
    """Print rows to standard output."""
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in ("measured", "figure", "unit", "against", "promised", ""):
        table.add_column(column, justify="right" if column == "figure" else "left")
    words = {None: "", True: "holds", False: "MISSED"}
    for row in rows:
        figure = f"{row.value:.4g}"
        table.add_row(row.name, figure, row.unit, row.baseline, row.bound, words[row.holds])
    Console(width=140).print(table, markup=False)
