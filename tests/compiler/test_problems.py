"""Every kind of problem: it is found, it has words, and each of its repairs repairs it."""

from __future__ import annotations

import pytest

from netbuilder.compiler import analyse, repair, wording
from netbuilder.compiler.freshness import DATA_CHANGED
from netbuilder.layers.problem import Problem, Severity
from netbuilder.project.history import History
from netbuilder.project.value import Project
from tests.builders import digits_cnn, mlp, random_network, residual
from tests.compiler.faulty import CASES, FAULTY, Builder

PARAMETERS = [pytest.param(code, build, id=f"{code}-{number}") for code, number, build in CASES]


def of_code(project: Project, code: str) -> list[Problem]:
    return [problem for problem in analyse(project).problems if problem.code == code]


def places(project: Project, *, severity: Severity = Severity.ERROR) -> set[tuple[str, ...]]:
    found = analyse(project).problems
    return {(p.code, p.network, p.node, p.port) for p in found if p.severity is severity}


def test_every_code_has_words_and_a_faulty_project() -> None:
    codes = {code.partition(":")[0] for code in wording.TABLE}
    assert codes - {DATA_CHANGED} == set(FAULTY)  # a project alone does not show that one


@pytest.mark.parametrize(("code", "build"), PARAMETERS)
def test_problem_is_found(code: str, build: Builder) -> None:
    assert of_code(build(), code)


@pytest.mark.parametrize(("code", "build"), PARAMETERS)
def test_words_are_sentences_without_gaps(code: str, build: Builder) -> None:
    project = build()

    for problem in of_code(project, code):
        title, sentence = wording.title(problem, project), wording.sentence(problem, project)
        assert title
        assert title[0].isupper()
        assert not title.endswith(".")
        assert sentence.endswith((".", "?"))
        for gap in ("{", "}", "None", "  ", " ,", " .", "“”"):
            assert gap not in title + sentence


@pytest.mark.parametrize(("code", "build"), PARAMETERS)
def test_each_repair_repairs_in_one_step(code: str, build: Builder) -> None:
    project = build()
    before = places(project)

    for problem in of_code(project, code):
        place = (code, problem.network, problem.node, problem.port)
        for one in problem.repairs:
            history = History(project)
            mended = repair.apply(project, problem, one)
            history.push(mended, one.label)

            left = places(mended) | places(mended, severity=Severity.WARNING)
            assert place not in left, one
            assert places(mended) <= before, one
            assert history.undo() == project


WITHOUT_REPAIR = {"block.inside", "tie.later", "softmax.shared"}


@pytest.mark.parametrize("code", sorted(FAULTY.keys() - WITHOUT_REPAIR))
def test_problem_offers_a_repair(code: str) -> None:
    assert any(problem.repairs for build in FAULTY[code] for problem in of_code(build(), code))


@pytest.mark.parametrize("code", sorted(WITHOUT_REPAIR))
def test_problem_that_is_let_off_has_none(code: str) -> None:
    assert not any(problem.repairs for build in FAULTY[code] for problem in of_code(build(), code))


@pytest.mark.parametrize(
    "project",
    [residual(), digits_cnn(), mlp([2, 16, 16, 2]), random_network(300)],
    ids=["residual", "digits", "mlp", "random"],
)
def test_sound_network_has_no_problem(project: Project) -> None:
    assert analyse(project).problems == ()
