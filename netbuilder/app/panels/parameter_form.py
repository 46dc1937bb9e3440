"""The rows of the inspector: one editor a parameter, for one node or several of a kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from netbuilder.app.canvas.face import value_words
from netbuilder.app.panels.parameter_editor import NamesEditor, build_editor, sentence_case
from netbuilder.app.panels.parameter_row import ParameterRow
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import ChoiceField, Editor, Section
from netbuilder.layers.layer import Layer
from netbuilder.layers.parameter import Parameter, Value
from netbuilder.project.schema import ColumnRole, Data, fed_type
from netbuilder.project.value import Formula, Node
from netbuilder.words import _


class ParameterForm(QWidget):
    """Shows the parameters that nodes of one kind share; `committed` carries key and value.

    Args:
        store: The theme.
        layer: The kind of layer.
        data: The project's data, whose columns Input and Output choose from.
        spatial: How many directions the nodes' input has.
    """

    committed = Signal(str, object)

    def __init__(
        self,
        store: ThemeStore,
        layer: type[Layer],
        *,
        data: Data,
        spatial: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._layer = layer
        self._spatial = spatial
        self._rows: dict[str, ParameterRow] = {}
        self._editors: dict[str, Editor] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        more = [parameter for parameter in layer.parameters.values() if parameter.advanced]
        for parameter in layer.parameters.values():
            self._editors[parameter.key] = self._build(store, parameter, data, spatial)
            if not parameter.advanced:
                layout.addWidget(self._rows[parameter.key])
        self._more: Section | None = None
        if more:
            self._more = Section(store, _more_title(more))
            self._more.setObjectName("inspector.more")
            for parameter in more:
                self._more.body.addWidget(self._rows[parameter.key])
            layout.addWidget(self._more)

    def show_nodes(self, nodes: Sequence[Node], errors: Mapping[str, str]) -> None:
        """Show what `nodes` hold, "Mixed" where they differ, and what is wrong by key."""
        settings = self._layer(_literals(nodes[0].parameters)).__dict__
        for key, parameter in self._layer.parameters.items():
            values = [node.parameters.get(key, parameter.default) for node in nodes]
            editor = self._editors[key]
            if all(value == values[0] for value in values) and not isinstance(values[0], Formula):
                editor.set_value(values[0])
            else:
                editor.set_mixed()
            editor.set_error(errors.get(key))
            self._rows[key].set_default(all(value == parameter.default for value in values))
            self._rows[key].setVisible(parameter.applies(settings))

    def editor(self, key: str) -> Editor:
        """The editor of a parameter."""
        return self._editors[key]

    def first_editor(self) -> QWidget | None:
        """The first editor that is shown, or None for a layer without settings."""
        shown = (row.editor for row in self._rows.values() if not row.isHidden())
        return next(shown, None)

    def _build(
        self, store: ThemeStore, parameter: Parameter[Value], data: Data, spatial: int
    ) -> Editor:
        editor = _column_editor(store, self._layer.kind, parameter, data)
        if editor is None:
            editor = build_editor(store, parameter, spatial=spatial)
        assert isinstance(editor, QWidget)
        editor.setObjectName(f"inspector.{parameter.key}")
        editor.setAccessibleDescription(parameter.help)
        editor.committed.connect(partial(self.committed.emit, parameter.key))
        row = self._rows[parameter.key] = ParameterRow(
            store,
            sentence_case(parameter.label),
            editor,
            help_=parameter.help,
            default=_default_words(parameter, self._spatial),
        )
        row.reset_wanted.connect(partial(self.committed.emit, parameter.key, parameter.default))
        return editor


def _literals(parameters: Mapping[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in parameters.items() if not isinstance(value, Formula)}


def _column_editor(
    store: ThemeStore, kind: str, parameter: Parameter[Value], data: Data
) -> Editor | None:
    match kind, parameter.key:
        case "Input", "columns":
            feeding = [(c.name, c.name) for c in data.columns if fed_type(data, c) is not None]
            return NamesEditor(store, feeding, name=parameter.label, empty=_("No column"))
        case "Output", "column":
            targets = [(c.name, c.name) for c in data.with_role(ColumnRole.TARGET)]
            return ChoiceField(store, [("", _("Only predict")), *targets], name=parameter.label)
        case "Output", "metrics":
            return NamesEditor(store, METRICS, name=parameter.label, empty=_("The usual ones"))
    return None


METRICS: Sequence[tuple[str, str]] = (
    ("accuracy", _("Accuracy")),
    ("f1", _("F1")),
    ("mae", _("Mean absolute error")),
    ("rmse", _("Root mean squared error")),
    ("r2", _("R²")),
)
"""Keys of metrics with the words people read."""


def _default_words(parameter: Parameter[Value], spatial: int) -> str:
    if parameter.default is None or parameter.default in ("", ()):
        return parameter.none or _("nothing")
    return value_words(parameter, parameter.default, spatial)


def _more_title(parameters: Iterable[Parameter[Value]]) -> str:
    labels = [parameter.label for parameter in parameters]
    shown = labels[:2] if len(", ".join(labels[:2])) <= _LONGEST_TITLE else labels[:1]
    words = ", ".join(shown)
    if (rest := len(labels) - len(shown)) > 0:
        words = _("{some} and {count} more").format(some=words, count=rest)
    return _("More: {labels}").format(labels=words)


_LONGEST_TITLE = 24
"""Letters of the settings that the folded section names; more would be cut short."""
