"""A panel at the side of the canvas that folds where the window is narrow."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from netbuilder.app.theme import ThemeStore, mix
from netbuilder.app.widgets import Control, Surface
from netbuilder.app.widgets.motion import Glide
from netbuilder.app.widgets.painting import arrow_px, draw_box, draw_icon
from netbuilder.words import _

_LEAST_CANVAS = 96
_HANDLE_HEIGHT = 56


class SidePanel(QObject):
    """Stands beside the canvas in its `slot`, or while folded lies over it as long as it is open.

    The panel is the same widget in both places, so it keeps what was typed and unfolded.

    Args:
        room: What a folded panel lies over. It follows that widget's size, and gives it the focus.
        side: At which edge of `room` it lies.
        top: Unscaled pixels of `room` that it leaves free above itself.

    Signals:
        opened: The folded panel was opened, or closed.
        docked: The panel stands in its slot again.
        moved: `shown_px` changed.
    """

    opened = Signal(bool)
    moved = Signal()
    docked = Signal()

    def __init__(
        self,
        store: ThemeStore,
        panel: QWidget,
        room: QWidget,
        *,
        side: Literal["left", "right"],
        top: int = 0,
    ) -> None:
        super().__init__(room)
        self._store = store
        self._room = room
        self._side = side
        self._top = top
        self.panel = panel
        self.is_folded = False
        self.is_open = False
        self._shown_px = 0
        self.width_px = 0
        """How wide it is over the canvas, in pixels."""
        self.slot = QWidget()
        self._slot_layout = _bare_layout(self.slot)
        self.ground = Surface(store, "panel")
        _bare_layout(self.ground).addWidget(panel)
        self._slot_layout.addWidget(self.ground)
        self._glide = Glide(1.0, self)
        self._glide.moved.connect(self._place)
        self._glide.arrived.connect(self._on_arrived)
        room.installEventFilter(self)
        self.ground.installEventFilter(self)

    @property
    def shown_px(self) -> int:
        """How much of the room it covers at present, in pixels."""
        return self._shown_px if self._is_lifted() else 0

    @property
    def covers_px(self) -> int:
        """How much of the room it covers once it has come to rest, in pixels."""
        return self._over_px() if self.is_open else 0

    def fold(self) -> None:
        """Leave the canvas all the room; the panel glides away."""
        if self.is_folded:
            return
        had_focus = self.has_focus()
        self.is_folded = True
        self.ground.set_edges(("right",) if self._side == "left" else ("left",))
        self._lift()
        self._go(open=False)
        if had_focus:
            self._leave_focus()

    def unfold(self) -> None:
        """Stand beside the canvas again."""
        if self.is_folded:
            self.is_folded = False
            self._go(open=True)

    def open(self) -> None:
        """Lie over the canvas, if the panel is folded."""
        if self.is_folded and not self.is_open:
            self._go(open=True)
            self.opened.emit(True)

    def close(self) -> None:
        """Go away again, if the panel is folded."""
        if self.is_folded and self.is_open:
            had_focus = self.has_focus()
            self._go(open=False)
            self.opened.emit(False)
            if had_focus:
                self._leave_focus()

    def has_focus(self) -> bool:
        """Whether the keyboard is in the panel."""
        focused = QApplication.focusWidget()
        return focused is not None and self.ground.isAncestorOf(focused)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the room's size; Escape that nothing in the panel wanted closes it."""
        if event.type() == QEvent.Type.Resize and watched is self._room:
            self._place()
        elif event.type() == QEvent.Type.KeyPress and watched is self.ground:
            assert isinstance(event, QKeyEvent)
            if event.key() == Qt.Key.Key_Escape and self.is_folded:
                self.close()
                return True
        return False

    def _leave_focus(self) -> None:
        self._room.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go(self, *, open: bool) -> None:
        self.is_open = open and self.is_folded
        if open and not self.ground.isVisible():
            self._lift()
        is_seen = self._room.isVisible()
        duration = self._store.theme.duration_ms("panel") if is_seen else 0
        self._glide.move_to(float(open), duration)

    def _lift(self) -> None:
        """Take the panel out of its slot and lay it over the room."""
        self.width_px = self.slot.width() if self.slot.isVisible() else self.width_px
        self.slot.hide()
        self.ground.setParent(self._room)
        self._place()
        self.ground.show()
        self.ground.raise_()

    def _on_arrived(self) -> None:
        if not self.is_folded:
            self.ground.set_edges(())
            self._slot_layout.addWidget(self.ground)
            self.ground.show()
            self.slot.show()
            self.docked.emit()
        elif not self.is_open:
            self.ground.hide()

    def _place(self) -> None:
        if not self._is_lifted():
            return
        top = self._store.theme.scaled(self._top)
        width = self._over_px()
        shown = round(self._glide.level * width)
        self._shown_px = shown
        left = shown - width if self._side == "left" else self._room.width() - shown
        self.ground.setGeometry(left, top, width, self._room.height() - top)
        self.moved.emit()

    def _over_px(self) -> int:
        return min(self.width_px, self._room.width() - _LEAST_CANVAS)

    def _is_lifted(self) -> bool:
        return self.ground.parentWidget() is self._room


class PanelHandle(Control):
    """What is left of the inspector while it is folded: a grip at the edge that opens it."""

    def __init__(self, store: ThemeStore, parent: QWidget) -> None:
        super().__init__(store, parent=parent)
        self.setObjectName("inspector.handle")
        self._is_open = False
        self.set_open(False)

    def set_open(self, is_open: bool) -> None:
        """Say what a click would do."""
        self._is_open = is_open
        name = _("Close the inspector") if is_open else _("Open the inspector")
        self.setAccessibleName(name)
        self.set_tooltip(name)
        self.update()

    def corner_radius(self) -> int:
        return self.theme.tokens.radius.field

    def sizeHint(self) -> QSize:
        width = self.theme.tokens.control.hit_minimum
        return QSize(width, self.theme.scaled(_HANDLE_HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = self.begin_paint()
        colors, radius = self.theme.colors, self.corner_radius()
        fill = mix(colors.surface.panel, colors.surface.hover, self.hover_level)
        box = self.box().adjusted(4, 0, radius, 0)  # its right side lies behind the edge
        draw_box(painter, box, radius, fill=fill, line=colors.line.soft)
        icon = "right" if self._is_open else "left"
        size = arrow_px(self.theme)
        arrow = QRectF(0, 0, size, size)
        arrow.moveCenter(self.box().center())
        ink = mix(colors.text.secondary, colors.text.primary, self.hover_level)
        draw_icon(painter, self, self.store, icon, ink, arrow)
        painter.end()


def _bare_layout(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    return layout
