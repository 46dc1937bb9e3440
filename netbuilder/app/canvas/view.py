"""The canvas itself: what the person does arrives here and goes to the part that knows about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPalette,
    QRegion,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsScene, QGraphicsView, QWidget

from netbuilder.app.canvas.accessible import (
    CanvasInterface,
    announce_selection,
    install_accessibility,
)
from netbuilder.app.canvas.arranging import Arranging
from netbuilder.app.canvas.arrays import CanvasArrays
from netbuilder.app.canvas.bending import Bending
from netbuilder.app.canvas.camera import Camera
from netbuilder.app.canvas.clipboard import Clipboard
from netbuilder.app.canvas.commands import Commands
from netbuilder.app.canvas.drop import LayerDrop, read_layer
from netbuilder.app.canvas.focus import KeyboardFocus
from netbuilder.app.canvas.framing import Framing
from netbuilder.app.canvas.furniture import Furniture
from netbuilder.app.canvas.gestures import Scope
from netbuilder.app.canvas.handlers import handlers
from netbuilder.app.canvas.hit import HitTester
from netbuilder.app.canvas.hover import Hover
from netbuilder.app.canvas.joining import Joining
from netbuilder.app.canvas.kept_views import KeptViews
from netbuilder.app.canvas.keys import bindings, is_in_field
from netbuilder.app.canvas.loose import LooseWire
from netbuilder.app.canvas.noting import Noting
from netbuilder.app.canvas.overlay import Overlay
from netbuilder.app.canvas.paint_item import PLANE, PaintItem
from netbuilder.app.canvas.places import Places
from netbuilder.app.canvas.pointer import Pointer
from netbuilder.app.canvas.replacing import Replacing
from netbuilder.app.canvas.selecting import Selecting
from netbuilder.app.canvas.stage import Stage
from netbuilder.app.canvas.targets import open_at, select_at, selected_target
from netbuilder.app.canvas.tidying import CardGlide
from netbuilder.app.canvas.walk import Walk
from netbuilder.app.canvas.watch import Watch
from netbuilder.app.canvas.wire_by_keys import WireByKeys
from netbuilder.app.canvas.wire_shapes import WireShapes
from netbuilder.app.canvas.wiring import Wiring
from netbuilder.app.canvas.writing import Writing
from netbuilder.app.theme import ThemeStore
from netbuilder.app.workspace import Workspace
from netbuilder.layers.parameter import Value
from netbuilder.layers.problem import Problem
from netbuilder.project.value import End
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.canvas.activity import Activity


class CanvasView(QGraphicsView):
    """Shows the network of a workspace and turns what the person does into edits of it.

    Signals:
        zoom_changed: The zoom, 1 being 100 %.
        add_requested: The person wants to choose a layer; carries the scene point for it. Answer
            with `add_layer(kind, parameters, scene_pos)`.
        message: A sentence that says why something was not done.
        context_menu_requested: Where on the screen, and what is there, a `targets.Target`.
        beginning_chosen: "input" or "template", from the empty canvas.
    """

    zoom_changed = Signal(float)
    add_requested = Signal(QPointF)
    message = Signal(str)
    context_menu_requested = Signal(QPoint, object)
    beginning_chosen = Signal(str)

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
        self.places = Places(self.camera, workspace)
        self.commands = Commands(workspace, self.arrays, self)
        self.selecting = Selecting(workspace)
        self.arranging = Arranging(self.commands)
        self.replacing = Replacing(self.commands, self)
        self.joining = Joining(self.commands)
        self.framing = Framing(self.commands)
        self.noting = Noting(self.commands)
        self.kept_views = KeptViews(self.commands, self.camera)
        self.bending = Bending(self.commands, self.wiring, snap=canvas.snap)
        self.overlay = Overlay()
        self.wire_shapes = WireShapes(self.overlay, self)
        self.scope = Scope(
            workspace=workspace,
            arrays=self.arrays,
            wiring=self.wiring,
            hits=HitTester(self.arrays, self.wiring, canvas),
            overlay=self.overlay,
            camera=self.camera,
            commands=self.commands,
            joining=self.joining,
            bending=self.bending,
            canvas=canvas,
            repaint=self.repaint_scene,
            offer_layers=self._offer_layers,
        )
        self._hover = Hover(self.scope)
        self._drop = LayerDrop(self.scope)
        self._glide = CardGlide(self.arrays, self.wiring, theme, self.repaint_scene, self)
        self._pointer = Pointer(self, self._hover)
        self.clipboard = Clipboard(self.commands, self._pointer.place, snap=canvas.snap)
        self.loose = LooseWire(self.scope)
        self._space_is_down = False
        self.interface: CanvasInterface | None = None
        install_accessibility()
        self._set_up_view()
        self.furniture = Furniture(self)
        self.writing = Writing(self, self._pointer)
        Watch(self, self._hover)
        KeyboardFocus(self)
        self.walk = Walk(self)
        self.wire_by_keys = WireByKeys(self)
        self._build_layers()
        self.handlers = handlers(self)
        self._bindings = bindings(self)
        self._connect()
        self._read_network()

    # What menus, buttons and other parts of the app ask for.

    def fit_all(self, *, glides: bool = True) -> None:
        """Show the whole network."""
        self.camera.fit(self.arrays.drawn_boxes(), glides=glides, stays=True)

    def fit_selection(self) -> None:
        """Show all that is selected, or the whole network."""
        chosen = self.arrays.selected_boxes()
        self.camera.fit(chosen if len(chosen) else self.arrays.drawn_boxes())

    def zoom_by(self, factor: float) -> None:
        """Zoom around the middle of the view."""
        self.camera.zoom_by(factor)

    def zoom_in(self) -> None:
        """Zoom one step nearer."""
        self.zoom_by(self.store.theme.tokens.canvas.zoom.step)

    def zoom_out(self) -> None:
        """Zoom one step away."""
        self.zoom_by(1 / self.store.theme.tokens.canvas.zoom.step)

    def reset_zoom(self) -> None:
        """Show at 100 %."""
        self.camera.zoom_by(1 / self.camera.zoom)

    def tidy(self) -> None:
        """Give cards new places in clear rows: those selected if several are, else all."""
        seen = self.arrays.xy.copy()
        margin = 2.0 * self.store.theme.tokens.canvas.zoom.fit_margin
        page = self.viewport().size()
        if self.commands.tidy((page.width() - margin, page.height() - margin)):
            self._glide.start(seen)
            chosen = self.arrays.boxes[self.arrays.rows(self.workspace.selection)]
            if len(chosen) < 2:
                self.fit_all()
            elif not self.camera.sees(chosen):
                self.fit_selection()

    def rename(self, node_id: str | None = None) -> None:
        """Open the name of a node, or of the selected one, for typing."""
        if node_id is None and len(self.workspace.selection) == 1:
            (node_id,) = self.workspace.selection
        if node_id is not None and node_id in self.arrays.row_of:
            self.furniture.open_rename(node_id)

    def add_layer(
        self,
        kind: str,
        parameters: Mapping[str, Value] | None = None,
        scene_pos: QPointF | None = None,
        *,
        block: str = "",
        port: str = "",
    ) -> str | None:
        """Place a layer, or a ``Block`` of the network `block`; select it and return its id.

        None where it cannot be placed. Without `scene_pos` it goes behind the selected node and is
        wired to it. With the point of `add_requested` it takes up the wire that was let go there,
        at its `port`, or else at its first one.
        """
        end = self.loose.end_at(scene_pos)
        self.loose.forget()
        at = None if scene_pos is None else (scene_pos.x(), scene_pos.y())
        middle = self.camera.center
        added = self.commands.add_layer(
            kind,
            parameters,
            at=at,
            loose_end=end,
            port=port,
            middle=(middle.x(), middle.y()),
            block=block,
        )
        if added is not None:
            self.show_node(added)
        return added

    def request_layer(self) -> None:
        """Ask for a layer: at the pointer if it is over the canvas, else behind the selection."""
        self.loose.forget()
        at = self.viewport().mapFromGlobal(self.cursor().pos())
        if not self.viewport().rect().contains(at):
            at = self.viewport().rect().center()
        self.add_requested.emit(self.mapToScene(at))

    def show_problem(self, problem: Problem) -> None:
        """Bring a problem's node into view and open its card."""
        if problem.network != self.workspace.network_name:
            self.workspace.switch_network(problem.network)
        if problem.node in self.arrays.row_of:
            self.workspace.select([problem.node])
            self.furniture.show_card(problem)

    def show_node(self, node_id: str, *, least_px: float = 0) -> None:
        """Glide to a node if it is not wholly in view, and nearer if it is less wide."""
        row = self.arrays.row_of[node_id]
        box = QRectF(*self.arrays.xy[row].tolist(), *self.arrays.wh[row].tolist())
        self.camera.reveal(box, least_px=least_px)

    def back_out(self) -> None:
        """Escape: give up the gesture, else close the card, else select nothing."""
        if self._pointer.cancel():
            return
        if self.furniture.card.problem is not None:
            self.furniture.dismiss_card()
        else:
            self.workspace.select(())

    def repaint_scene(self, part: QRectF | None = None) -> None:
        """Paint a part of the scene anew, or all that is in view."""
        if part is None:
            self.viewport().update()
        else:
            self.viewport().update(self.view_box(part).adjusted(-2, -2, 2, 2))
        self.furniture.follow()

    def show_activity(self, activity: Activity | None) -> None:
        """Show what goes on in the nodes; None for nothing."""
        if activity is None and self.arrays.activity is None:
            return
        was_shown = self.arrays.activity is not None
        if self.arrays.show(activity):
            self.wiring.invalidate()
            self.furniture.minimap.refresh()
            if self.camera.is_fitted:
                self.fit_all(glides=False)
            self.furniture.look_around()
            was_shown = False
        self.repaint_live(self.stage.strips_region if was_shown and activity else None)

    def repaint_live(self, region: QRegion | None = None) -> None:
        """Paint anew a region of the view, or all, but nothing that lies over the canvas."""
        if region is None:
            region = QRegion(self.viewport().rect())
        elif self.camera.is_moving:
            return  # which paints the view anew by itself, until it has settled
        self.viewport().update(region - self.furniture.covered)

    def scene_at(self, at: QPointF) -> QPointF:
        """A point of the view in scene px."""
        inverse, _is_invertible = self.viewportTransform().inverted()
        return inverse.map(at)

    def view_box(self, part: QRectF) -> QRect:
        """A part of the scene in view px."""
        return self.viewportTransform().mapRect(part).toAlignedRect()

    # Events.

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture."""
        if not self._pointer.is_busy:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            self.camera.stop()
            self._glide.stop()
        self._pointer.press(event, pans=self._space_is_down)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the gesture, or show what is under the pointer."""
        self._pointer.move(event, pans=self._space_is_down)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the gesture."""
        self._pointer.release(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Enter a block, rename or write what is there, or ask for a layer where nothing is."""
        is_meant = event.button() is Qt.MouseButton.LeftButton and not self._space_is_down
        if not is_meant or not open_at(self, self.scene_at(event.position())):
            self.mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom at the pointer with a wheel, pan with two fingers; Ctrl always zooms."""
        self.camera.turn(event)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Select what is there and ask for its menu, but not in the middle of a gesture."""
        is_asked = event.reason() is not QContextMenuEvent.Reason.Mouse
        if not (is_asked or self._pointer.wants_menu()) or self._pointer.is_busy:
            return
        by_key = event.reason() is QContextMenuEvent.Reason.Keyboard
        target = selected_target(self) if by_key else select_at(self, self.mapToScene(event.pos()))
        self.context_menu_requested.emit(event.globalPos(), target)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Do what the table of keys says."""
        if event.key() == Qt.Key.Key_Space:
            self._space_is_down = True
            return
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        act = self._bindings.get(QKeySequence(QKeyCombination(modifiers, Qt.Key(event.key()))))
        if act is None or is_in_field():
            event.ignore()
            return
        if not self._pointer.is_busy or event.key() == Qt.Key.Key_Escape:
            act()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """The space key no longer pans."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_is_down = False

    def focusNextPrevChild(self, _is_next: bool) -> bool:
        """Tab asks for a layer here; F6 goes to the next panel."""
        return False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """No key is held down any more."""
        self._space_is_down = False
        super().focusOutEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take layers from the palette."""
        if read_layer(event.mimeData()) is not None:
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where the layer would land."""
        layer = read_layer(event.mimeData())
        if layer is not None:
            self._drop.move(self.scene_at(event.position()), layer)
            event.acceptProposedAction()

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        """Show nothing any more."""
        self._drop.leave()

    def dropEvent(self, event: QDropEvent) -> None:
        """Place the layer."""
        layer = read_layer(event.mimeData())
        if layer is not None:
            self._drop.drop(self.scene_at(event.position()), layer)
            event.acceptProposedAction()
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the whole network in view if it was, and what lies over it in its corners."""
        super().resizeEvent(event)
        if self.camera.is_fitted:
            self.fit_all(glides=False)
        self.furniture.place()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Paint the whole view; widgets over it stay where they are."""
        super().scrollContentsBy(dx, dy)
        self.viewport().update()

    # Building, and following the workspace.

    def _set_up_view(self) -> None:
        self.setObjectName("canvas")
        self.setAccessibleName(_("Canvas"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Everything that changes says itself what to paint anew.
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.NoViewportUpdate)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Widgets over the canvas take the colours of words on a panel, not those of a text field.
        self.viewport().setBackgroundRole(QPalette.ColorRole.Window)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        scene = QGraphicsScene(PLANE, self)
        scene.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setScene(scene)

    def _build_layers(self) -> None:
        """Make the layers of the theme in force, from the ground up."""
        theme = self.store.theme
        self.scene().clear()
        self.scene().setBackgroundBrush(theme.colors.surface.canvas)
        self.stage = Stage(theme, self.arrays, self.wiring, self.overlay)
        self.scene().addItem(PaintItem(self.stage, theme.tokens.canvas))
        self.viewport().update()

    def _connect(self) -> None:
        self.workspace.project_changed.connect(self._on_project_changed)
        self.workspace.network_switched.connect(self._on_network_switched)
        self.workspace.selection_changed.connect(self._on_selection_changed)
        self.store.changed.connect(self._build_layers)
        self.commands.message.connect(self.message)
        self.wire_shapes.changed.connect(self.viewport().update)
        self.camera.zoom_changed.connect(self._on_zoom_changed)
        self.camera.moved.connect(self.furniture.look_around)
        self.camera.settled.connect(self._on_camera_settled)
        self.furniture.beginning_chosen.connect(self.beginning_chosen)
        self._glide.arrived.connect(self.furniture.minimap.refresh)

    def _read_network(self) -> None:
        self._pointer.cancel()
        self._glide.stop()
        self._hover.forget()
        name = self.workspace.network_name
        problems = [p for p in self.workspace.analysis.problems if p.network == name]
        self.arrays.update(self.workspace.network, self.workspace.network_analysis, problems)
        self.wiring.invalidate()
        self._on_selection_changed()
        self.furniture.refresh(problems)

    def _on_project_changed(self, _difference: object) -> None:
        self._read_network()

    def _on_network_switched(self, _name: str) -> None:
        place = self.places.switch()
        self._read_network()
        if place is None:
            self.fit_all(glides=False)
        else:
            self.camera.show(*place)

    def _on_selection_changed(self) -> None:
        self.arrays.mark_selection(self.workspace.selection, self.workspace.selected_edges)
        self.arrays.notes.mark_selection(self.workspace.selected_notes)
        rows = self.arrays.rows(self.workspace.selection)
        announce_selection(self)
        if len(rows) == 1:
            self.furniture.open_card_of(self.arrays.ids[int(rows[0])])
        self.viewport().update()

    def _on_zoom_changed(self, zoom: float) -> None:
        self.stage.nodes.is_zooming = True
        self.zoom_changed.emit(zoom)

    def _on_camera_settled(self) -> None:
        self.stage.nodes.is_zooming = False
        self.viewport().update()

    def _offer_layers(self, at: QPointF, end: tuple[End, bool]) -> None:
        self.loose.hold(at, end[0], is_input=end[1])
        self.add_requested.emit(at)
