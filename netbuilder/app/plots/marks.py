"""What lies over the curves: their ends with the last values, the best epoch, the cross-hair."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from netbuilder.app.plots.curve import Curve, line_look, line_pen
from netbuilder.app.plots.label_column import spread_labels
from netbuilder.app.plots.plane import Plane
from netbuilder.app.quantity import score_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets.painting import draw_box, draw_icon
from netbuilder.words import _

_END_GAP = 8
_STAR = 11
_PAD = 8
_SAMPLE = 14
_BEST_DASH = (2.0, 3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class EndLabel:
    """A last value as it is written: where, in which colour, what."""

    rect: QRectF
    color: QColor
    words: str


class Marks(QWidget):
    """A clear sheet over a plane.

    Signals:
        pointed: The pointer stands at this epoch; 0 when it has left.
    """

    pointed = Signal(int)

    def __init__(self, store: ThemeStore, plane: Plane, key: str, *, has_ends: bool) -> None:
        super().__init__(plane)
        self._store = store
        self._plane = plane
        self._key = key
        self._has_ends = has_ends
        self._curves: tuple[Curve, ...] = ()
        self._best_epoch = 0
        self._epoch = 0
        self.setMouseTracking(True)
        plane.installEventFilter(self)
        plane.ranged.connect(self.update)
        self.setGeometry(plane.rect())

    @property
    def epoch(self) -> int:
        """Where the cross-hair stands; 0 while there is none."""
        return self._epoch

    def show_curves(self, curves: Sequence[Curve], best_epoch: int) -> None:
        """Mark the ends of these curves, and an epoch as the best one unless it is 0."""
        self._curves, self._best_epoch = tuple(curves), best_epoch
        self.update()

    def point_at(self, epoch: int) -> None:
        """Put the cross-hair at an epoch, or take it away with 0."""
        if epoch != self._epoch:
            self._epoch = epoch
            self.update()

    def reserved_px(self) -> int:
        """Room that the last values need to the right of the curves' ends."""
        if not self._has_ends:
            return self._dot_px() + 1
        metrics = self._metrics()
        ends = [curve.last for curve in self._curves]
        words = [score_words(self._key, end[1]) for end in ends if end]
        widest = max((metrics.horizontalAdvance(text) for text in words), default=0)
        return self._dot_px() + _END_GAP + widest + 2

    def end_labels(self) -> tuple[EndLabel, ...]:
        """The last values, none over another, none beyond the edge."""
        if not self._has_ends:
            return ()
        metrics = self._metrics()
        height = metrics.height()
        found = []
        for curve in self._curves:
            if curve.last is not None and (spot := self._plane.point(*curve.last)) is not None:
                found.append((curve, curve.last[1], spot))
        _left, top, _right, bottom = self._plane.ground()
        middles = [min(max(spot.y(), top), bottom) for _curve, _value, spot in found]
        tops = spread_labels(middles, height, max(0.0, top - height / 2), bottom)
        labels = []
        for (curve, value, spot), label_top in zip(found, tops, strict=True):
            words = score_words(self._key, value)
            width = metrics.horizontalAdvance(words) + 1
            left = min(spot.x() + _END_GAP, self.width() - width - 1.0)
            color = line_look(self._store.theme, curve.look)[0]
            rect = QRectF(left, label_top, width, height)
            labels.append(EndLabel(rect=rect, color=color, words=words))
        return tuple(labels)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as large as the plane."""
        if event.type() is QEvent.Type.Resize:
            self.setGeometry(self._plane.rect())
        return False

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        epoch = round(self._plane.epoch_at(event.position().x()))
        last = max((curve.last[0] for curve in self._curves if curve.last), default=0)
        self.pointed.emit(min(max(epoch, 1), last) if last else 0)

    def leaveEvent(self, event: QEvent) -> None:
        self.pointed.emit(0)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_best(painter)
        self._paint_ends(painter)
        if self._epoch:
            self._paint_hair(painter)
        painter.end()

    def _paint_best(self, painter: QPainter) -> None:
        spot = self._plane.point(self._best_epoch, 1.0) if self._best_epoch else None
        if spot is None:
            return
        theme = self._store.theme
        _left, top, _right, bottom = self._plane.ground()
        pen = QPen(theme.colors.text.hint, 1)
        pen.setDashPattern(list(_BEST_DASH))
        painter.setPen(pen)
        star = theme.scaled(_STAR)
        x = round(spot.x()) + 0.5
        painter.drawLine(QPointF(x, bottom), QPointF(x, top))
        box = QRectF(x - star / 2, max(0.0, top - star - 1), star, star)
        draw_icon(painter, self, self._store, "star", theme.color("warn.text"), box)

    def _paint_ends(self, painter: QPainter) -> None:
        theme = self._store.theme
        painter.setPen(Qt.PenStyle.NoPen)
        radius = self._dot_px()
        for curve in self._curves:
            if curve.last is None or (spot := self._plane.point(*curve.last)) is None:
                continue
            painter.setBrush(line_look(theme, curve.look)[0])
            painter.drawEllipse(spot, radius, radius)
        painter.setFont(theme.font("mono"))
        for label in self.end_labels():
            painter.setPen(label.color)
            painter.drawText(label.rect, Qt.AlignmentFlag.AlignVCenter, label.words)

    def _paint_hair(self, painter: QPainter) -> None:
        theme = self._store.theme
        spot = self._plane.point(self._epoch, 1.0)
        if spot is None:
            return
        _left, top, _right, bottom = self._plane.ground()
        x = round(spot.x()) + 0.5
        painter.setPen(QPen(theme.colors.text.secondary, 1))
        painter.drawLine(QPointF(x, top), QPointF(x, bottom))
        for curve in self._curves:
            value = curve.at(self._epoch)
            place = self._plane.point(self._epoch, value) if value is not None else None
            if place is not None:
                painter.setPen(QPen(theme.colors.surface.panel, 1))
                painter.setBrush(line_look(theme, curve.look)[0])
                painter.drawEllipse(place, self._dot_px(), self._dot_px())
        self._paint_reading(painter, x)

    def _paint_reading(self, painter: QPainter, x: float) -> None:
        """A small card with the values of all curves at the cross-hair."""
        theme, metrics = self._store.theme, self._metrics()
        rows = [(c, v) for c in self._curves if (v := c.at(self._epoch)) is not None]
        title = _("Epoch {epoch}").format(epoch=f"{self._epoch:,}")
        caption = QFontMetrics(theme.font("caption"))
        line = max(metrics.height(), caption.height()) + 2
        names = max((caption.horizontalAdvance(c.name) for c, _v in rows), default=0)
        values = [score_words(self._key, v) for _c, v in rows]
        figures = max((metrics.horizontalAdvance(words) for words in values), default=0)
        sample = theme.scaled(_SAMPLE)
        width = max(sample + 6 + names + 10 + figures, caption.horizontalAdvance(title))
        card = QRectF(0, 0, width + 2 * _PAD, line * (len(rows) + 1) + _PAD)
        card.moveTo(x + 10, self._plane.ground()[1])
        if card.right() > self.width():
            card.moveRight(max(x - 10, card.width()))
        draw_box(
            painter,
            card,
            theme.tokens.radius.field,
            fill=theme.colors.surface.raised,
            line=theme.colors.line.strong,
        )
        row = QRectF(card.left() + _PAD, card.top() + _PAD / 2, width, line)
        middle, right = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colors.text.hint)
        painter.drawText(row, middle, title)
        for (curve, _value), words in zip(rows, values, strict=True):
            row.translate(0, line)
            painter.setPen(line_pen(theme, curve.look))
            y = math.floor(row.center().y()) + 0.5
            painter.drawLine(QPointF(row.left(), y), QPointF(row.left() + sample, y))
            painter.setFont(theme.font("caption"))
            painter.setPen(theme.colors.text.secondary)
            painter.drawText(row.adjusted(sample + 6, 0, 0, 0), middle, curve.name)
            painter.setFont(theme.font("mono"))
            painter.setPen(theme.colors.text.primary)
            painter.drawText(row, middle | right, words)

    def _metrics(self) -> QFontMetrics:
        return QFontMetrics(self._store.theme.font("mono"))

    def _dot_px(self) -> int:
        return self._store.theme.tokens.chart.end_dot
