"""What an analysis knows: types, costs and problems of every network of a project."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property

from netbuilder.compiler.graph import Graph
from netbuilder.compiler.memo import Known, Memo
from netbuilder.layers.dim import Dim
from netbuilder.layers.layer import Cost, Layer
from netbuilder.layers.problem import Misfit, Problem, Severity
from netbuilder.layers.tensor import TensorType
from netbuilder.project.value import Network, Node, Project

Types = Mapping[str, tuple[TensorType, ...]]

TRAINING = "training."
"""What codes of problems begin with that stop training but not the source."""


@dataclass(slots=True, eq=False)
class Placed:
    """One node with what is known of it. Never changed; not frozen, since many are made at once.

    Attributes:
        node: The node.
        known: Its layer, or None for a block and for a kind that is not installed.
        inputs: Types that arrive, by port.
        outputs: Types that leave, by port; a guess where `is_assumed`.
        cost: What it costs; nothing where its types do not fit.
        title: The word on its card.
        misfit: Why its inputs do not fit, or None.
        is_assumed: Whether its types are a guess because of a problem here or before it.
        is_misled: Whether they are one only because of those before it.
        is_plain: Whether all this follows from the node and from the types that arrive alone.
        has_formula: Whether a parameter is computed from what arrives.
        inside: The analysis of a block's network with the types that arrive here, or None.
    """

    node: Node
    known: Known | None
    inputs: Types
    outputs: Mapping[str, TensorType]
    cost: Cost
    title: str
    misfit: Misfit | None = None
    is_assumed: bool = False
    is_misled: bool = False
    is_plain: bool = False
    has_formula: bool = False
    inside: NetworkAnalysis | None = None


class NetworkAnalysis:
    """What is known of one network, or of one use of it as a block.

    All mappings are by node id. Those that most callers do not need are made when first read.
    `is_block` says that the Inputs have the types that arrive at a block.
    """

    def __init__(
        self,
        name: str,
        network: Network,
        *,
        graph: Graph,
        placed: Mapping[str, Placed],
        values: Mapping[str, object] | None = None,
        dependencies: Mapping[str, Network] | None = None,
        is_block: bool = False,
    ) -> None:
        self.name = name
        self.network = network
        self.graph = graph
        self.placed = placed
        self.values = values or {}
        self.dependencies = dependencies or {}
        self.is_block = is_block
        self.problems: tuple[Problem, ...] = ()

    def carried_over(self, network: Network) -> NetworkAnalysis:
        """The same of a value that differs only in where things stand."""
        made = copy(self)
        made.network = network
        return made

    @property
    def order(self) -> tuple[str, ...]:
        """All node ids, sources before sinks."""
        return self.graph.order

    @cached_property
    def layers(self) -> dict[str, Layer]:
        """The layers; blocks and kinds that are not installed have none."""
        return {i: p.known.layer for i, p in self.placed.items() if p.known is not None}

    @cached_property
    def inputs(self) -> dict[str, Types]:
        """What arrives at each node, by port."""
        return {i: p.inputs for i, p in self.placed.items()}

    @cached_property
    def outputs(self) -> dict[str, Mapping[str, TensorType]]:
        """What leaves each node, by port."""
        return {i: p.outputs for i, p in self.placed.items()}

    @cached_property
    def costs(self) -> dict[str, Cost]:
        """What each node costs."""
        return {i: p.cost for i, p in self.placed.items()}

    @cached_property
    def titles(self) -> dict[str, str]:
        """The word on each card."""
        return {i: p.title for i, p in self.placed.items()}

    @cached_property
    def assumed(self) -> frozenset[str]:
        """The nodes whose types are a guess because of a problem."""
        return frozenset(i for i, p in self.placed.items() if p.is_assumed)

    @cached_property
    def instances(self) -> dict[str, NetworkAnalysis]:
        """For each block the analysis of its network with the types that arrive there."""
        return {i: p.inside for i, p in self.placed.items() if p.inside is not None}

    @cached_property
    def live(self) -> frozenset[str]:
        """The nodes that lead to an Output; the others are not built."""
        ends = [i for i, node in self.network.nodes.items() if node.kind == "Output"]
        found = set(ends)
        entering = self.graph.entering
        for node_id in ends:  # grows while it is walked
            for sources in entering[node_id].values():
                for source, _port in sources:
                    if source not in found:
                        found.add(source)
                        ends.append(source)
        return frozenset(found)

    @cached_property
    def total(self) -> Cost:
        """What the network costs as it is built; weights that blocks share are counted once."""
        parameters = 0
        multiply_adds: Dim = 0
        size: Dim = 0
        groups = set()
        for node_id in self.live:
            placed = self.placed[node_id]
            cost = placed.cost
            block = placed.node.block
            is_first = True
            if block is not None and block.weights != "own":
                is_first = block.weights not in groups
                groups.add(block.weights)
            if is_first:
                parameters += cost.parameters
            multiply_adds = multiply_adds + cost.multiply_adds
            size = size + cost.activation_bytes
        return Cost(parameters=parameters, multiply_adds=multiply_adds, activation_bytes=size)


@dataclass(frozen=True, slots=True, eq=False)
class Analysis:
    """What is known of a project.

    Attributes:
        project: The project that was analysed.
        networks: The analysis of each network by name. A network that only stands as a block has
            the types of its first use.
        problems: All findings, errors first, then along the wires.
    """

    project: Project
    networks: Mapping[str, NetworkAnalysis]
    problems: tuple[Problem, ...]
    memo: Memo = field(repr=False)

    def errors(self, network: str, *, with_training: bool = False) -> tuple[Problem, ...]:
        """What keeps `network` from becoming source, and `with_training` from being trained."""
        analysis = self.networks.get(network)
        if analysis is None:
            return ()
        names = {network, *analysis.dependencies}
        return tuple(
            problem
            for problem in self.problems
            if problem.severity is Severity.ERROR
            and (problem.network in names or (with_training and not problem.network))
            and (with_training or not problem.code.startswith(TRAINING))
        )
