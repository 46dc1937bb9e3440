import dataclasses
import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
from PySide6.QtGui import QColor

from netbuilder import resources
from netbuilder.app.theme import TokensError, contrast_ratio, mix, read_tokens
from netbuilder.app.theme.tokens import Tokens, _decode

RAW = json.loads(resources.path("themes/tokens.json").read_text(encoding="utf-8"))
SOURCES = Path(__file__).parents[3] / "netbuilder"
THEMES = ("dark", "light")
STANDS_ON = ("app", "canvas", "panel", "raised", "field", "hover")


def test_values_are_those_of_the_file() -> None:
    tokens = read_tokens()
    assert tokens.theme["dark"].surface.panel == QColor("#181B21")
    assert tokens.theme["light"].wire["image"].pill == QColor("#DBECF2")
    assert tokens.control.switch.width == 32
    assert tokens.canvas.levels_of_detail[0].name == "map"
    assert tokens.motion.zoom_fit == 220
    assert tokens.window.train_button == (120, 32)


def test_every_colour_of_the_file_is_read() -> None:
    for name in THEMES:
        read = _hexes(read_tokens().theme[name])
        assert read == _hexes(RAW["theme"][name])


@pytest.mark.parametrize("broken", [None, "red", "#12", 7])
def test_a_colour_that_is_none_names_its_place(broken: object) -> None:
    raw = json.loads(json.dumps(RAW))
    raw["theme"]["dark"]["surface"]["panel"] = broken
    with pytest.raises(TokensError, match=r"tokens\.theme\.dark\.surface\.panel"):
        _decode(Tokens, raw, "tokens")


def test_a_missing_size_names_its_place() -> None:
    raw = json.loads(json.dumps(RAW))
    del raw["control"]["fieldHeight"]
    with pytest.raises(TokensError) as caught:
        _decode(Tokens, raw, "tokens")
    assert caught.value.place == "tokens.control.fieldHeight"


def test_colour_paths_written_in_the_app_exist() -> None:
    path = re.compile(r'"((?:surface|line|text|accent|success|warn|error|chart)\.\w+)"')
    used = {
        match
        for file in (SOURCES / "app").rglob("*.py")
        for match in path.findall(file.read_text(encoding="utf-8"))
    }
    assert "text.secondary" in used
    for name in THEMES:
        for colour in used:
            read_tokens().theme[name].named(colour)


def test_an_unknown_path_is_refused() -> None:
    for path in ("text", "text.loud", "wire.image", ""):
        with pytest.raises(KeyError):
            read_tokens().theme["dark"].named(path)


def test_no_colour_is_written_by_hand() -> None:
    hex_colour = re.compile(r"[\"']#(?:[0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})[\"']")
    for file in (SOURCES / "app").rglob("*.py"):
        assert not hex_colour.findall(file.read_text(encoding="utf-8")), file.name


@pytest.mark.parametrize("name", THEMES)
def test_text_is_readable_on_every_surface(name: str) -> None:
    colors = read_tokens().theme[name]
    inks = (
        colors.text.primary,
        colors.text.secondary,
        colors.text.hint,
        colors.accent.text,
        colors.success.text,
        colors.warn.text,
        colors.error.text,
    )
    for surface in STANDS_ON:
        for ink in inks:
            assert contrast_ratio(ink, colors.named(f"surface.{surface}")) >= 4.5, surface


@pytest.mark.parametrize("name", THEMES)
def test_text_is_readable_on_what_controls_paint(name: str) -> None:
    colors = read_tokens().theme[name]
    highlight = mix(colors.surface.panel, colors.accent.fill, 0.5)
    pairs = [
        (colors.accent.on_fill, colors.accent.fill),
        (colors.accent.on_fill, colors.accent.fill_hover),
        (colors.text.primary, colors.surface.pressed),
        (colors.text.primary, highlight),
        (colors.accent.text, colors.accent.soft),
        (colors.success.text, colors.success.soft),
        (colors.warn.text, colors.warn.soft),
        (colors.error.text, colors.error.soft),
        *((colors.text.primary, wire.pill) for wire in colors.wire.values()),
        *((colors.text.secondary, family.header) for family in colors.family.values()),
    ]
    for ink, ground in pairs:
        assert contrast_ratio(ink, ground) >= 4.5, (ink.name(), ground.name())


def test_contrast_is_that_of_the_standard() -> None:
    assert contrast_ratio(QColor("black"), QColor("white")) == pytest.approx(21.0)
    # #767676 is the lightest grey that passes 4.5 on white.
    assert contrast_ratio(QColor("#767676"), QColor("white")) == pytest.approx(4.54, abs=0.01)
    assert contrast_ratio(QColor("#777777"), QColor("white")) < 4.5


def test_mixing_halves_lies_in_the_middle() -> None:
    assert mix(QColor(0, 100, 200), QColor(100, 0, 200), 0.5) == QColor(50, 50, 200)


def _hexes(value: object) -> set[str]:
    if isinstance(value, QColor):
        return {value.name().upper()}
    if isinstance(value, str):
        return {value.upper()} if re.fullmatch(r"#[0-9A-Fa-f]{6}", value) else set()
    if isinstance(value, Mapping):
        return set().union(*(_hexes(item) for item in value.values()))
    if isinstance(value, list | tuple):
        return set().union(*(_hexes(item) for item in value))
    if dataclasses.is_dataclass(value):
        fields = dataclasses.fields(value)
        return set().union(*(_hexes(getattr(value, field.name)) for field in fields))
    return set()
