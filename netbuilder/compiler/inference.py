"""The walk along the wires that gives every node its types.

One network with 5,000 layers takes tens of milliseconds from scratch and a few after an edit: a
node whose value and inputs are those of the previous walk keeps its result, and one that is new but
like another is found in the memo.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from netbuilder.compiler.fitness import unbuildable
from netbuilder.compiler.formula import resolve_parameters
from netbuilder.compiler.graph import Graph, build_graph, is_same_shape, updated_graph
from netbuilder.compiler.guess import guess_outputs, pass_through, ports_in_use
from netbuilder.compiler.memo import Known, Memo
from netbuilder.compiler.problems import find_problems
from netbuilder.compiler.result import NetworkAnalysis, Placed, Types
from netbuilder.layers.fit import describe
from netbuilder.layers.io import Input
from netbuilder.layers.layer import Cost, Layer
from netbuilder.layers.parameter import Value
from netbuilder.layers.problem import Misfit, Repair, SetNode
from netbuilder.layers.tensor import TensorType
from netbuilder.project.schema import fed_type
from netbuilder.project.value import Network, Node, Project
from netbuilder.words import _

Feeds = Mapping[str, TensorType]
"""What a block's wires bring to the Inputs of its network, by their ids."""

_NO_TYPES: Types = {}
_NO_OUTPUTS: Mapping[str, TensorType] = {}
_FREE = Cost()


class Inference:
    """Types for the networks of one project, each use of a network as a block apart."""

    def __init__(self, project: Project, memo: Memo) -> None:
        self._project = project
        self._memo = memo
        self._columns: dict[str, TensorType | None] = {}
        self._entered: list[str] = []

    def network(
        self,
        name: str,
        *,
        previous: NetworkAnalysis | None = None,
        feeds: Feeds | None = None,
        values: Mapping[str, Value] | None = None,
    ) -> NetworkAnalysis:
        """Walk through the network called `name`.

        Args:
            name: A network of the project.
            previous: An earlier analysis of the same network, from which results are taken over.
            feeds: What arrives where the network stands as a block; without it the Inputs' own
                types hold.
            values: The block's values for the network's own parameters.
        """
        network = self._project.networks[name]
        self._entered.append(name)
        graph = _graph_of(network, previous)
        walk = _Walk(self, network, graph, feeds, {**network.parameters, **(values or {})})
        placed = walk.run({} if previous is None else previous.placed)
        self._entered.pop()
        return NetworkAnalysis(
            name,
            network,
            graph=graph,
            placed=placed,
            values=walk.values,
            dependencies=self._dependencies(placed),
            is_block=feeds is not None,
        )

    def block(
        self, network: str, feeds: Feeds, values: Mapping[str, Value]
    ) -> NetworkAnalysis | None:
        """The analysis of `network` as a block; None if it is missing or would hold itself."""
        value = self._project.networks.get(network)
        if value is None or network in self._entered:
            return None
        key = (network, tuple((port, id(x)) for port, x in feeds.items()), repr(values))
        held: NetworkAnalysis | None = self._memo.instances.get(key)
        if held is not None and self._is_current(held):
            return held
        made = self.network(network, previous=held, feeds=feeds, values=values)
        made.problems = find_problems(self._project, made)
        self._memo.instances[key] = made
        return made

    def fed(self, columns: tuple[str, ...]) -> tuple[TensorType, ...]:
        """The types of those `columns` that are there and can feed an Input."""
        types = []
        for name in columns:
            if name not in self._columns:
                self._columns[name] = self._column_type(name)
            x = self._columns[name]
            if x is not None:
                types.append(x)
        return tuple(types)

    def canonical(self, x: TensorType) -> TensorType:
        return self._memo.canonical(x)

    @property
    def memo(self) -> Memo:
        return self._memo

    def _column_type(self, name: str) -> TensorType | None:
        column = self._project.data.column(name)
        x = None if column is None else fed_type(self._project.data, column)
        return None if x is None else self._memo.canonical(x)

    def _is_current(self, held: NetworkAnalysis) -> bool:
        networks = self._project.networks
        return networks.get(held.name) is held.network and all(
            networks.get(name) is network for name, network in held.dependencies.items()
        )

    def _dependencies(self, placed: Mapping[str, Placed]) -> dict[str, Network]:
        found: dict[str, Network] = {}
        for one in placed.values():
            if one.inside is not None:
                found[one.inside.name] = one.inside.network
                found.update(one.inside.dependencies)
        return found


def _graph_of(network: Network, previous: NetworkAnalysis | None) -> Graph:
    if previous is None:
        return build_graph(network)
    if is_same_shape(network, previous.network):
        return previous.graph
    return updated_graph(previous.graph, previous.network, network)


class _Walk:
    """One walk through one network."""

    def __init__(
        self,
        inference: Inference,
        network: Network,
        graph: Graph,
        feeds: Feeds | None,
        values: Mapping[str, Value],
    ) -> None:
        self._inference = inference
        self._memo = inference.memo
        self._network = network
        self._graph = graph
        self._feeds = feeds
        self.values = values

    def run(self, previous: Mapping[str, Placed]) -> dict[str, Placed]:
        """Place every node, taking over from `previous` what did not change."""
        nodes, entering, tangled = self._network.nodes, self._graph.entering, self._graph.tangled
        placed: dict[str, Placed] = {}
        for node_id in self._graph.order:
            node = nodes[node_id]
            inputs: dict[str, tuple[TensorType, ...]] = {}
            is_certain, is_misled = node_id not in tangled, False
            for port, sources in entering[node_id].items():
                types: tuple[TensorType, ...] = ()
                for source, key in sources:
                    giver = placed.get(source)
                    if giver is None:  # the wires run in a circle
                        is_certain = False
                        continue
                    if giver.is_assumed:
                        is_misled = True
                    if key in giver.outputs:
                        types += (giver.outputs[key],)
                    else:
                        is_certain = False
                if types:
                    inputs[port] = types
            old = previous.get(node_id)
            if old is None or old.node is not node or not old.is_plain or old.known is None:
                placed[node_id] = self._place(
                    node, inputs, is_certain=is_certain, is_misled=is_misled
                )
            elif is_certain and (old.is_misled or not old.is_assumed) and old.inputs == inputs:
                placed[node_id] = old if is_misled is old.is_misled else _believed(old, is_misled)
            else:
                placed[node_id] = self._infer(
                    node, old.known, inputs, is_certain=is_certain, is_misled=is_misled
                )
        return placed

    def _place(self, node: Node, inputs: Types, *, is_certain: bool, is_misled: bool) -> Placed:
        """What is known of `node` with these `inputs`; a guess where they are not certain.

        Args:
            node: The node.
            inputs: The types that arrive.
            is_certain: Whether the wires into the node are right.
            is_misled: Whether what arrives is a guess already.
        """
        if node.block is not None:
            placed = self._place_block(node, inputs, is_certain=is_certain and not is_misled)
        else:
            placed = self._place_layer(node, inputs, is_certain=is_certain, is_misled=is_misled)
        if node.bypassed:
            return self._bypassed(placed, is_certain=is_certain and not is_misled)
        return placed

    def _place_layer(
        self, node: Node, inputs: Types, *, is_certain: bool, is_misled: bool
    ) -> Placed:
        parameters, fault = resolve_parameters(node.parameters, inputs, self.values)
        known = self._memo.layer(node.kind, parameters)
        if known is None:
            outputs = pass_through(self._graph, node, inputs)
            return Placed(node, None, inputs, outputs, _FREE, node.kind, is_assumed=True)
        if node.kind == "Input":
            if self._feeds is not None:
                return self._place_port(node, known, self._feeds.get(node.id))
            inputs = self._fed(known.layer)
        is_certain = is_certain and not fault
        placed = self._infer(node, known, inputs, is_certain=is_certain, is_misled=is_misled)
        placed.has_formula = parameters is not node.parameters
        placed.is_plain = placed.is_plain and not placed.has_formula
        return placed

    def _infer(
        self, node: Node, known: Known, inputs: Types, *, is_certain: bool, is_misled: bool
    ) -> Placed:
        """What the layer makes of its inputs, or would probably make if they were right."""
        is_plain = node.kind != "Input"  # what feeds an Input is no wire
        if is_plain and inputs.keys() != known.needs and not inputs.keys() <= known.inputs.keys():
            inputs = {port: types for port, types in inputs.items() if port in known.inputs}
            is_certain = False
        if known.faults or (is_plain and _is_crowded(known, inputs)):
            is_certain = False
        result = self._memo.infer(known, inputs) if known.needs <= inputs.keys() else None
        if result is not None and result.misfit is None:
            outputs, cost, title, misfit = result.outputs, result.cost, result.title, None
        else:
            outputs, cost, title = guess_outputs(known, inputs), _FREE, known.layer.title(inputs)
            is_known = result is not None and is_certain and not is_misled
            misfit = result.misfit if result is not None and is_known else None
            is_certain = False
        is_assumed, is_misled = is_misled or not is_certain, is_misled and is_certain
        return Placed(
            node, known, inputs, outputs, cost, title, misfit, is_assumed, is_misled, is_plain
        )

    def _fed(self, layer: Layer) -> Types:
        """What the data brings to an Input, at its pseudo port ``columns``."""
        if not isinstance(layer, Input) or layer.feeds != "columns":
            return _NO_TYPES
        return {"columns": self._inference.fed(layer.columns)}

    def _place_port(self, node: Node, known: Known, x: TensorType | None) -> Placed:
        """An Input of a network that stands as a block: what arrives there leaves it."""
        outputs = _NO_OUTPUTS if x is None else {"output": x}
        title = known.layer.title(_NO_TYPES)
        return Placed(node, known, _NO_TYPES, outputs, _FREE, title, is_assumed=x is None)

    def _place_block(self, node: Node, inputs: Types, *, is_certain: bool) -> Placed:
        assert node.block is not None
        name = node.block.network
        feeds = {port: types[0] for port, types in inputs.items()}
        values, fault = resolve_parameters(node.parameters, inputs, self.values)
        inside = self._inference.block(name, feeds, values)
        if inside is None:
            outputs = pass_through(self._graph, node, inputs)
            return Placed(node, None, inputs, outputs, _FREE, name, is_assumed=True)
        outputs = {
            port: arriving.inputs["input"][0]
            for port, arriving in inside.placed.items()
            if arriving.node.kind == "Output" and "input" in arriving.inputs
        }
        is_certain = is_certain and not fault and not unbuildable(node.block)
        is_certain = is_certain and not any(inside.placed[i].is_assumed for i in inside.live)
        return Placed(
            node,
            None,
            inputs,
            outputs,
            inside.total,
            name,
            is_assumed=not is_certain,
            inside=inside,
        )

    def _bypassed(self, placed: Placed, *, is_certain: bool) -> Placed:
        """`placed` with what enters it in place of what it would give.

        At each output that is the first input laid out like it. Where the layer cannot say what it
        would give, it is the first input.
        """
        arriving = [x for types in placed.inputs.values() for x in types]
        would_give = {} if placed.misfit is not None else placed.outputs
        used = ports_in_use(self._graph, placed.node) or list(would_give)
        outputs = {}
        for port in used:
            x = would_give.get(port)
            position = first_fitting(arriving, x) if x is not None else (0 if arriving else None)
            if position is not None:
                outputs[port] = arriving[position]
        is_fitting = len(outputs) == len(used) and bool(arriving)
        misfit = None
        if is_certain and arriving and not is_fitting:
            misfit = _cannot_bypass(
                arriving[0], next(x for p, x in would_give.items() if p in used)
            )
        return replace(
            placed,
            outputs=outputs or placed.outputs,
            cost=_FREE,
            misfit=misfit,
            is_assumed=not (is_certain and is_fitting),
            is_misled=False,
            is_plain=False,
        )


def _believed(old: Placed, is_misled: bool) -> Placed:
    """A sound node whose types have become a guess, or certain, because those before it have."""
    return Placed(
        old.node,
        old.known,
        old.inputs,
        old.outputs,
        old.cost,
        old.title,
        None,
        is_misled,
        is_misled,
        old.is_plain,
    )


def _cannot_bypass(arriving: TensorType, would_give: TensorType) -> Misfit:
    change = SetNode(key="bypassed", value=False)
    return Misfit(
        "bypass.unfit",
        expected=describe(would_give),
        received=describe(arriving),
        repairs=(Repair(label=_("Use it again"), changes=(change,)),),
    )


def _is_crowded(known: Known, inputs: Types) -> bool:
    """Whether several wires enter a port that takes one."""
    if sum(map(len, inputs.values())) == len(inputs):
        return False
    return any(len(types) > 1 and port not in known.many for port, types in inputs.items())


def first_fitting(arriving: Sequence[TensorType], x: TensorType) -> int | None:
    """The position of the first type laid out like `x`, or None."""
    for position, other in enumerate(arriving):
        if other.roles == x.roles and other.dtype is x.dtype:
            return position
    return None
