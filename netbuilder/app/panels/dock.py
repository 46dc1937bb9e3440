"""The dock below the canvas: training settings, the run, problems, code and console."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from netbuilder.app.engine import Engine
from netbuilder.app.panels.problems_panel import ProblemsPanel
from netbuilder.app.panels.records import Records
from netbuilder.app.panels.training_settings import TrainingSettings
from netbuilder.app.quantity import grouped, size_words, time_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import (
    EmptyState,
    IconButton,
    Label,
    ProgressLine,
    SegmentedControl,
    Tag,
)
from netbuilder.app.workspace import Workspace
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.panels.code_panel import CodePanel
    from netbuilder.app.panels.console_panel import ConsolePanel
    from netbuilder.app.panels.run_panel import RunPanel

_FIGURE_GAP = 16


class Dock(QWidget):
    """Tabs, and one page below them.

    Signals:
        folded: The person folded the dock to its header, or opened it again.
        problem_chosen: A problem to be shown on the canvas.
        data_wanted: Other data is to be chosen.
        file_wanted: The file of the data is to be found again.
        reading_wanted: The data is to be read again.
    """

    folded = Signal(bool)
    problem_chosen = Signal(object)
    data_wanted = Signal()
    file_wanted = Signal()
    reading_wanted = Signal()

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
        self._has_failed = False
        self.setObjectName("dock")
        self.setAccessibleName(_("Training and problems"))
        self.tabs = SegmentedControl(
            store,
            [
                ("settings", _("Training")),
                ("run", _("Run")),
                ("problems", _("Problems")),
                ("code", _("Code")),
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
        self.code: CodePanel | None = None
        self.console: ConsolePanel | None = None
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
        from netbuilder.app.panels.last_run import LastRun
        from netbuilder.app.panels.run_panel import RunPanel

        self.settings.add_last(LastRun(self._store, self._engine))
        self.run = RunPanel(self._store, self._engine)
        self.pages.addWidget(self.run)
        self._show_tab(str(self.tabs.value()))

    def show_tab(self, name: str) -> None:
        """Turn to ``settings``, ``run``, ``problems``, ``code`` or ``console``."""
        self.tabs.set_value(name)
        self._show_tab(name)
        if self._is_folded:
            self._on_fold_wanted()

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
        self.settings.data.reading_wanted.connect(self.reading_wanted)
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
            "console": self._console_page,
        }
        self.pages.setCurrentWidget(pages[name]())

    def _run_page(self) -> QWidget:
        engine = self._engine
        has_run = engine.is_training or bool(engine.series.run) or self._has_failed
        return self.run if self.run is not None and has_run else self._no_run

    def _code_page(self) -> QWidget:
        if self.code is None:
            from netbuilder.app.panels.code_panel import CodePanel  # needs the lexer of Pygments

            self.code = CodePanel(self._store, self._workspace, self._engine)
            self.pages.addWidget(self.code)
        return self.code

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

    def _show_problem_count(self) -> None:
        count = len(self._workspace.analysis.problems)
        self.tabs.set_count("problems", count or None, is_alarming=count > 0)


class LiveFigures(QWidget):
    """Epoch, time left, speed, memory and the best epoch of the run.

    Where there is no room for all, the less urgent ones go.
    """

    def __init__(self, store: ThemeStore, engine: Engine) -> None:
        super().__init__()
        self._engine = engine
        self._values: dict[str, Label] = {}
        self._figures: dict[str, QWidget] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(_FIGURE_GAP)
        row.addStretch(1)
        for key, words in (
            ("epoch", _("Epoch")),
            ("left", _("Left")),
            ("speed", _("Speed")),
            ("memory", _("Memory")),
        ):
            row.addWidget(self._build_figure(store, key, words))
        self.best = Tag(store, "", tone="success")
        self.best.setObjectName("live.best")
        self._figures["best"] = self.best
        row.addWidget(self.best)
        engine.progressed.connect(self._show)
        engine.state_changed.connect(self._show)
        self._show()

    def sizeHint(self) -> QSize:
        figures = [self._figures[key] for key in self._wanted()]
        width = sum(figure.sizeHint().width() + _FIGURE_GAP for figure in figures)
        return QSize(width - _FIGURE_GAP, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        return QSize(self._figures["epoch"].sizeHint().width(), super().sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _build_figure(self, store: ThemeStore, key: str, words: str) -> QWidget:
        figure = QWidget()
        row = QHBoxLayout(figure)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(Label(store, words, style="small", tone="text.hint"))
        value = Label(store, "–", style="code")
        value.setObjectName(f"live.{key}")
        row.addWidget(value)
        self._values[key], self._figures[key] = value, figure
        return figure

    def _wanted(self) -> tuple[str, ...]:
        """The figures there are, the most urgent first."""
        has_best = self._engine.series.best_epoch > 0
        return ("epoch", "left", *(("best",) if has_best else ()), "speed", "memory")

    def _fit(self) -> None:
        room, wanted = self.width(), self._wanted()
        for key in wanted:
            room -= self._figures[key].sizeHint().width()
            self._figures[key].setVisible(room >= 0)
            room -= _FIGURE_GAP
        self.best.setVisible(self.best.isVisibleTo(self) and "best" in wanted)

    def _show(self) -> None:
        series = self._engine.series
        self.setVisible(bool(series.run))
        left = series.time_left_s if self._engine.is_training else None
        epoch = _("{epoch} of {epochs}").format(epoch=series.epoch, epochs=series.epochs)
        self._values["epoch"].setText(epoch)
        self._values["left"].setText("–" if left is None else time_words(left))
        speed = _("{count} examples/s").format(count=grouped(round(series.samples_per_s)))
        self._values["speed"].setText(speed)
        self._values["memory"].setText(size_words(series.memory_bytes))
        self.best.set_text(_("Best so far at epoch {epoch}").format(epoch=series.best_epoch))
        self._take_room()

    def _take_room(self) -> None:
        """Ask for the room of all figures now, so that none goes away just for a moment."""
        self.updateGeometry()
        dock = self.parentWidget()
        if dock is not None and (layout := dock.layout()) is not None:
            layout.activate()
        self._fit()
