import subprocess
import sys

import pytest

from netbuilder import desktop


def loader_without(*missing: str):
    def load(library: str) -> None:
        if library in missing:
            raise OSError(f"{library}: cannot open shared object file")

    return load


@pytest.mark.parametrize("variable", ["DISPLAY", "WAYLAND_DISPLAY"])
def test_linux_has_a_display_when_the_environment_names_one(variable: str) -> None:
    assert desktop.has_display({variable: ":0"}, platform="linux")


def test_linux_without_a_named_display_has_none() -> None:
    assert not desktop.has_display({"DISPLAY": ""}, platform="linux")


@pytest.mark.parametrize("platform", ["darwin", "win32"])
def test_macos_and_windows_always_have_a_display(platform: str) -> None:
    assert desktop.has_display({}, platform=platform)


def test_missing_library_is_named() -> None:
    load = loader_without("libxcb-cursor.so.0")

    missing = desktop.missing_libraries({"DISPLAY": ":0"}, platform="linux", load=load)

    assert missing == ("libxcb-cursor.so.0",)


def test_offscreen_needs_nothing_of_x11() -> None:
    load = loader_without("libxcb-cursor.so.0", "libxkbcommon-x11.so.0")
    environ = {"QT_QPA_PLATFORM": "offscreen"}

    assert desktop.missing_libraries(environ, platform="linux", load=load) == ()


def test_wayland_without_its_libraries_falls_back_to_x11() -> None:
    load = loader_without("libwayland-client.so.0", "libwayland-cursor.so.0")
    environ = {"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}

    assert desktop.missing_libraries(environ, platform="linux", load=load) == ()


def test_nothing_is_missing_outside_linux() -> None:
    load = loader_without("libGL.so.1", "libEGL.so.1")

    assert desktop.missing_libraries({}, platform="darwin", load=load) == ()


@pytest.mark.parametrize(
    ("os_release", "command"),
    [
        ({"ID": "debian"}, "sudo apt install libegl1 libxcb-cursor0"),
        (
            {"ID": "linuxmint", "ID_LIKE": "ubuntu debian"},
            "sudo apt install libegl1 libxcb-cursor0",
        ),
        (
            {"ID": "fedora"},
            "sudo dnf install 'libEGL.so.1()(64bit)' 'libxcb-cursor.so.0()(64bit)'",
        ),
        (
            {"ID": "opensuse-tumbleweed", "ID_LIKE": "opensuse suse"},
            "sudo zypper install 'libEGL.so.1()(64bit)' 'libxcb-cursor.so.0()(64bit)'",
        ),
        ({"ID": "manjaro", "ID_LIKE": "arch"}, "sudo pacman -S libglvnd xcb-util-cursor"),
        ({"ID": "nixos"}, None),
        ({}, None),
    ],
)
def test_one_command_installs_what_is_missing(
    os_release: dict[str, str], command: str | None
) -> None:
    libraries = ("libxcb-cursor.so.0", "libEGL.so.1")

    assert desktop.install_command(libraries, os_release) == command


def test_unknown_distribution_still_names_the_libraries() -> None:
    assert "libEGL.so.1" in desktop.explain_missing(["libEGL.so.1"], {"ID": "nixos"})


@pytest.mark.parametrize("platform", ["xcb", "wayland"])
def test_every_library_has_a_package_where_packages_have_their_own_names(platform: str) -> None:
    def load(library: str) -> None:
        raise OSError(library)

    environ = {"QT_QPA_PLATFORM": platform}
    missing = desktop.missing_libraries(environ, platform="linux", load=load)

    for family in ("debian", "arch"):
        command = desktop.install_command(missing, {"ID": family})
        assert command is not None
        assert len(command.split()) > len(missing) // 2


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there always is a display")
def test_missing_display_is_an_obstacle_that_names_the_way_on() -> None:
    sentence = desktop.obstacle({})

    assert sentence is not None
    assert "netbuilder --help" in sentence


def test_offscreen_is_no_obstacle() -> None:
    assert desktop.obstacle({"QT_QPA_PLATFORM": "offscreen"}) is None


def test_question_is_answered_without_loading_qt() -> None:
    code = "import netbuilder.desktop, sys; sys.exit('PySide6' in sys.modules)"

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
