"""A few choices side by side, one of them taken."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from netbuilder.app.theme import ThemeStore, faded, mix
from netbuilder.app.widgets.control import DISABLED_OPACITY, Control
from netbuilder.app.widgets.focus import FocusMark
from netbuilder.app.widgets.painting import draw_box, draw_underline

Ground = Literal["field", "app", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """How a ground is built: sizes in unscaled pixels, colours and fonts by their tokens."""

    surface: str | None
    taken: str
    style: str
    inset: int
    gap: int
    pad: int
    is_equal: bool


_LOOKS: dict[Ground, _Look] = {
    "field": _Look(
        surface="surface.field",
        taken="surface.pressed",
        style="small",
        inset=2,
        gap=2,
        pad=8,
        is_equal=True,
    ),
    "app": _Look(
        surface="surface.app",
        taken="surface.hover",
        style="body",
        inset=3,
        gap=2,
        pad=14,
        is_equal=False,
    ),
    "none": _Look(
        surface=None,
        taken="surface.hover",
        style="small",
        inset=0,
        gap=4,
        pad=12,
        is_equal=False,
    ),
}

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
        ground: `field` in forms, `app` for the pages in the top bar, `none` for tabs.
        equal: whether all segments are equally wide; None leaves it to the ground.
    """

    committed = Signal(object)
    error_changed = Signal(str)

    def __init__(
        self,
        store: ThemeStore,
        choices: Sequence[tuple[object, str]],
        *,
        ground: Ground = "field",
        equal: bool | None = None,
        name: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._look = _LOOKS[ground]
        self._is_equal = self._look.is_equal if equal is None else equal
        self._error = ""
        self._index = -1
        self._values = [value for value, _ in choices]
        self._focus_mark = FocusMark(store)
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

    def set_count(self, value: object, count: int | None, *, is_alarming: bool = False) -> None:
        """Show a number after a segment's word, on red where it is alarming; None for no number."""
        self._segments[self._values.index(value)].set_count(count, is_alarming=is_alarming)
        self.updateGeometry()

    def segment(self, value: object) -> Control:
        """The button of a value, to name it or to anchor something at it."""
        return self._segments[self._values.index(value)]

    def sizeHint(self) -> QSize:
        """Every segment as wide as the widest, or as its own content."""
        widths = [s.sizeHint().width() for s in self._segments]
        width = max(widths) * len(widths) if self._is_equal else sum(widths)
        return QSize(width + self._extra_px(), self._height())

    def minimumSizeHint(self) -> QSize:
        """Each segment as wide as its own content."""
        width = sum(s.sizeHint().width() for s in self._segments)
        return QSize(width + self._extra_px(), self._height())

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
        rect, radius = QRectF(self.rect()), self._radius()
        if self._look.surface is not None:
            draw_box(painter, rect, radius, fill=theme.color(self._look.surface))
        if self._error:
            draw_underline(painter, rect, radius, theme.colors.error.line)
        painter.end()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring if the keyboard brought the focus."""
        self._focus_mark.take(self, event.reason(), self._radius())
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Remove the ring."""
        self._focus_mark.leave()
        super().focusOutEvent(event)

    def _radius(self) -> int:
        radius = self._store.theme.tokens.radius
        return radius.button if self._look.inset > 2 else radius.field

    def _height(self) -> int:
        look, theme = self._look, self._store.theme
        height = theme.tokens.control.segment_height
        return theme.scaled(height + (2 * look.inset if look.inset > 2 else 0))

    def _extra_px(self) -> int:
        return 2 * self._look.inset + self._look.gap * (len(self._segments) - 1)

    def _add_segment(self, word: str) -> "_Segment":
        segment = _Segment(self._store, word, self._look, self)
        segment.clicked.connect(self._on_segment_clicked)
        return segment

    def _fill_layout(self) -> None:
        row = QHBoxLayout(self)
        inset = self._look.inset
        row.setContentsMargins(inset, inset, inset, inset)
        row.setSpacing(self._look.gap)
        for segment in self._segments:
            row.addWidget(segment, int(self._is_equal))

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
    def __init__(self, store: ThemeStore, text: str, look: _Look, parent: QWidget) -> None:
        super().__init__(store, text, parent)
        self._look = look
        self._count: int | None = None
        self._is_alarming = False
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding)
        self.apply_theme()

    def set_count(self, count: int | None, *, is_alarming: bool) -> None:
        self._count, self._is_alarming = count, is_alarming
        self.setAccessibleName(self.text() if count is None else f"{self.text()}, {count:,}")
        self._on_theme_changed()

    def apply_theme(self) -> None:
        weight = 500 if self.isChecked() else None
        self.setFont(self.theme.font(self._look.style, weight=weight))
        self.update()

    def sizeHint(self) -> QSize:
        width = self._text_px() + self._count_px() + 2 * self.theme.scaled(self._look.pad)
        return QSize(width, self.theme.line_px(self._look.style))

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = self.begin_paint()
        if self.isChecked():
            self._paint_taken(painter)
        elif self._look.surface is None:
            face = faded(self.theme.colors.surface.hover, self.hover_level)
            draw_box(painter, self.box(), self.corner_radius(), fill=face)
        content = self._text_px() + self._count_px()
        left = (self.width() - content) / 2
        painter.setPen(self._ink())
        painter.setFont(self.font())
        room = QRectF(left, 0, self._text_px(), self.height())
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, self.text())
        if self._count is not None:
            self._paint_count(painter, QRectF(room.right(), 0, self._count_px(), self.height()))
        painter.end()

    def corner_radius(self) -> int:
        radius = self.theme.tokens.radius.field
        return radius if self._look.inset in (0, 3) else radius - self._look.inset

    def _ink(self) -> QColor:
        text = self.theme.colors.text
        return (
            text.primary
            if self.isChecked()
            else mix(text.secondary, text.primary, self.hover_level)
        )

    def _text_px(self) -> int:
        # The weight of a taken segment, so that taking one moves none.
        font = self.theme.font(self._look.style, weight=500)
        return QFontMetrics(font).horizontalAdvance(self.text())

    def _count_font(self) -> QFont:
        return self.theme.font("mono" if not self._is_alarming else "caption", weight=500)

    def _count_px(self) -> int:
        if self._count is None:
            return 0
        width = QFontMetrics(self._count_font()).horizontalAdvance(f"{self._count:,}")
        return width + self.theme.scaled(16 if self._is_alarming else 8)

    def _paint_count(self, painter: QPainter, rect: QRectF) -> None:
        theme, colors = self.theme, self.theme.colors
        painter.setFont(self._count_font())
        painter.setPen(colors.text.hint)
        room = rect.adjusted(theme.scaled(8), 0, 0, 0)
        if self._is_alarming:
            height = theme.scaled(16)
            room.adjust(0, (rect.height() - height) / 2, 0, -(rect.height() - height) / 2)
            draw_box(painter, room, height / 2, fill=colors.error.soft)
            painter.setPen(colors.error.text)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, f"{self._count:,}")

    def _paint_taken(self, painter: QPainter) -> None:
        theme = self.theme
        radius = self.corner_radius()
        if theme.is_dark or self._look.surface is None:
            draw_box(painter, self.box(), radius, fill=theme.color(self._look.taken))
        else:
            fill, line = theme.colors.surface.raised, theme.colors.line.strong
            draw_box(painter, self.box(), radius, fill=fill, line=line)
