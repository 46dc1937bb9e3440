"""The inspector's Settings page: what a layer takes and gives, its fields, its cost, its words."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.equation import EquationView
from netbuilder.app.panels.block_row import BlockRow
from netbuilder.app.panels.family_drawing import FamilyDrawing
from netbuilder.app.panels.lock_row import LockRow
from netbuilder.app.panels.parameter_form import ParameterForm
from netbuilder.app.panels.shapes_card import ShapesCard
from netbuilder.app.quantity import grouped, whole_share_words
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import (
    Card,
    Divider,
    ElidedLabel,
    FormRow,
    Label,
    ProgressLine,
    Section,
    TextField,
)
from netbuilder.app.workspace import Workspace
from netbuilder.compiler import NetworkAnalysis, wording
from netbuilder.error import EditError
from netbuilder.layers.layer import Layer
from netbuilder.project import edit
from netbuilder.project.value import Node
from netbuilder.words import _

PADDING = 16
"""Left and right of what stands in the inspector, in pixels."""


class SettingsPage(QWidget):
    """Settings of one node, or those that several nodes share.

    Args:
        layer: The kind that all nodes have, or None where they differ.
        spatial: How many directions their input has.
    """

    def __init__(
        self,
        store: ThemeStore,
        workspace: Workspace,
        nodes: Sequence[Node],
        *,
        layer: type[Layer] | None,
        spatial: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._ids = tuple(node.id for node in nodes)
        self._single = len(nodes) == 1
        self._layer = layer
        self._shapes = ShapesCard(store)
        self._name = TextField(store, name=_("Name"), mono=True)
        self._name.setObjectName("inspector.name")
        self._name_row = FormRow(store, _("Name"), self._name)
        self._form: ParameterForm | None = None
        if layer is not None:
            self._form = ParameterForm(store, layer, data=workspace.project.data, spatial=spatial)
            self._form.committed.connect(self._on_parameter_committed)
        self._cost = CostView(store)
        self._lock = LockRow(store)
        self._block = BlockRow(store)
        self._block.entered.connect(workspace.switch_network)
        self._fill_layout(store)
        self._shapes.setVisible(self._single)
        self._block.setVisible(self._single and nodes[0].block is not None)
        self._name_row.setVisible(self._single)
        self._name.committed.connect(self._on_name_committed)
        self._lock.committed.connect(self._on_lock_committed)

    def first_field(self) -> QWidget:
        """The editor of the first parameter, or the name."""
        if self._form is not None and (first := self._form.first_editor()) is not None:
            return first
        return self._name

    def refresh(self, nodes: Sequence[Node], analysis: NetworkAnalysis) -> None:
        """Show the nodes' present values."""
        if self._form is not None:
            self._form.show_nodes(nodes, self._errors())
        if self._single:
            node = nodes[0]
            self._name.set_value(node.name)
            self._block.show_block(node.block, self._workspace.project)
            self._shapes.show_types(
                analysis.inputs.get(node.id, {}),
                analysis.outputs.get(node.id, {}),
                assumed=node.id in analysis.assumed,
            )
        costs = [analysis.costs[node.id] for node in nodes if node.id in analysis.costs]
        arithmetic = costs[0].arithmetic if len(costs) == 1 else ""
        own = sum(cost.parameters for cost in costs)
        is_locked = all(node.frozen for node in nodes)
        tone = "text.hint" if is_locked else self._family_tone()
        self._cost.show_cost(own, arithmetic, analysis.total.parameters, tone)
        self._lock.setVisible(own > 0 or any(node.frozen for node in nodes))
        self._lock.show_locked([node.frozen for node in nodes])

    def _fill_layout(self, store: ThemeStore) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        fields = QVBoxLayout()
        fields.setSpacing(4)
        fields.addWidget(self._name_row)
        fields.addWidget(self._block)
        if self._form is not None:
            fields.addWidget(self._form)
        above, below = _padded(), _padded()
        above.addWidget(self._shapes)
        above.addLayout(fields)
        below.addWidget(self._cost)
        below.addWidget(self._lock)
        if self._layer is not None:
            below.addWidget(_equation_card(store, self._layer))
            below.addWidget(_explanation(store, self._layer))
        column.addLayout(above)
        column.addWidget(Divider(store))  # from one edge of the panel to the other
        column.addLayout(below)
        column.addStretch(1)

    def _family_tone(self) -> str:
        family = self._layer.family.value if self._layer else "shape"
        return f"family.{family}.color"

    def _errors(self) -> dict[str, str]:
        project = self._workspace.project
        return {
            str(problem.facts["parameter"]): wording.sentence(problem, project)
            for problem in self._workspace.analysis.problems
            if problem.node in self._ids and "parameter" in problem.facts
        }

    def _on_parameter_committed(self, key: str, value: object) -> None:
        workspace = self._workspace
        label = self._layer.parameters[key].label if self._layer else key
        try:
            changed = edit.set_parameter(
                workspace.project, workspace.network_name, self._ids, key, value
            )
        except EditError as error:
            if self._form is not None:
                self._form.editor(key).set_error(error.sentence)
            return
        workspace.edit(_("Change {label}").format(label=label), changed)

    def _on_name_committed(self, name: object) -> None:
        workspace = self._workspace
        try:
            changed = edit.rename_node(
                workspace.project, workspace.network_name, self._ids[0], str(name)
            )
        except EditError as error:
            self._name.set_error(error.sentence)
            return
        workspace.edit(_("Rename a layer"), changed)

    def _on_lock_committed(self, is_on: object) -> None:
        workspace = self._workspace
        on = bool(is_on)
        label = _("Lock weights") if on else _("Unlock weights")
        changed = edit.set_frozen(workspace.project, workspace.network_name, self._ids, on)
        workspace.edit(label, changed)


def _padded() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(PADDING, 0, PADDING, 0)
    column.setSpacing(12)
    return column


def _equation_card(store: ThemeStore, layer: type[Layer]) -> Card:
    card = Card(store)
    tone = f"family.{layer.family.value}.color"
    equation = EquationView(store, layer.equation, learned=layer.learned, tone=tone)
    equation.setObjectName("inspector.equation")
    card.body.addWidget(equation)
    return card


def _explanation(store: ThemeStore, layer: type[Layer]) -> Section:
    section = Section(store, _("What is this?"), expanded=True, strong=True)
    row = QHBoxLayout()
    row.setSpacing(16)
    drawing = FamilyDrawing(store, layer.family)
    drawing.setObjectName("inspector.drawing")
    row.addWidget(drawing, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(Label(store, layer.summary, tone="text.secondary", wrap=True), 1)
    section.body.addLayout(row)
    return section


class CostView(QWidget):
    """How many parameters, how that comes about, and their share of the network."""

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count = Label(store, style="number")
        self._count.setObjectName("inspector.parameter_count")
        self._arithmetic = ElidedLabel(store, style="mono", tone="text.secondary")
        self._share_words = Label(store, style="caption", tone="text.hint")
        self._share = ProgressLine(store)
        self._share.setObjectName("inspector.share")
        top = QHBoxLayout()
        top.addWidget(Label(store, _("Parameters"), tone="text.secondary"))
        top.addStretch(1)
        top.addWidget(self._count)
        middle = QHBoxLayout()
        middle.addWidget(self._arithmetic, 1)
        middle.addWidget(self._share_words)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(middle)
        column.addWidget(self._share)

    def show_cost(self, parameters: int, arithmetic: str, total: int, tone: str) -> None:
        """Show a count, its arithmetic, and its share of `total`."""
        share = parameters / total if total else 0.0
        words = _("{share} of network").format(share=whole_share_words(share))
        self._count.setText(grouped(parameters))
        self._arithmetic.set_full_text(arithmetic)
        self._share_words.setText(words)
        self._share.set_tone(tone)
        self._share.set_fraction(share)
        self._share.setAccessibleName(words)
        self._arithmetic.setVisible(parameters > 0)
        for widget in (self._share_words, self._share):
            widget.setVisible(parameters > 0)
