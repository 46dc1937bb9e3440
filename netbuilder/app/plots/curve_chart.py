"""A chart of one loss or metric over the epochs: the training part solid, validation dashed."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from netbuilder.app.quantity import score_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.theme.colors import faded
from netbuilder.app.widgets import Label
from netbuilder.words import _

_AXIS_WIDTH = 44
_MARGIN = 0.06
_END_WIDTH = 52


class CurveChart(QWidget):
    """Title, legend and curves of one key.

    Args:
        store: The theme.
        key: What is shown, ``"loss"`` or a metric's key.
        title: The words for it.
        has_legend: Whether to say which line is which.
        has_ends: Whether the last values stand at the ends of the curves.
    """

    def __init__(
        self,
        store: ThemeStore,
        key: str,
        title: str,
        *,
        has_legend: bool = False,
        has_ends: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._has_ends = has_ends
        self._store = store
        self._key = key
        self._title = title
        self._plot = pg.PlotWidget(parent=self)
        self._raw, self._train, self._validation = (
            self._plot.plot([], [], antialias=True) for _curve in range(3)
        )
        self._ends = pg.ScatterPlotItem([], [], pxMode=True)
        self._best = pg.InfiniteLine(angle=90, movable=False)
        self._train_end = QLabel(self._plot)
        self._validation_end = QLabel(self._plot)
        self._last: dict[str, float] = {}
        self.setObjectName(f"chart.{key}")
        self.setAccessibleName(title)
        self._build_plot()
        self._lay_out(has_legend=has_legend)
        self._apply_theme()
        store.changed.connect(self._apply_theme)

    def show_curves(
        self,
        train: Sequence[float],
        validation: Sequence[float],
        *,
        epochs: int,
        best_epoch: int = 0,
        steps: Sequence[float] = (),
        steps_per_epoch: int = 0,
    ) -> None:
        """Draw values per epoch, and for the loss those of each step behind them.

        Values that are not finite leave a gap.
        """
        self._train.setData(range(1, len(train) + 1), train, connect="finite")
        self._validation.setData(range(1, len(validation) + 1), validation, connect="finite")
        if steps_per_epoch:
            most = self._store.theme.tokens.chart.max_points_drawn
            xs, ys = _thinned(steps, steps_per_epoch, most)
            self._raw.setData(xs, ys, connect="finite")
        self._best.setVisible(best_epoch > 0)
        self._best.setValue(best_epoch)
        self._plot.setXRange(0, max(1, epochs), padding=0.01)
        self._scale(train, validation)
        self._mark_ends(train, validation)
        self.setAccessibleDescription(self._sentence(train, validation))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_ends()

    def _build_plot(self) -> None:
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._plot.addItem(self._ends)
        self._plot.addItem(self._best)
        self._best.setVisible(False)
        self._plot.getAxis("left").setWidth(_AXIS_WIDTH)
        for name in ("left", "bottom"):
            self._plot.getAxis(name).setStyle(tickLength=0, maxTickLevel=0)
            self._plot.getAxis(name).setTickDensity(0.7)
        if self._key in ("accuracy", "f1"):
            axis = self._plot.getAxis("left")
            axis.tickStrings = _percent_ticks
        for end in (self._train_end, self._validation_end):
            end.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            end.hide()

    def _lay_out(self, *, has_legend: bool) -> None:
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(Label(self._store, self._title, style="bodyStrong"))
        top.addStretch(1)
        if has_legend:
            for tone, words, dash in (
                ("chart.train", _("train"), Qt.PenStyle.SolidLine),
                ("chart.validation", _("validation"), Qt.PenStyle.DashLine),
            ):
                top.addWidget(LegendLine(self._store, tone, dash))
                top.addWidget(Label(self._store, words, style="caption", tone="text.hint"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addWidget(self._plot, 1)

    def _apply_theme(self) -> None:
        theme = self._store.theme
        chart = theme.tokens.chart
        colors = theme.colors
        self._plot.setBackground(colors.surface.panel)
        for name in ("left", "bottom"):
            axis = self._plot.getAxis(name)
            axis.setPen(_pen(colors.line.soft, 1))
            axis.setTextPen(_pen(colors.text.hint, 1))
            axis.setTickFont(theme.font("mono"))
        right = theme.scaled(_END_WIDTH) if self._has_ends else theme.tokens.chart.end_dot
        self._plot.getPlotItem().setContentsMargins(0, 4, right, 0)
        self._plot.showGrid(y=True, alpha=0.25)
        self._raw.setPen(_pen(faded(colors.chart.train, chart.raw_opacity), chart.raw))
        self._train.setPen(_pen(colors.chart.train, chart.line))
        self._validation.setPen(_pen(colors.chart.validation, chart.line, (3, 2)))
        self._best.setPen(_pen(colors.text.hint, 1, (2, 3)))
        for end, color in (
            (self._train_end, colors.chart.train),
            (self._validation_end, colors.chart.validation),
        ):
            end.setFont(theme.font("mono"))
            end.setStyleSheet(f"color: {color.name()}; background: transparent")

    def _scale(self, train: Sequence[float], validation: Sequence[float]) -> None:
        finite = [value for value in (*train, *validation) if math.isfinite(value)]
        if not finite:
            return
        low, high = min(finite), max(finite)
        if self._key == "loss":
            low = min(0.0, low)
        margin = (high - low) * _MARGIN or max(abs(high), 1.0) * _MARGIN
        self._plot.setYRange(low - margin, high + margin, padding=0)

    def _mark_ends(self, train: Sequence[float], validation: Sequence[float]) -> None:
        colors = self._store.theme.colors.chart
        spots = []
        self._last = {}
        for name, values, color in (
            ("train", train, colors.train),
            ("validation", validation, colors.validation),
        ):
            if values and math.isfinite(values[-1]):
                self._last[name] = values[-1]
                spots.append({"pos": (len(values), values[-1]), "brush": color, "pen": None})
        size = 2 * self._store.theme.tokens.chart.end_dot - 1
        self._ends.setData(spots, size=size)
        self._epoch = max(len(train), len(validation))
        self._place_ends()

    def _place_ends(self) -> None:
        """Write the last values beside their dots, one below the other, clear of the axis."""
        box = self._plot.getPlotItem().getViewBox()
        places = []
        for name, end in (("train", self._train_end), ("validation", self._validation_end)):
            end.setVisible(self._has_ends and name in self._last)
            if end.isVisibleTo(self._plot):
                value = self._last[name]
                end.setText(score_words(self._key, value))
                end.adjustSize()
                spot = box.mapViewToScene(QPointF(self._epoch, value))
                places.append((spot.y(), spot.x(), end))
        places.sort(key=lambda place: place[0])
        room = sum(end.height() for _y, _x, end in places)
        lowest = -math.inf
        for y, x, end in places:
            top = min(y - end.height() / 2, box.sceneBoundingRect().bottom() - room)
            top = max(top, lowest)
            lowest = top + end.height()
            room -= end.height()
            left = min(x + 8, self._plot.width() - end.width() - 2)
            end.move(round(left), round(top))

    def _sentence(self, train: Sequence[float], validation: Sequence[float]) -> str:
        if not train:
            return _("{title}: no values yet.").format(title=self._title)
        last = score_words(self._key, train[-1])
        sentence = _("{title} after epoch {epoch}: {value} in training").format(
            title=self._title, epoch=len(train), value=last
        )
        if validation:
            value = score_words(self._key, validation[-1])
            sentence += _(", {value} in validation").format(value=value)
        trend = _("falling") if len(train) > 1 and train[-1] < train[0] else _("not falling")
        return f"{sentence}, {trend}."


class LegendLine(QWidget):
    """A short piece of a chart's line."""

    def __init__(self, store: ThemeStore, tone: str, style: Qt.PenStyle) -> None:
        super().__init__()
        self._store = store
        self._tone = tone
        self._style = style
        self.setFixedSize(16, 12)
        store.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        pen = QPen(self._store.theme.color(self._tone), 2, self._style)
        painter.setPen(pen)
        painter.drawLine(0, 6, 16, 6)
        painter.end()


def _percent_ticks(values: Sequence[float], _scale: float, _spacing: float) -> list[str]:
    return [f"{value:.0%}" if value <= 1 else "" for value in values]


def _pen(color: QColor, width: float, dashes: tuple[float, ...] = ()) -> QPen:
    pen: QPen = pg.mkPen(color, width=width)
    if dashes:
        pen.setDashPattern(list(dashes))
    return pen


def _thinned(
    steps: Sequence[float], steps_per_epoch: int, most: int
) -> tuple[list[float], list[float]]:
    """At most `most` points, each the last of the steps it stands for, as epochs and losses."""
    stride = max(1, math.ceil(len(steps) / most))
    picked = range(stride - 1, len(steps), stride)
    return [(i + 1) / steps_per_epoch for i in picked], [steps[i] for i in picked]
