"""A slider for amounts that need no exact number."""

from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider, QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets.control import DISABLED_OPACITY
from netbuilder.app.widgets.focus import FocusMark
from netbuilder.app.widgets.painting import draw_box

_STEPS = 100


class Slider(QSlider):
    """Holds an amount from 0 to 1. `moved` goes out at each change that a person makes."""

    moved = Signal(float)

    def __init__(self, store: ThemeStore, *, name: str, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._store = store
        self._focus_mark = FocusMark(store)
        self.setRange(0, _STEPS)
        self.setSingleStep(_STEPS // 20)
        self.setPageStep(_STEPS // 5)
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.valueChanged.connect(self._on_value_changed)
        store.changed.connect(self.updateGeometry)

    def amount(self) -> float:
        """The amount, 0 to 1."""
        return self.value() / _STEPS

    def set_amount(self, amount: float) -> None:
        """Show an amount without telling anyone."""
        with QSignalBlocker(self):
            self.setValue(round(amount * _STEPS))
        self.update()

    def sizeHint(self) -> QSize:
        """Short, and high enough to hit."""
        theme = self._store.theme
        return QSize(theme.scaled(72), max(theme.tokens.control.hit_minimum, self._knob_px()))

    def minimumSizeHint(self) -> QSize:
        """It is never squeezed."""
        return self.sizeHint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to where the pointer is."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._take(event.position())
            event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._take(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing more to do: the amount was taken on the way."""
        event.accept()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the track, what lies before the knob, and the knob."""
        theme = self._store.theme
        painter = QPainter(self)
        if not self.isEnabled():
            painter.setOpacity(DISABLED_OPACITY)
        height, knob = theme.tokens.control.slider_track, self._knob_px()
        middle = self.height() / 2
        track = QRectF(0, middle - height / 2, self.width(), height)
        draw_box(painter, track, height / 2, fill=theme.colors.line.strong)
        center = knob / 2 + self.amount() * (self.width() - knob)
        track.setWidth(center)
        draw_box(painter, track, height / 2, fill=theme.colors.accent.line)
        box = QRectF(center - knob / 2, middle - knob / 2, knob, knob)
        draw_box(painter, box, knob / 2, fill=theme.colors.text.primary)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring if the keyboard brought the focus."""
        self._focus_mark.take(self, event.reason(), self._store.theme.tokens.radius.field)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Remove the ring."""
        self._focus_mark.leave()
        super().focusOutEvent(event)

    def _knob_px(self) -> int:
        return self._store.theme.scaled(self._store.theme.tokens.control.slider_knob)

    def _take(self, place: QPointF) -> None:
        knob = self._knob_px()
        share = (place.x() - knob / 2) / max(1, self.width() - knob)
        self.setValue(round(min(max(share, 0.0), 1.0) * _STEPS))

    def _on_value_changed(self, _value: int) -> None:
        self.update()
        self.moved.emit(self.amount())
