"""The settings of the chosen optimizer, in a small window beside its name."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget, QWidgetAction

from netbuilder.app.panels.parameter_editor import build_editor
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import (
    ChoiceField,
    Divider,
    FormRow,
    IconButton,
    Label,
    NumberField,
    PopupMenu,
)
from netbuilder.app.workspace import Workspace
from netbuilder.error import EditError
from netbuilder.project import edit
from netbuilder.project.optimizer import OPTIMIZERS
from netbuilder.words import _


class OptimizerEditor(QWidget):
    """Which optimizer, and a button for its settings."""

    def __init__(
        self, store: ThemeStore, workspace: Workspace, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._workspace = workspace
        names = [(name, name) for name in OPTIMIZERS]
        self.method = ChoiceField(store, names, name=_("Method"))
        self.method.setObjectName("training.optimizer")
        self.options_button = IconButton(
            store, "sliders", _("Settings of the method, and the seed"), small=True
        )
        self.options_button.setObjectName("training.optimizer_options")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.method, 1)
        row.addWidget(self.options_button)
        self.setFocusProxy(self.method)
        self.committed = self.method.committed
        self.error_changed = self.method.error_changed
        self.method.committed.connect(self._on_method_committed)
        self.options_button.clicked.connect(self._on_options_wanted)

    def refresh(self) -> None:
        """Show the project's present optimizer."""
        kind = self._workspace.project.training.optimizer
        self.method.set_value(kind)
        optimizer = OPTIMIZERS.get(kind)
        self.method.setToolTip(optimizer.summary if optimizer else "")

    def build_menu(self) -> QMenu:
        """The settings of the present optimizer as a form in a menu."""
        training = self._workspace.project.training
        optimizer = OPTIMIZERS[training.optimizer]
        menu = PopupMenu(self._store, parent=self)
        menu.setObjectName("optimizer_options")
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(16, 12, 16, 12)
        column.addWidget(Label(self._store, optimizer.summary, tone="text.hint", wrap=True))
        values = optimizer.complete(training.optimizer_options)
        for key, option in optimizer.options.items():
            editor = build_editor(self._store, option)
            assert isinstance(editor, QWidget)
            editor.setObjectName(f"optimizer.{key}")
            editor.set_value(values[key])
            editor.committed.connect(partial(self._on_option_committed, key))
            label = option.label[:1].upper() + option.label[1:]
            column.addWidget(FormRow(self._store, label, editor, help_=option.help))
        column.addWidget(Divider(self._store))
        column.addWidget(self._build_seed_row())
        form.setFixedWidth(self._store.theme.scaled(300))
        action = QWidgetAction(menu)
        action.setDefaultWidget(form)
        menu.addAction(action)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    def _build_seed_row(self) -> FormRow:
        words = _("Seed")
        editor = NumberField(self._store, minimum=0, maximum=2**63 - 1, name=words)
        editor.setObjectName("training.seed")
        editor.set_value(self._workspace.project.training.seed)
        editor.committed.connect(self._on_seed_committed)
        help_ = _(
            "First weights, order and dropout are drawn from it: the same seed, the same run."
        )
        return FormRow(self._store, words, editor, help_=help_)

    def _on_seed_committed(self, seed: object) -> None:
        changed = edit.set_training(self._workspace.project, seed=seed)
        self._workspace.edit(_("Change seed"), changed)

    def _on_options_wanted(self) -> None:
        corner = self.options_button.mapToGlobal(QPoint(0, self.options_button.height()))
        self.build_menu().popup(corner)

    def _on_method_committed(self, kind: object) -> None:
        project = self._workspace.project
        changed = edit.set_training(project, optimizer=str(kind), optimizer_options={})
        self._workspace.edit(_("Change method"), changed)

    def _on_option_committed(self, key: str, value: object) -> None:
        project = self._workspace.project
        options = {**project.training.optimizer_options, key: value}
        try:
            changed = edit.set_training(project, optimizer_options=options)
        except EditError as error:
            self.method.set_error(error.sentence)
            return
        self.method.set_error(None)
        self._workspace.edit(_("Change {setting}").format(setting=key), changed)
