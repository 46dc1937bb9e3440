"""Small real projects of every sort that an export has to carry, and how they are trained."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from netbuilder.data import read_schema
from netbuilder.project import edit
from netbuilder.project.schema import Column, ColumnRole, Data, Source, TransformUse, Window
from netbuilder.project.template import open_template
from netbuilder.project.value import End, Node, Project
from netbuilder.runs.folder import RunFolder
from netbuilder.training import train
from tests.builders import MAIN, Spec, chain, project_of

HOSTILE_NAMES = (
    "quote \" and ' both",
    'three """ of them',
    "brace {0} and {name!r}",
    "back\\slash \\n \\",
    "line\nbreak",
    "größe 大きさ \u202e",
    "x" * 90,
    "__import__('os').system('false')",
    "#",
)


def train_once(project: Project, folder: Path) -> RunFolder:
    """The run of one epoch."""
    return train(edit.set_training(project, epochs=1, patience=0), folder=folder)


def write_table(path: Path, columns: Mapping[str, Sequence[object]]) -> Source:
    """A CSV file with these columns, as a source."""
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))
    return Source(kind="csv", location=str(path))


def described(path: Path, columns: Mapping[str, Sequence[object]], *targets: str) -> Data:
    """The schema of a table with these targets."""
    data = read_schema(write_table(path, columns), None, target=targets[0])
    return replace(data, columns=tuple(_with_role(c, c.name in targets) for c in data.columns))


def _with_role(column: Column, is_target: bool) -> Column:
    role = ColumnRole.TARGET if is_target else column.role
    return replace(column, role=role)


def numbers(count: int, seed: int = 0, *, missing: bool = False) -> list[Any]:
    draw = random.Random(seed)
    values: list[Any] = [round(draw.gauss(3.0, 2.0), 3) for _ in range(count)]
    if missing:
        values[::7] = ["" for _ in values[::7]]
    return values


def choices(
    count: int, options: Sequence[str], seed: int = 0, *, missing: bool = False
) -> list[str]:
    draw = random.Random(seed)
    values = [draw.choice(options) for _ in range(count)]
    if missing:
        values[::9] = ["" for _ in values[::9]]
    return values


def joined(path: Path) -> Project:
    """Numbers and categories of hostile names, some missing, joined in one Input."""
    count = 80
    first, second, third, fourth = HOSTILE_NAMES[:4]
    data = described(
        path / "joined.csv",
        {
            first: numbers(count, 1, missing=True),
            second: choices(count, ["red", 'b"lue', "gr{0}n"], 2, missing=True),
            third: numbers(count, 3),
            fourth: choices(count, HOSTILE_NAMES, 4),
        },
        fourth,
    )
    layers: tuple[Spec, ...] = (
        ("Input", {"columns": (first, second, third)}),
        ("Linear", {"out_features": 8}),
        "ReLU",
        ("Linear", {"out_features": len(data.columns[3].classes)}),
        "Softmax",
        ("Output", {"column": fourth}),
    )
    return chain(*layers, data=data)


def binary(path: Path, *, sigmoid: bool) -> Project:
    """One number a row for two classes, with or without a Sigmoid in the drawing."""
    data = described(
        path / "binary.csv",
        {"a": numbers(60, 1), "b": numbers(60, 2), "answer": choices(60, ["no", "yes"], 3)},
        "answer",
    )
    layers: list[Spec] = [("Input", {"columns": ("a", "b")}), ("Linear", {"out_features": 1})]
    if sigmoid:
        layers.append("Sigmoid")
    return chain(*layers, ("Output", {"column": "answer"}), data=data)


def tailed(path: Path) -> Project:
    """A number to predict that is taken through a logarithm and standardised."""
    prices = [round(10 ** (value / 2), 2) for value in numbers(60, 5)]
    data = described(path / "tailed.csv", {"size": numbers(60, 1), "price": prices}, "price")
    uses = (
        TransformUse(kind="standardise", columns=("size",)),
        TransformUse(kind="log1p", columns=("price",), role=ColumnRole.TARGET),
        TransformUse(kind="standardise", columns=("price",), role=ColumnRole.TARGET),
    )
    data = replace(data, transforms=uses)
    return chain(
        ("Input", {"columns": ("size",)}),
        ("Linear", {"out_features": 4}),
        "Tanh",
        ("Linear", {"out_features": 1}),
        ("Output", {"column": "price"}),
        data=data,
    )


def many(path: Path) -> Project:
    """Two Inputs and three Outputs: a category, a number, and what only predicts."""
    data = described(
        path / "many.csv",
        {
            "a": numbers(60, 1),
            "b": choices(60, ["x", "y", "z"], 2),
            "kind": choices(60, ["one", "two", "three"], 3),
            "amount": numbers(60, 4),
        },
        "kind",
        "amount",
    )
    project = chain(
        ("Input", {"columns": ("a",)}),
        ("Linear", {"out_features": 6}),
        ("Concatenate", {}),
        ("Linear", {"out_features": 3}),
        ("Output", {"column": "kind"}),
        data=data,
    )
    project, second = _added(project, "Input", {"columns": ("b",)})
    project = _wired(project, second, _named(project, "concatenate1"), "inputs")
    project, amount = _added(project, "Linear", {"out_features": 1})
    project, said = _added(project, "Output", {"column": "amount"})
    project, seen = _added(project, "Output", {})
    project = _wired(project, _named(project, "concatenate1"), amount)
    project = _wired(project, amount, said)
    return _wired(project, amount, seen)


def masked() -> Project:
    """A series whose Input also gives which steps are real."""
    template = open_template("sunspots-lstm")
    data = replace(template.data, window=Window(length=6, horizon=2, stride=3))
    project = chain(
        ("Input", {"columns": ("sunspots",), "ragged": True}),
        ("LSTM", {"hidden_size": 4}),
        ("Linear", {"out_features": 2}),
        ("Output", {"column": "sunspots"}),
        data=data,
    )
    ends = End(_named(project, "input1").id, "mask"), End(_named(project, "lstm1").id, "mask")
    return edit.connect(project, MAIN, *ends)


def _named(project: Project, name: str) -> Node:
    return next(node for node in project.networks[MAIN].nodes.values() if node.name == name)


def _added(project: Project, kind: str, parameters: Mapping[str, Any]) -> tuple[Project, Node]:
    node = edit.new_node(project.networks[MAIN], kind, parameters)
    return edit.add_node(project, MAIN, node, (0.0, 0.0)), node


def _wired(project: Project, source: Node, sink: Node, port: str = "input") -> Project:
    return edit.connect(project, MAIN, End(source.id, "output"), End(sink.id, port))


SORTS: Mapping[str, Callable[[Path], Project]] = {
    "pictures": lambda path: open_template("digits-cnn"),
    "series": lambda path: open_template("sunspots-lstm"),
    "masked": lambda path: masked(),
    "joined": joined,
    "many": many,
    "tailed": tailed,
    "scores": lambda path: binary(path, sigmoid=False),
    "likelihoods": lambda path: binary(path, sigmoid=True),
}
"""Makes a project of each sort; the path is a folder for its data."""

__all__ = [
    "HOSTILE_NAMES",
    "SORTS",
    "binary",
    "described",
    "joined",
    "many",
    "masked",
    "numbers",
    "project_of",
    "tailed",
    "train_once",
    "write_table",
]
