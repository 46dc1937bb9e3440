"""Holds exported files against the model: both answer the same raw rows.

The files answer in a fresh Python that cannot import netbuilder, so what is missing from them, or
lies in them wrongly, shows here and not where they are used.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from netbuilder.error import ExportError
from netbuilder.exchange.program import classes_of
from netbuilder.model import Model
from netbuilder.words import _

Array = npt.NDArray[Any]

TOLERANCE = 1e-4
"""How far a number may be off, relative to the larger of 1 and its size."""

TIMEOUT_S = 300

_SCRIPT = """
import json, runpy, sys
sys.modules["netbuilder"] = None
import numpy as np, torch
torch.set_num_threads(1)
program, rows_file, out_file = sys.argv[1:]
names = runpy.run_path(program)
with open(rows_file, encoding="utf-8") as stream:
    rows = json.load(stream)
model = names["load"]()
with torch.no_grad():
    outputs = model.predict(*names["prepare"](rows))
outputs = outputs if isinstance(outputs, tuple) else (outputs,)
answers = {key: np.asarray(value).tolist() for key, value in names["answer"](model, rows).items()}
np.savez(out_file, *[output.numpy() for output in outputs])
print(json.dumps({"answers": answers, "classes": names["CLASSES"]}))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """What the check in a fresh process found.

    Attributes:
        rows: Raw rows that both sides answered.
        largest_difference: Between any two numbers, relative to the larger of 1 and their size.
        classes_equal: Whether every class name agrees.
    """

    rows: int
    largest_difference: float
    classes_equal: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What the exported files said: outputs in order, answers and class names by column."""

    outputs: tuple[Array, ...]
    answers: Mapping[str, list[Any]]
    classes: Mapping[str, list[str]]


def check(program: Path, model: Model, rows: Mapping[str, Sequence[Any]]) -> Check:
    """Ask an exported program and the model it came from about the same raw rows.

    Raises:
        ExportError: The program does not run, or its answers differ.
    """
    said = ask(program, rows)
    differences = [
        *(difference(a, b) for a, b in _paired(said.outputs, model.outputs(rows))),
        *_answer_differences(said, model, rows),
    ]
    largest = float(np.max(differences, initial=0.0))
    classes_equal = _are_classes_equal(said, model, rows)
    if not largest <= TOLERANCE or not classes_equal:
        raise ExportError(
            _("the exported file does not give the same answers"),
            place=program.name,
            expected=_("a difference of at most {limit:.0e}").format(limit=TOLERANCE),
            received=f"{largest:.1e}" if classes_equal else _("other class names"),
            remedy=_("Nothing was kept."),
        )
    count = len(next(iter(rows.values()), ()))
    return Check(rows=count, largest_difference=largest, classes_equal=classes_equal)


def difference(ours: Array, theirs: Array) -> float:
    """The largest difference of two arrays, relative to the larger of 1 and a number's size.

    What is not finite must be so on both sides; another shape is infinitely far away.
    """
    if ours.shape != theirs.shape:
        return float("inf")
    a, b = ours.astype(np.float64), theirs.astype(np.float64)
    same = (a == b) | (np.isnan(a) & np.isnan(b))
    with np.errstate(invalid="ignore", over="ignore"):
        apart = np.where(same, 0.0, np.abs(a - b) / np.maximum(1.0, np.abs(b)))
    return float(np.max(np.nan_to_num(apart, nan=np.inf, posinf=np.inf), initial=0.0))


def ask(program: Path, rows: Mapping[str, Sequence[Any]]) -> Said:
    """Run an exported program on raw rows in a process of its own.

    Raises:
        ExportError: It does not run; the error holds the last line it wrote.
    """
    with tempfile.TemporaryDirectory() as folder:
        rows_file, out_file = Path(folder, "rows.json"), Path(folder, "outputs.npz")
        rows_file.write_text(json.dumps(rows), encoding="utf-8")
        command = [sys.executable, "-I", "-c", _SCRIPT, *map(str, (program, rows_file, out_file))]
        try:
            done = subprocess.run(
                command,
                capture_output=True,
                encoding="utf-8",
                errors="replace",
                timeout=TIMEOUT_S,
                check=False,
                cwd=folder,
                env={**os.environ, "CUDA_VISIBLE_DEVICES": ""},
            )
        except subprocess.TimeoutExpired as error:
            raise _unchecked(program, _("it did not answer in five minutes")) from error
        if done.returncode != 0:
            last = done.stderr.strip().rpartition("\n")[2]
            raise _unchecked(program, last or _("it ended without a word"))
        with np.load(out_file) as arrays:
            outputs = tuple(arrays[f"arr_{i}"] for i in range(len(arrays.files)))
        words = json.loads(done.stdout.rstrip().rpartition("\n")[2])
        return Said(outputs, words["answers"], words["classes"])


def _paired(said: tuple[Array, ...], ours: tuple[Array, ...]) -> list[tuple[Array, Array]]:
    if len(said) != len(ours):
        return [(np.zeros(len(said)), np.zeros(len(ours)))]
    return list(zip(said, ours, strict=True))


def _answer_differences(said: Said, model: Model, rows: Mapping[str, Sequence[Any]]) -> list[float]:
    """How far answers in numbers are apart, each relative to the largest of its column."""
    found = []
    for name, prediction in model.predict(rows).items():
        if prediction.classes:
            continue
        ours = np.asarray(prediction.values, dtype=np.float64)
        theirs = np.asarray(said.answers.get(name, []), dtype=np.float64)
        finite = np.abs(ours[np.isfinite(ours)])
        scale = float(finite.max(initial=0.0)) or 1.0
        found.append(difference(theirs / scale, ours / scale))
    return found


def _are_classes_equal(said: Said, model: Model, rows: Mapping[str, Sequence[Any]]) -> bool:
    """Whether the file knows the same classes in the same order, and names the same ones."""
    known = classes_of(model.source, model.project.data)
    if {name: tuple(classes) for name, classes in said.classes.items()} != known:
        return False
    return all(
        said.answers.get(name) == prediction.values.tolist()
        for name, prediction in model.predict(rows).items()
        if prediction.classes
    )


def _unchecked(program: Path, reason: str) -> ExportError:
    return ExportError(
        _("the exported file does not run on its own: {reason}").format(reason=reason),
        place=program.name,
        remedy=_("Nothing was kept."),
    )
