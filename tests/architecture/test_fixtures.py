"""The suite's own nets catch what they are for; each row is a test that must be refused."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

THREAD = """
import threading
def test_it():
    stop = threading.Event()
    threading.Thread(target=stop.wait, args=(20,), daemon=True, name="left-behind").start()
"""
LOGGED = """
import logging
def test_it():
    logging.getLogger("netbuilder").error("rows are gone")
"""
WARNED = """
import warnings
def test_it():
    warnings.warn("old call", DeprecationWarning)
"""
QT_WARNED = """
from PySide6.QtCore import qWarning
def test_it(qtbot):
    qWarning("layout without a widget")
"""
FINE = """
import logging
import pathlib
def test_it(caplog, own_home):
    logging.getLogger("netbuilder").error("rows are gone")
    assert "rows are gone" in caplog.text
    caplog.clear()
    assert pathlib.Path.home() == own_home
"""
LONG = """
import pytest
@pytest.mark.long
def test_it():
    pass
"""


def outcome_of(text: str, folder: Path, *options: str) -> str:
    """What pytest prints for one file under the settings and fixtures of this suite."""
    file = folder / "test_case.py"
    file.write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "conftest", "-p", "no:cacheprovider"]
    command += ["-c", str(ROOT / "pyproject.toml"), *options, str(file)]
    environ = os.environ | {"PYTHONPATH": str(ROOT / "tests")}
    return subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, check=False
    ).stdout


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (THREAD, "still running after the test: left-behind"),
        (LOGGED, "logged as errors: ['rows are gone']"),
        (WARNED, "DeprecationWarning: old call"),
        (QT_WARNED, "layout without a widget"),
    ],
    ids=["thread", "logged error", "warning", "Qt warning"],
)
def test_fault_fails_the_test(text: str, why: str, tmp_path: Path) -> None:
    printed = outcome_of(text, tmp_path)

    assert why in printed
    assert "1 failed" in printed or "1 error" in printed


def test_expected_error_and_own_home_are_fine(tmp_path: Path) -> None:
    assert "1 passed" in outcome_of(FINE, tmp_path)


def test_long_test_is_left_out_and_said_so(tmp_path: Path) -> None:
    assert "1 deselected" in outcome_of(LONG, tmp_path)


def test_long_test_runs_when_asked(tmp_path: Path) -> None:
    assert "1 passed" in outcome_of(LONG, tmp_path, "--long")
