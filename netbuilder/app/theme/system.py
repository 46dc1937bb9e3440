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
        self._hints = QGuiApplication.styleHints()
        self._accessibility = self._hints.accessibility()
        self._hints.colorSchemeChanged.connect(self._on_hints_changed)
        self._accessibility.contrastPreferenceChanged.connect(self._on_hints_changed)

    def is_dark(self) -> bool:
        """Whether the desktop shows its dark theme."""
        return self._hints.colorScheme() is not Qt.ColorScheme.Light

    def wants_contrast(self) -> bool:
        """Whether the person has asked the desktop for more contrast."""
        return self._accessibility.contrastPreference() is Qt.ContrastPreference.HighContrast

    def _on_hints_changed(self) -> None:
        self.changed.emit()
