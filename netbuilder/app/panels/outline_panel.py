"""The Outline tab: the network as a tree of rows, in which all of it can be built by keys alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import (
    QItemSelection,
    QPoint,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QAction,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QMenu,
    QStackedLayout,
    QWidget,
)

from netbuilder.app.actions import Actions
from netbuilder.app.canvas.commands import Commands
from netbuilder.app.entry_rows import Entry
from netbuilder.app.panels.outline_model import NodeRow, OutlineModel, PortRow
from netbuilder.app.panels.outline_tree import OutlineTree
from netbuilder.app.theme import ThemeStore
from netbuilder.app.widgets import Button, EmptyState, PopupMenu
from netbuilder.app.workspace import Workspace
from netbuilder.project import edit
from netbuilder.project.topology import downstream, upstream
from netbuilder.project.value import Edge, Project
from netbuilder.words import _

MORE = ("replace", "duplicate", "duplicate_fed", "cut", "copy", "paste")
"""Ids of the canvas's commands that stand one menu deeper, since a menu has at most nine rows."""

DEEPER = ("make_block", "ungroup", "frame", "unframe", "take_out", "swap_inputs")
"""Ids of those that stand two menus deeper."""

SHARED = (
    *MORE,
    *DEEPER,
    "bypass",
    "freeze",
    "select_all",
    "select_others",
    "select_upstream",
    "select_downstream",
    "select_same_kind",
)
"""Ids of the canvas's commands whose keys act in the tree, too."""


class OutlinePanel(QWidget):
    """Shows the tree, or what to do where there is nothing yet.

    Makes the edits that the canvas makes, with its `commands`; the keys of its actions in `SHARED`
    act in the tree as well.

    Signals:
        layer_wanted: A layer is to be chosen; it goes behind the selected one.
        settings_wanted: The person wants to edit the selected layer.
        choice_wanted: Carries `Entry` rows of which one is to be chosen by name.
    """

    layer_wanted = Signal()
    settings_wanted = Signal()
    choice_wanted = Signal(list)

    def __init__(
        self,
        store: ThemeStore,
        workspace: Workspace,
        commands: Commands,
        actions: Actions,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._commands = commands
        self._is_following = False
        self.setObjectName("outline")
        self.setAccessibleName(_("Outline"))
        self.tree = OutlineTree(store, OutlineModel(workspace, commands.rename, self))
        self.tree.addActions([actions[id] for id in SHARED])
        self._actions = actions
        self._store = store
        self.empty = EmptyState(store, _("No layers yet."))
        self.add_button = Button(store, _("Add a layer"), icon="plus")
        self.add_button.setObjectName("outline.add")
        self.empty.add_button(self.add_button)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self.tree)
        self._stack.addWidget(self.empty)
        self._connect()
        self.refresh()

    def refresh(self) -> None:
        """Show the network as it is; nothing is done while the panel is hidden."""
        has_focus = self.tree.hasFocus() or self.add_button.hasFocus()
        self._is_following = True
        self.tree.refresh()
        self._is_following = False
        self._stack.setCurrentWidget(self.tree if self.tree.outline.order else self.empty)
        if has_focus:
            self.take_focus()
        self._follow_selection()

    def take_focus(self) -> None:
        """Put the cursor into the tree, or on the button where there is nothing yet."""
        first: QWidget = self.tree if self.tree.outline.order else self.add_button
        first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """Catch up with what has happened."""
        super().showEvent(event)
        self.refresh()

    def _connect(self) -> None:
        self._workspace.analysis_changed.connect(self._on_changed)
        self._workspace.network_switched.connect(self._on_changed)
        self._workspace.selection_changed.connect(self._follow_selection)
        self.add_button.clicked.connect(self.layer_wanted)
        self.tree.selectionModel().selectionChanged.connect(self._on_rows_selected)
        self.tree.acted.connect(self._on_acted)
        self.tree.menu_wanted.connect(self._on_menu_wanted)

    def _on_changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _follow_selection(self) -> None:
        """Mark the rows of the selected layers, and put the cursor on one of them."""
        if self._is_following or not self.isVisible():
            return
        chosen = self._workspace.selection
        if chosen == self.tree.chosen_nodes():
            return
        self._is_following = True
        self.tree.choose(chosen)
        self._is_following = False

    def _on_rows_selected(self, _now: QItemSelection, _before: QItemSelection) -> None:
        if not self._is_following:
            self._is_following = True
            self._workspace.select(self.tree.chosen_nodes())
            self._is_following = False

    def _on_acted(self, what: str) -> None:
        acts: dict[str, Callable[[], object]] = {
            "add": self.layer_wanted.emit,
            "edit": self._edit_current,
            "connect": self._offer_ports,
            "later": partial(self._move, _("Move later"), edit.move_later),
            "earlier": partial(self._move, _("Move earlier"), edit.move_earlier),
            "delete": self._delete,
            "delete_open": partial(self._delete, close_gap=False),
            "enter": self._enter,
        }
        acts[what]()

    def _edit_current(self) -> None:
        if isinstance(self.tree.current_row(), PortRow):
            self._offer_ports()
        elif self._workspace.selection:
            self.settings_wanted.emit()

    def _move(self, label: str, move: Callable[[Project, str, str], Project]) -> None:
        row = self.tree.current_row()
        if isinstance(row, NodeRow):
            self._commands.edit(label, lambda project, name: move(project, name, row.node_id))

    def _delete(self, *, close_gap: bool = True) -> None:
        """Remove the selected layers, or on a port its wire; of several one is chosen by name."""
        row = self.tree.current_row()
        if isinstance(row, NodeRow):
            self._commands.delete(close_gap=close_gap)
            if isinstance(left := self.tree.current_row(), NodeRow):
                self._workspace.select([left.node_id])
        elif row is not None and len(row.wires) == 1:
            self._commands.remove_wire(row.wires[0])
        elif row is not None and row.wires:
            self.choice_wanted.emit(list(self._entries_to_part(row)))

    def _enter(self) -> None:
        """Show the network that the current block stands for."""
        row = self.tree.current_row()
        if isinstance(row, NodeRow):
            self._commands.enter(row.node_id)

    def _offer_ports(self) -> None:
        """Let the person choose by name what the current port or layer is wired to.

        Of a layer it is the first output, of one that has none the first input.
        """
        row = self.tree.current_row()
        if isinstance(row, NodeRow):
            ports = self.tree.outline.ports_of(row.node_id)
            row = min(ports, key=lambda port: port.is_input, default=None)
        if row is not None:
            self.choice_wanted.emit(list(self._entries_for(row)))

    def _entries_to_part(self, row: PortRow) -> Iterator[Entry]:
        """Each of the wires of a port, to be taken away, and all of them."""
        group = row.words
        for wire, other in zip(row.wires, row.others, strict=True):
            words = _("Disconnect from {layer}").format(layer=other)
            run = partial(self._commands.remove_wire, wire)
            yield Entry(words=words, group=group, run=run, icon="trash")
        words = _("Disconnect from all {count}").format(count=len(row.wires))
        yield Entry(words=words, group=group, run=partial(self._remove, row.wires), icon="trash")

    def _remove(self, wires: Sequence[Edge]) -> None:
        self._commands.edit(
            _("Remove wires"), lambda project, name: edit.remove_edges(project, name, wires)
        )

    def _entries_for(self, row: PortRow) -> Iterator[Entry]:
        """The ports that could be at the other end; none that would close a circle."""
        outline, node_id = self.tree.outline, row.end.node
        network = self._workspace.network
        closing = (downstream if row.is_input else upstream)(network, [node_id]) | {node_id}
        for other in outline.order:
            if other in closing:
                continue
            ports = outline.ports_of(other)
            for port in ports:
                if port.is_input != row.is_input:
                    yield self._entry(row, port, outline.row_of(other))
                    if _is_full(port, ports):
                        yield self._entry(row, port, outline.row_of(other), is_more=True)

    def _entry(
        self, row: PortRow, port: PortRow, other: NodeRow, *, is_more: bool = False
    ) -> Entry:
        """One way to connect `row`: to the place of `port`, or to one more behind it."""
        source, sink = (port, row) if row.is_input else (row, port)
        words = _("Connect from {layer}") if row.is_input else _("Connect to {layer}")
        order = sink.order if sink.wires and not is_more else None
        place = f"{port.words}, {port.link}" if port.is_input else port.words
        return Entry(
            words=words.format(layer=f"{other.title} {other.name}"),
            group=_("One more input") if is_more else place,
            run=partial(self._commands.draw_wire, source.end, sink.end, order=order),
            family=other.family,
        )

    def _on_menu_wanted(self, place: QPoint) -> None:
        row = self.tree.current_row()
        if row is None:
            return
        menu = PopupMenu(self._store, parent=self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_menu(menu, row)
        menu.popup(place)

    def _fill_menu(self, menu: QMenu, row: NodeRow | PortRow) -> None:
        def add(words: str, keys: str, what: str) -> QAction:
            action = menu.addAction(f"{words}\t{keys}" if keys else words)
            action.triggered.connect(partial(self._on_acted, what))
            return action

        add(_("Connect…"), "W", "connect")
        if isinstance(row, PortRow):
            add(_("Disconnect"), "Del", "delete").setEnabled(bool(row.wires))
            return
        add(_("Add a layer behind…"), "Ins", "add")
        rename = menu.addAction(_("Rename") + "\tF2")
        rename.triggered.connect(self.tree.rename_current)
        add(_("Move earlier"), "Alt+↑", "earlier")
        add(_("Move later"), "Alt+↓", "later")
        menu.addActions([self._actions[id] for id in ("bypass", "freeze", "delete")])
        more = PopupMenu(self._store, _("More"), menu)
        if self._workspace.network.nodes[row.node_id].block is not None:
            enter = more.addAction(_("Enter the block") + "\tShift+Enter")
            enter.triggered.connect(self._enter)
        more.addActions([self._actions[id] for id in (*MORE, "delete_open")])
        deeper = PopupMenu(self._store, _("Blocks, frames and wires"), more)
        deeper.addActions([self._actions[id] for id in DEEPER])
        more.addMenu(deeper)
        menu.addMenu(more)


def _is_full(port: PortRow, ports: Sequence[PortRow]) -> bool:
    """Whether this is the last place of a port that takes many, and none of them is free."""
    places = [other for other in ports if other.is_input and other.end == port.end]
    return len(places) > 1 and port is places[-1] and all(place.wires for place in places)
