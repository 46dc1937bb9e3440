"""The network itself, while nothing is selected."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.panels.summary_table import SummaryTable
from netbuilder.app.quantity import count_words, grouped, size_words, work_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Divider, ElidedLabel, Label
from netbuilder.app.workspace import Workspace
from netbuilder.project.value import Node
from netbuilder.words import _


class NetworkPage(QWidget):
    """Name and figures of the network, and its layers in a table that leads to each of them."""

    def __init__(self, store: ThemeStore, workspace: Workspace) -> None:
        super().__init__()
        self._store = store
        self._workspace = workspace
        self._title = ElidedLabel(store, style="heading")
        self._figures = Label(store, tone="text.secondary", wrap=True)
        self._figures.setObjectName("inspector.summary")
        self._table = SummaryTable(store)
        self._total = Label(store, style="number")
        self._total.setObjectName("inspector.total")
        self._fill_layout()
        # The page goes away with the choice, so the table first ends its own work.
        self._table.layer_chosen.connect(self._on_layer_chosen, Qt.ConnectionType.QueuedConnection)

    def _fill_layout(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 16, 16, 16)
        column.setSpacing(12)
        column.addWidget(self._title)
        column.addWidget(self._figures)
        column.addWidget(self._table, 1000)
        column.addWidget(Divider(self._store))
        sum_row = QHBoxLayout()
        sum_row.addWidget(Label(self._store, _("Parameters in all"), tone="text.secondary"))
        sum_row.addStretch(1)
        sum_row.addWidget(self._total)
        column.addLayout(sum_row)
        hint = _("Select a layer to see and change its settings.")
        column.addWidget(Label(self._store, hint, tone="text.hint", wrap=True))
        column.addStretch(1)

    def refresh(self, _nodes: Sequence[Node]) -> None:
        """Show the network's present figures."""
        analysis = self._workspace.network_analysis
        if analysis is None:
            return
        total = analysis.total
        self._title.set_full_text(self._workspace.network_name)
        self._table.show_analysis(analysis)
        self._table.setVisible(bool(analysis.order))
        self._total.setText(grouped(total.parameters))
        figures = (
            count_words(len(analysis.order), _("layer"), _("layers")),
            _("{size} of weights").format(size=size_words(total.parameters * 4)),
            work_words(self._workspace.network, analysis),
        )
        self._figures.setText("\n".join(figures))

    def sizeHint(self) -> QSize:
        width = self._store.theme.tokens.window.inspector.width
        return QSize(width, super().sizeHint().height())

    def _on_layer_chosen(self, id: str) -> None:
        self._workspace.select((id,))
