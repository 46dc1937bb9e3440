"""Pictures of networks without a window, for the command line."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from netbuilder.app.canvas.picture import write_png, write_svg
from netbuilder.app.theme import ThemeMode, ThemeStore
from netbuilder.project.value import Project

PICTURES = {"svg": write_svg, "png": write_png}
"""What draws each form of picture."""


def write_picture(project: Project, network: str, form: str, path: Path) -> None:
    """Draw a network, light as for paper, as ``"svg"`` or ``"png"``; needs no display.

    Raises:
        ExportError: There is nothing to draw, or the file cannot be written.
    """
    _application()
    theme = ThemeStore(mode=ThemeMode.LIGHT).theme
    PICTURES[form](project, network, path, theme=theme)


@cache
def _application() -> QCoreApplication:
    """The application that fonts and pictures belong to; it has to outlive them all."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return QApplication.instance() or QApplication([])
