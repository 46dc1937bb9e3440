"""The inspector's page for one node, or for several whose settings are edited together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.equation import EquationView
from netbuilder.app.panels.family_drawing import FamilyDrawing
from netbuilder.app.panels.parameter_form import ParameterForm
from netbuilder.app.panels.shapes_card import ShapesCard
from netbuilder.app.quantity import grouped
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import (
    Card,
    Divider,
    ElidedLabel,
    FamilyTile,
    FormRow,
    IconButton,
    Label,
    ProgressLine,
    Section,
    TextField,
)
from netbuilder.app.workspace import Workspace
from netbuilder.compiler import wording
from netbuilder.error import EditError
from netbuilder.layers.catalogue import layer_class
from netbuilder.layers.layer import Layer
from netbuilder.project import edit
from netbuilder.project.value import Node
from netbuilder.words import _


class NodePage(QWidget):
    """One node, or several of which the shared settings can be edited together."""

    message = Signal(str)

    def __init__(
        self, store: ThemeStore, workspace: Workspace, nodes: Sequence[Node], *, spatial: int
    ) -> None:
        super().__init__()
        self._store = store
        self._workspace = workspace
        self._ids = tuple(node.id for node in nodes)
        self._layer = _shared_layer(nodes)
        self._form: ParameterForm | None = None
        self._buttons: dict[str, IconButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(12)
        column.addLayout(self._build_header(nodes))
        self._shapes = ShapesCard(store)
        self._name = TextField(store, name=_("Name"), mono=True)
        self._name.setObjectName("inspector.name")
        self._name_row = FormRow(store, _("Name"), self._name)
        column.addWidget(self._shapes)
        fields = QVBoxLayout()
        fields.setSpacing(4)
        fields.addWidget(self._name_row)
        column.addLayout(fields)
        if self._layer is not None:
            self._form = ParameterForm(
                store, self._layer, data=workspace.project.data, spatial=spatial
            )
            self._form.committed.connect(self._on_parameter_committed)
            fields.addWidget(self._form)
        self._cost = CostView(store)
        column.addWidget(Divider(store))
        column.addWidget(self._cost)
        if self._layer is not None:
            column.addWidget(_equation_card(store, self._layer))
            column.addWidget(_explanation(store, self._layer))
        column.addStretch(1)
        self._single = len(nodes) == 1
        self._shapes.setVisible(self._single)
        self._name_row.setVisible(self._single)
        self._name.committed.connect(self._on_name_committed)

    def first_field(self) -> QWidget:
        """The editor of the first parameter, or the name."""
        if self._form is not None and (first := self._form.first_editor()) is not None:
            return first
        return self._name

    def refresh(self, nodes: Sequence[Node]) -> None:
        """Show the nodes' present values."""
        analysis = self._workspace.network_analysis
        if not nodes or analysis is None:
            return
        if self._form is not None:
            self._form.show_nodes(nodes, self._errors(nodes))
        self._buttons["bypass"].setChecked(all(node.bypassed for node in nodes))
        if self._single:
            node = nodes[0]
            self._name.set_value(node.name)
            self._title.set_full_text(analysis.titles.get(node.id, node.kind))
            self._shapes.show_types(
                analysis.inputs.get(node.id, {}),
                analysis.outputs.get(node.id, {}),
                assumed=node.id in analysis.assumed,
            )
        costs = [analysis.costs[node.id] for node in nodes if node.id in analysis.costs]
        arithmetic = costs[0].arithmetic if len(costs) == 1 else ""
        own = sum(cost.parameters for cost in costs)
        self._cost.show_cost(own, arithmetic, analysis.total.parameters, self._family_tone())

    def _family_tone(self) -> str:
        family = self._layer.family.value if self._layer else "shape"
        return f"family.{family}.color"

    def _build_header(self, nodes: Sequence[Node]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(12)
        family = self._layer.family.value if self._layer else "shape"
        row.addWidget(FamilyTile(self._store, family, size=32))
        words = QVBoxLayout()
        words.setSpacing(0)
        title = _("{count} layers").format(count=len(nodes)) if len(nodes) > 1 else nodes[0].kind
        self._title = ElidedLabel(self._store, title, style="heading")
        self._title.setObjectName("inspector.title")
        names = self._store.theme.colors.family
        subtitle = names[family].name if self._layer else _("Different kinds")
        words.addWidget(self._title)
        words.addWidget(ElidedLabel(self._store, subtitle, style="caption", tone="text.hint"))
        row.addLayout(words, 1)
        for icon, name, words_, act in (
            ("bypass", "bypass", _("Bypass"), self._on_bypass_wanted),
            ("copy", "duplicate", _("Duplicate"), self._on_duplicate_wanted),
            ("trash", "delete", _("Delete"), self._on_delete_wanted),
        ):
            button = IconButton(self._store, icon, words_, checkable=name == "bypass")
            button.setObjectName(f"inspector.{name}")
            button.clicked.connect(act)
            self._buttons[name] = button
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _errors(self, nodes: Sequence[Node]) -> dict[str, str]:
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

    def _on_bypass_wanted(self) -> None:
        workspace = self._workspace
        on = not all(workspace.network.nodes[id].bypassed for id in self._ids)
        try:
            changed = edit.set_bypassed(workspace.project, workspace.network_name, self._ids, on)
        except EditError as error:
            self._buttons["bypass"].setChecked(False)
            self.message.emit(error.sentence)
            return
        workspace.edit(_("Bypass") if on else _("End bypass"), changed)

    def _on_duplicate_wanted(self) -> None:
        workspace = self._workspace
        fragment = edit.copy_fragment(workspace.network, self._ids)
        places = [workspace.network.layout.positions.get(id, (0.0, 0.0)) for id in self._ids]
        at = (min(x for x, _y in places) + 24, max(y for _x, y in places) + 120)
        changed, new = edit.paste_fragment(workspace.project, workspace.network_name, fragment, at)
        workspace.edit(_("Duplicate"), changed, select=new)

    def _on_delete_wanted(self) -> None:
        workspace = self._workspace
        changed = edit.remove_nodes(
            workspace.project, workspace.network_name, self._ids, close_gap=True
        )
        workspace.edit(_("Delete"), changed, select=())


def _shared_layer(nodes: Sequence[Node]) -> type[Layer] | None:
    kinds = {node.kind for node in nodes}
    return layer_class(next(iter(kinds))) if len(kinds) == 1 else None


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
        self._count.setText(grouped(parameters))
        self._arithmetic.set_full_text(arithmetic)
        self._share_words.setText(_("{share:.0%} of network").format(share=share))
        self._share.set_tone(tone)
        self._share.set_fraction(share)
        self._arithmetic.setVisible(parameters > 0)
        for widget in (self._share_words, self._share):
            widget.setVisible(parameters > 0)
