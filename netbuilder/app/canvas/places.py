"""Where the person has looked: back to before a jump, and forth again."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF

from netbuilder.app.canvas.camera import Camera
from netbuilder.app.workspace import Workspace

_MOST_PLACES = 50

Place = tuple[QPointF, float]
"""A scene point in the middle of the view, and the zoom."""


class Places(QObject):
    """Remembers the view before each jump of a camera, as a browser does its pages.

    A jump is a glide that the person asked for: to fit, to a layer, to a problem. Pans and zooms by
    hand are none. Beside that it remembers where in each network of the project the person looked.
    """

    def __init__(self, camera: Camera, workspace: Workspace) -> None:
        super().__init__(camera)
        self._camera = camera
        self._workspace = workspace
        self._network = workspace.network_name
        self._history = workspace.history
        self._left: dict[str, Place] = {}
        self._behind: list[Place] = []
        self._ahead: list[Place] = []
        camera.jumped.connect(self._on_jumped)

    def back(self) -> None:
        """Look where the person looked before the last jump."""
        self._go(self._behind, self._ahead)

    def forth(self) -> None:
        """Undo `back`."""
        self._go(self._ahead, self._behind)

    def switch(self) -> Place | None:
        """Follow to the network that is shown now.

        Returns:
            Where the person looked in it before, or None where they have not, or saw all of it.
        """
        self._behind.clear()
        self._ahead.clear()
        if self._workspace.history is not self._history:
            self._left.clear()  # another project
            self._history = self._workspace.history
        elif self._camera.is_fitted:
            self._left.pop(self._network, None)
        else:
            self._left[self._network] = (self._camera.center, self._camera.zoom)
        self._network = self._workspace.network_name
        return self._left.get(self._network)

    def _go(self, taken: list[Place], kept: list[Place]) -> None:
        if taken:
            kept.append((self._camera.center, self._camera.zoom))
            self._camera.glide_to(*taken.pop(), is_jump=False)

    def _on_jumped(self, center: QPointF, zoom: float) -> None:
        self._behind.append((center, zoom))
        del self._behind[:-_MOST_PLACES]
        self._ahead.clear()
