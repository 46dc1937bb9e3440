"""The canvas itself."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from netbuilder.app.canvas.arrays import CanvasArrays
from netbuilder.app.canvas.camera import Camera
from netbuilder.app.canvas.minimap import Minimap
from netbuilder.app.canvas.paint_item import PLANE, PaintItem
from netbuilder.app.canvas.painters import FrameLayer, GridLayer, NodeLayer, WireLayer
from netbuilder.app.canvas.wiring import Wiring
from netbuilder.app.canvas.zoom_bar import ZoomBar
from netbuilder.app.theme import ThemeStore
from netbuilder.app.workspace import Workspace


class CanvasView(QGraphicsView):
    """Shows the network of a workspace and turns what the person does into edits of it."""

    zoom_changed = Signal(float)
    add_requested = Signal(QPointF)
    message = Signal(str)

    def __init__(
        self, workspace: Workspace, theme: ThemeStore, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.workspace = workspace
        self.store = theme
        canvas = theme.theme.tokens.canvas
        self.arrays = CanvasArrays(canvas)
        self.wiring = Wiring(self.arrays, canvas)
        self.camera = Camera(self, theme)
        self._set_up_view()
        self.minimap = Minimap(self.arrays, theme, self.viewport())
        self.zoom_bar = ZoomBar(theme, self.viewport())
        self._build_layers()
        self._connect()
        self._read_network()

    def fit_all(self, *, glides: bool = True) -> None:
        """Show the whole network."""
        if len(self.arrays):
            boxes = self.arrays.boxes
            self.camera.fit(_bounds(boxes), glides=glides)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep what lies over the canvas in its corners."""
        super().resizeEvent(event)
        self._place_corners()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:
        """Paint the whole view; widgets over it stay where they are."""
        self.viewport().update()

    def _set_up_view(self) -> None:
        self.setObjectName("canvas")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Everything that is painted says itself what to paint anew.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        scene = QGraphicsScene(PLANE, self)
        scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setScene(scene)

    def _build_layers(self) -> None:
        """Make the paint items of the theme in force."""
        theme = self.store.theme
        canvas = theme.tokens.canvas
        self.scene().clear()
        self.scene().setBackgroundBrush(theme.colors.surface.canvas)
        self._nodes = NodeLayer(theme, self.arrays)
        for layer in (
            GridLayer(theme),
            FrameLayer(theme, self.arrays),
            WireLayer(theme, self.arrays, self.wiring),
            self._nodes,
        ):
            self.scene().addItem(PaintItem(layer, canvas))
        self.viewport().update()

    def _connect(self) -> None:
        self.workspace.project_changed.connect(self._on_project_changed)
        self.workspace.network_switched.connect(self._on_network_switched)
        self.workspace.selection_changed.connect(self._on_selection_changed)
        self.store.changed.connect(self._build_layers)
        self.camera.zoom_changed.connect(self._on_zoom_changed)
        self.camera.moved.connect(self._on_camera_moved)
        self.camera.settled.connect(self._on_camera_settled)
        self.zoom_bar.stepped.connect(self._on_zoom_stepped)
        self.zoom_bar.fitted.connect(self.fit_all)
        self.minimap.pointed.connect(self._on_minimap_pointed)

    def _read_network(self) -> None:
        problems = [
            problem
            for problem in self.workspace.analysis.problems
            if problem.network == self.workspace.network_name
        ]
        self.arrays.update(self.workspace.network, self.workspace.network_analysis, problems)
        self.wiring.invalidate()
        self._on_selection_changed()
        self.minimap.refresh()

    def _place_corners(self) -> None:
        margin = self.store.theme.tokens.canvas.minimap.margin
        area = self.viewport().rect()
        self.zoom_bar.resize(self.zoom_bar.sizeHint())
        self.zoom_bar.move(margin, area.height() - margin - self.zoom_bar.height())
        self.minimap.move(
            area.width() - margin - self.minimap.width(),
            area.height() - margin - self.minimap.height(),
        )
        self.minimap.show_seen(self.camera.seen)

    def _on_project_changed(self, _difference: object) -> None:
        self._read_network()

    def _on_network_switched(self, _name: str) -> None:
        self._read_network()
        self.fit_all(glides=False)

    def _on_selection_changed(self) -> None:
        self.arrays.mark_selection(self.workspace.selection, self.workspace.selected_edges)
        self.viewport().update()

    def _on_zoom_changed(self, zoom: float) -> None:
        self._nodes.is_zooming = True
        self.zoom_bar.show_zoom(zoom)
        self.zoom_changed.emit(zoom)

    def _on_camera_moved(self) -> None:
        self.minimap.show_seen(self.camera.seen)

    def _on_camera_settled(self) -> None:
        self._nodes.settle()
        self.viewport().update()

    def _on_zoom_stepped(self, direction: int) -> None:
        self.camera.zoom_by(self.store.theme.tokens.canvas.zoom.step**direction)

    def _on_minimap_pointed(self, at: QPointF) -> None:
        self.camera.show(at, self.camera.zoom)


def _bounds(boxes: object) -> QRectF:
    left, top = boxes[:, :2].min(axis=0).tolist()
    right, bottom = boxes[:, 2:].max(axis=0).tolist()
    return QRectF(QPointF(left, top), QPointF(right, bottom))
