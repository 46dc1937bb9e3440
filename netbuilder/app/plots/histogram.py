"""How the numbers of one tensor are spread just now, as bars."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from netbuilder.app.plots.axis import draw_ticks, x_of
from netbuilder.app.plots.spread import is_finite, near_zero
from netbuilder.app.quantity import short_number
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets.painting import draw_box
from netbuilder.runs.view import Strip
from netbuilder.words import _

_GAP_PX, _LEAST_PX = 2, 1.0


class HistogramChart(QWidget):
    """Bars over an axis from the smallest to the largest number, 0 marked where it lies between.

    Args:
        store: The theme.
        tone: The colour of the bars, a path in the tokens.
        height: Of the bars, in unscaled pixels.
    """

    def __init__(
        self, store: ThemeStore, *, tone: str, height: int = 56, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._tone = tone
        self._height = height
        self._strip: Strip | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        store.changed.connect(self._on_theme_changed)

    def show_strip(self, strip: Strip, *, sentence: str) -> None:
        """Show a strip; `sentence` is what a screen reader says of it."""
        self._strip = strip if is_finite(strip) else None
        self.setAccessibleName(sentence)
        self.update()

    def sizeHint(self) -> QSize:
        """The bars and the line of numbers below them."""
        theme = self._store.theme
        height = theme.scaled(self._height) + theme.scaled(4) + theme.line_px("mono")
        return QSize(theme.scaled(160), height)

    def minimumSizeHint(self) -> QSize:
        """May be narrow, not low."""
        return QSize(0, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Say what the bar under the pointer holds."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._words_at(event.pos().x()), self)
            return True
        return super().event(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the bars, the line they stand on, and the numbers below."""
        theme, room = self._store.theme, self._room()
        painter = QPainter(self)
        painter.fillRect(QRectF(0, room.bottom(), self.width(), 1), theme.colors.line.strong)
        if (strip := self._strip) is not None:
            color = theme.color(self._tone)
            for i, share in enumerate(strip.bars):
                if share > 0:
                    draw_box(painter, self._bar(i, share, room), 1.5, fill=color)
            axis = strip.low, strip.high
            ticks = [near_zero(end, axis) for end in axis]
            if ticks[0] < 0 < ticks[1]:
                ticks.insert(1, 0.0)
                x = round(x_of(0.0, axis, room))
                painter.fillRect(QRectF(x, room.bottom(), 1, 3), theme.colors.text.hint)
            if strip.high > strip.low:
                draw_ticks(painter, theme, room, ticks, axis)
            else:
                draw_ticks(painter, theme, room, ticks[:1], (strip.low - 1, strip.low + 1))
        painter.end()

    def _room(self) -> QRectF:
        theme = self._store.theme
        height = self.height() - theme.line_px("mono") - theme.scaled(4) - 1
        return QRectF(0, 0, max(1, self.width()), height)

    def _bar(self, place: int, share: float, room: QRectF) -> QRectF:
        assert self._strip is not None
        step = (room.width() + _GAP_PX) / len(self._strip.bars)
        left, right = round(place * step), round((place + 1) * step - _GAP_PX)
        height = max(_LEAST_PX, round(share * room.height()))
        return QRectF(left, room.bottom() - height, max(1, right - left), height)

    def _words_at(self, x: float) -> str:
        strip = self._strip
        if strip is None:
            return ""
        place = min(len(strip.bars) - 1, max(0, int(x / self.width() * len(strip.bars))))
        width = (strip.high - strip.low) / len(strip.bars)
        share = strip.bars[place] / (sum(strip.bars) or 1.0)
        return _("{share:.1%} lie between {low} and {high}").format(
            share=share,
            low=short_number(strip.low + place * width),
            high=short_number(strip.low + (place + 1) * width),
        )

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()
