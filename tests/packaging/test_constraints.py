import tomllib
from itertools import chain
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).parents[2]


def requirements() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = chain(project["dependencies"], *project["optional-dependencies"].values())
    return [found for line in lines if (found := Requirement(line)).name != "netbuilder"]


def pins() -> dict[str, Version]:
    text = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {
        canonicalize_name(name): Version(version)
        for name, _, version in (line.partition("==") for line in lines)
    }


@pytest.mark.parametrize("requirement", requirements(), ids=lambda requirement: requirement.name)
def test_requirement_is_pinned_within_its_range(requirement: Requirement) -> None:
    assert pins()[canonicalize_name(requirement.name)] in requirement.specifier


def test_no_pin_is_of_one_platform() -> None:
    assert not [name for name, version in pins().items() if version.local]


def test_faulty_pyside_is_excluded() -> None:
    pyside = next(one for one in requirements() if one.name == "PySide6-Essentials")

    assert "6.12.0" not in pyside.specifier
    assert "6.11.3" in pyside.specifier
