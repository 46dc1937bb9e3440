"""`packaging/environment.sh` in a checkout whose `.venv/bin/python` only notes what it is asked."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="make and sh are not for Windows")

NOTING_PYTHON = """#!/bin/sh
case "$*" in *"pip install"*) echo "$*" >>"$(dirname "$0")/installs" ;; esac
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "a checkout"
    (folder / "packaging").mkdir(parents=True)
    for name in ("pyproject.toml", "packaging/constraints.txt", "packaging/environment.sh"):
        shutil.copy(ROOT / name, folder / name)
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(NOTING_PYTHON)
    python.chmod(0o755)
    return folder


def prepare(checkout: Path, wanted: str) -> list[str]:
    """Run the script and return all installs asked for since the checkout was made."""
    subprocess.run([checkout / "packaging" / "environment.sh", wanted], check=True)
    installs = checkout / ".venv" / "bin" / "installs"
    return installs.read_text().splitlines() if installs.exists() else []


def test_first_start_installs_with_the_pins(checkout: Path) -> None:
    (install,) = prepare(checkout, "app")

    assert "--constraint packaging/constraints.txt" in install
    assert install.endswith("--editable .")


def test_second_start_installs_nothing(checkout: Path) -> None:
    prepare(checkout, "dev")

    assert len(prepare(checkout, "dev")) == 1


def test_app_starts_at_once_in_an_environment_for_tests(checkout: Path) -> None:
    prepare(checkout, "dev")

    assert len(prepare(checkout, "app")) == 1


def test_tests_install_their_tools_after_the_app_was_started(checkout: Path) -> None:
    prepare(checkout, "app")

    assert prepare(checkout, "dev")[-1].endswith("--editable .[dev]")


@pytest.mark.parametrize("name", ["pyproject.toml", "packaging/constraints.txt"])
def test_changed_requirements_install_again(checkout: Path, name: str) -> None:
    prepare(checkout, "dev")
    with (checkout / name).open("a") as file:
        file.write("# another pin\n")

    assert len(prepare(checkout, "dev")) == 2


def test_failed_install_is_tried_again(checkout: Path) -> None:
    python = checkout / ".venv" / "bin" / "python"
    python.write_text("#!/bin/sh\ncase \"$*\" in *'pip install'*) exit 1 ;; esac\n")
    failed = subprocess.run([checkout / "packaging" / "environment.sh", "app"], check=False)
    python.write_text(NOTING_PYTHON)

    assert failed.returncode == 1
    assert len(prepare(checkout, "app")) == 1
