"""No word is cut off and no widget covers another, in all states, sizes, scales and themes."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from netbuilder.app.main import build_window
from netbuilder.app.settings import Settings
from netbuilder.app.theme import ThemeMode
from netbuilder.app.window import Window
from netbuilder.project.template import open_template
from tests.app.look.fit import faults_of, settle
from tests.app.shots import Camera

Look = tuple[ThemeMode, tuple[int, int], float]

SMALL, LARGE = (1280, 800), (1600, 1000)
DARK, LIGHT = ThemeMode.DARK, ThemeMode.LIGHT

PAIRWISE: tuple[Look, ...] = (
    (DARK, LARGE, 1.0),
    (LIGHT, SMALL, 1.0),
    (DARK, SMALL, 0.85),
    (LIGHT, LARGE, 0.85),
    (DARK, LARGE, 1.5),
    (LIGHT, SMALL, 1.5),
)
"""Every pair of theme, size and scale; scenes begin in the first, the last leaves least room."""

ALL: tuple[Look, ...] = tuple(product((DARK, LIGHT), (SMALL, LARGE), (0.85, 1.0, 1.5)))


class Critic(Camera):
    """Goes through the scenes of the pictures and looks for what does not fit in each."""

    def __init__(self, window: Window, folder: Path, looks: tuple[Look, ...]) -> None:
        super().__init__(window, folder, "look")
        self._looks = looks
        self._look = looks[0]
        self._num_changes = 0
        self.faults: dict[str, list[str]] = {}

    def take_without_training(self) -> None:
        """Go through the scenes that need neither a run nor an export."""
        self._take_building()
        self._take_start()
        self._take_empty()

    def shoot(self, name: str, of: QWidget | None = None) -> None:
        """Look at the window, or at a dialog or menu over it, as it is and in the next look."""
        settle()
        self._note(name, self._look, of or self.window)
        closes = isinstance(of, QMenu) or (of is not None and of.inherits("QTipLabel"))
        if len(self._looks) > 1 and not closes:
            self._take_on(self._next_look())
            self._note(name, self._look, of or self.window)

    def _next_look(self) -> Look:
        """Every second time the tightest look, else one of the others after the other."""
        *others, tightest = self._looks
        self._num_changes += 1
        half, is_other = divmod(self._num_changes, 2)
        return others[half % len(others)] if is_other else tightest

    def _take_on(self, look: Look) -> None:
        self._look = look
        mode, size, scale = look
        store = self.window.store
        if (store.mode, store.theme.font_scale) != (mode, scale):
            store.set_mode(mode)
            store.set_font_scale(scale)
        self.window.resize(*size)
        settle()

    def _note(self, name: str, look: Look, of: QWidget) -> None:
        mode, size, scale = look
        for fault in faults_of(of, self._is_persons):
            where = f"{name} at {size[0]}, {scale:.0%}, {mode.value}"
            self.faults.setdefault(fault, []).append(where)

    def _is_persons(self, text: str) -> bool:
        """Whether a text is a name or a path that a person has given."""
        project = self.window.workspace.project
        nodes = (n.name for net in project.networks.values() for n in net.nodes.values())
        names = {project.name, *project.networks, *nodes}
        return text in names or str(self._folder) in text or tempfile.gettempdir() in text


@pytest.fixture
def critics(qapp: QApplication, settings: Settings, tmp_path: Path) -> Iterator[list[Critic]]:
    critics: list[Critic] = []
    yield critics
    for critic in critics:
        window = critic.window
        window.engine.close()
        window.workspace.set_project(window.workspace.project)
        window.close()
        window.deleteLater()
        window.store.deleteLater()
    qapp.setStyleSheet("")


def open_critic(settings: Settings, folder: Path, looks: tuple[Look, ...]) -> Critic:
    mode, size, scale = looks[0]
    settings.theme_mode, settings.font_scale = mode, scale
    window = build_window(settings=settings)
    window.workspace.set_project(open_template("digits-cnn"))
    window.resize(*size)
    window.show()
    return Critic(window, folder, looks)


def told(faults: dict[str, list[str]]) -> str:
    return "\n".join(
        f"{fault}  [{places[0]}, {len(places)} in all]" for fault, places in faults.items()
    )


@pytest.mark.timeout(240)
def test_everything_fits_however_the_look_is_changed(
    critics: list[Critic], settings: Settings, tmp_path: Path
) -> None:
    critic = open_critic(settings, tmp_path, PAIRWISE)
    critics.append(critic)
    critic.take_without_training()

    assert not critic.faults, told(critic.faults)


@pytest.mark.long
@pytest.mark.parametrize("looks", [(look,) for look in ALL], ids=str)
def test_everything_fits_when_the_app_starts_in_a_look(
    critics: list[Critic], settings: Settings, tmp_path: Path, looks: tuple[Look, ...]
) -> None:
    critic = open_critic(settings, tmp_path, looks)
    critics.append(critic)
    critic.take_all()

    assert not critic.faults, told(critic.faults)
