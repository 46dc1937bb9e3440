"""Chooses what a network learns from: a built-in set, a made one, or a file of the person's own."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QMenu, QWidget

from netbuilder.app.engine import Engine
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import PopupMenu
from netbuilder.app.workspace import Workspace
from netbuilder.project import edit
from netbuilder.project.schema import ColumnRole, Data, Source, fed_type
from netbuilder.project.value import Project
from netbuilder.words import _


class DataChooser(QObject):
    """Asks for a source, reads its schema in the background, and makes it the project's data.

    Signals:
        message: One sentence about what could not be read.
    """

    message = Signal(str)

    def __init__(
        self, window: QWidget, store: ThemeStore, workspace: Workspace, engine: Engine
    ) -> None:
        super().__init__(window)
        self._window = window
        self._store = store
        self._workspace = workspace
        self._engine = engine

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
        base = self._workspace.path.parent if self._workspace.path else None

        def read() -> object:
            from netbuilder.data import read_schema

            return read_schema(source, base)

        self._engine.work(read, done=self._on_schema_read, failed=self.message.emit)

    def find_file(self) -> None:
        """Ask where the file of the project's data is now, and keep what was decided about it."""
        if location := self._ask_for_file():
            source = self._workspace.project.data.source
            self._read_again(replace(source, location=location))

    def read_again(self) -> None:
        """Take the present content of the project's data, and keep what was decided about it."""
        self._read_again(self._workspace.project.data.source)

    def _read_again(self, source: Source) -> None:
        data = replace(self._workspace.project.data, source=source)
        base = self._workspace.path.parent if self._workspace.path else None

        def read() -> object:
            from netbuilder.data import read_again

            return read_again(data, base)

        self._engine.work(read, done=self._on_read_again, failed=self.message.emit)

    def _ask_for_file(self) -> str:
        start = str(self._workspace.path.parent if self._workspace.path else Path.home())
        files = _("Tables (*.csv *.tsv *.txt)")
        name, _chosen = QFileDialog.getOpenFileName(self._window, _("Choose data"), start, files)
        return name

    def _on_file_wanted(self) -> None:
        if location := self._ask_for_file():
            self.use(Source(kind="csv", location=location))

    def _on_schema_read(self, data: object) -> None:
        self._take(data, _("Choose data"))

    def _on_read_again(self, data: object) -> None:
        self._take(data, _("Read the data again"))

    def _take(self, data: object, label: str) -> None:
        assert isinstance(data, Data)
        project = edit.set_data(self._workspace.project, data)
        self._workspace.edit(label, _fed(project, data))


def _fed(project: Project, data: Data) -> Project:
    """Let Inputs and Outputs whose columns are gone take the new data's instead."""
    names = {column.name for column in data.columns}
    fitting = data.with_role(ColumnRole.INPUT) or data.with_role(ColumnRole.TARGET)
    feeding = tuple(column.name for column in fitting if fed_type(data, column) is not None)
    target = next((column.name for column in data.with_role(ColumnRole.TARGET)), "")
    for name, network in project.networks.items():
        for node in network.nodes.values():
            columns = node.parameters.get("columns", ())
            column = node.parameters.get("column", "")
            if node.kind == "Input" and not (columns and names.issuperset(columns)):
                project = edit.set_parameter(project, name, (node.id,), "columns", feeding)
            if node.kind == "Output" and column not in names and target:
                project = edit.set_parameter(project, name, (node.id,), "column", target)
    return project
