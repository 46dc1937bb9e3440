"""What the desktop that netbuilder runs on wishes for."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication


class SystemLook(QObject):
    """The desktop's dark or light theme and its wish for contrast, as Qt reports them live.

    A desktop that reports no theme counts as dark.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # Neither is kept: PySide 6.11 takes what `accessibility` gives for its own once the garbage
        # collector has met it, and deletes it under Qt.
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._on_hints_changed)
        hints.accessibility().contrastPreferenceChanged.connect(self._on_hints_changed)

    def is_dark(self) -> bool:
        """Whether the desktop shows its dark theme."""
        return QGuiApplication.styleHints().colorScheme() is not Qt.ColorScheme.Light

    def wants_contrast(self) -> bool:
        """Whether the person has asked the desktop for more contrast."""
        hints = QGuiApplication.styleHints()  # what it gives is valid only as long as it is held
        return hints.accessibility().contrastPreference() is Qt.ContrastPreference.HighContrast

    def _on_hints_changed(self) -> None:
        self.changed.emit()
