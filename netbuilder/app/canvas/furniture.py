"""The widgets over the canvas: map, zoom control, problem card, name field, empty state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QObject, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QRegion
from PySide6.QtWidgets import QWidget

from netbuilder.app.canvas.card import SMALLEST_NODE_PX, ProblemCard
from netbuilder.app.canvas.empty import EmptyCanvas
from netbuilder.app.canvas.minimap import Minimap
from netbuilder.app.canvas.rename import RenameField
from netbuilder.app.canvas.zoom_bar import ZoomBar
from netbuilder.compiler import repair
from netbuilder.layers.problem import Problem, Repair, Severity
from netbuilder.project.value import Project

if TYPE_CHECKING:
    from netbuilder.app.canvas.view import CanvasView
    from netbuilder.app.find_bar import FindBar

_ProblemKey = tuple[str, str, str]

_ROOM_ABOVE_PX = 12
"""Between the view's upper edge and a node whose card needs all the rest."""


class Furniture(QObject):
    """Keeps the widgets over a canvas in their places and in step with the network.

    The card of the first error opens by itself, until the person closes it; it comes back only when
    that problem has gone and come again.
    """

    beginning_chosen = Signal(str)

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        store, ground = view.store, view.viewport()
        self.empty = EmptyCanvas(store, ground)
        self.minimap = Minimap(view.arrays, store, ground)
        self.zoom_bar = ZoomBar(store, ground)
        self.card = ProblemCard(store, ground)
        self.rename_field = RenameField(store, ground)
        self._find_bar: FindBar | None = None
        self._dismissed: set[_ProblemKey] = set()
        self._coming = QTimer(self, singleShot=True)
        self._coming.timeout.connect(self._make_card_room)
        self.zoom_bar.stepped.connect(self._on_zoom_stepped)
        self.zoom_bar.reset.connect(view.reset_zoom)
        self.zoom_bar.fitted.connect(view.fit_all)
        self.minimap.pointed.connect(self._on_minimap_pointed)
        self.rename_field.named.connect(self._on_node_named)
        self.rename_field.closed.connect(self._on_field_closed)
        self.card.repaired.connect(self._on_repair_chosen)
        self.card.dismissed.connect(self._on_card_dismissed)
        self.empty.chosen.connect(self.beginning_chosen)
        view.camera.zoom_changed.connect(self.zoom_bar.show_zoom)

    @property
    def covered(self) -> QRegion:
        """What is hidden beneath the widgets, in view px."""
        covered = QRegion()
        for widget in (self.empty, self.minimap, self.zoom_bar, self.card, self.rename_field):
            if widget.isVisible():
                covered += widget.geometry()
        return covered

    def refresh(self, problems: Sequence[Problem]) -> None:
        """The network has changed: show what is true of it now."""
        self.empty.setVisible(not len(self._view.arrays))
        self.minimap.refresh()
        if self.rename_field.node_id not in self._view.arrays.row_of:
            self.rename_field.close_unnamed()
        self._dismissed &= {_key(problem) for problem in problems}
        self._choose_card(problems)
        self.place()

    def open_card(self, problem: Problem) -> None:
        """Show the card of a problem beside its node."""
        self._dismissed.discard(_key(problem))
        self.card.open(problem, self._view.workspace.project)
        self.card.raise_()
        self._place_card()

    def open_card_of(self, node_id: str) -> None:
        """Show the card of a node's first problem, if it has one."""
        workspace = self._view.workspace
        for problem in workspace.analysis.problems:
            if problem.node == node_id and problem.network == workspace.network_name:
                self.open_card(problem)
                return

    def show_card(self, problem: Problem) -> None:
        """Bring a problem's node into view, with its card beside it."""
        self.open_card(problem)
        self._approach(problem.node)

    def _approach(self, node_id: str) -> None:
        """Glide to a node so near that its card can be shown, and give that room on arrival."""
        self._view.show_node(node_id, least_px=SMALLEST_NODE_PX)
        self._coming.start(self._view.store.theme.duration_ms("zoom_fit"))

    def _make_card_room(self) -> None:
        """Move the view so that the card has room beside its node, where it has none."""
        row = self._view.arrays.row_of.get(self.card.problem.node) if self.card.problem else None
        if row is None or not self.card.isVisible():
            return
        node, camera = self._box(row), self._view.camera
        if node.intersects(self.card.geometry()):
            up = (node.top() - _ROOM_ABOVE_PX) / camera.zoom
            camera.glide_to(camera.center + QPointF(0, up), camera.zoom)

    def dismiss_card(self) -> None:
        """Close the card, and leave it closed while this problem lasts."""
        if self.card.problem is not None:
            self._dismissed.add(_key(self.card.problem))
            self.card.close_problem()

    def set_hidden(self, right_px: int) -> None:
        """Keep off a strip at the right of the view that a panel lies over, or will soon.

        A selected node whose card is shown comes out from beneath the panel.
        """
        camera, problem = self._view.camera, self.card.problem
        if right_px == camera.hidden_px:
            return
        camera.hidden_px = right_px
        is_shown = self.card.isVisible() or self._coming.isActive()
        if is_shown and problem and problem.node in self._view.workspace.selection:
            self._approach(problem.node)
        self._place_card()
        if self._find_bar is not None:
            self._find_bar.place(right_px)

    def find_layer(self) -> None:
        """Let the person look for layers by name, kind and setting."""
        if self._find_bar is None:
            from netbuilder.app.canvas.finding import LayerFinder  # few people need it
            from netbuilder.app.find_bar import FindBar

            view = self._view
            self._find_bar = FindBar(view.store, view, LayerFinder(view))
            view.workspace.project_changed.connect(self._find_bar.look_again)
        self._find_bar.open_bar()
        self._find_bar.place(self._view.camera.hidden_px)

    def open_rename(self, node_id: str) -> None:
        """Let the person type a node's name over its header."""
        node = self._view.workspace.network.nodes[node_id]
        self.rename_field.open(node_id, node.name, self._header_box(node_id))

    def place(self) -> None:
        """Put everything into its corner."""
        area = self._view.viewport().rect()
        self.zoom_bar.resize(self.zoom_bar.sizeHint())
        self.minimap.move(self._corner(self.minimap, at_right=True).topLeft())
        self.empty.resize(self.empty.sizeHint())
        self.empty.move(area.center() - self.empty.rect().center())
        if self._find_bar is not None:
            self._find_bar.place(self._view.camera.hidden_px)
        self.look_around()

    def look_around(self) -> None:
        """The view has moved."""
        self._make_room()
        self.follow()

    def follow(self) -> None:
        """The view or the cards have moved."""
        self.minimap.show_seen(self._view.camera.seen)
        self._place_card()
        node_id = self.rename_field.node_id
        if node_id and node_id in self._view.arrays.row_of:
            self.rename_field.place(self._header_box(node_id))

    def _make_room(self) -> None:
        """Let map and zoom control give way to cards while all of those are in view."""
        left, right = (self._corner(self.zoom_bar, at_right=side) for side in (False, True))
        is_whole = self._is_whole()
        goes_right = is_whole and self._covers(left) and not self._covers(right)
        is_in_the_way = is_whole and self._covers(self._corner(self.minimap, at_right=True))
        is_mapped = self.minimap.is_wanted and not goes_right and not is_in_the_way
        self.minimap.setVisible(is_mapped)
        self.zoom_bar.move((right if goes_right else left).topLeft())

    def _corner(self, widget: QWidget, *, at_right: bool) -> QRect:
        """Where a widget stands in one of the lower corners, in view px."""
        margin = self._view.store.theme.tokens.canvas.minimap.margin
        area = self._view.viewport().rect().marginsRemoved(QMargins(margin, 0, margin, margin))
        box = QRect(QPoint(), widget.size())
        box.moveBottomLeft(area.bottomLeft())
        if at_right:
            box.moveBottomRight(area.bottomRight())
        return box

    def _is_whole(self) -> bool:
        """Whether every card is in view."""
        boxes = self._view.arrays.boxes
        return bool(len(boxes)) and self._view.camera.sees(boxes)

    def _covers(self, part: QRect) -> bool:
        """Whether a card lies in a part of the view."""
        box = self._view.mapToScene(part).boundingRect()
        rows = self._view.arrays.rows_within(box.left(), box.top(), box.right(), box.bottom())
        return bool(len(rows))

    def _choose_card(self, problems: Sequence[Problem]) -> None:
        shown = self.card.problem
        if shown is not None:
            same = [problem for problem in problems if _key(problem) == _key(shown)]
            if same:
                self.card.open(same[0], self._view.workspace.project)
                return
            self.card.close_problem()
        for problem in problems:
            opens = problem.severity is Severity.ERROR and problem.port and problem.repairs
            if opens and problem.node in self._view.arrays.row_of:
                if _key(problem) not in self._dismissed:
                    self.open_card(problem)
                return

    def _place_card(self) -> None:
        problem = self.card.problem
        if problem is None:
            return
        row = self._view.arrays.row_of.get(problem.node)
        if row is None:
            return
        area = self._view.viewport().rect().adjusted(0, 0, -self._view.camera.hidden_px, 0)
        seen = self._view.mapToScene(area).boundingRect()
        near = self._view.arrays.rows_within(seen.left(), seen.top(), seen.right(), seen.bottom())
        others = [self._box(int(other)) for other in near if other != row]
        self.card.place(self._box(row), area, others)

    def _box(self, row: int) -> QRect:
        """A card of the network, in view px."""
        arrays = self._view.arrays
        box = QRectF(*arrays.xy[row].tolist(), *arrays.wh[row].tolist())
        return self._view.view_box(box)

    def _header_box(self, node_id: str) -> QRect:
        arrays, node = self._view.arrays, self._view.store.theme.tokens.canvas.node
        row = arrays.row_of[node_id]
        x, y = arrays.xy[row].tolist()
        width = float(arrays.wh[row, 0]) - node.title_x - 4
        return self._view.view_box(QRectF(x + node.title_x - 4, y + 2, width, node.header - 4))

    def _on_zoom_stepped(self, direction: int) -> None:
        self._view.zoom_by(self._view.store.theme.tokens.canvas.zoom.step**direction)

    def _on_minimap_pointed(self, at: QPointF) -> None:
        self._view.camera.show(at, self._view.camera.zoom)

    def _on_node_named(self, node_id: str, name: str) -> None:
        if node_id in self._view.arrays.row_of:
            self._view.commands.rename(node_id, name)

    def _on_card_dismissed(self) -> None:
        self.dismiss_card()
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_field_closed(self) -> None:
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_repair_chosen(self, chosen: object) -> None:
        problem = self.card.problem
        if problem is None or not isinstance(chosen, Repair):
            return

        def change(project: Project, _network: str) -> Project:
            return repair.apply(project, problem, chosen)

        self._view.commands.edit(chosen.label, change)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)


def _key(problem: Problem) -> _ProblemKey:
    return problem.code, problem.node, problem.port
