"""The last run in the dock's settings: its loss, how long it was, the best it reached."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.engine import Engine
from netbuilder.app.panels.metric_words import metric_name
from netbuilder.app.plots.curve_chart import CurveChart, PartLegend, part_curves
from netbuilder.app.quantity import count_words, score_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Label
from netbuilder.words import _


class LastRun(QWidget):
    """A small chart of the loss with what the run came to; hidden until there is a run."""

    def __init__(self, store: ThemeStore, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._smoothing = store.theme.tokens.chart.smoothing_default
        self.setObjectName("last_run")
        self._chart = CurveChart(store, "loss", _("Last run"), has_ends=False)
        self._chart.setObjectName("last_run.chart")
        title = Label(store, _("Last run"), style="caption", tone="text.hint", weight=600)
        self._chart.head.addWidget(title)
        self._chart.head.addStretch(1)
        self._chart.head.addWidget(PartLegend(store))
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
        column.addWidget(self._chart, 1)
        column.addLayout(below)
        engine.progressed.connect(self._show)
        self._show()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def _show(self) -> None:
        series = self._engine.series
        self.setHidden(not series.epoch)
        if not series.epoch or not self.isVisible():
            return
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
