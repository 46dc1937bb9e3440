"""Commands about trained models: `evaluate`, `predict`, `export`."""

from __future__ import annotations

import csv
import io
import json as json_text
import os
import sys
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from netbuilder import desktop
from netbuilder.cli.output import fail, progress_console, write_json, write_table
from netbuilder.cli.project import AsJson
from netbuilder.compiler import default_network
from netbuilder.error import DataError, ExportError, NetbuilderError
from netbuilder.project import file as project_file
from netbuilder.project.value import Project
from netbuilder.runs.folder import RunFolder, find_run, write_whole
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.exchange import Exported, Options, Order
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
        _fill_csv(sys.stdout, columns)
    else:
        typer.echo(_("{count:,} rows written to {path}").format(count=count, path=output))


def export(
    what: Annotated[str, typer.Argument(metavar="FILE|RUN", help=_("A project or a run."))],
    to: Annotated[
        str, typer.Option("--to", metavar="FORMAT", help="pytorch, weights, project, svg, png.")
    ],
    output: Annotated[str, typer.Option("-o", "--output", help=_("A file, or a folder for it."))],
    comments: Annotated[
        bool, typer.Option("--comments", help=_("Explain each layer in the source."))
    ] = False,
    training_loop: Annotated[
        bool,
        typer.Option(
            "--training-loop",
            help=_("Add a plain PyTorch loop, and the rows that it learns from."),
        ),
    ] = False,
    no_transforms: Annotated[
        bool,
        typer.Option("--no-transforms", help=_("Leave out what prepares raw rows: tensors go in.")),
    ] = False,
    last: Annotated[
        bool, typer.Option("--last", help=_("Take the last weights, not the best ones."))
    ] = False,
    json: AsJson = False,
) -> None:
    """Take a network away, checked to give the same answers in a fresh process."""
    try:
        with progress_console().status(_("exporting and checking")):
            from netbuilder.exchange import Options

            options = Options(
                comments=comments,
                training_loop=training_loop,
                transforms=not no_transforms,
                weights="last" if last else "best",
            )
            exported = _export(what, to, output, options)
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


def _export(what: str, to: str, output: str, options: Options) -> Exported:
    from netbuilder import exchange

    forms = {
        **exchange.FORMATS,
        "svg": exchange.Form(partial(_write_picture, "svg"), (".svg",)),
        "png": exchange.Form(partial(_write_picture, "png"), (".png",)),
    }
    subject = _subject(what)
    place = Path(output)
    if output.endswith(("/", os.sep)):  # a folder, whether it is there or not
        place /= exchange.stem_for(subject)
    base = Path(what).parent if isinstance(subject, Project) else None
    return exchange.export(subject, to, place, options=options, base=base, forms=forms)


def _write_picture(form: str, subject: RunFolder | Project, path: Path, _order: Order) -> Exported:
    from netbuilder.exchange import Exported

    project = subject if isinstance(subject, Project) else subject.project
    network = default_network(project) or next(iter(project.networks), "")
    try:
        from netbuilder.app.headless import write_picture
    except ImportError as error:
        missing = desktop.missing_libraries({"QT_QPA_PLATFORM": "offscreen"})
        raise ExportError(
            _("pictures are drawn by Qt, which cannot be loaded here"),
            received=str(error),
            remedy=desktop.explain_missing(missing, desktop.read_os_release()) if missing else "",
        ) from error
    write_picture(project, network, form, path)
    return Exported(files=(path,))


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
    text = io.StringIO()
    _fill_csv(text, columns)
    try:
        write_whole(path, text.getvalue().encode())
    except OSError as error:
        raise DataError(
            _("the predictions cannot be written"),
            place=str(path),
            received=error.strerror or str(error),
            remedy=_("Choose another place with -o."),
        ) from error


def _fill_csv(stream: Any, columns: Mapping[str, Sequence[Any]]) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in zip(*columns.values(), strict=True):
        writer.writerow(json_text.dumps(v) if isinstance(v, list) else v for v in row)
