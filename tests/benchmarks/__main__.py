"""Runs the benchmarks, each in a process of its own, and prints their tables.

A benchmark is a module of this package with ``TITLE`` and ``rows() -> list[Row]``.
"""

from __future__ import annotations

import argparse
import importlib
import os
import platform
import subprocess
import sys

NAMES = (
    "compile",
    "canvas",
    "layout",
    "search",
    "start",
    "lag",
    "train",
    "live",
    "collecting",
    "templates",
)


def main() -> int:
    """Run the benchmarks named, or all; the exit code counts those that broke."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", default=[], choices=[*NAMES, []], metavar="NAME")
    parser.add_argument("--one", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.one:
        _run(arguments.one)
        return 0
    print(f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores\n")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    failed = 0
    for name in arguments.names or NAMES:
        command = [sys.executable, "-m", "tests.benchmarks", "--one", name]
        failed += subprocess.run(command, env=environment, check=False).returncode != 0
    return failed


def _run(name: str) -> None:
    from tests.benchmarks.table import write_table

    module = importlib.import_module(f"tests.benchmarks.{name}")
    write_table(module.TITLE, module.rows())
    print(flush=True)


if __name__ == "__main__":
    sys.exit(main())
