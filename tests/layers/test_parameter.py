"""Parameters say in words what may not be; what torch refuses is refused here, too."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from netbuilder.layers.catalogue import layer_class
from netbuilder.layers.layer import Layer
from netbuilder.layers.parameter import Integer, Names, Number, Shape, Size, Switch, Text
from netbuilder.layers.tensor import image, sequence, vector
from tests.layers.interpreter import Interpreted

ARRIVES = {"Linear": vector(4), "LSTM": sequence(4, 3), "GRU": sequence(4, 3)}


def kind_of(name: str) -> type[Layer]:
    found = layer_class(name)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("Linear", {"out_features": -1}),
        ("Conv", {"out_channels": -1}),
        ("Conv", {"kernel_size": 0}),
        ("Conv", {"stride": 0, "padding": 0}),
        ("Conv", {"padding": -1}),
        ("Conv", {"padding": "full"}),
        ("Conv", {"dilation": 0}),
        ("Conv", {"groups": 0}),
        ("Conv", {"padding_mode": "mirror"}),
        ("ConvTranspose", {"padding": "same"}),
        ("ConvTranspose", {"output_padding": -1}),
        ("MaxPool", {"kernel_size": 0}),
        ("MaxPool", {"stride": -1}),
        ("AvgPool", {"divisor_override": 0}),
        ("AdaptiveAvgPool", {"output_size": -1}),
        ("GroupNorm", {"num_groups": 0}),
        ("Dropout", {"p": -0.1}),
        ("Dropout", {"p": 1.1}),
        ("GELU", {"approximate": "erf"}),
        ("LSTM", {"hidden_size": 0}),
        ("LSTM", {"num_layers": 0}),
        ("LSTM", {"proj_size": -1}),
        ("LSTM", {"num_layers": 2, "dropout": 1.5}),
        ("GRU", {"num_layers": 2, "dropout": -0.5}),
    ],
)
@pytest.mark.filterwarnings("ignore:Initializing zero-element tensors")
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
def test_what_torch_refuses_is_refused_before(kind: str, values: dict[str, Any]) -> None:
    x = ARRIVES.get(kind, image(4, 8, 8))
    with pytest.raises((RuntimeError, ValueError, TypeError, ZeroDivisionError)):
        Interpreted(kind_of(kind)(values).pytorch({"input": (x,)}))(
            {"input": [torch.zeros([2, *[int(str(dim)) for dim in x.example]])]}
        )

    assert kind_of(kind).check_values(values)


def test_unknown_settings_are_named() -> None:
    assert kind_of("Linear").check_values({"unit": 3}) == {"unit": "is not a setting of this layer"}


@pytest.mark.parametrize(
    ("parameter", "value", "words"),
    [
        (Integer("n", default=1, help="."), 0, "must be from 1 to 1,000,000"),
        (Integer("n", default=1, help="."), True, "must be a whole number"),
        (Integer("n", default=1, help="."), 2.0, "must be a whole number"),
        (Number("p", default=0.5, help=".", minimum=0.0), -1, "must be at least 0"),
        (Number("p", default=0.5, help=".", maximum=1.0, open_maximum=True), 1, "must be below 1"),
        (Number("p", default=0.5, help="."), float("inf"), "must be a finite number"),
        (Number("p", default=0.5, help="."), "1", "must be a number"),
        (Switch("s", default=True, help="."), 1, "must be on or off"),
        (Size("k", default=3, help="."), (1, 2, 3, 4), "must be one number, or one for each"),
        (Size("k", default=3, help="."), 0, "must be from 1 to 10,000"),
        (Size("k", default=3, help=".", words={"same": "Same"}), "full", "or one of same"),
        (Shape("s", default=(), help="."), (-1,), "must be from 1"),
        (Shape("s", default=(), help=".", allows_rest=True), (-1, -1), "at most one length open"),
        (Shape("s", default=(), help="."), (0,), "must be from 1 to 10,000,000"),
        (Shape("s", default=(), help="."), (1,) * 9, "at most 8"),
        (Text("t", default="", help="."), "x" * 201, "at most 200 characters"),
        (Names("n", default=(), help="."), ("a", 3), "must be a list of names"),
    ],
)
def test_a_bad_value_is_refused_in_words(parameter: Any, value: Any, words: str) -> None:
    assert words in parameter.check(value)


def test_lists_from_a_file_become_tuples() -> None:
    assert Size("k", default=3, help=".").freeze([3, 5]) == (3, 5)
    assert Shape("s", default=(), help=".").freeze([1, 8, 8]) == (1, 8, 8)
    assert Names("n", default=(), help=".").freeze(["a"]) == ("a",)


def test_a_layer_reads_its_values_by_name() -> None:
    layer = kind_of("Conv")({"out_channels": 7})

    assert (layer.out_channels, layer.kernel_size) == (7, 3)
    assert kind_of("Conv").parameters["out_channels"].label == "filters"
