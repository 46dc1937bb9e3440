"""The keys of the canvas, as one table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QTextEdit

from netbuilder.app.actions import COMMANDS
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.canvas.view import CanvasView

_Key = Qt.Key
_NONE = Qt.KeyboardModifier.NoModifier
_ALT = Qt.KeyboardModifier.AltModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier

_ARROWS = {
    _Key.Key_Right: (1, 0),
    _Key.Key_Left: (-1, 0),
    _Key.Key_Down: (0, 1),
    _Key.Key_Up: (0, -1),
}

_DIGITS = tuple(_Key(_Key.Key_1.value + step) for step in range(9))

CANVAS_KEYS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("Left", "Up", "Down", "Right"), _("Go along the wires")),
    (("Shift+Left", "Shift+Right"), _("Go onto a wire")),
    (("Ctrl+Left", "Ctrl+Up", "Ctrl+Down", "Ctrl+Right"), _("Select on")),
    (("Alt+Left", "Alt+Up", "Alt+Down", "Alt+Right"), _("Move what is selected")),
    (tuple("123456789"), _("Go to a kept view")),
    (("Ctrl+0",), _("Zoom to 100%")),
    (("Esc",), _("Back out")),
)
"""Keys that no command of a menu has, with what they do; the key sheet shows them."""

MOUSE_WAYS: tuple[tuple[tuple[str, ...], str], ...] = (
    ((_("drag"),), _("Select by a rectangle")),
    ((_("Shift+drag"),), _("Add to the selection")),
    ((_("Ctrl+drag"),), _("Take out of the selection")),
    ((_("middle drag"),), _("Move the view at any time")),
    ((_("drag a port"),), _("Draw a wire")),
    ((_("Ctrl+drag"),), _("Move all wires of a port")),
    ((_("drag an end"),), _("Move a wire, swap inputs")),
    ((_("Ctrl+right drag"),), _("Cut wires")),
    ((_("Alt+Shift+drag"),), _("Cut wires, too")),
    ((_("double click"),), _("Bend a wire, or unbend it")),
    ((_("drag onto it"),), _("Put a layer on a wire")),
    ((_("Alt+drag"), _("shake")), _("Take it out of its wires")),
)
"""What is done with the mouse, and what it does; the key sheet shows it."""


def bindings(view: CanvasView) -> Mapping[QKeySequence, Callable[[], object]]:
    """What each key does on the canvas; keys that menus also show do the same there."""
    table: dict[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[], object]] = {
        (_CTRL, _Key.Key_0): view.reset_zoom,
        (_NONE, _Key.Key_Escape): view.back_out,
    }
    for number, key in enumerate(_DIGITS, start=1):
        table[_NONE, key] = partial(view.kept_views.go, str(number))
    for key, (across, down) in _ARROWS.items():
        table[_NONE, key] = _walk(view, across, down)
        table[_ALT, key] = _nudge(view, across, down)
        table[_CTRL, key] = partial(view.walk.extend, (across, down))
        if across:
            table[_SHIFT, key] = partial(view.walk.go_onto_wire, across)
    bound = {
        QKeySequence(QKeyCombination(modifier, key)): act for (modifier, key), act in table.items()
    }
    for row in COMMANDS:
        if row.id in view.handlers:
            bound |= {QKeySequence(keys): view.handlers[row.id] for keys in row.keys}
    return bound


def is_in_field() -> bool:
    """Whether somebody types into a field, such as one over the canvas, that leaves a key over."""
    return isinstance(QApplication.focusWidget(), QLineEdit | QTextEdit)


def _walk(view: CanvasView, across: int, down: int) -> Callable[[], None]:
    return lambda: view.walk.go((across, down))


def _nudge(view: CanvasView, across: int, down: int) -> Callable[[], None]:
    step = view.store.theme.tokens.canvas.snap

    def nudge() -> None:
        workspace = view.workspace
        has_things = workspace.selection or workspace.selected_notes
        mover = view.commands if has_things else view.bending
        mover.nudge(across * step, down * step)

    return nudge
