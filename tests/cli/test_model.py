"""Commands about trained models, on one small real run."""

import csv
import json
import os
import subprocess
import sys

import numpy as np
import pytest

from netbuilder.project import edit, file
from netbuilder.project.template import open_template
from netbuilder.runs.folder import runs_folder
from netbuilder.training import train

HEAD = "sepal length,sepal width,petal length,petal width\n"


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """Iris, trained for thirty epochs: good enough to tell the clearest flowers apart."""
    path = tmp_path_factory.mktemp("trained") / "iris.netb"
    project = edit.set_training(open_template("iris"), epochs=30)
    file.write(project, path)
    train(project, folder=runs_folder(path))
    return path


def test_evaluate_gives_scores_by_column(run_json, trained):
    code, measured = run_json("evaluate", f"{trained}#last")

    assert code == 0
    assert measured["part"] == "test"
    assert measured["scores"]["species"]["accuracy"] > 0.7


@pytest.mark.parametrize("ending", [".csv", ".json", ".jsonl", ".npz"])
def test_rows_are_predicted_from_any_file_of_rows(run_json, trained, tmp_path, ending):
    names = HEAD.strip().split(",")
    rows = [[5.1, 3.5, 1.4, 0.2], [6.7, 3.0, 5.8, 2.3]]
    path = tmp_path / f"rows{ending}"
    records = [dict(zip(names, row, strict=True)) for row in rows]
    match ending:
        case ".csv":
            text = HEAD + "".join(f"{','.join(map(str, row))}\n" for row in rows)
            path.write_text(text, encoding="utf-8")
        case ".json":
            path.write_text(json.dumps(records), encoding="utf-8")
        case ".jsonl":
            path.write_text("\n".join(map(json.dumps, records)), encoding="utf-8")
        case _:
            np.savez(path, **dict(zip(names, np.array(rows).T, strict=True)))

    code, said = run_json("predict", f"{trained}#best", path)

    assert (code, said["rows"]) == (0, 2)
    assert said["predictions"]["species"] == ["setosa", "virginica"]
    likely = said["predictions"]["species: setosa"]
    assert likely[0] > 0.5 > likely[1]


def test_predictions_are_written_as_a_table(run, trained, tmp_path):
    rows, output = tmp_path / "rows.csv", tmp_path / "said.csv"
    rows.write_text(HEAD + "5.1,3.5,1.4,0.2\n", encoding="utf-8")

    said = run("predict", f"{trained}#best", rows, "-o", output)
    printed = run("predict", f"{trained}#best", rows)

    assert said.code == 0, said.err
    assert printed.out == output.read_text(encoding="utf-8")
    with output.open(encoding="utf-8", newline="") as stream:
        assert [row["species"] for row in csv.DictReader(stream)] == ["setosa"]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        (HEAD.replace("sepal width", "other") + "1,2,3,4\n", "sepal width"),
        (HEAD + "1,wide,3,4\n", "wide"),
        (HEAD, "rows.csv"),
    ],
)
def test_rows_that_do_not_fit_are_one_sentence(run, trained, tmp_path, text, word):
    rows = tmp_path / "rows.csv"
    rows.write_text(text, encoding="utf-8")

    said = run("predict", f"{trained}#best", rows)

    assert (said.code, said.err.count("\n")) == (1, 1)
    assert word in said.err


def test_predictions_that_cannot_be_written_are_one_sentence(run, trained, tmp_path):
    rows = tmp_path / "rows.csv"
    rows.write_text(HEAD + "5.1,3.5,1.4,0.2\n", encoding="utf-8")

    said = run("predict", f"{trained}#best", rows, "-o", tmp_path / "no" / "said.csv")

    assert (said.code, said.err.count("\n")) == (1, 1)


def test_a_run_leaves_as_pytorch_with_its_check(run, run_json, trained, tmp_path):
    code, exported = run_json("export", f"{trained}#best", "--to", "pytorch", "-o", tmp_path)

    assert code == 0
    assert exported["files"] == [str(tmp_path / "iris.py"), str(tmp_path / "iris.safetensors")]
    assert exported["check"]["rows"] == 23
    assert exported["check"]["classes_equal"]
    assert exported["check"]["largest_difference"] < 1e-5


@pytest.mark.parametrize(
    ("form", "start"),
    [("svg", b"<?xml"), ("png", b"\x89PNG"), ("project", b"{"), ("pytorch", b"import torch")],
)
def test_a_project_leaves_in_every_form_without_weights(
    run_json, trained, tmp_path, qapp, form, start
):
    code, exported = run_json("export", trained, "--to", form, "-o", f"{tmp_path}/made/")

    assert (code, exported["check"]) == (0, None)
    (made,) = (tmp_path / "made").iterdir()
    assert exported["files"] == [str(made)]
    assert made.read_bytes().startswith(start)


def test_a_picture_needs_no_display_and_keeps_words_as_words(trained, tmp_path):
    command = ["export", f"{trained}#last", "--to", "svg", "-o", str(tmp_path / "iris")]
    no_display = {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"}

    said = subprocess.run(
        [sys.executable, "-m", "netbuilder", *command],
        env={name: value for name, value in os.environ.items() if name not in no_display},
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 0, said.stderr
    text = (tmp_path / "iris.svg").read_text(encoding="utf-8")
    assert ">Dense<" in text.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("form", ["weights", "floppy"])
def test_a_form_that_cannot_be_is_one_sentence(run, trained, tmp_path, form):
    said = run("export", trained, "--to", form, "-o", tmp_path / "x")

    assert (said.code, said.err.count("\n")) == (1, 1)
    assert not list(tmp_path.glob("x*"))


def test_options_of_an_export_are_options_of_the_command(run_json, trained, tmp_path):
    options = ("--comments", "--training-loop", "--no-transforms", "--last")

    code, exported = run_json(
        "export", f"{trained}#last", "--to", "pytorch", "-o", tmp_path / "net", *options
    )

    assert code == 0
    names = [f"net{ending}" for ending in (".py", ".safetensors", ".rows.npz")]
    assert exported["files"] == [str(tmp_path / name) for name in names]
    assert exported["check"]["rows"] == 23
    text = (tmp_path / "net.py").read_text(encoding="utf-8")
    assert "def train(" in text
    assert "# Every epoch" in text
    assert "def prepare(" not in text
