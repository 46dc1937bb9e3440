import json

import pytest

from netbuilder import resources


def test_resource_is_found_by_its_parts() -> None:
    tokens = json.loads(resources.path("themes", "tokens.json").read_text(encoding="utf-8"))

    assert tokens["meta"]["product"] == "netbuilder"


def test_missing_resource_says_what_to_do() -> None:
    with pytest.raises(FileNotFoundError, match="Install it again"):
        resources.path("icons", "no-such-icon.svg")


@pytest.mark.parametrize("family", ["Inter", "JetBrainsMono"])
def test_each_font_travels_with_its_licence(family: str) -> None:
    faces = list(resources.path("fonts").glob(f"{family}-*"))
    licence = resources.path("fonts", f"OFL-{family}.txt").read_text(encoding="utf-8")

    assert len(faces) >= 3
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence


def test_icons_take_the_colour_of_their_text() -> None:
    icons = list(resources.path("icons").glob("*.svg"))

    assert len(icons) >= 60
    assert not [icon.name for icon in icons if "currentColor" not in icon.read_text("utf-8")]
