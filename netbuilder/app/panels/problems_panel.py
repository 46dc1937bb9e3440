"""The Problems tab: every finding as a row with its words and its first repair."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Button, ElidedLabel, EmptyState, IconView, Label, ScrollArea
from netbuilder.app.workspace import Workspace
from netbuilder.compiler import repair, wording
from netbuilder.layers.problem import Problem, Repair, Severity
from netbuilder.project.value import Project
from netbuilder.words import _

MOST_SHOWN = 100
"""Rows shown at once; more findings than this are counted."""


class ProblemsPanel(QWidget):
    """Rows of problems. Signal `problem_chosen`: the person wants to see where it is."""

    problem_chosen = Signal(object)

    def __init__(
        self, store: ThemeStore, workspace: Workspace, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._workspace = workspace
        self._shown: object = None
        self.setObjectName("problems")
        self.setAccessibleName(_("Problems"))
        self._area = ScrollArea(parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        workspace.analysis_changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show the present problems; nothing is built while the panel is hidden."""
        if not self.isVisible():
            return
        analysis = self._workspace.analysis
        problems = analysis.problems
        rows = [(problem, _words(problem, analysis.project)) for problem in problems[:MOST_SHOWN]]
        shown = rows, len(problems)
        if shown == self._shown:
            return
        self._shown = shown
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(16, 4, 16, 8)
        column.setSpacing(4)
        for problem, told in rows:
            column.addWidget(self._build_row(problem, told))
        if len(problems) > MOST_SHOWN:
            more = _("and {count} more").format(count=len(problems) - MOST_SHOWN)
            column.addWidget(Label(self._store, more, tone="text.hint"))
        if not problems:
            column.addWidget(EmptyState(self._store, _("No problems. Everything fits.")))
        column.addStretch(1)
        self._area.setWidget(content)

    def showEvent(self, event: object) -> None:
        super().showEvent(event)  # type: ignore[arg-type]  # Qt's own event
        self.refresh()

    def _build_row(self, problem: Problem, told: tuple[str, str, str]) -> QWidget:
        title, place, sentence = told
        is_error = problem.severity is Severity.ERROR
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 2, 0, 2)
        line.setSpacing(12)
        icon, tone = ("bang", "error.text") if is_error else ("alert", "warn.text")
        name = _("Error") if is_error else _("Warning")
        line.addWidget(IconView(self._store, icon, name, tone=tone))
        words = QVBoxLayout()
        words.setSpacing(0)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(Label(self._store, title, weight=500))
        head.addWidget(ElidedLabel(self._store, place, style="mono", tone="text.hint"), 1)
        words.addLayout(head)
        words.addWidget(
            Label(self._store, sentence, style="small", tone="text.secondary", wrap=True)
        )
        line.addLayout(words, 1)
        show = Button(self._store, _("Show"), size="small", kind="ghost")
        show.setObjectName(f"problems.show.{problem.code}")
        show.clicked.connect(partial(self.problem_chosen.emit, problem))
        line.addWidget(show)
        if problem.repairs:
            fix = Button(self._store, problem.repairs[0].label, size="small", icon="bolt")
            fix.setObjectName(f"problems.fix.{problem.code}")
            fix.clicked.connect(partial(self._on_fix_wanted, problem, problem.repairs[0]))
            line.addWidget(fix)
        return row

    def _on_fix_wanted(self, problem: Problem, chosen: Repair) -> None:
        project = repair.apply(self._workspace.project, problem, chosen)
        self._workspace.edit(chosen.label, project)


def _words(problem: Problem, project: Project) -> tuple[str, str, str]:
    """What it is called, where it is, and the whole of it in a sentence; names may change."""
    return (
        wording.title(problem, project),
        wording.place(problem, project),
        wording.sentence(problem, project),
    )
