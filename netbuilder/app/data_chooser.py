"""Chooses what a network learns from: a built-in set, a made one, or a file of the person's own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QMenu, QWidget

from netbuilder.app.engine import Engine
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import PopupMenu
from netbuilder.app.workspace import Workspace
from netbuilder.error import EditError
from netbuilder.project import edit
from netbuilder.project.history import History
from netbuilder.project.schema import Data, Source
from netbuilder.words import _


class DataChooser(QObject):
    """Asks for a source, reads its schema in the background, and makes it the project's data.

    Signals:
        message: One sentence about what could not be read.
        reading_changed: What is being read is called this now; "" while nothing is.
        project_made: A new project on a table, to be shown in the place of the present one.
    """

    message = Signal(str)
    reading_changed = Signal(str)
    project_made = Signal(object)

    def __init__(
        self, window: QWidget, store: ThemeStore, workspace: Workspace, engine: Engine
    ) -> None:
        super().__init__(window)
        self._window = window
        self._store = store
        self._workspace = workspace
        self._engine = engine
        self._reading: _Reading | None = None
        workspace.project_changed.connect(self._on_project_changed)

    def choose(self) -> None:
        """Open the menu of sources below the button that was pressed, else at the pointer."""
        pressed = QApplication.focusWidget()
        place = QCursor.pos()
        if isinstance(pressed, QAbstractButton):
            place = pressed.mapToGlobal(pressed.rect().bottomLeft())
        elif not self._window.frameGeometry().contains(place):
            place = self._window.mapToGlobal(self._window.rect().center())
        self.build_menu().popup(place)

    def build_menu(self) -> QMenu:
        """The menu of sources."""
        from netbuilder.data.builtin import SETS
        from netbuilder.data.made import MAKERS

        menu = PopupMenu(self._store, parent=self._window)
        menu.setObjectName("data_menu")
        menu.addAction(_("A CSV file…")).triggered.connect(self._on_file_wanted)
        menu.addSeparator()
        for kind, title, sets in (
            ("builtin", _("Measured sets"), SETS),
            ("made", _("Made sets"), MAKERS),
        ):
            rows = PopupMenu(self._store, title, menu)
            for name, known in sets.items():
                row = rows.addAction(known.title)
                row.setToolTip(known.summary)
                row.triggered.connect(partial(self.use, Source(kind=kind, location=name)))
            rows.setToolTipsVisible(True)
            menu.addMenu(rows)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def use(self, source: Source) -> None:
        """Read a source and make it the project's data."""
        base = self._base()

        def read() -> object:
            from netbuilder.data import read_schema

            return read_schema(source, base)

        self._read(source, read, partial(self._take, _("Choose data")))

    def begin_with(self, path: Path) -> None:
        """Read a table and make a new project on it, with a first network that fits."""
        source = Source(kind="csv", location=str(path))

        def make() -> object:
            from netbuilder.data import read_schema
            from netbuilder.project.starter import start_project

            return start_project(path.stem, read_schema(source, None))

        self._read(source, make, self.project_made.emit)

    def find_file(self) -> None:
        """Ask where the file of the project's data is now, and keep what was decided about it."""
        location = self._ask_for_file()
        if not location:
            return
        known, base = self._workspace.project.data, self._base()
        data = replace(known, source=replace(known.source, location=location))

        def read() -> object:
            from netbuilder.data import read_again

            return read_again(data, base)

        self._read(data.source, read, partial(self._take, _("Read the data again")))

    def cancel(self) -> None:
        """Leave the project as it is, whatever is being read for it."""
        if self._reading is not None:
            self._reading = None
            self.reading_changed.emit("")

    def _base(self) -> Path | None:
        return self._workspace.path.parent if self._workspace.path else None

    def _ask_for_file(self) -> str:
        start = str(self._workspace.path.parent if self._workspace.path else Path.home())
        files = _("Tables (*.csv *.tsv *.txt)")
        name, _chosen = QFileDialog.getOpenFileName(self._window, _("Choose data"), start, files)
        return name

    def _on_file_wanted(self) -> None:
        if location := self._ask_for_file():
            self.use(Source(kind="csv", location=location))

    def _read(
        self, source: Source, job: Callable[[], object], take: Callable[[object], None]
    ) -> None:
        """Let `job` read a source in the background; what is asked for last is what counts."""
        self._reading = reading = _Reading(take=take, history=self._workspace.history)
        self.reading_changed.emit(title_of(source))
        done = partial(self._on_read, reading)
        failed = partial(self._on_failed, reading)
        self._engine.work(job, done=done, failed=failed, needs_torch=False)

    def _take(self, label: str, data: object) -> None:
        assert isinstance(data, Data)
        try:
            project = edit.take_data(self._workspace.project, data)
        except EditError as error:
            self.message.emit(error.sentence)
            return
        self._workspace.edit(label, project)

    def _on_read(self, reading: _Reading, result: object) -> None:
        if reading is self._reading:
            self.cancel()
            reading.take(result)

    def _on_failed(self, reading: _Reading, sentence: str) -> None:
        if reading is self._reading:
            self.cancel()
            self.message.emit(sentence)

    def _on_project_changed(self) -> None:
        """Drop what is being read for a project that has been left."""
        if self._reading is not None and self._reading.history is not self._workspace.history:
            self.cancel()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Reading:
    """What is to be done with what is read, and the steps of the project that asked for it."""

    take: Callable[[object], None]
    history: History


def title_of(source: Source) -> str:
    """What a source is called: a file by its name."""
    return source.location.replace("\\", "/").rpartition("/")[2]
