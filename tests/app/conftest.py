"""What tests of the app share."""

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copy, copytree

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from netbuilder.app.main import build_window
from netbuilder.app.settings import Settings
from netbuilder.app.theme import ThemeMode, ThemeStore
from netbuilder.project import edit, file
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.folder import runs_folder
from tests.app.person import Person

OpenApp = Callable[..., Person]


@pytest.fixture
def store(qapp: QApplication) -> Iterator[ThemeStore]:
    """The dark theme at 100 %, without motion, on the running application."""
    store = ThemeStore(mode=ThemeMode.DARK, reduced_motion=True)
    store.install(qapp)
    yield store
    qapp.setStyleSheet("")
    store.deleteLater()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A person's settings: dark, nothing moves, nothing remembered yet."""
    settings = Settings(QSettings(str(tmp_path / "set.ini"), QSettings.Format.IniFormat))
    settings.theme_mode = ThemeMode.DARK
    settings.reduced_motion = True
    return settings


@pytest.fixture
def open_app(qapp: QApplication, qtbot: QtBot, settings: Settings) -> Iterator[OpenApp]:
    """Starts the app on a project, a template or a file, and gives the person in front of it."""
    opened: list[Person] = []

    def start(
        project: Project | None = None,
        *,
        template: str | None = None,
        path: Path | None = None,
        size: tuple[int, int] = (1600, 1000),
    ) -> Person:
        QCursor.setPos(0, 0)
        window = build_window(path, template, settings)
        if project is not None:
            window.workspace.set_project(project)
        window.move(0, 0)
        window.resize(*size)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        person = Person(window, qtbot)
        opened.append(person)
        return person

    yield start
    for person in opened:
        person.leave()
    qapp.setStyleSheet("")


@pytest.fixture(scope="session")
def trained_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project file with one finished run of two epochs beside it; copy it before use."""
    from netbuilder.training import train

    path = tmp_path_factory.mktemp("trained") / "moons.netb"
    project = edit.set_training(open_template("two-moons-mlp"), epochs=2)
    file.write(project, path)
    train(project, base=path.parent, folder=runs_folder(path), device="cpu")
    return path


@pytest.fixture
def trained(trained_once: Path, tmp_path: Path) -> Path:
    """A copy of the trained project that a test may change."""
    path = tmp_path / "work" / trained_once.name
    path.parent.mkdir()
    copy(trained_once, path)
    copytree(runs_folder(trained_once), runs_folder(path))
    return path
