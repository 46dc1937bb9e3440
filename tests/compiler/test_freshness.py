"""Data that holds something else than the project knows."""

from dataclasses import replace

from netbuilder.compiler import analyse, repair, with_source, wording
from netbuilder.layers.problem import Severity
from netbuilder.project import edit
from netbuilder.project.schema import Column, ColumnKind, ColumnRole, Data, Source
from netbuilder.project.value import Project
from tests.builders import chain

KNOWN = Data(
    source=Source(kind="csv", location="shop/prices.csv"),
    columns=(
        Column(name="size", kind=ColumnKind.NUMBER),
        Column(name="price", kind=ColumnKind.NUMBER, role=ColumnRole.TARGET),
    ),
    rows=40,
    fingerprint="before",
)
NOW = replace(KNOWN, rows=41, fingerprint="now")


def shop() -> Project:
    return chain(
        ("Input", {"columns": ("size",)}),
        ("Linear", {"out_features": 1}),
        ("Output", {"column": "price"}),
        data=KNOWN,
    )


def test_other_fingerprint_is_an_error_that_blocks_training_alone() -> None:
    project = shop()
    analysis = with_source(analyse(project), NOW)

    (problem,) = analysis.problems
    assert (problem.code, problem.severity) == ("training.data_changed", Severity.ERROR)
    assert wording.title(problem, project) == "The data has changed"
    sentence = "The project knows 40 rows of prices.csv; it now holds 41 rows."
    assert wording.sentence(problem, project) == sentence
    (name,) = project.networks
    assert analysis.errors(name) == ()
    assert analysis.errors(name, with_training=True) == (problem,)


def test_as_many_rows_are_said_to_be_others() -> None:
    project = shop()
    (problem,) = with_source(analyse(project), replace(NOW, rows=40)).problems

    assert "it now holds 40 rows with other values." in wording.sentence(problem, project)


def test_reading_again_takes_the_content_and_keeps_what_was_decided_since() -> None:
    project = shop()
    (problem,) = with_source(analyse(project), NOW).problems
    split = replace(KNOWN.split, train=0.5, validation=0.25, test=0.25)
    later = edit.set_data(project, replace(KNOWN, split=split, missing="drop"))

    mended = repair.apply(later, problem, problem.repairs[0])

    assert problem.repairs[0].label == "Read again"
    assert mended.data == replace(NOW, split=split, missing="drop")
    assert mended.networks == later.networks
    assert with_source(analyse(mended), NOW).problems == ()


def test_nothing_is_said_of_the_same_content_nor_of_another_source() -> None:
    analysis = analyse(shop())

    for found in (None, KNOWN, replace(NOW, source=Source(kind="csv", location="other.csv"))):
        assert with_source(analysis, found) is analysis
