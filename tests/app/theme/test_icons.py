import pytest
from PySide6.QtGui import QColor, QIcon, QImage

from netbuilder import resources
from netbuilder.app.theme import ThemeMode, ThemeStore, read_tokens

NAMES = sorted(file.stem for file in resources.path("icons").glob("*.svg"))
RATIOS = (1.0, 1.5, 2.0)


def inks(image: QImage) -> set[tuple[int, int, int]]:
    """The colours of all pixels that are fully inked."""
    pixels = (image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height()))
    return {pixel.getRgb()[:3] for pixel in pixels if pixel.alpha() == 255}


def num_inked(image: QImage) -> int:
    return sum(
        image.pixelColor(x, y).alpha() > 64
        for x in range(image.width())
        for y in range(image.height())
    )


@pytest.mark.parametrize("name", NAMES)
def test_every_icon_shows_at_every_display_scale(store: ThemeStore, name: str) -> None:
    for ratio in RATIOS:
        pixmap = store.icons.pixmap(name, QColor("#FF0000"), 16, ratio)
        assert pixmap.deviceIndependentSize().toTuple() == (16.0, 16.0)
        assert num_inked(pixmap.toImage()) >= 4 * ratio


def test_every_family_has_its_icon() -> None:
    for colors in read_tokens().theme.values():
        assert {family.icon_name for family in colors.family.values()} <= set(NAMES)


def test_an_icon_has_the_colour_asked_for(store: ThemeStore) -> None:
    pixmap = store.icons.pixmap("stop", QColor("#12AB34"), 16, 2.0)
    assert (0x12, 0xAB, 0x34) in inks(pixmap.toImage())


def test_transparency_of_the_colour_is_kept(store: ThemeStore) -> None:
    color = QColor("#12AB34")
    color.setAlphaF(0.4)
    image = store.icons.pixmap("stop", color, 16, 2.0).toImage()
    strongest = max(
        image.pixelColor(x, y).alpha() for x in range(image.width()) for y in range(image.height())
    )
    assert 90 <= strongest <= 115


def test_icons_take_the_colours_of_the_new_theme(store: ThemeStore) -> None:
    dark = store.icons.icon("stop", "accent.text").pixmap(16, 16).toImage()
    store.set_mode(ThemeMode.LIGHT)
    light = store.icons.icon("stop", "accent.text").pixmap(16, 16).toImage()
    assert (0xAD, 0xA6, 0xFF) in inks(dark)
    assert (0x4A, 0x3B, 0xD6) in inks(light)


def test_a_disabled_icon_is_fainter(store: ThemeStore) -> None:
    icon = store.icons.icon("stop")
    normal = icon.pixmap(16, 16, QIcon.Mode.Normal).toImage().pixelColor(8, 8).alpha()
    disabled = icon.pixmap(16, 16, QIcon.Mode.Disabled).toImage().pixelColor(8, 8).alpha()
    assert disabled == pytest.approx(normal * 0.4, abs=2)


def test_an_unknown_icon_is_refused(store: ThemeStore) -> None:
    with pytest.raises(FileNotFoundError):
        store.icons.pixmap("no-such-icon", QColor("#FFFFFF"), 16, 1.0)
