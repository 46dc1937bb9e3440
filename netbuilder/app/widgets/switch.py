"""The on and off switch."""

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from netbuilder.app.theme import ThemeStore, mix
from netbuilder.app.widgets.control import Control
from netbuilder.app.widgets.motion import Fade
from netbuilder.app.widgets.painting import draw_box


class Switch(Control):
    """An editor of yes and no. `name` is what a screen reader says."""

    committed = Signal(object)
    error_changed = Signal(str)

    def __init__(self, store: ThemeStore, name: str = "", parent: QWidget | None = None) -> None:
        super().__init__(store, "", parent)
        self.setAccessibleName(name)
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._mixed = False
        self._error = ""
        self._knob = Fade(self)
        self.clicked.connect(self._on_clicked)

    def value(self) -> bool | None:
        """On or off; None where the selected things differ."""
        return None if self._mixed else self.isChecked()

    def set_value(self, value: object) -> None:
        """Show a state without telling anyone."""
        self._mixed = False
        self.setChecked(bool(value))
        self._move_knob()

    def set_mixed(self) -> None:
        """Show that the selected things differ; the next click turns all on."""
        self._mixed = True
        self.setChecked(False)
        self._move_knob()

    def set_error(self, sentence: str | None) -> None:
        """Tell what is wrong, or with None that nothing is."""
        self._error = sentence or ""
        self.error_changed.emit(self._error)
        self.update()

    def corner_radius(self) -> int:
        """Half of the height."""
        return self.sizeHint().height() // 2

    def sizeHint(self) -> QSize:
        """The size of the pill, but high enough to hit."""
        size = self.theme.tokens.control.switch
        height = max(self.theme.scaled(size.height), self.theme.tokens.control.hit_minimum)
        return QSize(self.theme.scaled(size.width), height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Paint the pill and its knob."""
        painter = self.begin_paint()
        colors, size = self.theme.colors, self.theme.tokens.control.switch
        level, rect = self._knob.level, self._pill()
        off = mix(colors.line.strong, colors.text.hint, 0.25 * self.hover_level)
        on = mix(colors.accent.fill, colors.accent.fill_hover, self.hover_level)
        line = colors.error.line if self._error else None
        fill = mix(off, on, level)
        draw_box(painter, rect, rect.height() / 2, fill=fill, line=line, line_px=2)
        knob = self.theme.scaled(size.knob)
        inset = (rect.height() - knob) / 2
        left = inset + level * (rect.width() - knob - 2 * inset)
        place = QRectF(rect.left() + left, rect.top() + inset, knob, knob)
        draw_box(painter, place, knob / 2, fill=colors.accent.on_fill)
        painter.end()

    def _pill(self) -> QRectF:
        height = self.theme.scaled(self.theme.tokens.control.switch.height)
        rect = QRectF(self.rect())
        return QRectF(rect.left(), rect.center().y() - height / 2, rect.width(), height)

    def _move_knob(self) -> None:
        goal = 0.5 if self._mixed else float(self.isChecked())
        self._knob.move_to(goal, self.theme.duration_ms("selection"))

    def _on_clicked(self) -> None:
        if self._mixed:
            self._mixed = False
            self.setChecked(True)
        self._move_knob()
        self.committed.emit(self.isChecked())
