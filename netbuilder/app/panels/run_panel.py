"""The Runs tab: the curves of the run that is shown or compared, what it says, and all runs."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from netbuilder.app.engine import Engine
from netbuilder.app.panels.chart_row import PANEL_PX, ChartRow
from netbuilder.app.panels.compare_view import CompareView
from netbuilder.app.panels.run_library import KeptRun, RunLibrary
from netbuilder.app.panels.run_words import RunWords, repair_words
from netbuilder.app.panels.runs_side import RunsSide
from netbuilder.app.plots.curve_chart import CurveChart
from netbuilder.app.theme import ThemeStore
from netbuilder.app.workspace import Workspace
from netbuilder.project.value import Project
from netbuilder.runs.event import Event, Finished, Started, Trouble
from netbuilder.runs.series import Series
from netbuilder.words import _


class RunPanel(QWidget):
    """Curves of one run, redrawn at most at the look's rate, or a comparison of several.

    The run that is shown is the engine's, but while one is under way another can be looked at
    without the engine.

    Signals:
        shown: The folder of another run than the engine's is shown, or None for the engine's own.
    """

    shown = Signal(object)

    def __init__(
        self,
        store: ThemeStore,
        engine: Engine,
        workspace: Workspace,
        library: RunLibrary,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._engine = engine
        self._workspace = workspace
        self._library = library
        self._series: Series | None = None
        self._other: KeptRun | None = None
        self._asked = ""
        self.setObjectName("run")
        self.setAccessibleName(_("Training runs"))
        # The other pages of the dock need not be as high as this one.
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Ignored)
        self.words = RunWords(store)
        self.row = ChartRow(store)
        self.compare = CompareView(store)
        self.side = RunsSide(store, engine, library)
        self._pages = QStackedWidget()
        self._pages.addWidget(self.row)
        self._pages.addWidget(self.compare)
        self._lay_out()
        self._connect()
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

    def compare_runs(self) -> None:
        """Compare the run that is shown with the one before it, if there are two."""
        self.side.begin_comparing()

    def restore(self, kept: KeptRun) -> None:
        """Open the network and the settings that a run was started with; undo brings them back."""
        words = _("Restore network and settings of {run}").format(run=kept.name)
        self._workspace.edit(words, kept.project)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self.side.fit_into(self.width())

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(0)
        left.addWidget(self.words)
        left.addWidget(self._pages, 1)
        outer = QHBoxLayout(self)
        outer.setContentsMargins(16, 4, 8, 8)
        outer.setSpacing(16)
        outer.addLayout(left, 1)
        outer.addWidget(self.side)

    def _order_focus(self) -> None:
        """Let Tab go through the row from the left, and from there to the runs."""
        side = self.side
        ends = (side.list, side.compare_button, side.back_button)
        for before, after in pairwise((self.words.resume_button, *self.row.focus_chain(), *ends)):
            self.setTabOrder(before, after)

    def _connect(self) -> None:
        engine = self._engine
        self.words.retry_wanted.connect(self._on_retry_wanted)
        self.words.resume_wanted.connect(engine.resume)
        self.words.restore_wanted.connect(self._on_restore_wanted)
        self.side.chosen.connect(self._on_chosen)
        self.side.compared.connect(self._on_compared)
        self.side.restore_wanted.connect(self.restore)
        self.row.smoothing.moved.connect(self._compare)
        self.row.arranged.connect(self._order_focus)
        self._library.changed.connect(self._on_library_changed)
        self._store.changed.connect(self._make_room)
        self._workspace.project_changed.connect(self._show_words)
        engine.progressed.connect(self._draw)
        engine.event_arrived.connect(self._on_event_arrived)
        engine.failed.connect(self._on_failed)
        engine.state_changed.connect(self._on_state_changed)

    @property
    def _project(self) -> Project | None:
        """What the engine's run was started from, as far as that is known yet."""
        kept = self._library.find(self._engine.series.run)
        return kept.project if kept is not None else self._engine.live.project

    def _on_state_changed(self) -> None:
        engine = self._engine
        if engine.series is not self._series:
            self._series = engine.series
            if self.side.is_comparing:
                self.side.leave_comparing()
            self.words.clear()
            self._show_own()
        if engine.is_training and not engine.is_paused:
            self.words.clear()
        self._show_words()
        self._draw()

    def _show_own(self) -> None:
        """Show the engine's run."""
        self._other, self._asked = None, ""
        engine = self._engine
        self.row.show_run(engine.series, self._project, is_live=engine.is_training)
        self.side.show_picked(engine.series.run)
        self._show_words()
        self.shown.emit(None)

    def _show_other(self, kept: KeptRun) -> None:
        """Show another run than the one under way."""
        self._other = kept
        self.row.show_run(kept.series, kept.project, is_live=False)
        self.side.show_picked(kept.id)
        self._show_words()
        self.shown.emit(kept.run)

    def _show_words(self) -> None:
        engine = self._engine
        self.words.set_quiet(self.side.is_comparing)
        if self._other is not None:
            self.words.show_end(self._other.series, is_under_way=False)
            self.words.show_resume(False)
        else:
            self.words.show_end(engine.series, is_under_way=engine.is_training)
            self.words.show_resume(engine.can_resume)
        kept = self._other or self._library.find(engine.series.run)
        is_drawn = kept is None or kept.project == self._workspace.project
        self.words.show_restore(
            not is_drawn and (self._other is not None or not engine.is_training)
        )

    def _on_chosen(self, kept: KeptRun | None) -> None:
        engine = self._engine
        if kept is None:
            engine.recall(None)
        elif kept.id == engine.series.run:
            self._show_own()
        else:
            self._asked = kept.id
            self.side.show_picked(kept.id)
            engine.work(
                kept.run.series,
                done=partial(self._on_read, kept),
                failed=self._library.failed.emit,
                needs_torch=False,
            )

    def _on_read(self, kept: KeptRun, series: object) -> None:
        assert isinstance(series, Series)
        if kept.id != self._asked:
            return
        if self._engine.is_training:
            self._show_other(replace(kept, series=series))
        else:
            self._engine.show_run(kept.run, series)

    def _on_compared(self, runs: tuple[KeptRun, ...]) -> None:
        is_on = self.side.is_comparing
        self._pages.setCurrentWidget(self.compare if is_on else self.row)
        self.words.set_quiet(is_on)
        self._compare()
        if not is_on:
            self._draw()

    def _compare(self) -> None:
        if not self.side.is_comparing:
            return
        series = self._engine.series
        runs = self.side.list.picked_runs()
        fresh = [replace(k, series=series) if k.id == series.run else k for k in runs]
        self.compare.show_runs(fresh, smoothing=self.row.smoothed)

    def _on_library_changed(self) -> None:
        if self._other is None and self._engine.series.run:
            is_live = self._engine.is_training
            self.row.show_run(self._engine.series, self._project, is_live=is_live)
        self._show_words()
        self._compare()

    def _on_event_arrived(self, event: Event) -> None:
        match event:
            case Started():
                self._show_own()
            case Trouble():
                can_go_on = self._engine.is_training and event.code != "failed"
                repair = repair_words(event) if can_go_on else ""
                self.words.show_trouble(event.sentence, repair=repair)
            case Finished():
                self._show_words()

    def _on_failed(self, sentence: str) -> None:
        self.words.show_end(Series(), is_under_way=True)
        self.words.show_trouble(sentence)

    def _on_retry_wanted(self) -> None:
        trouble = self._engine.series.trouble
        for path, value in (trouble.repair if trouble else {}).items():
            self._engine.set(path.rpartition(".")[2], value)
        self._engine.go_on()

    def _on_restore_wanted(self) -> None:
        kept = self._other or self._library.find(self._engine.series.run)
        if kept is not None:
            self.restore(kept)

    def _draw(self) -> None:
        if self._other is None:
            self.row.draw(is_live=self._engine.is_training)
        self._compare()
