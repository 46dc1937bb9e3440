"""What all gestures are made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt

from netbuilder.app.canvas.arrays import CanvasArrays
from netbuilder.app.canvas.bending import Bending
from netbuilder.app.canvas.camera import Camera
from netbuilder.app.canvas.commands import Commands
from netbuilder.app.canvas.hit import HitTester
from netbuilder.app.canvas.joining import Joining
from netbuilder.app.canvas.overlay import Overlay
from netbuilder.app.canvas.wiring import Wiring
from netbuilder.app.theme.canvas_geometry import CanvasGeometry
from netbuilder.app.workspace import Workspace
from netbuilder.project.value import End

Modifiers = Qt.KeyboardModifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What gestures act on.

    Attributes:
        repaint: Paints a part of the scene anew, or all of the view with None.
        offer_layers: Asks the person for a layer to put at a scene point, for the wire of a port
            (node and key, and whether it is an input).
    """

    workspace: Workspace
    arrays: CanvasArrays
    wiring: Wiring
    hits: HitTester
    overlay: Overlay
    camera: Camera
    commands: Commands
    joining: Joining
    bending: Bending
    canvas: CanvasGeometry
    repaint: Callable[[QRectF | None], None]
    offer_layers: Callable[[QPointF, tuple[End, bool]], None]


class Gesture:
    """One thing that a person does with the mouse; by itself it does nothing.

    Points are in scene px. Whatever shows while the gesture lasts is taken away by `end` and
    `cancel` alike.

    Attributes:
        cursor: The pointer's shape while it lasts, or None for the usual one.
        follows_view: Whether it goes on, with the pointer at rest, while the view moves beneath.
    """

    cursor: Qt.CursorShape | None = None
    follows_view = True

    def __init__(self, scope: Scope) -> None:
        self.scope = scope

    def begin(self, at: QPointF, modifiers: Modifiers) -> None:
        """The button went down."""

    def move(self, at: QPointF, modifiers: Modifiers) -> None:
        """The pointer moved with the button held down."""

    def end(self, at: QPointF, modifiers: Modifiers) -> None:
        """The button went up: what the gesture was for happens now."""

    def cancel(self) -> None:
        """Escape: everything is as before."""
