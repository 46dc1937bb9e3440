"""What a layer refuses comes with repairs, and each repair repairs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from netbuilder.layers.catalogue import families, layer_class
from netbuilder.layers.dim import symbol
from netbuilder.layers.fit import describe
from netbuilder.layers.layer import Inputs, Layer
from netbuilder.layers.problem import (
    Disconnect,
    InsertLayer,
    Misfit,
    RemoveNode,
    Repair,
    SetParameter,
)
from netbuilder.layers.tensor import (
    BATCH,
    Kind,
    Role,
    TensorType,
    image,
    mask,
    sequence,
    vector,
    waveform,
)
from tests.layers.drawing import ANY, SMALL, parameters_of

CODES = {
    "shape.rank",
    "shape.mismatch",
    "shape.too_small",
    "shape.divisible",
    "shape.open",
    "parameter.conflict",
    "dtype",
}
EXAMPLES = 25 if settings.get_current_profile_name() == "ci" else 1000

UNARY = [
    layer
    for members in families().values()
    for layer in members
    if layer.inputs and layer.inputs[0].key == "input"
]
MERGING = [layer_class(kind) for kind in ("Add", "Multiply", "Concatenate")]


def make(kind: str, **values: Any) -> Layer:
    found = layer_class(kind)
    assert found is not None
    assert found.check_values(values) == {}
    return found(values)


def refusal(layer: Layer, inputs: Inputs) -> Misfit | None:
    try:
        layer.infer(inputs)
    except Misfit as misfit:
        return misfit
    return None


def repaired(layer: Layer, values: dict[str, Any], inputs: Inputs, repair: Repair) -> Misfit | None:
    """What is still wrong once `repair` is made; None where all is well."""
    arriving = {port: list(types) for port, types in inputs.items()}
    for change in repair.changes:
        match change:
            case SetParameter(key=key, value=value, node=""):
                values = {**values, key: value}
                assert type(layer).check_values(values) == {}, repair
            case InsertLayer(kind=kind, parameters=parameters, port=port, order=order):
                new = make(kind, **parameters)
                key = new.inputs[0].key
                arriving[port][order] = new.infer({key: (arriving[port][order],)})["output"]
            case Disconnect(port=port, order=order):
                del arriving[port][order]
            case RemoveNode(close_gap=True, node=""):
                return None
            case _:
                raise AssertionError(f"a layer knows nothing about {change}")
    kept = {port: tuple(types) for port, types in arriving.items() if types}
    return refusal(type(layer)(values), kept)


def check_repairs(layer: Layer, values: dict[str, Any], inputs: Inputs, misfit: Misfit) -> None:
    """Each repair takes this problem away, and the best one after another take all away."""
    assert misfit.code in CODES
    assert misfit.expected
    assert misfit.received
    assert misfit.repairs, misfit
    labels = [repair.label for repair in misfit.repairs]
    assert len(set(labels)) == len(labels)
    for repair in misfit.repairs:
        left = repaired(layer, values, inputs, repair)
        if left is not None:
            assert (left.code, left.facts) != (misfit.code, misfit.facts), repair


@pytest.mark.parametrize("kind", UNARY, ids=lambda kind: kind.kind)
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_each_repair_of_one_input_repairs(kind: type[Layer], data: st.DataObject) -> None:
    x = data.draw(ANY)
    values = data.draw(parameters_of(kind, max(1, len(x.dims) - 2 - (x.kind is Kind.SEQUENCE))))
    inputs = {"input": (x,)}
    misfit = refusal(kind(values), inputs)
    if misfit is None:
        event("accepted")
        return
    event(misfit.code)
    check_repairs(kind(values), values, inputs, misfit)


@st.composite
def meeting(draw: st.DrawFn) -> tuple[TensorType, ...]:
    """Types that meet in one layer: of one kind, or of several."""
    if draw(st.booleans()):
        return tuple(draw(st.lists(ANY, min_size=2, max_size=3)))
    first = draw(ANY)
    others = [replace(first, dims=_other_lengths(draw, first)) for _ in range(draw(SMALL) % 3 + 1)]
    return (first, *others)


def _other_lengths(draw: st.DrawFn, x: TensorType) -> tuple[Any, ...]:
    changed = [dim if draw(st.booleans()) else draw(SMALL) for dim in x.dims[1:]]
    return (x.dims[0], *changed)


@pytest.mark.parametrize("kind", MERGING, ids=lambda kind: kind.kind)
@settings(max_examples=4 * EXAMPLES)
@given(types=meeting(), data=st.data())
def test_each_repair_of_wires_that_meet_repairs(
    kind: type[Layer], types: tuple[TensorType, ...], data: st.DataObject
) -> None:
    values = data.draw(parameters_of(kind, 1))
    inputs = {"inputs": types}
    misfit = refusal(kind(values), inputs)
    if misfit is None:
        event("accepted")
        return
    event(misfit.code)
    check_repairs(kind(values), values, inputs, misfit)
    if misfit.code == "shape.mismatch":
        assert repaired(kind(values), values, inputs, misfit.repairs[0]) is None


def only(misfit: Misfit | None) -> Misfit:
    assert misfit is not None
    return misfit


def changes_of(misfit: Misfit) -> tuple[Any, ...]:
    return misfit.repairs[0].changes


def test_dense_behind_a_picture_asks_for_flatten() -> None:
    misfit = only(refusal(make("Linear"), {"input": (image(64, 4, 4),)}))

    assert (misfit.code, misfit.port) == ("shape.rank", "input")
    assert misfit.received == "64×4×4 (channels × height × width)"
    assert misfit.repairs[0].label == "Add Flatten"
    assert changes_of(misfit) == (InsertLayer(kind="Flatten"),)


def test_convolution_behind_numbers_offers_to_lay_them_out() -> None:
    misfit = only(refusal(make("Conv"), {"input": (vector(1024),)}))

    assert misfit.received == "1024 numbers"
    assert changes_of(misfit) == (InsertLayer(kind="Reshape", parameters={"shape": (1, 32, 32)}),)


def test_adding_other_channels_asks_for_a_small_convolution_on_the_narrower_wire() -> None:
    types = (image(64, 8, 8), image(32, 8, 8))

    misfit = only(refusal(make("Add"), {"inputs": types}))

    assert misfit.repairs[0].label == "Add Conv2d 1×1"
    assert changes_of(misfit) == (
        InsertLayer(
            kind="Conv",
            parameters={"out_channels": 64, "kernel_size": 1},
            port="inputs",
            order=1,
        ),
    )


def test_adding_half_the_size_asks_for_a_convolution_with_stride() -> None:
    types = (image(32, 8, 8), image(64, 4, 4))

    misfit = only(refusal(make("Add"), {"inputs": types}))

    (change,) = changes_of(misfit)
    assert change.order == 0
    assert change.parameters["stride"] == 2
    assert change.parameters["out_channels"] == 64


def test_adding_numbers_of_other_width_asks_for_dense() -> None:
    misfit = only(refusal(make("Add"), {"inputs": (vector(8), vector(12))}))

    assert changes_of(misfit) == (
        InsertLayer(kind="Linear", parameters={"out_features": 12}, port="inputs", order=0),
    )


def test_scaling_channels_by_numbers_asks_for_one_place_each() -> None:
    misfit = only(refusal(make("Multiply"), {"inputs": (image(16, 8, 8), vector(16))}))

    assert changes_of(misfit) == (
        InsertLayer(kind="Reshape", parameters={"shape": (16, 1, 1)}, port="inputs", order=1),
    )


def test_concatenating_other_sizes_asks_for_pooling_of_the_larger() -> None:
    misfit = only(refusal(make("Concatenate"), {"inputs": (image(3, 8, 8), image(5, 4, 4))}))

    assert changes_of(misfit) == (
        InsertLayer(kind="AdaptiveAvgPool", parameters={"output_size": 4}, port="inputs", order=0),
    )


def test_groups_that_do_not_divide_offer_the_nearest_that_do() -> None:
    misfit = only(refusal(make("GroupNorm", num_groups=5), {"input": (image(12, 4, 4),)}))

    assert misfit.code == "shape.divisible"
    assert {change.value for repair in misfit.repairs for change in repair.changes} == {4, 6}


def test_stride_with_padding_that_keeps_the_size_offers_padding_in_numbers() -> None:
    misfit = only(refusal(make("Conv", stride=2), {"input": (image(1, 8, 8),)}))

    assert misfit.code == "parameter.conflict"
    assert changes_of(misfit)[0] == SetParameter(key="padding", value=1)


def test_flattened_series_of_open_length_have_no_fixed_width() -> None:
    series = TensorType((BATCH, symbol("T"), 3), (Role.BATCH, Role.TIME, Role.FEATURE))
    row = make("Flatten").infer({"input": (series,)})["output"]

    misfit = only(refusal(make("Linear"), {"input": (row,)}))

    assert misfit.code == "shape.open"
    assert misfit.received == "3*T"


@pytest.mark.parametrize(
    ("x", "words"),
    [
        (vector(1024), "1024 numbers"),
        (sequence(24, 3), "24 steps of 3 numbers"),
        (waveform(2, 100), "2 channels of 100 steps"),
        (image(3, 8, 8), "3×8×8 (channels × height × width)"),
        (mask(5), "5 marks"),
    ],
)
def test_what_arrives_is_said_in_words(x: TensorType, words: str) -> None:
    assert describe(x) == words
