"""Copying, cutting and pasting parts of a network, as text that any window can take."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication

from netbuilder.app.canvas.commands import Commands, Point
from netbuilder.error import ProjectFileError
from netbuilder.project import edit, file
from netbuilder.project.fragment import Fragment
from netbuilder.project.value import Network, Project
from netbuilder.words import _

PASTE_STEP_PX = 24.0


class Clipboard:
    """What the selection gives to the system's clipboard and takes from it."""

    def __init__(self, commands: Commands) -> None:
        self._commands = commands
        self._workspace = commands.workspace
        self._num_pastes = 0

    def copy(self) -> bool:
        """Put the selected nodes on the clipboard, as text; return whether there were any."""
        if not self._workspace.selection:
            return False
        network = self._workspace.network
        ids = [node_id for node_id in network.nodes if node_id in self._workspace.selection]
        fragment = edit.copy_fragment(self._with_places(network), ids)
        QGuiApplication.clipboard().setText(file.fragment_to_text(fragment))
        self._num_pastes = 0
        return True

    def cut(self) -> None:
        """Copy what is selected and remove it."""
        if self.copy():
            self._commands.delete(close_gap=False)

    def paste(self, at: Point | None = None) -> None:
        """Put in what is on the clipboard, at a scene point, or beside where it was copied."""
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self._commands.message.emit(_("There is nothing on the clipboard to paste."))
            return
        try:
            fragment = file.fragment_from_text(text)
        except ProjectFileError as error:
            self._commands.message.emit(error.sentence)
            return
        self._num_pastes += 1
        self._place(fragment, at, _("Paste"))

    def duplicate(self) -> None:
        """Put a copy of the selected nodes beside them."""
        if self._workspace.selection:
            network = self._with_places(self._workspace.network)
            self._num_pastes = 1
            fragment = edit.copy_fragment(network, self._workspace.selection)
            self._place(fragment, None, _("Duplicate"))

    def _place(self, fragment: Fragment, at: Point | None, label: str) -> None:
        if at is None:
            corners = list(fragment.positions.values())
            step = PASTE_STEP_PX * self._num_pastes
            left = min((x for x, _y in corners), default=0.0)
            top = min((y for _x, y in corners), default=0.0)
            at = (left + step, top + step)
        new_ids: list[str] = []

        def change(project: Project, name: str) -> Project:
            pasted, ids = edit.paste_fragment(project, name, fragment, at)
            new_ids.extend(ids)
            return pasted

        self._commands.edit(label, change, select=new_ids)

    def _with_places(self, network: Network) -> Network:
        """`network` with a position for every node, also those that only the canvas placed."""
        missing = network.nodes.keys() - network.layout.positions.keys()
        if not missing:
            return network
        arrays = self._commands.arrays
        positions = {
            node_id: (float(x), float(y))
            for node_id, (x, y) in zip(arrays.ids, arrays.xy.tolist(), strict=True)
            if node_id in missing
        }
        name = self._workspace.network_name
        return edit.move_nodes(self._workspace.project, name, positions).networks[name]
