"""Whose weights an export takes: the runs of a project, best or last, in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from netbuilder.app.start.moment import moment_words
from netbuilder.error import NetbuilderError
from netbuilder.project.value import Project
from netbuilder.runs.folder import RunFolder
from netbuilder.words import _

MOST_RUNS = 20
"""How many runs are offered, newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The weights of a run. `words` tells them apart, `epoch` is when they were there."""

    run: RunFolder
    which: str
    epoch: int
    words: str


def weights_of(runs: Iterable[RunFolder]) -> tuple[Weights, ...]:
    """What can be exported of some runs, in their order; runs that cannot be read are left out."""
    found: list[Weights] = []
    for run in tuple(runs)[:MOST_RUNS]:
        try:
            series = run.series()
            run.weights("best")
        except (OSError, NetbuilderError):
            continue
        if not series.epoch:
            continue
        best = series.best_epoch or series.epoch
        moment = run_moment(run)
        for which, epoch, words in (
            ("best", best, _("Best, epoch {epoch}")),
            ("last", series.epoch, _("Last, epoch {epoch}")),
        ):
            if which == "best" or epoch != best:
                text = f"{words.format(epoch=epoch)} · {moment}"
                found.append(Weights(run=run, which=which, epoch=epoch, words=text))
    return tuple(found)


def run_moment(run: RunFolder) -> str:
    """When a run began, as people say it; its id where that says nothing."""
    try:
        began = datetime.strptime(run.id[:15], "%Y%m%d-%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return run.id
    return moment_words(began.astimezone(), datetime.now().astimezone())


def is_same_drawing(one: Project, other: Project) -> bool:
    """Whether two projects have the same networks, wherever their nodes stand."""
    return _drawn(one) == _drawn(other)


def _drawn(project: Project) -> object:
    return {
        name: (network.nodes, network.edges, network.ties, network.parameters)
        for name, network in project.networks.items()
    }
