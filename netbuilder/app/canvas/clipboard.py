"""Copying, cutting and pasting parts of a network, as text that any window can take."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from netbuilder.app.canvas.commands import Commands, Point
from netbuilder.app.canvas.notes import sheet_of
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
        """Put what is selected on the clipboard, as text; return whether there was anything."""
        fragment = self._selected()
        if fragment is None:
            return False
        whole = edit.with_blocks(self._workspace.project, fragment)
        QGuiApplication.clipboard().setText(file.fragment_to_text(whole))
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
        at = fragment.corner if pointer is None else self._corner_around(pointer, fragment)
        if at != self._pasted_at:
            self._pasted_at = at
            self._num_pastes = 0 if pointer is not None else 1
        step = PASTE_STEP_PX * self._num_pastes
        self._num_pastes += 1
        self._place(fragment, (at[0] + step, at[1] + step), _("Paste"), edit.paste_fragment)

    def duplicate(self) -> None:
        """Put a copy of what is selected beside it."""
        self._duplicate(_("Duplicate"), edit.paste_fragment)

    def duplicate_with_inputs(self) -> None:
        """Put a copy of the selected nodes beside them, fed by what feeds them."""
        self._duplicate(_("Duplicate with what feeds it"), edit.paste_with_inputs)

    def _duplicate(self, label: str, paste: Paste) -> None:
        fragment = self._selected()
        if fragment is not None:
            x, y = fragment.corner
            self._place(fragment, (x + PASTE_STEP_PX, y + PASTE_STEP_PX), label, paste)

    def _place(self, fragment: Fragment, at: Point, label: str, paste: Paste) -> None:
        new_ids: list[str] = []
        there = {note.id for note in self._workspace.network.layout.notes}

        def change(project: Project, name: str) -> Project:
            pasted, ids = paste(project, name, fragment, at)
            new_ids.extend(ids)
            return pasted

        if self._commands.edit(label, change):
            notes = {note.id for note in self._workspace.network.layout.notes} - there
            self._workspace.select(new_ids, (), notes)

    def _selected(self) -> Fragment | None:
        """The selected nodes and notes, or None where there are none."""
        workspace = self._workspace
        if not workspace.selection and not workspace.selected_notes:
            return None
        network = workspace.network
        ids = [node_id for node_id in network.nodes if node_id in workspace.selection]
        return edit.copy_fragment(self._with_places(network), ids, workspace.selected_notes)

    def _corner_around(self, middle: Point, fragment: Fragment) -> Point:
        """The top left corner, on the grid, of a fragment that lies around a point."""
        left, top = fragment.corner
        boxes = [(place, self._size_of(node_id)) for node_id, place in fragment.positions.items()]
        for note in fragment.notes:
            sheet = sheet_of(note.text)
            boxes.append((note.position, (sheet.width, sheet.height)))
        right = max((x + width for (x, _y), (width, _height) in boxes), default=left)
        bottom = max((y + height for (_x, y), (_width, height) in boxes), default=top)
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
