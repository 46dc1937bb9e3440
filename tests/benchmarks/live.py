"""What it costs a run to be looked into.

Whole runs of two templates on one thread: with the activations of all nodes on the screen, or with
one layer and the decision boundary besides, against the same run with nobody looking. Processor
time, runs interleaved, the quickest of each: what else runs on the machine only slows them down.

And how many pictures of the boundary there are a second: made by the trainer while nobody else has
anything to do, and painted in the window beside all else that it shows. The most of some turns.
"""

from __future__ import annotations

import tempfile
import time
from dataclasses import dataclass, field, replace
from pathlib import Path

import torch
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication

from netbuilder import training
from netbuilder.app.plots.boundary_chart import BoundaryChart
from netbuilder.compiler.plane import plane_of
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.runs.channel import Views
from netbuilder.runs.view import Inside, Place, Wanted, Watching
from tests.benchmarks.scene import open_window, wait, wait_s
from tests.benchmarks.table import Row

TITLE = "Live views"
REPEATS = 5
PROMISED = "< 1.03"
MOVING = ">=14"
"""Of 15 looks a second; the next step is waited for, and the window has other things to paint."""

TURNS, TURN_S = 3, 3.0
FAST_EPOCHS = 250

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
    return found + pictures()


def pictures() -> list[Row]:
    """How often the boundary of two moons is made, and painted, each second."""
    project = edit.set_training(open_template("two-moons-mlp"), epochs=FAST_EPOCHS, patience=0)
    made = []
    for _turn in range(TURNS):
        _cpu_s, wall_s, counts = train(project, Wanted(boundary=True))
        made.append(counts["boundary"] / wall_s)
    name = "two moons: pictures of the boundary"
    return [
        Row(name=f"{name}, trainer alone", value=max(made), unit="a second", bound=MOVING),
        Row(name=f"{name}, in the window", value=max(painted()), unit="a second", bound=MOVING),
    ]


def painted() -> list[float]:
    """Different pictures that the chart in the window has painted, a second, in some turns."""
    application = QApplication.instance() or QApplication([])
    window = open_window("two-moons-mlp")
    endless = edit.set_training(window.workspace.project, epochs=100_000, patience=0)
    window.workspace.set_project(endless)
    window.toggle_training()
    wait(lambda: window.engine.series.epoch > 2)
    window.dock.show_tab("run")
    chart = window.findChild(BoundaryChart)
    assert isinstance(chart, BoundaryChart)
    wait(chart.isVisible)
    wait_s(TURN_S)  # the window makes ready what it shows for the first time
    counter = _Painted(chart)
    rates = []
    for _turn in range(TURNS):
        before, began_s = counter.count, time.perf_counter()
        wait_s(TURN_S)
        rates.append((counter.count - before) / (time.perf_counter() - began_s))
    window.engine.stop()
    wait(lambda: not window.engine.is_training)
    window.engine.close()
    window.close()
    application.processEvents()
    return rates


class _Painted(QObject):
    """Counts the pictures that a chart paints; one that is painted twice counts once."""

    def __init__(self, chart: BoundaryChart) -> None:
        super().__init__(chart)
        self._chart = chart
        self._last: object = None
        self.count = 0
        chart.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint and self._chart.view is not self._last:
            self._last = self._chart.view
            self.count += 1
        return False


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
