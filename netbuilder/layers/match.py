"""Repairs for wires that meet in one layer and do not fit: what to put on which wire."""

from __future__ import annotations

from netbuilder.layers.dim import Dim
from netbuilder.layers.fit import LAYOUTS, Layout
from netbuilder.layers.parameter import Value
from netbuilder.layers.problem import Change, Disconnect, InsertLayer, Repair
from netbuilder.layers.tensor import Kind, TensorType

Insertions = list[tuple[str, InsertLayer]]
"""Layers to put on wires, each with the words for it."""


def matching_repairs(types: tuple[TensorType, ...]) -> tuple[Repair, ...]:
    """Repairs that give all `types` the same shape, so that they can be added or multiplied."""
    layouts = [LAYOUTS.get(x.roles) for x in types]
    repairs = []
    if all(layout == layouts[0] and layout is not None for layout in layouts):
        repairs.append(_repair(_to_one_shape(types)))
    else:
        repairs.append(_repair(_beside_larger(types)))
        repairs.append(_repair(_to_rows(types, same_width=True)))
    return (*(repair for repair in repairs if repair is not None), *_without(types))


def joined_repairs(
    types: tuple[TensorType, ...], position: int, *along_features: Change
) -> tuple[Repair, ...]:
    """Repairs that make all `types` equal but at `position`, so that they can be concatenated.

    `along_features` is what it takes to concatenate rows of numbers instead.
    """
    layouts = [LAYOUTS.get(x.roles) for x in types]
    layout = layouts[0]
    repairs = []
    if layout is not None and all(other == layout for other in layouts):
        if position == layout.channel:
            repairs.append(_repair(_to_one_size(types, layout)))
        else:
            repairs.append(_repair(_to_one_shape(types, but=position)))
    repairs.append(_repair(_to_rows(types, same_width=False), *along_features))
    return (*(repair for repair in repairs if repair is not None), *_without(types))


def _repair(insertions: Insertions | None, *further: Change) -> Repair | None:
    if not insertions:
        return None
    words = list(dict.fromkeys(word for word, _ in insertions))
    changes: tuple[Change, ...] = tuple(change for _, change in insertions) + further
    return Repair(label=f"Add {' and '.join(words)}", changes=changes)


def _without(types: tuple[TensorType, ...]) -> tuple[Repair, ...]:
    """Taking away the wires that differ from the first, where two others are left."""
    odd = [order for order, x in enumerate(types) if x.dims != types[0].dims]
    if len(types) - len(odd) < 2:
        return ()
    changes = tuple(Disconnect(port="inputs", order=order) for order in reversed(odd))
    return (Repair(label="Disconnect what differs", changes=changes),)


def _insert(kind: str, order: int, **parameters: Value) -> InsertLayer:
    return InsertLayer(kind=kind, parameters=parameters, port="inputs", order=order)


def _to_one_shape(types: tuple[TensorType, ...], but: int = -1) -> Insertions | None:
    """Layers that give every wire the channels of the widest and the places of the smallest."""
    layout = LAYOUTS[types[0].roles]
    channels = [x.dims[layout.channel] for x in types]
    if not all(isinstance(n, int) for n in channels):
        return None
    widest = max(n for n in channels if isinstance(n, int))
    size = _smallest(types, layout, but)
    if size is None:
        return None
    insertions: Insertions = []
    for order, x in enumerate(types):
        places = tuple(x.dims[i] for i in layout.spatial)
        target: tuple[Dim, ...] = tuple(
            d if t is None else t for d, t in zip(places, size, strict=True)
        )
        if x.dims[layout.channel] != widest:
            stride = _stride(places, target)
            if stride is not None:
                places = target
            insertions.append(_widened(order, layout, widest, stride or 1))
        if places != target:
            insertions.append(_resized(order, target))
    return insertions


def _widened(order: int, layout: Layout, channels: int, stride: int) -> tuple[str, InsertLayer]:
    if layout.kind in (Kind.VECTOR, Kind.SEQUENCE) and stride == 1:
        return "Dense", _insert("Linear", order, out_features=channels)
    parameters: dict[str, Value] = {"out_channels": channels, "kernel_size": 1}
    if stride > 1:
        parameters |= {"stride": stride, "padding": 0}
    window = "×".join("1" for _ in layout.spatial)
    return f"Conv{len(layout.spatial)}d {window}", _insert("Conv", order, **parameters)


def _stride(places: tuple[Dim, ...], target: tuple[Dim, ...]) -> int | None:
    """The stride with which a window of 1 leads from `places` to `target`, or None."""
    if places == target:
        return 1
    for stride in range(2, 9):
        if all((n - 1) // stride + 1 == t for n, t in zip(places, target, strict=True)):
            return stride
    return None


def _resized(order: int, target: tuple[Dim, ...]) -> tuple[str, InsertLayer]:
    size: Value = target[0] if len(set(target)) == 1 else target
    return "AdaptiveAvgPool", _insert("AdaptiveAvgPool", order, output_size=size)


def _smallest(
    types: tuple[TensorType, ...], layout: Layout, but: int = -1
) -> tuple[int | None, ...] | None:
    """The smallest length in each direction, None in direction `but`; None where one is open."""
    smallest: list[int | None] = []
    for i in layout.spatial:
        lengths = [x.dims[i] for x in types]
        if i == but or all(length == lengths[0] for length in lengths):
            first = lengths[0]
            smallest.append(first if i != but and isinstance(first, int) else None)
        elif all(isinstance(length, int) for length in lengths):
            smallest.append(min(length for length in lengths if isinstance(length, int)))
        else:
            return None
    return tuple(smallest)


def _to_one_size(types: tuple[TensorType, ...], layout: Layout) -> Insertions | None:
    """Pooling that gives every wire the places of the smallest."""
    size = _smallest(types, layout)
    if size is None or None in size:
        return None
    target: tuple[Dim, ...] = tuple(length for length in size if length is not None)
    return [
        _resized(order, target)
        for order, x in enumerate(types)
        if tuple(x.dims[i] for i in layout.spatial) != target
    ]


def _beside_larger(types: tuple[TensorType, ...]) -> Insertions | None:
    """Layers that turn rows of numbers into one factor or summand a channel of the larger type."""
    larger = max(types, key=lambda x: len(x.dims))
    layout = LAYOUTS.get(larger.roles)
    if layout is None:
        return None
    channels = larger.dims[layout.channel]
    if not isinstance(channels, int):
        return None
    ones = [1] * (len(larger.dims) - 1)
    ones[layout.channel - 1] = channels
    insertions: Insertions = []
    for order, x in enumerate(types):
        if x.dims == larger.dims:
            continue
        if len(x.dims) != 2 or not isinstance(x.dims[1], int):
            return None
        if x.dims[1] != channels:
            insertions.append(("Dense", _insert("Linear", order, out_features=channels)))
        insertions.append(("Reshape", _insert("Reshape", order, shape=tuple(ones))))
    return insertions


def _to_rows(types: tuple[TensorType, ...], *, same_width: bool) -> Insertions | None:
    """Layers that make one row of numbers of everything, of equal length if `same_width`."""
    sizes: list[int] = []
    for x in types:
        size = 1
        for dim in x.example:
            if not isinstance(dim, int):
                return None
            size *= dim
        sizes.append(size)
    insertions: Insertions = []
    for order, (x, size) in enumerate(zip(types, sizes, strict=True)):
        if len(x.dims) > 2:
            insertions.append(("Flatten", _insert("Flatten", order)))
        if same_width and size != min(sizes):
            insertions.append(("Dense", _insert("Linear", order, out_features=min(sizes))))
    return insertions
