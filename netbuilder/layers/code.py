"""Calls that a layer needs in a framework, as values. One renderer (`compiler`) writes the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Pattern = str | tuple["Pattern", ...]
"""What an assignment binds: a name, or nested names as in ``output, (hidden, cell)``."""


@dataclass(frozen=True, slots=True)
class Input:
    """The tensor that enters a port, by its order where the port takes many."""

    port: str = "input"
    order: int = 0


@dataclass(frozen=True, slots=True)
class AllInputs:
    """All tensors that enter a port that takes many, as a list."""

    port: str


@dataclass(frozen=True, slots=True)
class Local:
    """A name that an earlier assignment of the same node has bound."""

    name: str


@dataclass(frozen=True, slots=True)
class Own:
    """A module of the node, or with `path` something inside it: ``Own(path="weight")``."""

    module: str = ""
    path: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """One call.

    `target` is ``torch.f``, ``nn.M``, ``F.f`` (``torch.nn.functional``), ``.method`` (on the first
    argument), ``self`` (the node's own module; ``self.suffix`` for a further one), or an infix
    operator such as ``+``. Arguments are plain values (repr is their text) or references and calls.
    """

    target: str
    arguments: tuple[Any, ...] = ()
    keywords: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Assign:
    """Bind a result to local names; an output port's value has the port's key as its name."""

    targets: Pattern
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Everything that a layer contributes to a class.

    Attributes:
        modules: Constructors, under a suffix: "" is the attribute named like the node itself,
            ``"gate"`` becomes ``<node>_gate``.
        initialise: Calls after construction, for instance ``nn.init.zeros_(self.fc1.bias)``.
        body: What runs in ``forward``; binds a local for every output port.
    """

    modules: tuple[tuple[str, Call], ...] = ()
    initialise: tuple[Call, ...] = ()
    body: tuple[Assign, ...]


def call(target: str, *arguments: Any, **keywords: Any) -> Call:
    """Shorthand for `Call` with Python's own call syntax."""
    return Call(target, arguments, tuple(keywords.items()))
