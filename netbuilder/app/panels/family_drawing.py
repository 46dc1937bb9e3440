"""What each family of layers does, as a small drawing beside the words.

A drawing is a function of a `_Pencil`, in a table by family. It is made for a sheet of 96×52 pixels
and uses the family's colour in steps, from nothing going on to full.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from netbuilder.app.theme import Theme, ThemeStore, mix
from netbuilder.layers.layer import Family

_WIDTH, _HEIGHT = 96, 52
_CELL, _PITCH = 9.0, 10.0
_FULL, _HALF, _FAINT = 1.0, 0.55, 0.3

Point = tuple[float, float]


class FamilyDrawing(QWidget):
    """The drawing of one family. It repeats the words beside it, so a screen reader skips it."""

    def __init__(self, store: ThemeStore, family: Family, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._family = family
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        store.changed.connect(self._on_theme_changed)

    def sizeHint(self) -> QSize:
        """The sheet at the present font scale."""
        theme = self._store.theme
        return QSize(theme.scaled(_WIDTH), theme.scaled(_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the sheet."""
        theme = self._store.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(theme.font_scale, theme.font_scale)
        DRAWINGS[self._family](_Pencil(painter, theme, self._family))
        painter.end()

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class _Pencil:
    """Draws cells, dots, lines and arrows in the colours of one family."""

    def __init__(self, painter: QPainter, theme: Theme, family: Family) -> None:
        self._painter = painter
        self._colors = theme.colors
        self._ink = theme.colors.family[family.value].color

    def shade(self, level: float) -> QColor:
        """The family's colour from 0, an empty cell, to 1."""
        return mix(self._colors.line.soft, self._ink, level)

    def cell(self, x: float, y: float, level: float, *, size: float = _CELL) -> None:
        """A small square."""
        self.bar(QRectF(x, y, size, size), level)

    def bar(self, rect: QRectF, level: float) -> None:
        """A box of any size."""
        self._fill(level)
        self._painter.drawRoundedRect(rect, 1.5, 1.5)

    def grid(self, x: float, y: float, levels: Sequence[Sequence[float]]) -> None:
        """Cells in rows."""
        for row, line in enumerate(levels):
            for column, level in enumerate(line):
                self.cell(x + column * _PITCH, y + row * _PITCH, level)

    def dot(self, x: float, y: float, level: float, *, radius: float = 4.0) -> None:
        """A filled circle."""
        self._fill(level)
        self._painter.drawEllipse(QPointF(x, y), radius, radius)

    def ring(self, x: float, y: float, *, radius: float = 3.5) -> None:
        """A dashed circle: something that is switched off."""
        self._stroke(self._colors.line.strong, 1.0, dashes=(2, 2))
        self._painter.drawEllipse(QPointF(x, y), radius, radius)

    def frame(self, rect: QRectF) -> None:
        """An empty box with a line around it."""
        self._stroke(self._colors.line.strong, 1.0)
        self._painter.drawRoundedRect(rect, 3, 3)

    def line(self, points: Iterable[Point], level: float, *, px: float = 1.5) -> None:
        """A line through points."""
        self._stroke(self.shade(level), px)
        self._painter.drawPolyline([QPointF(x, y) for x, y in points])

    def rule(self, start: Point, end: Point) -> None:
        """A quiet line, as an axis."""
        self._stroke(self._colors.line.strong, 1.0)
        self._painter.drawLine(QPointF(*start), QPointF(*end))

    def curve(self, start: Point, bend: tuple[Point, Point], end: Point, *, px: float = 2) -> None:
        """A curve with two points that pull at it."""
        path = QPainterPath(QPointF(*start))
        path.cubicTo(QPointF(*bend[0]), QPointF(*bend[1]), QPointF(*end))
        self._stroke(self._ink, px)
        self._painter.drawPath(path)

    def arrow(self, x: float, y: float, *, length: float = 9.0) -> None:
        """An arrow to the right: what was becomes what is."""
        tip = x + length
        self._stroke(self._colors.text.hint, 1.5)
        head = QPointF(tip - 3, y - 3), QPointF(tip, y), QPointF(tip - 3, y + 3)
        self._painter.drawLine(QPointF(x, y), QPointF(tip, y))
        self._painter.drawPolyline(head)

    def _fill(self, level: float) -> None:
        self._painter.setPen(Qt.PenStyle.NoPen)
        self._painter.setBrush(self.shade(level))

    def _stroke(self, color: QColor, px: float, *, dashes: tuple[float, ...] = ()) -> None:
        pen = QPen(color, px)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap if dashes else Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        if dashes:
            pen.setDashPattern(list(dashes))
        self._painter.setPen(pen)
        self._painter.setBrush(Qt.BrushStyle.NoBrush)


def _draw_io(pencil: _Pencil) -> None:
    """Rows of data go through a door."""
    pencil.grid(1, 6, [[_HALF] * 4, [0.0] * 4, [_FULL] * 4, [0.0] * 4])
    pencil.arrow(47, 30)
    pencil.frame(QRectF(64.5, 12.5, 28, 28))
    for row, level in enumerate((_HALF, _FULL, _FAINT)):
        pencil.bar(QRectF(70, 18 + 7 * row, 17, 4), level)


def _draw_dense(pencil: _Pencil) -> None:
    """Each on the left counts for each on the right, some more than others."""
    left, right = (8.0, 26.0, 44.0), (14.0, 38.0)
    weights = ((_FULL, 0.2), (_FAINT, _HALF), (0.15, _FULL))
    for start, row in zip(left, weights, strict=True):
        for end, weight in zip(right, row, strict=True):
            pencil.line(((14, start), (82, end)), weight, px=0.75 + 1.75 * weight)
    for y, level in zip(left, (_FULL, _HALF, _FAINT), strict=True):
        pencil.dot(14, y, level, radius=6)
    for y, level in zip(right, (_FULL, _HALF), strict=True):
        pencil.dot(82, y, level, radius=6)


def _draw_conv(pencil: _Pencil) -> None:
    """A window on a picture becomes one number."""
    window = ((0.65, 0.45, 0.9), (0.45, 0.95, 0.65), (0.9, 0.65, 0.45))
    pencil.grid(1, 1, [[0.0] * 5] * 5)
    pencil.grid(11, 11, window)
    pencil.arrow(55, 25.5)
    pencil.frame(QRectF(71.5, 16.5, 18, 18))
    pencil.cell(75.5, 20.5, _FULL, size=10)


def _draw_pool(pencil: _Pencil) -> None:
    """Of each four the strongest remains."""
    levels = (
        (0.2, 0.9, 0.1, 0.3),
        (0.3, 0.1, 0.5, 0.2),
        (0.1, 0.3, 0.2, 0.1),
        (0.7, 0.2, 0.3, 1.0),
    )
    pencil.grid(4, 6, levels)
    pencil.arrow(51, 25.5)
    blocks = ((0, 2), (2, 4))
    strongest = [
        [max(levels[r][c] for r in range(*rows) for c in range(*columns)) for columns in blocks]
        for rows in blocks
    ]
    pencil.grid(69, 16, strongest)


def _draw_norm(pencil: _Pencil) -> None:
    """Numbers that lie anywhere come to lie around the middle."""
    pencil.rule((2, 44.5), (39, 44.5))
    for i, height in enumerate((4, 8, 15, 30, 36, 22)):
        pencil.bar(QRectF(3 + 6 * i, 44 - height, 5, height), _FAINT)
    pencil.arrow(44, 26)
    pencil.rule((57, 44.5), (93, 44.5))
    for i, height in enumerate((5, 16, 30, 30, 16, 5)):
        pencil.bar(QRectF(58 + 6 * i, 44 - height, 5, height), _FULL)


def _draw_act(pencil: _Pencil) -> None:
    """A line with a bend."""
    pencil.rule((8, 40.5), (88, 40.5))
    pencil.rule((48.5, 4), (48.5, 48))
    pencil.curve((9, 39.5), ((58, 40), (52, 34)), (84, 5), px=2.5)


def _draw_reg(pencil: _Pencil) -> None:
    """Some are switched off."""
    for row, line in enumerate(("101101", "110011", "011101")):
        for column, is_on in enumerate(line):
            x, y = 8 + 16 * column, 10 + 16 * row
            if is_on == "1":
                pencil.dot(x, y, (_FULL, _HALF)[(row + column) % 2])
            else:
                pencil.ring(x, y)


def _draw_recur(pencil: _Pencil) -> None:
    """One step after the other, each with the memory of those before."""
    for i, level in enumerate((_FAINT, _HALF, _FULL)):
        x = 2.0 + 33 * i
        pencil.bar(QRectF(x, 10, 20, 20), level)
        pencil.line(((x + 10, 35), (x + 10, 42)), level)
        pencil.dot(x + 10, 46, level, radius=3)
        if i < 2:
            pencil.arrow(x + 23, 20, length=7)


def _draw_attn(pencil: _Pencil) -> None:
    """A word looks at others."""
    places = (10.0, 29.0, 48.0, 67.0, 86.0)
    for x, level in zip(places, (_HALF, _FAINT, _FAINT, _FULL, _HALF), strict=True):
        pencil.bar(QRectF(x - 7, 38, 14, 9), level)
    for x, px in ((10.0, 2.5), (29.0, 1.0), (86.0, 1.5)):
        pencil.curve(
            (67, 35), ((67, 35 - abs(67 - x) / 2), (x, 35 - abs(67 - x) / 2)), (x, 35), px=px
        )


def _draw_shape(pencil: _Pencil) -> None:
    """The same things stand together differently."""
    pencil.grid(6, 1, [[_FULL, _FULL], [_FULL, _FULL]])
    pencil.grid(6, 31, [[_FAINT, _FAINT], [_FAINT, _FAINT]])
    pencil.arrow(36, 25.5)
    pencil.grid(54, 16, [[_FULL, _FULL, _FAINT, _FAINT]] * 2)


DRAWINGS: Mapping[Family, Callable[[_Pencil], None]] = {
    Family.IO: _draw_io,
    Family.DENSE: _draw_dense,
    Family.CONVOLUTION: _draw_conv,
    Family.POOLING: _draw_pool,
    Family.NORMALISATION: _draw_norm,
    Family.ACTIVATION: _draw_act,
    Family.REGULARISATION: _draw_reg,
    Family.RECURRENT: _draw_recur,
    Family.ATTENTION: _draw_attn,
    Family.SHAPE: _draw_shape,
}
