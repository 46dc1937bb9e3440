"""Runs the `Code` of one layer directly, so that rules can be held against torch itself."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import torch
from torch import Tensor, nn

from netbuilder.layers.code import AllInputs, Call, Code, Input, Local, Own, Pattern
from netbuilder.layers.dim import Expression

_ROOTS = {"torch": torch, "nn": nn, "F": nn.functional}
_INFIX = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv}

Tensors = Mapping[str, Sequence[Tensor]]


class Interpreted(nn.Module):
    """The modules of a layer's code, and its body as `forward`."""

    def __init__(self, code: Code) -> None:
        super().__init__()
        self.code = code
        for suffix, constructor in code.modules:
            self.add_module(suffix or "own", _call(constructor, self, {}, {}))
        for call in code.initialise:
            with torch.no_grad():
                _call(call, self, {}, {})

    def forward(self, inputs: Tensors) -> dict[str, Any]:
        names: dict[str, Any] = {}
        for assign in self.code.body:
            _bind(assign.targets, _value(assign.value, self, inputs, names), names)
        return names


def _bind(pattern: Pattern, value: Any, names: dict[str, Any]) -> None:
    if isinstance(pattern, str):
        names[pattern] = value
        return
    for part, item in zip(pattern, value, strict=True):
        _bind(part, item, names)


def _value(value: Any, module: Interpreted, inputs: Tensors, names: dict[str, Any]) -> Any:
    match value:
        case Call():
            return _call(value, module, inputs, names)
        case Input(port, order):
            return inputs[port][order]
        case AllInputs(port):
            return list(inputs[port])
        case Local(name):
            return names[name]
        case Own(suffix, path):
            own = getattr(module, suffix or "own")
            return reduce(getattr, path.split("."), own) if path else own
        case tuple() | list():
            return type(value)(_value(item, module, inputs, names) for item in value)
        case Expression():
            raise AssertionError(f"the length {value} is not known where source is written")
    return value


def _call(call: Call, module: Interpreted, inputs: Tensors, names: dict[str, Any]) -> Any:
    arguments = [_value(argument, module, inputs, names) for argument in call.arguments]
    keywords = {key: _value(value, module, inputs, names) for key, value in call.keywords}
    if call.target in _INFIX:
        return _INFIX[call.target](*arguments)
    if call.target == "self" or call.target.startswith("self."):
        return getattr(module, call.target[5:] or "own")(*arguments, **keywords)
    if call.target.startswith("."):
        return getattr(arguments[0], call.target[1:])(*arguments[1:], **keywords)
    root, *path = call.target.split(".")
    return reduce(getattr, path, _ROOTS[root])(*arguments, **keywords)
