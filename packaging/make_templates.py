"""Writes the templates into `resources/templates`: ``make templates``.

A template is a chain of layers on a data set, laid out as the app's own *Tidy up* does. To add one,
add a row to `DRAWINGS` and to `netbuilder.project.template`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from netbuilder.data import read_schema
from netbuilder.project import file
from netbuilder.project.schema import ColumnRole, Source
from netbuilder.project.starter import Spec, place_chain
from netbuilder.project.template import templates
from netbuilder.project.value import Network, Project, Training

FOLDER = Path(__file__).parent.parent / "resources" / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """What a template holds: a source, the layers between Input and Output, and how to train."""

    network: str
    source: Source
    layers: tuple[Spec, ...]
    training: Mapping[str, Any] = field(default_factory=dict)


def dense(units: int) -> Spec:
    """A dense layer."""
    return ("Linear", {"out_features": units})


def conv(filters: int) -> Spec:
    """A convolution of 3×3 that keeps height and width."""
    return ("Conv", {"out_channels": filters, "kernel_size": 3, "padding": "same"})


def plain(kind: str, **parameters: Any) -> Spec:
    """Any other layer."""
    return (kind, parameters)


DRAWINGS = {
    "digits-cnn": Drawing(
        network="digits_cnn",
        source=Source(kind="builtin", location="digits"),
        layers=(
            conv(32),
            plain("BatchNorm"),
            plain("ReLU"),
            conv(64),
            plain("ReLU"),
            plain("MaxPool", kernel_size=2),
            plain("Flatten"),
            dense(128),
            plain("ReLU"),
            plain("Dropout", p=0.3),
            dense(10),
            plain("Softmax"),
        ),
        training={"epochs": 15, "batch_size": 64, "learning_rate": 0.002, "watch": "accuracy"},
    ),
    "two-moons-mlp": Drawing(
        network="two_moons_mlp",
        source=Source(kind="made", location="two_moons"),
        layers=(
            dense(16),
            plain("ReLU"),
            dense(16),
            plain("ReLU"),
            dense(2),
            plain("Softmax"),
        ),
        training={"epochs": 60, "batch_size": 32, "learning_rate": 0.01},
    ),
    "spirals-mlp": Drawing(
        network="spirals_mlp",
        source=Source(kind="made", location="spirals"),
        layers=(
            dense(64),
            plain("Tanh"),
            dense(64),
            plain("Tanh"),
            dense(2),
            plain("Softmax"),
        ),
        training={"epochs": 120, "batch_size": 32, "learning_rate": 0.01},
    ),
    "iris": Drawing(
        network="iris",
        source=Source(kind="builtin", location="iris"),
        layers=(dense(16), plain("ReLU"), dense(3), plain("Softmax")),
        training={"epochs": 100, "batch_size": 16, "learning_rate": 0.01},
    ),
    "wine": Drawing(
        network="wine",
        source=Source(kind="builtin", location="wine"),
        layers=(dense(32), plain("ReLU"), plain("Dropout", p=0.2), dense(3), plain("Softmax")),
        training={"epochs": 60, "batch_size": 16, "learning_rate": 0.005},
    ),
    "breast-cancer": Drawing(
        network="breast_cancer",
        source=Source(kind="builtin", location="breast_cancer"),
        layers=(dense(32), plain("ReLU"), plain("Dropout", p=0.5), dense(2), plain("Softmax")),
        training={"epochs": 40, "batch_size": 32, "learning_rate": 0.003},
    ),
    "diabetes": Drawing(
        network="diabetes",
        source=Source(kind="builtin", location="diabetes"),
        layers=(dense(16), plain("ReLU"), plain("Dropout", p=0.3), dense(1)),
        training={
            "epochs": 80,
            "batch_size": 32,
            "learning_rate": 0.003,
            "optimizer": "AdamW",
            "optimizer_options": {"weight_decay": 0.1},
            "patience": 15,
        },
    ),
    "sunspots-lstm": Drawing(
        network="sunspots_lstm",
        source=Source(kind="builtin", location="sunspots"),
        layers=(plain("LSTM", hidden_size=32), dense(1)),
        training={"epochs": 120, "batch_size": 32, "learning_rate": 0.005, "patience": 30},
    ),
}


def draw(title: str, drawing: Drawing) -> Project:
    """The project of a drawing, with stable ids so that the file changes only with its content."""
    data = read_schema(drawing.source, None)
    name = drawing.network
    training = Training(roles={"model": name}, **drawing.training)
    project = Project(name=title, networks={name: Network()}, data=data, training=training)
    targets = data.with_role(ColumnRole.TARGET)
    feeding = data.with_role(ColumnRole.INPUT) or targets
    layers = (
        ("Input", {"columns": tuple(column.name for column in feeding)}),
        *drawing.layers,
        ("Output", {"column": targets[0].name}),
    )

    def id_of(number: int) -> str:
        return hashlib.sha256(f"{name}/{number}".encode()).hexdigest()[:16]

    return place_chain(project, name, layers, id_of=id_of)


def texts() -> dict[str, str]:
    """The content of each template's file, by its name."""
    return {
        f"{template.name}.netb": file.to_text(draw(template.title, DRAWINGS[template.name]))
        for template in templates()
    }


def main() -> None:
    """Write every template."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in texts().items():
        (FOLDER / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
