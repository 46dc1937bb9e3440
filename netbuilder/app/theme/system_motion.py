"""Whether the desktop that netbuilder runs on wishes for less motion.

Qt reports no such wish (6.11), so each system is asked in its own way; one that cannot be asked
wishes for nothing.
"""

import configparser
import ctypes
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QStandardPaths, Signal

_GSETTINGS = ("gsettings", ["get", "org.gnome.desktop.interface", "enable-animations"])
_SPI_GETCLIENTAREAANIMATION = 0x1042


class SystemMotion(QObject):
    """The desktop's wish, as far as `ask` has learned of it."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._is_reduced = False
        self._process: QProcess | None = None

    def is_reduced(self) -> bool:
        """Whether things should jump instead of glide."""
        return self._is_reduced

    def ask(self) -> None:
        """Ask the desktop; `changed` follows if it answers something new."""
        if sys.platform == "win32":
            self._learn(_windows_is_reduced())
        elif sys.platform == "darwin":
            self._learn(_mac_is_reduced())
        elif (is_still := _kde_is_still()) is not None:
            self._learn(is_still)
        elif self._process is None:
            self._process = QProcess(self)
            self._process.finished.connect(self._on_finished)
            self._process.errorOccurred.connect(self._on_failed)
            self._process.start(*_GSETTINGS)

    def _on_finished(self) -> None:
        if self._process is not None:
            answer = bytes(self._process.readAllStandardOutput().data()).strip()
            self._forget_process()
            self._learn(answer == b"false")

    def _on_failed(self) -> None:
        self._forget_process()

    def _forget_process(self) -> None:
        if self._process is not None:
            self._process.deleteLater()
            self._process = None

    def _learn(self, is_reduced: bool) -> None:
        if is_reduced != self._is_reduced:
            self._is_reduced = is_reduced
            self.changed.emit()


def _kde_is_still() -> bool | None:
    """Plasma's own setting; None where there is none."""
    folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    try:
        parser.read(Path(folder, "kdeglobals"), encoding="utf-8")
        return parser.getfloat("KDE", "AnimationDurationFactor") == 0
    except (configparser.Error, ValueError, OSError):
        return None


def _windows_is_reduced() -> bool:
    is_animated = ctypes.c_int(1)
    library = getattr(ctypes, "windll")  # noqa: B009  # there on Windows alone
    library.user32.SystemParametersInfoW(
        _SPI_GETCLIENTAREAANIMATION, 0, ctypes.byref(is_animated), 0
    )
    return not is_animated.value


def _mac_is_reduced() -> bool:
    """`NSWorkspace.accessibilityDisplayShouldReduceMotion`, sent through the runtime of AppKit."""
    ctypes.CDLL("/System/Library/Frameworks/AppKit.framework/AppKit")
    runtime = ctypes.CDLL("/usr/lib/libobjc.dylib")
    runtime.objc_getClass.restype = runtime.sel_registerName.restype = ctypes.c_void_p
    runtime.objc_getClass.argtypes = runtime.sel_registerName.argtypes = [ctypes.c_char_p]

    def send(receiver: int, selector: bytes, result: type) -> int:
        kind = ctypes.CFUNCTYPE(result, ctypes.c_void_p, ctypes.c_void_p)
        address = ctypes.cast(runtime.objc_msgSend, ctypes.c_void_p).value
        assert address is not None
        return int(kind(address)(receiver, runtime.sel_registerName(selector)) or 0)

    workspace = send(runtime.objc_getClass(b"NSWorkspace"), b"sharedWorkspace", ctypes.c_void_p)
    asked = b"accessibilityDisplayShouldReduceMotion"
    return bool(send(workspace, asked, ctypes.c_bool))
