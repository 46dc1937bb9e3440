"""What the app remembers between starts: recent projects, sizes, and what a person prefers."""

from __future__ import annotations

import math
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from netbuilder.app.theme import ThemeMode
from netbuilder.runs.view import Inside

MAX_RECENT = 10
MAX_CHOSEN = 60
SMALLEST_SCALE, LARGEST_SCALE = 0.85, 1.5
AUTOMATIC = "auto"

_LARGEST_PANEL = 10_000
_LONGEST_DEVICE = 40
_LONGEST_KEY = 200
_SWITCH = {"true": True, "false": False}


class Settings:
    """A person's own settings. Reading one that is missing or damaged gives its default."""

    def __init__(self, settings: QSettings | None = None) -> None:
        self._settings = settings or QSettings(
            QSettings.Format.IniFormat, QSettings.Scope.UserScope, "netbuilder", "netbuilder"
        )

    @property
    def recent(self) -> tuple[Path, ...]:
        """Projects opened or saved last, newest first; those that are gone are left out."""
        return tuple(path for path in self.remembered if path.is_file())

    @property
    def remembered(self) -> tuple[Path, ...]:
        """The recent projects with those whose files are gone, which may come back."""
        stored = self._settings.value("recent", [])
        names = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        return tuple(Path(str(name)) for name in names if name)

    def add_recent(self, path: Path) -> None:
        """Put a project at the head of the recent ones."""
        path = path.resolve()
        kept = [path, *(other for other in self.remembered if other != path)]
        self._settings.setValue("recent", [str(other) for other in kept[:MAX_RECENT]])

    def forget_recent(self, path: Path) -> None:
        """Take a project out of the recent ones; its file stays as it is."""
        kept = [str(other) for other in self.remembered if other != path]
        self._settings.setValue("recent", kept)

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
    def reduced_motion(self) -> bool | None:
        """Whether things jump instead of glide; None does as the system wishes."""
        return _SWITCH.get(str(self._settings.value("reduced_motion")))

    @reduced_motion.setter
    def reduced_motion(self, on: bool | None) -> None:
        self._settings.setValue("reduced_motion", "system" if on is None else _written(on))

    @property
    def high_contrast(self) -> bool:
        """Whether lines and text are drawn as strongly as the theme can."""
        return _SWITCH.get(str(self._settings.value("high_contrast")), False)

    @high_contrast.setter
    def high_contrast(self, on: bool) -> None:
        self._settings.setValue("high_contrast", _written(on))

    @property
    def wire_shapes(self) -> bool:
        """Whether wires show the shape of what runs along them."""
        return _SWITCH.get(str(self._settings.value("wire_shapes")), False)

    @wire_shapes.setter
    def wire_shapes(self, on: bool) -> None:
        self._settings.setValue("wire_shapes", _written(on))

    @property
    def wheel_pans(self) -> bool:
        """Whether the wheel moves the canvas; it zooms otherwise."""
        return str(self._settings.value("wheel")) == "pan"

    @wheel_pans.setter
    def wheel_pans(self, on: bool) -> None:
        self._settings.setValue("wheel", "pan" if on else "zoom")

    @property
    def type_to_search(self) -> bool:
        """Whether a letter typed on the canvas begins a search for a layer."""
        return _SWITCH.get(str(self._settings.value("type_to_search")), False)

    @type_to_search.setter
    def type_to_search(self, on: bool) -> None:
        self._settings.setValue("type_to_search", _written(on))

    @property
    def chosen_layers(self) -> tuple[str, ...]:
        """What was chosen in the search for layers, the latest first, by the keys of the offers."""
        stored = self._settings.value("chosen_layers", [])
        keys = [stored] if isinstance(stored, str) else stored if isinstance(stored, list) else []
        return tuple(str(key)[:_LONGEST_KEY] for key in keys[:MAX_CHOSEN] if key)

    def add_chosen_layer(self, key: str) -> None:
        """Remember that a layer was chosen."""
        self._settings.setValue("chosen_layers", [key, *self.chosen_layers][:MAX_CHOSEN])

    @property
    def device(self) -> str:
        """What trains, under its name for PyTorch, or ``auto`` for the best there is."""
        stored = str(self._settings.value("device", AUTOMATIC))
        return stored if len(stored) < _LONGEST_DEVICE else AUTOMATIC

    @device.setter
    def device(self, key: str) -> None:
        self._settings.setValue("device", key)

    def panel_size(self, name: str) -> int | None:
        """The width or height that a person gave a panel, in pixels at 100 % text, or None."""
        try:
            size = int(str(self._settings.value(f"panel/{name}")))
        except ValueError:
            return None
        return size if 0 < size < _LARGEST_PANEL else None

    def set_panel_size(self, name: str, size: int) -> None:
        """Remember the width or height of a panel, in pixels at 100 % text."""
        self._settings.setValue(f"panel/{name}", size)

    @property
    def inside(self) -> Inside:
        """What the nodes show inside while a network trains."""
        try:
            return Inside(str(self._settings.value("inside", Inside.ACTIVATIONS.value)))
        except ValueError:
            return Inside.ACTIVATIONS

    @inside.setter
    def inside(self, inside: Inside) -> None:
        self._settings.setValue("inside", inside.value)

    def geometry(self, name: str) -> QByteArray | None:
        """The stored state of a window, or None."""
        stored = self._settings.value(f"geometry/{name}")
        return stored if isinstance(stored, QByteArray) else None

    def set_geometry(self, name: str, state: QByteArray) -> None:
        """Remember the state of a window."""
        self._settings.setValue(f"geometry/{name}", state)


def _written(on: bool) -> str:
    return "true" if on else "false"
