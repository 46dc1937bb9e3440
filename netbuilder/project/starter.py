"""A first network for data: small, legal, and better than guessing. `netbuilder new --data`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from netbuilder.error import DataError
from netbuilder.layers.tensor import Kind
from netbuilder.project import edit
from netbuilder.project.schema import Column, ColumnKind, ColumnRole, Data, fed_type
from netbuilder.project.value import End, Network, Project, Training
from netbuilder.words import _

NETWORK = "model"
COLUMN_STEP = 208.0

Spec = tuple[str, Mapping[str, Any]]


def start_project(name: str, data: Data) -> Project:
    """A project on `data` with a network that fits its columns.

    Pictures get two convolutions, series an LSTM, rows of numbers two dense layers; a category as
    target ends in Softmax, a number in one unit a value.

    Raises:
        DataError: No column can be an input, or none is a target.
    """
    feeding, target = columns_to_use(data)
    project = Project(
        name=name,
        networks={NETWORK: Network()},
        data=data,
        training=Training(roles={"model": NETWORK}),
    )
    layers = (
        ("Input", {"columns": tuple(column.name for column in feeding)}),
        *_body(data, feeding[0]),
        *_head(data, target),
        ("Output", {"column": target.name}),
    )
    before = ""
    for number, (kind, parameters) in enumerate(layers):
        node = edit.new_node(project.networks[NETWORK], kind, parameters)
        project = edit.add_node(project, NETWORK, node, (number * COLUMN_STEP, 0.0))
        if before:
            ends = End(before, "output"), End(node.id, "input")
            project = edit.connect(project, NETWORK, *ends)
        before = node.id
    return project


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


def _body(data: Data, column: Column) -> tuple[Spec, ...]:
    fed = fed_type(data, column)
    assert fed is not None, "an input column feeds something"
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
            return (("LSTM", {"hidden_size": 32}),)
        case _:
            return (
                ("Linear", {"out_features": 64}),
                ("ReLU", {}),
                ("Linear", {"out_features": 64}),
                ("ReLU", {}),
            )


def _head(data: Data, target: Column) -> tuple[Spec, ...]:
    if target.kind is ColumnKind.CATEGORY:
        return (("Linear", {"out_features": max(2, len(target.classes))}), ("Softmax", {}))
    width = data.window.horizon if data.window is not None else 1
    for dim in target.dims:
        width *= dim
    return (("Linear", {"out_features": width}),)
