"""Runs commands in this process and holds their JSON against the published schema."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from netbuilder import resources
from netbuilder.cli.app import app


@dataclass(frozen=True)
class Said:
    """What a command wrote and how it ended."""

    code: int
    out: str
    err: str


@pytest.fixture
def run() -> Callable[..., Said]:
    """Runs one command line."""

    def run_command(*words: object) -> Said:
        result = CliRunner().invoke(app, [str(word) for word in words])
        return Said(result.exit_code, result.stdout, result.stderr)

    return run_command


@pytest.fixture
def run_json(run: Callable[..., Said]) -> Callable[..., tuple[int, dict[str, Any]]]:
    """Runs one command line with --json; the answer has been held against the schema."""
    document = json.loads(resources.path("schema", "cli.json").read_text(encoding="utf-8"))

    def run_command(command: str, *words: object) -> tuple[int, dict[str, Any]]:
        said = run(command, *words, "--json")
        answer: dict[str, Any] = json.loads(said.out)
        entry = "error" if "errors" in answer else command
        schema = {"$ref": f"#/$defs/{entry}", "$defs": document["$defs"]}
        Draft202012Validator(schema).validate(answer)
        return said.code, answer

    return run_command
