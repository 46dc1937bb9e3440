"""The network as a tree of rows: its layers along the wires, below each its ports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from netbuilder.app.canvas.face import Face, PortFace, face_of, wires_by_node
from netbuilder.app.canvas.spoken import spoken
from netbuilder.app.canvas.tips import port_place
from netbuilder.app.quantity import count_words
from netbuilder.app.workspace import Workspace
from netbuilder.compiler import wording
from netbuilder.compiler.result import NetworkAnalysis
from netbuilder.layers.problem import Problem, Severity
from netbuilder.project.value import Edge, End, Network
from netbuilder.words import _

_Index = QModelIndex | QPersistentModelIndex
_Role = Qt.ItemDataRole

_PORT_FLAGS = Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled
_NODE_FLAGS = _PORT_FLAGS | Qt.ItemFlag.ItemIsEditable

ROW = _Role.UserRole
"""The `NodeRow` or `PortRow` of an index."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PortRow:
    """A port of a layer, and the wires that end there.

    Attributes:
        end: Node id and port key.
        is_input: Which side it is on; `order` is its place in a port that takes many.
        words: "Input a", "Output".
        wires: The wires, at most one for an input.
        others: What is at their other ends, "ReLU relu1".
        shape: What runs through it, or "".
    """

    end: End
    is_input: bool
    order: int
    words: str
    wires: tuple[Edge, ...]
    others: tuple[str, ...]
    shape: str

    @property
    def link(self) -> str:
        """Where the wires come from or lead to."""
        if not self.others:
            return _("not connected")
        names = ", ".join(self.others)
        return (_("from {names}") if self.is_input else _("to {names}")).format(names=names)


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeRow:
    """A layer as its row shows it.

    Attributes:
        node_id: The node.
        title: The word for its kind; `name` is its own name.
        family: The family whose colour it has.
        takes: Shapes that arrive; `gives` those that leave.
        parameters: How many parameters it has.
        problem: The first problem's title, or "".
        is_error: Whether that keeps the network from running.
        states: "bypassed", "locked".
    """

    node_id: str
    title: str
    name: str
    family: str
    takes: tuple[str, ...]
    gives: tuple[str, ...]
    parameters: int
    problem: str
    is_error: bool
    states: tuple[str, ...]

    @property
    def words(self) -> str:
        """The whole row in one sentence, as a screen reader says it."""
        count = count_words(self.parameters, _("parameter"), _("parameters"))
        parts = [
            self.title,
            self.name,
            *(_("{shape} in").format(shape=spoken(shape)) for shape in self.takes),
            *(_("{shape} out").format(shape=spoken(shape)) for shape in self.gives),
            count if self.parameters else "",
            *self.states,
            self.problem,
        ]
        return ", ".join(part for part in parts if part)


class OutlineModel(QAbstractItemModel):
    """The network that a workspace shows; rows are made when they are asked for.

    Args:
        workspace: What is open.
        rename: Gives a node, by its id, the name that was typed; says whether it could have it.
        parent: What the model goes away with.
    """

    def __init__(
        self, workspace: Workspace, rename: Callable[[str, str], bool], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._rename = rename
        self._network = Network()
        self._found: NetworkAnalysis | None = None
        self._problems: dict[str, Problem] = {}
        self._all_problems: tuple[Problem, ...] = ()
        self._order: tuple[str, ...] = ()
        self._row_of: dict[str, int] = {}
        self._rows: dict[str, tuple[NodeRow, tuple[PortRow, ...]]] = {}
        self.refresh()

    def refresh(self) -> None:
        """Show the network as it is now."""
        found = self._workspace.network_analysis
        order = found.order if found is not None else ()
        is_regrouped = order != self._order
        if is_regrouped or self._ports_differ(found):
            self.beginResetModel()
            self._take(found, order)
            self.endResetModel()
        elif found is not self._found and self._rows_differ(found):
            self._take(found, order)
            if order:
                self.dataChanged.emit(self.index(0, 0), self.index(len(order) - 1, 0))

    def index_of(self, node_id: str) -> QModelIndex:
        """The index of a node's row; none where it has no row."""
        row = self._row_of.get(node_id)
        return QModelIndex() if row is None else self.index(row, 0)

    def ports_of(self, node_id: str) -> tuple[PortRow, ...]:
        """The ports of a node, inputs first."""
        return self._made(node_id)[1]

    def row_of(self, node_id: str) -> NodeRow:
        """The row of a node."""
        return self._made(node_id)[0]

    @property
    def order(self) -> Sequence[str]:
        """The ids of all nodes, as their rows stand."""
        return self._order

    def index(self, row: int, column: int, parent: _Index | None = None) -> QModelIndex:
        if parent is None or not parent.isValid():
            is_there = column == 0 and 0 <= row < len(self._order)
            return self.createIndex(row, 0, 0) if is_there else QModelIndex()
        if not self.hasIndex(row, column, parent):
            return QModelIndex()
        # A port carries the row of its node, counted from one; a node carries nothing.
        return self.createIndex(row, column, parent.row() + 1)

    def parent(self, index: _Index) -> QModelIndex:  # type: ignore[override]  # the model's, not the object's
        at = index.internalId() if index.isValid() else 0
        return self.createIndex(at - 1, 0, 0) if at else QModelIndex()

    def rowCount(self, parent: _Index | None = None) -> int:
        if parent is None or not parent.isValid():
            return len(self._order)
        return 0 if parent.internalId() else len(self.ports_of(self._order[parent.row()]))

    def hasChildren(self, parent: _Index | None = None) -> bool:
        if parent is None or not parent.isValid():
            return bool(self._order)
        if parent.internalId():
            return False
        # Hardly a layer is without ports; to count them all, every row would have to be made.
        made = self._rows.get(self._order[parent.row()])
        return made is None or bool(made[1])

    def columnCount(self, _parent: _Index | None = None) -> int:
        return 1

    def flags(self, index: _Index) -> Qt.ItemFlag:
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _PORT_FLAGS if index.internalId() else _NODE_FLAGS

    def data(self, index: _Index, role: int = _Role.DisplayRole) -> object:
        if not index.isValid():
            return None
        at = index.internalId()
        node, ports = self._made(self._order[at - 1 if at else index.row()])
        row: NodeRow | PortRow = ports[index.row()] if at else node
        match role:
            case _Role.UserRole:
                return row
            case _Role.EditRole if isinstance(row, NodeRow):
                return row.name
            case _Role.DisplayRole | _Role.AccessibleTextRole | _Role.ToolTipRole:
                return row.words if isinstance(row, NodeRow) else _port_words(row)
        return None

    def setData(self, index: _Index, value: object, role: int = _Role.EditRole) -> bool:
        row = index.data(ROW)
        if role != _Role.EditRole or not isinstance(row, NodeRow):
            return False
        return str(value) == row.name or self._rename(row.node_id, str(value))

    def _ports_differ(self, found: NetworkAnalysis | None) -> bool:
        """Whether something has changed on which the rows below the nodes depend."""
        if found is None or self._found is None:
            return found is not self._found
        before, after = self._found.network, found.network
        if before.nodes is after.nodes:
            return before.edges is not after.edges
        return before.edges is not after.edges or any(
            before.nodes[i].parameters is not node.parameters or before.nodes[i].block != node.block
            for i, node in after.nodes.items()
        )

    def _rows_differ(self, found: NetworkAnalysis | None) -> bool:
        """Whether a row may say something else, and not only stand somewhere else."""
        if found is None or self._found is None or found.placed is not self._found.placed:
            return True
        return self._workspace.analysis.problems != self._all_problems

    def _take(self, found: NetworkAnalysis | None, order: tuple[str, ...]) -> None:
        self._found = found
        self._network = self._workspace.network
        self._order = order
        self._row_of = {node_id: row for row, node_id in enumerate(order)}
        self._rows.clear()
        self._problems = {}
        self._all_problems = self._workspace.analysis.problems
        for problem in self._all_problems:
            if problem.network == self._workspace.network_name:
                self._problems.setdefault(problem.node, problem)
        self._wires_in, self._wires_out = wires_by_node(self._network)

    def _made(self, node_id: str) -> tuple[NodeRow, tuple[PortRow, ...]]:
        if node_id not in self._rows:
            wires_in = self._wires_in.get(node_id, ())
            wires_out = self._wires_out.get(node_id, ())
            face = face_of(self._network.nodes[node_id], wires_in, wires_out, self._found)
            ports = (
                *(self._input_row(node_id, port, wires_in) for port in face.inputs),
                *(self._output_row(node_id, port, wires_out) for port in face.outputs),
            )
            self._rows[node_id] = self._node_row(node_id, face), ports
        return self._rows[node_id]

    def _node_row(self, node_id: str, face: Face) -> NodeRow:
        node = self._network.nodes[node_id]
        placed = self._found.placed.get(node_id) if self._found is not None else None
        inputs = placed.inputs.values() if placed is not None and face.inputs else ()
        outputs = placed.outputs.values() if placed is not None else ()
        problem = self._problems.get(node_id)
        states = ((node.bypassed, _("bypassed")), (node.frozen, _("locked")))
        return NodeRow(
            node_id=node_id,
            title=face.title,
            name=node.name,
            family=face.family,
            takes=tuple(str(type_) for types in inputs for type_ in types),
            gives=tuple(str(type_) for type_ in outputs),
            parameters=placed.cost.parameters if placed is not None else 0,
            problem=wording.title(problem, self._workspace.project) if problem else "",
            is_error=problem is not None and problem.severity is Severity.ERROR,
            states=tuple(word for is_so, word in states if is_so),
        )

    def _input_row(self, node_id: str, port: PortFace, wires: Sequence[Edge]) -> PortRow:
        entering = tuple(e for e in wires if e.sink.port == port.key and e.order == port.order)
        return self._port_row(node_id, port, entering, is_input=True)

    def _output_row(self, node_id: str, port: PortFace, wires: Sequence[Edge]) -> PortRow:
        leaving = tuple(edge for edge in wires if edge.source.port == port.key)
        return self._port_row(node_id, port, leaving, is_input=False)

    def _port_row(
        self, node_id: str, port: PortFace, wires: tuple[Edge, ...], *, is_input: bool
    ) -> PortRow:
        ends = (edge.source if is_input else edge.sink for edge in wires)
        return PortRow(
            end=End(node_id, port.key),
            is_input=is_input,
            order=port.order,
            words=port_place(port, is_input=is_input),
            wires=wires,
            others=tuple(self._called(end.node) for end in ends),
            shape=port.shape,
        )

    def _called(self, node_id: str) -> str:
        placed = self._found.placed.get(node_id) if self._found is not None else None
        node = self._network.nodes[node_id]
        return f"{placed.title if placed is not None else node.kind} {node.name}"


def _port_words(row: PortRow) -> str:
    return f"{row.words}, {row.link}"
