"""Layers that join several wires into one."""

from __future__ import annotations

from typing import ClassVar

from netbuilder.layers.code import AllInputs, Assign, Call, Code, Input
from netbuilder.layers.dim import Dim
from netbuilder.layers.fit import LAYOUTS, check_float, describe, name_of, setting
from netbuilder.layers.layer import (
    Cost,
    Family,
    Inputs,
    Layer,
    Outputs,
    Port,
    activation_bytes,
    product,
)
from netbuilder.layers.match import joined_repairs, matching_repairs
from netbuilder.layers.parameter import Choice
from netbuilder.layers.problem import Misfit, SetParameter
from netbuilder.layers.tensor import DType, Kind, Role, TensorType

_MANY = Port(key="inputs", many=True, help="Any number of wires, in order.")


class _Elementwise(Layer):
    """One number from each wire at the same place makes one number."""

    family = Family.SHAPE
    inputs = (_MANY,)
    operator: ClassVar[str]

    def infer(self, inputs: Inputs) -> Outputs:
        types = inputs["inputs"]
        first = types[0]
        for x in types:
            if x.dtype is not DType.FLOAT32:
                check_float(x, "inputs")
            if x.dims != first.dims:
                return {"output": _broadcast(types)}
        if first.kind is Kind.PROBABILITIES:
            return {"output": _plain(first, first.dims)}
        return {"output": first}

    def cost(self, inputs: Inputs, outputs: Outputs) -> Cost:
        times = max(0, len(inputs["inputs"]) - 1) if self.operator == "*" else 0
        example = product(outputs["output"].example)
        return Cost(multiply_adds=example * times, activation_bytes=activation_bytes(outputs))

    def pytorch(self, inputs: Inputs) -> Code:
        value: Input | Call = Input("inputs", 0)
        for order in range(1, len(inputs["inputs"])):
            value = Call(self.operator, (value, Input("inputs", order)))
        return Code(body=(Assign("output", value),))


def _plain(x: TensorType, dims: tuple[Dim, ...]) -> TensorType:
    layout = LAYOUTS.get(x.roles)
    return TensorType(dims, x.roles, Kind.ANY if layout is None else layout.kind, x.dtype)


def _broadcast(types: tuple[TensorType, ...]) -> TensorType:
    """The type of `types` joined place by place, where dims of length 1 are stretched."""
    first = types[0]
    dims = list(first.dims)
    for x in types:
        if len(x.dims) != len(dims):
            raise _mismatch(types)
        for i, (have, other) in enumerate(zip(dims, x.dims, strict=True)):
            if have == 1:
                dims[i] = other
            elif other not in (have, 1):
                raise _mismatch(types)
    return _plain(first, tuple(dims))


def _mismatch(types: tuple[TensorType, ...]) -> Misfit:
    first, other = types[0], next(x for x in types[1:] if x.dims != types[0].dims)
    return Misfit(
        "shape.mismatch",
        port="inputs",
        expected=describe(first),
        received=describe(other),
        facts={"orders": (0, types.index(other)), "roles": tuple(r.value for r in first.roles)},
        repairs=matching_repairs(types),
    )


class Add(_Elementwise):
    r"""Adds what arrives, place by place: :math:`y = \sum_n x_n`.

    Shape: equal shapes, kept; a dim of length 1 is stretched. Source: ``torch.add``.
    """

    kind = "Add"
    word = "Add"
    operator = "+"
    summary = (
        "Adds what arrives, number by number. It is how a shortcut around some layers comes back "
        "in, as in residual networks."
    )
    equation = r"y = \sum_{n} x_n"
    source = "torch.add"
    keywords = ("add", "sum", "plus", "residual", "skip", "shortcut", "merge")


class Multiply(_Elementwise):
    r"""Multiplies what arrives, place by place: :math:`y = a \odot b`.

    Shape: equal shapes, kept; a dim of length 1 is stretched. Source: ``torch.mul``.
    """

    kind = "Multiply"
    word = "Multiply"
    operator = "*"
    summary = (
        "Multiplies what arrives, number by number. With numbers between 0 and 1 on one wire it is "
        "a gate: it says how much of the other may pass."
    )
    equation = r"y = a \odot b"
    source = "torch.mul"
    keywords = ("multiply", "times", "product", "gate", "scale", "mask", "merge")


_ALONG = (Role.CHANNEL, Role.FEATURE, Role.TIME, Role.HEIGHT, Role.WIDTH)


class Concatenate(Layer):
    """Puts what arrives side by side, by default along channels or features.

    Shape: equal but along `dim`, where lengths are added. Source: ``torch.cat``.
    """

    kind = "Concatenate"
    family = Family.SHAPE
    word = "Concatenate"
    summary = (
        "Puts what arrives side by side, so that the next layer sees all of it. Nothing is mixed "
        "or lost."
    )
    equation = r"y = (x_1, x_2, \dots, x_n)"
    source = "torch.cat"
    keywords = ("concatenate", "concat", "cat", "join", "stack", "merge", "unet")
    inputs = (_MANY,)

    dim = Choice(
        "along",
        options={
            "auto": "Channels or features",
            **{role.value: role.value.capitalize() for role in _ALONG},
        },
        default="auto",
        help="The dim along which they are put side by side.",
    )

    def infer(self, inputs: Inputs) -> Outputs:
        types = inputs["inputs"]
        first = types[0]
        position = self._position(first)
        dims = list(first.dims)
        total: Dim = 0
        for x in types:
            if len(x.dims) != len(dims) or x.dtype is not first.dtype:
                raise self._misfit(types, position)
            for i, (have, other) in enumerate(zip(dims, x.dims, strict=True)):
                if i != position and have != other:
                    raise self._misfit(types, position)
            total = total + x.dims[position]
        dims[position] = total
        return {"output": _plain(first, tuple(dims))}

    def pytorch(self, inputs: Inputs) -> Code:
        position = self._position(inputs["inputs"][0])
        value = Call("torch.cat", (AllInputs("inputs"),), (("dim", position),))
        return Code(body=(Assign("output", value),))

    def _position(self, x: TensorType) -> int:
        if self.dim == "auto":
            layout = LAYOUTS.get(x.roles)
            return len(x.dims) - 1 if layout is None else layout.channel
        role = Role(self.dim)
        if role not in x.roles:
            raise Misfit(
                "parameter.conflict",
                port="inputs",
                expected=f"something with {name_of(role)}",
                received=describe(x),
                facts={"parameter": "dim"},
                repairs=(setting("Join channels or features", dim="auto"),),
            )
        return x.roles.index(role)

    def _misfit(self, types: tuple[TensorType, ...], position: int) -> Misfit:
        first = types[0]
        other = next(x for x in types[1:] if _differs(x, first, position))
        if other.dtype is not first.dtype:
            check_float(other, "inputs")
            check_float(first, "inputs")
        along = () if self.dim == "auto" else (SetParameter(key="dim", value="auto"),)
        return Misfit(
            "shape.mismatch",
            port="inputs",
            expected=f"{describe(first)}, but for the {name_of(first.roles[position])}",
            received=describe(other),
            facts={"orders": (0, types.index(other)), "along": first.roles[position].value},
            repairs=joined_repairs(types, position, *along),
        )


def _differs(x: TensorType, first: TensorType, position: int) -> bool:
    if len(x.dims) != len(first.dims) or x.dtype is not first.dtype:
        return True
    pairs = enumerate(zip(x.dims, first.dims, strict=True))
    return any(a != b for i, (a, b) in pairs if i != position)
