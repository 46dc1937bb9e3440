"""Rules of the house that no linter knows."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "netbuilder").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("test_*.py"))

LONGEST_FILE = 500
NAMES_THAT_SAY_NOTHING = {"common", "helper", "helpers", "manager", "misc", "util", "utils"}


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


@pytest.mark.parametrize("file", SOURCES, ids=name_of)
def test_file_can_be_read_in_a_sitting(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


def test_modules_are_named_for_their_subject() -> None:
    assert not [name_of(file) for file in SOURCES if file.stem in NAMES_THAT_SAY_NOTHING]


@pytest.mark.parametrize("file", TESTS, ids=name_of)
def test_no_test_skips_in_silence(file: Path) -> None:
    """A skip or an expected failure states its reason; a missing package is never one."""
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Attribute | ast.Call):
            continue
        call = node if isinstance(node, ast.Call) else None
        attribute = call.func if call else node
        if not isinstance(attribute, ast.Attribute):
            continue
        assert attribute.attr != "importorskip", f"line {node.lineno}: install it instead"
        if call and attribute.attr in ("skip", "skipif", "xfail"):
            reasons = [word for word in call.keywords if word.arg == "reason"]
            is_stated = bool(reasons) or (attribute.attr == "skip" and bool(call.args))
            assert is_stated, f"line {node.lineno}: {attribute.attr} without a reason"


def test_every_file_of_tests_is_collected() -> None:
    """A file with tests under another name would never run."""
    others = [file for file in (ROOT / "tests").rglob("*.py") if file not in TESTS]

    for file in others:
        body = ast.parse(file.read_text(encoding="utf-8")).body
        names = [node.name for node in body if isinstance(node, ast.FunctionDef)]
        assert not [name for name in names if name.startswith("test_")], name_of(file)
