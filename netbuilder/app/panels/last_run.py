"""The last run in the dock's settings: its loss, how long it was, the best it reached."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.engine import Engine
from netbuilder.app.panels.metric_words import metric_name
from netbuilder.app.plots.curve_chart import CurveChart, PartLegend, part_curves
from netbuilder.app.quantity import count_words, score_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import EmptyState, Label
from netbuilder.words import _


class LastRun(QWidget):
    """A small chart of the loss with what the run came to, or where it will appear."""

    def __init__(self, store: ThemeStore, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._smoothing = store.theme.tokens.chart.smoothing_default
        self.setObjectName("last_run")
        self._chart = CurveChart(store, "loss", _("Last run"), has_ends=False)
        self._chart.setObjectName("last_run.chart")
        title = Label(store, _("Last run"), style="caption", tone="text.hint", weight=600)
        self._legend = PartLegend(store)
        head = QHBoxLayout()
        head.addWidget(title)
        head.addStretch(1)
        head.addWidget(self._legend)
        self._empty = EmptyState(store, "")
        self._empty.label.setObjectName("last_run.empty")
        self._length = Label(store, style="caption", tone="text.secondary")
        self._best = Label(store, style="caption", tone="text.secondary")
        self._best.setObjectName("last_run.best")
        below = QHBoxLayout()
        below.addWidget(self._length)
        below.addStretch(1)
        below.addWidget(self._best)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self._empty, 1)
        column.addWidget(self._chart, 1)
        column.addLayout(below)
        engine.progressed.connect(self._show)
        engine.state_changed.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        series = self._engine.series
        has_curve = series.epoch > 0
        self._empty.setHidden(has_curve)
        for part in (self._legend, self._chart, self._length, self._best):
            part.setVisible(has_curve)
        if not has_curve:
            self._empty.label.setText(
                _("The curves begin with the first epoch.")
                if self._engine.is_training
                else _("Press Train and the curves appear here.")
            )
        elif self.isVisible():
            self._show_curves()

    def _show_curves(self) -> None:
        series = self._engine.series
        curves = part_curves(series.train.get("loss", ()), series.validation.get("loss", ()))
        self._chart.show_curves(
            curves,
            epochs=series.epoch,
            best_epoch=series.best_epoch,
            smoothing=self._smoothing,
        )
        epochs = count_words(series.epoch, _("epoch"), _("epochs"))
        self._length.setText(_("Loss, {epochs}").format(epochs=epochs))
        if series.best_value is not None:
            key = series.watch.rpartition(".")[2]
            self._best.setText(
                _("best {name} {value} at epoch {epoch}").format(
                    name=metric_name(key),
                    value=score_words(key, series.best_value),
                    epoch=series.best_epoch,
                )
            )
