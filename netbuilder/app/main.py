"""Starts the app: the window first, torch afterwards."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from netbuilder.app.collecting import Collector
from netbuilder.app.engine import Engine
from netbuilder.app.settings import Settings
from netbuilder.app.theme import ThemeStore
from netbuilder.app.window import Window
from netbuilder.app.workspace import Workspace
from netbuilder.project.template import new_project, open_template


def build_window(
    path: Path | None = None, template: str | None = None, settings: Settings | None = None
) -> Window:
    """The main window on a file, a template, or an empty network.

    Needs a running `QApplication`. A file that cannot be read leaves an empty network and its
    sentence in the status bar.
    """
    settings = settings or Settings()
    store = ThemeStore(
        mode=settings.theme_mode,
        font_scale=settings.font_scale,
        high_contrast=settings.high_contrast,
        reduced_motion=settings.reduced_motion,
    )
    application = QApplication.instance()
    assert isinstance(application, QApplication), "a window needs an application"
    store.install(application)
    project = open_template(template) if template else new_project()
    window = Window(store, Workspace(project), settings, Engine())
    if path is not None:
        window.files.open_path(path)
    return window


def show_window(window: Window) -> None:
    """Show the window; one that its screen cannot hold fills the screen instead."""
    screen = window.screen().availableSize()
    if window.width() > screen.width() or window.height() > screen.height():
        window.showMaximized()
    else:
        window.show()


def open_window(
    path: Path | None = None, template: str | None = None, settings: Settings | None = None
) -> Window:
    """Show the main window on a file or a template, or on its start page where none is given."""
    window = build_window(path, template, settings)
    if path is None and template is None:
        window.show_start()
    show_window(window)
    window.painted.connect(window.offer_recovery)
    return window


def run(path: Path | None = None, template: str | None = None) -> int:
    """Open the app and stay until its window is closed.

    Returns:
        The exit code for the system.
    """
    application = QApplication.instance() or QApplication(sys.argv[:1])
    application.setApplicationName("netbuilder")
    QGuiApplication.setDesktopFileName("netbuilder")
    collector = Collector(application)
    collector.start()
    try:
        _window = open_window(path, template)  # lives as long as it is held
        return application.exec()
    finally:
        collector.stop()
