"""The Runs tab: the curves of the run that is shown, and what it says of itself."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.engine import Engine
from netbuilder.app.panels.chart_row import PANEL_PX, ChartRow
from netbuilder.app.panels.run_words import RunWords, repair_words
from netbuilder.app.plots.curve_chart import CurveChart
from netbuilder.app.theme import ThemeStore
from netbuilder.runs.event import Event, Finished, Started, Trouble
from netbuilder.runs.series import Series
from netbuilder.words import _


class RunPanel(QWidget):
    """Curves of the present or last run, redrawn at most at the look's rate."""

    def __init__(self, store: ThemeStore, engine: Engine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._series: Series | None = None
        self.setObjectName("run")
        self.setAccessibleName(_("Training run"))
        self.words = RunWords(store)
        self.row = ChartRow(store)
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.words)
        left.addWidget(self.row, 1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(16, 4, 16, 8)
        outer.setSpacing(24)
        outer.addLayout(left, 1)
        self.words.retry_wanted.connect(self._on_retry_wanted)
        self.words.resume_wanted.connect(engine.resume)
        engine.progressed.connect(self._draw)
        engine.event_arrived.connect(self._on_event_arrived)
        engine.failed.connect(self._on_failed)
        engine.state_changed.connect(self._on_state_changed)
        self._on_state_changed()

    def chart(self, key: str) -> CurveChart | None:
        """The chart of a key, or None."""
        return self.row.chart(key)

    def add_panel(self, widget: QWidget, *, least_px: int = PANEL_PX) -> None:
        """Offer one more view of the run; its accessible name is the title written above it.

        `least_px` is the width it needs at 100 % text. `row.offer_panel` with its object name says
        whether it has something to show.
        """
        self.row.add_panel(widget, least_px=least_px)

    def _on_state_changed(self) -> None:
        engine = self._engine
        if engine.series is not self._series:
            self._series = engine.series
            self.words.clear()
            self._show_run()
        if engine.is_training and not engine.is_paused:
            self.words.clear()
        self.words.show_end(engine.series, is_under_way=engine.is_training)
        self.words.show_resume(engine.can_resume)
        self._draw()

    def _show_run(self) -> None:
        engine = self._engine
        self.row.show_run(engine.series, engine.live.project, is_live=engine.is_training)

    def _on_event_arrived(self, event: Event) -> None:
        match event:
            case Started():
                self._show_run()
            case Trouble():
                can_go_on = self._engine.is_training and event.code != "failed"
                repair = repair_words(event) if can_go_on else ""
                self.words.show_trouble(event.sentence, repair=repair)
            case Finished():
                self.words.show_end(self._engine.series, is_under_way=False)

    def _on_failed(self, sentence: str) -> None:
        self.words.show_end(Series(), is_under_way=True)
        self.words.show_trouble(sentence)

    def _on_retry_wanted(self) -> None:
        trouble = self._engine.series.trouble
        for path, value in (trouble.repair if trouble else {}).items():
            self._engine.set(path.rpartition(".")[2], value)
        self._engine.go_on()

    def _draw(self) -> None:
        self.row.draw(is_live=self._engine.is_training)
