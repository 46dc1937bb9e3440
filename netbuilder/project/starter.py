"""A first network for data: small, legal, and better than guessing. `netbuilder new --data`."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from netbuilder.error import DataError
from netbuilder.layers.tensor import Kind
from netbuilder.project import edit
from netbuilder.project.identity import new_id
from netbuilder.project.layout import tidy
from netbuilder.project.schema import Column, ColumnKind, ColumnRole, Data, fed_type
from netbuilder.project.setting import LONGEST_TITLE
from netbuilder.project.value import End, Network, Node, Project, Training
from netbuilder.words import _

NETWORK = "model"

CARD, WIDE_CARD = (168.0, 110.0), (216.0, 110.0)
"""About what a card measures on the canvas, in scene px, and one that names long columns."""

_LETTERS = 14
"""How many letters of column names a card shows without being wide."""

VIEW_WIDTH = 1056.0
"""How wide a drawing may be before it goes on in a second row, in scene px."""

Spec = tuple[str, Mapping[str, Any]]
"""A layer to place: its kind and the parameters that are set."""

_UNITS = ((300, 16), (3_000, 32), (30_000, 64), (math.inf, 128))
"""Units of a dense layer for data of up to so many rows."""

_BATCHES = ((5_000, 32), (100_000, 128), (math.inf, 1024))
"""The batch size for data of up to so many rows."""

_STEPS = 3_000
"""About how many steps a first training takes."""


def start_project(name: str, data: Data) -> Project:
    """A project on `data` with a network that fits its columns, laid out to be read.

    Pictures get two convolutions, series an LSTM, rows of numbers two dense layers; a category as
    target ends in Softmax, a number in one unit a value. More rows get more units.

    Raises:
        DataError: No column can be an input, or none is a target.
    """
    feeding, target = columns_to_use(data)
    layers = (
        ("Input", {"columns": tuple(column.name for column in feeding)}),
        *_body(data, feeding[0]),
        *_head(data, target),
        ("Output", {"column": target.name}),
    )
    project = Project(
        name=title_of(name),
        networks={NETWORK: Network()},
        data=data,
        training=_training(data),
    )
    return place_chain(project, NETWORK, layers)


def place_chain(
    project: Project,
    network: str,
    layers: Iterable[Spec],
    *,
    id_of: Callable[[int], str] = lambda _number: new_id(),
) -> Project:
    """Place layers in a row, each wired to the next, and tidy the network up.

    Args:
        project: The project.
        network: Its network.
        layers: What to place, from the Input to the Output.
        id_of: Gives the id of the layer at a place in the row.
    """
    before = ""
    for number, (kind, parameters) in enumerate(layers):
        node = edit.new_node(project.networks[network], kind, parameters, id=id_of(number))
        project = edit.add_node(project, network, node)
        if before:
            ends = End(before, "output"), End(node.id, "input")
            project = edit.connect(project, network, *ends)
        before = node.id
    placed = project.networks[network]
    sizes = {node.id: _card(node) for node in placed.nodes.values()}
    arrangement = tidy(placed, sizes, width=VIEW_WIDTH)
    return edit.arrange(project, network, arrangement)


def _card(node: Node) -> tuple[float, float]:
    """About what the card of a node measures."""
    columns = node.parameters.get("columns", node.parameters.get("column", ()))
    words = columns if isinstance(columns, str) else ", ".join(map(str, columns))
    return WIDE_CARD if len(words) > _LETTERS else CARD


def title_of(text: str) -> str:
    """A project's title for any text, such as the name of a file."""
    shown = "".join(letter if letter.isprintable() else " " for letter in text)
    words = " ".join(shown.replace("_", " ").split())
    return words[:LONGEST_TITLE].strip() or _("Network")


def columns_to_use(data: Data) -> tuple[tuple[Column, ...], Column]:
    """The columns that an Input can join, all of the first one's kind, and the target.

    A series without other inputs feeds itself: its past predicts its future.

    Raises:
        DataError: No column can be an input, or none is a target.
    """
    targets = data.with_role(ColumnRole.TARGET)
    if not targets:
        raise DataError(
            _("no column is to be predicted"),
            place=data.source.location,
            remedy=_("Name the target column."),
        )
    candidates = data.with_role(ColumnRole.INPUT)
    if not candidates and data.window is not None:
        candidates = targets
    kinds = {column.name: fed_type(data, column) for column in candidates}
    fitting = [column for column in candidates if kinds[column.name] is not None]
    if not fitting:
        raise DataError(
            _("no column can be an input"),
            place=data.source.location,
            remedy=_("Give the table at least one column of numbers, categories or pictures."),
        )
    first = kinds[fitting[0].name]
    alike = [c for c in fitting if (t := kinds[c.name]) and first and t.kind is first.kind]
    if first is not None and first.kind is Kind.IMAGE:
        alike = alike[:1]
    return tuple(alike), targets[0]


def _training(data: Data) -> Training:
    batch_size = _for_rows(_BATCHES, data.rows)
    steps_per_epoch = max(1, round(data.rows * data.split.train / batch_size))
    return Training(
        roles={"model": NETWORK},
        learning_rate=0.003,
        batch_size=batch_size,
        epochs=min(150, max(10, _STEPS // steps_per_epoch)),
        patience=20,
    )


def _for_rows(table: tuple[tuple[float, int], ...], rows: int) -> int:
    return next(value for most, value in table if rows <= most)


def _body(data: Data, column: Column) -> tuple[Spec, ...]:
    fed = fed_type(data, column)
    assert fed is not None, "an input column feeds something"
    units = _for_rows(_UNITS, data.rows)
    match fed.kind:
        case Kind.IMAGE:
            pools = min(int(size) for size in column.dims[1:]) >= 4
            pool: tuple[Spec, ...] = (("MaxPool", {"kernel_size": 2}),) if pools else ()
            return (
                ("Conv", {"out_channels": 32, "kernel_size": 3, "padding": "same"}),
                ("ReLU", {}),
                *pool,
                ("Conv", {"out_channels": 64, "kernel_size": 3, "padding": "same"}),
                ("ReLU", {}),
                ("GlobalAvgPool", {}),
            )
        case Kind.SEQUENCE:
            return (("LSTM", {"hidden_size": max(32, units)}),)
        case _:
            return (
                ("Linear", {"out_features": units}),
                ("ReLU", {}),
                ("Linear", {"out_features": units}),
                ("ReLU", {}),
            )


def _head(data: Data, target: Column) -> tuple[Spec, ...]:
    if target.kind is ColumnKind.CATEGORY:
        return (("Linear", {"out_features": max(2, len(target.classes))}), ("Softmax", {}))
    width = data.window.horizon if data.window is not None else 1
    return (("Linear", {"out_features": width * math.prod(target.dims)}),)
