"""Shows where the keyboard is while somebody works with it: a ring around a node or the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent

from netbuilder.app.canvas.arrays import Mark

if TYPE_CHECKING:
    from netbuilder.app.canvas.view import CanvasView

_BY_KEYBOARD = frozenset(
    {
        Qt.FocusReason.TabFocusReason,
        Qt.FocusReason.BacktabFocusReason,
        Qt.FocusReason.ShortcutFocusReason,
    }
)

_BESIDE_THE_MOUSE = frozenset(
    {
        Qt.Key.Key_Control,
        Qt.Key.Key_Shift,
        Qt.Key.Key_Alt,
        Qt.Key.Key_Meta,
        Qt.Key.Key_Space,
    }
)
"""Keys that are held down while the mouse does something."""


class KeyboardFocus(QObject):
    """Marks the selected node while keys are used, or the whole canvas where none is selected."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._by_keyboard = False
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        view.workspace.selection_changed.connect(self._show)
        view.overlay.page = view.viewport().size()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice what the person works with."""
        kind = event.type()
        if watched is not self._view:
            if kind is QEvent.Type.MouseButtonPress:
                self._turn(on=False)
            elif kind is QEvent.Type.Resize:
                self._view.overlay.page = self._view.viewport().size()
        elif kind is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._turn(on=self._by_keyboard or event.key() not in _BESIDE_THE_MOUSE)
        elif kind is QEvent.Type.FocusIn and isinstance(event, QFocusEvent):
            was_on = self._by_keyboard and event.reason() is not Qt.FocusReason.MouseFocusReason
            self._turn(on=was_on or event.reason() in _BY_KEYBOARD)
        elif kind is QEvent.Type.FocusOut:
            self._show()
        return False

    def _turn(self, *, on: bool) -> None:
        self._by_keyboard = on
        self._show()

    def _show(self) -> None:
        view, arrays = self._view, self._view.arrays
        is_here = self._by_keyboard and view.hasFocus()
        rows = arrays.rows(view.workspace.selection)
        marked = arrays.marks & ~Mark.FOCUS
        if is_here and len(rows) == 1:
            marked[rows] |= Mark.FOCUS
        is_around_all = is_here and not len(rows) and not view.workspace.selected_edges
        if is_around_all != view.overlay.has_focus or (marked != arrays.marks).any():
            arrays.marks, view.overlay.has_focus = marked, is_around_all
            view.viewport().update()
