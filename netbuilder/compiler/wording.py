"""Words."""

from netbuilder.layers.problem import Problem
from netbuilder.project.value import Project


def title(problem: Problem, project: Project) -> str:
    return problem.code


def sentence(problem: Problem, project: Project) -> str:
    return f"{problem.expected} {problem.received}"


def place(problem: Problem, project: Project) -> str:
    return problem.network
