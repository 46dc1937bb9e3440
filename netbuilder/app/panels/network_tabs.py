"""The row above the canvas: a tab for each network, and Tidy up or what the nodes show inside."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QInputDialog, QSizePolicy, QWidget

from netbuilder.app.actions import Actions
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Button, Control, IconButton, PopupMenu
from netbuilder.app.workspace import Workspace
from netbuilder.error import EditError
from netbuilder.project import edit
from netbuilder.words import _


class NetworkTabs(QWidget):
    """Shows the project's networks and switches between them.

    Signals:
        message: One sentence about what could not be done.
    """

    message = Signal(str)

    def __init__(
        self,
        store: ThemeStore,
        workspace: Workspace,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._workspace = workspace
        self._tabs: dict[str, NetworkTab] = {}
        self._switch: QWidget | None = None
        self.setObjectName("network_tabs")
        self.setAccessibleName(_("Networks"))
        self.add_button = IconButton(store, "plus", _("New network in this project"), small=True)
        self.add_button.setObjectName("network_tabs.add")
        self.tidy_button = Button(store, _("Tidy up"), kind="ghost", size="small", icon="tidy")
        self.tidy_button.setObjectName("network_tabs.tidy")
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(8, 0, 8, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self.add_button)
        self._row.addStretch(1)
        self._row.addWidget(self.tidy_button)
        self._apply_theme()
        store.changed.connect(self._apply_theme)
        self.add_button.clicked.connect(self._on_add_wanted)
        self.tidy_button.clicked.connect(actions["tidy"].trigger)
        workspace.project_changed.connect(self.refresh)
        workspace.network_switched.connect(self.refresh)
        self.refresh()

    def _apply_theme(self) -> None:
        theme = self._store.theme
        self.setFixedHeight(theme.scaled(theme.tokens.window.network_tabs))

    def tab(self, name: str) -> NetworkTab:
        """The tab of a network."""
        return self._tabs[name]

    def add_switch(self, switch: QWidget) -> None:
        """Take in what stands in the place of Tidy up while a network trains."""
        self._switch = switch
        self._row.addWidget(switch)

    def show_switch(self, is_shown: bool) -> None:
        """Show the switch, or Tidy up."""
        if self._switch is not None:
            self._switch.setVisible(is_shown)
            self.tidy_button.setVisible(not is_shown)

    def refresh(self) -> None:
        """Show the project's present networks."""
        names = tuple(self._workspace.project.networks)
        if names != tuple(self._tabs):
            self._rebuild(names)
        trained = self._workspace.project.training.roles.values()
        for name, tab in self._tabs.items():
            tab.setChecked(name == self._workspace.network_name)
            tab.set_trained(name in trained)

    def _rebuild(self, names: tuple[str, ...]) -> None:
        for tab in self._tabs.values():
            self._row.removeWidget(tab)
            tab.hide()
            tab.deleteLater()
        self._tabs = {name: NetworkTab(self._store, name) for name in names}
        for place, (name, tab) in enumerate(self._tabs.items()):
            tab.clicked.connect(partial(self._workspace.switch_network, name))
            tab.clicked.connect(self.refresh)
            tab.rename_wanted.connect(partial(self._on_rename_wanted, name))
            tab.menu_wanted.connect(partial(self._on_menu_wanted, name))
            self._row.insertWidget(place, tab)

    def _on_add_wanted(self) -> None:
        names = self._workspace.project.networks
        number = next(n for n in range(2, len(names) + 3) if f"network{n}" not in names)
        name = f"network{number}"
        self._workspace.edit(_("Add a network"), edit.add_network(self._workspace.project, name))
        self._workspace.switch_network(name)

    def _on_rename_wanted(self, name: str) -> None:
        words = _("New name of {name}").format(name=name)
        new_name, is_given = QInputDialog.getText(self, _("Rename"), words, text=name)
        if not is_given or new_name == name:
            return
        try:
            project = edit.rename_network(self._workspace.project, name, new_name)
        except EditError as error:
            self.message.emit(error.sentence)
            return
        self._workspace.edit(_("Rename a network"), project)
        self._workspace.switch_network(new_name)

    def _on_menu_wanted(self, name: str, place: QPoint) -> None:
        menu = PopupMenu(self._store, parent=self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rename = menu.addAction(_("Rename…"))
        rename.triggered.connect(partial(self._on_rename_wanted, name))
        remove = menu.addAction(_("Remove"))
        remove.setEnabled(len(self._tabs) > 1)
        remove.triggered.connect(partial(self._on_remove_wanted, name))
        menu.popup(place)

    def _on_remove_wanted(self, name: str) -> None:
        try:
            project = edit.remove_network(self._workspace.project, name)
        except EditError as error:
            self.message.emit(error.sentence)
            return
        self._workspace.edit(_("Remove a network"), project)


class NetworkTab(Control):
    """One network's tab. A filled dot marks one that is trained, a ring any other."""

    rename_wanted = Signal()
    menu_wanted = Signal(QPoint)

    def __init__(self, store: ThemeStore, name: str) -> None:
        super().__init__(store, name)
        self._is_trained = False
        self.setObjectName(f"network_tabs.{name}")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.apply_theme()

    def set_trained(self, is_trained: bool) -> None:
        """Mark the network as one that Train trains."""
        self._is_trained = is_trained
        self.setAccessibleDescription(_("is trained") if is_trained else "")
        self.update()

    def corner_radius(self) -> int:
        return self.theme.tokens.radius.field

    def apply_theme(self) -> None:
        self.setFont(self.theme.font("body"))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = self.fontMetrics().horizontalAdvance(self.text()) + 44
        return QSize(width, self.theme.scaled(28))

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.rename_wanted.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked() or self.underMouse():
            painter.setBrush(theme.color("surface.field" if self.isChecked() else "surface.raised"))
            painter.drawRoundedRect(self.rect(), self.corner_radius(), self.corner_radius())
        dot = QRectF(12, self.height() / 2 - 4, 8, 8)
        tone = theme.color("accent.line" if self._is_trained else "text.hint")
        if self._is_trained:
            painter.setBrush(tone)
        else:
            painter.setPen(tone)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            dot = dot.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawEllipse(dot)
        painter.setFont(self.font())
        painter.setPen(theme.color("text.primary" if self.isChecked() else "text.secondary"))
        words = self.rect().adjusted(28, 0, -12, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()
