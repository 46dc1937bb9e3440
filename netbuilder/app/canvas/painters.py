"""The layers of the canvas from the ground up; each paints all of its kind from the arrays.

A layer is an object with `paint(painter, frame)`. The painter comes with scene coordinates and is
given back as it came. To add a layer, write one here and name it in `CanvasView`.
"""

from __future__ import annotations

import time
from typing import Protocol

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from netbuilder.app.canvas.arrays import FAMILIES, LOOKS, Bools, CanvasArrays, Floats, Ints, Mark
from netbuilder.app.canvas.atlas import Atlas
from netbuilder.app.canvas.batch import FRAGMENT_FIELDS, draw_fragments, draw_lines, draw_points
from netbuilder.app.canvas.drawing import CardPainter
from netbuilder.app.canvas.frame import Frame
from netbuilder.app.canvas.level import Level
from netbuilder.app.canvas.strokes import Strokes
from netbuilder.app.canvas.wiring import Wiring
from netbuilder.app.theme import Theme, mix

_MARKS = 128
_BYPASSED, _SELECTED = int(Mark.BYPASSED), int(Mark.SELECTED)
_STANDING_OUT = int(Mark.ERROR | Mark.SELECTED | Mark.HOVER)
"""Marks as numbers, since flags take longer to combine than all wires to look through."""
_DIRECT_SCALE = 3.0
_MOST_STRETCH = 2.0
_UNREST_S = 0.1
"""A zoom that lasts so long is worth a picture of the grid."""
_BYPASSED_OPACITY = 0.4
_BLOCK_WIRE_PX = 1.5
_SELECTED_HALO_PX = 6


class Layer(Protocol):
    """Paints one layer of the canvas."""

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint what lies in `frame.exposed`."""


_GridKey = tuple[float, float, int, int]


class GridLayer:
    """Dots that give the eye a measure; absent when zoomed out."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._tile = QPixmap()
        self._tile_key: _GridKey | None = None
        self._last_key: _GridKey | None = None
        self._since_s = 0.0

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint the dots in view."""
        canvas = self._theme.tokens.canvas
        if frame.zoom < canvas.grid_hidden_below:
            return
        view = painter.window()
        step = canvas.grid_step * frame.zoom
        key = (step, frame.ratio, view.width(), view.height())
        if key != self._last_key:
            self._last_key, self._since_s = key, time.monotonic()
        is_at_rest = time.monotonic() > self._since_s + _UNREST_S
        painter.save()
        painter.resetTransform()
        corner = QPointF(frame.x % step - step, frame.y % step - step)
        if is_at_rest and key != self._tile_key:
            self._tile = self._draw_tile(step, frame.ratio, view.width(), view.height())
            self._tile_key = key
        if key == self._tile_key:
            painter.drawPixmap(corner, self._tile)
        else:
            self._paint_rows(painter, corner, step, frame.ratio, view.width(), view.height())
        painter.restore()

    def _draw_tile(self, step: float, ratio: float, width: int, height: int) -> QPixmap:
        """All dots of a view, and one more row and column so that it can be shifted."""
        tile = _clear_pixmap(width + 2 * step, height + 2 * step, ratio)
        xs, ys = np.arange(0, width + 2 * step, step), np.arange(0, height + 2 * step, step)
        self._draw_dots(tile, np.stack(np.meshgrid(xs, ys), axis=-1).reshape(-1, 2))
        return tile

    def _paint_rows(
        self, painter: QPainter, corner: QPointF, step: float, ratio: float, width: int, height: int
    ) -> None:
        """Paint one row many times, each on whole px: good for one frame of a zoom."""
        row = _clear_pixmap(width + 2 * step, 4, ratio)
        xs = np.arange(0, width + 2 * step, step)
        self._draw_dots(row, np.stack([xs, np.full(len(xs), 2.0)], axis=-1))
        for y in np.arange(corner.y(), height + step, step).round().tolist():
            painter.drawPixmap(QPointF(corner.x(), y - 2), row)

    def _draw_dots(self, picture: QPixmap, dots: Floats) -> None:
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(self._theme.colors.line.grid_dot, self._theme.tokens.canvas.grid_dot)
        pen.setCapStyle(Qt.PenCapStyle.SquareCap)
        painter.setPen(pen)
        draw_points(painter, dots)
        painter.end()


class WireLayer:
    """All wires, one call a style."""

    def __init__(self, theme: Theme, arrays: CanvasArrays, wiring: Wiring) -> None:
        colors = theme.colors
        self._ground = colors.surface.canvas
        self._error = colors.error.line
        self._halo = mix(
            self._ground, colors.accent.line, theme.tokens.canvas.selection.halo_opacity
        )
        self._plain = [colors.wire[look].color for look in LOOKS]
        self._faint = [mix(self._ground, c, _BYPASSED_OPACITY) for c in self._plain]
        self._width = theme.tokens.canvas.wire
        self._arrays = arrays
        self._wiring = wiring

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint the wires in view: curves, lanes that cut a gap into them, marked ones."""
        if not len(self._arrays.edges):
            return
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, frame.level > Level.MAP)
        strokes = self._wiring.strokes(frame.zoom)
        self._paint_strokes(painter, frame, strokes, slice(None), self._wiring.is_at_rest())
        loose = self._wiring.loose
        if len(loose):
            strokes = self._wiring.loose_strokes(frame.zoom)
            self._paint_strokes(painter, frame, strokes, loose, self._wiring.is_loose_drawn())
        painter.restore()

    def _paint_strokes(
        self,
        painter: QPainter,
        frame: Frame,
        strokes: Strokes,
        rows: Ints | slice,
        is_drawn: Bools,
    ) -> None:
        """Paint the wires in `rows`, of which `strokes` holds the lines in this order."""
        seen = is_drawn & strokes.visible(*frame.edges(self._width.casing))
        if not seen.any():
            return
        in_view = strokes.rows_of(np.flatnonzero(seen))
        lines = frame.to_view(strokes.lines[in_view])
        wire, crosses = strokes.wire[in_view], strokes.crosses[in_view]
        marks, looks = self._arrays.edge_marks[rows], self._arrays.edge_look[rows]
        own_marks = marks[wire]
        style = looks[wire] * 2 + (own_marks & _BYPASSED != 0)
        style[own_marks & _STANDING_OUT != 0] = -1
        if crosses.any():
            self._paint_styles(painter, frame, lines[~crosses], style[~crosses])
            if frame.level >= Level.NAMES:
                casing = self._px(frame, self._width.casing)
                self._stroke(painter, lines[crosses], self._ground, casing, Qt.PenCapStyle.FlatCap)
            self._paint_styles(painter, frame, lines[crosses], style[crosses])
        else:
            self._paint_styles(painter, frame, lines, style)
        for at in np.flatnonzero(seen & (marks & _STANDING_OUT != 0)).tolist():
            own = strokes.lines[strokes.wire == at]
            self._paint_marked(painter, frame, Mark(int(marks[at])), int(looks[at]), own)

    def _paint_styles(self, painter: QPainter, frame: Frame, lines: Floats, style: Ints) -> None:
        """Paint lines, one call for each style that occurs."""
        width = self._px(frame, self._width.width)
        for number in np.flatnonzero(np.bincount(style[style >= 0])).tolist():
            color = (self._faint if number % 2 else self._plain)[number // 2]
            self._stroke(painter, lines[style == number], color, width)

    def _paint_marked(
        self, painter: QPainter, frame: Frame, marks: Mark, look: int, lines: Floats
    ) -> None:
        """Paint one wire that is selected, under the pointer or wrong; `lines` in scene px."""
        width = self._px(frame, self._width.width)
        if marks & Mark.SELECTED:
            halo = width + self._px(frame, _SELECTED_HALO_PX)
            self._stroke(painter, frame.to_view(lines), self._halo, halo)
        if marks & (Mark.SELECTED | Mark.HOVER):
            width = self._px(frame, self._width.selected)
        color = self._plain[look]
        if marks & Mark.ERROR:
            dashes = frame.to_view(self._wiring.dashes(lines))
            self._stroke(painter, dashes, self._error, width, Qt.PenCapStyle.FlatCap)
        else:
            self._stroke(painter, frame.to_view(lines), color, width)

    def _px(self, frame: Frame, width: float) -> float:
        if frame.level is Level.MAP:
            return 1.0
        if frame.level is Level.BLOCK:
            return _BLOCK_WIRE_PX * width / self._width.width
        return max(_BLOCK_WIRE_PX, width * frame.zoom)

    def _stroke(
        self,
        painter: QPainter,
        lines: Floats,
        color: QColor,
        width: float,
        cap: Qt.PenCapStyle = Qt.PenCapStyle.SquareCap,
    ) -> None:
        pen = QPen(color, width)
        pen.setCapStyle(cap if width > _BLOCK_WIRE_PX else Qt.PenCapStyle.FlatCap)
        pen.setCosmetic(width <= 1)  # Qt's fast path for thin lines
        painter.setPen(pen)
        draw_lines(painter, lines)


class NodeLayer:
    """All cards in view, painted once into the atlas and drawn from it in one call."""

    def __init__(self, theme: Theme, arrays: CanvasArrays) -> None:
        self._arrays = arrays
        self._cards = CardPainter(theme)
        self._atlas = Atlas()
        self._level = Level.FULL
        self.is_zooming = False

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint every card in view, selected ones above the others."""
        rows = self._rows_in(frame)
        if not len(rows):
            return
        if frame.level is Level.CLOSE and frame.zoom * frame.ratio >= _DIRECT_SCALE:
            self._paint_directly(painter, frame, rows)
            return
        scale = frame.zoom * frame.ratio
        if self._is_stale(frame, scale):
            self._atlas.clear(scale)
            self._level = frame.level
        cells = self._cells_of(rows)
        if cells is None:
            self._atlas.clear(scale)
            cells = self._cells_of(rows)
        if cells is None:
            self._paint_directly(painter, frame, rows)
            return
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        draw_fragments(painter, self._fragments(rows, cells, frame), self._atlas.pixmap)
        painter.restore()

    def _is_stale(self, frame: Frame, scale: float) -> bool:
        """Whether cards must be painted anew; while the zoom changes those there are stretched."""
        if not self._atlas.scale:
            return True
        if not self.is_zooming or frame.level is Level.MAP:  # few blocks are soon painted
            return frame.level is not self._level or scale != self._atlas.scale
        stretch = scale / self._atlas.scale
        return abs(frame.level - self._level) > 1 or not 1 / _MOST_STRETCH < stretch < _MOST_STRETCH

    def _rows_in(self, frame: Frame) -> Ints:
        arrays, pad = self._arrays, float(self._cards.margin)
        if frame.level <= Level.BLOCK:
            pad = max(pad, 10 / frame.zoom)
        rows = arrays.rows_within(*frame.edges(pad))
        is_selected = arrays.marks[rows] & _SELECTED != 0
        return np.concatenate([rows[~is_selected], rows[is_selected]])

    def _cells_of(self, rows: Ints) -> Ints | None:
        """The atlas cell of each card, painting what is missing; None where the atlas is full."""
        arrays = self._arrays
        number = arrays.block_number if self._level is Level.MAP else arrays.face_number
        keys = number[rows] * _MARKS + arrays.marks[rows]
        unique, first, inverse = _grouped(keys)
        cells = []
        for key, at in zip(unique.tolist(), first.tolist(), strict=True):
            cell = self._atlas.find(key)
            if cell is None:
                cell = self._paint_cell(key, int(rows[at]))
            if cell is None:
                return None
            cells.append(cell)
        return np.array(cells, np.int64)[inverse]

    def _margin_px(self) -> int:
        """Device px around a card in its cell, whole so that cards stand on whole px."""
        scale = self._atlas.scale
        reach = self._cards.margin * max(scale, 0.5)
        return int(np.ceil(reach))

    def _paint_cell(self, key: int, row: int) -> int | None:
        places, scale = self._arrays.places[row], self._atlas.scale
        margin = self._margin_px()
        width = int(np.ceil(places.width * scale)) + 2 * margin
        height = int(np.ceil(places.height * scale)) + 2 * margin

        def paint(painter: QPainter) -> None:
            painter.translate(margin, margin)
            painter.scale(scale, scale)
            self._paint_card(painter, row, scale)

        return self._atlas.add(key, width, height, paint)

    def _paint_card(self, painter: QPainter, row: int, zoom: float) -> None:
        arrays = self._arrays
        marks = Mark(int(arrays.marks[row]))
        if self._level is Level.MAP:
            family = FAMILIES[int(arrays.family[row])]
            size = (float(arrays.wh[row, 0]), float(arrays.wh[row, 1]))
            self._cards.draw_map_block(painter, family, size, marks, zoom)
        else:
            self._cards.draw(
                painter, arrays.faces[row], arrays.places[row], marks, self._level, zoom
            )

    def _fragments(self, rows: Ints, cells: Ints, frame: Frame) -> Floats:
        boxes = self._atlas.boxes()[cells]
        fragments = np.zeros((len(rows), FRAGMENT_FIELDS))
        stretch = frame.zoom / self._atlas.scale
        corners = frame.to_view(self._arrays.xy[rows])
        if not self.is_zooming or stretch * frame.ratio == 1.0:
            corners = np.round(corners * frame.ratio) / frame.ratio
        size = boxes[:, 2:] * stretch
        fragments[:, :2] = corners - self._margin_px() * stretch + size / 2
        fragments[:, 2:6] = boxes
        fragments[:, 6:8] = stretch
        fragments[:, 9] = 1.0
        return fragments

    def _paint_directly(self, painter: QPainter, frame: Frame, rows: Ints) -> None:
        self._level = frame.level
        for row in rows.tolist():
            painter.save()
            painter.translate(*self._arrays.xy[row])
            self._paint_card(painter, row, frame.zoom)
            painter.restore()


def _clear_pixmap(width: float, height: float, ratio: float) -> QPixmap:
    """A picture of so many px with nothing in it."""
    picture = QPixmap(round(width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    return picture


def _grouped(keys: Ints) -> tuple[Ints, Ints, Ints]:
    """Each key once, where it is first, and which of them each key is.

    `np.unique` says the same, but imports numpy's masked arrays: a fiftieth of the start.
    """
    order = np.argsort(keys, kind="stable")
    is_first = np.ones(len(keys), np.bool_)
    is_first[1:] = keys[order[1:]] != keys[order[:-1]]
    inverse = np.empty(len(keys), np.int64)
    inverse[order] = np.cumsum(is_first) - 1
    return keys[order[is_first]], order[is_first], inverse
