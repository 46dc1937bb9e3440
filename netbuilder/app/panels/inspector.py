"""The inspector: what is selected, its shapes, its settings, what it costs and what it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QScrollBar, QVBoxLayout, QWidget

from netbuilder.app.engine import Engine
from netbuilder.app.panels.facet import Facet
from netbuilder.app.panels.layer_watch import LayerWatch
from netbuilder.app.panels.network_page import NetworkPage
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import ScrollArea
from netbuilder.app.widgets.waiting import WaitingLine
from netbuilder.app.workspace import Workspace
from netbuilder.layers.tensor import SPATIAL, Role, TensorType
from netbuilder.project.value import Node
from netbuilder.runs.view import Place
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.panels.node_page import NodePage


class Inspector(QWidget):
    """Shows the selection: one node, several, or the network when nothing is selected.

    Which side of a node is shown stays when another node is selected.

    Signals:
        message: One sentence about what could not be done.
        facets_offered: Why nothing but settings can be shown now, or "" where a run is at hand.
    """

    message = Signal(str)
    facets_offered = Signal(str)

    def __init__(
        self,
        store: ThemeStore,
        workspace: Workspace,
        engine: Engine,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._workspace = workspace
        self._facet = Facet.SETTINGS
        self._reason: str | None = None
        rate_hz = store.theme.tokens.chart.update_hz
        self._watch = LayerWatch(engine, workspace, rate_hz=rate_hz, parent=self)
        self._page: NodePage | NetworkPage | None = None
        self._shown: object = None
        self.setObjectName("inspector")
        self.setAccessibleName(_("Inspector"))
        self._area = _Area(parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        self._waiting = WaitingLine(store, self)
        self._waiting.setObjectName("inspector.waiting")
        self._watch.changed.connect(self._show_run)
        workspace.selection_changed.connect(self._show)
        workspace.analysis_changed.connect(self._show)
        workspace.network_switched.connect(self._show)
        self._show()

    @property
    def page(self) -> NodePage | NetworkPage | None:
        """What is shown at present."""
        return self._page

    def first_field(self) -> QWidget | None:
        """The first field of a selected layer, or None while nothing is selected."""
        page = self._page
        return None if page is None or isinstance(page, NetworkPage) else page.first_field()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_run()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._watch.look_at(None)

    def show_facet(self, facet: Facet) -> None:
        """Show another side of the selected layer, and of those selected later."""
        self._facet = facet
        self._area.verticalScrollBar().setValue(0)
        self._show_run()

    def _show(self) -> None:
        nodes = self._selected_nodes()
        key = self._page_key(nodes)
        if key != self._shown or self._page is None:
            self._shown = key
            self._page = self._build_page(nodes)
            self._area.setWidget(self._page)
        self._page.refresh(nodes)
        self._show_run()

    def _show_run(self) -> None:
        """Show what the run tells of the selected layer, and ask for it while it is on screen."""
        page, place = self._page, self._place()
        is_wanted = self._facet is not Facet.SETTINGS and self.isVisible()
        self._watch.look_at(place if is_wanted else None)
        sight = self._watch.sight(place) if place is not None else None
        if page is not None and not isinstance(page, NetworkPage):
            page.show_run(sight, self._facet)
        reason = "" if sight is not None else _("Select a layer of a network that has learned.")
        if reason != self._reason:
            self._reason = reason
            self.facets_offered.emit(reason)
        if is_wanted and sight is not None and sight.waiting:
            self._waiting.begin()
        else:
            self._waiting.end()

    def _place(self) -> Place | None:
        """Where the run has the selected layer; None without a run, and for several layers."""
        name, chosen = self._workspace.network_name, self._workspace.selection
        if len(chosen) != 1 or not self._watch.has_run_of(name):
            return None
        return Place(name, next(iter(chosen)))

    def _selected_nodes(self) -> list[Node]:
        network = self._workspace.network
        return [network.nodes[id] for id in self._workspace.selection if id in network.nodes]

    def _page_key(self, nodes: Sequence[Node]) -> object:
        kinds = {node.kind for node in nodes}
        spatial = self._spatial(nodes)
        return tuple(node.id for node in nodes), tuple(kinds), spatial, self._workspace.project.data

    def _spatial(self, nodes: Sequence[Node]) -> int:
        analysis = self._workspace.network_analysis
        if analysis is None:
            return 2
        arriving = (analysis.inputs.get(node.id, {}).values() for node in nodes)
        types = (x for ports in arriving for entering in ports for x in entering)
        return next((_directions(x) for x in types), 2)

    def _build_page(self, nodes: Sequence[Node]) -> NodePage | NetworkPage:
        if not nodes:
            return NetworkPage(self._store, self._workspace)
        # Equations and drawings are a twentieth of the start, and nothing is selected then.
        from netbuilder.app.panels.node_page import NodePage

        page = NodePage(self._store, self._workspace, nodes, spatial=self._spatial(nodes))
        page.message.connect(self.message)
        page.facet_chosen.connect(self.show_facet)
        return page


class _Area(ScrollArea):
    """Scrolls with a bar that lies over the padding, so that nothing moves when it comes."""

    def __init__(self, *, parent: QWidget) -> None:
        super().__init__(parent=parent)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._bar = QScrollBar(Qt.Orientation.Vertical, self)
        hidden = self.verticalScrollBar()
        hidden.rangeChanged.connect(self._on_range_changed)
        hidden.valueChanged.connect(self._bar.setValue)
        self._bar.valueChanged.connect(hidden.setValue)
        self._bar.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        width = self._bar.sizeHint().width()
        self._bar.setGeometry(self.width() - width, 0, width, self.height())

    def _on_range_changed(self, least: int, most: int) -> None:
        self._bar.setPageStep(self.verticalScrollBar().pageStep())
        self._bar.setSingleStep(self.verticalScrollBar().singleStep())
        self._bar.setRange(least, most)
        self._bar.setVisible(most > least)
        self._bar.raise_()


def _directions(x: TensorType) -> int:
    spatial = sum(role in SPATIAL or role is Role.TIME for role in x.roles)
    return min(3, max(1, spatial)) if len(x.dims) > 2 else 2
