"""The field that numbers are typed, stepped and dragged in."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets.button import IconButton
from netbuilder.app.widgets.field import Field
from netbuilder.app.widgets.label import Label
from netbuilder.app.widgets.painting import arrow_px, draw_icon
from netbuilder.app.widgets.quantity import Quantity
from netbuilder.words import _

_PX_A_STEP = 4
_FINER = 0.1
_WHEEL_REST_MS = 250
_KEY_STEPS = {
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_PageDown: -10,
}


class NumberField(Field):
    """An editor of a number.

    Typed and taken with Enter or by leaving; stepped by Up and Down (Page Up and Page Down ten at
    once), by the arrows at its end, and by the wheel while it has the keyboard; dragged sideways
    while it has not. Shift is ten times finer, Ctrl goes to round values, Escape puts the old value
    back. A gesture commits once, when it ends.

    Args:
        integer: whole numbers only.
        minimum: smallest legal value, or None for no limit; likewise `maximum`.
        step: what one arrow adds; None lets the number's size decide.
        unit: shown after the number.
        steppers: show the arrows at the end.
    """

    def __init__(
        self,
        store: ThemeStore,
        *,
        integer: bool = True,
        minimum: float | None = None,
        maximum: float | None = None,
        step: float | None = None,
        unit: str = "",
        name: str = "",
        steppers: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(store, name=name, mono=True, parent=parent)
        self._has_steppers = steppers
        self.quantity = Quantity(
            is_integer=integer, minimum=minimum, maximum=maximum, step=step, unit=unit
        )
        self._value: float | None = None
        self._told: float | None = None
        self._drag: NumberDrag | None = None
        self._rest = QTimer(self, interval=_WHEEL_REST_MS, singleShot=True)
        self._rest.timeout.connect(self._tell)
        if unit:
            self.row.addWidget(Label(store, unit, style="small", tone="text.hint"))
        if steppers:
            self.row.addWidget(_Steppers(store, self))
        self.edit.installEventFilter(self)
        self.edit.setCursor(Qt.CursorShape.SizeHorCursor)
        # A press begins a drag; only a press that ends where it began gives the keyboard.
        self.edit.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def value(self) -> float | None:
        """The number, an `int` in a field of whole numbers; None where the selected differ."""
        return self._value

    def set_value(self, value: object) -> None:
        """Show a number without telling anyone; a gesture that is under way ends here."""
        assert isinstance(value, int | float)
        self._rest.stop()
        self._value = self._told = int(value) if self.quantity.is_integer else float(value)
        self.show_value()

    def set_mixed(self) -> None:
        """Show that the selected things differ."""
        self._rest.stop()
        self._value = self._told = None
        super().set_mixed()

    def show_value(self) -> None:
        """Write the number into the line."""
        if self._value is None:
            super().set_mixed()
        else:
            self.show_text(self.quantity.text(self._value))

    def commit_text(self) -> None:
        """Take what was typed, or say below the field why it cannot be."""
        if self._value is None and not self.edit.text():
            self.set_error(None)
            return
        if self._value is not None and self.edit.text() == self.quantity.text(self._value):
            self.set_error(None)
            self._tell()
            return
        read = self.quantity.read(self.edit.text())
        if isinstance(read, str):
            self.set_error(read)
            return
        self._value = read
        self.show_value()
        self._tell()

    def step_by(self, steps: float, modifiers: Qt.KeyboardModifier) -> None:
        """Move by some arrows without committing; Shift is finer, Ctrl goes to round values."""
        fine = bool(modifiers & Qt.KeyboardModifier.ShiftModifier)
        if fine and not self.quantity.is_integer:
            steps *= _FINER
        self.move_to(self._start(), steps, modifiers)

    def move_to(self, start: float, steps: float, modifiers: Qt.KeyboardModifier) -> None:
        """Show the number some steps from a start, without committing."""
        snap = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        self._value = self.quantity.stepped(start, steps, snap=snap)
        self.show_value()
        if self.edit.hasFocus():
            self.edit.selectAll()

    def finish_gesture(self) -> None:
        """Commit what a gesture has moved to, if it is another value."""
        self._tell()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Drag with the mouse while the line has not the keyboard."""
        is_draggable = self.isEnabled() and not self.edit.hasFocus()
        if isinstance(event, QMouseEvent) and (self._drag or is_draggable):
            return self._on_mouse(event)
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Step while the field has the keyboard; otherwise the panel scrolls."""
        if not self.edit.hasFocus():
            event.ignore()
            return
        self.step_by(event.angleDelta().y() / 120, event.modifiers())
        self._rest.start()
        event.accept()

    def has_draft(self) -> bool:
        """A number that was stepped to and not yet told is a draft, too."""
        return super().has_draft() or self._value != self._told

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step with the arrows and Page Up and Down; Escape undoes the steps."""
        steps = _KEY_STEPS.get(Qt.Key(event.key()))
        if steps is not None:
            self.step_by(steps, event.modifiers())
            self._rest.start()
            return
        if event.key() == Qt.Key.Key_Escape and self.has_draft():
            self._rest.stop()
            self._value = self._told
            self.show_value()
            self.edit.selectAll()
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Narrower without arrows."""
        return QSize(self.theme.scaled(96 if self._has_steppers else 56), self.field_height())

    def _start(self) -> float:
        if self._value is not None:
            return self._value
        return self.quantity.legal(0)

    def _tell(self) -> None:
        self._rest.stop()
        if self._value is not None and self._value != self._told:
            self._told = self._value
            self.committed.emit(self._value)

    def _on_focused(self, reason: Qt.FocusReason) -> None:
        self.edit.setCursor(Qt.CursorShape.IBeamCursor)
        super()._on_focused(reason)
        self.edit.selectAll()

    def _on_left(self) -> None:
        self.edit.setCursor(Qt.CursorShape.SizeHorCursor)
        super()._on_left()

    def _on_mouse(self, event: QMouseEvent) -> bool:
        x = event.globalPosition().x()
        if event.type() is QEvent.Type.MouseButtonPress:
            if event.button() is not Qt.MouseButton.LeftButton:
                return False
            self._drag = NumberDrag(self, x, self._start())
            return True
        if self._drag is None:
            return False
        if event.type() is QEvent.Type.MouseMove:
            self._drag.move(x, event.modifiers())
        elif event.type() is QEvent.Type.MouseButtonRelease:
            drag, self._drag = self._drag, None
            drag.end()
        return True


class NumberDrag(QObject):
    """The gesture that drags a number sideways; a press without a move begins typing instead."""

    def __init__(self, field: NumberField, x: float, start: float) -> None:
        super().__init__(field)
        self._x = x
        self._start = start
        self._before = field.value()
        self._moved = False
        self._cancelled = False

    def move(self, x: float, modifiers: Qt.KeyboardModifier) -> None:
        """The pointer is at x, in pixels of the screen."""
        if self._cancelled:
            return
        if not self._moved:
            if abs(x - self._x) < QApplication.startDragDistance():
                return
            self._moved = True
            self._watch_keys(True)
        fine = _FINER if modifiers & Qt.KeyboardModifier.ShiftModifier else 1.0
        self._field().move_to(self._start, (x - self._x) / _PX_A_STEP * fine, modifiers)

    def end(self) -> None:
        """The button is up: commit, or begin typing if nothing moved."""
        self._watch_keys(False)
        self.deleteLater()
        if self._cancelled:
            return
        if self._moved:
            self._field().finish_gesture()
        else:
            self._field().edit.setFocus(Qt.FocusReason.MouseFocusReason)

    def cancel(self) -> None:
        """Put the old value back and ignore the rest of the drag."""
        self._cancelled = True
        if self._before is None:
            self._field().set_mixed()
        else:
            self._field().set_value(self._before)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Cancel with Escape, wherever the keyboard is."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() != Qt.Key.Key_Escape:
                return False
            self.cancel()
            return True
        return False

    def _watch_keys(self, on: bool) -> None:
        application = QApplication.instance()
        assert application is not None
        if on:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)

    def _field(self) -> NumberField:
        field = self.parent()
        assert isinstance(field, NumberField)
        return field


class _Steppers(IconButton):
    """The pair of arrows: the upper half adds, the lower half takes away; held, it repeats."""

    def __init__(self, store: ThemeStore, field: NumberField) -> None:
        super().__init__(store, "updn", _("More or less"), small=True, parent=field)
        self._direction = 1
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAutoRepeat(True)
        self.setToolTip("")
        self.pressed.connect(self._on_pressed)
        self.released.connect(self._on_released)

    def sizeHint(self) -> QSize:
        edge = self.theme.scaled(self.theme.tokens.control.icon_small)
        return QSize(edge, self._field().field_height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._direction = 1 if event.position().y() < self.height() / 2 else -1
        super().mousePressEvent(event)

    def paintEvent(self, _event: object) -> None:
        painter: QPainter = self.begin_paint()
        colors = self.theme.colors
        ink = colors.text.primary if self.underMouse() else colors.text.hint
        arrows = QRectF(0, 0, arrow_px(self.theme), arrow_px(self.theme))
        arrows.moveCenter(self.box().center())
        draw_icon(painter, self, self.store, "updn", ink, arrows)
        painter.end()

    def _on_pressed(self) -> None:
        self._field().step_by(self._direction, QApplication.keyboardModifiers())

    def _on_released(self) -> None:
        if not self.isDown():
            self._field().finish_gesture()

    def _field(self) -> NumberField:
        field = self.parentWidget()
        assert isinstance(field, NumberField)
        return field
