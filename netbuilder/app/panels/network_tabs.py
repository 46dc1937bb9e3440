"""The row above the canvas: a tab for each network, and Tidy up or what the nodes show inside."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from netbuilder.app.actions import Actions
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import (
    Button,
    Control,
    IconButton,
    NameEditor,
    PopupMenu,
    ScrollArea,
)
from netbuilder.app.widgets.painting import draw_box
from netbuilder.app.workspace import Workspace
from netbuilder.error import EditError
from netbuilder.project import edit
from netbuilder.words import _

_LEAST_NAME_WIDTH = 160


class NetworkTabs(QWidget):
    """Shows the project's networks, switches between them, and adds, renames and removes them.

    Signals:
        message: One sentence about what was or could not be done.
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
        self._renamed = ""
        self.setObjectName("network_tabs")
        self.setAccessibleName(_("Networks"))
        self.add_button = IconButton(store, "plus", _("New network in this project"), small=True)
        self.add_button.setObjectName("network_tabs.add")
        self.tidy_button = Button(store, _("Tidy up"), kind="ghost", size="small", icon="tidy")
        self.tidy_button.setObjectName("network_tabs.tidy")
        self._editor: NameEditor | None = None
        self._strip = _Strip()
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 8, 0)
        self._row.setSpacing(4)
        self._row.addWidget(self._strip)
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

    def add_switch(self, switch: QWidget) -> None:
        """Take in what stands in the place of Tidy up while a network trains."""
        self._switch = switch
        self._row.addWidget(switch)

    def show_switch(self, is_shown: bool) -> None:
        """Show the switch, or Tidy up."""
        if self._switch is not None:
            self._switch.setVisible(is_shown)
            self.tidy_button.setVisible(not is_shown)

    def tab(self, name: str) -> NetworkTab:
        """The tab of a network."""
        return self._tabs[name]

    def refresh(self) -> None:
        """Show the project's present networks."""
        names = tuple(self._workspace.project.networks)
        if names != tuple(self._tabs):
            self._rebuild(names)
        trained = self._workspace.project.training.roles.values()
        for name, tab in self._tabs.items():
            is_shown = name == self._workspace.network_name
            tab.setChecked(is_shown)
            tab.set_trained(name in trained)
            tab.set_closable(is_shown and len(names) > 1)
        self._strip.updateGeometry()
        if (shown := self._tabs.get(self._workspace.network_name)) is not None:
            self._strip.show_tab(shown)

    def _rebuild(self, names: tuple[str, ...]) -> None:
        if self._editor is not None:
            self._editor.close_unnamed()
        for name, tab in list(self._tabs.items()):
            if name not in names:
                self._strip.row.removeWidget(tab)
                tab.hide()
                tab.deleteLater()
                del self._tabs[name]
        self._tabs = {name: self._tabs.get(name) or self._build_tab(name) for name in names}
        for place, tab in enumerate(self._tabs.values()):
            self._strip.row.insertWidget(place, tab)
            tab.show()

    def _build_tab(self, name: str) -> NetworkTab:
        tab = NetworkTab(self._store, name)
        tab.clicked.connect(partial(self._workspace.switch_network, name))
        tab.clicked.connect(self.refresh)
        tab.rename_wanted.connect(partial(self._on_rename_wanted, name))
        tab.removal_wanted.connect(partial(self._on_removal_wanted, name))
        tab.came_into_focus.connect(partial(self._strip.show_tab, tab))
        tab.menu_wanted.connect(partial(self._on_menu_wanted, name))
        return tab

    def _on_add_wanted(self) -> None:
        names = self._workspace.project.networks
        number = next(n for n in range(2, len(names) + 3) if f"network{n}" not in names)
        name = f"network{number}"
        self._workspace.edit(_("Add a network"), edit.add_network(self._workspace.project, name))
        self._workspace.switch_network(name)

    def _on_rename_wanted(self, name: str) -> None:
        if self._editor is None:
            self._editor = NameEditor(self._store, _("Name of the network"), self)
            self._editor.setObjectName("network_tabs.editor")
            self._editor.named.connect(self._on_named)
            self._editor.refused.connect(self.message)
        self._renamed = name
        tab = self._tabs[name]
        width = max(tab.width(), self._store.theme.scaled(_LEAST_NAME_WIDTH))
        box = QRect(tab.mapTo(self, QPoint(0, 0)), QSize(width, tab.height()))
        self._editor.open(name, box, self._name_fault)

    def _name_fault(self, new_name: str) -> str | None:
        try:
            edit.rename_network(self._workspace.project, self._renamed, new_name)
        except EditError as error:
            return error.sentence
        return None

    def _on_named(self, new_name: str) -> None:
        is_shown = self._renamed == self._workspace.network_name
        project = edit.rename_network(self._workspace.project, self._renamed, new_name)
        self._workspace.edit(_("Rename a network"), project)
        if is_shown:
            self._workspace.switch_network(new_name)

    def _on_menu_wanted(self, name: str, place: QPoint) -> None:
        menu = PopupMenu(self._store, parent=self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rename = menu.addAction(_("Rename…"))
        rename.triggered.connect(partial(self._on_rename_wanted, name))
        remove = menu.addAction(_("Remove"))
        remove.setEnabled(len(self._tabs) > 1)
        remove.setToolTip(_("A project keeps at least one network."))
        remove.triggered.connect(partial(self._on_removal_wanted, name))
        menu.popup(place)

    def _on_removal_wanted(self, name: str) -> None:
        try:
            project = edit.remove_network(self._workspace.project, name)
        except EditError as error:
            self.message.emit(error.sentence)
            return
        self._workspace.edit(_("Remove a network"), project)
        self.message.emit(_("{name} is gone. Undo brings it back.").format(name=name))


class _Strip(ScrollArea):
    """The tabs in a row that the wheel moves where there are more than have room."""

    def __init__(self) -> None:
        super().__init__()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Expanding)
        self._content = QWidget()
        self.row = QHBoxLayout(self._content)
        self.row.setContentsMargins(8, 0, 0, 0)
        self.row.setSpacing(4)
        self.setWidget(self._content)

    def show_tab(self, tab: QWidget) -> None:
        """Have a tab in sight."""
        if self.isVisible():
            self.row.activate()
            self.ensureWidgetVisible(tab, 4, 0)

    def sizeHint(self) -> QSize:
        return self.row.sizeHint()

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 120), 0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Ask for other room when the tabs do: a scroll area keeps that to itself."""
        if watched is self._content and event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        delta = event.angleDelta()
        bar = self.horizontalScrollBar()
        bar.setValue(bar.value() - (delta.x() or delta.y()))
        event.accept()


class NetworkTab(Control):
    """One network's tab. A filled dot marks one that is trained, a ring any other."""

    rename_wanted = Signal()
    removal_wanted = Signal()
    menu_wanted = Signal(QPoint)
    came_into_focus = Signal()

    def __init__(self, store: ThemeStore, name: str) -> None:
        super().__init__(store, name)
        self._is_trained = False
        self.setObjectName(f"network_tabs.{name}")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.close_button = IconButton(
            store, "x", _("Remove {name}").format(name=name), small=True, icon_size=12, parent=self
        )
        self.close_button.setObjectName(f"network_tabs.remove.{name}")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.close_button.clicked.connect(self.removal_wanted)
        self.close_button.hide()
        self.apply_theme()

    def set_trained(self, is_trained: bool) -> None:
        """Mark the network as one that Train trains."""
        self._is_trained = is_trained
        self.setAccessibleDescription(_("is trained") if is_trained else "")
        self.update()

    def set_closable(self, on: bool) -> None:
        """Offer to remove the network with a cross."""
        self.close_button.setVisible(on)
        self.updateGeometry()

    def corner_radius(self) -> int:
        return self.theme.tokens.radius.field

    def apply_theme(self) -> None:
        self.setFont(self.theme.font("body"))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        scaled = self.theme.scaled
        width = self.fontMetrics().horizontalAdvance(self.text()) + scaled(44)
        if not self.close_button.isHidden():
            width += self.close_button.sizeHint().width() - scaled(8)
        return QSize(width, scaled(28))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        size = self.close_button.sizeHint()
        left = self.width() - size.width() - self.theme.scaled(4)
        self.close_button.setGeometry(
            left, (self.height() - size.height()) // 2, size.width(), size.height()
        )

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.came_into_focus.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.rename_wanted.emit()
        elif event.key() == Qt.Key.Key_Delete and not self.close_button.isHidden():
            self.removal_wanted.emit()
        else:
            super().keyPressEvent(event)

    def mouseDoubleClickEvent(self, _event: QMouseEvent) -> None:
        self.rename_wanted.emit()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def paintEvent(self, _event: QPaintEvent) -> None:
        colors, scaled = self.theme.colors, self.theme.scaled
        painter = self.begin_paint()
        if self.isChecked():
            draw_box(painter, self.box(), self.corner_radius(), fill=colors.surface.field)
        elif self.hover_level > 0:
            painter.setOpacity(self.hover_level)
            draw_box(painter, self.box(), self.corner_radius(), fill=colors.surface.raised)
            painter.setOpacity(1.0)
        edge = scaled(8)
        dot = QRectF(scaled(12), (self.height() - edge) / 2, edge, edge)
        tone = colors.accent.line if self._is_trained else colors.text.hint
        fill, line = (tone, None) if self._is_trained else (None, tone)
        draw_box(painter, dot, edge / 2, fill=fill, line=line)
        painter.setFont(self.font())
        painter.setPen(colors.text.primary if self.isChecked() else colors.text.secondary)
        words = self.rect().adjusted(scaled(28), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        painter.end()
