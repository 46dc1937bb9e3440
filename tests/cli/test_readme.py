"""What the README shows works as it is written."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

README = Path(__file__).parents[2] / "README.md"
OPENS_APP = "netbuilder digits.netb"


def _block(language: str, *, holding: str) -> str:
    blocks = re.findall(
        rf"^```{language}\n(.*?)^```$", README.read_text(encoding="utf-8"), re.M | re.S
    )
    (found,) = (block for block in blocks if holding in block)
    return found


def test_the_python_lines_run(tmp_path):
    lines = _block("python", holding="import netbuilder as nb")

    done = subprocess.run(
        [sys.executable, "-c", lines],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("()\n")
    assert "class Iris(nn.Module):" in done.stdout
    assert "classes_equal=True" in done.stdout
    for name in ("iris.py", "iris.safetensors", "iris.netb"):
        assert (tmp_path / name).is_file()


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder with the files that the commands speak of."""
    monkeypatch.chdir(tmp_path)
    rows = [f"{i % 7}.5,{i % 5},{'oak' if i % 2 else 'elm'}" for i in range(60)]
    text = "height,width,species\n" + "\n".join(rows) + "\n"
    (tmp_path / "flowers.csv").write_text(text, encoding="utf-8")
    np.savez(tmp_path / "new_rows.npz", picture=np.zeros((3, 8, 8)))
    return tmp_path


def test_the_commands_for_the_terminal_run(run, folder):
    lines = _block("sh", holding="netbuilder templates").splitlines()
    commands = [shlex.split(re.sub(r"\s+#.*", "", line)) for line in lines]
    assert commands.pop() == shlex.split(OPENS_APP)

    for program, *words in commands:
        assert program == "netbuilder"
        said = run(*words)
        assert said.code == 0, f"{words}: {said.err}"

    for name in ("digits.py", "digits.safetensors", "flowers.netb"):
        assert (folder / name).is_file()
    assert (folder / "predictions.csv").read_text(encoding="utf-8").count("\n") == 4
