"""Pictures of parts of the window: ``QT_SCALE_FACTOR=2 python -m tests.app.look.at_ratio FOLDER``.

A screen's pixel ratio is settled when the application starts, so each takes a process of its own.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from PySide6.QtCore import QPointF, QSettings
from PySide6.QtWidgets import QApplication, QWidget

from netbuilder.app.main import build_window
from netbuilder.app.settings import Settings
from netbuilder.app.theme import ThemeMode

PARTS = (
    "top_bar",
    "top_bar.menu",
    "top_bar.train",
    "network_tabs.add",
    "palette.search",
    "palette.layers",
    "dock.tabs",
    "inspector.padding",
    "inspector.equation",
    "status_bar.figures",
    "zoom_bar",
    "minimap",
)


def take(folder: Path) -> None:
    """Write each part as it is painted, the selected card at 100 %, and the whole window."""
    settings = Settings(QSettings(str(folder / "set.ini"), QSettings.Format.IniFormat))
    settings.theme_mode = ThemeMode.DARK
    settings.reduced_motion = True
    window = build_window(template="digits-cnn", settings=settings)
    window.resize(1400, 900)
    window.show()
    nodes = window.workspace.network.nodes.values()
    window.workspace.select([next(node.id for node in nodes if node.name == "conv2")])
    for _round in range(5):
        QApplication.processEvents()
    window.grab().save(str(folder / "window.png"))
    for name in PARTS:
        widget = window.findChild(QWidget, name)
        assert isinstance(widget, QWidget), name
        widget.grab().save(str(folder / f"{name}.png"))
    canvas = window.canvas
    row = canvas.arrays.rows(window.workspace.selection)[0]
    x, y = canvas.arrays.xy[row].tolist()
    canvas.camera.show(QPointF(x + 80.0, y + 60.0), 1.0)
    canvas.camera.settled.emit()
    corner = canvas.mapFromScene(QPointF(x, y))
    picture = canvas.viewport().grab()
    ratio = picture.devicePixelRatio()
    left, top, width, height = (
        round(n * ratio) for n in (corner.x(), corner.y(), *canvas.arrays.wh[row].tolist())
    )
    picture.copy(left, top, width, height).save(str(folder / "card.png"))


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication(sys.argv)
    take(Path(sys.argv[1]))
    sys.stdout.flush()
    os._exit(0)  # torch may still be on its way, and nobody waits for it
