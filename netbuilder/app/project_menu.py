"""The project menu: everything that the mark in the top bar opens."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAction

from netbuilder.app.kept_views_menu import KeptViewsMenu
from netbuilder.app.theme import ThemeMode
from netbuilder.app.widgets import PopupMenu
from netbuilder.project.template import templates
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.window import Window

_MODES = (
    (ThemeMode.SYSTEM, _("As the system")),
    (ThemeMode.DARK, _("Dark")),
    (ThemeMode.LIGHT, _("Light")),
)


class ProjectMenu(PopupMenu):
    """The file commands, and a menu each for editing, the network, training, the view, the look."""

    def __init__(self, window: Window) -> None:
        super().__init__(window.store, parent=window)
        self._window = window
        self.new_from = PopupMenu(window.store, _("New from template"), self)
        self._recent = PopupMenu(window.store, _("Open recent"), self)
        self._look = PopupMenu(window.store, _("Look"), self)
        self._ticks: dict[object, QAction] = {}
        self._fill_new_from()
        self._fill_look()
        self._recent.aboutToShow.connect(self._fill_recent)
        self._look.aboutToShow.connect(self._tick_look)
        self._lay_out()

    def _lay_out(self) -> None:
        actions = self._window.actions_
        rows = actions.build_menu("file", self).actions()
        self.addAction(rows[0])
        self.addMenu(self.new_from)
        self.addAction(rows[1])
        self.addMenu(self._recent)
        self.addActions(rows[2:-2])
        self.addSeparator()
        for name in ("edit", "select", "network", "wires", "arrange", "run", "view"):
            menu = actions.build_menu(name, self)
            self.addMenu(menu)
            if name == "view":
                menu.insertMenu(actions["look_back"], KeptViewsMenu(self._window, menu))
        self.addMenu(self._look)
        self.addAction(rows[-2])
        self.addSeparator()
        self.addAction(rows[-1])

    def _fill_new_from(self) -> None:
        for template in templates():
            row = self.new_from.addAction(template.title)
            row.setToolTip(template.summary)
            row.triggered.connect(partial(self._window.files.open_template, template.name))

    def _fill_look(self) -> None:
        for mode, words in _MODES:
            self._add_look(mode, words).triggered.connect(partial(self._window.set_mode, mode))
        self._look.addSeparator()
        for scale in self._window.store.theme.tokens.type.user_scale:
            row = self._add_look(scale, _("Text at {scale:.0%}").format(scale=scale))
            row.triggered.connect(partial(self._window.set_font_scale, scale))

    def _add_look(self, value: object, words: str) -> QAction:
        row = self._look.addAction(words)
        row.setCheckable(True)
        self._ticks[value] = row
        return row

    def _tick_look(self) -> None:
        store = self._window.store
        for value, row in self._ticks.items():
            row.setChecked(value in (store.mode, store.theme.font_scale))

    def _fill_recent(self) -> None:
        self._recent.clear()
        for path in self._window.settings.recent:
            row = self._recent.addAction(path.stem)
            row.setToolTip(str(path))
            row.triggered.connect(partial(self._window.files.open_path, path))
        if not self._window.settings.recent:
            self._recent.addAction(_("Nothing yet")).setEnabled(False)
