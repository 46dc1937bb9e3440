"""What a check looks at, and the few questions that several checks ask."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import cached_property

from netbuilder.compiler.result import NetworkAnalysis, Placed
from netbuilder.layers.parameter import Value
from netbuilder.layers.problem import Problem, Repair, Severity
from netbuilder.layers.tensor import TensorType
from netbuilder.project.port import ends_of
from netbuilder.project.value import End, Project


class Scene:
    """One network of a project with its types."""

    def __init__(self, project: Project, analysis: NetworkAnalysis) -> None:
        self.project = project
        self.analysis = analysis
        self.network = analysis.network
        self.graph = analysis.graph
        self.placed = analysis.placed

    @cached_property
    def outputs(self) -> list[Placed]:
        """The Outputs, in the order of their names."""
        return self._of_kind("Output")

    @cached_property
    def inputs(self) -> list[Placed]:
        """The Inputs, in the order of their names."""
        return self._of_kind("Input")

    @cached_property
    def doubtful(self) -> list[str]:
        """The nodes with something wrong in or right before them, along the wires."""
        placed = self.placed
        return [i for i in self.graph.order if (p := placed[i]).is_assumed and not p.is_misled]

    @cached_property
    def place(self) -> dict[str, int]:
        """The position of each node along the wires."""
        return {node_id: number for number, node_id in enumerate(self.graph.order)}

    @property
    def has_data(self) -> bool:
        """Whether this network meets the data, rather than standing as a block in another."""
        return not self.analysis.is_block

    @property
    def is_trained(self) -> bool:
        """Whether the project's recipe trains this network."""
        roles = self.project.training.roles
        if roles:
            return self.has_data and self.analysis.name in roles.values()
        return self.has_data and len(self.project.networks) == 1

    def source_of(self, node_id: str, port: str = "input") -> Placed | None:
        """The node behind the first wire into a port, seen through nodes that are bypassed."""
        while True:
            wires = self.graph.entering[node_id].get(port, ())
            if not wires:
                return None
            giver = self.placed.get(wires[0].node)
            if giver is None or not giver.node.bypassed:
                return giver
            node_id, port = giver.node.id, next(iter(giver.inputs), "input")

    def type_at(self, end: End) -> TensorType | None:
        """What leaves an output port, where that is certain."""
        placed = self.placed.get(end.node)
        return None if placed is None or placed.is_assumed else placed.outputs.get(end.port)

    def problem(
        self,
        code: str,
        *,
        node: str = "",
        port: str = "",
        severity: Severity = Severity.ERROR,
        expected: str = "",
        received: str = "",
        repairs: Iterable[Repair] = (),
        **facts: Value,
    ) -> Problem:
        """A problem of this network."""
        return Problem(
            code=code,
            severity=severity,
            network=self.analysis.name,
            node=node,
            port=port,
            expected=expected,
            received=received,
            facts=facts,
            repairs=tuple(repairs),
        )

    def _of_kind(self, kind: str) -> list[Placed]:
        return [self.placed[node.id] for node in ends_of(self.network, kind)]


Check = Callable[[Scene], Iterable[Problem]]
