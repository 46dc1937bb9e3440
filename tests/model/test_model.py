import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from netbuilder import training
from netbuilder.data import prepare, read_table
from netbuilder.error import DataError, RunError
from netbuilder.model import Model
from netbuilder.model.model import as_probabilities, most_likely
from netbuilder.runs.folder import RunFolder


@pytest.fixture
def copy(iris_run: RunFolder, tmp_path: Path) -> RunFolder:
    """A run that may be damaged."""
    shutil.copytree(iris_run.path, tmp_path / "runs" / iris_run.id)
    return RunFolder(tmp_path / "runs" / iris_run.id)


def raw_rows(run: RunFolder) -> dict[str, np.ndarray]:
    return dict(read_table(run.project.data.source, None).columns)


def test_raw_rows_get_class_names_and_probabilities(iris_run: RunFolder) -> None:
    rows = raw_rows(iris_run)

    predicted = Model.load(iris_run).predict(rows)

    assert set(predicted) == {"species"}
    species = predicted["species"]
    assert species.classes == ("setosa", "versicolor", "virginica")
    assert species.probabilities is not None
    assert species.probabilities.shape == (150, 3)
    np.testing.assert_allclose(species.probabilities.sum(axis=1), 1.0, atol=1e-6)
    best = [species.classes[index] for index in species.probabilities.argmax(axis=1)]
    assert species.values.tolist() == best


def test_predictions_on_the_test_part_have_the_accuracy_that_the_run_found(
    iris_run: RunFolder,
) -> None:
    rows = raw_rows(iris_run)
    part = prepare(iris_run.project.data, None).test

    predicted = Model.load(iris_run).predict({k: v[part.rows] for k, v in rows.items()})

    right = (predicted["species"].values == rows["species"][part.rows]).mean()
    assert right == pytest.approx(iris_run.series().test["accuracy"])


def test_numbers_come_in_the_columns_own_unit(diabetes_run: RunFolder) -> None:
    rows = raw_rows(diabetes_run)
    part = prepare(diabetes_run.project.data, None).test

    predicted = Model.load(diabetes_run).predict({k: v[part.rows] for k, v in rows.items()})

    found, wanted = predicted["progression"].values[:, 0], rows["progression"][part.rows]
    assert np.abs(found - wanted).mean() == pytest.approx(diabetes_run.series().test["mae"])


def test_answers_do_not_depend_on_the_rows_beside(iris_run: RunFolder) -> None:
    rows = raw_rows(iris_run)
    model = Model.load(iris_run)

    together = model.predict({k: np.tile(v, 10) for k, v in rows.items()})["species"]
    alone = model.predict({k: v[70:71] for k, v in rows.items()})["species"]

    assert together.probabilities is not None
    assert alone.probabilities is not None
    np.testing.assert_allclose(together.probabilities[1270], alone.probabilities[0], atol=1e-6)


def test_best_and_last_weights_are_different_models(iris_run: RunFolder, tmp_path: Path) -> None:
    best, last = (Model.load(iris_run, which).module.state_dict() for which in ("best", "last"))

    series = iris_run.series()
    is_same = all(torch.equal(best[key], last[key]) for key in best)
    assert is_same == (series.best_epoch == series.epoch)


def test_missing_column_is_named(iris_run: RunFolder) -> None:
    rows = raw_rows(iris_run)
    (first, *_) = Model.load(iris_run).columns
    del rows[first]

    with pytest.raises(DataError, match=first):
        Model.load(iris_run).predict(rows)


def test_model_of_a_run_knows_nothing_of_later_edits(copy: RunFolder) -> None:
    project_beside = copy.path.parent.parent / "iris.netb"
    project_beside.write_text("edited beyond recognition")

    assert set(Model.load(copy).predict(raw_rows(copy))) == {"species"}


def test_evaluating_a_model_needs_no_run(iris_run: RunFolder) -> None:
    found = training.evaluate(Model.load(iris_run))

    assert found["species"]["accuracy"] == pytest.approx(iris_run.series().test["accuracy"])


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not weights at all",
        b"\xff" * 64,
        (2**62).to_bytes(8, "little") + b"{}",
        b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix\x8c\x06system\x93.",  # a pickle
    ],
)
def test_hostile_weights_are_refused_with_their_place(copy: RunFolder, content: bytes) -> None:
    (copy.path / "best.safetensors").write_bytes(content)

    with pytest.raises(RunError, match=r"best\.safetensors: this file of weights cannot be read"):
        Model.load(copy)


@pytest.mark.parametrize("cut", [1, 100, 700])
def test_truncated_weights_are_refused(copy: RunFolder, cut: int) -> None:
    path = copy.path / "best.safetensors"
    path.write_bytes(path.read_bytes()[:-cut])

    with pytest.raises(RunError, match="cannot be read"):
        Model.load(copy)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": 99}', '{"version": 1}'])
def test_damaged_transforms_are_refused(copy: RunFolder, content: str) -> None:
    (copy.path / "pipeline.json").write_text(content)

    with pytest.raises(RunError):
        Model.load(copy)


def test_run_without_transforms_is_refused(copy: RunFolder) -> None:
    (copy.path / "pipeline.json").unlink()

    with pytest.raises(RunError, match="no transforms"):
        Model.load(copy)


def test_run_without_weights_is_refused(copy: RunFolder) -> None:
    (copy.path / "best.safetensors").unlink()
    shutil.rmtree(copy.checkpoint)

    with pytest.raises(RunError, match="no weights yet"):
        Model.load(copy)


@pytest.mark.parametrize(
    ("form", "loss", "values", "expected"),
    [
        ("probabilities", "cross_entropy", [[0.2, 0.8]], [[0.2, 0.8]]),
        ("log_probabilities", "cross_entropy", [[np.log(0.2), np.log(0.8)]], [[0.2, 0.8]]),
        ("logits", "cross_entropy", [[0.0, np.log(3.0)]], [[0.25, 0.75]]),
        ("logits", "binary_cross_entropy", [[np.log(3.0)]], [[0.75]]),
        ("probabilities", "binary_cross_entropy", [[0.3]], [[0.3]]),
    ],
)
def test_every_form_becomes_probabilities(
    form: str, loss: str, values: list[list[float]], expected: list[list[float]]
) -> None:
    found = as_probabilities(torch.tensor(values), form, loss)

    torch.testing.assert_close(found, torch.tensor(expected, dtype=found.dtype))


def test_most_likely_class() -> None:
    assert most_likely(torch.tensor([[0.2, 0.5, 0.3]])).tolist() == [1]
    assert most_likely(torch.tensor([[0.4], [0.6]])).tolist() == [0, 1]
