"""Hypothesis strategies for layers: values from the parameter tables, and types that may arrive."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from netbuilder.layers.layer import Layer
from netbuilder.layers.parameter import (
    Choice,
    Integer,
    Names,
    Number,
    Parameter,
    Shape,
    Size,
    Switch,
    Text,
)
from netbuilder.layers.tensor import (
    BATCH,
    Kind,
    Role,
    TensorType,
    image,
    sequence,
    vector,
    waveform,
)

SMALL = st.integers(1, 9)

VECTORS = st.builds(vector, st.integers(1, 24))
SEQUENCES = st.builds(sequence, SMALL, SMALL)
WAVEFORMS = st.builds(waveform, SMALL, SMALL)
IMAGES = st.builds(image, SMALL, SMALL, SMALL)
VOLUMES = st.builds(
    lambda *dims: TensorType(
        (BATCH, *dims),
        (Role.BATCH, Role.CHANNEL, Role.DEPTH, Role.HEIGHT, Role.WIDTH),
        Kind.VOLUME,
    ),
    *[st.integers(1, 6)] * 4,
)
SPATIAL = IMAGES | SEQUENCES | WAVEFORMS | VOLUMES
ANY = VECTORS | SPATIAL

ACCEPTED: dict[str, st.SearchStrategy[TensorType]] = {
    "Linear": VECTORS | SEQUENCES,
    "LSTM": SEQUENCES,
    "GRU": SEQUENCES,
    **dict.fromkeys(
        (
            "Conv",
            "ConvTranspose",
            "MaxPool",
            "AvgPool",
            "AdaptiveMaxPool",
            "AdaptiveAvgPool",
            "GlobalMaxPool",
            "GlobalAvgPool",
        ),
        SPATIAL,
    ),
}
"""What may arrive at a layer by its kind; `ANY` at all others."""


def values_of(parameter: Parameter[Any], num_spatial: int) -> st.SearchStrategy[Any]:
    """Legal values of a parameter, small enough to run; sizes for `num_spatial` directions."""
    strategy: st.SearchStrategy[Any]
    match parameter:
        case Integer():
            strategy = st.integers(parameter.minimum, min(parameter.maximum, 8))
        case Number():
            strategy = st.floats(
                max(parameter.minimum, -4.0),
                min(parameter.maximum, 4.0),
                exclude_min=parameter.open_minimum,
                exclude_max=parameter.open_maximum,
                width=16,
            ).filter(lambda value: not 0 < abs(value) < 1e-3)
        case Switch():
            strategy = st.booleans()
        case Choice():
            strategy = st.sampled_from(list(parameter.options))
        case Size():
            size = st.integers(parameter.minimum, 4)
            strategy = size | st.tuples(*[size] * max(1, num_spatial))
            if parameter.words:
                strategy |= st.sampled_from(list(parameter.words))
        case Shape():
            strategy = st.lists(st.sampled_from([-1, 1, 2, 3, 4, 6]), max_size=5).map(tuple)
            strategy = strategy.filter(lambda shape: shape.count(-1) <= 1)
        case Text():
            strategy = st.text(max_size=20)
        case Names():
            strategy = st.lists(st.text(max_size=8), max_size=3).map(tuple)
        case _:
            raise AssertionError(f"no values for {type(parameter).__name__}")
    return strategy | st.none() if parameter.none else strategy


def parameters_of(kind: type[Layer], num_spatial: int) -> st.SearchStrategy[dict[str, Any]]:
    """Legal values for some of the parameters of a layer; the others keep their default."""
    optional = {
        key: values_of(parameter, num_spatial) for key, parameter in kind.parameters.items()
    }
    return st.fixed_dictionaries({}, optional=optional)


@st.composite
def uses(draw: st.DrawFn, kind: type[Layer]) -> tuple[dict[str, Any], TensorType]:
    """Parameters of a layer and a type that arrives at it."""
    x = draw(ACCEPTED.get(kind.kind, ANY))
    return draw(parameters_of(kind, max(1, len(x.dims) - 2 - (x.kind is Kind.SEQUENCE)))), x
