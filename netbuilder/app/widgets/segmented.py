"""A few choices side by side, one of them taken."""

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from netbuilder.app.theme import ThemeStore, mix
from netbuilder.app.widgets.control import DISABLED_OPACITY, Control
from netbuilder.app.widgets.focus import FocusMark
from netbuilder.app.widgets.painting import draw_box, draw_underline

Ground = Literal["field", "app"]

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Up: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: 1,
}


class SegmentedControl(QWidget):
    """An editor that takes one of a few values; arrows move, Home and End jump.

    Args:
        choices: pairs of a value and its word, in order; values are compared with `==`.
        ground: `field` in forms, `app` for the pages in the top bar.
        tall: as high as a button.
    """

    committed = Signal(object)
    error_changed = Signal(str)

    def __init__(
        self,
        store: ThemeStore,
        choices: Sequence[tuple[object, str]],
        *,
        ground: Ground = "field",
        tall: bool = False,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._ground: Ground = ground
        self._tall = tall
        self._error = ""
        self._index = -1
        self._values = [value for value, _ in choices]
        self._focus_mark = FocusMark(store, self)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._segments = [self._add_segment(word) for _, word in choices]
        self._fill_layout()
        store.changed.connect(self._on_theme_changed)

    def value(self) -> object:
        """The value taken; None where the selected things differ."""
        return self._values[self._index] if self._index >= 0 else None

    def set_value(self, value: object) -> None:
        """Show a value without telling anyone; one that is not among the choices shows none."""
        self._show(self._values.index(value) if value in self._values else -1)

    def set_mixed(self) -> None:
        """Show that the selected things differ."""
        self._show(-1)

    def set_error(self, sentence: str | None) -> None:
        """Tell what is wrong with a red line, or with None that nothing is."""
        self._error = sentence or ""
        self.error_changed.emit(self._error)
        self.update()

    def set_choice_disabled(self, value: object, reason: str | None) -> None:
        """Make one choice unavailable and say why in its tooltip, or available with None."""
        self._segments[self._values.index(value)].set_disabled_reason(reason)

    def segment(self, value: object) -> Control:
        """The button of a value, to name it or to anchor something at it."""
        return self._segments[self._values.index(value)]

    def sizeHint(self) -> QSize:
        """Every segment as wide as the widest."""
        width = max(s.sizeHint().width() for s in self._segments) * len(self._segments)
        control = self._store.theme.tokens.control
        height = control.button_height if self._tall else control.segment_height
        return QSize(width + 4, self._store.theme.scaled(height))

    def minimumSizeHint(self) -> QSize:
        """Each segment as wide as its own word."""
        width = sum(s.sizeHint().width() for s in self._segments)
        return QSize(width + 4, self.sizeHint().height())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with arrows, Home and End."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            start = self._index if self._index >= 0 else (-1 if step > 0 else len(self._values))
            self._take_next(start + step, step)
        elif event.key() == Qt.Key.Key_Home:
            self._take_next(0, 1)
        elif event.key() == Qt.Key.Key_End:
            self._take_next(len(self._values) - 1, -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the ground; the segments paint themselves."""
        painter = QPainter(self)
        theme = self._store.theme
        if not self.isEnabled():
            painter.setOpacity(DISABLED_OPACITY)
        fill = theme.color(f"surface.{self._ground}")
        rect, radius = QRectF(self.rect()), self._radius()
        draw_box(painter, rect, radius, fill=fill)
        if self._error:
            draw_underline(painter, rect, radius, theme.colors.error.line)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring if the keyboard brought the focus."""
        self._focus_mark.take(event.reason(), self._radius())
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Remove the ring."""
        self._focus_mark.leave()
        super().focusOutEvent(event)

    def _radius(self) -> int:
        radius = self._store.theme.tokens.radius
        return radius.button if self._tall else radius.field

    def _add_segment(self, word: str) -> "_Segment":
        segment = _Segment(self._store, word, self)
        segment.clicked.connect(self._on_segment_clicked)
        return segment

    def _fill_layout(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(2, 2, 2, 2)
        row.setSpacing(0)
        for segment in self._segments:
            row.addWidget(segment, 1)

    def _show(self, index: int) -> None:
        self._index = index
        for i, segment in enumerate(self._segments):
            segment.setChecked(i == index)
            segment.apply_theme()

    def _take_next(self, index: int, step: int) -> None:
        while 0 <= index < len(self._segments) and not self._segments[index].isEnabled():
            index += step
        if 0 <= index < len(self._segments):
            self._take(index)

    def _take(self, index: int) -> None:
        changed = index != self._index
        self._show(index)
        if changed:
            self.committed.emit(self._values[index])

    def _on_segment_clicked(self) -> None:
        for i, segment in enumerate(self._segments):
            if segment is self.sender():
                self._take(i)

    def _on_theme_changed(self) -> None:
        self.updateGeometry()
        self.update()


class _Segment(Control):
    def __init__(self, store: ThemeStore, text: str, parent: QWidget) -> None:
        super().__init__(store, text, parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        self.apply_theme()

    def apply_theme(self) -> None:
        self.setFont(self.theme.font("body", weight=500 if self.isChecked() else None))
        self.update()

    def sizeHint(self) -> QSize:
        font = self.theme.font("body", weight=500)
        width = QFontMetrics(font).horizontalAdvance(self.text())
        return QSize(width + 2 * self.theme.scaled(8), self.theme.line_px("body"))

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors = self.theme.colors
        painter = self.begin_paint()
        if self.isChecked():
            self._paint_taken(painter)
        ink = (
            colors.text.primary
            if self.isChecked()
            else mix(colors.text.secondary, colors.text.primary, self.hover_level)
        )
        painter.setPen(ink)
        painter.setFont(self.font())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()

    def _paint_taken(self, painter: QPainter) -> None:
        theme = self.theme
        radius = theme.tokens.radius.field - 2
        if theme.is_dark:
            draw_box(painter, self.box(), radius, fill=theme.colors.surface.pressed)
        else:
            fill, line = theme.colors.surface.raised, theme.colors.line.strong
            draw_box(painter, self.box(), radius, fill=fill, line=line)
