"""The one call that every view of a project stands on: problems, types and costs after an edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from netbuilder.compiler.inference import Inference
from netbuilder.compiler.memo import Memo
from netbuilder.compiler.problems import find_problems
from netbuilder.compiler.result import Analysis, NetworkAnalysis
from netbuilder.layers.problem import Problem, Severity
from netbuilder.project.value import Network, Project


def analyse(project: Project, previous: Analysis | None = None) -> Analysis:
    """Check `project` and work out the types and costs in it. Never raises.

    Args:
        project: The project.
        previous: The analysis of the project before an edit. What the edit left alone is taken over
            from it, so that a network of 1,000 layers takes a few milliseconds.
    """
    memo = Memo() if previous is None or previous.memo.is_full else previous.memo
    inference = Inference(project, memo)
    held: Mapping[str, NetworkAnalysis] = {} if previous is None else previous.networks
    stands_alone = _standing_alone(project)
    same, moved = _unchanged(project, previous, stands_alone)
    found = {name: held[name] for name in same}
    found |= {name: held[name].carried_over(project.networks[name]) for name in moved}
    for name in sorted(project.networks, key=lambda name: name not in stands_alone):
        if name in found:
            continue
        analysis = None if name in stands_alone else _first_use(found.values(), name)
        found[name] = analysis or inference.network(name, previous=held.get(name))
    for name, analysis in found.items():
        if name not in same and name not in moved:
            analysis.problems = find_problems(project, analysis)
    networks = {name: found[name] for name in project.networks}
    return Analysis(project, networks, _sorted(networks.values()), memo)


def default_network(project: Project) -> str | None:
    """The network that is meant where none is named: the recipe's model, or the only one."""
    name = project.training.roles.get("model")
    if name in project.networks:
        return name
    names = _standing_alone(project) if len(project.networks) > 1 else project.networks
    return next(iter(names)) if len(names) == 1 else None


def _standing_alone(project: Project) -> frozenset[str]:
    """The networks that have a role or that no block shows."""
    shown = {
        node.block.network
        for network in project.networks.values()
        for node in network.nodes.values()
        if node.block is not None
    }
    roles = set(project.training.roles.values())
    return frozenset(n for n in project.networks if n in roles or n not in shown)


def _unchanged(
    project: Project, previous: Analysis | None, candidates: Iterable[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Those of the `candidates` of which all is known already, problems too.

    The second ones differ from before in where things stand, and in nothing else.
    """
    nothing: frozenset[str] = frozenset()
    if previous is None:
        return nothing, nothing
    old = previous.project
    if project.data is not old.data or project.training is not old.training:
        return nothing, nothing
    if project.networks.keys() != old.networks.keys():
        return nothing, nothing
    same = {name for name, network in project.networks.items() if network is old.networks[name]}
    alike = [
        name
        for name in candidates
        if _is_same_but_for_places(project.networks[name], old.networks[name])
        and previous.networks[name].dependencies.keys() <= same
    ]
    return (
        frozenset(name for name in alike if name in same),
        frozenset(name for name in alike if name not in same),
    )


def _is_same_but_for_places(network: Network, old: Network) -> bool:
    return (
        network.nodes is old.nodes
        and network.edges is old.edges
        and network.ties is old.ties
        and network.parameters is old.parameters
    )


def _first_use(analyses: Iterable[NetworkAnalysis], name: str) -> NetworkAnalysis | None:
    """The analysis of the first block that shows the network `name`, at any depth."""
    waiting = list(analyses)
    for analysis in waiting:  # grows while it is walked
        if analysis.name == name:
            return analysis
        if name in analysis.dependencies:
            waiting.extend(analysis.instances.values())
    return None


def _sorted(analyses: Iterable[NetworkAnalysis]) -> tuple[Problem, ...]:
    """All problems, errors first; within a network they already follow the wires.

    What is wrong in several uses of a block is said once.
    """
    found: dict[tuple[str, str, str, str], Problem] = {}
    waiting = list(analyses)
    seen = set(waiting)
    for analysis in waiting:  # grows while it is walked
        for problem in analysis.problems:
            key = (problem.code, problem.network, problem.node, problem.port)
            found.setdefault(key, problem)
        if analysis.dependencies:
            uses = [use for use in analysis.instances.values() if use not in seen]
            seen.update(uses)
            waiting.extend(uses)
    return tuple(sorted(found.values(), key=lambda one: one.severity is not Severity.ERROR))
