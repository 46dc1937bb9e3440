"""Commands about trained models: `evaluate`, `predict`, `export`."""

from __future__ import annotations

import csv
import json as json_text
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from netbuilder.cli.output import fail, write_json, write_table
from netbuilder.cli.project import AsJson
from netbuilder.error import DataError, NetbuilderError
from netbuilder.project import file as project_file
from netbuilder.project.value import Project
from netbuilder.runs.folder import RunFolder, find_run
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.model import Prediction

RunName = Annotated[
    str, typer.Argument(metavar="RUN", help=_("A run's folder, or FILE#last, FILE#best, FILE#id."))
]


def evaluate(run: RunName, json: AsJson = False) -> None:
    """Measure a run's best weights on the test part."""
    try:
        from netbuilder.training.evaluation import evaluate as evaluate_run

        found = find_run(run)
        scores = evaluate_run(found)
    except NetbuilderError as error:
        raise fail(error, as_json=json) from error
    if json:
        write_json({"ok": True, "run": found.id, "part": "test", "scores": scores})
        return
    rows = (
        (column, key, f"{value:.4f}")
        for column, values in scores.items()
        for key, value in values.items()
    )
    write_table((_("column"), _("score"), _("value on the test part")), rows)


def predict(
    run: RunName,
    rows: Annotated[Path, typer.Argument(metavar="INPUT", help=_("Rows: CSV, JSON lines, npz."))],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help=_("A CSV file; none prints."))
    ] = None,
    json: AsJson = False,
) -> None:
    """Predict new rows with a run's best weights."""
    try:
        from netbuilder.data import read_rows
        from netbuilder.model import Model

        model = Model.load(find_run(run))
        predictions = model.predict(read_rows(rows).columns)
        columns: dict[str, list[Any]] = {}
        for name, prediction in predictions.items():
            columns |= _cells(name, prediction)
        if output is not None:
            _write_csv(output, columns)
    except NetbuilderError as error:
        raise fail(error, as_json=json) from error
    count = len(next(iter(columns.values()), ()))
    if json:
        write_json({"ok": True, "rows": count, "predictions": columns})
    elif output is None:
        _write_rows(columns)
    else:
        typer.echo(_("{count:,} rows written to {path}").format(count=count, path=output))


def export(
    what: Annotated[str, typer.Argument(metavar="FILE|RUN", help=_("A project or a run."))],
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help=_("pytorch, weights, ..."))],
    output: Annotated[Path, typer.Option("-o", "--output", help=_("Where to write."))],
    comments: Annotated[bool, typer.Option(help=_("Explain each line of source."))] = False,
    json: AsJson = False,
) -> None:
    """Take a network away, checked to give the same answers in a fresh process."""
    try:
        from netbuilder import exchange

        exported = exchange.export(_subject(what), to, output, comments=comments)
    except NetbuilderError as error:
        raise fail(error, as_json=json) from error
    check = exported.check
    files = [str(path) for path in exported.files]
    if json:
        result: dict[str, Any] = {"ok": True, "files": files, "check": None}
        if check is not None:
            result["check"] = {
                "rows": check.rows,
                "largest_difference": check.largest_difference,
                "classes_equal": check.classes_equal,
            }
        write_json(result)
        return
    for path in files:
        typer.echo(path)
    if check is not None:
        sentence = _("Gives the same answers: {rows:,} rows, largest difference {largest:.1e}.")
        typer.echo(sentence.format(rows=check.rows, largest=check.largest_difference))


def _subject(what: str) -> RunFolder | Project:
    path = Path(what)
    if path.is_file():
        return project_file.read(path)
    return find_run(what)


def _cells(name: str, prediction: Prediction) -> dict[str, list[Any]]:
    """Columns to write: what is said, and for a category how likely each class is."""
    values = prediction.values
    if values.ndim == 2 and values.shape[1] == 1:
        values = values[:, 0]
    cells: dict[str, list[Any]] = {name: values.tolist()}
    if prediction.probabilities is not None:
        for i, label in enumerate(prediction.classes):
            cells[f"{name}: {label}"] = prediction.probabilities[:, i].tolist()
    return cells


def _write_csv(path: Path, columns: Mapping[str, Sequence[Any]]) -> None:
    try:
        with path.open("w", newline="", encoding="utf-8") as stream:
            _fill_csv(stream, columns)
    except OSError as error:
        raise DataError(
            _("the predictions cannot be written: {why}").format(why=error.strerror or error),
            place=str(path),
            remedy=_("Choose another place with -o."),
        ) from error


def _write_rows(columns: Mapping[str, Sequence[Any]]) -> None:
    _fill_csv(sys.stdout, columns)


def _fill_csv(stream: Any, columns: Mapping[str, Sequence[Any]]) -> None:
    writer = csv.writer(stream)
    writer.writerow(columns)
    for row in zip(*columns.values(), strict=True):
        writer.writerow(json_text.dumps(v) if isinstance(v, list) else v for v in row)
