"""How the numbers of a tensor have spread over the epochs: outlines one before the other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from netbuilder.app.plots.axis import draw_ticks
from netbuilder.app.plots.spread import axis_of, outlines, picked, ticks_of
from netbuilder.app.quantity import short_number
from netbuilder.app.theme import ThemeStore, mix
from netbuilder.runs.view import Strip
from netbuilder.words import _

MOST_OUTLINES = 6
"""Epochs that are drawn, the oldest and the newest among them."""

_POINTS = 161
_STEP, _PEAK, _INSET, _TOP = 11, 27, 12, 4
_FREE_SHARE = 0.8
_FAINT, _FULL = 0.14, 0.58
_LINE_PX = 1.5


class RidgeChart(QWidget):
    """Overlapping outlines, the newest in front, over an axis with its ends and 0.

    Args:
        store: The theme.
        tone: The colour of the outlines, a path in the tokens.
    """

    def __init__(self, store: ThemeStore, *, tone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._tone = tone
        self._strips: list[tuple[int, Strip]] = []
        self._axis = (-1.0, 1.0)
        self._count = 1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        store.changed.connect(self._on_theme_changed)

    def show_strips(self, strips: Sequence[tuple[int, Strip]], *, count: int, name: str) -> None:
        """Show the strips of epochs, oldest first.

        Args:
            strips: Epochs and how the numbers were spread after them.
            count: How many numbers there are.
            name: Whose numbers they are.
        """
        self._count = max(1, count)
        self._strips = [strips[i] for i in picked(len(strips), MOST_OUTLINES)]
        self._axis = axis_of(strip for _epoch, strip in self._strips)
        self.setAccessibleName(_sentence(name, strips))
        rows = (_row(epoch, strip) for epoch, strip in reversed(strips))
        self.setAccessibleDescription("\n".join(rows))
        self.update()

    def sizeHint(self) -> QSize:
        """As high as all outlines, whether they are there yet or not."""
        theme = self._store.theme
        height = _TOP + _PEAK + _STEP * (MOST_OUTLINES - 1) + 4
        return QSize(theme.scaled(160), theme.scaled(height) + theme.line_px("mono"))

    def minimumSizeHint(self) -> QSize:
        """May be narrow, not low."""
        return QSize(0, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Say the figures of the epoch under the pointer."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            row = self._row_at(event.pos().y())
            QToolTip.showText(event.globalPos(), _row(*row) if row else "", self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the outlines from the oldest to the newest, then the axis."""
        theme = self._store.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink, ground = theme.color(self._tone), theme.colors.surface.panel
        strips = [strip for _epoch, strip in self._strips]
        heights = outlines(strips, self._axis, _POINTS, count=self._count)
        for i, curve in enumerate(heights):
            age = (i + 1) / len(heights)
            fill = mix(ground, ink, _FAINT + (_FULL - _FAINT) * age)
            self._draw_outline(painter, curve.tolist(), self._base_of(i), fill, ink)
        draw_ticks(painter, theme, self._room(), ticks_of(self._axis), self._axis)
        painter.end()

    def _draw_outline(
        self, painter: QPainter, heights: list[float], base: float, fill: QColor, ink: QColor
    ) -> None:
        room = self._room()
        free = _STEP * (MOST_OUTLINES - len(self._strips))  # few outlines may be higher
        peak = self._store.theme.scaled(_PEAK + _FREE_SHARE * free)
        step = room.width() / (len(heights) - 1)
        line = QPolygonF(
            [QPointF(room.left() + i * step, base - peak * h) for i, h in enumerate(heights)]
        )
        area = QPolygonF(line)
        area.append(QPointF(room.right(), base))
        area.append(QPointF(room.left(), base))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawPolygon(area)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(mix(self._store.theme.colors.surface.panel, ink, 0.85), _LINE_PX))
        painter.drawPolyline(line)

    def _room(self) -> QRectF:
        """Where the outlines stand; the ticks are written below it."""
        theme, inset = self._store.theme, self._store.theme.scaled(_INSET)
        height = self.height() - theme.line_px("mono") - theme.scaled(4)
        return QRectF(inset, 0, max(1, self.width() - 2 * inset), height)

    def _base_of(self, place: int) -> float:
        """The height of an outline's foot; the last one stands on the axis."""
        behind = len(self._strips) - 1 - place
        return self._room().bottom() - 1 - behind * self._store.theme.scaled(_STEP)

    def _row_at(self, y: float) -> tuple[int, Strip] | None:
        """The outline whose foot is the nearest below a height."""
        for i, row in enumerate(self._strips):
            if y <= self._base_of(i):
                return row
        return self._strips[-1] if self._strips else None

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


def _row(epoch: int, strip: Strip) -> str:
    return _("Epoch {epoch}: {figures}").format(epoch=epoch, figures=_figures(strip))


def _sentence(name: str, strips: Sequence[tuple[int, Strip]]) -> str:
    if not strips:
        return _("{name}: no values yet.").format(name=name)
    (first, oldest), (last, newest) = strips[0], strips[-1]
    now = _("{name} after epoch {epoch}: {figures}").format(
        name=name, epoch=last, figures=_figures(newest)
    )
    if first == last:
        return f"{now}."
    before = _("the spread was {spread} after epoch {epoch}").format(
        spread=short_number(oldest.spread), epoch=first
    )
    return f"{now}; {before}."


def _figures(strip: Strip) -> str:
    return _("mean {mean}, spread {spread}, from {low} to {high}").format(
        mean=short_number(strip.mean),
        spread=short_number(strip.spread),
        low=short_number(strip.low),
        high=short_number(strip.high),
    )
