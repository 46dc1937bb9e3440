"""What layers share when they look at what arrives: layouts, legal lengths, and words for people.

Layers read roles, never positions. `layout_of` turns the roles of a type into what a layer with a
sliding window or a normalisation needs to know; a new way to lay out a tensor is one more row in
`LAYOUTS`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, NoReturn

from netbuilder.layers.code import Assign, Call, Code, Input
from netbuilder.layers.dim import Dim, Expression
from netbuilder.layers.parameter import Value
from netbuilder.layers.problem import InsertLayer, Misfit, RemoveNode, Repair, SetParameter
from netbuilder.layers.tensor import DType, Kind, Role, TensorType

_B, _C, _T, _F = Role.BATCH, Role.CHANNEL, Role.TIME, Role.FEATURE
_D, _H, _W = Role.DEPTH, Role.HEIGHT, Role.WIDTH
_FLOAT32 = DType.FLOAT32

VECTOR_ROLES = (_B, _F)
SEQUENCE_ROLES = (_B, _T, _F)
WAVEFORM_ROLES = (_B, _C, _T)
IMAGE_ROLES = (_B, _C, _H, _W)
VOLUME_ROLES = (_B, _C, _D, _H, _W)


class Layout(NamedTuple):
    """How a tensor lies in memory, for layers that treat channels and places differently.

    Attributes:
        kind: The kind of tensor with this layout.
        channel: Position of the channels.
        spatial: Positions of the dims that a window slides along.
        is_channel_last: Whether PyTorch's modules need channels and places swapped.
    """

    kind: Kind
    channel: int
    spatial: tuple[int, ...]
    is_channel_last: bool = False


LAYOUTS: dict[tuple[Role, ...], Layout] = {
    VECTOR_ROLES: Layout(Kind.VECTOR, 1, ()),
    (_B, Role.CLASS): Layout(Kind.VECTOR, 1, ()),
    (_B, _C): Layout(Kind.VECTOR, 1, ()),
    SEQUENCE_ROLES: Layout(Kind.SEQUENCE, 2, (1,), is_channel_last=True),
    WAVEFORM_ROLES: Layout(Kind.WAVEFORM, 1, (2,)),
    IMAGE_ROLES: Layout(Kind.IMAGE, 1, (2, 3)),
    VOLUME_ROLES: Layout(Kind.VOLUME, 1, (2, 3, 4)),
}

PLACES = {
    1: "channels × time, or time × features",
    2: "channels × height × width",
    3: "channels × depth × height × width",
}


def kind_of(roles: tuple[Role, ...]) -> Kind:
    """The kind of tensor that dims with these roles make."""
    layout = LAYOUTS.get(roles)
    return Kind.ANY if layout is None else layout.kind


def describe(x: TensorType) -> str:
    """A type in words, without the batch: ``1024 numbers``, ``24 steps of 3 numbers``."""
    dims = x.dims
    if x.roles == SEQUENCE_ROLES:
        return f"{dims[1]} steps of {dims[2]} numbers"
    if x.roles == WAVEFORM_ROLES:
        return f"{dims[1]} channels of {dims[2]} steps"
    if len(dims) == 2 and x.roles[0] is _B:
        what = {DType.BOOL: "marks", DType.INT64: "whole numbers"}.get(x.dtype, "numbers")
        return f"{dims[1]} {what}"
    names = " × ".join(_NAMES[role] for role in x.roles if role is not _B)
    return f"{x} ({names})" if names else "one number"


_NAMES = {
    Role.CHANNEL: "channels",
    Role.FEATURE: "features",
    Role.CLASS: "classes",
    Role.UNKNOWN: "length",
    **{role: role.value for role in (Role.TIME, Role.HEIGHT, Role.WIDTH, Role.DEPTH)},
}


def name_of(role: Role) -> str:
    """The word for what a dim with `role` counts."""
    return _NAMES.get(role, role.value)


REMOVE = Repair(label="Remove this layer", changes=(RemoveNode(close_gap=True),))
FLATTEN = Repair(label="Add Flatten", changes=(InsertLayer(kind="Flatten"),))


def setting(label: str, **values: Value) -> Repair:
    """A repair that gives parameters of the layer itself other values."""
    changes = tuple(SetParameter(key=key, value=value) for key, value in values.items())
    return Repair(label=label, changes=changes)


def check_float(x: TensorType, port: str = "input") -> None:
    """Raise `Misfit` unless `x` holds real numbers, which weights can be multiplied with."""
    if x.dtype is not _FLOAT32:
        raise Misfit(
            "dtype",
            port=port,
            expected="real numbers",
            received="yes or no for each step" if x.dtype is DType.BOOL else "whole numbers",
            facts={"dtype": x.dtype.value},
            repairs=(REMOVE,),
        )


def check_fixed(dim: Dim, role: Role, port: str = "input") -> int:
    """`dim` where it is a number; raises `Misfit` where it is known only when data arrives."""
    if isinstance(dim, Expression):
        raise Misfit(
            "shape.open",
            port=port,
            expected=f"a fixed number of {name_of(role)}",
            received=str(dim),
            repairs=(REMOVE,),
        )
    return dim


def spatial_layout(x: TensorType) -> Layout:
    """The layout of `x`; raises `Misfit` where no window can slide along it."""
    layout = LAYOUTS.get(x.roles)
    if layout is None or not layout.spatial:
        refuse_rank(x)
    if x.dtype is not _FLOAT32:
        check_float(x)
    return layout


def refuse_rank(x: TensorType) -> NoReturn:
    """Raise the `Misfit` of a layer that needs channels and places."""
    raise Misfit(
        "shape.rank",
        expected=f"{PLACES[2]} (or {PLACES[1]})",
        received=describe(x),
        facts={"rank": len(x.dims) - 1},
        repairs=(*_unflattened(x), REMOVE),
    )


def _unflattened(x: TensorType) -> tuple[Repair, ...]:
    """Repairs that make a picture or a series of a row of numbers."""
    size = x.dims[-1]
    if len(x.dims) != 2 or not isinstance(size, int):
        return ()
    repairs = []
    side = round(size**0.5)
    if side * side == size and side > 1:
        shape: tuple[int, ...] = (1, side, side)
        repairs.append(_reshaped(f"Add Reshape to 1×{side}×{side}", shape))
    repairs.append(_reshaped(f"Add Reshape to {size} steps of one number", (size, 1)))
    return tuple(repairs)


def _reshaped(label: str, shape: tuple[int, ...]) -> Repair:
    return Repair(label=label, changes=(InsertLayer(kind="Reshape", parameters={"shape": shape}),))


def each(value: Value, num_spatial: int, key: str) -> tuple[int, ...]:
    """A size for each of `num_spatial` directions; raises `Misfit` where their number differs."""
    if isinstance(value, int):
        return (value,) * num_spatial
    if len(value) == num_spatial:
        return tuple(value)
    if len(value) == 1:
        return tuple(value) * num_spatial
    first = value[0]
    raise Misfit(
        "parameter.conflict",
        expected=f"one number or {num_spatial} for {key.replace('_', ' ')}",
        received=str(len(value)),
        facts={"parameter": key},
        repairs=(setting(f"Use {first} in each direction", **{key: first}),),
    )


def size_words(size: Value) -> str:
    """A size as people read it: ``3`` or ``3×5``."""
    return "×".join(map(str, size)) if isinstance(size, tuple) else str(size)


def between(layout: Layout, value_of: Callable[[Input | Call], Call]) -> Code:
    """The code of one call on channels before places, between two transpositions if need be."""
    if not layout.is_channel_last:
        return Code(body=(Assign("output", value_of(Input())),))
    swapped = value_of(Call(".transpose", (Input(), 1, 2)))
    return Code(body=(Assign("output", Call(".transpose", (swapped, 1, 2))),))


def around(layout: Layout, constructor: Call, *initialise: Call) -> Code:
    """The code of one module that needs channels before places."""
    body = between(layout, lambda value: Call("self", (value,))).body
    return Code(modules=(("", constructor),), initialise=initialise, body=body)
