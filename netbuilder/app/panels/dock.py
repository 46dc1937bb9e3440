"""The dock below the canvas: training settings, runs, problems, code, outline, history, console."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from netbuilder.app.engine import Engine
from netbuilder.app.panels.live_figures import LiveFigures
from netbuilder.app.panels.problems_panel import ProblemsPanel
from netbuilder.app.panels.records import Records
from netbuilder.app.panels.training_settings import TrainingSettings
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import (
    EmptyState,
    IconButton,
    ProgressLine,
    SegmentedControl,
)
from netbuilder.app.workspace import Workspace
from netbuilder.layers.problem import Severity
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.panels.code_panel import CodePanel
    from netbuilder.app.panels.console_panel import ConsolePanel
    from netbuilder.app.panels.history_panel import HistoryPanel
    from netbuilder.app.panels.outline_panel import OutlinePanel
    from netbuilder.app.panels.run_library import RunLibrary
    from netbuilder.app.panels.run_panel import RunPanel

_HEIGHTS = {"settings": False, "run": True, "problems": False}
"""Whether a page needs the height of curves; the others take what they find."""


class Dock(QWidget):
    """Tabs, and one page below them.

    Signals:
        folded: The person folded the dock to its header, or opened it again.
        problem_chosen: A problem to be shown on the canvas.
        data_wanted: Other data is to be chosen.
        message: A sentence for the status bar.
        heightened: The page that is shown needs the height of curves, or no longer does.
        file_wanted: The file of the data is to be found again.
    """

    folded = Signal(bool)
    problem_chosen = Signal(object)
    data_wanted = Signal()
    file_wanted = Signal()
    message = Signal(str)
    heightened = Signal(bool)

    def __init__(
        self,
        store: ThemeStore,
        workspace: Workspace,
        engine: Engine,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._workspace = workspace
        self._engine = engine
        self._is_folded = False
        self.is_high = False
        self._has_failed = False
        self.setObjectName("dock")
        self.setAccessibleName(_("Training and problems"))
        self.tabs = SegmentedControl(
            store,
            [
                ("settings", _("Training")),
                ("run", _("Runs")),
                ("problems", _("Problems")),
                ("code", _("Code")),
                ("outline", _("Outline")),
                ("history", _("History")),
                ("console", _("Console")),
            ],
            ground="none",
            name=_("Dock"),
        )
        self.tabs.set_value("settings")
        self.tabs.setObjectName("dock.tabs")
        self.live = LiveFigures(store, engine)
        self.fold_button = IconButton(store, "down", _("Fold"), small=True)
        self.fold_button.setObjectName("dock.fold")
        self.progress = ProgressLine(store)
        self.settings = TrainingSettings(store, workspace, engine)
        self.problems = ProblemsPanel(store, workspace)
        self.run: RunPanel | None = None
        self.library: RunLibrary | None = None
        self.code: CodePanel | None = None
        self.console: ConsolePanel | None = None
        self.outline: OutlinePanel | None = None
        self.history: HistoryPanel | None = None
        self._make_outline: Callable[[], OutlinePanel] | None = None
        self._records = Records(engine, self)
        self._no_run = EmptyState(store, "")
        self._no_run.label.setObjectName("dock.no_run")
        self.pages = QStackedWidget()
        for page in (self.settings, self._no_run, self.problems):
            self.pages.addWidget(page)
        self._lay_out()
        self._connect()
        self._show_state()
        self._show_problem_count()

    @property
    def header_height(self) -> int:
        """How high the dock is while folded."""
        return self._store.theme.scaled(self._store.theme.tokens.window.dock.header)

    def add_charts(self) -> None:
        """Build what has charts. Called after the first paint, since they take long to import."""
        from netbuilder.app.panels.boundary_panel import BoundaryPanel
        from netbuilder.app.panels.last_run import LastRun
        from netbuilder.app.panels.run_library import RunLibrary
        from netbuilder.app.panels.run_panel import RunPanel

        self.settings.add_last(LastRun(self._store, self._engine, self.settings))
        self.library = RunLibrary(self._engine, self._workspace, self)
        self.library.changed.connect(self._show_run_count)
        self.library.failed.connect(self.message)
        self.run = RunPanel(self._store, self._engine, self._workspace, self.library)
        boundary = BoundaryPanel(self._store, self._engine, self._workspace)
        self.run.add_panel(boundary)
        self.run.shown.connect(boundary.show_run)
        boundary.offered.connect(partial(self.run.row.offer_panel, boundary.objectName()))
        self.run.row.offer_panel(boundary.objectName(), boundary.is_offered)
        self.pages.addWidget(self.run)
        self._show_tab(str(self.tabs.value()))

    def compare_runs(self) -> None:
        """Turn to the runs and compare the last two."""
        self.show_tab("run")
        if self.run is not None:
            self.run.compare_runs()

    def give_outline(self, make: Callable[[], OutlinePanel]) -> None:
        """Say how the outline is made, once it is first shown."""
        self._make_outline = make

    def show_tab(self, name: str) -> None:
        """Turn to the tab with this key, and open the dock if it is folded."""
        self.tabs.set_value(name)
        self._show_tab(name)
        if self._is_folded:
            self._on_fold_wanted()

    def show_history(self) -> None:
        """Turn to the steps that were made, and put the cursor there."""
        self.show_tab("history")
        self._history_page().setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(12, 4, 12, 4)
        header.setSpacing(16)
        header.addWidget(self.tabs)
        header.addStretch(1)
        header.addWidget(self.live)
        header.addWidget(self.fold_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.progress)
        column.addLayout(header)
        column.addWidget(self.pages, 1)

    def _connect(self) -> None:
        self.tabs.committed.connect(self._on_tab_committed)
        self.fold_button.clicked.connect(self._on_fold_wanted)
        self.problems.problem_chosen.connect(self.problem_chosen)
        self.settings.data.data_wanted.connect(self.data_wanted)
        self.settings.data.file_wanted.connect(self.file_wanted)
        self._workspace.analysis_changed.connect(self._show_problem_count)
        self._engine.state_changed.connect(self._show_state)
        self._engine.failed.connect(self._on_failed)
        self._engine.progressed.connect(self._show_progress)

    def _on_tab_committed(self, name: object) -> None:
        self._show_tab(str(name))

    def _show_tab(self, name: str) -> None:
        pages: dict[str, Callable[[], QWidget]] = {
            "settings": lambda: self.settings,
            "run": self._run_page,
            "problems": lambda: self.problems,
            "code": self._code_page,
            "outline": self._outline_page,
            "history": self._history_page,
            "console": self._console_page,
        }
        self.pages.setCurrentWidget(pages[name]())
        if name in _HEIGHTS:
            self._set_high(_HEIGHTS[name])

    def _set_high(self, on: bool) -> None:
        if on != self.is_high:
            self.is_high = on
            self.heightened.emit(on)

    def _run_page(self) -> QWidget:
        engine = self._engine
        has_run = engine.is_training or bool(engine.series.run) or self._has_failed
        has_run = has_run or bool(self.library is not None and self.library.runs)
        return self.run if self.run is not None and has_run else self._no_run

    def _code_page(self) -> QWidget:
        if self.code is None:
            from netbuilder.app.panels.code_panel import CodePanel  # needs the lexer of Pygments

            self.code = CodePanel(self._store, self._workspace, self._engine)
            self.pages.addWidget(self.code)
        return self.code

    def _outline_page(self) -> QWidget:
        if self.outline is None:
            assert self._make_outline is not None, "the window gives it before it is shown"
            self.outline = self._make_outline()
            self.pages.addWidget(self.outline)
        return self.outline

    def _history_page(self) -> QWidget:
        if self.history is None:
            from netbuilder.app.panels.history_panel import HistoryPanel

            self.history = HistoryPanel(self._store, self._workspace)
            self.pages.addWidget(self.history)
        return self.history

    def _console_page(self) -> QWidget:
        if self.console is None:
            from netbuilder.app.panels.console_panel import ConsolePanel

            self.console = ConsolePanel(self._store, self._engine, self._records)
            self.pages.addWidget(self.console)
        return self.console

    def _on_fold_wanted(self) -> None:
        self._is_folded = not self._is_folded
        self.pages.setVisible(not self._is_folded)
        name = _("Open") if self._is_folded else _("Fold")
        self.fold_button.set_icon("up" if self._is_folded else "down", name)
        self.folded.emit(self._is_folded)

    def _on_failed(self, _sentence: str) -> None:
        self._has_failed = True
        self._show_tab(str(self.tabs.value()))

    def _show_state(self) -> None:
        engine = self._engine
        self._no_run.label.setText(
            _("Getting the engine ready. Training begins at once afterwards.")
            if engine.is_training
            else _("Press Train and the curves appear here.")
        )
        if engine.is_training and not engine.series.step:
            self._has_failed = False
            self.tabs.set_value("run")
        self._show_tab(str(self.tabs.value()))
        self._show_progress()

    def _show_progress(self) -> None:
        series = self._engine.series
        planned = series.epochs * series.steps_per_epoch
        done = series.step / planned if planned and self._engine.is_training else 0.0
        self.progress.set_fraction(min(1.0, done))

    def _show_run_count(self) -> None:
        assert self.library is not None
        self.tabs.set_count("run", len(self.library.runs) or None)
        self._show_tab(str(self.tabs.value()))

    def _show_problem_count(self) -> None:
        problems = self._workspace.analysis.problems
        has_errors = any(problem.severity is Severity.ERROR for problem in problems)
        self.tabs.set_count("problems", len(problems) or None, is_alarming=has_errors)
