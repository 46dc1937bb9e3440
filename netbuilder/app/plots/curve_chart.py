"""A chart of one loss or metric over the epochs, with its last values, its best and a cross-hair.

The head above the plane is an empty row: who shows the chart puts a title and what belongs to it
there.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from netbuilder.app.announce import announce
from netbuilder.app.plots.curve import Curve, Numbers, line_pen
from netbuilder.app.plots.marks import EndLabel, Marks
from netbuilder.app.plots.plane import Plane
from netbuilder.app.plots.value_table import value_table
from netbuilder.app.quantity import score_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import FocusMark, Label
from netbuilder.words import _

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageDown: -10,
    Qt.Key.Key_PageUp: 10,
}
_LEAST_PX = 48
_LEVEL = 0.01
"""Values that change by less than this share of their size are level."""


class CurveChart(QWidget):
    """Curves of one key; arrows move the cross-hair from epoch to epoch, Esc takes it away.

    Args:
        store: The theme.
        key: What is shown, ``"loss"`` or a metric's key without its column.
        title: The words for it.
        has_ends: Whether the last values stand at the ends of the curves.

    Signals:
        pointed: The cross-hair was moved to an epoch, or away with 0.
    """

    pointed = Signal(int)

    def __init__(
        self,
        store: ThemeStore,
        key: str,
        title: str,
        *,
        has_ends: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._key = key
        self._title = title
        self._curves: tuple[Curve, ...] = ()
        self._epochs, self._best_epoch, self._smoothing = 1, 0, 0.0
        self._raw: tuple[Numbers, Numbers] | None = None
        self._focus_mark = FocusMark(store)
        self.plane = Plane(store, key)
        self.marks = Marks(store, self.plane, key, has_ends=has_ends)
        self._model, self._table = value_table(store, key, title, self)
        self.head = QHBoxLayout()
        self.head.setSpacing(12)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.plane)
        self._pages.addWidget(self._table)
        for page in (self.plane, self._table, self._pages):
            page.setMinimumSize(_LEAST_PX, _LEAST_PX)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self.head)
        column.addWidget(self._pages, 1)
        self.setObjectName(f"chart.{key}")
        self.setAccessibleName(title)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.marks.pointed.connect(self._on_pointed)
        store.changed.connect(self._apply_theme)

    @property
    def epoch(self) -> int:
        """Where the cross-hair stands; 0 while there is none."""
        return self.marks.epoch

    @property
    def end_labels(self) -> tuple[EndLabel, ...]:
        """The last values as they stand at the curves' ends."""
        return self.marks.end_labels()

    @property
    def is_table(self) -> bool:
        """Whether the values are shown as a table."""
        return self._pages.currentWidget() is self._table

    def show_curves(
        self,
        curves: Sequence[Curve],
        *,
        epochs: int,
        best_epoch: int = 0,
        raw: tuple[Numbers, Numbers] | None = None,
        smoothing: float = 0.0,
    ) -> None:
        """Draw curves on an axis of so many epochs.

        Args:
            curves: The lines, the most important last.
            epochs: How far the axis of epochs reaches.
            best_epoch: The epoch to mark; 0 for none.
            raw: Epochs and losses of single steps, drawn faintly behind the first curve.
            smoothing: How much of a value is taken from those before it, 0 to below 1.
        """
        self._curves, self._epochs, self._best_epoch = tuple(curves), epochs, best_epoch
        self._raw, self._smoothing = raw, smoothing
        self._draw(glides=True)
        if self.is_table:
            self._model.show_curves(self._curves)
        if not self.epoch:
            self.setAccessibleDescription(self.sentence())

    def point_at(self, epoch: int) -> None:
        """Put the cross-hair at an epoch, or take it away with 0, without telling anyone."""
        self.marks.point_at(epoch)
        self.setAccessibleDescription(self.reading() if epoch else self.sentence())

    def set_log(self, on: bool) -> None:
        """Count the upright axis in powers of ten, or evenly."""
        self.plane.is_log = on
        self._draw(glides=False)

    def set_log_epochs(self, on: bool) -> None:
        """Count the axis of epochs in powers of ten, or evenly."""
        self.plane.is_log_epochs = on
        self._draw(glides=False)

    def set_table(self, on: bool) -> None:
        """Show the values as a table, or as curves."""
        if on:
            self._model.show_curves(self._curves)
        self._pages.setCurrentWidget(self._table if on else self.plane)

    def copy_values(self) -> None:
        """Put all values on the clipboard, an epoch a line."""
        self._model.show_curves(self._curves)
        QGuiApplication.clipboard().setText(self._model.as_text())

    def reading(self) -> str:
        """What the cross-hair says, as a sentence."""
        values = [(c.name, v) for c in self._curves if (v := c.at(self.epoch)) is not None]
        words = ", ".join(f"{name} {score_words(self._key, value)}" for name, value in values)
        told = _("{title}, epoch {epoch}: {values}.")
        return told.format(title=self._title, epoch=self.epoch, values=words or "–")

    def sentence(self) -> str:
        """The last values and where they are going."""
        ends = [(curve, end) for curve in self._curves if (end := curve.last) is not None]
        if not ends:
            return _("{title}: no values yet.").format(title=self._title)
        words = ", ".join(
            f"{curve.name} {score_words(self._key, value)} ({_trend(curve)})"
            for curve, (_epoch, value) in ends
        )
        last = max(epoch for _curve, (epoch, _value) in ends)
        told = _("{title} after epoch {epoch}: {values}.")
        sentence = told.format(title=self._title, epoch=last, values=words)
        if self._best_epoch:
            sentence += " " + _("Best at epoch {epoch}.").format(epoch=self._best_epoch)
        return sentence

    def keyPressEvent(self, event: QKeyEvent) -> None:
        last = max((curve.last[0] for curve in self._curves if curve.last), default=0)
        key = Qt.Key(event.key())
        if self.is_table or not last:
            super().keyPressEvent(event)
        elif key in _STEPS:
            start = self.epoch or (last + 1 if _STEPS[key] < 0 else 0)
            self._move_to(min(max(start + _STEPS[key], 1), last))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._move_to(1 if key == Qt.Key.Key_Home else last)
        elif key == Qt.Key.Key_Escape and self.epoch:
            self._on_pointed(0)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        self._focus_mark.take(self, event.reason(), self._store.theme.tokens.radius.field)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._focus_mark.leave()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._draw(glides=False)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw(glides=False)

    def _move_to(self, epoch: int) -> None:
        self._on_pointed(epoch)
        announce(self, self.reading())

    def _on_pointed(self, epoch: int) -> None:
        self.point_at(epoch)
        self.pointed.emit(epoch)

    def _draw(self, *, glides: bool) -> None:
        if not self._curves:
            return
        self.marks.show_curves(self._curves, self._best_epoch)
        self.plane.draw(
            self._curves,
            smoothing=self._smoothing,
            epochs=self._epochs,
            raw=self._raw,
            reserved_px=self.marks.reserved_px(),
            glides=glides,
        )

    def _apply_theme(self) -> None:
        self.plane.apply_theme()
        self._draw(glides=False)


class LegendLine(QWidget):
    """A short piece of a line."""

    def __init__(self, store: ThemeStore, look: str | int) -> None:
        super().__init__()
        self._store = store
        self._look = look
        self.setFixedSize(16, 12)
        store.changed.connect(self.update)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(line_pen(self._store.theme, self._look))
        painter.drawLine(QPointF(0, 6), QPointF(16, 6))
        painter.end()


class PartLegend(QWidget):
    """Says which line is the training part and which the validation part."""

    def __init__(self, store: ThemeStore) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for look, words in (("train", _("train")), ("validation", _("validation"))):
            row.addWidget(LegendLine(store, look))
            row.addWidget(Label(store, words, style="caption", tone="text.secondary"))
            row.addSpacing(6)


def part_curves(train: Sequence[float], validation: Sequence[float]) -> tuple[Curve, ...]:
    """The two lines of a run; the second only where there are values."""
    curves = [Curve(name=_("train"), look="train", values=tuple(train))]
    if validation:
        curves.append(Curve(name=_("validation"), look="validation", values=tuple(validation)))
    return tuple(curves)


def _trend(curve: Curve) -> str:
    """Where the last tenth of the values is going, in a word."""
    values = [value for value in curve.values if math.isfinite(value)]
    span = max(1, len(values) // 10)
    if len(values) < 2 * span:
        return _("first value")
    recent = sum(values[-span:]) / span
    before = sum(values[-2 * span : -span]) / span
    if abs(recent - before) <= _LEVEL * max(abs(before), 1e-12):
        return _("level")
    return _("rising") if recent > before else _("falling")
