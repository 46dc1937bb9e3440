"""Templates: what lies in the checkout is what the script draws, and it keeps its promises."""

import runpy
from pathlib import Path
from statistics import mean

import pytest

from netbuilder import resources
from netbuilder.compiler import analyse
from netbuilder.error import ProjectFileError
from netbuilder.project.template import open_template, templates
from tests.benchmarks.templates import PROMISED, score

SCRIPT = Path(__file__).parents[2] / "packaging" / "make_templates.py"


def test_the_committed_files_are_what_the_script_draws():
    drawn = runpy.run_path(str(SCRIPT))["texts"]()

    folder = resources.path("templates")
    assert {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir()} == drawn


@pytest.mark.parametrize("name", [template.name for template in templates()])
def test_nothing_is_wrong_with_a_template(name: str):
    project = open_template(name)

    assert analyse(project).problems == ()
    (network,) = project.networks.values()
    assert set(network.layout.positions) == set(network.nodes)


def test_the_digits_cnn_is_the_one_in_the_pictures():
    project = open_template("digits-cnn")

    (analysis,) = analyse(project).networks.values()
    assert len(analysis.order) == 14
    assert analysis.total.parameters == 151_370  # 320 + 64 + 18,496 + 131,200 + 1,290


def test_an_unknown_template_names_the_known_ones():
    with pytest.raises(ProjectFileError, match="digits-cnn, two-moons-mlp"):
        open_template("cats")


@pytest.mark.parametrize("name", ["two-moons-mlp", "iris"])
def test_a_template_reaches_what_it_promises(name: str):
    metric, promised = PROMISED[name]

    assert mean(score(name, seed, metric) for seed in range(3)) >= promised
