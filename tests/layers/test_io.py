"""Data enters as the columns or the typed shape say."""

from __future__ import annotations

from typing import Any

import pytest

from netbuilder.layers.dim import symbol
from netbuilder.layers.io import Input, Output
from netbuilder.layers.problem import Misfit
from netbuilder.layers.tensor import (
    DType,
    Kind,
    TensorType,
    image,
    mask,
    sequence,
    vector,
    waveform,
)


def typed(kind: str, *shape: int) -> TensorType:
    layer = Input({"feeds": "shape", "tensor_kind": kind, "shape": shape})
    return layer.infer({})["output"]


@pytest.mark.parametrize(
    ("columns", "joined"),
    [
        ((vector(3),), vector(3)),
        ((vector(3), vector(1), vector(2)), vector(6)),
        ((image(1, 8, 8), image(3, 8, 8)), image(4, 8, 8)),
        ((sequence(24, 1), sequence(24, 4)), sequence(24, 5)),
    ],
)
def test_columns_are_joined_along_their_features(
    columns: tuple[TensorType, ...], joined: TensorType
) -> None:
    assert Input().infer({"columns": columns}) == {"output": joined}


@pytest.mark.parametrize(
    "columns",
    [
        (vector(3), image(1, 8, 8)),
        (image(1, 8, 8), image(1, 8, 9)),
        (sequence(24, 1), sequence(12, 1)),
    ],
)
def test_columns_that_differ_are_not_joined(columns: tuple[TensorType, ...]) -> None:
    with pytest.raises(Misfit) as caught:
        Input({"columns": ("age", "photo")}).infer({"columns": columns})

    assert caught.value.code == "input.join"
    (repair,) = caught.value.repairs
    assert repair.label == "Leave out photo"
    assert [change.value for change in repair.changes] == [("age",)]


def test_an_input_without_columns_says_so() -> None:
    with pytest.raises(Misfit) as caught:
        Input().infer({"columns": ()})

    assert caught.value.code == "input.columns"


def test_a_typed_shape_is_of_its_kind() -> None:
    assert typed("vector", 5) == vector(5)
    assert typed("image", 1, 8, 8) == image(1, 8, 8)
    assert typed("sequence", 24, 3) == sequence(24, 3)
    assert typed("sequence", -1, 3) == sequence(symbol("T"), 3)
    assert typed("waveform", 2, -1) == waveform(2, symbol("T"))
    assert typed("tokens", 12).dtype is DType.INT64
    assert typed("volume", 1, 4, 5, 6).kind is Kind.VOLUME


@pytest.mark.parametrize(
    "values",
    [
        {"tensor_kind": "image", "shape": (8, 8)},
        {"tensor_kind": "vector", "shape": (1, 8, 8)},
        {"tensor_kind": "vector", "shape": ()},
        {"tensor_kind": "vector", "shape": (-1,)},
        {"tensor_kind": "image", "shape": (-1, 8, 8)},
        {"tensor_kind": "vector", "shape": (8,), "ragged": True},
    ],
)
def test_a_shape_of_another_kind_is_repaired_by_each_repair(values: dict[str, Any]) -> None:
    values = {"feeds": "shape", **values}
    with pytest.raises(Misfit) as caught:
        Input(values).infer({})

    assert caught.value.repairs
    for repair in caught.value.repairs:
        changed = values | {change.key: change.value for change in repair.changes}
        assert Input.check_values(changed) == {}
        Input(changed).infer({})


def test_a_ragged_input_has_a_mask() -> None:
    layer = Input({"ragged": True})

    assert [port.key for port in layer.output_ports()] == ["output", "mask"]
    assert layer.infer({"columns": (sequence(24, 3),)})["mask"] == mask(24)


def test_an_output_passes_nothing_on() -> None:
    assert Output().infer({"input": (vector(3),)}) == {}
    assert Output().output_ports() == ()
