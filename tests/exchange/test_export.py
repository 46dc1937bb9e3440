"""Exports as a whole: files that appear together, checked in a Python without netbuilder."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file, save_file

from netbuilder.error import ExportError
from netbuilder.exchange import Exported, Options, export, preview
from netbuilder.exchange.export import place_for
from netbuilder.exchange.sample import raw_rows
from netbuilder.exchange.verify import check, difference
from netbuilder.model import Model
from netbuilder.project import edit, file
from netbuilder.project.template import open_template
from netbuilder.runs.folder import RunFolder
from netbuilder.training import train
from tests.exchange import projects


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> RunFolder:
    return projects.train_once(open_template("iris"), tmp_path_factory.mktemp("iris") / "runs")


@pytest.fixture(scope="module")
def exported(run: RunFolder, tmp_path_factory: pytest.TempPathFactory) -> Exported:
    return export(run, "pytorch", tmp_path_factory.mktemp("exported") / "iris.py")


def test_an_export_is_a_file_to_read_and_its_weights_checked_on_raw_rows(exported: Exported):
    program, weights = exported.files

    assert (program.name, weights.name) == ("iris.py", "iris.safetensors")
    assert exported.check is not None
    assert exported.check.rows == 23  # 15 % of 150 flowers, rounded
    assert exported.check.largest_difference < 1e-5
    assert exported.check.classes_equal
    assert [entry.name for entry in sorted(program.parent.iterdir())] == [
        "iris.py",
        "iris.safetensors",
    ]


def test_joined_columns_of_hostile_names_are_checked_in_a_fresh_process(tmp_path: Path):
    trained = projects.train_once(projects.joined(tmp_path), tmp_path / "x.runs")

    found = export(trained, "pytorch", tmp_path / "file with 'quotes' {0}").check

    assert found is not None
    assert found.classes_equal


def test_an_export_is_still_checked_when_its_data_is_gone(tmp_path: Path):
    trained = projects.train_once(projects.many(tmp_path), tmp_path / "x.runs")
    (tmp_path / "many.csv").unlink()

    found = export(trained, "pytorch", tmp_path).check

    assert found is not None
    assert found.rows == 64
    assert (tmp_path / "test.py").is_file()


def _spoil(exported: Exported, folder: Path, before: str, after: str) -> Path:
    program, weights = exported.files
    text = program.read_text(encoding="utf-8")
    assert before in text
    spoiled = folder / program.name
    spoiled.write_text(text.replace(before, after), encoding="utf-8")
    (folder / weights.name).write_bytes(weights.read_bytes())
    return spoiled


@pytest.mark.parametrize(
    ("before", "after", "word"),
    [
        ('"setosa", "versicolor"', '"versicolor", "setosa"', "class names"),
        ("import torch\n", "import torch\nimport netbuilder\n", "netbuilder"),
    ],
)
def test_the_check_fails_for_a_file_that_answers_otherwise(
    run: RunFolder, exported: Exported, tmp_path: Path, before: str, after: str, word: str
):
    model = Model.load(run)
    rows = raw_rows(model.project.data, Path())
    spoiled = _spoil(exported, tmp_path, before, after)

    with pytest.raises(ExportError) as caught:
        check(spoiled, model, rows)

    assert word in caught.value.sentence


def test_the_check_fails_for_weights_that_were_changed(
    run: RunFolder, exported: Exported, tmp_path: Path
):
    model = Model.load(run)
    spoiled = _spoil(exported, tmp_path, "import", "import")
    tensors = load_file(exported.files[1])
    tensors["dense2.bias"] += torch.tensor([0.0, 0.0, 0.01])
    save_file(tensors, spoiled.with_suffix(".safetensors"))

    with pytest.raises(ExportError, match="same answers"):
        check(spoiled, model, raw_rows(model.project.data, Path()))


def test_a_failed_export_leaves_what_was_there(run: RunFolder, tmp_path: Path):
    (tmp_path / "iris.py").write_text("mine", encoding="utf-8")
    (tmp_path / "iris.safetensors").mkdir()

    with pytest.raises(ExportError, match="folder"):
        export(run, "pytorch", tmp_path / "iris.py")

    assert (tmp_path / "iris.py").read_text(encoding="utf-8") == "mine"
    assert sorted(entry.name for entry in tmp_path.glob("*iris*")) == [
        "iris.py",
        "iris.safetensors",
    ]


def test_an_older_export_is_replaced_and_keeps_its_permissions(run: RunFolder, tmp_path: Path):
    place = tmp_path / "iris.safetensors"
    place.write_bytes(b"old")
    place.chmod(0o600)

    export(run, "weights", place)

    assert set(load_file(place)) == {"dense1.weight", "dense1.bias", "dense2.weight", "dense2.bias"}
    assert place.stat().st_mode & 0o777 == 0o600


def test_without_transforms_the_file_takes_tensors_and_is_checked_on_them(
    run: RunFolder, tmp_path: Path
):
    made = export(run, "pytorch", tmp_path / "net", options=Options(transforms=False))

    text = made.files[0].read_text(encoding="utf-8")
    assert made.check is not None
    assert (made.check.rows, made.check.classes_equal) == (23, True)
    assert made.check.largest_difference < 1e-5
    assert "def load(" in text
    assert "def prepare(" not in text


def test_last_weights_are_those_of_the_last_epoch(tmp_path: Path):
    project = edit.set_training(
        open_template("iris"), epochs=12, learning_rate=0.3, watch="accuracy"
    )
    trained = train(project, folder=tmp_path / "runs", device="cpu")
    made = {
        which: load_file(
            export(trained, "weights", tmp_path / which, options=Options(weights=which)).files[0]
        )
        for which in ("best", "last")
    }

    last = Model.load(trained, "last").module.state_dict()
    assert all(torch.equal(made["last"][key], value) for key, value in last.items())
    assert trained.series().best_epoch < 12
    assert not all(torch.equal(made["best"][key], value) for key, value in last.items())


def test_the_preview_is_the_file_that_is_written(run: RunFolder, tmp_path: Path):
    for options in (Options(), Options(comments=True), Options(transforms=False)):
        made = export(run, "pytorch", tmp_path / "iris", options=options)

        assert preview(run, "iris", options) == made.files[0].read_text(encoding="utf-8")


def test_a_project_alone_gives_its_source_and_no_weights(tmp_path: Path):
    project = open_template("iris")

    made = export(project, "pytorch", tmp_path / "net")

    assert made == Exported(files=(tmp_path / "net.py",))
    assert "class Iris(nn.Module):" in (tmp_path / "net.py").read_text(encoding="utf-8")
    with pytest.raises(ExportError, match="Train it"):
        export(project, "weights", tmp_path / "net")


def test_a_run_gives_its_project_back(run: RunFolder, tmp_path: Path):
    made = export(run, "project", tmp_path / "again")

    assert file.read(made.files[0]) == run.project


def test_an_unknown_form_names_the_known_ones(run: RunFolder, tmp_path: Path):
    with pytest.raises(ExportError, match="pytorch, weights, project"):
        export(run, "floppy", tmp_path / "x")


def test_a_place_that_cannot_be_is_one_sentence(run: RunFolder, tmp_path: Path):
    (tmp_path / "file").write_text("", encoding="utf-8")

    with pytest.raises(ExportError) as caught:
        export(run, "weights", tmp_path / "file" / "below.safetensors")

    assert "\n" not in caught.value.sentence


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("net", "net.py"),
        ("net.py", "net.py"),
        ("net.PY", "net.py"),
        ("net.safetensors", "net.py"),
        ("v1.2", "v1.2.py"),
        ("", "digits-cnn.py"),
    ],
)
def test_the_file_is_named_as_a_person_means_it(tmp_path: Path, said: str, meant: str):
    place = place_for(tmp_path / said, open_template("digits-cnn"), ".py")

    assert place == tmp_path / meant


@pytest.mark.parametrize("name", ["../../etc", "", "...", "Größe", "a" * 190])
def test_a_project_s_name_never_leads_out_of_the_folder(tmp_path: Path, name: str):
    place = place_for(tmp_path, replace(open_template("iris"), name=name), ".py")

    assert place.parent == tmp_path
    assert 3 < len(place.name) < 70


def test_differences_are_relative_to_large_numbers_and_see_what_is_not_finite():
    assert difference(np.array([1000.0]), np.array([1001.0])) == pytest.approx(1 / 1001)
    assert difference(np.array([0.0]), np.array([0.5])) == 0.5
    assert difference(np.array([np.nan, np.inf]), np.array([np.nan, np.inf])) == 0.0
    assert difference(np.array([np.nan]), np.array([1.0])) == np.inf
    assert difference(np.array([np.inf]), np.array([-np.inf])) == np.inf
    assert difference(np.zeros(2), np.zeros(3)) == np.inf
