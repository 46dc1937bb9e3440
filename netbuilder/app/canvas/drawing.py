"""Paints one card, with its top left corner at the origin, in scene px."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFont, QPainter, QPainterPath, QPen

from netbuilder.app.canvas.arrays import Mark
from netbuilder.app.canvas.face import Face, Live
from netbuilder.app.canvas.geometry import CardPlaces, PortPlace
from netbuilder.app.canvas.glyphs import draw_glyph
from netbuilder.app.canvas.letters import Letters
from netbuilder.app.canvas.level import Level
from netbuilder.app.theme import Theme, mix
from netbuilder.app.theme.fonts import build_font

_PILL_INSET = 14
_LABEL_X = 15
_SHAPE_X = 15
_COUNT_INSET = 10
_BYPASSED_OPACITY = 0.45
_FAR_TEXT_PX = 11
_FAR_GLYPH_PX = 16
_DOT_PX = 4
_STRIP_RADIUS = 4.0


class CardPainter:
    """Paints cards as a theme wants them.

    Attributes:
        margin: How far marks around a card reach beyond its edge, in px at zoom 1.
    """

    margin = 16

    def __init__(self, theme: Theme) -> None:
        self._colors = theme.colors
        self._canvas = theme.tokens.canvas
        self._focus_ring = theme.tokens.control.focus_ring
        self._radius = float(theme.tokens.radius.node)
        self._field_radius = theme.tokens.radius.field
        self._tile_radius = theme.tokens.radius.tile_small
        # The canvas has its own zoom, so cards take no part in the app's font scale.
        type_ = theme.tokens.type
        self._title = Letters(build_font(type_, "bodyStrong", 1.0, None))
        self._small = Letters(build_font(type_, "caption", 1.0, None))
        self._mono = Letters(build_font(type_, "mono", 1.0, None))
        far = QFont(self._title.font)
        far.setPixelSize(_FAR_TEXT_PX)
        self._far = Letters(far)

    def draw(
        self,
        painter: QPainter,
        face: Face,
        places: CardPlaces,
        marks: Mark,
        level: Level,
        zoom: float,
    ) -> None:
        """Paint a card; the painter's scale is `zoom`, which says how large a px is."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(0, 0, places.width, places.height)
        if level is Level.MAP:
            self._draw_block(painter, face.family, box, marks, zoom)
            return
        self._draw_surroundings(painter, box, marks, zoom)
        if marks & Mark.BYPASSED:
            painter.setOpacity(_BYPASSED_OPACITY)
        self._draw_body(painter, face, box, marks, level, zoom)
        if level is Level.BLOCK:
            self._draw_far_header(painter, face, box, zoom)
        else:
            self._draw_header(painter, face, box, marks, level)
            is_crossed = bool(marks & Mark.BYPASSED)
            self._draw_shapes(painter, places, level, is_crossed=is_crossed)
            if face.live is Live.STRIP:
                self._draw_strip_ground(painter, places)
            elif level >= Level.FULL:
                self._draw_rows(painter, face, places)
        painter.setOpacity(1.0)
        if marks & Mark.BYPASSED:
            self._draw_bridge(painter, places)
        for port in places.ports:
            self.draw_port(painter, port, QPointF(port.x, port.y), level, zoom)
        if marks & (Mark.ERROR | Mark.WARNING):
            self._draw_badge(painter, box, marks)

    def draw_map_block(
        self, painter: QPainter, family: str, size: tuple[float, float], marks: Mark, zoom: float
    ) -> None:
        """Paint a card as the map shows it: a block in its family's colour."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_block(painter, family, QRectF(0, 0, *size), marks, zoom)

    def draw_port(
        self,
        painter: QPainter,
        port: PortPlace,
        at: QPointF,
        level: Level,
        zoom: float,
        radius: float | None = None,
    ) -> None:
        """Paint the mark of a port: its form says the kind of tensor as its colour does."""
        color = self._colors.wire[port.face.kind].color
        ground = self._colors.surface.canvas
        painter.setPen(Qt.PenStyle.NoPen)
        if level is Level.BLOCK:
            size = _DOT_PX / zoom / 2
            painter.setBrush(color)
            painter.drawEllipse(at, size, size)
            return
        tokens = self._canvas.port
        factor = (radius or tokens.radius) / tokens.radius
        ring = tokens.outline
        path = port_path(port.face.kind, at, factor, tokens.square, tokens.radius)
        painter.fillPath(path, color)
        painter.strokePath(path, QPen(ground, ring))
        painter.setPen(Qt.PenStyle.NoPen)
        if port.face.kind == "any":
            painter.setBrush(ground)
            inner = factor * tokens.radius - 3
            painter.drawEllipse(at, inner, inner)
        elif port.face.kind == "probabilities":
            painter.setBrush(ground)
            painter.drawEllipse(at, 2 * factor, 2 * factor)

    def _draw_block(
        self, painter: QPainter, family: str, box: QRectF, marks: Mark, zoom: float
    ) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colors.family[family].color)
        if marks & Mark.BYPASSED:
            painter.setOpacity(_BYPASSED_OPACITY)
        painter.drawRoundedRect(box, self._radius, self._radius)
        painter.setOpacity(1.0)
        line = None
        if marks & Mark.FOCUS:
            self._stroke(painter, box, 3 / zoom, QPen(self._colors.accent.line, 2 / zoom))
        if marks & Mark.SELECTED:
            line = self._colors.selection.outline
        elif marks & Mark.ERROR:
            line = self._colors.error.line
        if line is not None:
            self._stroke(painter, box, -1 / zoom, QPen(line, 2 / zoom))

    def _draw_surroundings(self, painter: QPainter, box: QRectF, marks: Mark, zoom: float) -> None:
        """Halo and outline around the card."""
        ground = self._colors.surface.canvas
        grow = max(1.0, 0.5 / zoom)
        if marks & Mark.ERROR:
            error = self._canvas.error
            halo = mix(ground, self._colors.error.line, error.halo_opacity)
            self._stroke(painter, box, 4 * grow, QPen(halo, error.halo * grow))
        if marks & Mark.SELECTED:
            chosen = self._canvas.selection
            halo = mix(ground, self._colors.accent.line, chosen.halo_opacity)
            outer = (chosen.gap + chosen.outline / 2 + chosen.halo / 2) * grow
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ground)
            reach = chosen.gap * grow
            painter.drawRoundedRect(
                box.adjusted(-reach, -reach, reach, reach),
                self._radius + reach,
                self._radius + reach,
            )
            if not marks & Mark.FOCUS:
                self._stroke(painter, box, outer, QPen(halo, chosen.halo * grow))
            line = QPen(self._colors.selection.outline, chosen.outline * grow)
            self._stroke(painter, box, chosen.gap * grow, line)
        if marks & Mark.FOCUS:
            ring = self._focus_ring
            reach = ring.offset + ring.width / 2
            if marks & Mark.SELECTED:
                reach += self._canvas.selection.gap + self._canvas.selection.outline / 2
            line = QPen(self._colors.accent.line, ring.width * grow)
            self._stroke(painter, box, reach * grow, line)

    def _stroke(self, painter: QPainter, box: QRectF, out: float, pen: QPen) -> None:
        """Stroke a rounded box whose line runs `out` px outside of the card's edge."""
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        radius = max(self._radius + out, 1.0)
        painter.drawRoundedRect(box.adjusted(-out, -out, out, out), radius, radius)

    def _draw_body(
        self, painter: QPainter, face: Face, box: QRectF, marks: Mark, level: Level, zoom: float
    ) -> None:
        family = self._colors.family[face.family]
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colors.surface.node)
        painter.drawRoundedRect(box, self._radius, self._radius)
        height = float(self._canvas.node.header)
        if level is Level.BLOCK:
            height = min(box.height(), max(height, (_FAR_GLYPH_PX + 2) / zoom))
        header = _header_path(box, height, self._radius)
        painter.fillPath(header, family.header)
        if marks & Mark.BYPASSED:
            painter.fillPath(header, QBrush(family.color, Qt.BrushStyle.BDiagPattern))
        width = max(float(self._canvas.node.border), 0.7 / zoom)
        line = self._colors.line.strong
        if marks & Mark.ERROR:
            line, width = self._colors.error.line, max(self._canvas.error.border, 1 / zoom)
        elif marks & Mark.HOVER:
            line = mix(line, self._colors.text.hint, 0.5)
        self._stroke(painter, box, -0.5, QPen(line, width))

    def _draw_far_header(self, painter: QPainter, face: Face, box: QRectF, zoom: float) -> None:
        """Icon and title at a fixed size on the screen; the title only where it fits."""
        family = self._colors.family[face.family]
        size = _FAR_GLYPH_PX / zoom
        gap = 3 / zoom
        height = min(box.height(), max(self._canvas.node.header, size + 2 / zoom))
        middle = height / 2
        icon = QRectF(gap, middle - size / 2, size, size)
        width = self._far.width(face.title)
        fits = icon.right() + 2 * gap + width / zoom <= box.width()
        if not fits:
            icon.moveCenter(QPointF(box.center().x(), middle))
        draw_glyph(painter, family.icon_name, family.color, icon)
        if fits:
            painter.save()
            painter.translate(icon.right() + gap, middle)
            painter.scale(1 / zoom, 1 / zoom)
            self._far.write(painter, face.title, self._colors.text.primary, 0, 0, width + 1)
            painter.restore()

    def _draw_header(
        self, painter: QPainter, face: Face, box: QRectF, marks: Mark, level: Level
    ) -> None:
        family = self._colors.family[face.family]
        node = self._canvas.node
        middle = node.header / 2
        tile = QRectF(node.padding, middle - node.icon_tile / 2, node.icon_tile, node.icon_tile)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(family.color)
        painter.drawRoundedRect(tile, self._tile_radius, self._tile_radius)
        glyph = QRectF(0, 0, node.icon_glyph, node.icon_glyph)
        glyph.moveCenter(tile.center())
        draw_glyph(painter, family.icon_name, self._colors.node.glyph_on_family, glyph)
        primary, soft = self._colors.text.primary, self._colors.text.secondary
        right = box.width() - _COUNT_INSET
        if face.count and level >= Level.FULL:
            right -= self._mono.write_to(painter, face.count, soft, right, middle, right) + 8
        if marks & Mark.FROZEN:
            self._draw_lock(painter, right - 10, middle)
            right -= 18
        left = float(node.title_x)
        left += self._title.write(painter, face.title, primary, left, middle, right)
        if face.name and right - left > 24:
            self._small.write(painter, face.name, soft, left + 6, middle, right)

    def _draw_shapes(
        self, painter: QPainter, places: CardPlaces, level: Level, *, is_crossed: bool
    ) -> None:
        """Shape pills beside output ports, and letters or shapes beside input ports.

        Where a wire crosses the card there are no pills: they would lie under it.
        """
        soft = self._colors.text.secondary
        for port in places.ports:
            if not port.is_input:
                if port.face.shape and not is_crossed:
                    self._draw_pill(painter, port, places.width)
            elif port.face.shape and not port.face.label:
                end = float(places.width - self._canvas.node.padding)
                self._mono.write(painter, port.face.shape, soft, _SHAPE_X, port.y, end)
            elif port.face.label and level >= Level.FULL:
                end = places.width / 2
                self._small.write(painter, port.face.label, soft, _LABEL_X, port.y, end)

    def _draw_pill(self, painter: QPainter, port: PortPlace, width: float) -> None:
        tokens, look = self._canvas.pill, self._colors.wire[port.face.kind]
        text_width = self._mono.width(port.face.shape)
        room = min(text_width + 2 * tokens.pad_x, width - 2 * _PILL_INSET)
        box = QRectF(width - _PILL_INSET - room, port.y - tokens.height / 2, room, tokens.height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.pill)
        painter.drawRoundedRect(box, tokens.height / 2, tokens.height / 2)
        if port.face.is_assumed:
            pen = QPen(look.color, 1.0)
            pen.setDashPattern([3, 2.5])
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, tokens.height / 2, tokens.height / 2)
        left, right = box.left() + tokens.pad_x, box.right() - tokens.pad_x + 1
        self._mono.write(painter, port.face.shape, self._colors.text.primary, left, port.y, right)

    def _draw_rows(self, painter: QPainter, face: Face, places: CardPlaces) -> None:
        node, text = self._canvas.node, self._colors.text
        for index, (label, value) in enumerate(face.shown_rows):
            top = places.first_row_y + index * node.param_row
            field = QRectF(node.padding, top, places.width - 2 * node.padding, node.param_field)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self._colors.surface.field)
            painter.drawRoundedRect(field, self._field_radius, self._field_radius)
            middle = field.center().y()
            right = field.right() - node.padding
            left = field.left() + node.padding
            left += self._small.write(painter, label, text.secondary, left, middle, right)
            room = right - left - node.padding
            self._mono.write_to(painter, value, text.primary, right, middle, room)

    def _draw_strip_ground(self, painter: QPainter, places: CardPlaces) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colors.surface.canvas)
        box = QRectF(*places.strip(self._canvas))
        painter.drawRoundedRect(box, _STRIP_RADIUS, _STRIP_RADIUS)

    def _draw_bridge(self, painter: QPainter, places: CardPlaces) -> None:
        """The straight wire through a bypassed card, from its first input to its first output."""
        first_in = next((port for port in places.ports if port.is_input), None)
        first_out = next((port for port in places.ports if not port.is_input), None)
        if first_in and first_out:
            pen = QPen(self._colors.wire[first_out.face.kind].color, self._canvas.wire.width)
            painter.setPen(pen)
            painter.drawLine(QPointF(first_in.x, first_in.y), QPointF(first_out.x, first_out.y))

    def _draw_badge(self, painter: QPainter, box: QRectF, marks: Mark) -> None:
        tokens = self._canvas.error
        is_error = bool(marks & Mark.ERROR)
        middle = QPointF(box.right() - 2, box.top() + 2)
        radius = tokens.badge / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._colors.surface.canvas)
        painter.drawEllipse(middle, radius + 2, radius + 2)
        painter.setBrush(self._colors.error.line if is_error else self._colors.warn.text)
        painter.drawEllipse(middle, radius, radius)
        glyph = QRectF(0, 0, tokens.badge_glyph, tokens.badge_glyph)
        glyph.moveCenter(middle)
        color = self._colors.accent.on_fill if is_error else self._colors.warn.soft
        draw_glyph(painter, "bang" if is_error else "alert", color, glyph)

    def _draw_lock(self, painter: QPainter, left: float, middle: float) -> None:
        color = self._colors.text.secondary
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(QRectF(left, middle - 1, 10, 7), 1.5, 1.5)
        painter.setPen(QPen(color, 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawArc(QRectF(left + 2, middle - 5.5, 6, 8), 0, 180 * 16)


def _header_path(box: QRectF, height: float, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    lower = QPainterPath()
    lower.addRect(QRectF(box.left(), box.top() + height, box.width(), box.height()))
    return path.subtracted(lower)


def port_path(kind: str, at: QPointF, factor: float, square: float, radius: float) -> QPainterPath:
    """The outline of the mark of a port; its form says the kind of tensor."""
    path = QPainterPath()
    if kind == "image":
        half = square / 2 * factor
        path.addRoundedRect(QRectF(at.x() - half, at.y() - half, 2 * half, 2 * half), 2.5, 2.5)
    elif kind in ("sequence", "tokens"):
        reach = (7.0 if kind == "sequence" else 6.0) * factor
        corners = [(0, -reach), (reach, 0), (0, reach), (-reach, 0)]
        if kind == "tokens":
            corners = [(-reach * 0.8, -reach), (reach, 0), (-reach * 0.8, reach)]
        path.moveTo(at + QPointF(*corners[0]))
        for corner in corners[1:]:
            path.lineTo(at + QPointF(*corner))
        path.closeSubpath()
    else:
        path.addEllipse(at, radius * factor, radius * factor)
    return path
