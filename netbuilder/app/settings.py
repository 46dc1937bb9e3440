"""What the app remembers between starts: recent projects, panel sizes, the theme."""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from netbuilder.app.theme import ThemeMode

MAX_RECENT = 10
SMALLEST_SCALE, LARGEST_SCALE = 0.85, 1.5


class Settings:
    """A person's own settings. Reading one that is missing or damaged gives its default."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self._settings = settings or QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "netbuilder", "netbuilder"
        )

    @property
    def recent(self) -> tuple[Path, ...]:
        """Projects opened or saved last, newest first; those that are gone are left out."""
        stored = self._settings.value("recent", [])
        names = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        return tuple(path for path in map(Path, map(str, names)) if path.is_file())

    def add_recent(self, path: Path) -> None:
        """Put a project at the head of the recent ones."""
        path = path.resolve()
        kept = [path, *(other for other in self.recent if other != path)]
        self._settings.setValue("recent", [str(other) for other in kept[:MAX_RECENT]])

    @property
    def theme_mode(self) -> ThemeMode:
        """Dark, light, or as the system is."""
        try:
            return ThemeMode(str(self._settings.value("theme", ThemeMode.SYSTEM.value)))
        except ValueError:
            return ThemeMode.SYSTEM

    @theme_mode.setter
    def theme_mode(self, mode: ThemeMode) -> None:
        self._settings.setValue("theme", mode.value)

    @property
    def font_scale(self) -> float:
        """How much larger than designed text is shown, 0.85 to 1.5."""
        try:
            scale = float(str(self._settings.value("font_scale", 1.0)))
        except ValueError:
            return 1.0
        return min(max(scale, SMALLEST_SCALE), LARGEST_SCALE) if math.isfinite(scale) else 1.0

    @font_scale.setter
    def font_scale(self, scale: float) -> None:
        self._settings.setValue("font_scale", scale)

    @property
    def reduced_motion(self) -> bool:
        """Whether things jump instead of glide."""
        return str(self._settings.value("reduced_motion", "false")) == "true"

    @reduced_motion.setter
    def reduced_motion(self, on: bool) -> None:
        self._settings.setValue("reduced_motion", "true" if on else "false")

    def geometry(self, name: str) -> QByteArray | None:
        """The stored state of a window or splitter, or None."""
        stored = self._settings.value(f"geometry/{name}")
        return stored if isinstance(stored, QByteArray) else None

    def set_geometry(self, name: str, state: QByteArray) -> None:
        """Remember the state of a window or splitter."""
        self._settings.setValue(f"geometry/{name}", state)
