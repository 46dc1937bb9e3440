"""The same steps in NodeGraphQt 0.6.44: as they were recorded, and here where it is installed.

The recorded figures are those of the same scene on a comparable machine. It belongs to no
environment of this project; where ``NodeGraphQt==0.6.44`` and ``Qt.py`` are installed beside this
project's own packages, it is measured in the same run with a fifth of the nodes, for with all it
takes five minutes.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from statistics import median
from typing import Any

from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QGraphicsView

from netbuilder.project.value import Project
from tests.benchmarks.apart import apart
from tests.benchmarks.scene import VIEW, Mouse, network_of, timed
from tests.benchmarks.table import Row

NAME = "NodeGraphQt 0.6.44"
_NODES, _SKIPS = 1_000, 333
_STEPS = 20


@dataclass(frozen=True, slots=True)
class Peer:
    """What NodeGraphQt takes, in words for the table."""

    opening: str
    far_pan: str
    far_zoom: str
    far_drag: str
    near_pan: str
    near_zoom: str
    near_drag: str
    full_pan: str
    drag_all: str
    undo: str

    @classmethod
    def from_json(cls, text: str) -> Peer:
        return cls(**json.loads(text))

    def as_json(self) -> str:
        return json.dumps(asdict(self))


_RECORDED = Peer(
    opening="14.1 s",
    far_pan="1,280 ms",
    far_zoom="1,195 ms",
    far_drag="1.1 ms",
    near_pan="105 ms",
    near_zoom="77.9 ms",
    near_drag="1.4 ms",
    full_pan="40.8 ms",
    drag_all="4,219 ms",
    undo="2.0 ms for one node",
)


def peer() -> Peer:
    """The figures to stand beside ours."""
    words = {key: f"{NAME}: {value}" for key, value in asdict(_RECORDED).items()}
    if find_spec("NodeGraphQt") is not None:
        for row in apart("canvas_peer", "measured", str(_NODES), str(_SKIPS)):
            words[row.name] += f" ({row.value:,.4g} {row.unit} here with {_NODES:,} nodes)"
    return Peer(**words)


def measured(nodes: str, skips: str) -> list[Row]:
    """Every figure of `Peer` as a row of its name."""
    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    start = time.thread_time()
    graph = _graph_of(network_of(int(nodes), int(skips)))
    view: QGraphicsView = graph.viewer()
    view.resize(*VIEW)
    view.show()
    _fit(view)
    opening = time.thread_time() - start
    found = {
        "opening": opening * 1000,
        "far_pan": _pan(view),
        "far_zoom": _zoom(view),
        "far_drag": _drag(graph, view),
        "drag_all": _drag_all(graph, view),
        "undo": _undo(graph, int(nodes) // 5),
    }
    _show(view, 0.46)
    found |= {"near_pan": _pan(view), "near_zoom": _zoom(view), "near_drag": _drag(graph, view)}
    _show(view, 1.0)
    found["full_pan"] = _pan(view)
    return [Row(name=name, value=value, unit="ms") for name, value in found.items()]


def _graph_of(project: Project) -> Any:
    from NodeGraphQt import BaseNode, NodeGraph  # type: ignore[import-not-found, unused-ignore]

    class Layer(BaseNode):  # type: ignore[misc, unused-ignore]
        __identifier__ = "bench"
        NODE_NAME = "Layer"

        def __init__(self) -> None:
            super().__init__()
            self.add_input("input", multi_input=True)
            self.add_output("output")

    graph = NodeGraph()
    graph.set_acyclic(False)  # else each wire walks along every way through the network
    graph.register_node(Layer)
    network = project.networks["main"]
    made = {}
    for node_id, node in network.nodes.items():
        place = list(network.layout.positions[node_id])
        made[node_id] = graph.create_node(
            "bench.Layer", name=node.name, pos=place, selected=False, push_undo=False
        )
    for edge in network.edges:
        sink = made[edge.sink.node].input(0)
        made[edge.source.node].output(0).connect_to(sink, push_undo=False)
    return graph


def _fit(view: QGraphicsView) -> None:
    view.zoom_to_nodes(view.all_nodes())  # type: ignore[attr-defined]
    _settle(view)


def _show(view: QGraphicsView, zoom: float) -> None:
    """The middle of the scene at a zoom, 1.0 being 100 %."""
    width, height = VIEW[0] / zoom, VIEW[1] / zoom
    view._scene_range.setRect(10_000 - width / 2, 900 - height / 2, width, height)  # type: ignore[attr-defined]
    view._update_scene()  # type: ignore[attr-defined]
    _settle(view)


def _settle(view: QGraphicsView) -> None:
    for _round in range(2):
        QApplication.processEvents()
        view.viewport().repaint()


def _pan(view: QGraphicsView) -> float:
    mouse = Mouse(view, _free_place(view))
    mouse.press(Qt.MouseButton.MiddleButton)
    before = view.sceneRect()
    times = timed(lambda number: mouse.move_by(7, 3 if number % 2 else -3), _STEPS)
    assert view.sceneRect() != before
    mouse.release()
    return median(times)


def _free_place(view: QGraphicsView) -> QPointF:
    """A place where no node is near, since the view cannot be dragged by a node."""
    return next(
        QPointF(x, y)
        for x in range(100, 1500, 10)
        for y in range(100, 900, 10)
        if not view.items(x - 25, y - 25, 50, 50)
    )


def _zoom(view: QGraphicsView) -> float:
    mouse = Mouse(view, QPointF(700, 500))
    return median(timed(lambda number: mouse.wheel(1 if number % 2 else -1), _STEPS))


def _drag(graph: Any, view: QGraphicsView) -> float:
    middle = view.mapToScene(view.viewport().rect()).boundingRect().center()
    node = min(
        graph.all_nodes(),
        key=lambda n: abs(n.x_pos() - middle.x()) + abs(n.y_pos() - middle.y()),
    )
    return _dragged(view, node)


def _drag_all(graph: Any, view: QGraphicsView) -> float:
    graph.select_all()
    took = _dragged(view, graph.all_nodes()[0], 4)
    graph.clear_selection()
    return took


def _dragged(view: QGraphicsView, node: Any, steps: int = 100) -> float:
    corner = QPointF(node.x_pos() + 30, node.y_pos() + 12)
    mouse = Mouse(view, QPointF(view.mapFromScene(corner)))
    mouse.press()
    mouse.move_by(12, 12)
    _settle(view)
    before = node.view.scenePos()
    times = timed(lambda number: mouse.move_by(9 if number // 20 % 2 == 0 else -9, 0), steps)
    assert node.view.scenePos() != before
    mouse.release()
    return median(times)


def _undo(graph: Any, count: int) -> float:
    graph.delete_nodes(graph.all_nodes()[count : 2 * count])
    QApplication.processEvents()
    return timed(lambda _number: graph.undo_stack().undo(), 1)[0]
