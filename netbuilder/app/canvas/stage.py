"""Puts the layers of the canvas on top of each other; keeps a picture of those that stand still.

While a run trains only pulses and strips change, up to thirty times a second. What they lie on is
painted once into a picture, which serves until anything in it differs. Without a run, and while
somebody pans or drags, every layer paints what is exposed and no picture is made.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPixmap, QRegion

from netbuilder.app.canvas.arrays import CanvasArrays
from netbuilder.app.canvas.bends import BendLayer
from netbuilder.app.canvas.frame import Frame, frame_of
from netbuilder.app.canvas.frame_layer import FrameLayer, FrameTitleLayer
from netbuilder.app.canvas.note_layer import NoteLayer
from netbuilder.app.canvas.overlay import Overlay, OverlayLayer
from netbuilder.app.canvas.painters import GridLayer, Layer, NodeLayer, WireLayer
from netbuilder.app.canvas.region import region_of_boxes
from netbuilder.app.canvas.wire_shapes import WireShapeLayer
from netbuilder.app.canvas.wiring import Wiring
from netbuilder.app.theme import Theme

if TYPE_CHECKING:
    from netbuilder.app.canvas.activity import Activity

_UNREST_S = 0.1
"""What stands still for so long is worth a picture: pans and drags paint anew sooner."""

_AROUND_PX = 9.0
"""How far the glow reaches beyond a card."""


class Stage:
    """All layers as one.

    Attributes:
        nodes: The layer of the cards.
        strips: Layers that change with each look into the run.
        pulses: A layer that always moves.
        strips_region: What of the view the strips change, in view px; None for all of it.
    """

    def __init__(
        self, theme: Theme, arrays: CanvasArrays, wiring: Wiring, overlay: Overlay
    ) -> None:
        self._ground: QColor = theme.colors.surface.canvas
        self._canvas = theme.tokens.canvas
        self._arrays = arrays
        self._wiring = wiring
        self.nodes = NodeLayer(theme, arrays)
        frames, titles = FrameLayer(theme, arrays), FrameTitleLayer(theme, arrays)
        wires, notes = WireLayer(theme, arrays, wiring), NoteLayer(theme, arrays.notes)
        bends = BendLayer(theme, arrays, wiring, overlay)
        self._overlay = overlay
        ground = (GridLayer(theme), frames, wires, bends, notes)
        self._still: Sequence[Layer] = (*ground, self.nodes, titles)
        self._shapes = WireShapeLayer(theme, arrays, wiring, overlay)
        self._over = OverlayLayer(theme, arrays, overlay)
        self.strips: Sequence[Layer] = ()
        self.pulses: Layer | None = None
        self._seen: tuple[object, ...] = ()
        self._seen_s = 0.0
        self._shown: Activity | None = None
        self._without_strips = self._with_strips = QPixmap()
        self.strips_region: QRegion | None = None

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint what is exposed."""
        activity = self._arrays.activity
        if activity is None:
            self._forget()
            self._paint_all(painter, frame, self._still)
        else:
            self._paint_live(painter, frame, activity)
        self._shapes.paint(painter, frame)
        self._over.paint(painter, frame)

    def _paint_live(self, painter: QPainter, frame: Frame, activity: Activity) -> None:
        key = self._key(painter, frame)
        if key != self._seen:
            self._forget()
            self._seen, self._seen_s = key, time.monotonic()
        if self.strips_region is None and time.monotonic() < self._seen_s + _UNREST_S:
            self._paint_all(painter, frame, (*self._still, *self.strips))
        else:
            if activity is not self._shown:
                self._shown = activity
                self._keep_pictures(painter, frame)
            painter.save()
            painter.resetTransform()
            painter.drawPixmap(QPointF(), self._with_strips)
            painter.restore()
        if self.pulses is not None:
            self.pulses.paint(painter, self._whole(painter))

    def _keep_pictures(self, painter: QPainter, frame: Frame) -> None:
        """Draw what stands still, if that is new, and on a copy of it the strips."""
        whole = self._whole(painter)
        if self.strips_region is None:
            self._without_strips, self._with_strips = (_picture(painter, frame.ratio) for _ in "ab")
            self._without_strips.fill(self._ground)
            self._paint_picture(self._without_strips, painter, whole, self._still)
            stale = QRegion(painter.window())
            self.strips_region = self._region(whole)
        else:
            stale = self.strips_region
        copier = QPainter(self._with_strips)
        copier.setClipRegion(stale)
        copier.drawPixmap(QPointF(), self._without_strips)
        copier.end()
        self._paint_picture(self._with_strips, painter, whole, self.strips)

    def _region(self, whole: Frame) -> QRegion:
        """What strips and glow cover, in view px."""
        rows = self._arrays.rows_within(*whole.edges(_AROUND_PX))
        rows = rows[self._arrays.live[rows] > 0]
        around = np.array([-_AROUND_PX, -_AROUND_PX, _AROUND_PX, _AROUND_PX])
        return region_of_boxes(whole.to_view(self._arrays.boxes[rows] + around))

    def _paint_picture(
        self, picture: QPixmap, like: QPainter, whole: Frame, layers: Sequence[Layer]
    ) -> None:
        painter = QPainter(picture)
        painter.setWorldTransform(like.worldTransform())
        self._paint_all(painter, whole, layers)
        painter.end()

    def _whole(self, painter: QPainter) -> Frame:
        """The frame of all that is in view, whatever is exposed."""
        inverse, _is_invertible = painter.worldTransform().inverted()
        return frame_of(painter, inverse.mapRect(QRectF(painter.window())), self._canvas)

    def _paint_all(self, painter: QPainter, frame: Frame, layers: Sequence[Layer]) -> None:
        for layer in layers:
            layer.paint(painter, frame)

    def _key(self, painter: QPainter, frame: Frame) -> tuple[object, ...]:
        """Differs wherever anything that stands still looks different."""
        arrays, wiring, size = self._arrays, self._wiring, painter.window().size()
        return (
            (frame.zoom, frame.x, frame.y, frame.ratio, size.width(), size.height()),
            (arrays.revision, wiring.revision, wiring.hidden, self.nodes.is_zooming),
            self._overlay.hover_bend,
            arrays.xy.tobytes(),
            arrays.marks.tobytes(),
            arrays.edge_marks.tobytes(),
            (arrays.frames.hovered, arrays.frames.targets.tobytes(), arrays.notes.key()),
        )

    def _forget(self) -> None:
        self._seen, self._shown, self.strips_region = (), None, None
        self._without_strips = self._with_strips = QPixmap()


def _picture(painter: QPainter, ratio: float) -> QPixmap:
    size = painter.window().size() * ratio
    picture = QPixmap(size)
    picture.setDevicePixelRatio(ratio)
    return picture
