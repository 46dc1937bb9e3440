"""The base of all layers, and the table of those that exist.

To add a layer, write a class in the file of its family::

    class Dropout(UnaryLayer):
        '''Sets a random share of values to zero while training. ... (equation, shapes, source)'''

        kind = "Dropout"
        family = Family.REGULARISATION
        word = "Dropout"
        summary = "..."
        equation = r"..."
        p = Number("rate", default=0.5, ...)

        def infer_one(self, x): ...
        def code_one(self, x): ...

Subclassing registers it: palette, inspector, checks, compiler, help and file format find it there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, ClassVar

from netbuilder.layers.code import Assign, Call, Code, Input
from netbuilder.layers.dim import Dim
from netbuilder.layers.parameter import Parameter, Value
from netbuilder.layers.tensor import TensorType

Inputs = Mapping[str, tuple[TensorType, ...]]
"""Types that arrive at each connected input port, in order; a port without a wire is missing."""

Outputs = Mapping[str, TensorType]


class Family(StrEnum):
    """The ten families of layers, under the names that `tokens.json` gives them."""

    IO = "io"
    DENSE = "dense"
    CONVOLUTION = "conv"
    POOLING = "pool"
    NORMALISATION = "norm"
    ACTIVATION = "act"
    REGULARISATION = "reg"
    RECURRENT = "recur"
    ATTENTION = "attn"
    SHAPE = "shape"


@dataclass(frozen=True, slots=True, kw_only=True)
class Port:
    """A place where wires end. `many` takes any number of wires, in order."""

    key: str
    label: str = ""
    many: bool = False
    optional: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a layer costs.

    Attributes:
        parameters: Learned numbers, counted.
        multiply_adds: Multiply-adds for one example; may depend on symbols.
        activation_bytes: Bytes of the outputs for one example.
        arithmetic: How `parameters` comes about, for people: ``64 × (32 × 3 × 3) + 64``.
    """

    parameters: int = 0
    multiply_adds: Dim = 0
    activation_bytes: Dim = 0
    arithmetic: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variant:
    """One row of the palette: a word, a hint such as "images", and the parameters it places."""

    word: str
    hint: str = ""
    parameters: Mapping[str, Value] = field(default_factory=dict)


INPUT = Port(key="input")
OUTPUT = Port(key="output")


class Layer:
    """A kind of layer, and as an instance a kind with its parameter values.

    Args:
        values: Values by parameter key; missing ones take their default. They must have passed
            `check_values`.
    """

    kind: ClassVar[str]
    family: ClassVar[Family]
    word: ClassVar[str]
    summary: ClassVar[str]
    equation: ClassVar[str] = ""
    learned: ClassVar[tuple[str, ...]] = ()
    """The letters of `equation` that training changes, as they are written there."""
    source: ClassVar[str] = ""
    keywords: ClassVar[tuple[str, ...]] = ()
    replaces: ClassVar[tuple[str, ...]] = ()
    gives_zeros: ClassVar[bool] = False
    """Whether it sets numbers to exactly 0, so that their share says how much it lets through."""
    variants: ClassVar[tuple[Variant, ...]] = ()
    parameters: ClassVar[Mapping[str, Parameter[Any]]] = {}
    inputs: ClassVar[tuple[Port, ...]] = (INPUT,)
    outputs: ClassVar[tuple[Port, ...]] = (OUTPUT,)
    _defaults: ClassVar[dict[str, Value]] = {}

    def __init_subclass__(cls, **keywords: Any) -> None:
        super().__init_subclass__(**keywords)
        own = {k: v for k, v in vars(cls).items() if isinstance(v, Parameter)}
        cls.parameters = {**cls.parameters, **own}
        cls._defaults = {key: parameter.default for key, parameter in cls.parameters.items()}
        if "kind" in vars(cls):
            KINDS.setdefault(cls.kind, cls)

    def __init__(self, values: Mapping[str, Value] | None = None) -> None:
        self.__dict__.update(self._defaults)
        if values:
            self.__dict__.update(values)

    @classmethod
    def check_values(cls, values: Mapping[str, Value]) -> dict[str, str]:
        """What is wrong with `values`, by key, as the end of a sentence; empty when all is well."""
        unknown = values.keys() - cls.parameters.keys()
        wrong = dict.fromkeys(unknown, "is not a setting of this layer")
        for key in values.keys() & cls.parameters.keys():
            fault = cls.parameters[key].check(values[key])
            if fault:
                wrong[key] = fault
        return wrong

    def input_ports(self) -> tuple[Port, ...]:
        """The input ports, which may depend on parameters."""
        return self.inputs

    def output_ports(self) -> tuple[Port, ...]:
        """The output ports, which may depend on parameters."""
        return self.outputs

    def title(self, inputs: Inputs) -> str:
        """The word on the card, which may depend on what arrives: ``Conv2d`` for images."""
        return self.word

    def infer(self, inputs: Inputs) -> Outputs:
        """The type of each output.

        Raises:
            Misfit: What arrives does not fit.
        """
        raise NotImplementedError

    def cost(self, inputs: Inputs, outputs: Outputs) -> Cost:
        """What the layer costs with these types. Layers without weights cost no parameters."""
        return Cost(activation_bytes=activation_bytes(outputs))

    def pytorch(self, inputs: Inputs) -> Code:
        """The PyTorch calls for these inputs, which `infer` has accepted."""
        raise NotImplementedError


class UnaryLayer(Layer):
    """A layer with one input and one output."""

    def infer(self, inputs: Inputs) -> Outputs:
        return {"output": self.infer_one(inputs["input"][0])}

    def pytorch(self, inputs: Inputs) -> Code:
        return self.code_one(inputs["input"][0])

    def infer_one(self, x: TensorType) -> TensorType:
        """The type of the output for an input `x`; raises `Misfit`."""
        return x

    def code_one(self, x: TensorType) -> Code:
        """The calls for an input `x`."""
        raise NotImplementedError


def expression(value: Call) -> Code:
    """The code of a layer without modules: one expression of its inputs."""
    return Code(body=(Assign("output", value),))


def module(constructor: Call, *initialise: Call) -> Code:
    """The code of a layer that is one module, called with the tensor at port ``input``."""
    body = (Assign("output", Call("self", (Input(),))),)
    return Code(modules=(("", constructor),), initialise=initialise, body=body)


def product(dims: tuple[Dim, ...]) -> Dim:
    """All `dims` multiplied."""
    total: Dim = 1
    for dim in dims:
        total = total * dim
    return total


def activation_bytes(outputs: Outputs) -> Dim:
    """Bytes of one example of all `outputs`."""
    total: Dim = 0
    for x in outputs.values():
        total = total + product(x.example) * BYTES[x.dtype.value]
    return total


BYTES = {"float32": 4, "int64": 8, "bool": 1}

KINDS: dict[str, type[Layer]] = {}
"""Every layer that can be placed, by kind, in the order of the palette."""
