"""Wires without the mouse: one hangs at the selected node while keys choose where it ends.

A wire that is selected itself is led elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QKeyEvent

from netbuilder.app.announce import announce
from netbuilder.app.canvas.overlay import LiveWire
from netbuilder.app.canvas.spoken import port_name, port_title
from netbuilder.app.canvas.takers import (
    Fitting,
    Place,
    find_takers,
    likely_first,
    places_of_ports,
    points_of,
    refused_ports,
)
from netbuilder.app.canvas.walk import Direction, nearest_point
from netbuilder.project.value import Edge, End
from netbuilder.words import _

if TYPE_CHECKING:
    from netbuilder.app.canvas.view import CanvasView

_Key = Qt.Key
_PAUSE_MS = 1_000
"""After this long letters begin another name."""

_ARROWS: dict[Qt.Key, Direction] = {
    _Key.Key_Right: (1, 0),
    _Key.Key_Left: (-1, 0),
    _Key.Key_Down: (0, 1),
    _Key.Key_Up: (0, -1),
}
_ERASERS = (_Key.Key_Backspace, _Key.Key_Delete)
_TABS = (_Key.Key_Tab, _Key.Key_Backtab)
_TURNS = {_Key.Key_PageDown: 1, _Key.Key_PageUp: -1}


class WireByKeys(QObject):
    """Draws a wire from the selected node by keys.

    Arrows go to the nearest place that way where the wire can end, Tab from one to the next, the
    likely first; letters go to a node by its name. Page Up and Page Down let the wire begin at
    another port of the node. Enter draws it; Escape, the mouse or a change of anything else forgets
    it. What it would join is shown, announced and said in the view's `message`.
    """

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._moved: Edge | None = None
        self._starts: list[Place] = []
        self._places: list[Place] = []
        self._start = 0
        self._at = 0
        self._letters = ""
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._forget_letters)
        view.installEventFilter(self)
        view.viewport().installEventFilter(self)
        view.camera.moved.connect(self._fade_ports)
        view.workspace.project_changed.connect(self.forget)
        view.workspace.network_switched.connect(self.forget)

    @property
    def is_busy(self) -> bool:
        """Whether a wire is being drawn."""
        return bool(self._places)

    def begin(self) -> None:
        """Let a wire hang at the selected node, at the place where it likely ends."""
        arrays, workspace = self._view.arrays, self._view.workspace
        rows = arrays.rows(workspace.selection)
        if not len(rows) and len(workspace.selected_edges) == 1:
            self._take_off(next(iter(workspace.selected_edges)))
            return
        if len(rows) != 1:
            self._view.message.emit(_("Select the one layer that the wire is to begin at."))
            return
        self._moved = None
        ports = np.flatnonzero(arrays.port_node == rows[0])
        ports = ports[np.argsort(arrays.port_is_input[ports], kind="stable")]
        starts = places_of_ports(arrays, ports)
        self._starts = [place for place in starts if len(find_takers(arrays, place.port))]
        if not self._starts:
            self._view.message.emit(_("There is no other layer that a wire could lead to."))
            return
        wired = arrays.port_is_wired()
        free = (at for at, start in enumerate(self._starts) if not wired[start.port])
        has_output = not arrays.port_is_input[self._starts[0].port]
        self._begin_at(0 if has_output else next(free, 0))

    def _take_off(self, wire: Edge) -> None:
        """Let a wire hang at its source, its other end free; or at its sink after Page Down."""
        arrays, row = self._view.arrays, self._view.arrays.edge_row(wire)
        if row is not None:
            self._moved = wire
            ends = (int(arrays.edge_source[row]), int(arrays.edge_sink[row]))
            self._starts = [Place(port) for port in ends]
            self._view.wiring.hidden = (row,)
            self._begin_at(0)

    def forget(self) -> None:
        """Draw no wire."""
        if self.is_busy:
            self._places = []
            self._view.wiring.hidden = ()
            self._forget_letters()
            self._view.overlay.clear()
            self._view.repaint_scene()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """While a wire hangs the keys are about it, whatever else they do."""
        if not self.is_busy:
            return False
        match event.type():
            case QEvent.Type.MouseButtonPress | QEvent.Type.FocusOut:
                self.forget()
            case QEvent.Type.ShortcutOverride if isinstance(event, QKeyEvent) and _is_ours(event):
                event.accept()
                return True
            case QEvent.Type.KeyPress if isinstance(event, QKeyEvent) and _is_ours(event):
                self._act_on(event)
                return True
        return False

    def _act_on(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key == _Key.Key_Escape:
            self.forget()
            self._say(_("No wire was drawn."))
        elif key in (_Key.Key_Return, _Key.Key_Enter):
            self._connect()
        elif key in _ARROWS:
            self._go_towards(_ARROWS[key])
        elif key in _TABS:
            is_back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._go_to((self._at + (-1 if is_back else 1)) % len(self._places))
        elif key in _TURNS:
            self._begin_at((self._start + _TURNS[key]) % len(self._starts))
        elif key in _ERASERS:
            self._forget_letters()
        else:
            self._go_to_name(event.text().casefold())

    def _begin_at(self, start: int) -> None:
        arrays, port = self._view.arrays, self._starts[start].port
        self._start = start
        self._view.installEventFilter(self)  # ahead of all that listens since
        self._takers = find_takers(arrays, port)
        self._fitting = Fitting(arrays, port, self._view.workspace.network_analysis)
        places = places_of_ports(arrays, self._takers)
        self._places = likely_first(arrays, port, places, self._row_px, self._fitting)
        self._fade_ports()
        self._go_to(0)

    def _fade_ports(self) -> None:
        """Fade the ports in view that cannot take the wire."""
        if self.is_busy:
            view, port = self._view, self._starts[self._start].port
            view.overlay.refused = refused_ports(
                view.arrays, port, self._takers, self._fitting, view.camera.seen
            )

    def _go_towards(self, direction: Direction) -> None:
        points = points_of(self._view.arrays, self._places, self._row_px)
        nearest = nearest_point(points, self._at, direction)
        if nearest is not None:
            self._go_to(nearest)

    def _go_to_name(self, letter: str) -> None:
        """Go to the next place at a node whose name begins with the letters typed so far."""
        self._pause.start()
        is_again = letter == self._letters
        self._letters = letter if is_again else self._letters + letter
        ahead = self._at + (len(self._letters) == 1)
        arrays = self._view.arrays
        nodes = [int(arrays.port_node[place.port]) for place in self._places]
        for at in (*range(ahead, len(nodes)), *range(ahead)):
            node = arrays.network.nodes[arrays.ids[nodes[at]]]
            words = (node.name.casefold(), arrays.faces[nodes[at]].title.casefold())
            if any(word.startswith(self._letters) for word in words):
                self._go_to(at)
                return

    def _go_to(self, at: int) -> None:
        """Let the wire end at a place, for now."""
        self._at = at
        view, arrays, place = self._view, self._view.arrays, self._places[at]
        start = self._starts[self._start]
        held, loose = start.at(arrays, self._row_px), place.at(arrays, self._row_px)
        ends = (loose, held) if arrays.port_is_input[start.port] else (held, loose)
        look = int(arrays.port_look[start.port])
        view.overlay.sketches = [LiveWire(*ends, look, is_attached=True)]
        view.overlay.target = None if place.is_more else place.port
        view.show_node(arrays.port_end(place.port).node)
        view.repaint_scene()
        announce(view, self._words(with_state=True))
        view.message.emit(f"{self._words()}  ·  {self._keys()}")

    def _connect(self) -> None:
        view, arrays = self._view, self._view.arrays
        start, place = self._starts[self._start], self._places[self._at]
        source, sink = (place, start) if arrays.port_is_input[start.port] else (start, place)
        ends = arrays.port_end(source.port), arrays.port_end(sink.port)
        order, words, moved = sink.order(arrays), self._words(), self._moved
        self.forget()
        if moved is None:
            view.commands.draw_wire(*ends, order=order)
        elif sink is start:
            view.commands.move_wire(moved, source=ends[0])
        else:
            self._lead(moved, ends[1], order)
        self._say(_("{wire}: connected").format(wire=words))

    def _lead(self, wire: Edge, sink: End, order: int | None) -> None:
        """Let a wire end elsewhere; one that is there changes places with it, or goes."""
        there = (edge for edge in self._view.arrays.edges if edge.sink == sink)
        rival = next((edge for edge in there if edge.order == order), None)
        if rival is None:
            self._view.commands.move_wire(wire, sink=sink)
        elif rival != wire and rival.sink.node == wire.sink.node:
            self._view.joining.swap_wires(wire, rival)
        elif rival != wire:
            self._view.joining.take_place(wire, rival)

    def _words(self, *, with_state: bool = False) -> str:
        """What the wire joins: "Wire from output of Conv2d conv2 to input b of Add add1"."""
        arrays, place = self._view.arrays, self._places[self._at]
        start = port_title(arrays, self._starts[self._start].port, has_name=True)
        if place.is_more:
            row = int(arrays.port_node[place.port])
            name = arrays.network.nodes[arrays.ids[row]].name
            stop = _("one more input of {layer}").format(layer=f"{arrays.faces[row].title} {name}")
        elif with_state:
            stop = port_name(arrays, place.port, has_name=True)
        else:
            stop = port_title(arrays, place.port, has_name=True)
        if with_state and not self._fitting.has(place.port):
            stop = _("{port}, made for other tensors").format(port=stop)
        from_input = bool(arrays.port_is_input[self._starts[self._start].port])
        words = _("Wire to {start} from {stop}") if from_input else _("Wire from {start} to {stop}")
        return words.format(start=start, stop=stop)

    def _say(self, sentence: str) -> None:
        self._view.message.emit(sentence)
        announce(self._view, sentence)

    def _keys(self) -> str:
        """What can be pressed now, the most useful first."""
        keys = _("Enter connects  ·  Esc gives up  ·  Arrows, Tab and letters choose")
        if len(self._starts) > 1:
            other = _("lets go of the other end") if self._moved else _("begins at another port")
            keys += _("  ·  Page Down {does}").format(does=other)
        return keys

    def _forget_letters(self) -> None:
        self._letters = ""

    @property
    def _row_px(self) -> float:
        return float(self._view.store.theme.tokens.canvas.node.port_row_next)


def _is_ours(event: QKeyEvent) -> bool:
    """Whether a key chooses, draws or forgets the wire; all others do what they always do."""
    if event.modifiers() & ~(
        Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
    ):
        return False
    key = Qt.Key(event.key())
    named = (_Key.Key_Escape, _Key.Key_Return, _Key.Key_Enter, *_ARROWS, *_TABS, *_TURNS, *_ERASERS)
    return key in named or (len(event.text()) == 1 and event.text().isprintable())
