"""Says what the nodes show inside while a network trains."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Label, SegmentedControl
from netbuilder.runs.view import Inside
from netbuilder.words import _


class InsideSwitch(QWidget):
    """A word and the four choices.

    Signals:
        chosen: The `Inside` that the person took.
    """

    chosen = Signal(object)

    def __init__(self, store: ThemeStore, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = _("Inside the nodes")
        self.label = Label(store, words, style="small", tone="text.hint")
        choices = [(inside, INSIDE_WORDS[inside]) for inside in Inside]
        self.choice = SegmentedControl(store, choices, equal=False, name=words)
        self.choice.setObjectName("inside")
        for inside in Inside:
            self.choice.segment(inside).setObjectName(f"inside.{inside}")
        self.choice.committed.connect(self.chosen)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.label)
        row.addWidget(self.choice)

    def show_choice(self, inside: Inside) -> None:
        """Show what is taken."""
        self.choice.set_value(inside)

    def set_reason(self, inside: Inside, reason: str) -> None:
        """Make a choice unavailable for a reason, or available with ""."""
        self.choice.set_choice_disabled(inside, reason or None)


INSIDE_WORDS = {
    Inside.ACTIVATIONS: _("Activations"),
    Inside.WEIGHTS: _("Weights"),
    Inside.GRADIENTS: _("Gradients"),
    Inside.OFF: _("Off"),
}
