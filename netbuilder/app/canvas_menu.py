"""The menu of the right button on the canvas: at most nine rows for what is under the pointer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt

from netbuilder.app.widgets import PopupMenu
from netbuilder.project.value import Edge

if TYPE_CHECKING:
    from netbuilder.app.window import Window

_ON_LAYER = ("cut", "copy", "duplicate", "delete", "replace", "bypass", "freeze")
_ON_WIRE = ("delete", "put_on_wire", "swap_inputs", "add_bend", "remove_bends")
_ON_NOTHING = ("add", "paste", "select_all", "tidy", "fit_all")


def open_canvas_menu(window: Window, place: QPoint, what: object) -> None:
    """Open the menu at a place of the screen for `what` is there: a node id, `Edge` or None."""
    is_layer = isinstance(what, str)
    ids = _ON_LAYER if is_layer else _ON_WIRE if isinstance(what, Edge) else _ON_NOTHING
    menu = PopupMenu(window.store, parent=window)
    window.actions_.draw_icons()
    menu.addActions([window.actions_[id] for id in ids])
    for name in ("select", "arrange") if is_layer else ():
        menu.addMenu(window.actions_.build_menu(name, menu))
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    menu.popup(place)
