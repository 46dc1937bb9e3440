"""Where the person has looked: back to before a jump, and forth again."""

from __future__ import annotations

from PySide6.QtCore import QObject, QPointF

from netbuilder.app.canvas.camera import Camera

_MOST_PLACES = 50

Place = tuple[QPointF, float]
"""A scene point in the middle of the view, and the zoom."""


class Places(QObject):
    """Remembers the view before each jump of a camera, as a browser does its pages.

    A jump is a glide that the person asked for: to fit, to a layer, to a problem. Pans and zooms by
    hand are none.
    """

    def __init__(self, camera: Camera) -> None:
        super().__init__(camera)
        self._camera = camera
        self._behind: list[Place] = []
        self._ahead: list[Place] = []
        camera.jumped.connect(self._on_jumped)

    def back(self) -> None:
        """Look where the person looked before the last jump."""
        self._go(self._behind, self._ahead)

    def forth(self) -> None:
        """Undo `back`."""
        self._go(self._ahead, self._behind)

    def forget(self) -> None:
        """Another network is shown: its places are elsewhere."""
        self._behind.clear()
        self._ahead.clear()

    def _go(self, taken: list[Place], kept: list[Place]) -> None:
        if taken:
            kept.append((self._camera.center, self._camera.zoom))
            self._camera.glide_to(*taken.pop(), is_jump=False)

    def _on_jumped(self, center: QPointF, zoom: float) -> None:
        self._behind.append((center, zoom))
        del self._behind[:-_MOST_PLACES]
        self._ahead.clear()
