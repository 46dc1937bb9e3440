"""The dock's settings: data, goal, optimiser, when to stop, and the last run."""

from __future__ import annotations

import math
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.engine import Engine
from netbuilder.app.panels.data_block import DataBlock
from netbuilder.app.panels.optimizer_options import OptimizerEditor
from netbuilder.app.panels.parameter_form import METRICS
from netbuilder.app.theme import Theme, ThemeStore
from netbuilder.app.widgets import (
    ChoiceField,
    Editor,
    FormRow,
    Label,
    NumberField,
    Switch,
)
from netbuilder.app.widgets.form import LABEL_WIDTH
from netbuilder.app.workspace import Workspace
from netbuilder.compiler import Analysis, source_of
from netbuilder.error import EditError
from netbuilder.layers.catalogue import layer_class
from netbuilder.layers.parameter import Choice
from netbuilder.project import edit
from netbuilder.project.value import Node
from netbuilder.words import _

USUAL_PATIENCE = 8
"""Epochs without progress that switching "Stop early" on begins with."""

_ROOM_FOR_LAST = 1400
"""Below this width the settings have the row to themselves."""

_DATA_SHARE, _COLUMN_SHARE, _LAST_SHARE = 264, 248, 432
"""How the row is shared out, in pixels of the window that the look is drawn for."""

_GAP, _TIGHT_GAP = 32, 16
_TIGHT, _TIGHTEST = 1200, 1000
"""Below the first width words take no more room than they need, and the gaps are smaller; below the
second, captions wrap where they may."""

_TITLE_PX = 24

_MOST_WRITTEN = 200
"""The source of a larger network is not written at every edit just to tell what is folded."""


class TrainingSettings(QWidget):
    """The settings of the next run, in columns."""

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
        self._editors: dict[str, Editor] = {}
        self._last = QWidget()
        self._columns: list[tuple[Label, tuple[FormRow, ...]]] = []
        self.setObjectName("training_settings")
        self.data = DataBlock(store, workspace, engine)
        self._loss = ChoiceField(store, _loss_choices(), name=_("Loss"))
        self._loss.setObjectName("training.loss")
        self._loss.committed.connect(self._on_loss_committed)
        self.fold_note = Label(store, style="caption", tone="text.hint", wrap=True, parent=self)
        self.fold_note.setObjectName("training.fold")
        self._optimizer = OptimizerEditor(store, workspace)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 4, 16, 8)
        self._row.addWidget(self.data, _DATA_SHARE)
        self._add_column(
            _("Goal"),
            (FormRow(store, _("Loss"), self._loss), self._setting("watch", _("Watch"))),
            note=self.fold_note,
        )
        self._add_column(
            _("Optimiser"),
            (
                FormRow(store, _("Method"), self._optimizer),
                self._setting("learning_rate", _("Learning rate")),
                self._setting("batch_size", _("Batch size")),
            ),
        )
        self._add_column(
            _("When to stop"),
            (
                self._setting("epochs", _("Epochs")),
                self._setting("patience", _("Stop early")),
                self._setting("keep_best", _("Keep best weights")),
            ),
        )
        self._row.addWidget(self._last, _LAST_SHARE)
        self._share_room()
        store.changed.connect(self._share_room)
        workspace.project_changed.connect(self.refresh)
        workspace.network_switched.connect(self.refresh)
        workspace.analysis_changed.connect(self._show_fold)
        self.refresh()
        self._show_fold()

    def refresh(self) -> None:
        """Show the project's present settings."""
        training = self._workspace.project.training
        for key, editor in self._editors.items():
            editor.set_value(getattr(training, key))
            editor.set_error(None)
        self._optimizer.refresh()
        output = self._output()
        self._loss.setEnabled(output is not None)
        self._loss.set_value(output.parameters.get("loss", "auto") if output else "auto")

    def add_last(self, widget: QWidget) -> None:
        """Put a widget, such as the last run's chart, behind the columns, where there is room."""
        column = QVBoxLayout(self._last)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(widget)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        theme = self._store.theme
        self._last.setVisible(self.width() >= theme.scaled(_ROOM_FOR_LAST))
        is_tight = self.width() < theme.scaled(_TIGHT)
        wraps = self.width() < theme.scaled(_TIGHTEST)
        self._row.setSpacing(_TIGHT_GAP if is_tight else _GAP)
        for heading, rows in self._columns:
            heading.setMinimumHeight(theme.scaled(_TITLE_PX))
            width = _widest(rows, theme, wraps=wraps) if is_tight else LABEL_WIDTH
            for row in rows:
                row.set_label_width(width)

    def _add_column(
        self, title: str, rows: tuple[FormRow, ...], *, note: Label | None = None
    ) -> None:
        column = QVBoxLayout()
        column.setSpacing(4)
        heading = Label(self._store, title, style="caption", tone="text.hint", weight=600)
        column.addWidget(heading)
        for row in rows:
            column.addWidget(row)
        if note is not None:
            column.addWidget(note)
        column.addStretch(1)
        self._row.addLayout(column, _COLUMN_SHARE)
        self._columns.append((heading, rows))

    def _setting(self, key: str, words: str) -> FormRow:
        editor = self._build_editor(key, words)
        self._editors[key] = editor
        assert isinstance(editor, QWidget)
        editor.setObjectName(f"training.{key}")
        editor.committed.connect(partial(self._on_committed, key, words))
        return FormRow(self._store, words, editor, help_=_HELP.get(key, ""))

    def _build_editor(self, key: str, words: str) -> Editor:
        store = self._store
        match key:
            case "watch":
                return ChoiceField(store, [("loss", _("Loss")), *METRICS], name=words)
            case "learning_rate":
                return NumberField(store, integer=False, minimum=0, maximum=10, name=words)
            case "patience":
                return PatienceEditor(store, name=words)
            case "keep_best":
                return Switch(store, name=words)
            case _:
                least = 0 if key == "batch_size" else 1
                return NumberField(store, minimum=least, maximum=1_000_000, name=words)

    def _on_committed(self, key: str, words: str, value: object) -> None:
        try:
            changed = edit.set_training(self._workspace.project, **{key: value})
        except EditError as error:
            self._editors[key].set_error(error.sentence)
            return
        self._workspace.edit(_("Change {setting}").format(setting=words.lower()), changed)

    def _on_loss_committed(self, loss: object) -> None:
        output = self._output()
        if output is not None:
            changed = edit.set_parameter(
                self._workspace.project, self._network(), (output.id,), "loss", loss
            )
            self._workspace.edit(_("Change loss"), changed)

    def _show_fold(self) -> None:
        """Say where the loss computes the last activation itself."""
        word = _folded(self._workspace.analysis, self._network())
        words = _("{layer} at the end is folded into the loss.").format(layer=word)
        self.fold_note.setText(words if word else "")
        self.fold_note.setVisible(bool(word))

    def _network(self) -> str:
        roles = self._workspace.project.training.roles
        return roles.get("model", self._workspace.network_name)

    def _output(self) -> Node | None:
        network = self._workspace.project.networks.get(self._network())
        nodes = network.nodes.values() if network else ()
        return next((node for node in nodes if node.kind == "Output"), None)


class PatienceEditor(QWidget):
    """A switch, and while it is on after how many epochs without progress training stops."""

    committed = Signal(object)
    error_changed = Signal(str)

    def __init__(self, store: ThemeStore, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._number = NumberField(store, minimum=1, maximum=10_000, name=_("Epochs to wait"))
        self._number.setObjectName("training.patience.epochs")
        self._switch = Switch(store, name=name)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._number, 1)
        row.addStretch(0)
        row.addWidget(self._switch)
        self.setFocusProxy(self._switch)
        self.setToolTip(_("Stop after so many epochs without progress."))
        self._switch.committed.connect(self._on_switched)
        self._number.committed.connect(self.committed)
        self._number.error_changed.connect(self.error_changed)

    def value(self) -> int | None:
        """Epochs to wait, 0 for never stopping early; None where mixed."""
        if not self._switch.value():
            return 0
        value = self._number.value()
        return None if value is None else int(value)

    def set_value(self, value: object) -> None:
        """Show epochs to wait, 0 for never, without telling anyone."""
        epochs = int(value) if isinstance(value, int | float) else 0
        self._switch.set_value(epochs > 0)
        self._number.setVisible(epochs > 0)
        if epochs > 0:
            self._number.set_value(epochs)

    def set_mixed(self) -> None:
        """Show that the selected things differ."""
        self._switch.set_mixed()

    def set_error(self, sentence: str | None) -> None:
        """Mark the number and give the sentence to show, or clear with None."""
        self._number.set_error(sentence)

    def _on_switched(self, on: object) -> None:
        self.set_value(USUAL_PATIENCE if on else 0)
        self.committed.emit(self.value())


def _folded(analysis: Analysis, name: str) -> str:
    """The word for the activation that the loss computes itself; "" where it computes none."""
    network = analysis.project.networks.get(name)
    if network is None or len(network.nodes) > _MOST_WRITTEN or analysis.errors(name):
        return ""
    folded = [
        output.node for output in source_of(analysis, name).outputs if output.form != output.drawn
    ]
    before = next((edge.source.node for edge in network.edges if edge.sink.node in folded), None)
    layer = None if before is None else layer_class(network.nodes[before].kind)
    return layer.word if layer is not None else ""


def _widest(rows: tuple[FormRow, ...], theme: Theme, *, wraps: bool) -> int:
    """What the words of rows need, in unscaled pixels; each word of them where captions wrap."""
    wraps = wraps and theme.font_scale > theme.tokens.type.wrap_above
    texts = [row.label.text() for row in rows if not isinstance(row.editor, Switch)]
    pieces = [piece for text in texts for piece in (text.split() if wraps else [text])]
    metrics = rows[0].label.fontMetrics()
    widest = max(metrics.horizontalAdvance(piece) for piece in pieces)
    return math.ceil((widest + 1) / theme.font_scale)


def _loss_choices() -> list[tuple[object, str]]:
    output = layer_class("Output")
    assert output is not None
    parameter = output.parameters["loss"]
    assert isinstance(parameter, Choice)
    return list(parameter.options.items())


_HELP = {
    "watch": _("The value on the validation part that says which epoch is best."),
    "learning_rate": _("How far one step moves the weights."),
    "batch_size": _("Examples in one step; 0 takes all of them."),
    "epochs": _("How often training sees every example of the train part."),
}
