"""What a painter needs to know of the moment: which part of the scene, and how large."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QTransform

from netbuilder.app.canvas.arrays import Floats
from netbuilder.app.canvas.level import Level, level_at
from netbuilder.app.theme.canvas_geometry import CanvasGeometry


@dataclass(frozen=True, slots=True)
class Frame:
    """One painting of the canvas.

    Attributes:
        zoom: View px a scene px.
        x, y: Where the scene's origin lies, in view px.
        ratio: Device px a view px.
        exposed: The part of the scene to paint.
        level: How much of a card is drawn.
    """

    zoom: float
    x: float
    y: float
    ratio: float
    exposed: QRectF
    level: Level

    def edges(self, pad: float = 0.0) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of what is exposed, with `pad` px around it."""
        box = self.exposed.adjusted(-pad, -pad, pad, pad)
        return box.left(), box.top(), box.right(), box.bottom()

    def to_view(self, points: Floats) -> Floats:
        """Scene points, (..., 2), or lines, (..., 4), in view px."""
        offset = np.array([self.x, self.y] * (points.shape[-1] // 2))
        placed: Floats = points * self.zoom + offset
        return placed


def frame_of(painter: QPainter, exposed: QRectF, canvas: CanvasGeometry) -> Frame:
    """The frame of a painter whose transform maps the scene to the view."""
    transform: QTransform = painter.worldTransform()
    device = painter.device()
    return Frame(
        zoom=transform.m11(),
        x=transform.dx(),
        y=transform.dy(),
        ratio=device.devicePixelRatioF(),
        exposed=exposed,
        level=level_at(transform.m11(), canvas),
    )
