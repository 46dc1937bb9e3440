"""Parameters that are computed from a block's values and from what arrives."""

from __future__ import annotations

from collections.abc import Mapping

from netbuilder.layers.dim import Dim
from netbuilder.layers.parameter import Value
from netbuilder.layers.tensor import Role, TensorType
from netbuilder.project.formula import FormulaError, evaluate, parse
from netbuilder.project.value import Formula

_NO_FAULTS: Mapping[str, FormulaError] = {}


def resolve_parameters(
    parameters: Mapping[str, Value],
    inputs: Mapping[str, tuple[TensorType, ...]],
    values: Mapping[str, Value],
) -> tuple[Mapping[str, Value], Mapping[str, FormulaError]]:
    """`parameters` with numbers for formulas, and by key what keeps a formula from having one.

    A parameter without a number is left out, so that its default holds.
    """
    if not parameters or Formula not in map(type, parameters.values()):
        return parameters, _NO_FAULTS
    known = _known(inputs, values)
    resolved = dict(parameters)
    faults = {}
    for key, value in parameters.items():
        if not isinstance(value, Formula):
            continue
        try:
            resolved[key] = evaluate(parse(value.text), known)
        except FormulaError as fault:
            faults[key] = fault
            del resolved[key]
    return resolved, faults


def _known(
    inputs: Mapping[str, tuple[TensorType, ...]], values: Mapping[str, Value]
) -> dict[str, Dim]:
    known: dict[str, Dim] = {
        key: value
        for key, value in values.items()
        if isinstance(value, int) and not isinstance(value, bool)
    }
    first = next((types[0] for types in inputs.values() if types), None)
    if first is not None:
        for dim, role in zip(first.dims, first.roles, strict=True):
            if role not in (Role.BATCH, Role.UNKNOWN):
                known.setdefault(f"in.{role.value}", dim)
            if role is Role.CHANNEL:
                known.setdefault("in.channels", dim)
            if role is Role.FEATURE:
                known.setdefault("in.features", dim)
    return known
