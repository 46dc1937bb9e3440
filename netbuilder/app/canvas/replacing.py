"""Another layer in the place of the selected one."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QObject, Signal

from netbuilder.app.canvas.commands import Commands
from netbuilder.layers.layer import KINDS
from netbuilder.layers.parameter import Value
from netbuilder.project import edit
from netbuilder.project.value import Block, Project
from netbuilder.words import _


class Replacing(QObject):
    """Puts another layer in the place of one, with its wires and the settings that both have.

    Signals:
        asked: The person wants to choose a layer for the place of the node with this id.
    """

    asked = Signal(str)

    def __init__(self, commands: Commands, parent: QObject) -> None:
        super().__init__(parent)
        self._commands = commands

    def ask(self) -> None:
        """Ask for a layer in the place of the selected one."""
        selection = self._commands.workspace.selection
        if len(selection) == 1:
            self.asked.emit(next(iter(selection)))
        else:
            self._commands.message.emit(_("Select the one layer that another is to replace."))

    def replace(
        self,
        node_id: str,
        kind: str,
        parameters: Mapping[str, Value] | None = None,
        *,
        block: str = "",
    ) -> bool:
        """Replace a node and select what came; say which wires had no place there any more.

        Args:
            node_id: What goes.
            kind: What comes.
            parameters: Settings that it begins with, whatever the old ones are.
            block: The network that it shows, for the kind ``Block``.
        """
        made: list[edit.Replacement] = []

        def change(project: Project, network: str) -> Project:
            shown = Block(network=block) if block else None
            made.append(edit.replace_node(project, network, node_id, kind, parameters, block=shown))
            return made[0].project

        ids = (replacement.node.id for replacement in made)  # known once the edit is made
        word = KINDS[kind].word if kind in KINDS else block or kind
        if not self._commands.edit(_("Replace by {word}").format(word=word), change, select=ids):
            return False
        if made[0].sentence:
            self._commands.message.emit(made[0].sentence)
        return True
