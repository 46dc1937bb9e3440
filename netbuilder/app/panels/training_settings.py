"""The dock's settings: data, goal, optimiser, when to stop, and the last run."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from netbuilder.app.panels.optimizer_options import OptimizerEditor
from netbuilder.app.panels.parameter_form import METRICS
from netbuilder.app.quantity import count_words, grouped
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import (
    Button,
    ChoiceField,
    Editor,
    ElidedLabel,
    FormRow,
    Label,
    NumberField,
    Switch,
)
from netbuilder.app.workspace import Workspace
from netbuilder.error import EditError
from netbuilder.layers.catalogue import layer_class
from netbuilder.layers.parameter import Choice
from netbuilder.project import edit
from netbuilder.project.schema import Split
from netbuilder.project.value import Node
from netbuilder.words import _

USUAL_PATIENCE = 8
"""Epochs without progress that switching "Stop early" on begins with."""

_ROOM_FOR_LAST = 1400
"""Below this width the settings have the row to themselves."""


class TrainingSettings(QWidget):
    """The settings of the next run, in columns. Signal `data_wanted`: choose other data."""

    data_wanted = Signal()

    def __init__(
        self, store: ThemeStore, workspace: Workspace, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._workspace = workspace
        self._editors: dict[str, Editor] = {}
        self._last: QWidget | None = None
        self.setObjectName("training_settings")
        self.data_name = ElidedLabel(store, style="body", weight=500)
        self.data_rows = Label(store, style="caption", tone="text.hint")
        self.data_button = Button(store, _("Choose data"), size="small", icon="db")
        self.data_button.setObjectName("training.data")
        self.data_button.clicked.connect(self.data_wanted)
        self.split_bar = SplitBar(store)
        self._loss = ChoiceField(store, _loss_choices(), name=_("Loss"))
        self._loss.setObjectName("training.loss")
        self._loss.committed.connect(self._on_loss_committed)
        self._optimizer = OptimizerEditor(store, workspace)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 4, 16, 8)
        self._row.setSpacing(32)
        self._add_data()
        self._add_column(
            _("Goal"),
            (FormRow(store, _("Loss"), self._loss), self._setting("watch", _("Watch"))),
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
        workspace.project_changed.connect(self.refresh)
        workspace.network_switched.connect(self.refresh)
        self.refresh()

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
        self._show_data()

    def add_last(self, widget: QWidget) -> None:
        """Put a widget, such as the last run's chart, behind the columns, where there is room."""
        self._last = QWidget()
        column = QVBoxLayout(self._last)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(widget)
        self._row.addWidget(self._last, 2)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        if self._last is not None:
            self._last.setVisible(self.width() >= self._store.theme.scaled(_ROOM_FOR_LAST))

    def _add_data(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(6)
        column.addWidget(Label(self._store, _("Data"), style="caption", tone="text.hint"))
        top = QHBoxLayout()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self.data_name)
        words.addWidget(self.data_rows)
        top.addLayout(words, 1)
        top.addWidget(self.data_button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(top)
        column.addWidget(self.split_bar)
        column.addStretch(1)
        self._row.addLayout(column, 1)

    def _add_column(self, title: str, rows: tuple[QWidget, ...]) -> None:
        column = QVBoxLayout()
        column.setSpacing(4)
        column.addWidget(Label(self._store, title, style="caption", tone="text.hint"))
        for row in rows:
            column.addWidget(row)
        column.addStretch(1)
        self._row.addLayout(column, 1)

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

    def _network(self) -> str:
        roles = self._workspace.project.training.roles
        return roles.get("model", self._workspace.network_name)

    def _output(self) -> Node | None:
        network = self._workspace.project.networks.get(self._network())
        nodes = network.nodes.values() if network else ()
        return next((node for node in nodes if node.kind == "Output"), None)

    def _show_data(self) -> None:
        data = self._workspace.project.data
        has_data = bool(data.source.kind)
        name = data.source.location.rpartition("/")[2].replace("_", " ")
        self.data_name.set_full_text(name.capitalize() if has_data else _("No data yet"))
        rows = count_words(data.rows, _("row"), _("rows"))
        sentence = _("Choose what the network should learn from.")
        self.data_rows.setText(rows if has_data else sentence)
        self.split_bar.setVisible(has_data)
        self.split_bar.show_split(data.split, data.rows)


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


class SplitBar(QWidget):
    """The parts of the rows as one bar, with their counts below."""

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._shares = (1.0, 0.0, 0.0)
        self._counts = [Label(store, style="caption", tone="text.secondary") for _part in range(3)]
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 14, 0, 0)
        for column, label in enumerate(self._counts):
            side = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter)
            align = side[column] if column < 2 else Qt.AlignmentFlag.AlignRight
            grid.addWidget(label, 0, column, align)
        store.changed.connect(self.update)

    def show_split(self, split: Split, rows: int) -> None:
        """Show the shares of a split of so many rows."""
        self._shares = (split.train, split.validation, split.test)
        counts = split.counts(rows)
        names = (_("train"), _("validation"), _("test"))
        for label, count, name in zip(self._counts, counts, names, strict=True):
            label.setText(f"{grouped(count)} {name}")
        self.setAccessibleName(", ".join(label.text() for label in self._counts))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, super().sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._store.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        tones = ("chart.train", "chart.validation", "text.hint")
        left = 0.0
        for share, tone in zip(self._shares, tones, strict=True):
            width = max(0.0, share * self.width() - 2)
            painter.setBrush(theme.color(tone))
            painter.drawRoundedRect(QRectF(left, 2, width, 7), 2, 2)
            left += share * self.width()
        painter.end()


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
