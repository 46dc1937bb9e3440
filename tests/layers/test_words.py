"""Every layer can be read about, found, drawn and set."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from netbuilder import resources
from netbuilder.layers.catalogue import families, layer_class
from netbuilder.layers.equation import MACROS
from netbuilder.layers.layer import KINDS, Family, Layer
from netbuilder.layers.parameter import Choice, Parameter, Size
from netbuilder.layers.tensor import image, sequence, vector, waveform

LAYERS = [layer for members in families().values() for layer in members]
PARAMETERS = [(layer, parameter) for layer in LAYERS for parameter in layer.parameters.values()]

by_layer = pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.kind)
by_parameter = pytest.mark.parametrize(
    ("layer", "parameter"), PARAMETERS, ids=lambda value: getattr(value, "kind", None) or value.key
)

ISSUED = """
    Input Output Linear ReLU LeakyReLU PReLU ELU SELU GELU SiLU Mish Sigmoid Tanh Softmax LogSoftmax
    Softplus Hardswish Identity Conv ConvTranspose MaxPool AvgPool AdaptiveMaxPool AdaptiveAvgPool
    GlobalMaxPool GlobalAvgPool BatchNorm LayerNorm GroupNorm Dropout Flatten Reshape Add Multiply
    Concatenate LSTM GRU
""".split()


def test_all_layers_are_there() -> None:
    assert set(KINDS) == set(ISSUED)
    assert len(LAYERS) == len(KINDS)
    assert layer_class("Nothing") is None


@by_layer
def test_a_layer_is_explained(layer: type[Layer]) -> None:
    assert re.fullmatch(r"[A-Z].{30,240}\.", layer.summary, re.DOTALL)
    assert layer.equation
    assert layer.source
    assert len(layer.keywords) >= 2
    assert all(word == word.lower() for word in layer.keywords)
    assert layer.__doc__
    assert layer.word[0].isupper()


@by_layer
def test_equations_keep_to_what_can_be_drawn(layer: type[Layer]) -> None:
    used = set(re.findall(r"\\([a-zA-Z]+|.)", layer.equation))

    assert used <= MACROS
    assert layer.equation.count("{") == layer.equation.count("}")
    assert layer.equation.count("(") == layer.equation.count(")")


@by_layer
def test_learned_letters_stand_in_the_equation(layer: type[Layer]) -> None:
    signs = re.findall(r"\\[a-zA-Z]+|[a-zA-Z]", layer.equation)

    assert set(layer.learned) <= set(signs)


@by_layer
def test_an_icon_exists_for_the_family(layer: type[Layer]) -> None:
    assert resources.path("icons", f"{layer.family.value}.svg").is_file()


def test_every_macro_is_used() -> None:
    used = {macro for layer in LAYERS for macro in re.findall(r"\\([a-zA-Z]+)", layer.equation)}

    assert used == {macro for macro in MACROS if macro.isalpha()}


@by_layer
def test_two_or_three_parameters_at_most_stand_on_the_card(layer: type[Layer]) -> None:
    assert sum(parameter.on_card for parameter in layer.parameters.values()) <= 3


@by_parameter
def test_a_parameter_is_named_and_explained(layer: type[Layer], parameter: Parameter[Any]) -> None:
    assert re.fullmatch(r"[a-z][a-z ]{2,30}", parameter.label)
    assert re.fullmatch(r"[A-Z].{10,120}\.", parameter.help)
    assert layer.parameters[parameter.key] is parameter
    labels = [other.label for other in layer.parameters.values()]
    assert labels.count(parameter.label) == 1


@by_parameter
def test_a_default_is_a_legal_value_that_a_file_can_hold(
    layer: type[Layer], parameter: Parameter[Any]
) -> None:
    assert parameter.check(parameter.default) is None
    written = json.loads(json.dumps(parameter.default))
    assert parameter.freeze(written) == parameter.default


@by_parameter
def test_a_value_of_another_type_is_refused_in_words(
    layer: type[Layer], parameter: Parameter[Any]
) -> None:
    for value in (object(), {}, b"x", float("nan"), (None,), -(10**12)):
        fault = parameter.check(value)
        assert fault is not None, value
        assert fault.startswith(("must", "may"))
    assert (parameter.check(None) is None) == bool(parameter.none)


@by_parameter
def test_a_condition_names_another_parameter(layer: type[Layer], parameter: Parameter[Any]) -> None:
    if parameter.when is None:
        assert parameter.applies({})
        return
    key, needed = parameter.when
    for value in needed:
        assert layer.parameters[key].check(value) is None
        assert parameter.applies({key: value})
    assert not parameter.applies({key: object()})


@by_parameter
def test_every_option_has_words(layer: type[Layer], parameter: Parameter[Any]) -> None:
    options = parameter.options if isinstance(parameter, Choice) else {}
    words = parameter.words if isinstance(parameter, Size) else {}
    for text in (*options.values(), *words.values()):
        assert text[0].isupper() or text == "PyTorch's own"


@by_layer
def test_variants_place_legal_layers_under_names_of_their_own(layer: type[Layer]) -> None:
    rows = [(variant.word, variant.hint) for variant in layer.variants]
    assert len(set(rows)) == len(rows)
    for variant in layer.variants:
        assert layer.check_values(variant.parameters) == {}


def test_families_are_in_the_order_of_the_palette() -> None:
    assert list(families()) == [family for family in Family if family is not Family.ATTENTION]


@pytest.mark.parametrize(
    ("kind", "x", "word"),
    [
        ("Conv", image(3, 8, 8), "Conv2d"),
        ("Conv", sequence(24, 3), "Conv1d"),
        ("Conv", waveform(1, 100), "Conv1d"),
        ("ConvTranspose", image(3, 8, 8), "ConvTranspose2d"),
        ("Linear", vector(4), "Dense"),
        ("MaxPool", image(3, 8, 8), "MaxPool"),
    ],
)
def test_the_word_on_the_card_follows_what_arrives(kind: str, x: Any, word: str) -> None:
    found = layer_class(kind)
    assert found is not None
    assert found().title({"input": (x,)}) == word


def test_a_convolution_without_a_wire_is_called_as_in_the_palette() -> None:
    found = layer_class("Conv")
    assert found is not None
    assert found().title({}) == "Conv2d"
