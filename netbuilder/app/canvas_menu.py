"""The menu of the right button on the canvas: at most nine rows for what is under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt

from netbuilder.app.frame_menu import fill_frame_menu, fill_note_menu
from netbuilder.app.widgets import PopupMenu
from netbuilder.project.value import Edge, Frame, Note

if TYPE_CHECKING:
    from netbuilder.app.window import Window

_ON_LAYER = ("cut", "copy", "duplicate", "delete", "replace", "bypass", "freeze")
_ON_WIRE = ("delete", "put_on_wire", "swap_inputs", "add_bend", "remove_bends")
_ON_NOTHING = ("add", "note", "paste", "select_all", "tidy", "fit_all")


def open_canvas_menu(window: Window, place: QPoint, what: object) -> None:
    """Open the menu at a place of the screen for `what` is there, a `targets.Target`."""
    menu = PopupMenu(window.store, parent=window)
    window.actions_.draw_icons()
    match what:
        case Frame():
            fill_frame_menu(window, menu, what)
        case Note():
            fill_note_menu(window, menu, what)
        case str():
            menu.addActions([window.actions_[id] for id in _ON_LAYER])
            for name in ("select", "arrange"):
                menu.addMenu(window.actions_.build_menu(name, menu))
        case Edge():
            menu.addActions([window.actions_[id] for id in _ON_WIRE])
        case _nothing:
            menu.addActions([window.actions_[id] for id in _ON_NOTHING])
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(place)
