"""Finds what is wrong with a network. (first part)"""

from __future__ import annotations

from netbuilder.compiler.result import NetworkAnalysis
from netbuilder.layers.problem import Problem
from netbuilder.project.value import Project


def find_problems(project: Project, analysis: NetworkAnalysis) -> tuple[Problem, ...]:
    problems = []
    for node_id in analysis.order:
        placed = analysis.placed[node_id]
        if placed.misfit is not None:
            m = placed.misfit
            problems.append(Problem(code=m.code, network=analysis.name, node=node_id, port=m.port, expected=m.expected, received=m.received, facts=m.facts, repairs=m.repairs))
    return tuple(problems)
