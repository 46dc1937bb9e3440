"""Views of a network that the person keeps, to come back to them by a number."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from PySide6.QtCore import QPointF

from netbuilder.app.canvas.camera import Camera
from netbuilder.app.canvas.commands import Commands
from netbuilder.project import edit
from netbuilder.words import _


class KeptViews:
    """The kept views of the network that is shown. Keeping and forgetting are steps of undo."""

    def __init__(self, commands: Commands, camera: Camera) -> None:
        self._commands = commands
        self._camera = camera

    @property
    def names(self) -> Sequence[str]:
        """The names of the kept views, numbers first and in order."""
        views = self._commands.workspace.network.layout.views
        return sorted(views, key=lambda name: (not name.isdecimal(), len(name), name))

    def keep(self) -> None:
        """Keep what is in view now, under the first free number."""
        taken = self._commands.workspace.network.layout.views
        name = next(str(number) for number in count(1) if str(number) not in taken)
        center = self._camera.center
        view = (center.x(), center.y(), self._camera.zoom)
        kept = self._commands.edit(
            _("Keep view {name}").format(name=name),
            lambda project, network: edit.set_view(project, network, name, view),
        )
        if kept:
            self._commands.message.emit(_("This is view {name} now.").format(name=name))

    def go(self, name: str) -> None:
        """Glide to a kept view."""
        view = self._commands.workspace.network.layout.views.get(name)
        if view is None:
            sentence = _("There is no view {name} yet. V keeps the present one.")
            self._commands.message.emit(sentence.format(name=name))
            return
        x, y, zoom = view
        self._camera.is_fitted = False
        self._camera.glide_to(QPointF(x, y), zoom)

    def forget(self, name: str) -> None:
        """Keep a view no longer."""
        self._commands.edit(
            _("Forget view {name}").format(name=name),
            lambda project, network: edit.remove_view(project, network, name),
        )
