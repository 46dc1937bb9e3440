"""What every editor of a value can do, whatever it looks like.

`NumberField`, `LinkedPairField`, `ChoiceField`, `TextField`, `SegmentedControl` and `Switch` follow
it, so a form can hold any of them without knowing which.
"""

from typing import Protocol

from PySide6.QtCore import SignalInstance


class Editor(Protocol):
    """Shows a value and tells once for each gesture that the person made it another."""

    @property
    def committed(self) -> SignalInstance:
        """Carries the new value, once a gesture."""

    @property
    def error_changed(self) -> SignalInstance:
        """Carries the sentence to show below the editor, empty for none."""

    def value(self) -> object:
        """The value shown; None where the selected things differ."""

    def set_value(self, value: object, /) -> None:
        """Show a value without telling anyone."""

    def set_mixed(self) -> None:
        """Show that the selected things differ."""

    def set_error(self, sentence: str | None, /) -> None:
        """Mark the editor and give the sentence to show, or clear both with None."""
