"""What each template reaches on its test part: means over five split seeds, its own epochs."""

from __future__ import annotations

import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import mean

import numpy as np

from netbuilder.data import prepare
from netbuilder.project.schema import Data
from netbuilder.project.template import open_template
from netbuilder.project.value import Project
from netbuilder.training import train
from tests.benchmarks.table import Row

TITLE = "Templates: mean on the test part over five split seeds"

SEEDS = range(5)
PROMISED = {
    "digits-cnn": ("accuracy", 0.97),
    "two-moons-mlp": ("accuracy", 0.97),
    "spirals-mlp": ("accuracy", 0.95),
    "iris": ("accuracy", 0.95),
    "wine": ("accuracy", 0.95),
    "breast-cancer": ("accuracy", 0.96),
    "diabetes": ("r2", 0.40),
}


def rows() -> list[Row]:
    """A row a template, and one for the longest time that a single training took."""
    found = []
    longest = 0.0
    for name, (metric, promised) in PROMISED.items():
        began = time.perf_counter()
        scores = [score(name, seed, metric) for seed in SEEDS]
        longest = max(longest, (time.perf_counter() - began) / len(SEEDS))
        spread = f"{min(scores):.3f} to {max(scores):.3f}"
        found.append(
            Row(
                name=name,
                value=mean(scores),
                unit=metric,
                baseline=spread,
                bound=f">={promised}",
            )
        )
    began = time.perf_counter()
    ratios = [sunspots_ratio(seed) for seed in SEEDS]
    longest = max(longest, (time.perf_counter() - began) / len(SEEDS))
    found.append(
        Row(
            name="sunspots-lstm",
            value=mean(ratios),
            unit="RMSE ratio",
            baseline="persistence",
            bound="<1",
        )
    )
    found.append(Row(name="longest training", value=longest, unit="s", bound="<60"))
    return found


def seeded(project: Project, seed: int) -> Project:
    """The same project with another split and other initial weights."""
    split = replace(project.data.split, seed=seed)
    return replace(
        project,
        data=replace(project.data, split=split),
        training=replace(project.training, seed=seed),
    )


def score(name: str, seed: int, metric: str) -> float:
    """What a template, trained with its own settings and a seed, reaches on its test part."""
    with tempfile.TemporaryDirectory() as folder:
        run = train(seeded(open_template(name), seed), folder=Path(folder))
        values = run.series().test
    return next(value for key, value in values.items() if key.rpartition(".")[2] == metric)


def sunspots_ratio(seed: int) -> float:
    """RMSE of the LSTM on the test part against that of saying last year's number again."""
    data = seeded(open_template("sunspots-lstm"), seed).data
    return score("sunspots-lstm", seed, "rmse") / persistence_rmse(data)


def persistence_rmse(data: Data) -> float:
    """RMSE on the test part of predicting each value by the one before it, in its own unit."""
    prepared = prepare(data, None)
    (column,) = prepared.test.targets
    invert = prepared.pipeline.invert
    last = invert(column, prepared.test.inputs[column][:, -1])
    said = invert(column, prepared.test.targets[column])
    return float(np.sqrt(np.mean((last.ravel() - said.ravel()) ** 2)))
