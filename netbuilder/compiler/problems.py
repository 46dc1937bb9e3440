"""Finds what is wrong with a network: places and facts, and changes that would mend it.

To add a check, write a function `Scene -> problems` beside its kin (`structure` for wires, names
and parameters, `purpose` for what the data asks, `practice` for what runs but will not learn well),
name it in `CHECKS`, and give its code words in `wording`.
"""

from __future__ import annotations

from netbuilder.compiler import practice, purpose, structure
from netbuilder.compiler.result import NetworkAnalysis
from netbuilder.compiler.scene import Check, Scene
from netbuilder.layers.problem import Problem, Severity
from netbuilder.project.value import Project

CHECKS: tuple[Check, ...] = (
    structure.find_missing_ends,
    structure.find_loose_wires,
    structure.find_ties,
    structure.find_cycles,
    structure.find_wrong_names,
    structure.find_unfit_nodes,
    structure.find_unequal_groups,
    structure.find_unused_nodes,
    purpose.find_unfit_columns,
    purpose.find_unfit_outputs,
    purpose.find_missing_goals,
    practice.find_misplaced_activations,
    practice.find_lone_batches,
)


def find_problems(project: Project, analysis: NetworkAnalysis) -> tuple[Problem, ...]:
    """All problems of one network, errors first, then along the wires."""
    scene = Scene(project, analysis)
    found = [problem for check in CHECKS for problem in check(scene)]
    if not found:
        return ()
    place = {node_id: number for number, node_id in enumerate(analysis.order)}
    found.sort(key=lambda p: (p.severity is not Severity.ERROR, place.get(p.node, -1)))
    return tuple(found)
