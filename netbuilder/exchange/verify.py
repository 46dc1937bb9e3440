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
from netbuilder.model.arguments import arguments
from netbuilder.words import _

Array = npt.NDArray[Any]

TOLERANCE = 1e-4
"""How far a number may be off, relative to the larger of 1 and its size."""

TIMEOUT_S = 300

_LOOP_ROWS = 64

_BEGIN = """
import json, runpy, sys
sys.modules["netbuilder"] = None
import numpy as np, torch
torch.set_num_threads(1)
program, given, out_file = sys.argv[1:]
names = runpy.run_path(program)
"""

_ASK = """
model = names["load"]()
if given.endswith(".npz"):
    with np.load(given) as arrays:
        tensors = [torch.from_numpy(arrays[f"arr_{i}"]) for i in range(len(arrays.files))]
    rows = None
else:
    with open(given, encoding="utf-8") as stream:
        rows = json.load(stream)
    tensors = names["prepare"](rows)
with torch.no_grad():
    outputs = model.predict(*tensors)
outputs = outputs if isinstance(outputs, tuple) else (outputs,)
answers = {} if rows is None else names["answer"](model, rows)
answers = {key: np.asarray(value).tolist() for key, value in answers.items()}
np.savez(out_file, *[output.numpy() for output in outputs])
"""

_TRAIN = """
(inputs, right), compared = names["read"]()
few = int(given)
names["train"]([x[:few] for x in inputs], [y[:few] for y in right], compared, epochs=1)
"""

_END = """
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


def check(
    program: Path, model: Model, rows: Mapping[str, Sequence[Any]], *, transforms: bool = True
) -> Check:
    """Ask an exported program and the model it came from about the same raw rows.

    Args:
        program: The file.
        model: What it was written from.
        rows: Raw values by column.
        transforms: Whether the file prepares raw rows itself; else it is given tensors.

    Raises:
        ExportError: The program does not run, or its answers differ.
    """
    said = ask(program, rows if transforms else _tensors(model, rows))
    differences = [
        *(difference(a, b) for a, b in _paired(said.outputs, model.outputs(rows))),
        *(_answer_differences(said, model, rows) if transforms else ()),
    ]
    largest = float(np.max(differences, initial=0.0))
    classes_equal = _are_classes_equal(said, model, rows if transforms else None)
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


def check_loop(program: Path) -> None:
    """Let an exported training loop learn from its first rows for one epoch.

    Raises:
        ExportError: It does not run.
    """
    with tempfile.TemporaryDirectory() as folder:
        _run(program, _BEGIN + _TRAIN, str(_LOOP_ROWS), Path(folder))


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


def ask(program: Path, given: Mapping[str, Sequence[Any]] | Sequence[Array]) -> Said:
    """Run an exported program in a process of its own, on raw rows or on tensors.

    Raises:
        ExportError: It does not run; the error holds the last line it wrote.
    """
    with tempfile.TemporaryDirectory() as folder:
        out_file = Path(folder, "outputs.npz")
        if isinstance(given, Mapping):
            given_file = Path(folder, "rows.json")
            given_file.write_text(json.dumps(given), encoding="utf-8")
        else:
            given_file = Path(folder, "tensors.npz")
            np.savez(given_file, *given)
        written = _run(program, _BEGIN + _ASK + _END, str(given_file), Path(folder))
        with np.load(out_file) as arrays:
            outputs = tuple(arrays[f"arr_{i}"] for i in range(len(arrays.files)))
        words = json.loads(written.rstrip().rpartition("\n")[2])
        return Said(outputs, words["answers"], words["classes"])


def _run(program: Path, script: str, given: str, folder: Path) -> str:
    """What a script writes about a program in a fresh Python that cannot import netbuilder."""
    arguments = (str(program), given, str(folder / "outputs.npz"))
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-c", script, *arguments],
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
    return done.stdout


def _tensors(model: Model, rows: Mapping[str, Sequence[Any]]) -> list[Array]:
    columns = model.pipeline.apply(rows, columns=model.columns)
    return [tensor.numpy() for tensor in arguments(model.source.inputs, columns)]


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


def _are_classes_equal(said: Said, model: Model, rows: Mapping[str, Sequence[Any]] | None) -> bool:
    """Whether the file knows the same classes in the same order, and names the same ones."""
    known = classes_of(model.source, model.project.data)
    if {name: tuple(classes) for name, classes in said.classes.items()} != known:
        return False
    if rows is None:
        return True
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
