"""What may be wrong with a network, as facts, and what would repair it, as changes.

A layer raises `Misfit` without knowing where it stands; the compiler places it and makes it a
`Problem`. Words for people are made from code and facts in one table,
`netbuilder.compiler.wording`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from netbuilder.layers.parameter import Value


class Severity(StrEnum):
    """ERROR: it will not run. WARNING: it runs, but look."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetParameter:
    """Give a parameter another value. `node` "" is the node that has the problem."""

    key: str
    value: Value
    node: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InsertLayer:
    """Put a new layer on the `order`-th wire that enters `port`, or leaves it if `after`."""

    kind: str
    parameters: Mapping[str, Value] = field(default_factory=dict)
    port: str = "input"
    order: int = 0
    after: bool = False
    node: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Disconnect:
    """Take away one wire, given by the node and port it enters and its order there."""

    port: str
    order: int = 0
    node: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Connect:
    """Draw a wire between two ports."""

    source: tuple[str, str]
    sink: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveNode:
    """Delete a node; `close_gap` joins its neighbours."""

    close_gap: bool = False
    node: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddNode:
    """Place a new layer, wired behind (`source`) or before (`sink`) a port where given."""

    kind: str
    parameters: Mapping[str, Value] = field(default_factory=dict)
    source: tuple[str, str] | None = None
    sink: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetNode:
    """Change a field of the node itself: ``name``, ``bypassed`` or ``frozen``."""

    key: str
    value: Value
    node: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTraining:
    """Change a field of the project's training settings, for instance ``recipe`` or ``watch``."""

    key: str
    value: Value


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeData:
    """Learn from the source's present content. `data` is its schema, a `project.schema.Data`."""

    data: object  # layers know nothing of projects


Change = (
    SetParameter
    | InsertLayer
    | Disconnect
    | Connect
    | RemoveNode
    | AddNode
    | SetNode
    | SetTraining
    | TakeData
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """One way to make a problem go away: the words of its button, and the changes it makes."""

    label: str
    changes: tuple[Change, ...]


class Misfit(Exception):  # noqa: N818 - not a fault of the program but a finding about a network
    """Raised by a layer's `infer`: what arrives does not fit.

    Args:
        code: Which kind of problem, for instance ``"shape.rank"``.
        port: The key of the input port in question, or "".
        expected: What would fit, in words: "channels × height × width".
        received: What arrived, in words: "1024 numbers".
        facts: Whatever else the words of this code need.
        repairs: Changes that would make it fit, best first.
    """

    def __init__(
        self,
        code: str,
        *,
        port: str = "input",
        expected: str = "",
        received: str = "",
        facts: Mapping[str, Value] | None = None,
        repairs: tuple[Repair, ...] = (),
    ) -> None:
        self.code = code
        self.port = port
        self.expected = expected
        self.received = received
        self.facts = dict(facts or {})
        self.repairs = repairs
        super().__init__(f"{code} at {port}: expected {expected}, received {received}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One finding about a project, with its place.

    `network` and `node` are "" where the finding concerns the whole project or network.
    """

    code: str
    severity: Severity = Severity.ERROR
    network: str = ""
    node: str = ""
    port: str = ""
    expected: str = ""
    received: str = ""
    facts: Mapping[str, Value] = field(default_factory=dict)
    repairs: tuple[Repair, ...] = ()
