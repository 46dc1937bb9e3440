"""Short movements that widgets make when touched, and that panels make when they come and go.

Their durations come from `Theme.duration_ms`, the one place that knows of reduced motion.
"""

from PySide6.QtCore import QEasingCurve, QObject, QVariantAnimation, Signal
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


class Glide(QObject):
    """A level from 0 to 1 that glides to its goal and says so.

    Signals:
        moved: The level is another one.
        arrived: The level is at its goal; also where it was there before.
    """

    moved = Signal()
    arrived = Signal()

    def __init__(self, level: float, parent: QObject) -> None:
        super().__init__(parent)
        self.level = level
        self._animation = QVariantAnimation(self)
        self._animation.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._animation.valueChanged.connect(self._on_value_changed)
        self._animation.finished.connect(self.arrived)

    def move_to(self, goal: float, duration_ms: int) -> None:
        """Glide to a level; at once if the duration is 0."""
        self._animation.stop()
        if duration_ms == 0 or goal == self.level:
            self._on_value_changed(goal)
            self.arrived.emit()
            return
        self._animation.setStartValue(self.level)
        self._animation.setEndValue(goal)
        self._animation.setDuration(duration_ms)
        self._animation.start()

    def _on_value_changed(self, value: object) -> None:
        assert isinstance(value, float)
        self.level = value
        self.moved.emit()
