"""The page that the app begins with when nothing was asked for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout

from netbuilder.app.actions import Actions
from netbuilder.app.settings import Settings
from netbuilder.app.start.gallery import Gallery
from netbuilder.app.start.side import Side
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Surface
from netbuilder.words import _

_SIDE_WIDTH, _NARROWEST_SIDE = 360, 264
_SIDE_SHARE = 0.3


class StartPage(Surface):
    """New network and recent projects on the left, templates on the right.

    Signals:
        project_chosen: The file of a project to open.
        template_chosen: The name of a template to open.
        back_wanted: The person goes on with the project that is open.
        mode_chosen: The theme to show.
        scale_chosen: The scale to show text at.
    """

    project_chosen = Signal(object)
    template_chosen = Signal(str)
    back_wanted = Signal()
    mode_chosen = Signal(object)
    scale_chosen = Signal(float)

    def __init__(self, store: ThemeStore, settings: Settings, actions: Actions) -> None:
        super().__init__(store, "app")
        self._settings = settings
        self._has_way_back = False
        self.setObjectName("start")
        self.setAccessibleName(_("Start page"))
        self.side = Side(store, actions)
        self.gallery = Gallery(store)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.side)
        row.addWidget(self.gallery, 1)
        self.side.project_chosen.connect(self.project_chosen)
        self.side.project_removed.connect(self._on_project_removed)
        self.side.back_wanted.connect(self.back_wanted)
        self.side.mode_chosen.connect(self.mode_chosen)
        self.side.scale_chosen.connect(self.scale_chosen)
        self.gallery.chosen.connect(self.template_chosen)
        store.changed.connect(self._share_width)

    def refresh(self, way_back: str = "") -> None:
        """Show the recent projects as they are now.

        Args:
            way_back: The name of the project that is open and can be gone on with, or "".
        """
        self._has_way_back = bool(way_back)
        self.side.show_way_back(way_back)
        self.side.show_message("")
        self.side.show_projects(self._settings.remembered)

    def show_message(self, sentence: str) -> None:
        """Say one sentence about what could not be done."""
        self.side.show_message(sentence)

    def show_reading(self, name: str) -> None:
        """Say which table a project is being made on; "" where none is."""
        self.side.show_message("")
        self.side.show_reading(name)

    def take_focus(self) -> None:
        """Give the keyboard to the first thing to do."""
        self.side.new_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._has_way_back:
            self.back_wanted.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._share_width()

    def _on_project_removed(self, path: Path) -> None:
        self._settings.forget_recent(path)
        self.side.show_projects(self._settings.remembered)
        self.take_focus()

    def _share_width(self) -> None:
        """The left column as wide as its text needs it, but never the larger part."""
        scaled = self.store.theme.scaled
        share = round(_SIDE_SHARE * self.width())
        self.side.setFixedWidth(min(scaled(_SIDE_WIDTH), max(scaled(_NARROWEST_SIDE), share)))
