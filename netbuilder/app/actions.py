"""Every command of the app, from one table: its words, keys, icon and menu.

To add a command, add a row to `COMMANDS` and hand `Actions.connect_to` what it does; menus, keys
and tooltips follow.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from netbuilder.app.theme import ThemeStore
from netbuilder.words import _


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandRow:
    """One command.

    `keys` are in Qt's portable form; `in_canvas` ones act only with focus there; all others but
    those `everywhere` act on the project and need one to be shown.
    """

    id: str
    words: str
    menu: str
    keys: tuple[str, ...] = ()
    icon: str = ""
    in_canvas: bool = False
    everywhere: bool = False


COMMANDS = (
    CommandRow(
        id="new",
        words=_("New network"),
        menu="file",
        keys=("Ctrl+N",),
        icon="plus",
        everywhere=True,
    ),
    CommandRow(
        id="open",
        words=_("Open…"),
        menu="file",
        keys=("Ctrl+O",),
        icon="folder",
        everywhere=True,
    ),
    CommandRow(id="save", words=_("Save"), menu="file", keys=("Ctrl+S",)),
    CommandRow(id="save_as", words=_("Save as…"), menu="file", keys=("Ctrl+Shift+S",)),
    CommandRow(id="pack", words=_("Pack to share…"), menu="file"),
    CommandRow(id="export", words=_("Export"), menu="file", keys=("Ctrl+E",), icon="export"),
    CommandRow(id="start", words=_("Start page"), menu="file", icon="home"),
    CommandRow(
        id="settings",
        words=_("Settings…"),
        menu="file",
        keys=("Ctrl+,",),
        icon="sliders",
        everywhere=True,
    ),
    CommandRow(id="quit", words=_("Quit"), menu="file", keys=("Ctrl+Q",), everywhere=True),
    CommandRow(id="undo", words=_("Undo"), menu="edit", keys=("Ctrl+Z",), icon="undo"),
    CommandRow(
        id="redo", words=_("Redo"), menu="edit", keys=("Ctrl+Shift+Z", "Ctrl+Y"), icon="redo"
    ),
    CommandRow(id="cut", words=_("Cut"), menu="edit", keys=("Ctrl+X",), in_canvas=True),
    CommandRow(id="copy", words=_("Copy"), menu="edit", keys=("Ctrl+C",), in_canvas=True),
    CommandRow(id="paste", words=_("Paste"), menu="edit", keys=("Ctrl+V",), in_canvas=True),
    CommandRow(id="duplicate", words=_("Duplicate"), menu="edit", keys=("Ctrl+D",), in_canvas=True),
    CommandRow(
        id="duplicate_fed",
        words=_("Duplicate with what feeds it"),
        menu="edit",
        keys=("Ctrl+Shift+D",),
        in_canvas=True,
    ),
    CommandRow(
        id="delete",
        words=_("Delete and close the gap"),
        menu="edit",
        keys=("Del", "Backspace"),
        icon="trash",
        in_canvas=True,
    ),
    CommandRow(
        id="delete_open",
        words=_("Delete and leave the gap"),
        menu="edit",
        keys=("Shift+Del",),
        in_canvas=True,
    ),
    CommandRow(
        id="find_layer", words=_("Find a layer…"), menu="edit", keys=("Ctrl+F",), icon="search"
    ),
    CommandRow(id="find", words=_("Find in the code…"), menu="edit", keys=("Ctrl+Shift+F",)),
    CommandRow(
        id="add", words=_("Add a layer…"), menu="network", keys=("Tab", "A"), in_canvas=True
    ),
    CommandRow(id="replace", words=_("Replace by…"), menu="network", keys=("R",), in_canvas=True),
    CommandRow(
        id="edit_layer",
        words=_("Edit the settings"),
        menu="network",
        keys=("Return", "Enter"),
        in_canvas=True,
    ),
    CommandRow(id="rename", words=_("Rename"), menu="network", keys=("F2",), in_canvas=True),
    CommandRow(
        id="wire", words=_("Draw a wire from here"), menu="wires", keys=("W",), in_canvas=True
    ),
    CommandRow(
        id="make_block",
        words=_("Make a block of the selection"),
        menu="network",
        keys=("Ctrl+G",),
        icon="layers",
        in_canvas=True,
    ),
    CommandRow(
        id="ungroup",
        words=_("Ungroup the block"),
        menu="network",
        keys=("Ctrl+Shift+G",),
        in_canvas=True,
    ),
    CommandRow(
        id="frame",
        words=_("Frame around the selection"),
        menu="network",
        keys=("Ctrl+J",),
        in_canvas=True,
    ),
    CommandRow(
        id="unframe",
        words=_("Take out of the frame"),
        menu="network",
        keys=("Ctrl+Shift+J",),
        in_canvas=True,
    ),
    CommandRow(
        id="rename_frame",
        words=_("Rename the frame"),
        menu="network",
        keys=("Shift+F2",),
        in_canvas=True,
    ),
    CommandRow(id="note", words=_("Write a note"), menu="network", keys=("N",), in_canvas=True),
    CommandRow(id="bypass", words=_("Bypass"), menu="network", keys=("B",), in_canvas=True),
    CommandRow(id="freeze", words=_("Lock weights"), menu="network", keys=("L",), in_canvas=True),
    CommandRow(
        id="tidy", words=_("Tidy up"), menu="arrange", keys=("T",), icon="tidy", in_canvas=True
    ),
    CommandRow(
        id="cut_wires",
        words=_("Cut the wires of the selection"),
        menu="wires",
        keys=("Shift+X",),
        in_canvas=True,
    ),
    CommandRow(
        id="take_out",
        words=_("Take out of the wires"),
        menu="wires",
        keys=("Ctrl+Shift+X",),
        in_canvas=True,
    ),
    CommandRow(
        id="put_on_wire",
        words=_("Put onto the selected wire"),
        menu="wires",
        keys=("Shift+P",),
        in_canvas=True,
    ),
    CommandRow(
        id="swap_inputs", words=_("Swap the inputs"), menu="wires", keys=("X",), in_canvas=True
    ),
    CommandRow(
        id="hand_on",
        words=_("Hand the wires on to the other layer"),
        menu="wires",
        keys=("Shift+N",),
        in_canvas=True,
    ),
    CommandRow(
        id="add_bend",
        words=_("Bend the selected wire"),
        menu="wires",
        keys=("Ctrl+B",),
        in_canvas=True,
    ),
    CommandRow(
        id="remove_bends",
        words=_("Remove the bends of the wire"),
        menu="wires",
        keys=("Shift+B",),
        in_canvas=True,
    ),
    CommandRow(
        id="select_all", words=_("Select all"), menu="select", keys=("Ctrl+A",), in_canvas=True
    ),
    CommandRow(
        id="select_others",
        words=_("Select the others"),
        menu="select",
        keys=("Ctrl+I",),
        in_canvas=True,
    ),
    CommandRow(
        id="select_upstream",
        words=_("Add what feeds them"),
        menu="select",
        keys=("[",),
        in_canvas=True,
    ),
    CommandRow(
        id="select_downstream",
        words=_("Add what they feed"),
        menu="select",
        keys=("]",),
        in_canvas=True,
    ),
    CommandRow(
        id="select_same_kind",
        words=_("Add all of the same kind"),
        menu="select",
        keys=("Shift+G",),
        in_canvas=True,
    ),
    CommandRow(
        id="align_left",
        words=_("Line up on the left"),
        menu="arrange",
        keys=("Shift+A",),
        in_canvas=True,
    ),
    CommandRow(
        id="align_centers",
        words=_("Line up in a column"),
        menu="arrange",
        keys=("Shift+C",),
        in_canvas=True,
    ),
    CommandRow(
        id="align_right",
        words=_("Line up on the right"),
        menu="arrange",
        keys=("Shift+D",),
        in_canvas=True,
    ),
    CommandRow(
        id="align_top",
        words=_("Line up at the top"),
        menu="arrange",
        keys=("Shift+W",),
        in_canvas=True,
    ),
    CommandRow(
        id="align_middles",
        words=_("Line up in a row"),
        menu="arrange",
        keys=("Shift+R",),
        in_canvas=True,
    ),
    CommandRow(
        id="align_bottom",
        words=_("Line up at the bottom"),
        menu="arrange",
        keys=("Shift+S",),
        in_canvas=True,
    ),
    CommandRow(
        id="distribute_across",
        words=_("Space evenly across"),
        menu="arrange",
        keys=("Shift+H",),
        in_canvas=True,
    ),
    CommandRow(
        id="distribute_down",
        words=_("Space evenly down"),
        menu="arrange",
        keys=("Shift+V",),
        in_canvas=True,
    ),
    CommandRow(id="next_problem", words=_("Next problem"), menu="network", keys=("F8",)),
    CommandRow(
        id="previous_problem", words=_("Previous problem"), menu="network", keys=("Shift+F8",)
    ),
    CommandRow(
        id="repair",
        words=_("Repair the problem…"),
        menu="network",
        keys=("Alt+Return", "Alt+Enter"),
        icon="bolt",
    ),
    CommandRow(id="choose_data", words=_("Choose data…"), menu="run", icon="table"),
    CommandRow(id="train", words=_("Train"), menu="run", keys=("Ctrl+Return",), icon="play"),
    CommandRow(id="stop", words=_("Stop and keep best"), menu="run", keys=("Ctrl+.",), icon="stop"),
    CommandRow(id="runs", words=_("Show the runs"), menu="run"),
    CommandRow(id="compare_runs", words=_("Compare runs"), menu="run"),
    CommandRow(id="fit_all", words=_("Fit the network"), menu="view", keys=("F",), in_canvas=True),
    CommandRow(
        id="fit_selection",
        words=_("Fit the selection"),
        menu="view",
        keys=("Shift+F",),
        in_canvas=True,
    ),
    CommandRow(id="keep_view", words=_("Keep this view"), menu="view", keys=("V",), in_canvas=True),
    CommandRow(id="look_back", words=_("Look back"), menu="view", keys=("J",), in_canvas=True),
    CommandRow(
        id="look_forth", words=_("Look forth"), menu="view", keys=("Shift+J",), in_canvas=True
    ),
    CommandRow(id="zoom_in", words=_("Zoom in"), menu="view", keys=("Ctrl++", "Ctrl+=")),
    CommandRow(id="zoom_out", words=_("Zoom out"), menu="view", keys=("Ctrl+-",)),
    CommandRow(
        id="wire_shapes", words=_("Shapes on the wires"), menu="view", keys=("S",), in_canvas=True
    ),
    CommandRow(id="facet_settings", words=_("Settings of the layer"), menu="view"),
    CommandRow(id="facet_live", words=_("The layer live"), menu="view"),
    CommandRow(id="facet_weights", words=_("Weights of the layer"), menu="view"),
    CommandRow(id="inside_activations", words=_("Activations inside the nodes"), menu="view"),
    CommandRow(id="inside_weights", words=_("Weights inside the nodes"), menu="view"),
    CommandRow(id="inside_gradients", words=_("Gradients inside the nodes"), menu="view"),
    CommandRow(id="inside_off", words=_("Nothing inside the nodes"), menu="view"),
    CommandRow(
        id="outline", words=_("Outline"), menu="view", keys=("Ctrl+Shift+O",), icon="layers"
    ),
    CommandRow(id="history", words=_("History"), menu="view", keys=("Ctrl+Shift+H",), icon="clock"),
    CommandRow(id="next_panel", words=_("Next panel"), menu="view", keys=("F6",)),
    CommandRow(id="previous_panel", words=_("Previous panel"), menu="view", keys=("Shift+F6",)),
    CommandRow(
        id="commands",
        words=_("Every command by name…"),
        menu="view",
        keys=("Ctrl+K",),
        icon="search",
        everywhere=True,
    ),
    CommandRow(
        id="keys", words=_("Keys"), menu="view", keys=("F1", "?"), icon="help", everywhere=True
    ),
)

MENUS: Mapping[str, str] = {
    "file": _("File"),
    "edit": _("Edit"),
    "network": _("Network"),
    "wires": _("Wires"),
    "select": _("Select"),
    "arrange": _("Arrange"),
    "run": _("Train"),
    "view": _("View"),
}

_ARROWS = {"Left": "←", "Up": "↑", "Down": "↓", "Right": "→"}
_NO_LIGATURE = "\N{ZERO WIDTH NON-JOINER}"


def key_words(keys: str) -> str:
    """Keys in Qt's portable form as the system writes them, arrows as arrows."""
    written = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
    head, plus, last = written.rpartition("+")
    if not last:  # Ctrl++
        return f"{head}{_NO_LIGATURE}+" if head else written
    return f"{head}{plus}{_ARROWS.get(last, last)}"


class Actions(QObject):
    """One `QAction` a command, shared by menus, buttons and keys."""

    def __init__(self, store: ThemeStore, parent: QWidget) -> None:
        super().__init__(parent)
        self._window = parent
        self._store = store
        self._actions = {row.id: self._build(row) for row in COMMANDS}
        self._has_icons = False
        self._reasons: dict[str, str] = {}
        self._is_working = True

    def __getitem__(self, id: str) -> QAction:
        return self._actions[id]

    def connect_to(self, handlers: Mapping[str, Callable[[], object]]) -> None:
        """Say what commands do, by id."""
        for id, handler in handlers.items():
            self._actions[id].triggered.connect(handler)

    def place_on_canvas(self, canvas: QWidget) -> None:
        """Give the canvas its commands: their keys act only while it has the focus."""
        for row in COMMANDS:
            if row.in_canvas:
                canvas.addAction(self._actions[row.id])

    def set_reason(self, id: str, reason: str) -> None:
        """Switch a command off for a `reason`, or on with ""."""
        self._reasons[id] = reason
        self._show_state(id)

    def set_working(self, on: bool) -> None:
        """Say whether a project is shown; without one only commands for everywhere act."""
        self._is_working = on
        for row in COMMANDS:
            if not row.everywhere:
                self._show_state(row.id)

    def draw_icons(self) -> None:
        """Give the commands their icons; for whoever is about to show them in a menu.

        Drawn late, since they took a twentieth of the start, and anew when the theme changes.
        """
        if not self._has_icons:
            self._has_icons = True
            self._store.changed.connect(self._set_icons)
            self._set_icons()

    def build_menu(self, name: str, parent: QWidget) -> QMenu:
        """A menu with all commands of `name`, in the table's order."""
        self.draw_icons()
        menu = QMenu(MENUS[name], parent)
        menu.addActions([self._actions[row.id] for row in COMMANDS if row.menu == name])
        return menu

    def _show_state(self, id: str) -> None:
        action = self._actions[id]
        reason = self._reasons.get(id, "") if self._is_working else _("No project is shown.")
        action.setEnabled(not reason)
        action.setToolTip(reason or action.text())

    def _set_icons(self) -> None:
        for row in COMMANDS:
            if row.icon:
                self._actions[row.id].setIcon(self._store.icons.icon(row.icon))

    def _build(self, row: CommandRow) -> QAction:
        action = QAction(row.words, self)
        action.setObjectName(f"action.{row.id}")
        action.setShortcuts([QKeySequence(keys) for keys in row.keys])
        if row.in_canvas:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        else:
            self._window.addAction(action)
        return action
