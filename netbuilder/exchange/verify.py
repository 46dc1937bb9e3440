"""Asks the exported files for their answers in a fresh Python that cannot import netbuilder."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from netbuilder.error import ExportError
from netbuilder.words import _

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
print(json.dumps(answers))
"""


@dataclass(frozen=True, slots=True)
class Said:
    """What the exported files said: raw outputs in order, and answers by column."""

    outputs: tuple[np.ndarray[Any, Any], ...]
    answers: Mapping[str, list[Any]]


def ask(program: Path, rows: Mapping[str, list[Any]]) -> Said:
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
                text=True,
                timeout=TIMEOUT_S,
                check=False,
                cwd=folder,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", "CUDA_VISIBLE_DEVICES": ""},
            )
        except subprocess.TimeoutExpired as error:
            raise _unchecked(program, _("it did not answer in five minutes")) from error
        if done.returncode != 0:
            last = done.stderr.strip().rpartition("\n")[2]
            raise _unchecked(program, last or _("it ended without a word"))
        with np.load(out_file) as arrays:
            outputs = tuple(arrays[f"arr_{i}"] for i in range(len(arrays.files)))
        return Said(outputs, json.loads(done.stdout))


def _unchecked(program: Path, reason: str) -> ExportError:
    return ExportError(
        _("the exported file does not run on its own: {reason}").format(reason=reason),
        place=str(program),
        remedy=_("Nothing was kept."),
    )
