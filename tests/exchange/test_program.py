"""Exported files of every sort, run here; `test_export` runs some in a process of their own."""

import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

from netbuilder.compiler import source
from netbuilder.exchange.program import write_program
from netbuilder.exchange.sample import raw_rows
from netbuilder.model import Model
from netbuilder.project import edit
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from tests.exchange import projects


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Model, Path]]:
    """A model of each sort and the file that was written for it, without weights."""
    folder = tmp_path_factory.mktemp("exported")
    made = {}
    for sort, make in projects.SORTS.items():
        model = Model.load(projects.train_once(make(folder), folder / "runs"))
        made[sort] = model, folder / f"{sort}.py"
        written = source(model.project, comments=sort == "pictures")
        text = write_program(written, model.pipeline, model.project, weights="w.safetensors")
        (folder / f"{sort}.py").write_text(text, encoding="utf-8")
    return made


@pytest.mark.parametrize("sort", projects.SORTS)
def test_a_file_answers_raw_rows_as_the_model_does(exported, sort: str):
    model, program = exported[sort]
    rows = raw_rows(model.project.data, Path())

    names = runpy.run_path(str(program))
    network = names[model.source.class_name]()
    network.load_state_dict(model.module.state_dict())
    network.eval()
    with torch.no_grad():
        outputs = network.predict(*names["prepare"](rows))
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    answers = names["answer"](network, rows)

    for said, expected in zip(outputs, model.outputs(rows), strict=True):
        np.testing.assert_allclose(said.numpy(), expected, rtol=1e-5, atol=1e-6)
    predictions = model.predict(rows)
    assert set(answers) == set(predictions)
    for name, prediction in predictions.items():
        if prediction.classes:
            assert answers[name] == prediction.values.tolist()
        else:
            np.testing.assert_allclose(answers[name], prediction.values, rtol=1e-5, atol=1e-6)


def test_every_file_passes_the_linter_and_keeps_its_lines_short(exported):
    files = [str(program) for _model, program in exported.values()]
    files.remove(str(exported["pictures"][1]))
    lint = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--isolated",
        "--no-cache",
        "--select",
        "E,F,W,I",
    ]

    strict = subprocess.run([*lint, *files], capture_output=True, text=True, check=False)
    # Comments are as wide as those in the app's code view.
    explained = [*lint, "--line-length", "100", str(exported["pictures"][1])]
    with_comments = subprocess.run(explained, capture_output=True, text=True, check=False)

    assert strict.returncode == 0, strict.stdout
    assert with_comments.returncode == 0, with_comments.stdout


def test_a_file_says_what_goes_in_and_what_comes_out(exported):
    names = runpy.run_path(str(exported["joined"][1]))
    first, second, third, fourth = projects.HOSTILE_NAMES[:4]

    assert names["INPUTS"]["x"] == {"columns": (first, second, third), "dims": ("batch", 5)}
    assert set(names["CLASSES"][fourth]) == {name.strip() for name in projects.HOSTILE_NAMES}
    pictures = runpy.run_path(str(exported["pictures"][1]))
    assert pictures["INPUTS"]["x"]["dims"] == ("batch", 1, 8, 8)
    assert pictures["CLASSES"] == {"digit": tuple("0123456789")}


def test_units_travel_with_their_columns():
    diabetes = open_template("diabetes")

    assert {c.name: c.unit for c in diabetes.data.columns if c.unit} == {
        "age": "years",
        "bmi": "kg/m²",
        "bp": "mmHg",
    }


def test_a_series_is_answered_window_by_window_or_step_by_step(exported):
    model, program = exported["series"]
    names = runpy.run_path(str(program))
    length = model.pipeline.window.length
    steps = [float(value) for value in range(length + 2)]

    by_step = names["prepare"]({"sunspots": steps})
    by_window = names["prepare"]({"sunspots": [steps[i : i + length] for i in range(3)]})

    assert by_step[0].shape == (3, length, 1)
    assert torch.equal(by_step[0], by_window[0])


@pytest.mark.parametrize("name", ["CLASSES", "INPUTS", "Path", "path", "np", "columns", "UNITS"])
def test_a_network_may_be_called_like_something_in_the_file(exported, name: str):
    model, _program = exported["likelihoods"]
    project: Project = edit.rename_network(model.project, "main", name)

    text = write_program(source(project), model.pipeline, project, weights="w.safetensors")
    names: dict[str, object] = {"__file__": "x.py"}
    exec(text, names)

    assert isinstance(names["prepare"]({"a": [1.0], "b": [None]})[0], torch.Tensor)
    assert isinstance(names["CLASSES"], dict)


def test_a_hostile_file_name_stays_a_literal(exported):
    model, _program = exported["likelihoods"]
    weights = "a' \" {0} \\ \n.safetensors"

    text = write_program(model.source, model.pipeline, model.project, weights=weights)
    names: dict[str, object] = {"__file__": "/nowhere/x.py"}
    exec(text, names)

    with pytest.raises(FileNotFoundError) as caught:
        names["load"]()
    assert weights in str(caught.value)
