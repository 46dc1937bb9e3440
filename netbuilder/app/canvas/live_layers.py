"""What moves while a run trains: pulses on wires, the glow of nodes, and the strips in them.

These layers lie above the cards, so that a picture of all that stands still can be kept beneath
them (see `stage.py`). Where a card covers another, what is live in the covered one is left out.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

from netbuilder.app.canvas.activity import Activity
from netbuilder.app.canvas.arrays import FAMILIES, LOOKS, Bools, CanvasArrays, Floats, Ints, Mark
from netbuilder.app.canvas.atlas import Atlas
from netbuilder.app.canvas.batch import FRAGMENT_FIELDS, draw_boxes, draw_fragments, draw_lines
from netbuilder.app.canvas.drawing import port_path
from netbuilder.app.canvas.face import Live
from netbuilder.app.canvas.frame import Frame
from netbuilder.app.canvas.letters import Letters
from netbuilder.app.canvas.level import Level
from netbuilder.app.canvas.region import PIECE_PX, region_of_pieces
from netbuilder.app.canvas.strokes import Paces, Strokes, paced
from netbuilder.app.canvas.wiring import Wiring
from netbuilder.app.theme import Theme, faded, mix
from netbuilder.app.theme.fonts import build_font
from netbuilder.runs.view import BINS, Strip

PULSE_PX_A_S = 48.0
"""How fast pulses run along a wire, in scene px a second."""

_STEADY = (1e6, 0.0)
_FEW_LINES = 1500
_EVERYWHERE = (-1e9, -1e9, 1e9, 1e9)
_Edges = tuple[float, float, float, float]
_BARE_END_PX = 7.5
_GLOW_GAP_PX = 1.0
_NO_GLOW = Mark.SELECTED | Mark.ERROR | Mark.BYPASSED

# Plain numbers, since arrays are compared with them for every card.
_STRIP, _VALUE = int(Live.STRIP), int(Live.VALUE)

_BAR_GAP_PX = 1.5
_ABOVE_BARS_PX = 6.0
_BELOW_BARS_PX = 2.0
_LEAST_BAR_PX = 1.0
_FAINTEST_BAR = 0.55
_CHANGED_BAR = 0.3
_TONES = 8
_WORD_INSET_PX = 6.0
_WORD_MIDDLE_PX = 9.0
_WORD_HEIGHT_PX = 15.0
_PLATE_OPACITY = 0.85


class PulseLayer:
    """Dashes that run along the wires of the network that trains.

    Attributes:
        phase: How far the dashes have run, in scene px.
    """

    def __init__(
        self, theme: Theme, arrays: CanvasArrays, wiring: Wiring, *, phase: float = 0.0
    ) -> None:
        self._pulse = theme.tokens.canvas.wire.pulse
        self._color = theme.colors.wire_pulse.color
        self._is_steady = theme.reduced_motion
        self._steady = [mix(theme.colors.wire[look].color, self._color, 0.5) for look in LOOKS]
        self._arrays = arrays
        self._wiring = wiring
        self._known: tuple[object, object] = (None, None)
        self._carries: Bools = np.zeros(0, bool)
        self._planned: tuple[object, ...] = ()
        self._plan: tuple[Paces, Ints] | None = None
        self._painted: Frame | None = None
        self._region: tuple[tuple[object, ...], QRegion] | None = None
        self.phase = phase

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint the pulses in view."""
        if frame.level < Level.FULL or not len(self._arrays.edges):
            return
        self._painted = frame
        carrying = self._carrying() & self._wiring.is_at_rest()
        paces, looks = self._plan_for(frame, carrying)
        if self._is_steady:
            dashes, line = paces.cut(_STEADY, bare=_BARE_END_PX)
        else:
            dashes, line = paces.cut(self._pulse.dash, phase=self.phase, bare=_BARE_END_PX)
        self._draw(painter, frame, dashes, looks[line])

    @property
    def region(self) -> QRegion | None:
        """What of the view they run through, in view px; None before the first painting."""
        frame, plan = self._painted, self._plan
        if frame is None or plan is None:
            return None
        place = (self._planned, frame.zoom, frame.x, frame.y)
        if self._region is None or self._region[0] != place:
            pieces, _line = plan[0].split(PIECE_PX / max(frame.zoom, 1.0))
            is_seen = _meet(_boxes_of(pieces.lines), np.array([frame.edges()]))[:, 0]
            lines = frame.to_view(pieces.lines[is_seen])
            self._region = place, region_of_pieces(lines, self._pulse.width * frame.zoom + 1)
        return self._region[1]

    def _plan_for(self, frame: Frame, carrying: Bools) -> tuple[Paces, Ints]:
        """Where dashes can be seen, which stays the same while only they move.

        In a small network that is found for all of it, so that it stays the same in a pan too.
        """
        strokes = self._wiring.strokes(frame.zoom)
        edges = _EVERYWHERE if len(strokes.lines) <= _FEW_LINES else frame.edges()
        key = (
            id(strokes),
            self._wiring.revision,
            edges,
            carrying.tobytes(),
            self._arrays.revision,
        )
        if self._plan is None or key != self._planned:
            self._planned = key
            wires = np.flatnonzero(carrying & strokes.visible(*edges))
            self._plan = self._bare(strokes, strokes.rows_of(wires), edges)
        return self._plan

    def _bare(self, strokes: Strokes, rows: Ints, edges: _Edges) -> tuple[Paces, Ints]:
        """Within `edges` and under no card: parts of lines, and the index into `LOOKS` of each."""
        arrays = self._arrays
        wire, paces = strokes.wire[rows], paced(strokes.lines[rows], strokes.wire[rows])
        cards = arrays.boxes[arrays.rows_within(*edges)]
        is_seen = _meet(_boxes_of(paces.lines), np.array([edges]))[:, 0]
        paces, looks = paces.pick(is_seen), arrays.edge_look[wire[is_seen]]
        is_doubtful: Bools = np.any(_meet(_boxes_of(paces.lines), cards), axis=1)
        pieces, line = paces.pick(is_doubtful).split(PIECE_PX)
        is_bare = ~_is_covered(pieces.lines, cards)
        bare = paces.pick(~is_doubtful).followed_by(pieces.pick(is_bare))
        return bare, np.concatenate([looks[~is_doubtful], looks[is_doubtful][line[is_bare]]])

    def _draw(self, painter: QPainter, frame: Frame, lines: Floats, looks: Ints) -> None:
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines = frame.to_view(lines)
        pen = QPen(self._color, self._pulse.width * frame.zoom)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if self._is_steady:
            for look in np.unique(looks).tolist():
                pen.setColor(self._steady[look])
                painter.setPen(pen)
                draw_lines(painter, lines[looks == look])
        else:
            painter.setPen(pen)
            draw_lines(painter, lines)
        painter.restore()

    def _carrying(self) -> Bools:
        """Which wires carry what the run computes."""
        arrays, activity = self._arrays, self._arrays.activity
        if activity is None:
            return np.zeros(len(arrays.edges), bool)
        if self._known[0] is not activity.edges or self._known[1] is not arrays.edges:
            self._known = activity.edges, arrays.edges
            self._carries = np.array([edge in activity.edges for edge in arrays.edges], bool)
        quiet = Mark.ERROR | Mark.BYPASSED
        carrying: Bools = self._carries & (arrays.edge_marks & quiet == 0)
        return carrying


class GlowLayer:
    """Two strokes around each node that works, as strong as it is active."""

    def __init__(self, theme: Theme, arrays: CanvasArrays) -> None:
        self._theme = theme
        self._glow = theme.tokens.canvas.glow
        self._arrays = arrays
        self._atlas = Atlas()
        self._reach = _GLOW_GAP_PX + self._glow.inner + self._glow.outer

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint the glow of the nodes in view."""
        arrays, activity = self._arrays, self._arrays.activity
        if activity is None or not activity.is_under_way or frame.level < Level.NAMES:
            return
        rows = _live_rows(arrays, frame, self._reach)
        rows = rows[(arrays.marks[rows] & _NO_GLOW == 0) & (arrays.live[rows] == _STRIP)]
        reach = self._reach
        rows = rows[~_is_overlapped(arrays, frame, rows, np.array([-reach, -reach, reach, reach]))]
        strengths = [strip.activity if (strip := self._strip(row)) else 0.0 for row in rows]
        strength = np.array(strengths, np.float64)
        rows, strength = rows[strength > 0], strength[strength > 0]
        cells = self._cells_of(rows, frame)
        if cells is not None and len(cells):
            self._draw(painter, frame, rows, cells, strength)

    def _strip(self, row: int) -> Strip | None:
        activity = self._arrays.activity
        return activity.fresh(self._arrays.ids[row]) if activity is not None else None

    def _cells_of(self, rows: Ints, frame: Frame) -> Ints | None:
        scale = frame.zoom * frame.ratio
        if scale != self._atlas.scale:
            self._atlas.clear(scale)
        cells = []
        for row in rows.tolist():
            key = int(self._arrays.face_number[row])
            cell = self._atlas.find(key)
            if cell is None:
                cell = self._paint_cell(key, row)
            if cell is None:
                return None
            cells.append(cell)
        return np.array(cells, np.int64)

    def _margin_px(self) -> int:
        return int(np.ceil((self._reach + 1) * self._atlas.scale))

    def _paint_cell(self, key: int, row: int) -> int | None:
        width, height = (self._arrays.wh[row] * self._atlas.scale).tolist()
        margin = self._margin_px()

        def paint(painter: QPainter) -> None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.translate(margin, margin)
            painter.scale(self._atlas.scale, self._atlas.scale)
            self._paint_glow(painter, row)

        size = int(np.ceil(width)) + 2 * margin, int(np.ceil(height)) + 2 * margin
        return self._atlas.add(key, *size, paint)

    def _paint_glow(self, painter: QPainter, row: int) -> None:
        """The glow of a node at its strongest, with gaps where its ports stand."""
        colors, glow = self._theme.colors, self._glow
        color = colors.family[FAMILIES[int(self._arrays.family[row])]].color
        box = QRectF(0, 0, *self._arrays.wh[row].tolist())
        inner = _GLOW_GAP_PX + glow.inner / 2
        outer = _GLOW_GAP_PX + glow.inner + glow.outer / 2
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for out, width, opacity in (
            (outer, glow.outer, glow.outer_opacity),
            (inner, glow.inner, glow.inner_opacity),
        ):
            radius = self._theme.tokens.radius.node + out
            painter.setPen(QPen(faded(color, opacity), width))
            painter.drawRoundedRect(box.adjusted(-out, -out, out, out), radius, radius)
        tokens = self._theme.tokens.canvas.port
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Clear)
        for port in self._arrays.places[row].ports:
            at = QPointF(port.x, port.y)
            path = port_path(port.face.kind, at, 1.0, tokens.square, tokens.radius)
            painter.fillPath(path, Qt.GlobalColor.black)
            painter.strokePath(path, QPen(Qt.GlobalColor.black, tokens.outline))

    def _draw(
        self, painter: QPainter, frame: Frame, rows: Ints, cells: Ints, strength: Floats
    ) -> None:
        boxes = self._atlas.boxes()[cells]
        fragments = np.zeros((len(rows), FRAGMENT_FIELDS))
        stretch = 1 / frame.ratio
        corners = np.round(frame.to_view(self._arrays.xy[rows]) * frame.ratio) / frame.ratio
        fragments[:, :2] = corners - self._margin_px() * stretch + boxes[:, 2:] * stretch / 2
        fragments[:, 2:6] = boxes
        fragments[:, 6:8] = stretch
        fragments[:, 9] = strength
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        draw_fragments(painter, fragments, self._atlas.pixmap)
        painter.restore()


class StripLayer:
    """The bars in the nodes, with the one number that matters of each."""

    def __init__(self, theme: Theme, arrays: CanvasArrays) -> None:
        self._canvas = theme.tokens.canvas
        self._colors = theme.colors
        ground = theme.colors.surface.canvas
        self._plate = faded(ground, _PLATE_OPACITY)
        self._arrays = arrays
        self._mono = Letters(build_font(theme.tokens.type, "mono", 1.0, None))
        plain = [theme.colors.family[family].color for family in FAMILIES]
        self._tones = [
            mix(ground, color, _FAINTEST_BAR + (1 - _FAINTEST_BAR) * tone / (_TONES - 1))
            for color in plain
            for tone in range(_TONES)
        ]
        self._changed = [mix(ground, color, _CHANGED_BAR) for color in plain]

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Paint what goes on in the nodes in view."""
        arrays, activity = self._arrays, self._arrays.activity
        if activity is None or frame.level < Level.NAMES:
            return
        rows = _live_rows(arrays, frame, 0.0)
        rows = rows[~_is_overlapped(arrays, frame, rows, np.zeros(4))]
        if not len(rows):
            return
        self._paint_bars(painter, frame, rows, activity)
        if frame.level >= Level.FULL:
            self._paint_words(painter, rows, activity)

    def _paint_bars(self, painter: QPainter, frame: Frame, rows: Ints, activity: Activity) -> None:
        ids = self._arrays.ids
        rows = rows[self._arrays.live[rows] == _STRIP]
        shown = [(row, strip) for row in rows.tolist() if (strip := activity.strips.get(ids[row]))]
        if not shown:
            return
        at = np.array([row for row, _strip in shown], np.int64)
        bars = np.array([strip.bars for _row, strip in shown], np.float64).clip(0, 1)
        boxes = self._boxes(at, bars)
        family = np.repeat(self._arrays.family[at], BINS)
        tone = family * _TONES + np.rint(bars.ravel() * (_TONES - 1)).astype(np.int64)
        is_changed = np.repeat([ids[row] in activity.changed for row, _strip in shown], BINS)
        tone[is_changed] = -1 - family[is_changed]
        tone[bars.ravel() == 0] = len(self._tones)
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        order = np.argsort(tone, kind="stable")
        tone, view = tone[order], boxes[order] * frame.zoom
        view[:, :2] += (frame.x, frame.y)
        starts = np.flatnonzero(np.diff(tone, prepend=tone[0] - 1)).tolist()
        for start, stop in zip(starts, [*starts[1:], len(tone)], strict=True):
            number = int(tone[start])
            if number < len(self._tones):
                painter.setBrush(self._tones[number] if number >= 0 else self._changed[-1 - number])
                draw_boxes(painter, view[start:stop])
        painter.restore()

    def _boxes(self, rows: Ints, bars: Floats) -> Floats:
        """Left, top, width and height of each bar in scene px, (nodes * bins, 4)."""
        strips = np.array([self._arrays.places[row].strip(self._canvas) for row in rows.tolist()])
        corner = self._arrays.xy[rows] + strips[:, :2]
        pitch = strips[:, 2] / BINS
        boxes = np.empty((*bars.shape, 4))
        boxes[:, :, 0] = corner[:, :1] + pitch[:, None] * np.arange(BINS) + _BAR_GAP_PX / 2
        tallest = strips[:, 3] - _ABOVE_BARS_PX - _BELOW_BARS_PX
        boxes[:, :, 3] = np.maximum(bars * tallest[:, None], _LEAST_BAR_PX)
        bottom = corner[:, 1] + strips[:, 3] - _BELOW_BARS_PX
        boxes[:, :, 1] = bottom[:, None] - boxes[:, :, 3]
        boxes[:, :, 2] = (pitch - _BAR_GAP_PX)[:, None]
        flat: Floats = boxes.reshape(-1, 4)
        return flat

    def _paint_words(self, painter: QPainter, rows: Ints, activity: Activity) -> None:
        """Write on plates of the ground's colour, so that no bar hides a letter."""
        arrays, plates, texts = self._arrays, [], []
        for row, (x, y) in zip(rows.tolist(), arrays.xy[rows].tolist(), strict=True):
            node_id = arrays.ids[row]
            word = activity.word(node_id, counts_zeros=arrays.faces[row].counts_zeros)
            if not word:
                continue
            right, middle = self._word_place(row, has_bars=node_id in activity.strips)
            width = self._mono.width(word)
            if right is None:
                right = (arrays.places[row].width + width) / 2
            elif arrays.live[row] == _STRIP:
                top = y + middle - _WORD_MIDDLE_PX
                plates.append((x + right - width - 3, top, width + 6, _WORD_HEIGHT_PX))
            texts.append((word, self._color_of(row, activity), x + right, y + middle, width))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._plate)
        draw_boxes(painter, np.array(plates, np.float64).reshape(-1, 4))
        for word, color, right, middle, width in texts:
            self._mono.write_to(painter, word, color, right, middle, width)

    def _word_place(self, row: int, *, has_bars: bool) -> tuple[float | None, float]:
        """Where a card's word ends and its middle, from the card's corner; centred for None."""
        arrays, node = self._arrays, self._canvas.node
        places = arrays.places[row]
        if arrays.live[row] == _VALUE:
            last = len(arrays.faces[row].shown_rows) - 1
            middle = places.first_row_y + last * node.param_row + node.param_field / 2
            return places.width - 2.0 * node.padding, middle
        left, top, width, height = places.strip(self._canvas)
        if has_bars:
            return left + width - _WORD_INSET_PX, top + _WORD_MIDDLE_PX
        return None, top + height / 2

    def _color_of(self, row: int, activity: Activity) -> QColor:
        if self._arrays.live[row] == _VALUE:
            return self._colors.text.primary
        strip = activity.fresh(self._arrays.ids[row])
        if strip is None:
            return self._colors.text.hint
        return self._colors.error.text if strip.bad else self._colors.text.primary


def _live_rows(arrays: CanvasArrays, frame: Frame, reach: float) -> Ints:
    """The cards in view that have room for something of the run."""
    rows = arrays.rows_within(*frame.edges(reach))
    live: Ints = rows[arrays.live[rows] > 0]
    return live


def _is_overlapped(arrays: CanvasArrays, frame: Frame, rows: Ints, grown: Floats) -> Bools:
    """Which of some cards, each `grown` by so much, reach under a card that is painted later."""
    if len(rows) == 0:
        return np.zeros(0, bool)
    boxes = arrays.boxes
    own = boxes[rows] + grown
    others = arrays.rows_within(*frame.edges())
    order = np.arange(len(arrays)) + len(arrays) * (arrays.marks & Mark.SELECTED != 0)
    is_above = order[others][None, :] > order[rows][:, None]
    return np.asarray((_meet(own, boxes[others]) & is_above).any(axis=1))


def _meet(some: Floats, others: Floats) -> Bools:
    """Which of some boxes (left, top, right, bottom) meet which others, (some, others)."""
    return np.asarray(
        (some[:, None, 0] <= others[None, :, 2])
        & (some[:, None, 2] >= others[None, :, 0])
        & (some[:, None, 1] <= others[None, :, 3])
        & (some[:, None, 3] >= others[None, :, 1])
    )


def _boxes_of(lines: Floats) -> Floats:
    """Left, top, right and bottom of each line."""
    starts, stops = lines[:, :2], lines[:, 2:]
    return np.hstack([np.minimum(starts, stops), np.maximum(starts, stops)])


def _is_covered(lines: Floats, cards: Floats) -> Bools:
    """Which lines have their middle under a card (left, top, right, bottom)."""
    middle = (lines[:, :2] + lines[:, 2:]) / 2
    x, y = middle[:, :1], middle[:, 1:]
    is_inside = (x > cards[:, 0]) & (x < cards[:, 2]) & (y > cards[:, 1]) & (y < cards[:, 3])
    return np.asarray(is_inside.any(axis=1))
