"""Measurements in a process of their own, as rows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import asdict

from tests.benchmarks.table import Row

_MARK = "rows: "
_SCRIPT = """
import sys
from importlib import import_module
from tests.benchmarks.apart import say
say(getattr(import_module("tests.benchmarks." + sys.argv[1]), sys.argv[2])(*sys.argv[3:]))
"""


def apart(
    module: str, function: str, *words: str, environment: Mapping[str, str] | None = None
) -> list[Row]:
    """What a function of a module of this package measures, called in a new process.

    Args:
        module: The module's name.
        function: Takes `words` and returns rows.
        words: Its arguments.
        environment: Added to that of this process.
    """
    command = [sys.executable, "-c", _SCRIPT, module, function, *words]
    with tempfile.TemporaryDirectory() as folder:  # nothing is left in the person's own folders
        settings = {
            **os.environ,
            "QT_QPA_PLATFORM": "offscreen",
            "TMPDIR": folder,
            "XDG_DATA_HOME": folder,
            **(environment or {}),
        }
        done = subprocess.run(command, env=settings, stdout=subprocess.PIPE, text=True, check=True)
    (line,) = (line for line in done.stdout.splitlines() if line.startswith(_MARK))
    return [Row(**fields) for fields in json.loads(line.removeprefix(_MARK))]


def say(rows: list[Row]) -> None:
    """Hand rows to the process that waits for them, and end without taking the app apart."""
    print(_MARK + json.dumps([asdict(row) for row in rows]), flush=True)
    os._exit(0)
