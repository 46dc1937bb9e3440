"""The menu of the views that a person keeps of the network: to go there, and to forget them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMenu

from netbuilder.app.widgets import PopupMenu
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.window import Window


class KeptViewsMenu(PopupMenu):
    """Filled anew each time that it opens."""

    def __init__(self, window: Window, parent: QMenu) -> None:
        super().__init__(window.store, _("Kept views"), parent)
        self._window = window
        self._forget = PopupMenu(window.store, _("Forget"), self)
        self.setObjectName("kept_views_menu")
        self.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        views = self._window.canvas.kept_views
        self.clear()
        self._forget.clear()
        self.addAction(self._window.actions_["keep_view"])
        self.addSeparator()
        for name in views.names:
            words = _("View {name}").format(name=name)
            key = f"\t{name}" if name.isdecimal() and len(name) == 1 else ""
            self.addAction(words + key).triggered.connect(partial(views.go, name))
            self._forget.addAction(words).triggered.connect(partial(views.forget, name))
        if views.names:
            self.addMenu(self._forget)
        else:
            self.addAction(_("None yet")).setEnabled(False)
