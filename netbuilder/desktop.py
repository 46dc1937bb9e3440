"""What a desktop must offer before Qt can open a window on it, found out without loading Qt.

On Linux, Qt ends the process with a long message about plugins when one system library is missing.
Asking the loader first lets netbuilder name the library and the one command that installs it. To
support another family of distributions add a row to `_INSTALLERS` and, if it has its own names for
packages, a column to `_PACKAGES`.
"""

import ctypes
import platform as machine
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from netbuilder.words import _

_CORE = (
    "libEGL.so.1",
    "libGL.so.1",
    "libX11.so.6",
    "libdbus-1.so.3",
    "libfontconfig.so.1",
    "libfreetype.so.6",
    "libglib-2.0.so.0",
    "libxkbcommon.so.0",
)
_X11 = (
    "libX11-xcb.so.1",
    "libxcb-cursor.so.0",
    "libxcb-icccm.so.4",
    "libxcb-image.so.0",
    "libxcb-keysyms.so.1",
    "libxcb-randr.so.0",
    "libxcb-render-util.so.0",
    "libxcb-render.so.0",
    "libxcb-shape.so.0",
    "libxcb-shm.so.0",
    "libxcb-sync.so.1",
    "libxcb-util.so.1",
    "libxcb-xfixes.so.0",
    "libxcb-xkb.so.1",
    "libxcb.so.1",
    "libxkbcommon-x11.so.0",
)
_WAYLAND = ("libwayland-client.so.0", "libwayland-cursor.so.0")

# Library -> package of Debian and Ubuntu, package of Arch.
_PACKAGES = {
    "libEGL.so.1": ("libegl1", "libglvnd"),
    "libGL.so.1": ("libgl1", "libglvnd"),
    "libX11-xcb.so.1": ("libx11-xcb1", "libx11"),
    "libX11.so.6": ("libx11-6", "libx11"),
    "libdbus-1.so.3": ("libdbus-1-3", "dbus"),
    "libfontconfig.so.1": ("libfontconfig1", "fontconfig"),
    "libfreetype.so.6": ("libfreetype6", "freetype2"),
    "libglib-2.0.so.0": ("libglib2.0-0", "glib2"),
    "libwayland-client.so.0": ("libwayland-client0", "wayland"),
    "libwayland-cursor.so.0": ("libwayland-cursor0", "wayland"),
    "libxcb-cursor.so.0": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm.so.4": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image.so.0": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-randr.so.0": ("libxcb-randr0", "libxcb"),
    "libxcb-render-util.so.0": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxcb-render.so.0": ("libxcb-render0", "libxcb"),
    "libxcb-shape.so.0": ("libxcb-shape0", "libxcb"),
    "libxcb-shm.so.0": ("libxcb-shm0", "libxcb"),
    "libxcb-sync.so.1": ("libxcb-sync1", "libxcb"),
    "libxcb-util.so.1": ("libxcb-util1", "xcb-util"),
    "libxcb-xfixes.so.0": ("libxcb-xfixes0", "libxcb"),
    "libxcb-xkb.so.1": ("libxcb-xkb1", "libxcb"),
    "libxcb.so.1": ("libxcb1", "libxcb"),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
    "libxkbcommon.so.0": ("libxkbcommon0", "libxkbcommon"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Installer:
    """How one family of distributions installs the package that holds a library."""

    families: frozenset[str]
    command: str
    package: Callable[[str], str]


# RPM packages state the libraries that they hold, so the library's own name finds its package.
def _rpm_capability(library: str) -> str:
    return f"'{library}()(64bit)'"


_INSTALLERS = (
    _Installer(
        families=frozenset({"debian", "ubuntu"}),
        command="sudo apt install",
        package=lambda library: _PACKAGES[library][0],
    ),
    _Installer(
        families=frozenset({"fedora", "rhel", "centos"}),
        command="sudo dnf install",
        package=_rpm_capability,
    ),
    _Installer(
        families=frozenset({"suse", "opensuse"}),
        command="sudo zypper install",
        package=_rpm_capability,
    ),
    _Installer(
        families=frozenset({"arch"}),
        command="sudo pacman -S",
        package=lambda library: _PACKAGES[library][1],
    ),
)


def has_display(environ: Mapping[str, str], *, platform: str = sys.platform) -> bool:
    """Tell whether a window can be opened here; on macOS and Windows there always is a display."""
    if platform in ("darwin", "win32", "cygwin"):
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


def missing_libraries(
    environ: Mapping[str, str],
    *,
    platform: str = sys.platform,
    load: Callable[[str], object] = ctypes.CDLL,
) -> tuple[str, ...]:
    """Name the system libraries that Qt needs for a window here and that cannot be loaded.

    Args:
        environ: The process's environment. It says which of X11 and Wayland Qt would try.
        platform: As `sys.platform` has it. Outside Linux nothing is ever missing.
        load: Loads a library by its file name, or raises `OSError`.
    """
    if not platform.startswith("linux"):
        return ()
    return min((_missing_for(name, load) for name in _platforms(environ)), key=len)


def _platforms(environ: Mapping[str, str]) -> list[str]:
    """The Qt platforms that Qt would try, first choice first."""
    if chosen := environ.get("QT_QPA_PLATFORM"):
        return [name.split(":")[0] for name in chosen.split(";")]
    return ["wayland", "xcb"] if environ.get("WAYLAND_DISPLAY") else ["xcb"]


def _missing_for(platform: str, load: Callable[[str], object]) -> tuple[str, ...]:
    of_platform = {"xcb": _X11, "wayland": _WAYLAND}.get(platform, ())
    return tuple(library for library in (*_CORE, *of_platform) if not _loads(library, load))


def _loads(library: str, load: Callable[[str], object]) -> bool:
    try:
        load(library)
    except OSError:
        return False
    return True


def install_command(libraries: Iterable[str], os_release: Mapping[str, str]) -> str | None:
    """Give the one command that installs libraries on a distribution, or None for an unknown one.

    Args:
        libraries: Names from `missing_libraries`.
        os_release: The fields of the machine's os-release file.
    """
    families = {os_release.get("ID", ""), *os_release.get("ID_LIKE", "").split()}
    for installer in _INSTALLERS:
        if families & installer.families:
            packages = sorted({installer.package(library) for library in libraries})
            return " ".join([installer.command, *packages])
    return None


def read_os_release() -> dict[str, str]:
    """Read which Linux distribution this is; empty where the machine does not say."""
    try:
        return machine.freedesktop_os_release()
    except OSError:
        return {}


def explain_missing(libraries: Sequence[str], os_release: Mapping[str, str]) -> str:
    """Say in a sentence or two what is missing for the app's window and how to install it."""
    names = ", ".join(libraries)
    command = install_command(libraries, os_release)
    fact = _("The window needs system libraries that are not installed: {names}.").format(
        names=names
    )
    if command is None:
        return fact
    return "\n".join([fact, _("This command installs them:"), "", f"    {command}"])


def obstacle(environ: Mapping[str, str]) -> str | None:
    """Say why no window can be opened here and what to do; None where one can."""
    if not environ.get("QT_QPA_PLATFORM") and not has_display(environ):
        return _("There is no display here. The commands work without one: netbuilder --help")
    missing = missing_libraries(environ)
    return explain_missing(missing, read_os_release()) if missing else None
