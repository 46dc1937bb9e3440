"""The plane that curves are drawn on: axes, grid, lines, and the way from numbers to pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEasingCurve, QPointF, Qt, QVariantAnimation, Signal
from PySide6.QtGui import QPen
from PySide6.QtWidgets import QGraphicsGridLayout, QWidget

from netbuilder.app.plots.curve import Curve, Numbers, line_look, line_pen, smoothed, thinned
from netbuilder.app.plots.scale import Scale, epoch_scale, value_scale
from netbuilder.app.theme import ThemeStore
from netbuilder.app.theme.colors import faded

_TOP, _RIGHT = 14, 10
_MOST_TICKS = 5

_RAW_SHARE = 3
"""Raw lines may use one part in so many of the points of a chart."""

_FAINTEST_SMOOTHING = 0.02
"""Below this amount a smoothed line hides its raw one, which is then left out."""


class Plane(pg.GraphicsView):  # type: ignore[misc]  # pyqtgraph has no types
    """Draws what it is given, on axes that glide to where the numbers are.

    Made of pyqtgraph's parts alone: its own `PlotWidget` brings a menu of thirty controls along.

    Args:
        key: What stands at the upright axis: ``"loss"`` or a metric's key.

    Signals:
        ranged: Other numbers stand at the pixels than before.
    """

    ranged = Signal()

    def __init__(self, store: ThemeStore, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._box = pg.ViewBox(enableMenu=False)
        self._axes = {name: pg.AxisItem(name, linkView=self._box) for name in ("left", "bottom")}
        self._parts = QGraphicsGridLayout()
        self._parts.addItem(self._axes["left"], 0, 0)
        self._parts.addItem(self._box, 0, 1)
        self._parts.addItem(self._axes["bottom"], 1, 1)
        self._parts.setSpacing(0)
        ground = pg.GraphicsWidget()
        ground.setLayout(self._parts)
        self.setCentralItem(ground)
        self._key = key
        self._lines: list[pg.PlotCurveItem] = []
        self._grid: list[pg.InfiniteLine] = []
        self._x = self._y = Scale(low=0.0, high=1.0)
        self._shown: tuple[float, float, float, float] | None = None
        self._goal = (0.0, 1.0, 0.0, 1.0)
        self._glide = QVariantAnimation(self)
        self._glide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._glide.setStartValue(0.0)
        self._glide.setEndValue(1.0)
        self._glide.valueChanged.connect(self._on_glided)
        self.is_log = False
        self.is_log_epochs = False
        self._box.setMouseEnabled(x=False, y=False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(pg.QtWidgets.QFrame.Shape.NoFrame)
        for name in ("left", "bottom"):
            axis = self._axes[name]
            axis.setStyle(tickLength=0, tickTextOffset=6, autoReduceTextSpace=False)
            axis.setStyle(hideOverlappingLabels=False, tickAlpha=0)
        self.apply_theme()

    @property
    def ticks(self) -> tuple[str, ...]:
        """What stands at the upright axis, from below."""
        return tuple(words for _value, words in self._y.ticks)

    def point(self, epoch: float, value: float) -> QPointF | None:
        """Where an epoch's value stands in this widget; None where a log axis cannot show it."""
        x, y = self._across(epoch), self._up(value)
        if x is None or y is None or not math.isfinite(y):
            return None
        spot = self._box.mapViewToScene(QPointF(x, y))
        return QPointF(self.mapFromScene(spot)) if spot is not None else None

    def epoch_at(self, x: float) -> float:
        """The epoch that stands at a pixel of this widget's width."""
        box = self._box
        across = float(box.mapSceneToView(self.mapToScene(round(x), 0)).x())
        return 10.0**across if self.is_log_epochs else across

    def ground(self) -> tuple[float, float, float, float]:
        """Left, top, right and bottom of the plane between the axes, in pixels of this widget."""
        rect = self._box.sceneBoundingRect()
        return rect.left(), rect.top(), rect.right(), rect.bottom()

    def draw(
        self,
        curves: Sequence[Curve],
        *,
        smoothing: float,
        epochs: int,
        raw: tuple[Numbers, Numbers] | None,
        reserved_px: float,
        glides: bool,
    ) -> None:
        """Draw curves and, behind them, what they are smoothed from.

        Args:
            curves: The lines, the most important last.
            smoothing: 0 for none to below 1.
            epochs: How far the axis of epochs reaches.
            raw: Epochs and losses of single steps for the first curve, or None.
            reserved_px: Room that labels need to the right of the last values.
            glides: Whether the axes may take their time.
        """
        lines = list(self._raw_lines(curves, smoothing, raw))
        most = self._most() * (_RAW_SHARE - 1) // _RAW_SHARE
        for curve in curves:
            ys = np.asarray(smoothed(curve.values, smoothing), dtype=np.float64)
            xs = np.arange(1, len(ys) + 1, dtype=np.float64)
            pen = line_pen(self._store.theme, curve.look)
            lines.append((pen, *thinned(xs, ys, max(4, most // len(curves)))))
        self._set_lines(lines)
        self._scale(curves, epochs, raw, reserved_px, glides=glides)

    def apply_theme(self) -> None:
        """Take colours and fonts from the theme."""
        theme = self._store.theme
        colors = theme.colors
        self.setBackground(None)
        font = theme.font("mono")
        for name in ("left", "bottom"):
            axis = self._axes[name]
            axis.setTextPen(pg.mkPen(colors.text.hint))
            axis.setTickFont(font)
        self._axes["left"].setPen(pg.mkPen(None))
        self._axes["bottom"].setPen(pg.mkPen(colors.line.strong))
        self._axes["bottom"].setHeight(theme.line_px("mono") + 6)
        for line in self._grid:
            line.setPen(self._grid_pen())
        self._parts.setContentsMargins(0, _TOP, _RIGHT, 0)

    def _raw_lines(
        self, curves: Sequence[Curve], smoothing: float, raw: tuple[Numbers, Numbers] | None
    ) -> list[tuple[QPen, Numbers, Numbers]]:
        """The faint lines: single steps, and values before they were smoothed."""
        theme = self._store.theme
        chart = theme.tokens.chart
        most = self._most() // _RAW_SHARE // (len(curves) + 1)
        lines = []
        for i, curve in enumerate(curves):
            color = faded(line_look(theme, curve.look)[0], chart.raw_opacity)
            pen = pg.mkPen(color, width=chart.raw)
            if raw is not None and i == 0 and len(raw[0]):
                lines.append((pen, *thinned(*raw, max(4, most))))
            elif smoothing > _FAINTEST_SMOOTHING and len(curve.values) > 1:
                ys = np.asarray(curve.values, dtype=np.float64)
                xs = np.arange(1, len(ys) + 1, dtype=np.float64)
                lines.append((pen, *thinned(xs, ys, max(4, most))))
        return lines

    def _most(self) -> int:
        return self._store.theme.tokens.chart.max_points_drawn

    def _set_lines(self, lines: Sequence[tuple[QPen, Numbers, Numbers]]) -> None:
        while len(self._lines) < len(lines):
            item = pg.PlotCurveItem(antialias=True)
            self._lines.append(item)
            self._box.addItem(item)
        for item in self._lines[len(lines) :]:
            item.setData([], [])
        with np.errstate(divide="ignore", invalid="ignore"):
            for item, (pen, xs, ys) in zip(self._lines, lines, strict=False):
                across = np.log10(xs) if self.is_log_epochs else xs
                up = np.log10(np.where(ys > 0, ys, np.nan)) if self.is_log else ys
                item.setData(across, up, pen=pen, connect="finite")

    def _scale(
        self,
        curves: Sequence[Curve],
        epochs: int,
        raw: tuple[Numbers, Numbers] | None,
        reserved_px: float,
        *,
        glides: bool,
    ) -> None:
        values = [v for c in curves for v in c.values if math.isfinite(v) and self._can_show(v)]
        across, up = self._room_for_ticks(epochs)
        if values:
            low, high = min(values), max(values)
            self._y = value_scale(self._key, low, high, is_log=self.is_log, ticks=up)
        first = float(raw[0][0]) if raw is not None and len(raw[0]) else 1.0
        self._x = epoch_scale(epochs, is_log=self.is_log_epochs, first=first, most=across)
        self._name_ticks()
        done = max((curve.last[0] for curve in curves if curve.last), default=0)
        right = self._with_room(self._x, self._across(done) or 0.0, reserved_px)
        self._go_to((self._x.low, right, self._y.low, self._y.high), glides=glides)

    def _room_for_ticks(self, epochs: int) -> tuple[int, int]:
        """How many steps between numbers have room across and up."""
        left, top, right, bottom = self.ground()
        metrics = pg.QtGui.QFontMetrics(self._store.theme.font("mono"))
        label = metrics.horizontalAdvance(f"{epochs:,}") + 1.5 * metrics.height()
        across, up = int((right - left) / label), int((bottom - top) / (1.5 * metrics.height()))
        return max(1, min(across, _MOST_TICKS)), max(1, min(up, _MOST_TICKS - 1))

    def _with_room(self, scale: Scale, done: float, reserved_px: float) -> float:
        """How far the axis must go on behind `scale` to leave the last values their labels."""
        left, _top, right, _bottom = self.ground()
        width = right - left
        reach = (done - scale.low) / (scale.high - scale.low)
        room = width - reserved_px
        if room < width / 2 or reach <= 0 or reach * width <= room:
            return scale.high
        return scale.low + (done - scale.low) * width / room

    def _can_show(self, value: float) -> bool:
        return value > 0 or not self.is_log

    def _name_ticks(self) -> None:
        self._axes["left"].setTicks([list(self._y.ticks)])
        self._axes["bottom"].setTicks([list(self._x.ticks)])
        metrics = pg.QtGui.QFontMetrics(self._store.theme.font("mono"))
        widest = max((metrics.horizontalAdvance(words) for words in self.ticks), default=0)
        self._axes["left"].setWidth(max(widest + 10, self._store.theme.scaled(32)))
        while len(self._grid) < len(self._y.ticks):
            line = pg.InfiniteLine(angle=0, movable=False, pen=self._grid_pen())
            line.setZValue(-10)
            self._grid.append(line)
            self._box.addItem(line, ignoreBounds=True)
        for i, line in enumerate(self._grid):
            line.setVisible(0 < i < len(self._y.ticks) or (i == 0 and self._y.low < 0))
            if i < len(self._y.ticks):
                line.setPos(self._y.ticks[i][0])

    def _grid_pen(self) -> QPen:
        theme = self._store.theme
        pen: QPen = pg.mkPen(theme.colors.line.soft, width=theme.tokens.chart.grid_line)
        return pen

    def _go_to(self, goal: tuple[float, float, float, float], *, glides: bool) -> None:
        duration = self._store.theme.duration_ms("chart_rescale")
        if goal == self._goal and self._shown is not None:
            return
        self._goal = goal
        self._glide.stop()
        if self._shown is None or not glides or not duration or not self.isVisible():
            self._show_range(goal)
            return
        self._start = self._shown
        self._glide.setDuration(duration)
        self._glide.start()

    def _on_glided(self, share: object) -> None:
        assert isinstance(share, float)
        pairs = zip(self._start, self._goal, strict=True)
        left, right, low, high = (old + (new - old) * share for old, new in pairs)
        self._show_range((left, right, low, high))

    def _show_range(self, ends: tuple[float, float, float, float]) -> None:
        self._shown = ends
        self._box.setRange(xRange=ends[:2], yRange=ends[2:], padding=0)
        self.ranged.emit()

    def _across(self, epoch: float) -> float | None:
        if not self.is_log_epochs:
            return epoch
        return math.log10(epoch) if epoch > 0 else None

    def _up(self, value: float) -> float | None:
        if not self.is_log:
            return value
        return math.log10(value) if value > 0 else None
