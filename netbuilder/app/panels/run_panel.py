"""The dock while a network learns: loss and metric curves, and what the run says of itself."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.engine import Engine
from netbuilder.app.panels.parameter_form import METRICS
from netbuilder.app.plots.curve_chart import CurveChart
from netbuilder.app.quantity import score_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Button, Card, Label
from netbuilder.runs.event import Event, Finished, Started, Trouble
from netbuilder.runs.series import Series
from netbuilder.words import _

MOST_CHARTS = 3
_SIDE_WIDTH = 220


class RunPanel(QWidget):
    """Curves of the present or last run, redrawn at most at the look's rate."""

    def __init__(self, store: ThemeStore, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._engine = engine
        self._charts: dict[str, CurveChart] = {}
        self._series: Series | None = None
        self.setObjectName("run")
        self.setAccessibleName(_("Training run"))
        self._row = QHBoxLayout()
        self._row.setSpacing(24)
        self.message = Label(store, wrap=True)
        self.message.setObjectName("run.message")
        self._card = Card(store, tone="warn", padding=12)
        self._card.body.addWidget(self.message)
        self.retry_button = Button(store, _("Go on"), size="small", kind="filled")
        self.retry_button.setObjectName("run.retry")
        self.retry_button.clicked.connect(self._on_retry_wanted)
        self._card.body.addWidget(self.retry_button)
        self._card.hide()
        self.result = Label(store, tone="text.secondary", wrap=True)
        self.result.setObjectName("run.result")
        self.resume_button = Button(store, _("Go on with this run"), size="small", icon="play")
        self.resume_button.setObjectName("run.resume")
        self.resume_button.clicked.connect(engine.resume)
        self._side = QWidget()
        self._side.setFixedWidth(store.theme.scaled(_SIDE_WIDTH))
        side = QVBoxLayout(self._side)
        side.setContentsMargins(0, 0, 0, 0)
        side.addWidget(self._card)
        side.addWidget(self.result)
        side.addWidget(self.resume_button)
        side.addStretch(1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(16, 4, 16, 8)
        outer.setSpacing(24)
        outer.addLayout(self._row, 1)
        outer.addWidget(self._side)
        engine.progressed.connect(self._draw)
        engine.event_arrived.connect(self._on_event_arrived)
        engine.failed.connect(self._on_failed)
        engine.state_changed.connect(self._on_state_changed)
        self._on_state_changed()

    def chart(self, key: str) -> CurveChart | None:
        """The chart of a key, or None."""
        return self._charts.get(key)

    def _on_state_changed(self) -> None:
        engine = self._engine
        if engine.series is not self._series:
            self._series = engine.series
            self._clear()
            if self._series.run:
                self._build_charts()
                self._draw()
            self._show_end()
        self.resume_button.setVisible(engine.can_resume)
        if engine.is_training and not engine.is_paused:
            self._card.hide()
            self.result.setText("")
        self._show_side()

    def _on_event_arrived(self, event: Event) -> None:
        match event:
            case Started():
                self._build_charts()
            case Trouble():
                self._show_trouble(event)
            case Finished():
                self._show_end()

    def _on_failed(self, sentence: str) -> None:
        self.message.setText(sentence)
        self.retry_button.hide()
        self._card.show()
        self.result.setText("")
        self._show_side()

    def _on_retry_wanted(self) -> None:
        trouble = self._engine.series.trouble
        for path, value in (trouble.repair if trouble else {}).items():
            self._engine.set(path.rpartition(".")[2], value)
        self._engine.go_on()

    def _build_charts(self) -> None:
        self._clear()
        words = dict(METRICS)
        for key in ("loss", *self._engine.series.metrics)[:MOST_CHARTS]:
            title = _("Loss") if key == "loss" else words.get(key.rpartition(".")[2], key)
            chart = CurveChart(self._store, key, title, has_legend=key == "loss")
            self._charts[key] = chart
            self._row.addWidget(chart, 1)
        self.result.setText("")

    def _clear(self) -> None:
        for chart in self._charts.values():
            self._row.removeWidget(chart)
            chart.hide()
            chart.deleteLater()
        self._charts = {}

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    def _draw(self) -> None:
        if not self.isVisible():
            return
        series = self._engine.series
        for key, chart in self._charts.items():
            is_loss = key == "loss"
            chart.show_curves(
                series.train.get(key, ()),
                series.validation.get(key, ()),
                epochs=series.epochs,
                best_epoch=series.best_epoch,
                steps=series.step_losses if is_loss else (),
                steps_per_epoch=series.steps_per_epoch if is_loss else 0,
            )

    def _show_trouble(self, trouble: Trouble) -> None:
        self.message.setText(trouble.sentence)
        self.retry_button.setVisible(self._engine.is_training and trouble.code != "failed")
        self.retry_button.setText(_repair_words(trouble))
        self._card.show()
        self._show_side()

    def _show_end(self) -> None:
        series = self._engine.series
        reasons = {
            "epochs": _("Finished."),
            "early": _("Stopped early: no more progress."),
            "stopped": _("Stopped. The best weights are kept."),
            "failed": _("The run has failed."),
        }
        if series.reason:
            self.retry_button.hide()
        lines = [reasons[series.reason]] if series.reason in reasons else []
        if series.run and not series.reason and not self._engine.is_training:
            lines.append(_("Broken off after epoch {epoch}.").format(epoch=series.epoch))
        if series.reason and series.best_epoch:
            lines.append(_("Best epoch: {epoch}").format(epoch=series.best_epoch))
        words = {"loss": _("Loss"), **dict(METRICS)}
        for key, value in series.test.items():
            name = words.get(key.rpartition(".")[2], key)
            score = score_words(key.rpartition(".")[2], value)
            lines.append(_("{name} on the test part: {score}").format(name=name, score=score))
        self.result.setText("\n".join(lines))
        self._show_side()

    def _show_side(self) -> None:
        """Give words their column only while there are any."""
        has_words = not self._card.isHidden() or bool(self.result.text())
        self._side.setVisible(has_words or not self.resume_button.isHidden())


def _repair_words(trouble: Trouble) -> str:
    for path, value in trouble.repair.items():
        setting = path.rpartition(".")[2].replace("_", " ")
        return _("Go on with {setting} {value}").format(setting=setting, value=f"{value:g}")
    return _("Go on")
