"""What sets several runs apart, as the rows of a table. No Qt here."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Sequence
from dataclasses import dataclass

from netbuilder.app.panels.metric_words import key_name, key_title
from netbuilder.app.panels.run_library import KeptRun, best_loss
from netbuilder.app.panels.setting_words import Facts, Key, layer_changes
from netbuilder.app.quantity import count_words, grouped, score_words, time_words
from netbuilder.runs.series import Series, is_lower_better
from netbuilder.words import _

_NONE = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A row: what it tells, a cell for each run, and which of them are the best."""

    words: str
    cells: tuple[str, ...]
    best: frozenset[int] = frozenset()


def table_of(runs: Sequence[KeptRun]) -> tuple[TableRow, ...]:
    """The layers and settings in which they differ, and below that how the runs came out."""
    return (*setting_rows([k.facts for k in runs]), *result_rows([k.series for k in runs]))


def result_rows(runs: Sequence[Series]) -> tuple[TableRow, ...]:
    """Validation, test, epochs, time and size; the best of each score is marked."""
    keys = list(dict.fromkeys(key for series in runs for key in ("loss", *series.metrics)))
    rows = []
    for key in keys:
        words = _("Best {name}, validation").format(name=key_name(key))
        rows.append(_score_row(words, key, [_best(series, key) for series in runs]))
    for key in keys:
        words = _("{name}, test").format(name=key_title(key))
        rows.append(_score_row(words, key, [series.test.get(key) for series in runs]))
    figures = (
        (_("Best epoch"), [str(s.best_epoch) if s.best_epoch else _NONE for s in runs]),
        (_("Epochs"), [f"{s.epoch} / {s.epochs}" for s in runs]),
        (_("Time"), [time_words(s.time_s) for s in runs]),
        (_("Examples/s"), [grouped(round(s.samples_per_s)) for s in runs]),
        (_("Parameters"), [grouped(s.parameters) for s in runs]),
        (_("Device"), [s.device or _NONE for s in runs]),
    )
    rows += [TableRow(words=words, cells=tuple(cells)) for words, cells in figures]
    return tuple(row for row in rows if any(cell != _NONE for cell in row.cells))


def setting_rows(runs: Sequence[Facts]) -> tuple[TableRow, ...]:
    """The layers in words, and each setting that is not the same in all."""
    rows = []
    layers = [facts.layers for facts in runs]
    if any(found.keys() != layers[0].keys() for found in layers):
        told = [count_words(len(layers[0]), _("layer"), _("layers"))]
        told += [
            ", ".join(layer_changes(layers[0], other)) or _("the same") for other in layers[1:]
        ]
        rows.append(TableRow(words=_("Layers"), cells=tuple(told)))
    settings = [facts.settings for facts in runs]
    keys: dict[Key, None] = {}
    for found in settings:
        keys.update(dict.fromkeys(found))
    for key in keys:
        if key[0] not in ("training", "data") and any(key[:2] not in found for found in layers):
            continue  # told by the row of layers
        known = [found.get(key) for found in settings]
        if key[1] == "optimizer_options" and not all(known):
            continue  # another method has other settings
        cells = tuple(setting.value if setting else _NONE for setting in known)
        if len(set(cells)) > 1:
            name = next(setting.name for setting in known if setting)
            rows.append(TableRow(words=name, cells=cells))
    return tuple(rows)


def as_lines(names: Sequence[str], rows: Sequence[TableRow], *, separator: str) -> str:
    """The table as text, a line a row, with tabs or commas between the cells."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\n")
    writer.writerow(("", *names))
    writer.writerows((row.words, *row.cells) for row in rows)
    return text.getvalue()


def common_keys(runs: Sequence[Series]) -> tuple[str, ...]:
    """The loss and the metrics that any of the runs has."""
    return tuple(dict.fromkeys(key for series in runs for key in ("loss", *series.metrics)))


def _best(series: Series, key: str) -> float | None:
    if key == "loss":
        return best_loss(series)
    values = series.validation.get(key) or series.train.get(key, [])
    finite = [value for value in values if math.isfinite(value)]
    choose = min if is_lower_better(key) else max
    return choose(finite) if finite else None


def _score_row(words: str, key: str, values: Sequence[float | None]) -> TableRow:
    known = [value for value in values if value is not None and math.isfinite(value)]
    name = key.rpartition(".")[2]
    best: frozenset[int] = frozenset()
    if len(known) > 1:
        top = (min if is_lower_better(key) else max)(known)
        best = frozenset(i for i, value in enumerate(values) if value == top)
    cells = tuple(_NONE if value is None else score_words(name, value) for value in values)
    return TableRow(words=words, cells=cells, best=best)
