"""Copying, cutting and pasting parts of a network, as text that any window can take."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from netbuilder.app.canvas.commands import Commands, Point
from netbuilder.app.canvas.room import CARD_SIZE
from netbuilder.error import ProjectFileError
from netbuilder.project import edit, file
from netbuilder.project.fragment import Fragment
from netbuilder.project.value import Network, Project
from netbuilder.words import _

PASTE_STEP_PX = 24.0


Paste = Callable[[Project, str, Fragment, Point], tuple[Project, tuple[str, ...]]]


class Clipboard:
    """What the selection gives to the system's clipboard and takes from it.

    Args:
        commands: Makes the edits.
        pointer: The scene point that the pointer is over, or None where it is over something else.
        snap: The step of the grid on which things lie, in scene px.
    """

    def __init__(
        self, commands: Commands, pointer: Callable[[], Point | None], *, snap: float
    ) -> None:
        self._commands = commands
        self._workspace = commands.workspace
        self._pointer = pointer
        self._snap = snap
        self._pasted_at: Point | None = None
        self._num_pastes = 0

    def copy(self) -> bool:
        """Put the selected nodes on the clipboard, as text; return whether there were any."""
        if not self._workspace.selection:
            return False
        network = self._workspace.network
        ids = [node_id for node_id in network.nodes if node_id in self._workspace.selection]
        fragment = edit.copy_fragment(self._with_places(network), ids)
        QGuiApplication.clipboard().setText(file.fragment_to_text(fragment))
        self._pasted_at = None
        self._num_pastes = 0
        return True

    def cut(self) -> None:
        """Copy what is selected and remove it."""
        if self.copy():
            self._commands.delete(close_gap=False)

    def paste(self) -> None:
        """Put in what is on the clipboard, its middle at the pointer, or beside where it was.

        Pasted at the same place once more it steps aside, so that copies do not hide each other.
        """
        text = QGuiApplication.clipboard().text()
        if not text.strip():
            self._commands.message.emit(_("There is nothing on the clipboard to paste."))
            return
        try:
            fragment = file.fragment_from_text(text)
        except ProjectFileError as error:
            self._commands.message.emit(error.sentence)
            return
        pointer = self._pointer()
        at = _corner(fragment) if pointer is None else self._corner_around(pointer, fragment)
        if at != self._pasted_at:
            self._pasted_at = at
            self._num_pastes = 0 if pointer is not None else 1
        step = PASTE_STEP_PX * self._num_pastes
        self._num_pastes += 1
        self._place(fragment, (at[0] + step, at[1] + step), _("Paste"), edit.paste_fragment)

    def duplicate(self) -> None:
        """Put a copy of the selected nodes beside them."""
        self._duplicate(_("Duplicate"), edit.paste_fragment)

    def duplicate_with_inputs(self) -> None:
        """Put a copy of the selected nodes beside them, fed by what feeds them."""
        self._duplicate(_("Duplicate with what feeds it"), edit.paste_with_inputs)

    def _duplicate(self, label: str, paste: Paste) -> None:
        if self._workspace.selection:
            network = self._with_places(self._workspace.network)
            fragment = edit.copy_fragment(network, self._workspace.selection)
            x, y = _corner(fragment)
            self._place(fragment, (x + PASTE_STEP_PX, y + PASTE_STEP_PX), label, paste)

    def _place(self, fragment: Fragment, at: Point, label: str, paste: Paste) -> None:
        new_ids: list[str] = []

        def change(project: Project, name: str) -> Project:
            pasted, ids = paste(project, name, fragment, at)
            new_ids.extend(ids)
            return pasted

        self._commands.edit(label, change, select=new_ids)

    def _corner_around(self, middle: Point, fragment: Fragment) -> Point:
        """The top left corner, on the grid, of a fragment that lies around a point."""
        left, top = _corner(fragment)
        sizes = {node_id: self._size_of(node_id) for node_id in fragment.positions}
        right = max((x + sizes[i][0] for i, (x, _y) in fragment.positions.items()), default=left)
        bottom = max((y + sizes[i][1] for i, (_x, y) in fragment.positions.items()), default=top)
        x, y = middle[0] - (right - left) / 2, middle[1] - (bottom - top) / 2
        return round(x / self._snap) * self._snap, round(y / self._snap) * self._snap

    def _size_of(self, node_id: str) -> Point:
        """The size of a node's card; of one from elsewhere what is usual."""
        arrays = self._commands.arrays
        row = arrays.row_of.get(node_id)
        if row is None:
            return CARD_SIZE
        width, height = arrays.wh[row].tolist()
        return width, height

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


def _corner(fragment: Fragment) -> Point:
    """The top left corner of where a fragment stood."""
    corners = fragment.positions.values()
    return min((x for x, _y in corners), default=0.0), min((y for _x, y in corners), default=0.0)
