"""The inspector: what is selected, its shapes, its settings, what it costs and what it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from netbuilder.app.panels.network_page import NetworkPage
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import ScrollArea
from netbuilder.app.workspace import Workspace
from netbuilder.layers.tensor import SPATIAL, Role, TensorType
from netbuilder.project.value import Node
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.panels.node_page import NodePage


class Inspector(QWidget):
    """Shows the selection: one node, several, or the network when nothing is selected.

    Signals:
        message: One sentence about what could not be done.
    """

    message = Signal(str)

    def __init__(
        self, store: ThemeStore, workspace: Workspace, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._workspace = workspace
        self._page: NodePage | NetworkPage | None = None
        self._shown: object = None
        self.setObjectName("inspector")
        self.setAccessibleName(_("Inspector"))
        self._area = ScrollArea(parent=self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
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

    def _show(self) -> None:
        nodes = self._selected_nodes()
        key = self._page_key(nodes)
        if key != self._shown or self._page is None:
            self._shown = key
            self._page = self._build_page(nodes)
            self._area.setWidget(self._page)
        self._page.refresh(nodes)

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
        return page


def _directions(x: TensorType) -> int:
    spatial = sum(role in SPATIAL or role is Role.TIME for role in x.roles)
    return min(3, max(1, spatial)) if len(x.dims) > 2 else 2
