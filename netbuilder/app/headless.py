"""Pictures of networks without a window, for the command line."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtGui import QGuiApplication

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
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication.instance() or QGuiApplication([])
    theme = ThemeStore(mode=ThemeMode.LIGHT).theme
    PICTURES[form](project, network, path, theme=theme)
    application.processEvents()
