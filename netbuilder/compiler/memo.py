"""What the compiler knows already: layers by kind and parameters, types by layer and inputs.

A memo is handed from one analysis to the next. Types in it are *canonical*: equal types are one
object, so that what arrives at a node is compared and looked up by identity, which is fifty times
faster than by value.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from netbuilder.layers.catalogue import layer_class
from netbuilder.layers.layer import Cost, Layer, Port
from netbuilder.layers.parameter import Value
from netbuilder.layers.problem import Misfit
from netbuilder.layers.tensor import TensorType

MOST_ENTRIES = 50_000
"""How many results a memo keeps before the next analysis starts with an empty one."""

Types = Mapping[str, tuple[TensorType, ...]]


@dataclass(frozen=True, slots=True, eq=False)
class Known:
    """A layer with its ports.

    `required`, and as a set `needs`, are the input ports that must have a wire; `many` those
    that take several.
    `faults` says which of the parameters are not legal; in `layer` these have their default.
    """

    layer: Layer
    inputs: Mapping[str, Port]
    required: tuple[str, ...]
    needs: frozenset[str]
    many: frozenset[str]
    outputs: tuple[str, ...]
    faults: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Inferred:
    """What a layer makes of its inputs: types and cost, or why they do not fit."""

    inputs: Types
    outputs: Mapping[str, TensorType]
    cost: Cost
    title: str
    misfit: Misfit | None = None


class Memo:
    """Results under their arguments. Not a value: it only ever grows."""

    def __init__(self) -> None:
        self._types: dict[TensorType, TensorType] = {}
        self._layers: dict[tuple[str, str], Known | None] = {}
        self._inferred: dict[tuple[object, ...], Inferred] = {}
        self.instances: dict[Hashable, Any] = {}

    @property
    def is_full(self) -> bool:
        """Whether it is time for a new one."""
        return len(self._inferred) + len(self._layers) + len(self.instances) > MOST_ENTRIES

    def canonical(self, x: TensorType) -> TensorType:
        """The one object that stands for all types equal to `x`."""
        return self._types.setdefault(x, x)

    def layer(self, kind: str, parameters: Mapping[str, Value]) -> Known | None:
        """The layer of `kind` with these parameters; None if the kind is not installed."""
        # repr tells 1, 1.0 and True apart, which are equal as keys but not as parameters.
        key = (kind, repr(parameters) if parameters else "")
        try:
            return self._layers[key]
        except KeyError:
            known = self._layers[key] = _known(kind, parameters)
            return known

    def infer(self, known: Known, inputs: Types) -> Inferred:
        """What the layer makes of canonical types."""
        key: tuple[object, ...] = (known,)
        for port, types in inputs.items():
            key = (*key, port, *map(id, types))
        try:
            return self._inferred[key]
        except KeyError:
            # The result holds the types, so that their ids stay theirs.
            inferred = self._inferred[key] = self._infer(known, inputs)
            return inferred

    def _infer(self, known: Known, inputs: Types) -> Inferred:
        layer = known.layer
        try:
            outputs = layer.infer(inputs)
        except Misfit as misfit:
            return Inferred(inputs, {}, Cost(), layer.title(inputs), misfit)
        types = self._types
        outputs = {port: types.setdefault(x, x) for port, x in outputs.items()}
        return Inferred(inputs, outputs, layer.cost(inputs, outputs), layer.title(inputs))


def _known(kind: str, parameters: Mapping[str, Value]) -> Known | None:
    found = layer_class(kind)
    if found is None:
        return None
    faults = found.check_values(parameters) if parameters else {}
    if faults:
        parameters = {key: value for key, value in parameters.items() if key not in faults}
    layer = found(parameters)
    ports = layer.input_ports()
    required = tuple(port.key for port in ports if not port.optional)
    return Known(
        layer=layer,
        inputs={port.key: port for port in ports},
        required=required,
        needs=frozenset(required),
        many=frozenset(port.key for port in ports if port.many),
        outputs=tuple(port.key for port in layer.output_ports()),
        faults=faults,
    )
