"""The scene's items: one for each layer of the canvas, each as large as the scene."""

import logging

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from netbuilder.app.canvas.frame import frame_of
from netbuilder.app.canvas.painters import Layer
from netbuilder.app.theme.canvas_geometry import CanvasGeometry

log = logging.getLogger(__name__)

PLANE = QRectF(-500_000, -500_000, 1_000_000, 1_000_000)
"""The part of the plane that can be drawn on, in scene px."""


class PaintItem(QGraphicsItem):
    """Lets a layer paint the exposed part of the scene."""

    def __init__(self, layer: Layer, canvas: CanvasGeometry) -> None:
        super().__init__()
        self.layer = layer
        self._canvas = canvas
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def boundingRect(self) -> QRectF:
        """The whole plane."""
        return PLANE

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        _widget: QWidget | None = None,
    ) -> None:
        """Paint what is exposed; a fault is logged, since PySide 6.11 dies of one that escapes."""
        try:
            self.layer.paint(painter, frame_of(painter, option.exposedRect, self._canvas))
        except Exception:
            log.exception("a layer of the canvas could not be painted")
