"""The left of the export dialog: the form, whose weights, and what is in the file."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QVBoxLayout, QWidget

from netbuilder.app.export.format import FORMATS, Format, FormatRow
from netbuilder.app.export.weights import Weights
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import ChoiceField, FormRow, ScrollArea, Switch
from netbuilder.words import _

_NOT_TRAINED = _("Without learned weights, the file takes no rows yet.")
_NO_DATA = _("The project has no data to learn from.")


class ExportForm(QWidget):
    """Rows of forms above, options below.

    Signals:
        format_chosen: The `Format` to turn to.
        options_changed: Another option or other weights are wanted.
    """

    format_chosen = Signal(object)
    options_changed = Signal()

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = [FormatRow(store, format) for format in FORMATS]
        self._group = QButtonGroup(self)
        for row in self._rows:
            self._group.addButton(row)
            row.clicked.connect(partial(self.format_chosen.emit, row.format))
            row.stepped.connect(partial(self._on_row_stepped, row))
        self._rows[0].setChecked(True)
        self._weights = ChoiceField(store, name=_("Weights"))
        self._weights.setObjectName("export.weights")
        self._comments = _switch(store, "comments")
        self._loop = _switch(store, "training_loop")
        self._transforms = _switch(store, "transforms")
        self._transforms.set_value(True)
        self._option_rows = (
            FormRow(store, _("Weights"), self._weights, label_width=72),
            FormRow(store, _("Explain each line with a comment"), self._comments),
            FormRow(store, _("Add the training loop"), self._loop),
            FormRow(store, _("Put the data transforms in the model"), self._transforms),
        )
        self._lay_out()
        for editor in (self._weights, self._comments, self._loop, self._transforms):
            editor.committed.connect(self._on_option_committed)

    @property
    def options(self) -> dict[str, bool]:
        """What is switched on, by the names that an export knows."""
        return {
            "comments": bool(self._comments.value()),
            "training_loop": bool(self._loop.value()) and self._loop.isEnabledTo(self),
            "transforms": bool(self._transforms.value()),
        }

    @property
    def weights(self) -> Weights | None:
        """Whose weights are wanted; None where nothing was trained."""
        value = self._weights.value()
        return value if isinstance(value, Weights) else None

    def row(self, key: str) -> FormatRow:
        """The row of a form."""
        return next(row for row in self._rows if row.format.key == key)

    def offer_weights(self, found: tuple[Weights, ...]) -> None:
        """Offer these weights; what was chosen stays chosen if it is among them."""
        before = self.weights
        choices: list[tuple[object, str]] = [(weights, weights.words) for weights in found]
        self._weights.set_choices(choices or [(None, _("None yet"))])
        self._weights.set_value(before if before in found else found[0] if found else None)

    def show_format(self, format: Format, *, has_data: bool) -> None:
        """Mark a form, and show the options that it has."""
        self.row(format.key).setChecked(True)
        is_trained = self.weights is not None
        weights, comments, loop, transforms = self._option_rows
        weights.setVisible(format.key in ("pytorch", "weights") and is_trained)
        for row in (comments, loop, transforms):
            row.setVisible(format.key == "pytorch")
        _explain(self._loop, "" if has_data else _NO_DATA)
        has_rows = is_trained or self.options["training_loop"]
        _explain(self._transforms, "" if has_rows else _NOT_TRAINED)

    def _lay_out(self) -> None:
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(16, 16, 16, 12)
        column.setSpacing(4)
        for row in self._rows:
            column.addWidget(row)
        column.addStretch(1)
        column.addSpacing(8)
        for option in self._option_rows:
            option.setContentsMargins(12, 0, 12, 0)
            column.addWidget(option)
        area = ScrollArea()
        area.setWidget(inside)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, 0)
        around.addWidget(area)

    def _on_row_stepped(self, row: FormatRow, step: int) -> None:
        at = self._rows.index(row) + step
        if 0 <= at < len(self._rows):
            self._rows[at].setFocus(Qt.FocusReason.TabFocusReason)
            self._rows[at].click()

    def _on_option_committed(self, _value: object) -> None:
        self.options_changed.emit()


def _switch(store: ThemeStore, name: str) -> Switch:
    switch = Switch(store)
    switch.setObjectName(f"export.option.{name}")
    return switch


def _explain(switch: Switch, reason: str) -> None:
    switch.set_disabled_reason(reason or None)
