"""What the app remembers, and what it makes of settings that are damaged."""

from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray, QSettings

from netbuilder.app.settings import MAX_CHOSEN, MAX_RECENT, Settings
from netbuilder.app.theme import ThemeMode
from netbuilder.runs.view import Inside


@pytest.fixture
def ini(tmp_path: Path) -> Path:
    return tmp_path / "netbuilder.ini"


def opened(ini: Path) -> Settings:
    return Settings(QSettings(str(ini), QSettings.Format.IniFormat))


def stored(ini: Path) -> QSettings:
    return QSettings(str(ini), QSettings.Format.IniFormat)


def test_everything_comes_back(ini: Path, tmp_path: Path) -> None:
    project = tmp_path / "a.netb"
    project.touch()
    settings = opened(ini)
    settings.theme_mode = ThemeMode.LIGHT
    settings.font_scale = 1.25
    settings.reduced_motion = True
    settings.set_geometry("window", QByteArray(b"\x00state\xff"))
    settings.add_recent(project)
    del settings

    again = opened(ini)
    assert again.theme_mode is ThemeMode.LIGHT
    assert again.font_scale == 1.25
    assert again.reduced_motion
    assert again.geometry("window") == QByteArray(b"\x00state\xff")
    assert again.recent == (project,)


def test_nothing_stored_gives_defaults(ini: Path) -> None:
    settings = opened(ini)

    assert settings.theme_mode is ThemeMode.SYSTEM
    assert settings.font_scale == 1.0
    assert not settings.reduced_motion
    assert settings.recent == ()
    assert settings.geometry("window") is None


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"[General]\nfont_scale=big\ntheme=?"])
def test_damaged_file_gives_defaults(ini: Path, content: bytes) -> None:
    ini.write_bytes(content)
    settings = opened(ini)

    assert settings.theme_mode is ThemeMode.SYSTEM
    assert settings.font_scale == 1.0


@pytest.mark.parametrize("scale", ["0", "-3", "400", "nan", "inf"])
def test_font_scale_stays_within_what_is_offered(ini: Path, scale: str) -> None:
    store = stored(ini)
    store.setValue("font_scale", scale)
    store.sync()

    assert 0.85 <= opened(ini).font_scale <= 1.5


def test_what_the_nodes_show_inside_is_remembered(ini: Path) -> None:
    assert opened(ini).inside is Inside.ACTIVATIONS

    settings = opened(ini)
    settings.inside = Inside.GRADIENTS
    del settings

    assert opened(ini).inside is Inside.GRADIENTS
    store = stored(ini)
    store.setValue("inside", "feelings")
    assert Settings(store).inside is Inside.ACTIVATIONS


def test_layers_that_were_chosen_are_latest_first_and_few(ini: Path) -> None:
    assert opened(ini).chosen_layers == ()

    settings = opened(ini)
    settings.add_chosen_layer("ReLU")
    del settings
    assert opened(ini).chosen_layers == ("ReLU",)

    settings = opened(ini)
    for _time in range(MAX_CHOSEN):
        settings.add_chosen_layer("Conv images")
    settings.add_chosen_layer("GRU series")
    assert settings.chosen_layers[:2] == ("GRU series", "Conv images")
    assert len(settings.chosen_layers) == MAX_CHOSEN


def test_damaged_list_of_chosen_layers_is_empty(ini: Path) -> None:
    store = stored(ini)
    store.setValue("chosen_layers", 7)

    assert Settings(store).chosen_layers == ()


def test_typing_searches_only_for_those_who_wish_it(ini: Path) -> None:
    assert not opened(ini).type_to_search

    settings = opened(ini)
    settings.type_to_search = True
    del settings

    assert opened(ini).type_to_search


def test_geometry_of_another_kind_is_none(ini: Path) -> None:
    store = stored(ini)
    store.setValue("geometry/window", "wide")
    store.sync()

    assert opened(ini).geometry("window") is None


def test_recent_ones_are_newest_first_and_few(ini: Path, tmp_path: Path) -> None:
    settings = opened(ini)
    paths = [tmp_path / f"{i}.netb" for i in range(MAX_RECENT + 3)]
    for path in (*paths, paths[5]):
        path.touch()
        settings.add_recent(path)

    assert settings.recent[0] == paths[5]
    assert len(settings.recent) == MAX_RECENT
    assert len(set(settings.recent)) == MAX_RECENT


def test_projects_that_are_gone_are_left_out(ini: Path, tmp_path: Path) -> None:
    settings = opened(ini)
    path = tmp_path / "a.netb"
    path.touch()
    settings.add_recent(path)
    path.unlink()

    assert settings.recent == ()
    assert settings.remembered == (path,)

    settings.add_recent(path.with_name("b.netb"))  # what is gone may come back
    assert settings.remembered == (path.with_name("b.netb"), path)
    settings.forget_recent(path)
    assert settings.remembered == (path.with_name("b.netb"),)
