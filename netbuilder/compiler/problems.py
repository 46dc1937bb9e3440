"""Finds what is wrong with a network: places and facts, and changes that would mend it.

To add a check, write a function `Scene -> problems` beside its kin, name it in `CHECKS`, and give
its code words in `wording`. `structure` looks at wires, `fitness` at single nodes, `purpose` at
what the data asks, `practice` at what runs but will hardly learn.
"""

from __future__ import annotations

from netbuilder.compiler import fitness, practice, purpose, structure
from netbuilder.compiler.result import NetworkAnalysis
from netbuilder.compiler.scene import Check, Scene
from netbuilder.layers.problem import Problem, Severity
from netbuilder.project.value import Project

CHECKS: tuple[Check, ...] = (
    structure.find_missing_ends,
    structure.find_loose_wires,
    structure.find_ties,
    structure.find_cycles,
    fitness.find_wrong_names,
    fitness.find_unfit_nodes,
    fitness.find_unequal_groups,
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
