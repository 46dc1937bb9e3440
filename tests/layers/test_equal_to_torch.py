"""Every layer's rule, cost and calls are held against torch on drawn parameters and shapes."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from hypothesis import event, given, settings
from hypothesis import strategies as st
from torch.utils.flop_counter import FlopCounterMode

from netbuilder.layers.catalogue import families
from netbuilder.layers.dim import Expression, substitute, symbol, symbols
from netbuilder.layers.layer import Inputs, Layer, Outputs, UnaryLayer
from netbuilder.layers.problem import Misfit
from netbuilder.layers.tensor import DType, Role, TensorType
from tests.layers.drawing import IMAGES, SEQUENCES, SMALL, VECTORS, uses
from tests.layers.interpreter import Interpreted

EXAMPLES = 25 if settings.get_current_profile_name() == "ci" else 1000
BATCH_SIZE = 2

LAYERS = [layer for members in families().values() for layer in members]
UNARY = [layer for layer in LAYERS if tuple(port.key for port in layer.inputs)[:1] == ("input",)]
COMPUTING = [layer for layer in UNARY if layer.outputs]
COUNTED = ("Linear", "Conv", "ConvTranspose")

pytestmark = [
    # Slower ways inside torch; the answers are right.
    pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel"),
    pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN"),
]

by_kind = pytest.mark.parametrize("kind", COMPUTING, ids=lambda kind: kind.kind)


def tensor_of(x: TensorType, device: str = "cpu") -> torch.Tensor:
    """A random tensor of type `x` with a batch of two."""
    dims = [substitute(dim, {"B": BATCH_SIZE}) for dim in x.dims]
    return torch.randn([dim for dim in dims if isinstance(dim, int)], device=device)


def sizes_of(outputs: Outputs) -> dict[str, tuple[int, ...]]:
    return {
        port: tuple(substitute(dim, {"B": BATCH_SIZE}) for dim in y.dims)
        for port, y in outputs.items()
    }


def inferred(layer: Layer, inputs: Inputs) -> Outputs | Misfit:
    """What the rule says, be it types or why there are none."""
    try:
        return layer.infer(inputs)
    except Misfit as misfit:
        return misfit


def built(layer: Layer, inputs: Inputs) -> Interpreted:
    return Interpreted(layer.pytorch(inputs)).eval()


def is_refused_by_torch(kind: type[Layer], values: dict[str, Any], x: TensorType) -> bool:
    """Whether torch cannot build or run the layer either, or would touch the batch."""
    if {values.get("start_dim"), values.get("end_dim")} & {0, -len(x.dims)}:
        return True
    try:
        layer = kind(values)
        y = built(layer, {"input": (x,)})({"input": [tensor_of(x)]})["output"]
    except (RuntimeError, ValueError, TypeError, AssertionError, IndexError, Misfit):
        return True
    return 0 in y.shape


@by_kind
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_shapes_weights_and_numbers_are_those_of_torch(
    kind: type[Layer], data: st.DataObject
) -> None:
    values, x = data.draw(uses(kind))
    assert kind.check_values(values) == {}
    layer, inputs = kind(values), {"input": (x,)}
    outputs = inferred(layer, inputs)
    if isinstance(outputs, Misfit):
        event(f"refused: {outputs.code}")
        assert is_refused_by_torch(kind, values, x), outputs
        return
    cost = layer.cost(inputs, outputs)
    module = built(layer, inputs)

    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        answer = module({"input": [tensor_of(x)]})

    assert set(outputs) == {port.key for port in layer.output_ports()}
    for port, y in outputs.items():
        assert tuple(answer[port].shape) == sizes_of(outputs)[port], port
        assert answer[port].dtype is getattr(torch, y.dtype.value)
        assert len(y.roles) == len(y.dims)
        assert y.roles[0] is Role.BATCH
    assert cost.parameters == sum(weights.numel() for weights in module.parameters())
    if kind.kind in COUNTED:
        assert 2 * BATCH_SIZE * cost.multiply_adds == counter.get_total_flops()
    total = sum(y.numel() // BATCH_SIZE * 4 for p, y in answer.items() if p in outputs)
    assert cost.activation_bytes == total


@by_kind
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_symbols_in_give_the_same_as_numbers_in(kind: type[Layer], data: st.DataObject) -> None:
    values, x = data.draw(uses(kind))
    open_roles = (Role.TIME, Role.HEIGHT, Role.WIDTH, Role.DEPTH)
    lengths = {r.value: d for r, d in zip(x.roles, x.dims, strict=True) if r in open_roles}
    dims = tuple(
        symbol(role.value) if role in open_roles else dim
        for role, dim in zip(x.roles, x.dims, strict=True)
    )
    layer = kind(values)
    numbers = inferred(layer, {"input": (x,)})
    opened = inferred(layer, {"input": (TensorType(dims, x.roles, x.kind, x.dtype),)})
    if isinstance(numbers, Misfit):
        event(f"refused: {numbers.code}")
        return
    if isinstance(opened, Misfit):
        assert opened.code in ("shape.open", "shape.divisible")
        return
    for port, y in opened.items():
        closed = tuple(substitute(dim, lengths) for dim in y.dims)
        assert closed == numbers[port].dims
        assert (y.roles, y.kind, y.dtype) == (
            numbers[port].roles,
            numbers[port].kind,
            numbers[port].dtype,
        )


@pytest.mark.parametrize("kind", COUNTED)
def test_multiply_adds_of_an_open_length_are_an_expression_of_it(kind: str) -> None:
    layer = next(layer for layer in LAYERS if layer.kind == kind)()
    roles = (Role.BATCH, Role.TIME, Role.FEATURE)
    inputs = {"input": (TensorType((symbol("B"), symbol("T"), 3), roles),)}

    cost = layer.cost(inputs, layer.infer(inputs))

    assert isinstance(cost.multiply_adds, Expression)
    assert symbols(cost.multiply_adds) == {"T"}


MERGING = [layer for layer in LAYERS if layer.kind in ("Add", "Multiply", "Concatenate")]


@st.composite
def similar(draw: st.DrawFn) -> tuple[TensorType, ...]:
    """Types that may meet: equal but for some lengths."""
    first = draw(VECTORS | SEQUENCES | IMAGES)
    others = []
    for _ in range(draw(st.integers(1, 3))):
        x = first
        for i in range(1, len(first.dims)):
            if draw(st.integers(0, 5)) == 0:
                x = x.with_size(i, draw(SMALL))
        others.append(x)
    return (first, *others)


@pytest.mark.parametrize("kind", MERGING, ids=lambda kind: kind.kind)
@settings(max_examples=4 * EXAMPLES)
@given(types=similar())
def test_wires_meet_as_in_torch(kind: type[Layer], types: tuple[TensorType, ...]) -> None:
    layer, inputs = kind(), {"inputs": types}
    module, tensors = built(layer, inputs), {"inputs": [tensor_of(x) for x in types]}
    outputs = inferred(layer, inputs)
    if isinstance(outputs, Misfit):
        assert outputs.code == "shape.mismatch"
        with pytest.raises(RuntimeError):
            module(tensors)
        return

    assert tuple(module(tensors)["output"].shape) == sizes_of(outputs)["output"]
    assert outputs["output"].roles == types[0].roles


@pytest.mark.parametrize("kind", ["LSTM", "GRU"])
@settings(max_examples=EXAMPLES)
@given(data=st.data())
def test_multiply_adds_of_series_are_those_on_the_meta_device(
    kind: str, data: st.DataObject
) -> None:
    layer_class = next(layer for layer in LAYERS if layer.kind == kind)
    values, x = data.draw(uses(layer_class))
    layer, inputs = layer_class(values), {"input": (x,)}
    outputs = inferred(layer, inputs)
    if isinstance(outputs, Misfit):
        return
    module = built(layer, inputs).to("meta")

    with torch.no_grad(), FlopCounterMode(display=False) as counter:
        module({"input": [tensor_of(x, "meta")]})

    cost = layer.cost(inputs, outputs)
    assert 2 * BATCH_SIZE * cost.multiply_adds == counter.get_total_flops()


NUMERIC = [
    layer
    for layer in LAYERS
    if issubclass(layer, UnaryLayer) and layer.kind not in ("Identity", "Flatten", "Reshape")
]


@pytest.mark.parametrize("kind", NUMERIC, ids=lambda kind: kind.kind)
def test_yes_and_no_are_not_numbers_to_compute_with(kind: type[Layer]) -> None:
    marks = TensorType((symbol("B"), 4), (Role.BATCH, Role.FEATURE), dtype=DType.BOOL)
    with pytest.raises(Misfit) as caught:
        kind().infer({"input": (marks,)})
    assert caught.value.code in ("dtype", "shape.rank")
