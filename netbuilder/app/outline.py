"""The outline in its window: where its layers are chosen, and where their settings are."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from netbuilder.app.command_entries import layer_entries
from netbuilder.app.panels.outline_panel import OutlinePanel
from netbuilder.layers.parameter import Value

if TYPE_CHECKING:
    from netbuilder.app.window import Window


def build_outline(window: Window) -> OutlinePanel:
    """The outline of what is open in a window."""
    canvas = window.canvas
    panel = OutlinePanel(window.store, window.workspace, canvas.commands, window.actions_)
    panel.layer_wanted.connect(partial(_offer_layers, window, panel))
    panel.choice_wanted.connect(window.offer)
    panel.settings_wanted.connect(window.edit_selected)
    return panel


def _offer_layers(window: Window, panel: OutlinePanel) -> None:
    def add(kind: str, parameters: Mapping[str, Value]) -> None:
        window.canvas.add_layer(kind, parameters)
        panel.take_focus()

    window.offer(layer_entries(window, add))
