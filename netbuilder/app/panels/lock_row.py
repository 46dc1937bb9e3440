"""The switch that keeps a layer's weights as they are, with its lock."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import IconView, Label, Switch
from netbuilder.words import _


class LockRow(QWidget):
    """Whether training leaves the weights of the selected layers alone."""

    committed = Signal(object)

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        help_ = _("Locked weights stay as they are: training does not change them.")
        self._store = store
        self._help = help_
        self._icon = IconView(store, "lock", size=14)
        self._words = Label(store, _("Lock weights"), tone="text.secondary")
        self._state = Label(store, tone="text.hint", style="small")
        self._state.setObjectName("inspector.frozen.state")
        self._switch = Switch(store, _("Lock weights"))
        self._switch.setObjectName("inspector.frozen")
        self._words.setBuddy(self._switch)
        self.setToolTip(help_)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._words)
        row.addWidget(self._icon)
        row.addStretch(1)
        row.addWidget(self._state)
        row.addWidget(self._switch)
        self._switch.committed.connect(self.committed)
        self._apply_theme()
        store.changed.connect(self._apply_theme)

    def show_locked(self, locked: Sequence[bool]) -> None:
        """Show whether each of the layers is locked, "Mixed" where they differ."""
        is_mixed = len(set(locked)) > 1
        if is_mixed:
            self._switch.set_mixed()
        else:
            self._switch.set_value(locked[0])
        state = _("Mixed") if is_mixed else ""
        self._state.setText(state)
        self._switch.setAccessibleDescription(f"{state}. {self._help}" if state else self._help)
        self._icon.set_icon("lock", "text.primary" if all(locked) else "text.hint")

    def _apply_theme(self) -> None:
        theme = self._store.theme
        self._words.setMinimumHeight(theme.scaled(theme.tokens.control.field_height))
