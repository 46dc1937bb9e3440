"""Pictures of the data block: a file that is gone, notes, a file that has changed, and waiting."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication, QMenu

from netbuilder.app.panels.data_notes import DataNotes
from netbuilder.data import read_schema
from netbuilder.project import file
from netbuilder.project.schema import Source
from netbuilder.project.starter import start_project

if TYPE_CHECKING:
    from tests.app.shots import Camera

_ROWS = "length;width;kind\n" + "".join(
    f"{i},5;{'' if i < 4 else 'unknown' if i == 9 else i * i % 7};{'groß' if i % 3 else 'klein'}\n"
    for i in range(180)
)


def take_data(camera: Camera) -> None:
    """A project on a table of a person's own, and what becomes of the table."""
    window = camera.window
    with tempfile.TemporaryDirectory() as home:
        table, path = Path(home, "plants.csv"), Path(home, "plants.netb")
        table.write_text(_ROWS, encoding="cp1252")
        data = read_schema(Source(kind="csv", location=table.name), table.parent)
        file.write(start_project("Plants", data), path)
        window.files.open_path(path)
        window.canvas.fit_all(glides=False)
        window.dock.show_tab("settings")
        notes = window.findChild(DataNotes)
        assert isinstance(notes, DataNotes)
        camera.wait(notes.isVisible)
        camera.shoot("data-notes")
        notes.click()
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        camera.shoot("data-notes-read", menu)
        menu.close()
        block = window.dock.settings.data
        block.show_reading("a larger table.csv")
        camera.settle(0.5)
        camera.shoot("data-waiting")
        camera.settle(2.0)
        camera.shoot("data-waiting-long")
        block.show_reading("")
        table.write_text(_ROWS + "1,5;2;klein\n", encoding="cp1252")
        window.files.open_path(path)
        camera.wait(block.repair_button.isVisible)
        camera.shoot("data-changed")
        window.dock.show_tab("problems")
        camera.shoot("data-changed-problem")
        window.dock.show_tab("settings")
        table.unlink()
        window.files.open_path(path)
        camera.wait(lambda: "found" in block.message.text())
        camera.shoot("data-gone")
