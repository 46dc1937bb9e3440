"""Layers that are looked for: how long a person waits for what fits a wire (CPU time)."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

from PySide6.QtWidgets import QApplication

from netbuilder.app.canvas.hit import NEAREST_ZOOM_FOR_PORTS
from netbuilder.app.canvas.takers import Fitting, find_takers, refused_ports
from netbuilder.app.layer_search import LayerSearch
from netbuilder.compiler import analyse
from netbuilder.compiler.suggest import suggest
from netbuilder.project.value import End
from tests.benchmarks.scene import open_window
from tests.benchmarks.table import Row
from tests.builders import MAIN, random_network

TITLE = "Search for layers (CPU time)"
ROUNDS = 50


def rows() -> list[Row]:
    """Ranking, opening the search, and asking the ports in view."""
    project = random_network(5_000)
    analysis = analyse(project)
    end = End(list(project.networks[MAIN].nodes)[-2], "output")
    ranking = _times(lambda: suggest(analysis, MAIN, end))

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    window = open_window()
    workspace, canvas = window.workspace, window.canvas
    workspace.select([list(workspace.network.nodes)[3]])
    canvas.request_layer()
    search = window.findChild(LayerSearch)

    def open_search() -> None:
        canvas.request_layer()
        search.repaint()

    opening = _times(open_search, between=search.close_over)

    workspace.set_project(project)
    canvas.camera.show(canvas.camera.center, NEAREST_ZOOM_FOR_PORTS)
    port = canvas.arrays.port_row(end, is_input=False)
    assert port is not None

    def ask_ports() -> None:
        fitting = Fitting(canvas.arrays, port, workspace.network_analysis)
        takers = find_takers(canvas.arrays, port)
        refused_ports(canvas.arrays, port, takers, fitting, canvas.camera.seen)

    asking = _times(ask_ports)
    return [
        _row("all kinds ranked for a wire among 5,000 layers", ranking, "<= 20"),
        _row("search opened beside a layer", opening, "<= 50"),
        _row("ports in view asked whether they take a wire", asking, "<= 50"),
    ]


def _row(name: str, times: list[float], bound: str) -> Row:
    worst = f"worst of {len(times)}: {max(times):.1f} ms"
    return Row(
        name=f"{name}, median",
        value=statistics.median(times),
        unit="ms",
        baseline=worst,
        bound=bound,
    )


def _times(
    act: Callable[[], object], *, between: Callable[[], object] = lambda: None
) -> list[float]:
    """CPU milliseconds of this thread, after a first time that builds and remembers."""
    act()
    between()
    times = []
    for _round in range(ROUNDS):
        start = time.thread_time()
        act()
        times.append((time.thread_time() - start) * 1000)
        between()
    return times
