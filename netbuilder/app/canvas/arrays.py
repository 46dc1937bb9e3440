"""The network that is shown, as numpy arrays: all that painting and hit testing read.

`CanvasArrays.update` takes the next value of the network and does over only what differs. The
order of rows is the order of nodes in the network, which is also the order of painting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import IntFlag
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from netbuilder.app.canvas.face import WIRE_KINDS, Face, Live, face_of, wires_by_node
from netbuilder.app.canvas.frames import Frames
from netbuilder.app.canvas.geometry import CardPlaces, PortPlace, places_of
from netbuilder.app.canvas.notes import Notes
from netbuilder.app.canvas.recall import Recall
from netbuilder.app.theme.canvas_geometry import CanvasGeometry
from netbuilder.compiler.result import NetworkAnalysis
from netbuilder.layers.layer import Family
from netbuilder.layers.problem import Problem, Severity
from netbuilder.project.layout_wires import Points, is_lane
from netbuilder.project.value import Edge, End, Layout, Network

if TYPE_CHECKING:
    from netbuilder.app.canvas.activity import Activity

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_COLUMNS, _COLUMN_PX, _ROW_PX = 5, 264.0, 216.0

FAMILIES = tuple(str(family) for family in Family)
LOOKS = tuple(dict.fromkeys(WIRE_KINDS.values()))
"""The looks of wires and ports; arrays hold indices into this."""

_LOOK_INDEX = {look: index for index, look in enumerate(LOOKS)}
_FAMILY_INDEX = {family: index for index, family in enumerate(FAMILIES)}


class Mark(IntFlag):
    """States of a node or wire that change how it is painted."""

    NONE = 0
    SELECTED = 1
    ERROR = 2
    WARNING = 4
    BYPASSED = 8
    FROZEN = 16
    HOVER = 32
    FOCUS = 64


_ROWS = (
    *("ids", "row_of", "faces", "places", "wh", "family", "face_number", "block_number", "live"),
    *("ports", "port_node", "port_offset", "port_is_input", "port_look", "_port_of"),
    *("edges", "edge_source", "edge_sink", "edge_look"),
)
"""What nodes, wires and their analysis determine."""


class CanvasArrays:
    """The rows of nodes, ports and wires of one network.

    Attributes:
        ids, row_of: Node ids by row, and rows by id.
        faces, places: What each card shows, and where its parts lie.
        xy, wh: Top left corners and sizes in scene px, (nodes, 2).
        family: Index into `FAMILIES`.
        face_number, block_number: Equal for cards that look alike near by, and on the map.
        live: `Live`, what each card has room for of the run that trains it.
        marks: `Mark` bits of the nodes.
        port_node: Row of the node that each port belongs to.
        port_offset: Centre of each port from its card's corner, (ports, 2).
        port_is_input, port_look: Side and index into `LOOKS`.
        ports: The places of the ports, by port row.
        edges: The wires, as in the network.
        edge_source, edge_sink: Port rows of each wire's ends.
        edge_look, edge_marks: Index into `LOOKS`, and `Mark` bits.
        points: What a person has set on wires to lead them through, by the wire's row.
        revision: Counts every change of anything but positions and marks.
        activity: What goes on in the nodes, or None where nothing of a run is shown.
        frames: The frames around nodes.
        notes: The notes between them.
    """

    def __init__(self, canvas: CanvasGeometry) -> None:
        self._canvas = canvas
        self._network = Network()
        self._found: NetworkAnalysis | None = None
        self._problems: tuple[Problem, ...] = ()
        self.ids: list[str] = []
        self.row_of: dict[str, int] = {}
        self.faces: list[Face] = []
        self.places: list[CardPlaces] = []
        self.xy: Floats = np.zeros((0, 2))
        self.wh: Floats = np.zeros((0, 2))
        self.family: Ints = np.zeros(0, np.int64)
        self.face_number: Ints = np.zeros(0, np.int64)
        self.block_number: Ints = np.zeros(0, np.int64)
        self._numbers: dict[object, int] = {}
        self._looks: dict[Face, tuple[CardPlaces, int, int]] = {}
        self.live: Ints = np.zeros(0, np.int64)
        self.activity: Activity | None = None
        self.marks: Ints = np.zeros(0, np.int64)
        self.edges: tuple[Edge, ...] = ()
        self.points: dict[int, Points] = {}
        self.revision = 0
        self._recall = Recall(_ROWS)
        self.frames = Frames(self)
        self.notes = Notes()
        self._index_ports()
        self._index_edges(())

    def __len__(self) -> int:
        return len(self.ids)

    @property
    def network(self) -> Network:
        """The network that the arrays mirror."""
        return self._network

    @property
    def boxes(self) -> Floats:
        """Left, top, right, bottom of each card, (nodes, 4)."""
        return np.hstack([self.xy, self.xy + self.wh])

    def drawn_boxes(self) -> Floats:
        """Left, top, right, bottom of each card, frame and note, (things, 4)."""
        return np.vstack([self.boxes, self.frames.outlines, self.notes.boxes])

    def selected_boxes(self) -> Floats:
        """Left, top, right, bottom of each selected card, whole frame and note, (things, 4)."""
        is_selected = self.marks & Mark.SELECTED != 0
        frames = self.frames.outlines[self.frames.whole(is_selected)]
        notes = self.notes.boxes[self.notes.is_selected]
        return np.vstack([self.boxes[is_selected], frames, notes])

    @property
    def port_xy(self) -> Floats:
        """The centre of each port in scene px, (ports, 2)."""
        return self.xy[self.port_node] + self.port_offset

    def port_places(self, ports: Ints) -> Floats:
        """The centres of some ports in scene px, (ports, 2)."""
        places: Floats = self.xy[self.port_node[ports]] + self.port_offset[ports]
        return places

    def update(
        self, network: Network, found: NetworkAnalysis | None, problems: Sequence[Problem]
    ) -> None:
        """Mirror the next value of the network; only what differs is done over."""
        is_recalled = self._come_back(network, found)
        stale = set() if is_recalled else self._stale_ids(network, found)
        is_regrouped = network.nodes is not self._network.nodes and (
            network.nodes.keys() != self.row_of.keys()
            or any(a != b for a, b in zip(network.nodes, self.ids, strict=True))
        )
        edges_differ = network.edges is not self._network.edges and not is_recalled
        if is_regrouped:
            self._take_rows(network)
        ports_differ = self._renew_faces(network, found, stale) or is_regrouped
        if is_recalled or is_regrouped or network.layout is not self._network.layout:
            self._read_positions(network)
        if ports_differ:
            self._index_ports()
        is_rewired = ports_differ or edges_differ or bool(stale)
        if is_rewired:
            self._index_edges(network.edges)
        if is_rewired or is_recalled or network.layout.bends is not self._network.layout.bends:
            self._read_points(network.layout)
        self._network, self._found, self._problems = network, found, tuple(problems)
        self._mark_states(network, problems)
        self.frames.update(network.frames)
        self.notes.update(network.layout.notes)
        self.revision += 1

    def show(self, activity: Activity | None) -> bool:
        """Take what goes on in the nodes; return whether cards have another size for it."""
        before, self.activity = self.activity, activity
        if before is not None and activity is not None and before.live is activity.live:
            return False
        now = [self._live_of(node_id) for node_id in self.ids]
        stale = np.flatnonzero(self.live != np.array(now, np.int64)).tolist()
        for row in stale:
            self._set_face(row, replace(self.faces[row], live=now[row]))
        self.revision += bool(stale)
        return bool(stale)

    def move(self, rows: Ints, by: tuple[float, float]) -> None:
        """Shift some cards while they are dragged; the network itself does not know of it."""
        self.xy[rows] += by

    def rows(self, ids: Iterable[str]) -> Ints:
        """The rows of those of `ids` that exist, ascending."""
        found = (self.row_of[node_id] for node_id in ids if node_id in self.row_of)
        return np.array(sorted(found), np.int64)

    def mark_selection(self, ids: Iterable[str], edges: Iterable[Edge]) -> None:
        """Mark these nodes and wires, and no others, as selected."""
        self.marks &= ~Mark.SELECTED
        self.marks[self.rows(ids)] |= Mark.SELECTED
        self.edge_marks &= ~Mark.SELECTED
        for edge in edges:
            row = self.edge_row(edge)
            if row is not None:
                self.edge_marks[row] |= Mark.SELECTED

    def rows_within(self, left: float, top: float, right: float, bottom: float) -> Ints:
        """The rows of the cards that a rectangle of the scene touches, ascending."""
        low, high = self.xy, self.xy + self.wh
        return np.flatnonzero(
            (low[:, 0] <= right)
            & (high[:, 0] >= left)
            & (low[:, 1] <= bottom)
            & (high[:, 1] >= top)
        )

    def edge_row(self, edge: Edge) -> int | None:
        """The row of a wire, or None if it is not there."""
        port = self.port_row(edge.sink, is_input=True, order=edge.order)
        if port is None:
            return None
        rows = np.flatnonzero(self.edge_sink == port)
        return next((int(row) for row in rows if self.edges[row] == edge), None)

    def port_row(self, end: End, *, is_input: bool, order: int = 0) -> int | None:
        """The row of a port, or None if it is not there."""
        return self._port_of.get((end.node, end.port, is_input, order))

    def port_end(self, row: int) -> End:
        """The node and port key of a port's row."""
        return End(self.ids[self.port_node[row]], self.ports[row].face.key)

    def edges_at(self, rows: Ints) -> Bools:
        """Which wires begin or end at these nodes."""
        is_touched = np.zeros(len(self.ids), bool)
        is_touched[rows] = True
        if not len(self.edges):
            return np.zeros(0, bool)
        givers, takers = self.port_node[self.edge_source], self.port_node[self.edge_sink]
        touched: Bools = is_touched[givers] | is_touched[takers]
        return touched

    def is_between(self, rows: Ints) -> Bools:
        """Which wires begin and end at these nodes."""
        is_in = np.zeros(len(self.ids), bool)
        is_in[rows] = True
        if not len(self.edges):
            return np.zeros(0, bool)
        ends = self.port_node[self.edge_source], self.port_node[self.edge_sink]
        between: Bools = is_in[ends[0]] & is_in[ends[1]]
        return between

    def port_is_wired(self) -> Bools:
        """Which ports have a wire."""
        wired = np.zeros(len(self.ports), bool)
        wired[self.edge_source] = True
        wired[self.edge_sink] = True
        return wired

    def _come_back(self, network: Network, found: NetworkAnalysis | None) -> bool:
        """Take up the rows of a network that was left just now; return whether it was."""
        if network.nodes is self._network.nodes or self.activity is not None:
            return False
        left, left_found = self._network, self._found
        marks = dict(zip(self.ids, self.marks.tolist(), strict=True))
        self._recall.keep(self, left, left_found)
        if not self._recall.give_back(self, network, found):
            return False
        self.marks = np.array([marks.get(node_id, 0) for node_id in self.ids], np.int64)
        self.edge_marks = np.zeros(len(self.edges), np.int64)
        return True

    def _stale_ids(self, network: Network, found: NetworkAnalysis | None) -> set[str]:
        old, known = self._network, self._found
        stale: set[str] = set()
        if network.nodes is not old.nodes:
            stale |= {i for i, node in network.nodes.items() if old.nodes.get(i) is not node}
        if network.edges is not old.edges:
            for edge in set(network.edges) ^ set(old.edges):
                stale |= {edge.source.node, edge.sink.node}
        if found is not known:
            stale |= _differing(known, found)
        return stale & network.nodes.keys()

    def _take_rows(self, network: Network) -> None:
        """Bring rows into the order of the network, dropping old and making room for new ones."""
        before = [self.row_of.get(node_id, -1) for node_id in network.nodes]
        kept = np.array(before, np.int64)
        is_new = kept < 0
        count = len(kept)
        self.faces = [_NO_FACE if row < 0 else self.faces[row] for row in before]
        self.places = [_NO_PLACES if row < 0 else self.places[row] for row in before]
        for name in ("xy", "wh", "family", "face_number", "block_number", "live", "marks"):
            old = getattr(self, name)
            fresh = np.zeros((count, *old.shape[1:]), old.dtype)
            fresh[~is_new] = old[kept[~is_new]]
            setattr(self, name, fresh)
        self.ids = list(network.nodes)
        self.row_of = {node_id: row for row, node_id in enumerate(self.ids)}

    def _renew_faces(
        self, network: Network, found: NetworkAnalysis | None, stale: Iterable[str]
    ) -> bool:
        """Make stale faces anew; return whether any port differs."""
        ports_differ = False
        wires_in: Mapping[str, Sequence[Edge]] | None = None
        for node_id in stale:
            if wires_in is None:
                wires_in, wires_out = wires_by_node(network)
            row = self.row_of[node_id]
            face = face_of(
                network.nodes[node_id], wires_in.get(node_id, ()), wires_out.get(node_id, ()), found
            )
            if live := self._live_of(node_id):
                face = replace(face, live=live)
            if face == self.faces[row]:
                continue
            ports = self.places[row].ports
            self._set_face(row, face)
            ports_differ |= self.places[row].ports != ports
        return ports_differ

    def _set_face(self, row: int, face: Face) -> None:
        known = self._looks.get(face)  # one hash of the face for all that depends on it
        if known is None:
            places = places_of(face, self._canvas)
            block = self._number((face.family, places.width, places.height))
            known = self._looks[face] = places, self._number(face), block
        self.faces[row] = face
        places, self.face_number[row], self.block_number[row] = known
        self.places[row] = places
        self.wh[row] = places.width, places.height
        self.family[row] = _FAMILY_INDEX[face.family]
        self.live[row] = face.live

    def _live_of(self, node_id: str) -> Live:
        return self.activity.live_of(node_id) if self.activity is not None else Live.NOTHING

    def _number(self, look: object) -> int:
        return self._numbers.setdefault(look, len(self._numbers))

    def _read_positions(self, network: Network) -> None:
        positions = network.layout.positions
        missing = [node_id for node_id in self.ids if node_id not in positions]
        if missing:
            positions = {**positions, **_places_for(missing, positions)}
        flat = chain.from_iterable(positions[node_id] for node_id in self.ids)
        self.xy = np.fromiter(flat, np.float64, 2 * len(self.ids)).reshape(-1, 2)

    def _read_points(self, layout: Layout) -> None:
        self.points = {}
        for edge, points in layout.bends.items():
            row = None if is_lane(points) else self.edge_row(edge)
            if row is not None:
                self.points[row] = points

    def _index_ports(self) -> None:
        self.ports: list[PortPlace] = [port for places in self.places for port in places.ports]
        counts = [len(places.ports) for places in self.places]
        self.port_node: Ints = np.repeat(np.arange(len(counts)), counts)
        offsets = chain.from_iterable((port.x, port.y) for port in self.ports)
        self.port_offset: Floats = np.fromiter(offsets, np.float64, 2 * len(self.ports)).reshape(
            -1, 2
        )
        self.port_is_input: Bools = np.array([port.is_input for port in self.ports], bool)
        looks = [_LOOK_INDEX[port.face.kind] for port in self.ports]
        self.port_look: Ints = np.array(looks, np.int64)
        nodes = self.port_node.tolist()
        self._port_of = {
            (self.ids[node], port.face.key, port.is_input, port.face.order): row
            for row, (node, port) in enumerate(zip(nodes, self.ports, strict=True))
        }

    def _index_edges(self, edges: Sequence[Edge]) -> None:
        find = self._port_of.get
        drawn = []
        sources, sinks = [], []
        for edge in edges:
            source = find((edge.source.node, edge.source.port, False, 0))
            sink = find((edge.sink.node, edge.sink.port, True, edge.order))
            if source is not None and sink is not None:
                drawn.append(edge)
                sources.append(source)
                sinks.append(sink)
        self.edges = tuple(drawn)
        self.edge_source: Ints = np.array(sources, np.int64)
        self.edge_sink: Ints = np.array(sinks, np.int64)
        self.edge_look: Ints = self.port_look[self.edge_source] if drawn else np.zeros(0, np.int64)
        self.edge_marks = np.zeros(len(drawn), np.int64)

    def _mark_states(self, network: Network, problems: Sequence[Problem]) -> None:
        self.marks &= Mark.SELECTED | Mark.HOVER | Mark.FOCUS
        self.edge_marks &= Mark.SELECTED | Mark.HOVER
        for row, node in enumerate(network.nodes.values()):
            if node.bypassed or node.frozen:
                self.marks[row] |= (node.bypassed and Mark.BYPASSED) | (node.frozen and Mark.FROZEN)
        for problem in problems:
            row_at = self.row_of.get(problem.node)
            if row_at is None:
                continue
            is_error = problem.severity is Severity.ERROR
            self.marks[row_at] |= Mark.ERROR if is_error else Mark.WARNING
            if is_error and problem.port:
                self._mark_wire(problem)
        bypassed = self.marks & Mark.BYPASSED
        if bypassed.any():
            self.edge_marks[self.edges_at(np.flatnonzero(bypassed))] |= Mark.BYPASSED

    def _mark_wire(self, problem: Problem) -> None:
        """Mark the wire that a problem is about: the one it names, else the last into its port."""
        end = End(problem.node, problem.port)
        entering = [row for row, edge in enumerate(self.edges) if edge.sink == end]
        orders = problem.facts.get("orders") or (problem.facts.get("order"),)
        named = [row for row in entering if self.edges[row].order == orders[-1]]
        for row in (named or entering)[-1:]:
            self.edge_marks[row] |= Mark.ERROR


def _differing(before: NetworkAnalysis | None, after: NetworkAnalysis | None) -> set[str]:
    """Ids of nodes of which two analyses know something different."""
    old = before.placed if before else {}
    new = after.placed if after else {}
    if old is new:
        return set()
    return {i for i, placed in new.items() if old.get(i) is not placed} | (old.keys() - new.keys())


def _places_for(
    ids: Sequence[str], positions: Mapping[str, tuple[float, float]]
) -> Mapping[str, tuple[float, float]]:
    """Places in rows below all others for nodes that have none."""
    left = min((x for x, _y in positions.values()), default=0.0)
    top = max((y for _x, y in positions.values()), default=-_ROW_PX) + _ROW_PX
    return {
        node_id: (left + number % _COLUMNS * _COLUMN_PX, top + number // _COLUMNS * _ROW_PX)
        for number, node_id in enumerate(ids)
    }


_NO_FACE = Face("", "", FAMILIES[0], "", (), ())
_NO_PLACES = CardPlaces(0, 0, (), 0)
