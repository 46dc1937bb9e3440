"""From problem to problem, and what repairs them, without the mouse."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from netbuilder.app.announce import announce
from netbuilder.app.entry_rows import Entry
from netbuilder.compiler import repair, wording
from netbuilder.error import EditError
from netbuilder.layers.problem import Problem, Repair
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.window import Window


class ProblemWalk:
    """Shows the problems of a window's project one after another, and offers their repairs.

    Attributes:
        shown: The problem that was shown last.
    """

    def __init__(self, window: Window) -> None:
        self._window = window
        self.shown: Problem | None = None

    def show(self, problem: Problem) -> None:
        """Show where a problem is, with its card, and say what it is."""
        window, self.shown = self._window, problem
        if problem.node:
            window.workspace.switch_network(problem.network)
            window.canvas.show_problem(problem)
        else:
            window.dock.show_tab("problems")
        project = window.workspace.project
        announce(
            window.canvas,
            f"{wording.title(problem, project)}. {wording.sentence(problem, project)}",
        )

    def step(self, step: int) -> None:
        """Go on from the problem that was shown last, or to the first one."""
        problems = self._window.workspace.analysis.problems
        if not problems:
            return
        at = problems.index(self.shown) if self.shown in problems else -1
        if at < 0 < -step:
            at = 0
        self.show(problems[(at + step) % len(problems)])

    def offer_repairs(self) -> None:
        """Let the person choose what repairs the problem at hand."""
        window, problem = self._window, self._at_hand()
        if problem is None:
            window.status_bar.show_message(_("There is nothing to repair."))
            return
        title = wording.title(problem, window.workspace.project)
        window.offer(
            Entry(
                words=way.label, group=title, run=partial(self._repair, problem, way), icon="bolt"
            )
            for way in problem.repairs
        )

    def _at_hand(self) -> Problem | None:
        """The problem of the open card, else of a selected layer, else the one shown last, if any.

        Only problems that have a repair count.
        """
        workspace = self._window.workspace
        found = [problem for problem in workspace.analysis.problems if problem.repairs]
        wanted = (self._window.canvas.furniture.card.problem, self.shown)
        near = [
            *(problem for problem in found if problem == wanted[0]),
            *(problem for problem in found if problem.node in workspace.selection),
            *(problem for problem in found if problem == wanted[1]),
        ]
        return next(iter([*near, *found]), None)

    def _repair(self, problem: Problem, way: Repair) -> None:
        workspace = self._window.workspace
        try:
            workspace.edit(way.label, repair.apply(workspace.project, problem, way))
        except EditError as error:
            self._window.status_bar.show_message(error.sentence)
