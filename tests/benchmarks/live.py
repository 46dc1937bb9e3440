"""What it costs a run to be looked into.

Whole runs of two templates on one thread: with the activations of all nodes on the screen, or with
one layer and the decision boundary besides, against the same run with nobody looking. Processor
time, runs interleaved, the quickest of each: what else runs on the machine only slows them down.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch

from netbuilder import training
from netbuilder.compiler.plane import plane_of
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.channel import Views
from netbuilder.runs.view import Inside, Place, Wanted, Watching
from tests.benchmarks.table import Row

TITLE = "Live views"
REPEATS = 5
PROMISED = "< 1.03"

CASES = (("Digits CNN", "digits-cnn", 24), ("two moons", "two-moons-mlp", 600))


@dataclass
class CountedViews(Views):
    """Counts what is offered, by name."""

    counts: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        super().__init__()

    def offer(self, name: str, view: object) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1
        super().offer(name, view)


def rows() -> list[Row]:
    """The cost of each kind of looking, for each case."""
    torch.set_num_threads(1)
    found = []
    for name, template, epochs in CASES:
        project = open_template(template)
        settings = replace(project.training, epochs=epochs, patience=0)
        project = replace(project, training=settings)
        for words, wanted in looks(project).items():
            found += compare(f"{name}: {words}", project, wanted)
    return found


def looks(project: Project) -> dict[str, Wanted]:
    """What somebody may want to see of a project."""
    name = project.training.roles["model"]
    nodes = project.networks[name].nodes.values()
    dense = next(node for node in nodes if node.kind == "Linear")
    strips = Wanted(inside=Inside.ACTIVATIONS)
    everything = replace(strips, layer=Place(name, dense.id), boundary=True)
    found = {"strips of activations": strips, "everything at once": everything}
    if plane_of(project) is not None:
        found["decision boundary"] = Wanted(boundary=True)
    return found


def compare(name: str, project: Project, wanted: Wanted) -> list[Row]:
    """A run that is looked into against one that is not."""
    spent_s: dict[Wanted, list[float]] = {wanted: [], Wanted(): []}
    for repeat in range(REPEATS):
        order = (Wanted(), wanted) if repeat % 2 else (wanted, Wanted())
        for which in order:
            cpu_s, wall_s, counts = train(project, which)
            spent_s[which].append(cpu_s)
            if which == wanted:
                rates = "; ".join(f"{n / wall_s:.1f} {view}" for view, n in counts.items())
    return [
        Row(
            name=name,
            value=min(spent_s[wanted]) / min(spent_s[Wanted()]),
            unit="times the run alone",
            baseline=f"{rates} a second",
            bound=PROMISED,
        )
    ]


def train(project: Project, wanted: Wanted) -> tuple[float, float, dict[str, int]]:
    """Processor seconds and seconds of a run, and how often each view was offered."""
    views, watching = CountedViews(), Watching()
    watching.wanted = wanted
    with tempfile.TemporaryDirectory() as folder:
        began_s, wall_s = time.process_time(), time.perf_counter()
        training.train(project, folder=Path(folder), views=views, watching=watching)
        return time.process_time() - began_s, time.perf_counter() - wall_s, views.counts
