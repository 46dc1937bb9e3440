"""What the nodes show inside: the canvas, the switch above it, and the commands, kept in step.

Made when the first run of a session begins.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from netbuilder.app.attention import Attention
from netbuilder.app.canvas.live import LiveCanvas
from netbuilder.app.panels.inside_switch import InsideSwitch
from netbuilder.runs.view import Inside

if TYPE_CHECKING:
    from netbuilder.app.window import Window

COMMANDS: Mapping[str, Inside] = {f"inside_{inside}": inside for inside in Inside}
"""The commands that choose, by id."""


class InsideNodes(QObject):
    """Shows what goes on in the nodes of a window's canvas, as the person has chosen."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        Attention(window, window.engine.live)
        self._actions = window.actions_
        self._tabs = window.network_tabs
        self.canvas = LiveCanvas(window.canvas, window.engine, window.settings)
        self.switch = InsideSwitch(window.store)
        self.switch.chosen.connect(self._on_chosen)
        for id, inside in COMMANDS.items():
            action = self._actions[id]
            action.setCheckable(True)
            action.triggered.connect(partial(self.canvas.show_inside, inside))
        self._tabs.add_switch(self.switch)
        self.canvas.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        self._tabs.show_switch(self.canvas.is_on)
        self.switch.show_choice(self.canvas.inside)
        for id, inside in COMMANDS.items():
            reason = self.canvas.reason(inside)
            self.switch.set_reason(inside, reason)
            self._actions.set_reason(id, reason)
            self._actions[id].setChecked(inside is self.canvas.inside)

    def _on_chosen(self, inside: object) -> None:
        assert isinstance(inside, Inside)
        self.canvas.show_inside(inside)
