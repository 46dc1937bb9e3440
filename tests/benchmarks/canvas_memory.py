"""What a canvas of 5,000 nodes takes of memory, with every panel open.

Resident memory of the process: above the same window on a template, and after 1,000 edits of each
kind that a person makes most, undone and redone now and then.
"""

from __future__ import annotations

import gc
import random
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from netbuilder.app.window import Window
from netbuilder.project import edit
from netbuilder.project.value import Project
from tests.benchmarks.scene import network_of, open_window, saved, settle
from tests.benchmarks.table import Row

EDITS = 1_000


def rows() -> list[Row]:
    """Megabytes above the window with a small network."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    window = open_window()
    view = window.canvas
    settle(view)
    empty = _resident_mb()
    window.files.open_path(saved(network_of(5_000, 1_666)))
    view.fit_all(glides=False)
    settle(view)
    view.camera.show(view.camera.center, 1.0)
    settle(view)
    view.fit_all(glides=False)
    settle(view)
    shown = _resident_mb()
    window.dock.show_tab("settings")  # the outline makes its rows anew for each frame
    _edit(window)
    settle(view)
    edited = _resident_mb()
    return [
        Row(
            name="memory of 5,000 nodes above a small network",
            value=shown - empty,
            unit="MB",
            baseline="NodeGraphQt 0.6.44: 847 MB in all, recorded",
            bound="<60",
        ),
        Row(
            name="memory after 1,000 edits, above a small network",
            value=edited - empty,
            unit="MB",
            bound="<100",
        ),
    ]


def _edit(window: Window) -> None:
    """Move, set, wire and remove layers; undo and redo some of it."""
    chance = random.Random(0)
    workspace = window.workspace
    for number in range(EDITS):
        workspace.edit(f"Edit {number}", _edited(workspace.project, chance))
        if number % 100 == 99:
            for _step in range(10):
                workspace.undo()
            for _step in range(10):
                workspace.redo()
        if number % 25 == 24:
            QApplication.processEvents()


def _edited(project: Project, chance: random.Random) -> Project:
    network = project.networks["main"]
    node = chance.choice(list(network.nodes.values()))
    match chance.randrange(4):
        case 0:
            return edit.remove_nodes(project, "main", [node.id], close_gap=True)
        case 1:
            added = edit.new_node(network, "ReLU")
            return edit.insert_on_edge(project, "main", chance.choice(network.edges), added)
        case 2 if node.kind == "Linear":
            width = chance.randrange(1, 99)
            return edit.set_parameter(project, "main", [node.id], "out_features", width)
        case _:
            x, y = network.layout.positions.get(node.id, (0.0, 0.0))
            return edit.move_nodes(project, "main", {node.id: (x + 12.0, y + 12.0)})


def _resident_mb() -> float:
    """Resident memory now; its greatest value so far where the system does not tell."""
    gc.collect()
    told = Path("/proc/self/statm")
    if told.is_file():
        return int(told.read_text(encoding="ascii").split()[1]) * 4096 / 1e6
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most / 1e3
