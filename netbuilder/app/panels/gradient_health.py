"""Gradient health: for each layer with weights how large its gradients were, epoch by epoch.

A cell's number is the norm of a layer's gradient as a share of the norm of its weights. About a
hundredth is healthy; a thousand times less fades, a thousand times more explodes.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFontMetrics,
    QHelpEvent,
    QKeyEvent,
    QLinearGradient,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolTip, QVBoxLayout, QWidget

from netbuilder.app.announce import announce
from netbuilder.app.theme import Theme, ThemeStore, mix
from netbuilder.app.widgets import FocusMark, Label, ScrollArea
from netbuilder.app.widgets.painting import draw_box
from netbuilder.compiler import Analysis, analyse
from netbuilder.layers.catalogue import layer_class
from netbuilder.project.value import Project
from netbuilder.words import _

HEALTHY, DECADES = 1e-2, 3.0
"""The healthy share, and how many powers of ten from it a colour is full."""

_ROW_GAP = 4
_LEAST_CELL, _MOST_CELL = 6, 26
_MARK = 8
_LABELLED = 5
"""Every so many epochs a number stands below the columns."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """A row: what the layer is called, the key of its family, its shares by epoch."""

    name: str
    family: str
    shares: Mapping[int, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A layer over the epochs from `first` to `last`, and its mean share in them, if known."""

    layer: Layer
    first: int
    last: int
    share: float | None

    def words(self) -> str:
        """What the tooltip says."""
        span = f"{self.first}" if self.first == self.last else f"{self.first}–{self.last}"
        place = _("{layer}, epoch {epochs}").format(layer=self.layer.name, epochs=span)
        if self.share is None:
            return _("{place}: not looked at").format(place=place)
        return f"{place}: {share_words(self.share)}"


def health(share: float) -> float:
    """-1 for gradients that have faded, 0 for healthy ones, 1 for those that explode."""
    if math.isnan(share) or share == math.inf:
        return 1.0
    if share <= 0:
        return -1.0
    return min(1.0, max(-1.0, math.log10(share / HEALTHY) / DECADES))


def share_words(share: float) -> str:
    """A share in words: ``0.0123 of the weights, healthy``."""
    if not math.isfinite(share):
        return _("not a number")
    level = health(share)
    word = _("fading") if level < -0.5 else _("exploding") if level > 0.5 else _("healthy")
    return _("{share} of the weights, {word}").format(share=f"{share:.3g}", word=word)


def layers_of(
    gradients: Mapping[str, Sequence[tuple[int, float]]], analysis: Analysis | None
) -> tuple[Layer, ...]:
    """The rows for gradients by ``network/node``, in the order of the wires.

    A layer that the project does not have stands at the end under its key.
    """
    named = _names(analysis, gradients) if analysis is not None else {}
    order = [key for key in named if key in gradients]
    order += [key for key in gradients if key not in named]
    return tuple(
        Layer(
            name=named.get(key, (key.rpartition("/")[2], ""))[0],
            family=named.get(key, ("", ""))[1],
            shares=dict(gradients[key]),
        )
        for key in order
    )


class GradientHealth(QWidget):
    """The strip with a head of its own; arrows move from cell to cell and say what it is."""

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._analysis: Analysis | None = None
        self.setObjectName("gradients")
        self.setAccessibleName(_("Gradient health"))
        self.cells = _Cells(store)
        self.head = QHBoxLayout()
        self.head.setSpacing(6)
        self.legend = (
            Label(store, _("fading"), style="caption", tone="text.secondary"),
            _Ramp(store),
            Label(store, _("exploding"), style="caption", tone="text.secondary"),
        )
        area = ScrollArea()
        area.setWidget(self.cells)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self.head)
        column.addWidget(area, 1)

    def show_gradients(
        self, gradients: Mapping[str, Sequence[tuple[int, float]]], project: Project | None
    ) -> None:
        """Show shares by ``network/node`` as (epoch, share), of a run of `project`."""
        if project is None:
            self._analysis = None
        elif self._analysis is None or self._analysis.project is not project:
            self._analysis = analyse(project)
        self.cells.show_layers(layers_of(gradients, self._analysis))
        self.setAccessibleDescription(self.cells.sentence())


class _Cells(QWidget):
    def __init__(self, store: ThemeStore) -> None:
        super().__init__()
        self._store = store
        self._layers: tuple[Layer, ...] = ()
        self._epochs = 0
        self._names_px = 0
        self._cursor: tuple[int, int] | None = None
        self._focus_mark = FocusMark(store)
        self.setObjectName("gradients.cells")
        self.setAccessibleName(_("Gradients of each layer by epoch"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        store.changed.connect(self._on_theme_changed)

    def show_layers(self, layers: tuple[Layer, ...]) -> None:
        if layers == self._layers:
            return
        if len(layers) != len(self._layers):
            self.updateGeometry()
        self._layers = layers
        self._names_px = self._widest_name()
        self._epochs = max((max(x.shares, default=0) for x in layers), default=0)
        self.setAccessibleDescription(self.sentence())
        self.update()

    def sentence(self) -> str:
        if not self._epochs:
            return _("No gradients yet.")
        rows = (
            f"{layer.name} {share_words(layer.shares[self._epochs])}"
            for layer in self._layers
            if self._epochs in layer.shares
        )
        return _("Epoch {epoch}: {rows}.").format(epoch=self._epochs, rows="; ".join(rows))

    def cell_at(self, place: QPointF) -> Cell | None:
        """The cell under a point, or None."""
        row = int(place.y() // self._pitch())
        column = int((place.x() - self._left()) // self._cell_px())
        return self._cell(row, column)

    def sizeHint(self) -> QSize:
        height = len(self._layers) * self._pitch() + self._store.theme.line_px("mono")
        return QSize(self._store.theme.scaled(200), height)

    def minimumSizeHint(self) -> QSize:
        return QSize(self._store.theme.scaled(120), self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            cell = self.cell_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), cell.words() if cell else "", self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        moves = {
            Qt.Key.Key_Left: (0, -1),
            Qt.Key.Key_Right: (0, 1),
            Qt.Key.Key_Up: (-1, 0),
            Qt.Key.Key_Down: (1, 0),
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None or not self._columns():
            super().keyPressEvent(event)
            return
        row, column = self._cursor or (0, self._columns() - 1)
        if self._cursor is not None:
            row, column = row + move[0], column + move[1]
        row = min(max(row, 0), len(self._layers) - 1)
        column = min(max(column, 0), self._columns() - 1)
        self._cursor = row, column
        cell = self._cell(row, column)
        if cell is not None:
            place = self._rect(row, column).bottomLeft().toPoint()
            QToolTip.showText(self.mapToGlobal(place), cell.words(), self)
            announce(self, cell.words())
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._focus_mark.take(self, event.reason(), self._store.theme.tokens.radius.field)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._focus_mark.leave()
        self._cursor = None
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        theme, seen = self._store.theme, event.rect()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first, last = seen.top() // self._pitch(), seen.bottom() // self._pitch()
        for row, layer in enumerate(self._layers[first : last + 1], start=first):
            self._paint_name(painter, theme, row, layer)
            for column in range(self._columns()):
                cell = self._cell(row, column)
                fill = health_color(theme, cell.share if cell else None)
                rect = self._rect(row, column)
                draw_box(painter, rect, theme.tokens.chart.heat_cell.radius, fill=fill)
                if self._cursor == (row, column):
                    draw_box(painter, rect, 2, line=theme.colors.accent.line, line_px=2)
        self._paint_epochs(painter, theme)
        painter.end()

    def _paint_name(self, painter: QPainter, theme: Theme, row: int, layer: Layer) -> None:
        top, mark = row * self._pitch(), theme.scaled(_MARK)
        height = self._cell_height()
        if layer.family:
            box = QRectF(0, top + (height - mark) / 2, mark, mark)
            draw_box(painter, box, 2, fill=theme.colors.family[layer.family].color)
        painter.setFont(theme.font("caption"))
        painter.setPen(theme.colors.text.secondary)
        room = QRectF(mark + 8, top, self._left() - mark - 14, height)
        metrics = QFontMetrics(painter.font())
        shown = metrics.elidedText(layer.name, Qt.TextElideMode.ElideRight, int(room.width()) + 1)
        painter.drawText(room.adjusted(0, 0, 2, 0), Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_epochs(self, painter: QPainter, theme: Theme) -> None:
        painter.setFont(theme.font("mono"))
        painter.setPen(theme.colors.text.hint)
        metrics = QFontMetrics(painter.font())
        top, free_from = len(self._layers) * self._pitch(), 0.0
        for column in range(self._columns()):
            first, _last = self._span(column)
            if column and first % _LABELLED and self._span(column) == (first, first):
                continue
            words = f"{first}"
            width = metrics.horizontalAdvance(words)
            left = self._left() + column * self._cell_px()
            if left < free_from or left + width > self.width():
                continue
            painter.drawText(QPointF(left, top + metrics.ascent()), words)
            free_from = left + width + 12

    def _cell(self, row: int, column: int) -> Cell | None:
        if not (0 <= row < len(self._layers) and 0 <= column < self._columns()):
            return None
        layer = self._layers[row]
        first, last = self._span(column)
        known = [layer.shares[e] for e in range(first, last + 1) if e in layer.shares]
        return Cell(layer=layer, first=first, last=last, share=_mean(known))

    def _columns(self) -> int:
        room = self.width() - self._left()
        most = max(1, int(room // (_LEAST_CELL + self._gap())))
        return min(self._epochs, most)

    def _span(self, column: int) -> tuple[int, int]:
        """The first and last epoch of a column."""
        count = self._columns()
        return (
            column * self._epochs // count + 1,
            (column + 1) * self._epochs // count,
        )

    def _rect(self, row: int, column: int) -> QRectF:
        left = self._left() + column * self._cell_px()
        width = self._cell_px() - self._gap()
        return QRectF(left, row * self._pitch(), width, self._cell_height())

    def _cell_px(self) -> float:
        room = (self.width() - self._left()) / max(1, self._columns())
        return min(room, _MOST_CELL + self._gap())

    def _left(self) -> int:
        """Where the cells begin: behind the longest name, but not beyond two fifths."""
        names = self._store.theme.scaled(_MARK) + 16 + self._names_px
        return min(names, self.width() * 2 // 5)

    def _widest_name(self) -> int:
        metrics = QFontMetrics(self._store.theme.font("caption"))
        return max((metrics.horizontalAdvance(x.name) for x in self._layers), default=0)

    def _cell_height(self) -> int:
        return self._store.theme.scaled(self._store.theme.tokens.chart.heat_cell.height)

    def _pitch(self) -> int:
        return self._cell_height() + _ROW_GAP

    def _gap(self) -> int:
        return self._store.theme.tokens.chart.heat_cell.gap

    def _on_theme_changed(self) -> None:
        self._names_px = self._widest_name()
        self.updateGeometry()
        self.update()


class _Ramp(QWidget):
    """The colours from fading over healthy to exploding."""

    def __init__(self, store: ThemeStore) -> None:
        super().__init__()
        self._store = store
        self.setAccessibleName(_("From fading to exploding"))
        self.setToolTip(
            _("A gradient of a hundredth of the weights is healthy; full colour is 1000 times off.")
        )
        self.setFixedSize(64, 8)
        store.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        chart = self._store.theme.colors.chart
        ramp = QLinearGradient(0, 0, self.width(), 0)
        ramp.setColorAt(0.0, chart.gradient_fading)
        ramp.setColorAt(0.5, chart.gradient_healthy)
        ramp.setColorAt(1.0, chart.gradient_exploding)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ramp)
        painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        painter.end()


def health_color(theme: Theme, share: float | None) -> QColor:
    """The colour of a share; None, not looked at, is the ground of a field."""
    chart = theme.colors.chart
    if share is None:
        return theme.colors.surface.field
    level = health(share)
    full = chart.gradient_fading if level < 0 else chart.gradient_exploding
    return mix(chart.gradient_healthy, full, abs(level))


def _mean(shares: Sequence[float]) -> float | None:
    """The geometric mean, which is as far from fading as from exploding ones."""
    if not shares:
        return None
    if any(not math.isfinite(share) for share in shares):
        return math.nan
    if min(shares) <= 0:
        return 0.0
    return math.exp(sum(math.log(share) for share in shares) / len(shares))


def _names(
    analysis: Analysis, gradients: Mapping[str, Sequence[tuple[int, float]]]
) -> dict[str, tuple[str, str]]:
    """The words and family of each layer, by ``network/node``, in the order of the wires."""
    named: dict[str, tuple[str, str]] = {}
    wanted = {key.partition("/")[0] for key in gradients}
    for network in wanted & analysis.networks.keys():
        known = analysis.networks[network]
        for id in known.order:
            node = known.network.nodes[id]
            layer = layer_class(node.kind)
            title = known.titles.get(id, node.name)
            size = node.parameters.get("out_channels", node.parameters.get("out_features"))
            words = f"{title} {size}" if isinstance(size, int) else title
            named[f"{network}/{id}"] = words, layer.family.value if layer else ""
    return named
