"""Pictures of what the keyboard alone shows on the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from netbuilder.app.layer_search import LayerSearch
from tests.app.canvas.hand import Hand, id_of

if TYPE_CHECKING:
    from tests.app.shots import Camera


def take_keys(camera: Camera) -> None:
    """A wire that hangs at a layer, one that arrows have walked onto, and the search to replace."""
    window = camera.window
    canvas, hand = window.canvas, Hand(window.canvas)
    canvas.setFocus(Qt.FocusReason.ShortcutFocusReason)
    window.workspace.select([id_of(canvas, "conv1")])
    hand.key(Qt.Key.Key_W)
    hand.key(Qt.Key.Key_C)
    camera.shoot("wire-by-keys")
    hand.key(Qt.Key.Key_Escape)
    hand.key(Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
    camera.shoot("onto-wire")
    window.workspace.select([id_of(canvas, "relu2")])
    hand.key(Qt.Key.Key_R)
    camera.shoot("replace")
    search = window.findChild(LayerSearch)
    assert isinstance(search, LayerSearch)
    search.close_over()
