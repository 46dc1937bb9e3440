"""What the menu of the right button offers for a frame and for a note on the canvas."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QIcon

from netbuilder.app.widgets import PopupMenu
from netbuilder.project.framing import COLOURS
from netbuilder.project.value import Frame, Note
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.window import Window

_GLYPH_PX = 16
_ON_CONTENTS = ("copy", "duplicate", "tidy")


def fill_frame_menu(window: Window, menu: PopupMenu, frame: Frame) -> None:
    """Add the rows about a frame, what lies in which is selected."""
    framing = window.canvas.framing
    rename = menu.addAction(_("Rename"))
    rename.triggered.connect(partial(window.canvas.writing.retitle, frame.id))
    menu.addMenu(_colour_menu(window, menu, frame))
    menu.addActions([window.actions_[id] for id in _ON_CONTENTS])
    menu.addSeparator()
    remove = menu.addAction(_("Remove the frame only"))
    remove.triggered.connect(partial(framing.remove, frame.id))
    remove_all = menu.addAction(_("Remove the frame with its layers"))
    remove_all.triggered.connect(partial(framing.remove, frame.id, with_nodes=True))


def fill_note_menu(window: Window, menu: PopupMenu, note: Note) -> None:
    """Add the rows about a note, which is selected."""
    change = menu.addAction(_("Change the text"))
    change.triggered.connect(partial(window.canvas.writing.write_on, note.id))
    menu.addActions([window.actions_[id] for id in ("cut", "copy", "duplicate", "delete")])


def _colour_menu(window: Window, parent: PopupMenu, frame: Frame) -> PopupMenu:
    """The colours of the families of layers, each with the family's icon, and none."""
    store, menu = window.store, PopupMenu(window.store, _("Colour"), parent)
    for colour in COLOURS:
        family = store.theme.colors.family.get(colour)
        words = family.name if family else _("No colour")
        # Where a row has an icon, Qt shows no tick beside it.
        row = menu.addAction(f"{words}\t✓" if colour == frame.colour else words)
        if family:
            ratio = window.devicePixelRatioF()
            glyph = store.icons.pixmap(family.icon_name, family.color, _GLYPH_PX, ratio)
            row.setIcon(QIcon(glyph))
        row.setCheckable(True)
        row.setChecked(colour == frame.colour)
        row.triggered.connect(partial(window.canvas.framing.recolour, frame.id, colour))
    return menu
