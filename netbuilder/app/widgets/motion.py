"""Short movements that widgets make when touched."""

from PySide6.QtCore import QEasingCurve, QVariantAnimation
from PySide6.QtWidgets import QWidget


class Fade(QVariantAnimation):
    """A level from 0 to 1 that glides to its goal and repaints its widget on the way.

    Belongs to the widget and dies with it.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self.level = 0.0
        self.setEasingCurve(QEasingCurve.Type.OutCubic)
        self.valueChanged.connect(self._on_value_changed)

    def move_to(self, goal: float, duration_ms: int) -> None:
        """Glide to a level; at once if the duration is 0 or nobody sees the widget."""
        self.stop()
        if duration_ms == 0 or not self._widget().isVisible():
            self._on_value_changed(goal)
            return
        self.setStartValue(self.level)
        self.setEndValue(goal)
        self.setDuration(duration_ms)
        self.start()

    def _on_value_changed(self, value: object) -> None:
        assert isinstance(value, float)
        self.level = value
        self._widget().update()

    def _widget(self) -> QWidget:
        # Asked for each time: a reference kept here would hold the widget in a circle.
        widget = self.parent()
        assert isinstance(widget, QWidget)
        return widget
