"""Who may import whom, and what must not be loaded to know a layer or open a window."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

PURE = ("layers", "project", "compiler", "runs")


def modules_of(package: str) -> list[str]:
    folder = ROOT / "netbuilder" / package
    files = folder.rglob("*.py") if folder.is_dir() else [folder.with_suffix(".py")]
    names = (file.relative_to(ROOT).with_suffix("") for file in sorted(files))
    return [".".join(name.parts).removesuffix(".__init__") for name in names]


def loaded_after_importing(modules: list[str]) -> set[str]:
    """The top-level modules that a fresh interpreter holds after importing some."""
    code = (
        "import importlib, json, sys\n"
        f"for name in {modules!r}: importlib.import_module(name)\n"
        "print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("package", PURE)
def test_pure_package_loads_neither_qt_nor_torch(package: str) -> None:
    modules = [name for name in modules_of(package) if name != "netbuilder.compiler.build"]

    loaded = loaded_after_importing(modules)

    assert f"netbuilder.{package}" in modules
    assert not loaded & {"PySide6", "torch", "sklearn", "pandas", "numpy"}


def test_data_loads_neither_qt_nor_torch_nor_scikit_learn() -> None:
    loaded = loaded_after_importing(modules_of("data"))

    assert not loaded & {"PySide6", "torch", "sklearn"}


@pytest.mark.parametrize("package", ["exchange", "model", "training"])
def test_torch_side_loads_no_qt(package: str) -> None:
    assert "PySide6" not in loaded_after_importing(modules_of(package))


def test_importing_netbuilder_loads_nothing_heavy() -> None:
    loaded = loaded_after_importing(["netbuilder"])

    assert not loaded & {"PySide6", "networkx", "numpy", "pyarrow", "torch"}


def test_modules_of_the_app_are_importable_without_torch() -> None:
    modules = [name for name in modules_of("app") if name != "netbuilder.app.engine"]

    assert not loaded_after_importing(modules) & {"torch", "sklearn"}


def test_import_contracts_hold() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command as c; c()"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout
